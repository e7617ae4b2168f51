"""What changes the state of requests, places, attendance and offers.

Locks are taken in one order: shift, assignment, person, attendance, then what the ledger locks. An application alone
takes the shift last, and is made again where that meets somebody who came the other way.
"""

from volunteers.actions.attendance import (
    HoursLine,
    approve_hours,
    approve_hours_of_shift,
    check_in,
    check_in_by_code,
    read_roster,
    withdraw_hours_approval,
)
from volunteers.actions.calling_off import call_off_request, call_off_shift
from volunteers.actions.invitations import accept_invitation, decline_invitation, invite
from volunteers.actions.offers import OfferPlan, OfferTimePlan, save_offer
from volunteers.actions.places import accept_application, apply_for_shift, decline_application, withdraw
from volunteers.actions.recurring import RecurrencePlan, repeat_shifts
from volunteers.actions.requests import (
    RequestPlan,
    ShiftPlan,
    WindowPlan,
    change_request,
    close_request,
    post_request,
    review_request,
)
from volunteers.actions.revising import leave_after_change, revise_request, stay_after_change
from volunteers.actions.templates import discard_template, save_template
from volunteers.actions.windows import pick_time

__all__ = [
    "HoursLine",
    "OfferPlan",
    "OfferTimePlan",
    "RecurrencePlan",
    "RequestPlan",
    "ShiftPlan",
    "WindowPlan",
    "accept_application",
    "accept_invitation",
    "apply_for_shift",
    "approve_hours",
    "approve_hours_of_shift",
    "call_off_request",
    "call_off_shift",
    "change_request",
    "check_in",
    "check_in_by_code",
    "close_request",
    "decline_application",
    "decline_invitation",
    "discard_template",
    "invite",
    "leave_after_change",
    "pick_time",
    "post_request",
    "read_roster",
    "repeat_shifts",
    "review_request",
    "revise_request",
    "save_offer",
    "save_template",
    "stay_after_change",
    "withdraw",
    "withdraw_hours_approval",
]
