"""What changes in room booking: one function for each intention."""

from bookings.actions.centers import import_centers
from bookings.actions.deciding import approve_booking, cancel_booking, refuse_booking
from bookings.actions.desk import claim_booking, issue_claim, reserve_by_proxy, take_walk_in, write_desk_note
from bookings.actions.publishing import publish_usage_rules
from bookings.actions.reserving import reserve_room
from bookings.actions.switching import switch_center, withdraw_switch

__all__ = [
    "approve_booking",
    "cancel_booking",
    "claim_booking",
    "import_centers",
    "issue_claim",
    "publish_usage_rules",
    "refuse_booking",
    "reserve_by_proxy",
    "reserve_room",
    "switch_center",
    "take_walk_in",
    "withdraw_switch",
    "write_desk_note",
]
