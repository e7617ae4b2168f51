"""Real processes at one limit: never a point too many, and none left over that somebody wanted."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Sum

from backend.accounts import models as people
from backend.common import errors as common
from points import actions, enums, errors, models, queries
from points.actions import households
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PROCESSES = 8
NOW = factories.NOW


def _walk(person: str, source: str) -> int:
    return factories.earn(person, 1, rule_code="walk", source_code=source, key=f"{person}-{source}").amount


def _visit(site: models.Site, person: people.User) -> int:
    made = actions.visit_site(site, person=person, word="", now=NOW)
    return made.posting.amount if made.posting else 0


def _decide(code: str, by: people.User) -> int:
    return actions.decide_by_hand(code, approve=True, reason="", by=by, now=NOW).awarded


def _ask(person: people.User, by: people.User, key: str) -> int:
    plan = actions.ManualPlan(person=person, rule_code="by-hand", points=30, reason="手伝い", key=key)
    return actions.award_by_hand(plan, by=by, now=NOW).awarded


def _enter(plan: actions.CleanUpPlan, by: people.User) -> str:
    return actions.enter_clean_up(plan, by=by, now=NOW).clean_up.code


def _report(person: people.User) -> str:
    plan = actions.ReportPlan(rule_code="eco", happened_on=factories.TODAY)
    return actions.report(plan, person=person, now=NOW).report.code


def _event(number: int, turn: int) -> int:
    names = [f"u-{(one * 7 + turn * 13) % 40}" for one in range(20)]
    awards = [
        actions.Award(one, "walk", "event", f"e-{number}-{turn}", Decimal(1), factories.TODAY, f"{number}-{turn}-{one}")
        for one in dict.fromkeys(names)
    ]
    return sum(one.posting.amount for one in actions.award_event(awards, by=None, now=NOW) if one.posting)


def _reconciled() -> None:
    actions.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())


def _given(rule: str) -> int:
    return int(models.Posting.objects.filter(rule_code=rule).aggregate(total=Sum("amount", default=0))["total"])


def test_a_cap_of_one_person_gives_exactly_its_points() -> None:
    earning.published(per_time=3, caps={enums.Span.FISCAL_YEAR: 20})
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            calls = [race.Call(_walk, {"person": f"u-{number}", "source": f"{number}-{i}"}) for i in range(PROCESSES)]
            outcomes = field.run(calls)
            assert sorted(one.value for one in outcomes if one.name == race.OK) == [2, 3, 3, 3, 3, 3, 3]
            assert race.tally(outcomes) == {"ok": 7, "CapReached": 1}
    _reconciled()


def test_a_cap_of_a_household_gives_exactly_its_points_to_all_of_it() -> None:
    earning.published(per_time=3, shared_caps=[earning.cap("household", "fiscal_year", 20)])
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            family = [accounts.UserFactory.create() for _ in range(PROCESSES)]
            earning.live_together(*family)
            outcomes = field.run([race.Call(_walk, {"person": one.code, "source": f"{number}"}) for one in family])
            assert sum(one.value for one in outcomes if one.name == race.OK) == 20
            assert race.tally(outcomes) == {"ok": 7, "CapReached": 1}
    _reconciled()


def test_the_last_points_of_a_budget_are_given_out_and_not_one_more() -> None:
    for number in range(race.rounds(4)):
        campaign = actions.open_campaign(
            name="春", starts_on=earning.BEGINS, ends_on=factories.TODAY, budget=50, by=None, now=NOW
        )
        earning.published(f"walk-{number}", per_time=3, campaign=campaign)
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            calls = [race.Call(_walks, {"rule": f"walk-{number}", "who": i}) for i in range(PROCESSES)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
            assert sum(one.value for one in outcomes) == _given(f"walk-{number}") == 50
    _reconciled()


def _walks(rule: str, who: int) -> int:
    total = 0
    for number in range(4):
        try:
            key = f"{rule}-{who}-{number}"
            total += factories.earn(f"u-{who}", 1, rule_code=rule, source_code=f"{number}", key=key).amount
        except errors.BudgetSpent:
            continue
    return total


def test_a_visit_counts_once_however_often_the_code_is_read() -> None:
    earning.radio()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            site, person = earning.site(f"公園{number}"), accounts.UserFactory.create()
            outcomes = field.run([race.Call(_visit, {"site": site, "person": person})] * PROCESSES)
            assert race.tally(outcomes) == {"ok": 1, "AlreadyVisited": PROCESSES - 1}
            assert queries.balance(person.code, now=NOW).total == 5
    _reconciled()


def test_a_person_is_at_one_of_eight_places() -> None:
    earning.radio()
    sites = [earning.site(f"公園{number}") for number in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(4)):
            person = accounts.UserFactory.create()
            outcomes = field.run([race.Call(_visit, {"site": site, "person": person}) for site in sites])
            assert race.tally(outcomes) == {"ok": 1, "AtAnotherSite": PROCESSES - 1}
    _reconciled()


def test_four_eyes_agree_once() -> None:
    earning.manual_rule(most_per_staff_day=100_000)
    first, others = accounts.staff_of("kuji"), [accounts.staff_of("kuji") for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            person = accounts.UserFactory.create()
            plan = actions.ManualPlan(
                person=person, rule_code="by-hand", points=100, reason="手伝い", key=f"k-{number}"
            )
            asked = actions.award_by_hand(plan, by=first, now=NOW)
            outcomes = field.run([race.Call(_decide, {"code": asked.record.code, "by": one}) for one in others])
            assert race.tally(outcomes) == {"ok": 1, "RecordDecided": PROCESSES - 1}
            assert queries.balance(person.code, now=NOW).total == 100
    _reconciled()


def test_one_member_of_staff_gives_a_days_worth_and_a_key_gives_once() -> None:
    earning.manual_rule(most_per_staff_day=100)
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(4)):
            staff, person = accounts.staff_of("kuji"), accounts.UserFactory.create()
            calls = [race.Call(_ask, {"person": person, "by": staff, "key": f"{i}"}) for i in range(PROCESSES)]
            assert race.tally(field.run(calls)) == {"ok": 3, "StaffLimitReached": PROCESSES - 3}
            other = accounts.staff_of("kuji")
            same = [race.Call(_ask, {"person": person, "by": other, "key": "same"})] * PROCESSES
            outcomes = field.run(same)
            assert [one.value for one in outcomes] == [30] * PROCESSES, [one.detail for one in outcomes]
            assert queries.balance(person.code, now=NOW).total == 120
    _reconciled()


def test_one_sheet_of_a_clean_up_counts() -> None:
    earning.clean_up_rule()
    organisers = [accounts.UserFactory.create() for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            person = accounts.UserFactory.create()
            plan = earning.sheet({person.code: 1}, name=f"清掃{number}", key=f"k-{number}")
            outcomes = field.run([race.Call(_enter, {"plan": plan, "by": one}) for one in organisers])
            assert race.tally(outcomes) == {"ok": 1, "CleanUpEntered": PROCESSES - 1}
            assert queries.balance(person.code, now=NOW).total == 50
    _reconciled()


def test_of_a_day_there_is_one_report() -> None:
    earning.published("eco", way=enums.RuleWay.REPORT, reviewed=False)
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(4)):
            person = accounts.UserFactory.create()
            outcomes = field.run([race.Call(_report, {"person": person})] * PROCESSES)
            assert race.tally(outcomes) == {"ok": 1, "AlreadyReported": PROCESSES - 1}
            assert queries.balance(person.code, now=NOW).total == 5
    _reconciled()


def test_events_at_one_shared_limit_do_not_deadlock_and_keep_it() -> None:
    shared = [earning.cap("rule", "fiscal_year", 333), earning.cap("household", "day", 40)]
    earning.published(per_time=3, shared_caps=shared)
    with race.runners(4) as field:
        for number in range(race.rounds(4)):
            outcomes = field.run([race.Call(_event, {"number": number, "turn": turn}) for turn in range(4)])
            assert race.tally(outcomes) == {"ok": 4}, [one.detail for one in outcomes if one.detail]
    assert _given("walk") == 333
    _reconciled()


def _confirm(word: str, person: people.User) -> str:
    return actions.answer_household_word(word, confirm=True, person=person, now=NOW).code


def _join_by_hand(household: models.Household, person_code: str) -> None:
    """Writes a member beside the actions; the guard alone lets one in after the other."""
    with common.translated(most=households.MOST), transaction.atomic():
        during = (factories.TODAY, None)
        models.HouseholdMember.objects.create(household=household, person_code=person_code, during=during)


def test_of_many_at_the_last_place_of_a_household_one_gets_in() -> None:
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(2)):
            mother = accounts.UserFactory.create()
            words = [actions.invite_to_household(person=mother, now=NOW).word for _ in range(PROCESSES)]
            for word in words:
                actions.enter_household_word(word, person=accounts.UserFactory.create(), now=NOW)
            household = models.Household.objects.latest("pk")
            for one in range(households.MOST - 2):
                _join_by_hand(household, f"u-{number}-{one}")
            outcomes = field.run([race.Call(_confirm, {"word": word, "person": mother}) for word in words])
            assert race.tally(outcomes) == {"ok": 1, "HouseholdFull": PROCESSES - 1}
            assert household.members.count() == households.MOST


def test_of_many_who_write_themselves_into_a_household_by_hand_one_gets_in() -> None:
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(2)):
            actions.invite_to_household(person=accounts.UserFactory.create(), now=NOW)
            household = models.Household.objects.latest("pk")
            for one in range(households.MOST - 2):
                _join_by_hand(household, f"u-{number}-{one}")
            calls = [
                race.Call(_join_by_hand, {"household": household, "person_code": f"u-{number}-x{one}"})
                for one in range(PROCESSES)
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "HouseholdFull": PROCESSES - 1}
            assert household.members.count() == households.MOST
