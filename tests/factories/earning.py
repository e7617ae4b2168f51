"""Ways to earn for tests: rules with terms, sites, reports, sheets and awards by hand, made by the actions themselves.

published("radio", way=RuleWay.SITE, per_time=5)     a rule in force, by its plan
site()                                              a site open from 6:00 to 21:00 every day, NOW is within it
live_together(a, b)                                 two people in one household
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from backend.accounts import models as accounts
from points import actions, enums, models
from tests.factories.points import NOW, TODAY

BEGINS = date(2026, 4, 1)
TABLE = (
    actions.ItemPlan(code="can", name="空き缶", per_kg=Decimal("20")),
    actions.ItemPlan(code="mixed", name="そのほかのごみ", per_kg=Decimal("7.5")),
)


def plan(code: str = "walk", **changed: Any) -> actions.RulePlan:  # noqa: ANN401 - any field of the plan
    """This function will plan a rule of 5 points a time, changed as told."""
    told: dict[str, Any] = {
        "code": code,
        "name": "健康ウォーキング",
        "unit": enums.RuleUnit.TIME,
        "per_time": 5,
        "starts_on": BEGINS,
    }
    return actions.RulePlan(**told | changed)


def published(code: str = "walk", **changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    """This function will publish a rule of 5 points a time, changed as told."""
    return actions.publish_rule(plan(code, **changed), by=None, now=NOW)


def clean_up_rule(**changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    """This function will publish a clean-up's table: cans 20 points a kilogram, the rest 7.5."""
    told: dict[str, Any] = {
        "name": "地域の清掃",
        "way": enums.RuleWay.CLEAN_UP,
        "unit": enums.RuleUnit.PIECE,
        "per_time": 0,
        "per_unit": Decimal(1),
        "items": TABLE,
    }
    return published("clean-up", **told | changed)


def manual_rule(**changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    """This function will publish a rule for awards by hand: alone up to 50, 200 a day."""
    told: dict[str, Any] = {
        "name": "職員による付与",
        "way": enums.RuleWay.MANUAL,
        "unit": enums.RuleUnit.PIECE,
        "per_time": 0,
        "per_unit": Decimal(1),
        "four_eyes_above": 50,
        "most_per_staff_day": 200,
    }
    return published("by-hand", **told | changed)


def cap(subject: str, span: str, most: int) -> actions.CapPlan:
    """This function will plan a cap that several people share."""
    return actions.CapPlan(subject=enums.CapSubject(subject), span=enums.Span(span), most=most)


def window(**changed: Any) -> actions.WindowPlan:  # noqa: ANN401 - any field of the plan
    """This function will plan a window from 6:00 to 21:00 on every day of the fiscal year."""
    told: dict[str, Any] = {
        "starts_on": BEGINS,
        "ends_on": date(2027, 3, 31),
        "weekdays": tuple(range(7)),
        "opens_at": time(6),
        "closes_at": time(21),
    }
    return actions.WindowPlan(**told | changed)


def site(name: str = "見本公園", *, at: actions.WindowPlan | None = None, **changed: Any) -> models.Site:  # noqa: ANN401
    """This function will open a site of the rule "radio"."""
    told: dict[str, Any] = {"name": name, "rule_code": "radio"}
    return actions.open_site(actions.SitePlan(**told | changed), window=at or window(), by=None, now=NOW)


def radio(**changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    """This function will publish the rule of the sites: 5 points a time."""
    return published("radio", **{"name": "ラジオ体操", "way": enums.RuleWay.SITE} | changed)


def sheet(people: dict[str, int], **changed: Any) -> actions.CleanUpPlan:  # noqa: ANN401 - any field of the plan
    """This function will plan a sheet of 2.5 kg of cans: 50 points."""
    told: dict[str, Any] = {
        "name": "海岸の清掃",
        "rule_code": "clean-up",
        "happened_on": TODAY,
        "kilograms": {"can": Decimal("2.5")},
        "people": people,
        "key": "sheet-1",
        "center_code": "kuji",
    }
    return actions.CleanUpPlan(**told | changed)


def live_together(*people: accounts.User, now: datetime = NOW) -> None:
    """This function will put people into the household of the first of them."""
    first, *others = people
    for other in others:
        asked = actions.invite_to_household(person=first, now=now)
        actions.enter_household_word(asked.word, person=other, now=now)
        actions.answer_household_word(asked.word, confirm=True, person=first, now=now)
