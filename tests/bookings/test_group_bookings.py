"""A group's bookings: its members see them, those who book for it make them, the desk sees its own center's."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import enums
from backend.accounts import models as accounts
from bookings import actions, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, bearer, staff_of
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(make.NOW):
        yield


@pytest.fixture
def group() -> accounts.Group:
    return GroupFactory.create(representative=UserFactory.create(), center_code="kuji", name="見本書道会")


def _leader(group: accounts.Group) -> accounts.User:
    return accounts.User.objects.get(group_memberships__group=group, group_memberships__role="representative")


def _member(group: accounts.Group, role: str = enums.GroupRole.MEMBER) -> accounts.User:
    person = UserFactory.create()
    GroupMemberFactory.create(group=group, user=person, role=role)
    return person


def _book(group: accounts.Group, center: str = "kuji", **more: object) -> models.Booking:
    room = make.RoomFactory.create(center__code=center)
    return make.BookingFactory.create(room=room, by=_leader(group), for_group=group, **more)


def test_representative_and_deputies_book_and_members_do_not(client: PageClient, group: accounts.Group) -> None:
    room = make.RoomFactory.create()
    path = f"{reverse('bookings:booking-new', args=[room.code])}?date={make.DAY}&group={group.code}"
    for role, status in ((enums.GroupRole.DEPUTY, 200), (enums.GroupRole.MEMBER, 404)):
        client.force_login(_member(group, role))
        assert client.get(path).status_code == status
    client.force_login(_leader(group))
    assert "見本書道会（団体）" in client.get(path).content.decode()


def test_members_see_the_bookings_and_get_no_further(client: PageClient, group: accounts.Group) -> None:
    booking, elsewhere = _book(group), _book(group, "suwa")
    client.force_login(_member(group))
    page = client.get(reverse("bookings:group-bookings", args=[group.code])).content.decode()
    assert (booking.room.name in page, elsewhere.room.name in page, booking.code in page) == (True, True, False)
    for name in ("booking", "booking-cancellation"):
        assert client.get(reverse(f"bookings:{name}", args=[booking.code])).status_code == 404


def test_who_books_for_a_group_gets_to_each_booking(client: PageClient, group: accounts.Group) -> None:
    booking = _book(group)
    client.force_login(_member(group, enums.GroupRole.DEPUTY))
    page = client.get(reverse("bookings:group-bookings", args=[group.code])).content.decode()
    assert reverse("bookings:booking", args=[booking.code]) in page
    assert client.get(reverse("bookings:booking-cancellation", args=[booking.code])).status_code == 200


def test_a_desk_sees_what_a_group_has_at_its_own_center(client: PageClient, group: accounts.Group) -> None:
    booking, elsewhere = _book(group), _book(group, "suwa")
    client.force_login(staff_of("kuji"))
    page = client.get(reverse("bookings:group-bookings", args=[group.code])).content.decode()
    assert (booking.room.name in page, elsewhere.room.name in page) == (True, False)


def test_the_api_tells_members_where_and_when(client: PageClient, group: accounts.Group) -> None:
    booking = _book(group)
    member = _member(group)
    answer = client.get(
        reverse("api-bookings:group-bookings", args=[group.code]), headers=bearer(member, "bookings:read")
    )
    (line,) = answer.json()["results"]
    assert (line["code"], line["room"], "booked_by" in line) == (booking.code, booking.room.code, False)


@pytest.mark.parametrize(
    ("until", "allowed"),
    [(None, True), (date(2026, 5, 1), True), (date(2027, 3, 31), True), (date(2026, 4, 30), False)],
)
def test_a_group_books_until_the_last_day_of_its_registration(
    group: accounts.Group, until: date | None, allowed: bool
) -> None:
    accounts.Group.objects.update(valid_until=until)
    group.refresh_from_db()
    if allowed:
        assert _book(group).group == group
    else:
        with pytest.raises(errors.GroupNotReady):
            _book(group)


def test_the_class_of_a_group_is_that_of_the_day_of_use(group: accounts.Group) -> None:
    accounts.Group.objects.update(user_class="a", later_class="b", later_from=make.DAY)
    group.refresh_from_db()
    room = make.RoomFactory.create()
    days = [make.DAY.replace(day=make.DAY.day - 1), make.DAY]
    made = [
        actions.reserve_room(
            room,
            date=day,
            periods=["morning"],
            by=_leader(group),
            for_group=group,
            headcount=5,
            purpose="書道",
            now=make.NOW,
        )
        for day in days
    ]
    assert [booking.user_class for booking in made] == ["a", "b"]
