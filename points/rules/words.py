"""A rule in words: what residents read, and what two versions are compared by. One place, so that both say the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from points import enums
from points.rules import seasons

# The order in which an award is reckoned, as points_amount and points_award do it.
ORDER = (
    "① 基本のポイントを出します（小数点以下は切り捨て）。",
    "② 当てはまる倍率を、すべて掛けます（小数点以下は切り捨て）。",
    "③ 1回の上限までにします。",
    "④ 上限とキャンペーンの残りまでにします。残りが足りないときは、残っている分だけ付きます。",
)


# What a list of rules says of each; the rest stands on the rule's own page.
SUMMARY = frozenset({"ポイント", "倍率", "1回の上限", "上限", "対象"})


@dataclass(frozen=True, slots=True)
class Cap:
    """The most points of somebody in a window."""

    subject: str
    span: str
    most: int


@dataclass(frozen=True, slots=True)
class Multiplier:
    """What points are multiplied by, and when."""

    kind: str
    factor: Decimal
    span: str = ""
    length: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What a kilogram of something is worth."""

    name: str
    per_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a version of a rule says."""

    name: str
    way: str
    about: str
    unit: str
    per_time: int
    per_unit: Decimal
    most_per_award: int | None
    starts_on: date
    ends_on: date | None
    expiry_kind: str
    expiry_amount: int
    age_from: int | None
    age_to: int | None
    residence: str
    districts: Sequence[str]
    reviewed: bool
    report_days: int
    four_eyes_above: int | None
    most_per_staff_day: int | None
    campaign: str
    caps: Sequence[Cap]
    multipliers: Sequence[Multiplier]
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said of a rule or a perk."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing as it was said and as it is said after a change."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """This function will tell whether the versions say different things."""
        return self.before != self.after


def lines(facts: Facts) -> list[Line]:
    """This function will say a rule in words, what it does not say left out."""
    said = [
        Line("名前", facts.name),
        Line("方法", enums.RuleWay(facts.way).label),
        Line("説明", facts.about),
        Line("ポイント", basis(facts)),
        Line("倍率", "、".join(multiplier(one) for one in facts.multipliers)),
        Line("1回の上限", f"{facts.most_per_award}ポイント" if facts.most_per_award is not None else ""),
        Line("上限", "、".join(cap(one) for one in facts.caps)),
        Line("対象", who(facts)),
        Line("期間", dates(facts.starts_on, facts.ends_on)),
        Line("有効期限", expiry(facts.expiry_kind, facts.expiry_amount)),
        Line("確認", checks(facts)),
        Line("キャンペーン", facts.campaign),
    ]
    return [line for line in said if line.text]


def compare(before: Facts, after: Facts) -> list[Difference]:
    """This function will set two versions beside one another, line by line."""
    return beside(lines(before), lines(after))


def beside(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """This function will set lines beside those that say the same thing anew."""
    old, new = ({line.label: line.text for line in each} for each in (before, after))
    labels = dict.fromkeys([*old, *new])
    return [Difference(label, old.get(label, "なし"), new.get(label, "なし")) for label in labels]


def basis(facts: Facts) -> str:
    """This function will say what is earned before multipliers and limits."""
    if facts.items:
        table = "、".join(f"{item.name} 1kgにつき{number(item.per_kg)}ポイント" for item in facts.items)
        return f"{table}。合計（小数点以下切り捨て）を、参加した人で分けます"
    if facts.way == enums.RuleWay.MANUAL:
        return "職員が、理由を付けて決めます"
    parts = [f"1回につき{facts.per_time}ポイント"] if facts.per_time else []
    if facts.per_unit:
        unit = enums.RuleUnit(facts.unit).label
        parts.append(f"{unit}につき{number(facts.per_unit)}ポイント（小数点以下切り捨て）")
    return "、さらに".join(parts)


def multiplier(one: Multiplier) -> str:
    """This function will say when points are multiplied, and by what."""
    times = f"{number(one.factor)}倍"
    if one.kind == enums.MultiplierKind.FIRST_TIME:
        return f"初めてのときは{times}"
    if one.kind == enums.MultiplierKind.STREAK:
        return f"{one.length}{_COUNTED[one.span]}続けると、その回から{times}"
    return f"{dates(one.starts_on, one.ends_on)}は{times}"


_COUNTED = {"day": "日", "week": "週", "month": "か月"}


def cap(one: Cap) -> str:
    """This function will say a cap."""
    whose = enums.CapSubject(one.subject).label
    return f"{whose}{enums.Span(one.span).label}に{one.most}ポイントまで"


def late_caps(before: Facts, after: Facts) -> list[str]:
    """This function will say which caps a version brings in within their window: they count from its first day.

    What was earned under the version before, which had no such cap, is not counted (docs/earning.md).
    """
    known = {(one.subject, one.span) for one in before.caps}
    new = [(one, seasons.window_start(one.span, after.starts_on)) for one in after.caps]
    day = f"{after.starts_on.year}年{after.starts_on.month}月{after.starts_on.day}日"
    return [
        f"「{cap(one)}」は、{day}の活動から数えます。それまでにこの決まりで付いた分は数えません。"
        for one, begins in new
        if (one.subject, one.span) not in known
        and begins < after.starts_on
        and (before.ends_on is None or begins <= before.ends_on)
    ]


# Whose points a cap counts, inside a sentence.
WHOSE = {
    enums.CapSubject.PERSON: "",
    enums.CapSubject.HOUSEHOLD: "一世帯あわせて",
    enums.CapSubject.SITE: "ひとつの会場で",
    enums.CapSubject.RULE: "全員あわせて",
}


def cut(rule: str, *, asked: int, amount: int, by: Cap | None) -> str:
    """This function will say which limit leaves fewer points than a rule gives: a cap, else the campaign's budget."""
    if by is None:
        return (
            f"「{rule}」のキャンペーンの残りが{amount}ポイントのため、{asked}ポイントのうち{amount}ポイントになります。"
        )
    return f"「{rule}」は{limit(by)}のため、{asked}ポイントのうち、残りの{amount}ポイントになります。"


def cut_somehow(rule: str, *, asked: int, amount: int) -> str:
    """This function will say that limits left fewer points than a rule gives, where which one did is not known."""
    return f"「{rule}」は上限かキャンペーンの残りのため、{asked}ポイントのうち{amount}ポイントになりました。"


def limit(one: Cap) -> str:
    """This function will say a cap inside a sentence."""
    return f"{WHOSE[enums.CapSubject(one.subject)]}{enums.Span(one.span).label}に{one.most}ポイントまで"


def who(facts: Facts) -> str:
    """This function will say for whom a rule is."""
    return whom(age_from=facts.age_from, age_to=facts.age_to, residence=facts.residence, districts=facts.districts)


def whom(*, age_from: int | None, age_to: int | None, residence: str, districts: Sequence[str]) -> str:
    """This function will say for whom something is, by age, residence and the names of districts."""
    place = f"{'・'.join(districts)}の地区の方" if districts else ""
    lives = enums.Residence(residence).label if residence else ""
    return "、".join(filter(None, [lives, place, _ages(age_from, age_to)])) or enums.Residence.ANY.label


def _ages(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    return "".join([f"{least}歳以上" if least is not None else "", f"{most}歳以下" if most is not None else "", "の方"])


def dates(starts_on: date | None, ends_on: date | None) -> str:
    """This function will say from when until when."""
    begins = seasons.day_words(starts_on) + "から" if starts_on else ""
    return begins + (seasons.day_words(ends_on) + "まで" if ends_on else "")


def expiry(kind: str, amount: int) -> str:
    """This function will say how long points can be used."""
    if kind == enums.ExpiryKind.DAYS:
        return f"付いた日から{amount}日後まで"
    if kind == enums.ExpiryKind.MONTH_END:
        return "付いた月の末日まで" if amount == 0 else f"付いた月の{amount}か月後の末日まで"
    return "次の3月31日まで" if amount == 1 else f"{amount}回目の3月31日まで"


def checks(facts: Facts) -> str:
    """This function will say who looks at it before points are given."""
    if facts.way == enums.RuleWay.REPORT:
        looked_at = "職員が確認してから付きます" if facts.reviewed else "報告するとすぐに付きます"
        return f"{looked_at}。報告できるのは{facts.report_days}日前までの取り組みです"
    if facts.way == enums.RuleWay.MANUAL:
        second = f"{facts.four_eyes_above}ポイントを超えるときは職員2人"
        return f"{second}、職員1人につき1日{facts.most_per_staff_day}ポイントまで"
    return ""


def number(value: Decimal) -> str:
    """This function will write a number without needless zeros."""
    return f"{value.normalize():f}"
