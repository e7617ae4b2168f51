"""The tables of room booking: places, their calendars and rules, and the bookings."""

from bookings.models.booking import Booking, BookingQuerySet, BookingStateChange, SpaceHold
from bookings.models.calendar import Closure, Period, PeriodSet
from bookings.models.equipment import Equipment, EquipmentPiece, Loan, LoanQuerySet, PieceHold
from bookings.models.papers import BookingClaim, DeskNote, NoShowObjection, UseApplication, UseReport
from bookings.models.places import Activity, Center, Room, RoomSpace, Space
from bookings.models.replays import ReplayRefusal, RulesReplay
from bookings.models.restrictions import Restriction
from bookings.models.series import Series
from bookings.models.switches import CenterSwitch
from bookings.models.usage_rules import UsageRules
from bookings.models.waiting import WaitingEntry

__all__ = [
    "Activity",
    "Booking",
    "BookingClaim",
    "BookingQuerySet",
    "BookingStateChange",
    "Center",
    "CenterSwitch",
    "Closure",
    "DeskNote",
    "Equipment",
    "EquipmentPiece",
    "Loan",
    "LoanQuerySet",
    "NoShowObjection",
    "Period",
    "PeriodSet",
    "PieceHold",
    "ReplayRefusal",
    "Restriction",
    "Room",
    "RoomSpace",
    "RulesReplay",
    "Series",
    "Space",
    "SpaceHold",
    "UsageRules",
    "UseApplication",
    "UseReport",
    "WaitingEntry",
]
