"""What changes in room booking: one function for each intention."""

from bookings.actions.attendance import (
    CheckedIn,
    check_in,
    object_to_no_show,
    put_no_show_right,
    record_no_show,
    settle_passed_uses,
)
from bookings.actions.centers import import_centers
from bookings.actions.deciding import approve_booking, cancel_booking, refuse_booking
from bookings.actions.desk import (
    claim_booking,
    count_claim_try,
    issue_claim,
    reserve_by_proxy,
    take_walk_in,
    write_desk_note,
)
from bookings.actions.displacing import book_public_use, decline_alternatives, preview_public_use
from bookings.actions.lending import (
    LoanPlan,
    cancel_loan,
    end_loans_of_shifts,
    hand_out_loan,
    move_loan,
    reserve_equipment,
    take_back_loan,
)
from bookings.actions.loan_settling import settle_loans
from bookings.actions.looking import note_look, note_look_across, note_look_at, note_look_at_loans, note_search
from bookings.actions.moving import move_booking
from bookings.actions.offering import close_past_waiting
from bookings.actions.papers import check_room, receive_application, submit_application, submit_report
from bookings.actions.publishing import publish_draft, publish_usage_rules
from bookings.actions.reminding import remind_of_forms, remind_of_reports
from bookings.actions.replaying import go_on_with_replays, replay_rules, request_replay, resume_replay, stop_replay
from bookings.actions.reserving import reserve_room
from bookings.actions.restricting import lift_restriction, restrict
from bookings.actions.rules_drafts import discard_usage_rules, draft_usage_rules, revise_usage_rules
from bookings.actions.series import SeriesChange, approve_series, cancel_series, change_series, reserve_series
from bookings.actions.several import reserve_rooms
from bookings.actions.stock import EquipmentPlan, add_equipment, change_equipment, put_piece_back, withdraw_piece
from bookings.actions.sweeping import sweep
from bookings.actions.switching import switch_center, withdraw_switch
from bookings.actions.waiting import accept_offer, decline_offer, join_line, leave_line

__all__ = [
    "CheckedIn",
    "EquipmentPlan",
    "LoanPlan",
    "SeriesChange",
    "accept_offer",
    "add_equipment",
    "approve_booking",
    "approve_series",
    "book_public_use",
    "cancel_booking",
    "cancel_loan",
    "cancel_series",
    "change_equipment",
    "change_series",
    "check_in",
    "check_room",
    "claim_booking",
    "close_past_waiting",
    "count_claim_try",
    "decline_alternatives",
    "decline_offer",
    "discard_usage_rules",
    "draft_usage_rules",
    "end_loans_of_shifts",
    "go_on_with_replays",
    "hand_out_loan",
    "import_centers",
    "issue_claim",
    "join_line",
    "leave_line",
    "lift_restriction",
    "move_booking",
    "move_loan",
    "note_look",
    "note_look_across",
    "note_look_at",
    "note_look_at_loans",
    "note_search",
    "object_to_no_show",
    "preview_public_use",
    "publish_draft",
    "publish_usage_rules",
    "put_no_show_right",
    "put_piece_back",
    "receive_application",
    "record_no_show",
    "refuse_booking",
    "remind_of_forms",
    "remind_of_reports",
    "replay_rules",
    "request_replay",
    "reserve_by_proxy",
    "reserve_equipment",
    "reserve_room",
    "reserve_rooms",
    "reserve_series",
    "restrict",
    "resume_replay",
    "revise_usage_rules",
    "settle_loans",
    "settle_passed_uses",
    "stop_replay",
    "submit_application",
    "submit_report",
    "sweep",
    "switch_center",
    "take_back_loan",
    "take_walk_in",
    "withdraw_piece",
    "withdraw_switch",
    "write_desk_note",
]
