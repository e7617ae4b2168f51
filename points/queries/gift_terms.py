"""What terms of giving say, in plain words: for the page that asks before they are published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from points import enums, models
from points.queries import giving
from points.rules.words import Difference

_SPANS = (enums.Span.DAY, enums.Span.MONTH, enums.Span.FISCAL_YEAR)
_WHOSE = {enums.GiftSide.GIVER: "おひとりが贈る分"}
NONE_BEFORE = "―"


def labels() -> dict[str, str]:
    """This function will name the limits, by the name of the field."""
    sides = {side: _WHOSE.get(side, side.label) for side in enums.GiftSide}
    limits = {f"{side.value}_{span.value}": f"{sides[side]}・{span.label}" for side in sides for span in _SPANS}
    return {
        "per_gift": "一度に贈れるポイント",
        "minor_per_gift": "18歳未満の方が一度に贈る・受け取るポイント",
        "youngest": "贈れる年齢",
        "return_days": "返せる日数",
    } | limits


def differences(new: Mapping[str, Any], day: date) -> list[Difference]:
    """This function will list every limit as it will be on the day from which terms count, and as it would be else."""
    old = giving.terms_on(day)
    return [
        Difference(label, _words(name, getattr(old, name)) if old else NONE_BEFORE, _words(name, new[name]))
        for name, label in labels().items()
    ]


def _words(name: str, value: int | None) -> str:
    if value is None:
        return "上限なし"
    return {"youngest": f"{value}歳から", "return_days": f"{value}日"}.get(name, f"{value:,}ポイントまで")


def later_ones(day: date) -> list[models.GiftTerms]:
    """This function will list published terms that begin after a day: from then on they hold instead."""
    return list(giving.all_terms().filter(starts_on__gt=day).order_by("starts_on", "pk"))
