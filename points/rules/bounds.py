"""What the parts of a rule must have to one another; the form and the API ask the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from points import enums

CODE = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
LEAST_STREAK, MOST_STREAK = 2, 60
LEAST_FACTOR, MOST_FACTOR = Decimal("1.01"), Decimal(10)
MOST_POINTS = 1_000_000
# What is left of a campaign is an integer of four bytes, also when it was enlarged a few times.
MOST_BUDGET = 100_000_000
# Ten years: what lasts longer does not expire in any sense that a person would understand.
MOST_DAYS = 3650
MOST_MONTHS, MOST_YEARS = 120, 10
MOST_REPORT_DAYS = 366
OLDEST = 150
# As many as one call awards at an event within a second.
MOST_PRESENT = 300

PARTS_OF_A_MULTIPLIER: Mapping[str, frozenset[str]] = {
    enums.MultiplierKind.FIRST_TIME: frozenset(),
    enums.MultiplierKind.STREAK: frozenset({"span", "length"}),
    enums.MultiplierKind.SEASONAL: frozenset({"starts_on", "ends_on"}),
}
# The records of these ways are points already: shares of a table, or what staff decided.
COUNTED_IN_POINTS = frozenset({enums.RuleWay.CLEAN_UP, enums.RuleWay.MANUAL})
_EXPIRY = {
    enums.ExpiryKind.DAYS: (0, MOST_DAYS),
    enums.ExpiryKind.MONTH_END: (0, MOST_MONTHS),
    enums.ExpiryKind.FISCAL_YEAR_END: (1, MOST_YEARS),
}


def faults(told: Mapping[str, Any]) -> dict[str, str]:
    """This function will tell what does not fit together, by the name of what is to be mended.

    It wants dates and ages in their order, a length of time that the kind of expiry knows, and points to give.
    """
    found: dict[str, str] = {}
    if _wrong_way(told, "starts_on", "ends_on"):
        found["ends_on"] = "始まる日より後の日を入力してください。"
    if _wrong_way(told, "age_from", "age_to"):
        found["age_to"] = "下の年齢より大きい数を入力してください。"
    expiry = _fault_of_expiry(told)
    if expiry:
        found["expiry_amount"] = expiry
    if told.get("way") not in COUNTED_IN_POINTS and not told.get("per_time") and not told.get("per_unit"):
        found["per_time"] = "1回のポイントか、1単位のポイントを入力してください。"
    if told.get("way") == enums.RuleWay.MANUAL:
        wanted = {"four_eyes_above": "2人の確認が要るポイント数", "most_per_staff_day": "職員1人の1日の上限"}
        found |= {name: f"{label}を入力してください。" for name, label in wanted.items() if told.get(name) is None}
    return found


def _wrong_way(told: Mapping[str, Any], lower: str, upper: str) -> bool:
    first, last = told.get(lower), told.get(upper)
    return bool(first is not None and last is not None and last < first)


def _fault_of_expiry(told: Mapping[str, Any]) -> str:
    kind, amount = told.get("expiry_kind"), told.get("expiry_amount")
    if kind not in _EXPIRY or amount is None:
        return ""
    least, most = _EXPIRY[enums.ExpiryKind(kind)]
    return "" if least <= amount <= most else f"{least}から{most}までの数を入力してください。"
