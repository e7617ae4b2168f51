"""One form for each clause of usage rules, in plain Japanese: nobody types JSON, and every problem stands at its field.

A form takes the clause as it stands in the draft and gives it back as the draft keeps it. What is wrong with it is told
by the rules themselves (`rules.read`), so a form can never let through what cannot be published.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, ClassVar

from django import forms

from backend.common import fields
from bookings import rules

Clause = dict[str, Any]
Choices = Iterable[tuple[str, str]]
OWN, UPPER, NONE = "own", "upper", "none"
UNITS = (("day", "日"), ("week", "週間"), ("month", "か月"), ("year", "年"))


class ClockField(forms.CharField):
    """A time of day as people write it (9:00, ９：００); the value is HH:MM, as rules keep it."""

    widget = forms.TextInput({"inputmode": "text", "data-width": "short", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:  # noqa: ANN401 - Django's
        """This function will give the time in half-width, or say how it should look."""
        typed = unicodedata.normalize("NFKC", super().to_python(value) or "").strip()
        if not typed:
            return ""
        hour, _, minute = typed.partition(":")
        try:
            return f"{time(int(hour), int(minute)):%H:%M}"
        except ValueError as fault:
            raise forms.ValidationError("時刻を「9:00」のように入れてください。") from fault


def number(label: str, **more: Any) -> fields.WholeNumberField:  # noqa: ANN401 - Django's
    """This function will make a field for a whole number that may stay empty; the rules say where it may not."""
    return fields.WholeNumberField(label=label, min_value=0, max_value=9999, required=False, **more)


def boxes(label: str, **more: Any) -> forms.MultipleChoiceField:  # noqa: ANN401 - Django's
    """This function will make a field of boxes to tick."""
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **more)


def radios(label: str, choices: Choices) -> forms.ChoiceField:
    """This function will make a field of which one is chosen."""
    return forms.ChoiceField(label=label, choices=list(choices), required=False, widget=forms.RadioSelect)


class Part(forms.Form):
    """Fields that stand for a clause, or for one row of it; `names` are those of the clause."""

    names: ClassVar[tuple[str, ...]] = ()
    # Boxes of which one must be ticked: an empty list goes to the rules, which say so in their own words.
    at_least_one: ClassVar[str] = ""

    def __init__(self, *args: Any, words: rules.Words, clause: Mapping[str, Any] | None, **kwargs: Any) -> None:  # noqa: ANN401
        self.words = words
        kwargs["initial"] = self.initial_of(clause or {})
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        """This hook will fill in the choices that depend on the municipality."""

    def choose(self, name: str, choices: Choices) -> None:
        """This function will set the choices of a field."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will give what the fields show for a clause."""
        return dict(clause)

    def clause(self) -> Clause:
        """This function will give the clause that the fields stand for; what is empty is left out."""
        data = {name: self.cleaned_data.get(name) for name in (*self.names, "paragraph", "source")}
        return {name: value for name, value in data.items() if value not in (None, "", []) or name == self.at_least_one}

    def blame(self, field: str, sentence: str) -> None:
        """This function will put a problem at its field, or over the form where it is of none."""
        self.add_error(field if field in self.fields else None, sentence)


class ClauseForm(Part):
    """A clause as a whole. On a center or a room one may keep what holds above it, or take that away."""

    kind: ClassVar[str] = ""
    mode = radios("このきまり", [])
    paragraph = forms.CharField(
        label="利用者が読む文",
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="空けておくと、下の内容から文をつくります。",
    )
    source = forms.CharField(label="出典", required=False, max_length=200, help_text="例：交流センターの利用案内")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's
        content: Mapping[str, Any],
        above: Mapping[str, Any],
        has_above: bool,
        words: rules.Words,
        **kwargs: Any,  # noqa: ANN401 - Django's
    ) -> None:
        self.content = content
        shown = content.get(self.kind) or above.get(self.kind)
        super().__init__(*args, words=words, clause=shown, **kwargs)
        choices = [(OWN, "ここで決める"), (NONE, "決めない")]
        self.choose("mode", [(UPPER, "上のきまりのまま"), *choices] if has_above else choices)
        self.initial["mode"] = self._mode(has_above)
        self.order_fields(["mode", *self.names, "paragraph", "source"])

    def _mode(self, has_above: bool) -> str:
        if self.content.get(self.kind):
            return OWN
        return UPPER if has_above and self.kind not in self.content else NONE

    def clean(self) -> dict[str, Any]:
        """This function will ask the rules what is wrong, and put it at the fields."""
        data = super().clean() or {}
        if data.get("mode") == OWN and not self.errors:
            for where, sentence in problems({self.kind: self.clause()}, self.kind):
                self.blame(where.partition(".")[0].partition("[")[0], sentence)
        return data

    def draft(self) -> Clause:
        """This function will give the content of the draft with this clause in it."""
        rest = {kind: clause for kind, clause in self.content.items() if kind != self.kind}
        match self.cleaned_data["mode"]:
            case "own":
                return {**rest, self.kind: self.clause()}
            case "none" if UPPER in dict(self.fields["mode"].choices):  # type: ignore[attr-defined]
                return {**rest, self.kind: None}
        return rest


def problems(content: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    """This function will give what is wrong with a clause: the place within it, and the sentence."""
    try:
        rules.read(rules.combined(content))
    except rules.InvalidRules as fault:
        found = [problem.partition(": ") for problem in fault.problems]
        return [(where.removeprefix(f"rules.{kind}").removeprefix("."), words) for where, _, words in found]
    return []


class WhoForm(ClauseForm):
    """Who may use the center."""

    kind, names, at_least_one = "who", ("may_use", "local_district_first"), "may_use"
    may_use = boxes(
        "利用できる方",
        choices=[
            ("lives", "市内に住んでいる方"),
            ("works", "市内で働いている方"),
            ("studies", "市内の学校に通っている方"),
        ],
    )
    local_district_first = forms.BooleanField(label="地元の学区の方を優先する", required=False)


class GuardianForm(ClauseForm):
    """Below which age only with a guardian."""

    kind, names = "guardian", ("below", "age")
    below = radios(
        "保護者といっしょに利用する方", [("junior_high", "中学生になる前の方"), ("age", "決めた年齢になる前の方")]
    )
    age = number("何歳になる前か", help_text="「決めた年齢」を選んだときに入れてください。")

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will tell a school stage from an age."""
        below = clause.get("below")
        return {**clause, "below": "age", "age": below} if isinstance(below, int) else dict(clause)

    def clause(self) -> Clause:
        """This function will give the age as the value of `below`."""
        found = super().clause()
        age = found.pop("age", None)
        return {**found, "below": age} if found.get("below") == "age" and age is not None else found


class HoursForm(ClauseForm):
    """From when to when the center is open."""

    kind, names = "hours", ("opens", "closes")
    opens = ClockField(label="開く時刻", required=False, help_text="例：9:00")
    closes = ClockField(label="閉まる時刻", required=False, help_text="例：21:00")


class PeriodsForm(ClauseForm):
    """Whether one booking may take several periods."""

    kind, names = "periods", ("may_span",)
    may_span = forms.BooleanField(label="続いた区分を、まとめて予約できる", required=False)


class HeadcountForm(ClauseForm):
    """How few and how many people."""

    kind, names = "headcount", ("minimum", "maximum")
    minimum = number("少なくとも何人から")
    maximum = number("多くても何人まで", help_text="部屋の定員は、これとは別に確かめます。")


class ApprovalForm(ClauseForm):
    """Who approves."""

    kind, names = "approval", ("by",)
    by = radios(
        "許可する人",
        [
            ("desk", "センターの窓口"),
            ("city", "市（窓口だけでは許可できません）"),
            ("committee", "センターの委員会（決定を窓口が入れます）"),
            ("automatic", "自動（きまりに合えば、申し込んだときに許可）"),
        ],
    )


class PublicUseForm(ClauseForm):
    """Who takes precedence, and how displaced people are treated."""

    kind, names = "public_use", ("classes", "may_displace", "notice_days", "alternatives_days")
    at_least_one = "classes"
    classes = boxes("優先する利用者区分")
    may_displace = forms.BooleanField(label="すでにある予約にも、変更をお願いできる", required=False)
    notice_days = number("利用する日の何日前までお願いできるか")
    alternatives_days = number("代わりの部屋を何日とっておくか")

    def offer(self) -> None:
        """This hook will offer the classes of users."""
        self.choose("classes", self.words.classes.items())


class WaitingListForm(ClauseForm):
    """Whether people may wait in line."""

    kind, names = "waiting_list", ("is_open", "answer_hours", "stops_hours")
    is_open = forms.BooleanField(label="キャンセル待ちを受け付ける", required=False)
    answer_hours = number("ご案内のあと、お返事を何時間待つか")
    stops_hours = number("利用の何時間前で、ご案内を終えるか")


class CheckInForm(ClauseForm):
    """When one checks in, and when an unclaimed room is released."""

    kind, names = "check_in", ("opens_minutes", "released_after_minutes")
    opens_minutes = number("始まりの何分前から受付できるか")
    released_after_minutes = number(
        "始まりから何分来られないと、部屋をほかの方に回すか", help_text="回さないときは、空けてください。"
    )


class NoShowsForm(ClauseForm):
    """From how many no-shows the desk may restrict somebody."""

    kind, names = "no_shows", ("limit", "months", "restricted_days", "grace_days")
    limit = number("何回で、窓口が話をうかがうか")
    months = number("何か月のうちに数えるか")
    restricted_days = number("長くて何日、ネット予約をお休みいただくか")
    grace_days = number("利用日から何日のうちは、まちがいを直せるか")


class RoomCheckForm(ClauseForm):
    """What the last to leave checks."""

    kind, names, at_least_one = "room_check", ("items", "by_desk"), "items"
    items = forms.CharField(
        label="最後に出る方が確かめること",
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="1行に1つ書いてください。",
    )
    by_desk = forms.BooleanField(label="そのあと、職員も部屋を確かめる", required=False)

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will show one item a line."""
        return {**clause, "items": "\n".join(clause.get("items", []))}

    def clean_items(self) -> list[str]:
        """This function will read one item a line."""
        return [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
