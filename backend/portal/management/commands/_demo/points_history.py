"""What happened with points before today: a statement of some months, dates of all kinds, and what waits for staff."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people
from points import actions, enums
from points import queries as points

DECREE = "見本告示第1号"
MONTH = timedelta(days=30)


@transaction.atomic
def load(now: datetime) -> None:
    """This function will tell the demo's earlier months, once, after its rules are in force."""
    resident = _person(people.RESIDENT)
    if points.reports_of(resident.code).exists():
        return
    _reports(resident, now)
    _by_hand(resident, now)
    _clean_up(now)
    _household(resident, now)
    _next_version(clock.date_of(now), now)
    _decree(clock.date_of(now), now)


def earlier(now: datetime) -> None:
    """This function will give the resident points of the months before, as far as the rules of this year reach."""
    resident = _person(people.RESIDENT)
    begins = fiscal_year.starts_on(fiscal_year.of(clock.date_of(now)))
    for back in range(4, 0, -1):
        moment = now - back * MONTH
        if clock.date_of(moment) >= begins:
            _attended(resident, clock.date_of(moment), back, moment)


def _attended(person: accounts.User, day: date, number: int, moment: datetime) -> None:
    actions.award(
        person_code=person.code,
        rule_code="attendance",
        source_kind="demo",
        source_code=f"demo-{number}-{person.code}",
        quantity=Decimal(number % 3 + 1),
        happened_on=day,
        key=f"demo-{number}-{person.code}",
        by=None,
        now=moment,
    )


def _person(one: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=one.email)


def _reports(resident: accounts.User, now: datetime) -> None:
    """One report whose points come at once, and two that wait: one of the desk's people, one of another's."""
    today = clock.date_of(now)
    walked = actions.ReportPlan(rule_code="health-up", happened_on=today, words="海岸を40分歩きました。")
    actions.report(walked, person=resident, now=now)
    bag = actions.ReportPlan(rule_code="eco-action", happened_on=today, words="マイバッグで買い物をしました。")
    for person in (resident, _person(people.NEIGHBOUR)):
        actions.report(bag, person=person, now=now)


def _by_hand(resident: accounts.User, now: datetime) -> None:
    """What the desk gave alone, and what waits for somebody else's eyes."""
    desk = _person(people.DESK)
    for points_asked, reason, key in (
        (30, "花壇の水やりを手伝ってくださったため", "demo-hand-1"),
        (150, "夏まつりの準備を3日間手伝ってくださったため", "demo-hand-2"),
    ):
        plan = actions.ManualPlan(
            person=resident, rule_code="by-hand", points=points_asked, reason=reason, key=key, center_code="kuji"
        )
        actions.award_by_hand(plan, by=desk, now=now)


def _clean_up(now: datetime) -> None:
    community = accounts.Organisation.objects.get(name=people.COMMUNITY)
    there = {_person(one).code: weight for one, weight in ((people.NEIGHBOUR, 1), (people.LEADER, 2))}
    plan = actions.CleanUpPlan(
        name="見本海岸の清掃",
        rule_code="clean-up",
        happened_on=clock.date_of(now),
        kilograms={"can": Decimal("2.5"), "plastic": Decimal("1.2")},
        people=there,
        key="demo-clean-up",
        organisation_code=community.code,
    )
    actions.enter_clean_up(plan, by=_person(people.ORGANISER), now=now)


def _household(resident: accounts.User, now: datetime) -> None:
    """The resident lives with her child; a word of hers is open for one more."""
    child = _person(people.CHILD)
    asked = actions.invite_to_household(person=resident, now=now)
    actions.enter_household_word(asked.word, person=child, now=now)
    actions.answer_household_word(asked.word, confirm=True, person=resident, now=now)


def _next_version(today: date, now: datetime) -> None:
    """A draft of next year's rule of the morning exercises, for the city to try and publish."""
    plan = actions.RulePlan(
        code="radio-taiso",
        name="ラジオ体操",
        about="会場のQRコードを読み取ると付きます。",
        way=enums.RuleWay.SITE,
        unit=enums.RuleUnit.TIME,
        per_time=8,
        starts_on=fiscal_year.ends_on(fiscal_year.of(today)) + timedelta(days=1),
        caps={enums.Span.DAY: 8, enums.Span.MONTH: 150},
        shared_caps=[
            actions.CapPlan(subject=enums.CapSubject.HOUSEHOLD, span=enums.Span.DAY, most=20),
            actions.CapPlan(subject=enums.CapSubject.RULE, span=enums.Span.FISCAL_YEAR, most=500_000),
        ],
        provisional=True,
    )
    actions.draft_rule(plan, by=_person(people.ADMINISTRATOR), now=now)


def _decree(today: date, now: datetime) -> None:
    """What expires at the end of this fiscal year can be used a year longer."""
    ends = fiscal_year.ends_on(fiscal_year.of(today))
    plan = actions.CarryOverPlan(
        document=DECREE,
        reason="見本の災害により、行事が中止になったため",
        first=ends,
        last=ends,
        until=fiscal_year.ends_on(fiscal_year.of(today) + 1),
    )
    actions.decree_carry_over(plan, by=_person(people.ADMINISTRATOR), key="demo-carry-over", now=now)
    actions.carry_over(now=now)
