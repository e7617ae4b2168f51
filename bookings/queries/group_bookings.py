"""The bookings of a group, as its members look at them."""

from datetime import datetime

from backend.accounts import models as accounts
from backend.accounts import permissions
from bookings import models


def bookings_of_group(group: accounts.Group, person: accounts.User) -> models.BookingQuerySet:
    """This function will list the bookings of a group: to its members all, to its desk those at the center."""
    found = models.Booking.objects.filter(group=group).select_related("center", "room", "group")
    return found if permissions.belongs_to(person, group) else found.filter(center__code=group.center_code)


def upcoming_of_group(group: accounts.Group, person: accounts.User, *, now: datetime) -> models.BookingQuerySet:
    """This function will list the bookings of a group that are still to come, the next first."""
    return bookings_of_group(group, person).live().filter(ends_at__gt=now).order_by("starts_at", "pk")
