"""The tables of room booking: places, their calendars and rules, and the bookings."""

from bookings.models.booking import Booking, BookingQuerySet, BookingStateChange, SpaceHold
from bookings.models.calendar import Closure, Period, PeriodSet
from bookings.models.places import Activity, Center, Room, RoomSpace, Space
from bookings.models.usage_rules import UsageRules, UserClass

__all__ = [
    "Activity",
    "Booking",
    "BookingQuerySet",
    "BookingStateChange",
    "Center",
    "Closure",
    "Period",
    "PeriodSet",
    "Room",
    "RoomSpace",
    "Space",
    "SpaceHold",
    "UsageRules",
    "UserClass",
]
