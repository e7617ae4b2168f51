"""Where the windows of limits begin and end in Asia/Tokyo, in whatever order the days of activities come.

Nothing here reads the ledger's own counting: only what awards give and what `queries` says is left.
"""

import itertools
import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from backend.accounts import models as people
from backend.common import clock
from points import actions, enums, errors, models, queries
from tests.factories import accounts, earning

pytestmark = pytest.mark.django_db

ALL_YEARS = date(2026, 1, 1)
TOLD_ON = date(2028, 5, 1)
NAMES = itertools.count(1)


def at(day: date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """This function will give a time of a day in Tokyo."""
    return datetime.combine(day, time(hour, minute, second), clock.TOKYO)


def _earn(person: people.User, day: date) -> int:
    """This function will award five points for an activity of its own, told of much later, and give what came."""
    source = f"w-{next(NAMES)}"
    asked = actions.Award(person.code, "walk", "attendance", source, Decimal(1), day, source)
    outcome = actions.award_event([asked], by=None, now=at(TOLD_ON))[0]
    if outcome.posting is None:
        assert isinstance(outcome.refusal, errors.CapReached)
        return 0
    return outcome.posting.amount


@dataclass
class Town:
    """A rule whose one cap is on one subject, and two people who both count for it, or one twice."""

    subject: str
    rule: models.Rule
    site: models.Site | None
    people: list[people.User]

    def earn(self, day: date) -> int:
        """This function will let the next of the people do something on a day and give what it earned."""
        person = self.people.pop(0)
        if self.subject != enums.CapSubject.PERSON:
            self.people.append(person)
        else:
            self.people.insert(0, person)
        if self.site is None:
            return _earn(person, day)
        visitor = accounts.UserFactory.create()
        posting = actions.visit_site(self.site, person=visitor, word="", now=at(day)).posting
        return posting.amount if posting else 0

    def left(self, day: date) -> int:
        """This function will tell what the queries say is left of the one limit on a day."""
        code = self.site.code if self.site else None
        (limit,) = queries.limits(self.rule, self.people[0].code, day, site_code=code)
        assert (limit.subject, limit.most, limit.used + limit.left) == (self.subject, 7, 7)
        return limit.left


def _town(subject: str, span: str) -> Town:
    cap = earning.cap(subject, span, 7)
    if subject == enums.CapSubject.SITE:
        rule = earning.radio(starts_on=ALL_YEARS, shared_caps=[cap])
        site = earning.site(at=earning.window(starts_on=ALL_YEARS, ends_on=date(2028, 6, 30)))
        return Town(subject, rule, site, [accounts.UserFactory.create()])
    both = accounts.UserFactory.create_batch(2)
    if subject == enums.CapSubject.HOUSEHOLD:
        earning.live_together(*both, now=at(date(2026, 2, 1)))
    own = {enums.Span(span): 7} if subject == enums.CapSubject.PERSON else {}
    rule = earning.published(starts_on=ALL_YEARS, caps=own, shared_caps=[] if own else [cap])
    return Town(subject, rule, None, both)


WINDOWS = [
    ("day", date(2026, 12, 31), date(2026, 12, 31)),
    ("day", date(2028, 2, 29), date(2028, 2, 29)),
    ("week", date(2026, 11, 16), date(2026, 11, 22)),
    ("week", date(2027, 3, 29), date(2027, 4, 4)),
    ("week", date(2026, 12, 28), date(2027, 1, 3)),
    ("month", date(2026, 11, 1), date(2026, 11, 30)),
    ("month", date(2028, 2, 1), date(2028, 2, 29)),
    ("month", date(2027, 3, 1), date(2027, 3, 31)),
    ("fiscal_year", date(2026, 4, 1), date(2027, 3, 31)),
    ("fiscal_year", date(2027, 4, 1), date(2028, 3, 31)),
]


@pytest.mark.parametrize(("span", "first", "last"), WINDOWS)
@pytest.mark.parametrize("subject", enums.CapSubject.values)
def test_a_window_ends_with_its_last_day_and_the_next_begins_whole(
    subject: str, span: str, first: date, last: date
) -> None:
    """The last day comes first: what happened earlier is told of later, and finds what that day has left."""
    town = _town(subject, span)
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    assert [town.earn(last), town.left(first), town.left(last)] == [5, 2, 2]
    assert [town.earn(first), town.left(first), town.left(last)] == [2, 0, 0]
    assert [town.earn(last), town.earn(first)] == [0, 0]
    assert [town.left(before), town.left(after)] == [7, 7]
    assert [town.earn(after), town.left(after), town.left(last)] == [5, 2, 0]
    assert [town.earn(before), town.left(before), town.left(first)] == [5, 2, 0]


@pytest.mark.parametrize(
    ("span", "last"),
    [
        ("day", date(2026, 11, 25)),
        ("week", date(2026, 11, 22)),
        ("month", date(2026, 11, 30)),
        ("fiscal_year", date(2027, 3, 31)),
    ],
)
def test_the_last_second_in_tokyo_counts_for_the_old_window_and_midnight_for_the_new_one(span: str, last: date) -> None:
    rule = earning.radio(caps={enums.Span(span): 5})
    whole_day = earning.window(opens_at=time(0), closes_at=time(23, 59, 59, 999999), ends_on=date(2028, 3, 31))
    site, person = earning.site(at=whole_day), accounts.UserFactory.create()
    made = []
    for moment in (at(last, 23, 59, 59), clock.start_of(last + timedelta(days=1))):
        visit = actions.visit_site(site, person=person, word="", now=moment)
        made.append((visit.visit.day, visit.posting.amount if visit.posting else 0))
    assert made == [(last, 5), (last + timedelta(days=1), 5)]
    assert [one.left for one in queries.limits(rule, person.code, last)] == [0]


def test_a_week_goes_on_over_the_end_of_the_fiscal_year_while_month_and_year_begin_anew() -> None:
    caps = {enums.Span.WEEK: 12, enums.Span.MONTH: 9, enums.Span.FISCAL_YEAR: 9}
    rule = earning.published(starts_on=ALL_YEARS, caps=caps)
    person = accounts.UserFactory.create()
    wednesday, thursday = date(2027, 3, 31), date(2027, 4, 1)

    def left(day: date) -> dict[str, int]:
        return {one.span: one.left for one in queries.limits(rule, person.code, day)}

    assert [_earn(person, wednesday), _earn(person, wednesday)] == [5, 4]
    assert left(wednesday) == {"week": 3, "month": 0, "fiscal_year": 0}
    assert left(thursday) == {"week": 3, "month": 9, "fiscal_year": 9}
    assert _earn(person, thursday) == 3
    assert left(thursday) == {"week": 0, "month": 6, "fiscal_year": 6}
    assert _earn(person, thursday) == 0
    assert [_earn(person, date(2027, 4, 5)), _earn(person, date(2027, 4, 5))] == [5, 1]
    assert left(date(2027, 4, 5)) == {"week": 6, "month": 0, "fiscal_year": 0}


def test_a_past_day_that_is_told_of_after_a_later_one_has_its_own_limits() -> None:
    rule = earning.published(starts_on=ALL_YEARS, caps={enums.Span.DAY: 5, enums.Span.MONTH: 8})
    person = accounts.UserFactory.create()
    days = [date(2027, 4, 1), date(2027, 3, 31), date(2027, 4, 9), date(2027, 3, 1), date(2027, 3, 31)]
    assert [_earn(person, day) for day in days] == [5, 5, 3, 3, 0]
    told = {day: [one.left for one in queries.limits(rule, person.code, day)] for day in sorted(set(days))}
    assert told == {
        date(2027, 3, 1): [2, 0],
        date(2027, 3, 31): [0, 0],
        date(2027, 4, 1): [0, 0],
        date(2027, 4, 9): [2, 0],
    }


def _window(span: str, day: date) -> object:
    """This function will name the window of a day by the calendar of Python, not by the database's."""
    return {
        "day": day,
        "week": day.isocalendar()[:2],
        "month": (day.year, day.month),
        "fiscal_year": day.year if day.month >= 4 else day.year - 1,
    }[span]


CAPS = {
    ("person", "day"): 6,
    ("person", "week"): 14,
    ("person", "month"): 22,
    ("person", "fiscal_year"): 30,
    ("household", "day"): 9,
    ("household", "week"): 20,
    ("household", "month"): 35,
    ("household", "fiscal_year"): 50,
    ("rule", "day"): 11,
    ("rule", "week"): 40,
    ("rule", "month"): 70,
    ("rule", "fiscal_year"): 100,
}


@dataclass
class Oracle:
    """What stands by the calendar: who has how many points for which day."""

    home: dict[str, str]
    standing: dict[str, tuple[str, date, int]] = field(default_factory=dict)

    def left(self, person: str, day: date) -> dict[tuple[str, str], int]:
        """This function will tell what every limit leaves a person on a day."""
        return {
            (subject, span): most
            - sum(
                points
                for other, when, points in self.standing.values()
                if self._is_same(subject, person, other) and _window(span, when) == _window(span, day)
            )
            for (subject, span), most in CAPS.items()
        }

    def _is_same(self, subject: str, one: str, other: str) -> bool:
        return {"person": one == other, "household": self.home[one] == self.home[other], "rule": True}[subject]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_order_days_come_in_each_award_gives_what_every_window_has_left(seed: int) -> None:
    chance = random.Random(seed)
    rule = earning.published(
        starts_on=ALL_YEARS,
        unit=enums.RuleUnit.PIECE,
        per_time=0,
        per_unit=Decimal(1),
        caps={enums.Span(span): most for (subject, span), most in CAPS.items() if subject == "person"},
        shared_caps=[earning.cap(subject, span, most) for (subject, span), most in CAPS.items() if subject != "person"],
    )
    mother, child, alone = (one.code for one in _family())
    oracle = Oracle({mother: "home", child: "home", alone: alone})
    days = [date(2027, 3, 22) + timedelta(days=number) for number in range(21)]
    for step in range(60):
        person, day, asked = chance.choice(list(oracle.home)), chance.choice(days), chance.randint(1, 8)
        foretold = {(one.subject, one.span): one.left for one in queries.limits(rule, person, day)}
        assert foretold == oracle.left(person, day)
        award = actions.Award(person, "walk", "attendance", f"s-{step}", Decimal(asked), day, f"k-{step}")
        tried = actions.try_award(award, by=None, now=at(TOLD_ON))
        outcome = actions.award_event([award], by=None, now=at(TOLD_ON))[0]
        due = min(asked, *foretold.values())
        assert [one.posting.amount if one.posting else 0 for one in (tried, outcome)] == [due, due]
        if outcome.posting is not None:
            oracle.standing[outcome.posting.code] = (person, day, due)
        if oracle.standing and chance.random() < 0.2:
            code = chance.choice(list(oracle.standing))
            actions.reverse(code, reason="欠席", key=f"r-{step}", by=None, now=at(TOLD_ON))
            del oracle.standing[code]


def _family() -> list[people.User]:
    mother, child, alone = accounts.UserFactory.create_batch(3)
    earning.live_together(mother, child, now=at(date(2026, 2, 1)))
    return [mother, child, alone]
