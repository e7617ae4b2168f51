"""Who may do what with rooms and bookings, as predicates."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from backend.accounts import permissions as accounts

if TYPE_CHECKING:
    from backend.accounts.models import Group
    from bookings import models  # predicates stand below the models and ask the objects they are given


def may_reserve(user: accounts.Visitor, room: "models.Room") -> bool:
    """This function will tell whether somebody may try to reserve a room online; the usage rules decide the rest."""
    return not isinstance(user, AnonymousUser) and user.is_active and room.is_active


def may_book_for(user: accounts.Visitor, group: "Group") -> bool:
    """This function will tell whether somebody books for a group: its representative or a deputy."""
    return accounts.represents(user, group)


def may_see_booking(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may see a booking: its person, those booking for its group, its desk."""
    return _is_own(user, booking) or may_use_desk(user, booking.center)


def may_cancel(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may cancel a booking: the same who may see it."""
    return may_see_booking(user, booking)


def may_decide(user: accounts.Visitor, booking: "models.Booking") -> bool:
    """This function will tell whether somebody may approve or refuse a booking: the desk of its center."""
    return may_use_desk(user, booking.center)


def may_use_desk(user: accounts.Visitor, center: "models.Center") -> bool:
    """This function will tell whether somebody works at the desk of a center."""
    return accounts.is_staff_of(user, center.code)


def _is_own(user: accounts.Visitor, booking: "models.Booking") -> bool:
    if isinstance(user, AnonymousUser):
        return False
    if booking.booked_by_id == user.pk:
        return True
    return booking.group is not None and accounts.represents(user, booking.group)
