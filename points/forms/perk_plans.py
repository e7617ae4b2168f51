"""A perk as the city puts it on sale or changes it, and what comes in of it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms

from backend.common import fields
from points import actions, enums, models
from points.forms.keyed import KeyedForm
from points.queries import Place
from points.rules import seasons

ANY_DESK = ""
STEP = re.compile(r"^(\d+)(?:\s*[~〜\-ー–]\s*(\d+)?)?(?:以上)?[\s:：,、=→]+(\d+)$")
SPANS = [("", "期間を区切らない"), *enums.Span.choices]


def _whole(label: str, *, least: int = 1, **more: Any) -> fields.WholeNumberField:  # noqa: ANN401 - options of a field
    errors = {
        "invalid": f"{label}を数字で入力してください。",
        "min_value": f"{least}以上の数を入力してください。",
        "required": f"{label}を入力してください。",
        "max_value": "数が大きすぎます。お確かめください。",
    }
    options = {"required": False, "max_value": 1_000_000} | more
    return fields.WholeNumberField(label=label, min_value=least, error_messages=errors, **options)


class MonthDayField(forms.Field):
    """A day of each year, typed as 4/1 or 4月1日; the value is month * 100 + day, or None."""

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will read the month and the day."""
        text = unicodedata.normalize("NFKC", value or "").strip()
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})\s*[/月\-.]\s*(\d{1,2})日?", text)
        number = int(found[1]) * 100 + int(found[2]) if found else 0
        if not seasons.is_month_day(number):
            raise forms.ValidationError("月と日を、4/1 のように入力してください。", code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will show a day as it is typed."""
        return f"{value // 100}/{value % 100}" if isinstance(value, int) else value


def _season(label: str, words: str = "") -> MonthDayField:
    typed = forms.TextInput({"data-width": "short", "maxlength": 10})
    return MonthDayField(label=label, required=False, help_text=words, widget=typed)


class StepsField(forms.CharField):
    """The lines of a table, one on a line: 10〜19 1000; the value is a list of StepPlan."""

    widget = forms.Textarea({"rows": 4})

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will read the lines and name the one that cannot be read."""
        text = unicodedata.normalize("NFKC", super().clean(value) or "")
        return [_step(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]


def _step(number: int, line: str) -> actions.StepPlan:
    found = STEP.match(line.strip().replace("円分", "").replace("円", "").replace("枚", "").replace("ポイント", ""))
    if not found:
        raise forms.ValidationError(f"{number}行目を「10〜19 1000」のように書いてください。", code="invalid")
    first, last, worth = found.groups()
    whole = bool(last) or "以上" in line or re.match(r"^\d+\s*[~〜]", line.strip())
    return actions.StepPlan(
        from_points=int(first), to_points=int(last) if last else None if whole else int(first), worth=int(worth)
    )


class PerkForm(KeyedForm):
    """What a perk is, costs and gives, and when, where and how often."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="種類", choices=enums.PerkKind.choices, error_messages={"required": "種類を選んでください。"}
    )
    name = forms.CharField(label="名前", max_length=80, error_messages={"required": "名前を入力してください。"})
    about = forms.CharField(label="説明", required=False, max_length=500, widget=forms.Textarea({"rows": 3}))
    price = _whole(
        "必要なポイント", help_text="段階の表を書くときは空けておきます。地域の応援では、いちばん少ないポイントです。"
    )
    steps = StepsField(
        label="段階の表",
        required=False,
        max_length=1000,
        help_text=(
            "持ってくるポイントの数で内容が変わるとき、1行に1段ずつ「10〜19 1000」のように書きます。右の数は、"
            "優待券では円引き、コピーでは枚数、ほかは円分です。公開した表は変わりません。書き直すと新しい版になります。"
        ),
    )
    keeps_rest = forms.BooleanField(
        label="段階に足りない端数のポイントは使わない（15ポイントでも10ポイントだけ使う）", required=False, initial=True
    )
    yen_off = _whole("優待券の円引き")
    percent_off = _whole("優待券の%引き", max_value=100)
    sheets = _whole("コピーの枚数", max_value=1000)
    place = forms.ChoiceField(label="受け渡しの場所", required=False, help_text="品物と地元の産品では選びます。")
    pickup_hours = forms.CharField(
        label="受け渡しの時間", required=False, max_length=200, help_text="例: 平日の9時から17時まで（事務室）"
    )
    starts_on = fields.TokyoDateField(label="申込みを始める日")
    ends_on = fields.TokyoDateField(
        label="申込みを終える日", required=False, help_text="決まっていなければ空けておきます。"
    )
    sale_from = _season("毎年の申込みの始まり", "毎年決まった時期だけ受け付けるとき。例: 4/1")
    sale_to = _season("毎年の申込みの終わり", "例: 5/31")
    use_starts_on = fields.TokyoDateField(label="使える最初の日", required=False)
    use_ends_on = fields.TokyoDateField(label="使える最後の日", required=False)
    use_from = _season("毎年の使える時期の始まり", "旬の産品など、毎年決まった時期だけ使えるとき。例: 11/1")
    use_to = _season("毎年の使える時期の終わり")
    valid_days = _whole(
        "使える日数",
        required=True,
        max_value=1000,
        help_text="申し込んだ日から数えます。受け取りの曜日があるときは、その日から数えます。",
    )
    pickup_weekdays = forms.MultipleChoiceField(
        label="受け取りの曜日",
        required=False,
        choices=[(str(number), f"{word}曜日") for number, word in enumerate(seasons.WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        help_text="選ぶと、申し込む方が日を選びます。",
    )
    lead_days = _whole("受け取りの何日前まで", least=0, max_value=60)
    most_per_person = _whole("おひとりの上限")
    person_span = forms.ChoiceField(label="おひとりの上限の期間", required=False, choices=SPANS)
    most_in_span = _whole("全員あわせた上限")
    total_span = forms.ChoiceField(label="全員あわせた上限の期間", required=False, choices=SPANS)
    stock = _whole(
        "用意する数", least=0, help_text="限りがなければ空けておきます。始めた後は「入荷と在庫」で変えます。"
    )
    by_delivery = forms.BooleanField(label="届いた分から順にお渡しする（入荷を待つ申込みを受ける）", required=False)
    arrival_words = forms.CharField(
        label="入荷の予定", required=False, max_length=100, help_text="例: 12月の初めに届きます"
    )
    provisional = forms.BooleanField(label="仮データの印を付ける", required=False)

    def __init__(
        self, *args: object, places: Sequence[Place], perk: models.Perk | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.perk, self.places = perk, {one.value: one for one in places}
        field: Any = self.fields["place"]
        field.choices = [(ANY_DESK, "すべての交流センターの窓口"), *((one.value, one.name) for one in places)]
        if perk is not None:
            # What a perk is stays; its stock has a page of its own.
            del self.fields["kind"], self.fields["stock"]

    def clean(self) -> dict[str, Any]:
        """This function will say beside the fields what does not go together."""
        data = super().clean() or {}
        for name in ("steps", "pickup_weekdays"):
            data.setdefault(name, [])
        self._check_price(data)
        self._check_worth(data)
        self._check_place(data)
        self._check_windows(data)
        return data

    @property
    def _kind(self) -> str:
        return self.perk.kind if self.perk else str(self.cleaned_data.get("kind", ""))

    def _check_price(self, data: dict[str, Any]) -> None:
        if not data["steps"] and data.get("price") is None and not {"price", "steps"} & set(self.errors):
            self.add_error("price", "必要なポイントか、段階の表のどちらかを入力してください。")
        if data["steps"] and self._kind == enums.PerkKind.SUPPORT:
            self.add_error("steps", "地域の応援では、申し込む方がポイントの数を決めます。段階の表は空けてください。")

    def _check_worth(self, data: dict[str, Any]) -> None:
        if data["steps"]:
            return
        off = [data.get("yen_off"), data.get("percent_off")]
        if self._kind == enums.PerkKind.ROOM_COUPON and sum(one is not None for one in off) != 1:
            self.add_error("yen_off", "円引きか%引きの、どちらか一方を入力してください。")
        if self._kind == enums.PerkKind.COPIES and not data.get("sheets"):
            self.add_error("sheets", "コピーの枚数を入力してください。")

    def _check_place(self, data: dict[str, Any]) -> None:
        goods = (enums.PerkKind.GOODS, enums.PerkKind.PRODUCE)
        if self._kind in goods and not data.get("place"):
            self.add_error("place", "品物をお渡しする場所を選んでください。")
        if data.get("by_delivery") and self._kind not in goods:
            self.add_error("by_delivery", "入荷を待つ申込みは、品物と地元の産品だけで使えます。")

    def _check_windows(self, data: dict[str, Any]) -> None:
        for first, last in (("starts_on", "ends_on"), ("use_starts_on", "use_ends_on")):
            if data.get(first) and data.get(last) and data[last] < data[first]:
                self.add_error(last, "始まりの日より後の日を入力してください。")
        for first, last in (("sale_from", "sale_to"), ("use_from", "use_to")):
            if (data.get(first) is None) != (data.get(last) is None) and not {first, last} & set(self.errors):
                self.add_error(last, "始まりと終わりの両方を入力してください。")

    def plan(self) -> actions.PerkPlan:
        """This function will give what `actions.put_on_sale` and `change_perk` take."""
        data, kind = dict(self.cleaned_data), enums.PerkKind(self._kind)
        place = self.places.get(data.pop("place"))
        where: dict[str, Any] = (
            {"place_kind": place.kind, "place_code": place.code, "place_name": place.name} if place else {}
        )
        worth = self._worth(data, kind)
        plain = {name: data[name] for name in PLAIN}
        return actions.PerkPlan(
            **plain,
            **where,
            **worth,
            kind=kind,
            price=data["price"] or min((one.from_points for one in data["steps"]), default=1),
            captured=captured(kind),
            stock=data.get("stock") if self.perk is None else self.perk.stock,
            lead_days=data["lead_days"] or 0,
            pickup_weekdays=[int(one) for one in data["pickup_weekdays"]],
            position=self.perk.position if self.perk else 0,
        )

    def _worth(self, data: dict[str, Any], kind: enums.PerkKind) -> dict[str, Any]:
        if data["steps"]:
            return {"steps": data["steps"], "keeps_rest": data["keeps_rest"]}
        coupon = kind == enums.PerkKind.ROOM_COUPON
        names = ("yen_off", "percent_off") if coupon else ("sheets",) if kind == enums.PerkKind.COPIES else ()
        return {name: data[name] for name in names}


PLAIN = (
    "name", "about", "starts_on", "ends_on", "sale_from", "sale_to", "use_starts_on", "use_ends_on", "use_from",
    "use_to", "valid_days", "pickup_hours", "most_per_person", "person_span", "most_in_span", "total_span",
    "by_delivery", "arrival_words", "provisional",
)  # fmt: skip


def captured(kind: enums.PerkKind) -> enums.CaptureMoment:
    """This function will give when the points of a kind are taken for good: support is handed over as it is ordered."""
    at_once = kind == enums.PerkKind.SUPPORT
    return enums.CaptureMoment.ON_ORDER if at_once else enums.CaptureMoment.ON_HANDOVER


def initial_of(perk: models.Perk, steps: Sequence[models.PerkStep], *, keeps_rest: bool) -> dict[str, Any]:
    """This function will give the form as the perk is now."""
    lines = [f"{one.from_points}〜{one.to_points or ''} {one.worth}" for one in steps]
    place = f"{perk.place_kind}:{perk.place_code}" if perk.place_code else ANY_DESK
    own = {name: getattr(perk, name) for name in (*PLAIN, "yen_off", "percent_off", "sheets", "lead_days", "revision")}
    return own | {
        "price": None if perk.stepped else perk.price,
        "steps": "\n".join(lines),
        "keeps_rest": keeps_rest,
        "place": place,
        "pickup_weekdays": [str(one) for one in perk.pickup_weekdays],
    }


class SupplyForm(KeyedForm):
    """What comes in, or how many more can be ordered; below zero puts a mistake right."""

    arrived_change = _whole("届いた数", least=-100_000, help_text="数え間違いを直すときは、-2 のように入力します。")
    stock_change = _whole("用意する数を増やす", least=-100_000, help_text="減らすときは、-2 のように入力します。")
    reason = forms.CharField(
        label="理由・メモ",
        max_length=200,
        help_text="例: 1回目の納品",
        error_messages={"required": "理由を入力してください。"},
    )

    def __init__(self, *args: object, perk: models.Perk, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not perk.by_delivery:
            del self.fields["arrived_change"]
        if perk.stock is None:
            del self.fields["stock_change"]

    def clean(self) -> dict[str, Any]:
        """This function will ask for a number."""
        data = super().clean() or {}
        if not data.get("arrived_change") and not data.get("stock_change") and not self.errors:
            self.add_error(
                next(iter(set(self.fields) & {"arrived_change", "stock_change"}), None), "数を入力してください。"
            )
        return data

    def plan(self) -> actions.SupplyPlan:
        """This function will give what `actions.supply_perk` takes."""
        data = self.cleaned_data
        return actions.SupplyPlan(
            arrived_change=data.get("arrived_change") or 0,
            stock_change=data.get("stock_change") or 0,
            reason=data["reason"],
        )


class LastDayForm(forms.Form):
    """The last day of orders."""

    ends_on = fields.TokyoDateField(
        label="申込みの最後の日", help_text="申し込まれたものは、この後も約束どおり使えます。"
    )


class WithdrawalForm(forms.Form):
    """Why a perk is withdrawn for good."""

    reason = forms.CharField(
        label="取りやめる理由",
        max_length=200,
        help_text="申し込んでいる方へ、このままお知らせします。",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "理由を入力してください。"},
    )
