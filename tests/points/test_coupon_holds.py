"""A room coupon's points: held on order, taken by its use on a booking, given back when it is cancelled or lapses."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.urls import reverse

from backend.accounts import models as people
from backend.common import models as common
from points import actions, enums, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NOW, DAY = factories.NOW, timedelta(days=1)
UNPAID, PAID = (70, 30), (70, 0)


@pytest.fixture
def person() -> people.User:
    made = accounts.UserFactory.create()
    factories.rule()
    factories.earn(made, 100)
    return made


@pytest.fixture
def coupon(person: people.User) -> models.Voucher:
    perk = factories.PerkFactory.create(coupon=True, price=30, stock=1, most_per_person=1, valid_days=5)
    return factories.order(perk, person)


def _points(person: people.User) -> tuple[int, int]:
    balance = queries.balance(person.code, now=NOW)
    return balance.usable, balance.held


def _use(coupon: models.Voucher, booking: str = "b-1", days: int = 0) -> None:
    actions.apply_coupon(
        coupon.code, person_code=coupon.person_code, booking_code=booking, by=None, now=NOW + days * DAY
    )


def _release(days: int = 0) -> None:
    assert actions.release_coupon(booking_code="b-1", by=None, now=NOW + days * DAY) is not None


def _cancel(coupon: models.Voucher, person: people.User, days: int = 0) -> models.Voucher:
    return actions.cancel_order(coupon.code, person_code=person.code, by=person, now=NOW + days * DAY)


def _paid_as_formerly(coupon: models.Voucher) -> None:
    """A coupon of the time when the points were taken in the moment of the order."""
    _at_commit()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE points_hold DISABLE TRIGGER points_hold_reaches_its_shop")
    _capture(coupon)
    _at_commit()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE points_hold ENABLE ALWAYS TRIGGER points_hold_reaches_its_shop")


def _capture(coupon: models.Voucher) -> None:
    actions.capture(coupon.hold.code, key=f"capture:{coupon.code}", by=None, now=NOW)


def _agrees() -> None:
    actions.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())


def _at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def test_the_points_are_held_on_order_and_taken_by_the_use(person: people.User, coupon: models.Voucher) -> None:
    assert _points(person) == UNPAID
    _use(coupon)
    _use(coupon)
    _at_commit()
    assert _points(person) == PAID
    assert models.Posting.objects.filter(hold=coupon.hold, kind="redeem", amount=30).count() == 1
    _agrees()


def test_until_then_it_can_be_cancelled_and_its_place_is_free_again(
    person: people.User, coupon: models.Voucher
) -> None:
    done = _cancel(coupon, person)
    _at_commit()
    assert (done.state, done.hold.state, _points(person)) == ("cancelled", "open", (100, 0))
    coupon.hold.refresh_from_db()
    assert coupon.hold.state == enums.HoldState.VOIDED
    assert factories.order(coupon.perk, person).state == enums.VoucherState.ISSUED
    with pytest.raises(errors.VoucherCancelled):
        _use(coupon)
    _agrees()


def test_on_a_booking_it_cannot_be_cancelled(person: people.User, coupon: models.Voucher) -> None:
    _use(coupon)
    with pytest.raises(errors.VoucherUsed) as refused:
        _cancel(coupon, person)
    assert "予約 b-1で使われています" in refused.value.sentence
    assert _points(person) == PAID


def test_after_its_booking_was_cancelled_it_is_used_again_without_being_paid_again(
    person: people.User, coupon: models.Voucher
) -> None:
    _use(coupon)
    _release()
    assert _points(person) == PAID
    _use(coupon, "b-2")
    _at_commit()
    assert _points(person) == PAID
    _agrees()


def test_after_its_booking_was_cancelled_it_can_be_cancelled_until_its_last_day(
    person: people.User, coupon: models.Voucher
) -> None:
    _use(coupon)
    _release()
    with pytest.raises(errors.VoucherLapsed):
        _cancel(coupon, person, days=5)
    assert _cancel(coupon, person, days=4).state == enums.VoucherState.CANCELLED
    _at_commit()
    coupon.perk.refresh_from_db()
    assert (_points(person), coupon.perk.taken) == ((100, 0), 0)
    with pytest.raises(errors.VoucherCancelled):
        _cancel(coupon, person)
    assert common.AuditEntry.objects.filter(action="points.cancel_order", subject_code=coupon.code).count() == 1
    _agrees()


@pytest.mark.parametrize("was_used", [False, True])
def test_unused_at_its_last_day_it_gives_its_points_back(
    person: people.User, coupon: models.Voucher, was_used: bool
) -> None:
    if was_used:
        _use(coupon)
        _release(days=9)
    assert [actions.lapse_vouchers(now=NOW + days * DAY) for days in (4, 5, 6)] == [0, 1, 0]
    _at_commit()
    coupon.refresh_from_db()
    assert (coupon.state, _points(person)) == ("cancelled" if was_used else "lapsed", (100, 0))
    _agrees()


def test_one_whose_hold_is_over_says_that_its_day_is_over(person: people.User, coupon: models.Voucher) -> None:
    actions.lapse_holds(now=NOW + 5 * DAY)
    with pytest.raises(errors.VoucherLapsed):
        _cancel(coupon, person, days=5)
    with pytest.raises(errors.VoucherLapsed):
        actions.cancel_for(coupon.code, reason="工事のため", by=None, now=NOW + 5 * DAY)


def test_one_that_was_paid_formerly_works_and_can_be_cancelled(person: people.User, coupon: models.Voucher) -> None:
    _paid_as_formerly(coupon)
    _use(coupon)
    _release()
    assert _points(person) == PAID
    assert _cancel(coupon, person).state == enums.VoucherState.CANCELLED
    assert _points(person) == (100, 0)


def test_one_that_was_paid_formerly_lapses_as_it_was_said(person: people.User, coupon: models.Voucher) -> None:
    _paid_as_formerly(coupon)
    assert actions.lapse_vouchers(now=NOW + 5 * DAY) == 1
    coupon.refresh_from_db()
    assert (coupon.state, _points(person)) == ("lapsed", PAID)


def test_what_the_database_refuses_whoever_writes(coupon: models.Voucher) -> None:
    _capture(coupon)
    with pytest.raises(IntegrityError, match="points_coupon_paid_by_its_use"):
        _at_commit()


def test_the_pages_say_when_points_are_taken_and_that_they_come_back(
    client: PageClient, person: people.User, coupon: models.Voucher
) -> None:
    client.force_login(person)
    before = pages.words(client.get(reverse("points:perk", args=[coupon.perk.code])))
    for said in (
        "部屋の予約に使ったとき。それまでは取り置きます",
        "予約に使う前ならいつでも取りやめられ、ポイントが戻ります",
        "予約に使わないまま期限が過ぎると、ポイントは戻ります",
    ):
        assert said in before
    page = client.get(reverse("points:voucher", args=[coupon.code]))
    assert "30ポイント（予約に使うまで取り置き）" in pages.words(page)
    [link] = pages.links(page, "申込みを取りやめる")
    assert "取り置いた30ポイントが戻ります" in pages.words(client.get(link))


def test_the_page_of_a_used_one_offers_to_cancel_it_once_its_booking_is_cancelled(
    client: PageClient, person: people.User, coupon: models.Voucher
) -> None:
    client.force_login(person)
    _use(coupon)
    assert not pages.links(client.get(reverse("points:voucher", args=[coupon.code])), "申込みを取りやめる")
    _release()
    [link] = pages.links(client.get(reverse("points:voucher", args=[coupon.code])), "申込みを取りやめる")
    assert "使った30ポイントが戻ります。ポイントの期限は、もとのままです" in pages.words(client.get(link))
    done = client.post(link, follow=True)
    assert "申込みを取りやめました。30ポイントが戻りました。" in pages.words(done)
    assert _points(person) == (100, 0)
