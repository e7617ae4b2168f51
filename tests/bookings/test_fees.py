"""What a use costs, and what a class of users is let off."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from backend.accounts import models as accounts
from bookings import errors, models
from bookings.queries import fees
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserClassFactory, UserFactory
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(make.NOW):
        yield


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(fee_yen=305)


def _group(room: models.Room, percent: int) -> accounts.Group:
    UserClassFactory.create(municipality=room.center.municipality, code="let-off", fee_percent=percent)
    return GroupFactory.create(representative=UserFactory.create(), user_class="let-off", name="見本書道会")


def _book(room: models.Room, group: accounts.Group | None = None, **more: object) -> models.Booking:
    leader = accounts.User.objects.get(group_memberships__group=group) if group else UserFactory.create()
    return make.BookingFactory.create(room=room, by=leader, for_group=group, **more)


@pytest.mark.parametrize(("percent", "fee"), [(100, 610), (50, 305), (33, 201), (0, 0)])
def test_a_class_pays_its_part_of_the_whole_fee_in_whole_yen(room: models.Room, percent: int, fee: int) -> None:
    booking = _book(room, _group(room, percent), periods=("morning", "afternoon"))
    assert (booking.fee_yen, booking.to_pay_yen, booking.user_class) == (fee, fee, "let-off")


def test_a_person_and_a_group_of_no_known_class_pay_the_whole(room: models.Room) -> None:
    group = _group(room, 50)
    accounts.Group.objects.update(user_class="unknown")
    group.refresh_from_db()
    assert [_book(room).fee_yen, _book(room, group, periods=("night",)).fee_yen] == [305, 305]


def test_a_class_of_another_city_lets_nobody_off_here(room: models.Room) -> None:
    group = _group(room, 50)
    other = accounts.Municipality.objects.create(code="131000", name="例示市")
    accounts.UserClass.objects.update(municipality=other)
    assert _book(room, group).fee_yen == 305


def test_the_class_of_the_day_of_use_decides(room: models.Room) -> None:
    group = _group(room, 0)
    accounts.Group.objects.update(user_class="", later_class="let-off", later_from=make.DAY + timedelta(days=1))
    group.refresh_from_db()
    assert [_book(room, group, date=make.DAY + timedelta(days=n)).fee_yen for n in (0, 1)] == [305, 0]


@given(fee=st.integers(0, 100_000), percent=st.integers(0, 100))
def test_a_reduced_fee_is_whole_and_never_more(fee: int, percent: int) -> None:
    left = fees.reduced(fee, percent)
    assert 0 <= left <= fee
    assert left * 100 <= fee * percent < (left + 1) * 100


def test_where_fees_are_not_switched_on_the_desk_tells_them(client: PageClient, room: models.Room) -> None:
    models.Center.objects.update(fees_on=False)
    room = models.Room.objects.select_related("center").get()
    group = _group(room, 50)
    booking = _book(room, group)
    assert booking.fee_yen is None
    leader = accounts.User.objects.get(group_memberships__group=group)
    client.force_login(leader)
    words = "使用料の取り扱いはまだ始まっていません。窓口でお支払いください"
    assert words in client.get(reverse("bookings:booking", args=[booking.code])).content.decode()
    page = client.get(f"{reverse('bookings:booking-new', args=[room.code])}?date={make.DAY}").content.decode()
    assert (words in page, "305円" in page, "見本書道会は" in page) == (True, False, False)
    with pytest.raises(errors.FeeUnknown):
        _book(room, periods=("night",), coupon_code="c-NOTHING00")


@pytest.mark.parametrize(
    ("percent", "words"), [(50, "見本書道会は1区分 152円（50％）"), (0, "見本書道会は免除"), (100, None)]
)
def test_the_page_says_what_a_group_pays(
    client: PageClient, room: models.Room, percent: int, words: str | None
) -> None:
    group = _group(room, percent)
    client.force_login(accounts.User.objects.get(group_memberships__group=group))
    page = client.get(f"{reverse('bookings:booking-new', args=[room.code])}?date={make.DAY}").content.decode()
    assert ("見本書道会は" in page, words is None or words in page) == (words is not None, True)


def test_an_exempted_booking_says_so(client: PageClient, room: models.Room) -> None:
    group = _group(room, 0)
    booking = _book(room, group)
    client.force_login(accounts.User.objects.get(group_memberships__group=group))
    assert "免除" in client.get(reverse("bookings:booking", args=[booking.code])).content.decode()
