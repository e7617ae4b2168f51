import pytest
from django.contrib.auth.models import AnonymousUser

from backend.accounts import enums as account_enums
from backend.accounts import permissions as accounts
from bookings import models, permissions
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, administrator, staff_of

pytestmark = pytest.mark.django_db


def who(name: str, booking: models.Booking) -> accounts.Visitor:
    """This function will make the visitor that a row of the table names."""
    assert booking.booked_by is not None
    assert booking.group is not None
    deputy = GroupMemberFactory.create(group=booking.group, role=account_enums.GroupRole.DEPUTY)
    member = GroupMemberFactory.create(group=booking.group)
    people: dict[str, accounts.Visitor | None] = {
        "anonymous": AnonymousUser(),
        "resident": booking.booked_by,
        "other resident": UserFactory.create(),
        "deputy of its group": deputy.user,
        "member of its group": member.user,
        "staff of this center": staff_of(booking.center.code),
        "staff of another": staff_of("elsewhere"),
        "administrator": administrator(),
    }
    found = people[name]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "reserves", "sees", "decides"),
    [
        ("anonymous", False, False, False),
        ("resident", True, True, False),
        ("other resident", True, False, False),
        ("deputy of its group", True, True, False),
        ("member of its group", True, False, False),
        ("staff of this center", True, True, True),
        ("staff of another", True, False, False),
        ("administrator", True, True, True),
    ],
)
def test_who_may_do_what_with_a_booking(name: str, reserves: bool, sees: bool, decides: bool) -> None:
    person = UserFactory.create()
    booking = make.BookingFactory.create(by=person, for_group=GroupFactory.create(representative=person))
    visitor = who(name, booking)
    assert permissions.may_reserve(visitor, booking.room) is reserves
    assert permissions.may_see_booking(visitor, booking) is sees
    assert permissions.may_cancel(visitor, booking) is sees
    assert permissions.may_decide(visitor, booking) is decides
    assert permissions.may_use_desk(visitor, booking.center) is decides


def test_nobody_reserves_a_room_that_is_out_of_use() -> None:
    assert not permissions.may_reserve(UserFactory.create(), make.RoomFactory.create(is_active=False))


def test_a_plain_member_does_not_book_for_the_group() -> None:
    person = UserFactory.create()
    member = GroupMemberFactory.create(user=person)
    assert not permissions.may_book_for(person, member.group)


def test_who_no_longer_books_for_a_group_has_no_say_in_its_bookings() -> None:
    group = GroupFactory.create()
    person = UserFactory.create()
    deputy = GroupMemberFactory.create(group=group, user=person, role=account_enums.GroupRole.DEPUTY)
    booking = make.BookingFactory.create(by=person, for_group=group)
    assert permissions.may_cancel(person, booking)
    deputy.delete()
    booking.refresh_from_db()
    left = models.Booking.objects.get(pk=booking.pk).booked_by
    assert left is not None
    assert not permissions.may_see_booking(left, booking)
    assert not permissions.may_cancel(left, booking)
