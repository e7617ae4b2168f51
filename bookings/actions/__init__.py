"""What changes in room booking: one function for each intention."""

from bookings.actions.centers import import_centers
from bookings.actions.deciding import approve_booking, cancel_booking, refuse_booking
from bookings.actions.publishing import publish_usage_rules
from bookings.actions.reserving import reserve_by_proxy, reserve_room
from bookings.actions.switching import switch_center, withdraw_switch

__all__ = [
    "approve_booking",
    "cancel_booking",
    "import_centers",
    "publish_usage_rules",
    "refuse_booking",
    "reserve_by_proxy",
    "reserve_room",
    "switch_center",
    "withdraw_switch",
]
