"""Clauses of several rows: windows by class of users, caps, deadlines, banned activities. Empty rows say nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from bookings.forms import clauses
from bookings.forms.clauses import Clause, ClauseForm, Part

EVERYBODY = "そのほかの方"
BLANK = 2


class Row(Part):
    """One row; `title` stands over it. A row is empty when its first field is."""

    title = ""
    first: ClassVar[str] = ""
    paragraph = forms.CharField(label="利用者が読む文", required=False, max_length=400)

    @property
    def is_empty(self) -> bool:
        """This function will tell whether the row says nothing."""
        return self.cleaned_data.get(self.first) in (None, "")

    def offer_classes(self, name: str) -> None:
        """This function will offer the classes of users."""
        self.choose(name, self.words.classes.items())


class WindowRow(Row):
    """From when one class of users books."""

    first, names = "amount", ("amount", "unit", "anchor", "opens_at")
    amount = clauses.number("どれだけ前から", help_text="空けると「そのほかの方」と同じです。")
    unit = forms.ChoiceField(label="単位", choices=clauses.UNITS, required=False)
    anchor = clauses.radios("どこから数えるか", [("date", "利用する日から"), ("month", "利用する月の1日から")])
    opens_at = clauses.ClockField(
        label="受付の始まる時刻", required=False, help_text="例：9:00。空けると0:00からです。"
    )
    field_order = ("amount", "unit", "anchor", "opens_at", "paragraph")

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will start with months before the date."""
        return {"unit": "month", "anchor": "date", **clause}


class CapRow(Row):
    """How many bookings in which span."""

    first, names = "span", ("span", "limit", "counts", "classes")
    span = forms.ChoiceField(
        label="期間",
        required=False,
        choices=[
            ("", "（決めない）"),
            ("week", "1週間に"),
            ("month", "1か月に"),
            ("fiscal_year", "1年度に"),
            ("open", "これからの予約を同時に"),
        ],
    )
    limit = clauses.number("何回（何件）まで")
    counts = clauses.radios("数え方", [("center", "センター全体で"), ("room", "部屋ごとに")])
    classes = clauses.boxes("この上限がかかる利用者区分", help_text="選ばないと、すべての方にかかります。")
    field_order = ("span", "limit", "counts", "classes", "paragraph")

    def offer(self) -> None:
        """This hook will offer the classes of users."""
        self.offer_classes("classes")

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will start with the whole center."""
        return {"counts": "center", **clause}


class DeadlineRow(Row):
    """By when something is due."""

    first, names = "kind", ("kind", "amount", "unit", "counted", "time_of_day", "periods", "lapses")
    kind = forms.ChoiceField(
        label="何の期限か",
        required=False,
        choices=[
            ("", "（決めない）"),
            ("booking", "予約の申し込み"),
            ("form", "申請書"),
            ("cancellation", "取り消し"),
            ("report", "報告書"),
        ],
    )
    amount = clauses.number("どれだけ", help_text="その日のうちなら 0 です。")
    unit = forms.ChoiceField(label="単位", choices=clauses.UNITS, required=False)
    counted = clauses.radios(
        "どこから数えるか",
        [
            ("before_use", "利用する日より前"),
            ("after_use", "利用する日よりあと"),
            ("after_tentative", "仮予約をした日よりあと"),
        ],
    )
    time_of_day = clauses.ClockField(
        label="その日の何時まで", required=False, help_text="空けると、その日いっぱいです。"
    )
    periods = clauses.boxes("この期限がかかる区分", help_text="選ばないと、すべての区分にかかります。")
    lapses = forms.BooleanField(label="申請書が出ないと、仮予約を取り消す", required=False)
    source = forms.CharField(label="出典", required=False, max_length=200)
    field_order = ("kind", "amount", "unit", "counted", "time_of_day", "periods", "lapses", "paragraph", "source")

    def offer(self) -> None:
        """This hook will offer the periods."""
        self.choose("periods", self.words.periods.items())

    def initial_of(self, clause: Mapping[str, Any]) -> dict[str, Any]:
        """This function will start with days before the use."""
        return {"unit": "day", "counted": "before_use", **clause}


class BanRow(Row):
    """An activity that is not allowed."""

    first, names = "activity", ("activity",)
    activity = forms.ChoiceField(label="できない活動", required=False)
    source = forms.CharField(label="出典", required=False, max_length=200)
    field_order = ("activity", "paragraph", "source")

    def offer(self) -> None:
        """This hook will offer the kinds of activity, and what the rule has now."""
        known = dict(self.words.activities)
        now = self.initial.get("activity")
        extra = [(now, self.initial.get("paragraph") or now)] if now and now not in known else []
        self.choose("activity", [("", "（決めない）"), *known.items(), *extra])


class RowsForm(ClauseForm):
    """A clause of rows beside its own fields."""

    row_class: ClassVar[type[Row]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.rows = list(self.made_rows())

    def made_rows(self) -> Iterator[Row]:
        """This hook will make the rows."""
        raise NotImplementedError

    def row(self, number: int, clause: Mapping[str, Any] | None, title: str) -> Row:
        """This function will make one row, bound to what was sent where the form is."""
        data = self.data if self.is_bound else None
        made = self.row_class(data, prefix=f"row{number}", words=self.words, clause=clause)
        made.title = title
        return made

    def is_valid(self) -> bool:
        """This function will look at the rows first, since the clause is made of them."""
        rows = [row.is_valid() for row in self.rows]
        return all(rows) and super().is_valid() and not any(row.errors for row in self.rows)

    @property
    def said(self) -> list[Row]:
        """This function will give the rows that say something."""
        return [row for row in self.rows if row.is_valid() and not row.is_empty]

    @property
    def faulty(self) -> list[Row]:
        """This function will give the rows with something to mend."""
        return [row for row in self.rows if row.errors]


class WindowsForm(RowsForm):
    """From when one can book: a row for each class of users, and one for everybody else."""

    kind, row_class = "windows", WindowRow

    def made_rows(self) -> Iterator[Row]:
        """This hook will make a row for each class."""
        shown = self.initial.get("tiers", [])
        own = {code: tier for tier in shown for code in tier.get("classes") or [""]}
        codes = [*self.words.classes, *(code for code in own if code and code not in self.words.classes), ""]
        for number, code in enumerate(codes):
            yield self.row(number, own.get(code), self.words.classes.get(code, code or EVERYBODY))
        self.codes = codes

    def clause(self) -> Clause:
        """This function will put classes with the same window into one tier."""
        tiers: list[Clause] = []
        for code, row in zip(self.codes, self.rows, strict=True):
            if row.is_valid() and not row.is_empty:
                _join(tiers, code, row.clause())
        return {**super().clause(), "tiers": tiers}

    def blame(self, field: str, sentence: str) -> None:
        """This function will put what is said of the tiers over the form."""
        self.add_error(None, sentence)


def _join(tiers: list[Clause], code: str, window: Clause) -> None:
    alike = next((tier for tier in tiers if code and tier["classes"] and _window(tier) == window), None)
    if alike:
        alike["classes"].append(code)
    else:
        tiers.append({"classes": [code] if code else [], **window})


def _window(tier: Clause) -> Clause:
    return {name: value for name, value in tier.items() if name != "classes"}


class CapsForm(RowsForm):
    """How often one may book."""

    kind, row_class = "caps", CapRow

    def made_rows(self) -> Iterator[Row]:
        """This hook will make a row for each cap, and some to add one."""
        yield from _numbered(self, self.initial.get("limits", []), "上限")

    def clause(self) -> Clause:
        """This function will put the rows into the clause."""
        return {**super().clause(), "limits": [row.clause() for row in self.said]}

    def clean(self) -> dict[str, Any]:
        """This function will put what is wrong with one cap at its row."""
        data = forms.Form.clean(self) or {}
        if data.get("mode") == clauses.OWN:
            for where, sentence in clauses.problems({self.kind: self.clause()}, self.kind):
                _at_row(self, self.said, where.removeprefix("limits"), sentence)
        return data


def _numbered(form: RowsForm, clauses_now: Sequence[Mapping[str, Any]], title: str) -> Iterator[Row]:
    # As many as were shown, whatever has become of the draft meanwhile.
    sent = sum(1 for name in form.data if name.startswith("row") and name.endswith(f"-{form.row_class.first}"))
    count = max(sent, len(clauses_now) + BLANK)
    for number in range(count):
        clause = clauses_now[number] if number < len(clauses_now) else None
        yield form.row(number, clause, f"{title} {number + 1}")


def _at_row(form: ClauseForm, rows: Sequence[Row], where: str, sentence: str) -> None:
    number, _, field = where.removeprefix("[").partition("]")
    if number.isdigit() and int(number) < len(rows):
        rows[int(number)].blame(field.removeprefix("."), sentence)
    else:
        form.add_error(None, sentence)


class NamedForm(RowsForm):
    """A clause whose rows have names: what stands above stays, unless a row has its name or it is taken away."""

    names = ("removed",)
    removed = clauses.boxes("上のきまりのうち、ここではなくすもの")
    noun: ClassVar[str] = ""

    def __init__(self, *args: Any, above: Mapping[str, Any], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        self.above: Mapping[str, Any] = above.get(self.kind) or {}
        super().__init__(*args, above={}, **kwargs)
        for name in ("mode", "paragraph", "source"):
            del self.fields[name]
        if self.above:
            self.choose("removed", [(name, self.told(clause)) for name, clause in self.above.items()])
            self.initial["removed"] = [name for name, clause in self.own.items() if clause is None]
        else:
            del self.fields["removed"]

    @property
    def own(self) -> Mapping[str, Any]:
        """This function will give what the draft has itself."""
        return self.content.get(self.kind) or {}

    def told(self, clause: Mapping[str, Any]) -> str:
        """This function will write an entry from above for people."""
        return str(clause.get("paragraph") or clause.get(self.row_class.first, ""))

    def made_rows(self) -> Iterator[Row]:
        """This hook will make a row for each entry, and some to add one."""
        yield from _numbered(self, [clause for clause in self.own.values() if clause], self.noun)

    def named(self) -> dict[str, Any]:
        """This function will give the entries by their names; one of the same kind as above takes its place."""
        found: dict[str, Any] = {}
        for row in self.said:
            name = base = str(row.cleaned_data[row.first])
            number = 1
            while name in found:
                number += 1
                name = f"{base}-{number}"
            found[name] = row.clause()
        return found

    def clean(self) -> dict[str, Any]:
        """This function will put what is wrong with one entry at its row."""
        data = forms.Form.clean(self) or {}
        named = self.named()
        for where, sentence in clauses.problems({self.kind: named}, self.kind):
            name, _, field = where.partition(".")
            place = list(named).index(name) if name in named else -1
            _at_row(self, self.said, f"[{place}].{field}", sentence)
        return data

    def draft(self) -> Clause:
        """This function will give the content of the draft with these entries in it."""
        rest = {kind: clause for kind, clause in self.content.items() if kind != self.kind}
        entries = dict.fromkeys(self.cleaned_data.get("removed", [])) | self.named()
        return {**rest, self.kind: entries} if entries else rest


class DeadlinesForm(NamedForm):
    """By when things are due."""

    kind, row_class, noun = "deadlines", DeadlineRow, "期限"

    def told(self, clause: Mapping[str, Any]) -> str:
        """This function will write a deadline from above for people."""
        return str(clause.get("paragraph") or dict(DeadlineRow.base_fields["kind"].choices)[clause["kind"]])  # type: ignore[attr-defined]


class BansForm(NamedForm):
    """What one may not do."""

    kind, row_class, noun = "bans", BanRow, "できないこと"

    def told(self, clause: Mapping[str, Any]) -> str:
        """This function will name a banned activity from above."""
        return str(clause.get("paragraph") or self.words.activities.get(clause["activity"], clause["activity"]))


FORMS: dict[str, type[ClauseForm]] = {
    form.kind: form
    for form in (
        clauses.WhoForm,
        clauses.GuardianForm,
        clauses.HoursForm,
        clauses.PeriodsForm,
        WindowsForm,
        clauses.HeadcountForm,
        CapsForm,
        DeadlinesForm,
        BansForm,
        clauses.ApprovalForm,
        clauses.PublicUseForm,
        clauses.WaitingListForm,
        clauses.CheckInForm,
        clauses.NoShowsForm,
        clauses.RoomCheckForm,
    )
}
