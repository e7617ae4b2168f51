"""The fields of a long form in groups, each with its words; what few need stays folded until something stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from points import enums


@dataclass(frozen=True, slots=True)
class Plan:
    """A group as it is planned: the names of its fields; `folded` are the words behind which they wait."""

    key: str
    title: str
    names: Sequence[str]
    words: str = ""
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as a page shows it."""

    key: str
    title: str
    words: str
    folded: str
    fields: Sequence[BoundField]

    @property
    def is_told(self) -> bool:
        """This function will tell whether something stands in one of the fields, or is wrong there."""
        return any(field.errors or _is_told(field.value()) for field in self.fields)


def _is_told(value: object) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


CAP_WORDS = "空けておくと、限りません。上限に近い人には、残りの分だけ付きます。何が残っているかは、手続きの前に出ます。"
RULE = (
    Plan("what", "何をすると付くか", ("code", "name", "way", "about", "starts_on", "ends_on", "provisional")),
    Plan(
        "points",
        "何ポイント付くか",
        ("unit", "per_time", "per_unit", "most_per_award"),
        "「1回のポイント」と「1単位のポイント」は足し合わせます。清掃と職員による付与では、空けておきます。",
    ),
    Plan("table", "清掃の品目の表", ("table",), folded="清掃の決まりで入力します"),
    Plan(
        "multipliers",
        "倍率",
        (
            *("first_factor", "streak_factor", "streak_length", "streak_span"),
            "seasons",
        ),
        folded="初めて・続けたとき・期間中に増やすときに入力します",
    ),
    Plan(
        "caps-person",
        "おひとりの上限",
        tuple(f"cap_{enums.CapSubject.PERSON}_{span}" for span in enums.Span),
        CAP_WORDS,
    ),
    Plan(
        "caps-shared",
        "世帯・会場・全員あわせての上限",
        tuple(
            f"cap_{subject}_{span}"
            for subject in enums.CapSubject
            if subject != enums.CapSubject.PERSON
            for span in enums.Span
        ),
        folded="ほかの上限も決めるときに入力します",
    ),
    Plan(
        "who",
        "だれに付くか",
        ("age_from", "age_to", "residence", "districts"),
        folded="年齢・お住まい・地区で限るときに入力します",
    ),
    Plan(
        "expiry",
        "いつまで使えるか",
        ("expiry_kind", "expiry_amount"),
        "日数・月末・年度末（3月31日）から選びます。次の画面で、今日付いたときの最後の日を、日付で確かめられます。",
    ),
    Plan(
        "checks",
        "確認のしかた",
        ("reviewed", "report_days", "four_eyes_above", "most_per_staff_day"),
        "報告の決まりと、職員による付与の決まりで使います。",
    ),
    Plan("campaign", "予算", ("campaign",), "キャンペーンを選ぶと、その予算を1ポイントも超えません。"),
)


def groups(form: forms.Form, plans: Sequence[Plan]) -> list[Group]:
    """This function will give the groups of a form, fields that it does not have left out."""
    return [
        Group(plan.key, plan.title, plan.words, plan.folded, [form[name] for name in plan.names if name in form.fields])
        for plan in plans
    ]
