"""What changes the state of requests, places, attendance and offers.

Locks are taken in one order: shift, assignment, person, attendance, then what the ledger locks. An application alone
takes the shift last, and is made again where that meets somebody who came the other way.
"""

from volunteers.actions import (
    announcements,
    distances,
    offer_reminders,
    offers,
    parties,
    phones,
    questions,
    quote_consents,
    relay,
    reminding,
    skills,
    stories,
    thanks,
    threads,
)
from volunteers.actions.answering import accept, accept_offer, decline, decline_offer, set_short_notice, take_place
from volunteers.actions.attendance import (
    EventAnswer,
    EventLine,
    check_in,
    check_in_by_card,
    check_in_by_code,
    check_out,
    check_out_by_code,
    read_heard_withdrawals,
    read_hours,
    read_roster,
    take_events,
)
from volunteers.actions.calling_off import call_off_request, call_off_shift
from volunteers.actions.consents import (
    Guardian,
    answer_for_minor,
    ask_guardian,
    look_at_desk,
    read_consents,
    record_consent,
    withdraw_consent,
    withdraw_consent_at_desk,
)
from volunteers.actions.corrections import SheetLine, correct_attendance, enter_sheet, void_check_in
from volunteers.actions.event_parties import change_party
from volunteers.actions.foretelling import Foretold, foretell_points, foretell_window
from volunteers.actions.guardian_mails import mail_guardian, mail_guardians
from volunteers.actions.hearing import hear_withdrawal
from volunteers.actions.hosting import become_host
from volunteers.actions.hours import (
    HoursLine,
    approve_hours,
    approve_hours_of_shift,
    approve_hours_of_shifts,
    ask_for_approvals,
    propose_own_minutes,
    withdraw_hours_approval,
)
from volunteers.actions.invitations import accept_invitation, decline_invitation, invite, invite_wave
from volunteers.actions.no_shows import (
    NoShowsRecorded,
    object_to_no_show,
    read_expected,
    record_no_show,
    record_no_shows,
    remind_again,
    undo_no_show,
)
from volunteers.actions.offers import AlsoPlan, AwayPlan, OfferPlan, OfferTimePlan, PartyPlan, save_offer
from volunteers.actions.party_counts import count_party
from volunteers.actions.places import accept_application, apply_for_shift, decline_application, tell_birth, withdraw
from volunteers.actions.placing import hold_shift, place_shift
from volunteers.actions.posted_pages import post_once, tell_story_once
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
from volunteers.actions.sweeping import remind_of_offers, sweep, tell_of_ends
from volunteers.actions.templates import discard_template, save_template
from volunteers.actions.walk_ins import Shown, admit, holder
from volunteers.actions.windows import pick_time

__all__ = [
    "AlsoPlan",
    "AwayPlan",
    "EventAnswer",
    "EventLine",
    "Foretold",
    "Guardian",
    "HoursLine",
    "NoShowsRecorded",
    "OfferPlan",
    "OfferTimePlan",
    "PartyPlan",
    "RecurrencePlan",
    "RequestPlan",
    "SheetLine",
    "ShiftPlan",
    "Shown",
    "WindowPlan",
    "accept",
    "accept_application",
    "accept_invitation",
    "accept_offer",
    "admit",
    "announcements",
    "answer_for_minor",
    "apply_for_shift",
    "approve_hours",
    "approve_hours_of_shift",
    "approve_hours_of_shifts",
    "ask_for_approvals",
    "ask_guardian",
    "become_host",
    "call_off_request",
    "call_off_shift",
    "change_party",
    "change_request",
    "check_in",
    "check_in_by_card",
    "check_in_by_code",
    "check_out",
    "check_out_by_code",
    "close_request",
    "correct_attendance",
    "count_party",
    "decline",
    "decline_application",
    "decline_invitation",
    "decline_offer",
    "discard_template",
    "distances",
    "enter_sheet",
    "foretell_points",
    "foretell_window",
    "hear_withdrawal",
    "hold_shift",
    "holder",
    "invite",
    "invite_wave",
    "leave_after_change",
    "look_at_desk",
    "mail_guardian",
    "mail_guardians",
    "object_to_no_show",
    "offer_reminders",
    "offers",
    "parties",
    "phones",
    "pick_time",
    "place_shift",
    "post_once",
    "post_request",
    "propose_own_minutes",
    "questions",
    "quote_consents",
    "read_consents",
    "read_expected",
    "read_heard_withdrawals",
    "read_hours",
    "read_roster",
    "record_consent",
    "record_no_show",
    "record_no_shows",
    "relay",
    "remind_again",
    "remind_of_offers",
    "reminding",
    "repeat_shifts",
    "review_request",
    "revise_request",
    "save_offer",
    "save_template",
    "set_short_notice",
    "skills",
    "stay_after_change",
    "stories",
    "sweep",
    "take_events",
    "take_place",
    "tell_birth",
    "tell_of_ends",
    "tell_story_once",
    "thanks",
    "threads",
    "undo_no_show",
    "void_check_in",
    "withdraw",
    "withdraw_consent",
    "withdraw_consent_at_desk",
    "withdraw_hours_approval",
]
