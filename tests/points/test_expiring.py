"""Before points expire: who is told when, what a decree carries over, and where expired points go."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices.models import Notice
from points import actions, enums, errors, models, queries, tasks
from points.actions import expiring as decrees
from points.actions import keeping
from points.queries import expiring
from tests.factories import points as factories
from tests.factories.accounts import DistrictFactory, UserFactory, administrator, city_official
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
LAST = date(2028, 3, 31)
LATER = date(2029, 3, 31)


def at(day: date) -> datetime:
    """This function will give noon in Tokyo of a day."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=factories.NOW.tzinfo)


def verified() -> None:
    call_command("verify_points", stdout=StringIO())


def earner(points: int = 50) -> accounts.User:
    person: accounts.User = UserFactory.create()
    factories.earn(person, points)
    return person


def give(giver: accounts.User, taker: accounts.User, amount: int, *, now: datetime = factories.NOW) -> None:
    actions.give(
        person_code=giver.code,
        amount=amount,
        to_kind=enums.AccountKind.PERSON,
        to_code=taker.code,
        note="",
        key=f"{giver.code}{amount}",
        by=giver,
        now=now,
    )


def usable(person: accounts.User, day: date) -> int:
    return queries.balance(person.code, now=at(day)).usable


@pytest.fixture(autouse=True)
def _a_rule() -> None:
    factories.rule()


def test_what_is_decreed_can_be_used_a_year_longer() -> None:
    person = earner()
    factories.decree()
    assert actions.carry_over(now=factories.NOW) == 1
    assert usable(person, LAST + timedelta(days=1)) == 50
    assert usable(person, LATER) == 50
    assert usable(person, LATER + timedelta(days=1)) == 0
    verified()


def test_carrying_over_twice_changes_nothing_more() -> None:
    earner()
    factories.decree()
    assert [actions.carry_over(now=factories.NOW) for _ in range(2)] == [1, 0]
    assert models.LotExtension.objects.count() == 1


def test_it_is_for_those_whom_it_names() -> None:
    chosen, other = earner(), earner()
    factories.decree(owners=(chosen.code,))
    actions.carry_over(now=factories.NOW)
    assert [usable(one, LATER) for one in (chosen, other)] == [50, 0]


def test_a_part_that_is_set_aside_for_an_order_goes_along() -> None:
    person = earner()
    voucher = factories.order(factories.PerkFactory.create(price=30, valid_days=700), person)
    factories.decree()
    actions.carry_over(now=factories.NOW)
    actions.cancel_order(voucher.code, person_code=person.code, by=person, now=at(LAST + timedelta(days=60)))
    assert usable(person, LATER) == 50
    verified()


def test_what_had_expired_when_the_city_decided_stays_expired() -> None:
    person = earner()
    decided = at(LAST + timedelta(days=1))
    factories.decree(first=LAST, last=LAST + timedelta(days=30), until=LATER, now=decided)
    assert actions.carry_over(now=decided) == 0
    assert usable(person, LAST + timedelta(days=1)) == 0


def test_points_earned_after_the_decision_fall_under_it_too() -> None:
    factories.decree()
    person = earner()
    assert actions.carry_over(now=factories.NOW) == 1
    assert usable(person, LATER) == 50


def test_nothing_that_is_decreed_expires_although_the_job_came_late() -> None:
    person = earner()
    factories.decree()
    late = at(LAST + timedelta(days=5))
    assert actions.expire_lots(now=late) == 0
    assert actions.carry_over(now=late, whole=True) == 1
    assert usable(person, LATER) == 50


def test_the_nightly_job_carries_over_before_it_sweeps() -> None:
    person, other = earner(), earner()
    factories.decree(owners=(person.code,))
    with time_machine.travel(at(LAST + timedelta(days=1))):
        tasks.expire_lots()
    assert usable(person, LATER) == 50
    kinds = models.Posting.objects.filter(kind=enums.PostingKind.EXPIRE).values_list("debit__owner_code", flat=True)
    assert list(kinds) == [other.code]


def test_a_second_decree_carries_on_from_the_first() -> None:
    person = earner()
    factories.decree()
    actions.carry_over(now=factories.NOW)
    factories.decree(first=LATER, last=LATER, until=LATER.replace(year=2030))
    actions.carry_over(now=factories.NOW)
    assert usable(person, LATER.replace(year=2030)) == 50
    dates = models.LotExtension.objects.order_by("pk").values_list("from_date", "to_date")
    assert list(dates) == [(LAST, LATER), (LATER, LATER.replace(year=2030))]
    verified()


def test_a_gift_and_a_refund_keep_the_new_date() -> None:
    giver, taker = earner(), UserFactory.create()
    factories.decree()
    actions.carry_over(now=factories.NOW)
    give(giver, taker, 20, now=at(LATER))
    assert usable(taker, LATER) == 20
    assert usable(taker, LATER + timedelta(days=1)) == 0
    verified()


def test_each_person_is_told_once_of_the_new_date() -> None:
    person = earner(30)
    factories.earn(person, 20)
    made = factories.decree()
    actions.carry_over(now=factories.NOW)
    told = Notice.objects.get(user=person, template="points/carried_over")
    assert "50ポイント" in told.body
    assert made.document in told.body
    assert "2029年3月31日" in told.subject


def test_the_decision_is_written_down_with_its_reason_and_document() -> None:
    by = administrator()
    made = factories.decree(by=by)
    line = common.AuditEntry.objects.get(action="points.carry-over-decreed")
    assert (line.subject_code, line.actor_code, line.detail["document"]) == (made.code, by.code, made.document)
    assert line.reason == made.reason


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"first": LATER, "last": LAST}, errors.CarryOverDatesInvalid),
        ({"until": LAST}, errors.CarryOverDatesInvalid),
        ({"first": date(2026, 3, 31), "last": date(2026, 3, 31)}, errors.CarryOverTooLate),
        ({"owners": ()}, errors.CarryOverForNobody),
    ],
)
def test_a_decree_that_makes_no_sense_is_refused(changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        factories.decree(**changes)
    assert not models.CarryOver.objects.exists()


def test_a_document_number_decides_once() -> None:
    factories.decree(document="告示第1号")
    with pytest.raises(errors.CarryOverDocumentTaken):
        factories.decree(document="告示第1号")


def test_a_page_sent_twice_decides_once() -> None:
    by = administrator()
    plan = actions.CarryOverPlan(document="告示第2号", reason="災害のため", first=LAST, last=LAST, until=LATER)
    made = [actions.decree_carry_over(plan, by=by, key="page", now=factories.NOW) for _ in range(2)]
    assert made[0] == made[1]


def test_the_preview_counts_what_the_decree_then_reaches() -> None:
    first, second = earner(30), earner(12)
    factories.earn(first, 5)
    reach = expiring.reach(first=LAST, last=LAST, since=factories.TODAY, owners=None)
    assert (reach.accounts, reach.lots, reach.points) == (2, 3, 47)
    one = expiring.reach(first=LAST, last=LAST, since=factories.TODAY, owners=[second.code])
    assert (one.accounts, one.lots, one.points) == (1, 1, 12)
    made = factories.decree()
    assert (expiring.progress(made).left, expiring.progress(made).percent) == (reach, 0)
    actions.carry_over(now=factories.NOW)
    assert (expiring.progress(made).done, expiring.progress(made).percent) == (reach, 100)


def test_districts_and_numbers_choose_people() -> None:
    district = DistrictFactory.create()
    living, named, _ = UserFactory.create(district=district), UserFactory.create(), UserFactory.create()
    found = expiring.owners_chosen(districts=[district], numbers=[named.code])
    assert found == sorted([living.code, named.code])
    assert expiring.unknown_numbers([named.code, "u-NOBODY"]) == ["u-NOBODY"]


def returning(budget: int = 100) -> models.Campaign:
    made = factories.campaign(budget)
    made.returns_expired = True
    made.save()
    factories.rule("festival", campaign=made, expiry=(enums.ExpiryKind.DAYS, 10))
    return made


def used(campaign: models.Campaign) -> int:
    return sum(campaign.shards.values_list("used", flat=True))


def test_the_page_of_a_campaign_names_what_expired_and_of_how_many(client: PageClient) -> None:
    campaign = returning()
    for person in UserFactory.create_batch(2):
        factories.earn(person, 40, rule_code="festival")
    actions.expire_lots(now=factories.NOW + timedelta(days=12))
    client.force_login(city_official())
    page = client.get(reverse("points:campaign", args=[campaign.code]))
    words = pages.words(page)
    gone = next(one for one in queries.drawn(campaign) if not one.rule_code)
    assert (gone.points, gone.people) == (-80, 2)
    assert "期限が切れて、予算に戻った分" in words


def test_expired_points_go_back_to_a_campaign_that_wants_them() -> None:
    campaign, person = returning(), UserFactory.create()
    factories.earn(person, 40, rule_code="festival")
    factories.earn(person, 30)
    actions.redeem(
        person_code=person.code, amount=15, source_kind="perk", source_code="p", key="r", by=None, now=factories.NOW
    )
    actions.expire_lots(now=factories.NOW + timedelta(days=11))
    assert used(campaign) == 15
    verified()


def test_expired_points_of_other_campaigns_stay_spent() -> None:
    campaign, person = factories.campaign(100), UserFactory.create()
    factories.rule("festival", campaign=campaign, expiry=(enums.ExpiryKind.DAYS, 10))
    factories.earn(person, 40, rule_code="festival")
    actions.expire_lots(now=factories.NOW + timedelta(days=11))
    assert used(campaign) == 40
    verified()


def test_given_points_go_back_to_the_campaign_that_gave_them_first() -> None:
    campaign, person, friend = returning(), UserFactory.create(), UserFactory.create()
    factories.earn(person, 40, rule_code="festival")
    give(person, friend, 25)
    give(friend, person, 5)
    actions.expire_lots(now=factories.NOW + timedelta(days=11))
    assert used(campaign) == 0
    verified()


def test_an_award_that_was_withdrawn_gives_nothing_back_twice() -> None:
    campaign, person, friend = returning(), UserFactory.create(), UserFactory.create()
    made = factories.earn(person, 40, rule_code="festival")
    give(person, friend, 40)
    factories.earn(person, 60)
    actions.reverse(made.code, reason="欠席", key="x", by=None, now=factories.NOW)
    assert used(campaign) == 0
    actions.expire_lots(now=factories.NOW + timedelta(days=11))
    assert used(campaign) == 0
    verified()


def test_returned_points_can_be_given_again() -> None:
    returning(40)
    first, second = UserFactory.create(), UserFactory.create()
    factories.earn(first, 40, rule_code="festival")
    with pytest.raises(errors.BudgetSpent):
        factories.earn(second, 40, rule_code="festival")
    later = factories.NOW + timedelta(days=11)
    actions.expire_lots(now=later)
    assert factories.earn(second, 40, rule_code="festival", now=later).amount == 40


def told(person: accounts.User) -> list[str]:
    found = Notice.objects.filter(user=person, template="points/expiring").order_by("pk")
    return list(found.values_list("subject", flat=True))


@pytest.mark.parametrize(("days", "count"), [(38, 0), (31, 0), (30, 1), (25, 1), (8, 1), (7, 1), (0, 1), (-1, 0)])
def test_a_month_before_the_date_people_are_told(days: int, count: int) -> None:
    person = earner()
    actions.warn_of_expiry(now=at(LAST - timedelta(days=days)))
    assert len(told(person)) == count


def test_a_month_and_a_week_before_each_once() -> None:
    person = earner()
    for days in range(40, -1, -1):
        actions.warn_of_expiry(now=at(LAST - timedelta(days=days)))
    assert len(told(person)) == 2
    assert told(person) == ["3月31日に、ポイントの期限が来ます"] * 2


def test_a_run_that_was_missed_is_made_up_for() -> None:
    person = earner()
    actions.warn_of_expiry(now=at(LAST - timedelta(days=20)))
    actions.warn_of_expiry(now=at(LAST - timedelta(days=3)))
    assert len(told(person)) == 2


def test_who_hears_in_the_last_week_hears_once() -> None:
    person = earner()
    for days in (5, 4):
        actions.warn_of_expiry(now=at(LAST - timedelta(days=days)))
    assert len(told(person)) == 1


def test_points_that_expire_day_by_day_are_told_of_together() -> None:
    factories.rule("daily", expiry=(enums.ExpiryKind.DAYS, 100))
    person = UserFactory.create()
    for day in range(60):
        factories.earn(person, 1, rule_code="daily", now=factories.NOW + timedelta(days=day))
    start = factories.TODAY + timedelta(days=60)
    for day in range(105):
        actions.warn_of_expiry(now=at(start + timedelta(days=day)))
    # Sixty days of points: nine weeks of notices a month before, and as many a week before.
    assert len(told(person)) == 18
    warned = models.ExpiryWarning.objects.values_list("expires_on", "days")
    assert sorted(warned) == [
        (factories.TODAY + timedelta(days=100 + day), days) for day in range(60) for days in (7, 30)
    ]


def test_spent_and_decreed_points_are_not_told_of() -> None:
    spent, carried = earner(), earner()
    actions.redeem(
        person_code=spent.code, amount=50, source_kind="perk", source_code="p", key="r", by=None, now=factories.NOW
    )
    factories.decree(owners=(carried.code,))
    actions.carry_over(now=factories.NOW)
    actions.warn_of_expiry(now=at(LAST - timedelta(days=7)))
    assert told(spent) + told(carried) == []


def test_the_tables_of_decrees_are_out_of_reach_of_a_restricted_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE mihon_app")
        cursor.execute("SELECT points_restrict('mihon_app')")
        cursor.execute("SELECT has_table_privilege('mihon_app', 'points_lotextension', 'INSERT')")
        assert cursor.fetchone() == (False,)


def test_beat_knows_the_jobs() -> None:
    tasks.carry_over()
    tasks.warn_of_expiry()
    assert {"points.tasks.carry_over", "points.tasks.warn_of_expiry"} <= {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


def accounts_read() -> int:
    """This function will tell how many rows of accounts this transaction has read, by whatever way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'points_account'"
        )
        return int(cursor.fetchone()[0])


def test_a_batch_of_the_sweep_looks_at_its_accounts_and_not_at_all_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.rule("festival", expiry=(enums.ExpiryKind.DAYS, 10))
    people = [f"u-many-{number}" for number in range(400)]
    awards = [
        actions.Award(one, "festival", "event", "e", Decimal(1), factories.TODAY, f"many-{one}") for one in people
    ]
    assert all(one.posting for one in actions.award_event(awards, by=None, now=factories.NOW))
    before = accounts_read()
    with connection.cursor() as cursor:
        cursor.execute("SELECT points_next_accounts('home', 0, 4)")
        assert len(cursor.fetchone()[0]) == 4
    assert accounts_read() - before <= 8
    monkeypatch.setattr(keeping, "BATCH", 4)
    assert actions.expire_lots(now=factories.NOW + timedelta(days=11)) == 400


def of_many(people: int) -> None:
    names = [f"u-{people}-{number}" for number in range(people)]
    awards = [actions.Award(one, "attendance", "event", "e", Decimal(1), factories.TODAY, one) for one in names]
    assert all(one.posting for one in actions.award_event(awards, by=None, now=factories.NOW))


@pytest.mark.parametrize("are_named", [False, True])
def test_a_decree_is_carried_out_without_looking_at_everybody_for_each_batch(
    monkeypatch: pytest.MonkeyPatch, *, are_named: bool
) -> None:
    monkeypatch.setattr(decrees, "BATCH", 4)
    planner_believes_in_small_tables()
    owners = tuple(f"u-200-{number}" for number in range(200))
    factories.decree(**{"owners": owners} if are_named else {})
    of_many(200)
    before = accounts_read()
    assert actions.carry_over(now=factories.NOW) == 200
    assert accounts_read() - before <= 200 * 8
    verified()


def planner_believes_in_small_tables() -> None:
    """This function will let statements be planned as in a database that was empty when it was looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = 0, relpages = 1 WHERE relname IN ('points_account', 'points_lot')"
        )


def test_a_batch_of_a_decree_reads_the_lots_of_its_accounts_and_no_others() -> None:
    planner_believes_in_small_tables()
    factories.decree()
    of_many(200)
    middle = models.Account.objects.order_by("pk").values_list("pk", flat=True)[100]
    for after in (0, middle):
        before = lots_read()
        with connection.cursor() as cursor:
            cursor.execute("SELECT points_next_to_carry(d, %s, 4) FROM points_carryover d", [after])
            assert len(cursor.fetchone()[0]) == 4
        assert lots_read() - before <= 8


def lots_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'points_lot'")
        return int(cursor.fetchone()[0])


def test_a_decree_reaches_everybody_it_is_for_whatever_a_batch_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decrees, "BATCH", 2)
    people, _empty = [earner() for _ in range(4)], UserFactory.create()
    factories.decree(owners=tuple(one.code for one in people[:3]))
    assert actions.carry_over(now=factories.NOW) == 3
    factories.decree()
    assert actions.carry_over(now=factories.NOW) == 1
    assert [usable(one, LATER) for one in people] == [50, 50, 50, 50]
    assert actions.carry_over(now=factories.NOW, whole=True) == 0
    verified()
