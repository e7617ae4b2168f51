"""What every step of the machine needs: dice, a clock, the oracle, and people to whom things happen."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from backend.accounts import models as accounts
from backend.common import clock
from backend.common.errors import DomainError
from points import actions, enums, models
from tests.factories import accounts as people
from tests.factories import earning
from tests.factories import points as factories
from tests.points.machine import terms as told
from tests.points.machine.oracle import Held, Line, Oracle

RULES = {
    one.code: one
    for one in (
        told.Terms(
            code="hour",
            way="attendance",
            per_unit=Decimal("2.5"),
            most=18,
            caps={"day": 20, "month": 90},
            first_time=Decimal(2),
            expires=told.in_days(40),
        ),
        told.Terms(
            code="walk",
            way="attendance",
            per_time=7,
            caps={"week": 30},
            campaign="spring",
            expires=told.at_month_end(1),
        ),
        told.Terms(
            code="radio",
            way="site",
            per_time=5,
            shared=(("household", "day", 12), ("rule", "month", 400), ("site", "day", 25)),
            streak=told.Streak(span="day", length=2, factor=Decimal("1.5")),
            campaign="health",
            expires=told.in_days(6),
        ),
        told.Terms(
            code="eco",
            way="report",
            per_time=4,
            season=told.Season(first=date(2026, 12, 1), last=date(2027, 2, 15), factor=Decimal(2)),
            campaign="health",
            expires=told.at_fiscal_year_end(1),
        ),
        told.Terms(
            code="fit",
            way="report",
            per_unit=Decimal(3),
            caps={"fiscal_year": 400},
            shared=(("household", "week", 60),),
            expires=told.at_month_end(0),
        ),
        told.Terms(
            code="clean-up",
            way="clean_up",
            per_unit=Decimal(1),
            caps={"month": 120},
            campaign="health",
            expires=told.in_days(25),
        ),
        told.Terms(
            code="by-hand", way="manual", per_unit=Decimal(1), caps={"month": 300}, expires=told.at_fiscal_year_end(2)
        ),
    )
}
EXPIRY = {
    "hour": (enums.ExpiryKind.DAYS, 40),
    "walk": (enums.ExpiryKind.MONTH_END, 1),
    "radio": (enums.ExpiryKind.DAYS, 6),
    "eco": (enums.ExpiryKind.FISCAL_YEAR_END, 1),
    "fit": (enums.ExpiryKind.MONTH_END, 0),
    "clean-up": (enums.ExpiryKind.DAYS, 25),
    "by-hand": (enums.ExpiryKind.FISCAL_YEAR_END, 2),
}
FOUR_EYES, STAFF_DAY, REPORT_DAYS = 40, 150, 3
BUDGETS = {"spring": 300, "health": 400}
FAR = date(2036, 3, 31)
SHOPS = ("s-bakery", "s-books")
CENTER = "c-kuji"
GROUPS = ("g-chorus", "g-park")
# One is a minor, one a child, and one did not tell.
BIRTHS = (date(1970, 1, 1), date(1950, 6, 30), date(2010, 7, 15), date(2016, 9, 1), None, date(1985, 12, 24))


@dataclass(frozen=True)
class Found:
    """What came of a call: the name of the refusal, or whether it was new, and its amount."""

    outcome: str
    amount: int = 0
    made: Any = None

    @property
    def short(self) -> tuple[str, int]:
        """This property gives what is compared."""
        return self.outcome, self.amount


class Base:
    """One run from one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.oracle = Oracle()
        self.now = factories.NOW
        self.done: Counter[str] = Counter()
        self.step_number = 0
        self.staged: dict[str, models.Campaign] = {}
        self.people: list[accounts.User] = [people.UserFactory.create(date_of_birth=born) for born in BIRTHS]
        self.oracle.gifts.births = {one.code: one.date_of_birth for one in self.people}
        self.staff = [people.staff_of("kuji") for _ in range(3)]
        self._open()

    @property
    def now(self) -> datetime:
        """This property gives the machine's own time, which the oracle shares."""
        return self.oracle.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.oracle.now = moment

    @property
    def today(self) -> date:
        """This property gives the machine's own Tokyo date."""
        return clock.date_of(self.now)

    def _open(self) -> None:
        for name, budget in BUDGETS.items():
            self.staged[name] = actions.open_campaign(
                name=name,
                starts_on=earning.BEGINS,
                ends_on=FAR,
                budget=budget,
                by=None,
                now=self.now,
                returns_expired=name == "health",
            )
        self.oracle.budgets = dict(BUDGETS)
        self.oracle.returning = {"health"}
        for one in RULES.values():
            actions.publish_rule(self._plan(one), by=None, now=self.now)
        window = earning.window(ends_on=FAR)
        self.sites = [earning.site(name, at=window) for name in ("見本公園", "見本広場")]
        for family in (self.people[:2], self.people[2:4]):
            earning.live_together(*family)
            code = models.HouseholdMember.objects.get(person_code=family[0].code).household.code
            for member in family:
                self.oracle.homes.join(member.code, code, self.today)

    def _plan(self, one: told.Terms) -> actions.RulePlan:
        kind, amount = EXPIRY[one.code]
        return earning.plan(
            one.code,
            way=enums.RuleWay(one.way),
            unit=enums.RuleUnit.TIME if one.per_time else enums.RuleUnit.PIECE,
            per_time=one.per_time,
            per_unit=one.per_unit,
            most_per_award=one.most,
            expiry_kind=kind,
            expiry_amount=amount,
            caps={enums.Span(span): most for span, most in one.caps.items()},
            shared_caps=[earning.cap(*cap) for cap in one.shared],
            multipliers=_multipliers(one),
            campaign=self.staged.get(one.campaign),
            items=earning.TABLE if one.way == "clean_up" else (),
            **_terms_of_way(one),
        )

    # Helpers of the steps

    def attempt(self, call: Callable[[], Any]) -> Found:
        """This function will do something, and tell what came of it."""
        try:
            made = call()
        except DomainError as refusal:
            return Found(type(refusal).__name__)
        again = getattr(made, "replayed", False)
        return Found("replayed" if again else "posted", getattr(made, "amount", 0), made)

    def person(self) -> str:
        """This function will choose somebody."""
        return self.dice.choice(self.people).code

    def payer(self) -> str:
        """This function will choose somebody who probably has something to spend."""
        some = [one.code for one in self.dice.sample(self.people, 3)]
        return max(some, key=lambda one: self.oracle.worth(one, self.today))

    def user(self, code: str) -> accounts.User:
        """This function will give the person of a code."""
        return next(one for one in self.people if one.code == code)

    def key(self, old: Sequence[str], chance: float = 0.12) -> str:
        """This function will make a key, now and then one that was there before."""
        if old and self.dice.random() < chance:
            return self.dice.choice(old)
        return f"k-{self.step_number}-{self.dice.randrange(10**6)}"

    def keys(self, *kinds: str) -> list[str]:
        """This function will list the latest keys of some kinds of posting that a caller chose as they stand."""
        recent = list(self.oracle.keys.items())[-60:]
        return [key for key, line in recent if line.kind in kinds and key.startswith("k-")]

    def line(self, found: Found, kind: str, debit: str, credit: str) -> Line:
        """This function will make the oracle's line of a posting that was made."""
        return Line(found.made.code, kind, debit, credit, found.amount)

    def open_holds(self) -> list[Held]:
        """This function will list the latest holds, ended or not."""
        return list(self.oracle.holds.values())[-25:]

    def moment(self, minutes: int = 0) -> datetime:
        """This function will give a time some minutes from now."""
        return self.now + timedelta(minutes=minutes)


def _multipliers(one: told.Terms) -> list[actions.MultiplierPlan]:
    plans = []
    if one.first_time:
        plans.append(actions.MultiplierPlan(kind=enums.MultiplierKind.FIRST_TIME, factor=one.first_time))
    if one.streak:
        plans.append(actions.MultiplierPlan(kind=enums.MultiplierKind.STREAK, **vars(one.streak)))
    if one.season:
        plans.append(
            actions.MultiplierPlan(
                kind=enums.MultiplierKind.SEASONAL,
                factor=one.season.factor,
                starts_on=one.season.first,
                ends_on=one.season.last,
            )
        )
    return plans


def _terms_of_way(one: told.Terms) -> dict[str, Any]:
    if one.way == "manual":
        return {"four_eyes_above": FOUR_EYES, "most_per_staff_day": STAFF_DAY}
    return {"reviewed": one.code != "eco", "report_days": REPORT_DAYS}
