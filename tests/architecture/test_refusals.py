"""Whatever the database refuses to people has words, and whatever has words has a code of its own."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from backend.accounts import errors as accounts
from backend.accounts import models
from backend.common import errors

APPS = ("backend.accounts", "backend.notices", "bookings", "volunteers", "points")
Registered = Mapping[str, type[errors.DomainError]]
BASES = (errors.DomainError, errors.NotAllowed, errors.NotFound, errors.Invalid, errors.Conflict)

# The names that Django itself gives. `_key` is of a column whose values we make up ourselves (a code, a digest), or
# that follows another row; `_check` says of a column that it is not negative, which no field of a form lets through.
GIVEN_BY_DJANGO = re.compile(r"_(?:code|digest|message_id|posting_id|hold_id)_key$|_check$")

# What nobody can reach from outside, by the reason why.
INTERNAL = {
    "A state, kind or moment outside of its enumeration: no action and no form can name one.": {
        "points_rule_cap_subject_is_known",
        "points_rule_residence_is_known",
        "points_rule_way_is_known",
        "announcement_is_about_one_thing",
        "assignment_state_is_known",
        "attendance_change_kind_is_known",
        "attendance_event_kind_is_known",
        "attendance_method_is_known",
        "audit_kind_is_known",
        "booking_approver_is_known",
        "booking_channel_is_known",
        "booking_state_is_known",
        "center_booking_mode_is_known",
        "center_switch_value_fits_it",
        "equipment_lending_is_known",
        "loan_state_is_known",
        "points_perk_captured_in_time",
        "points_rule_cap_span_is_known",
        "points_rule_expiry_is_known",
        "points_rule_unit_is_known",
        "replay_state_is_known",
        "request_audience_is_known",
        "request_kind_is_known",
        "request_line_order_is_known",
        "request_policy_is_known",
        "series_repetition_is_known",
        "waiting_state_is_known",
        "feedback_way_is_known",
        "quote_consent_state_is_known",
        "quote_state_is_known",
        "consent_channel_is_known",
        "consent_state_is_known",
        "request_purpose_is_known",
        "request_status_is_known",
        "story_status_is_known",
        "message_side_is_known",
        "offer_time_weekday_is_known",
        "preference_by_desk_is_known",
    },
    "A state and its time, place or person are set by one action in one statement.": {
        "points_manual_end_has_a_time",
        "points_report_end_has_a_time",
        "assignment_confirmed_has_a_time",
        "heard_withdrawal_said_by_is_known",
        "heard_withdrawal_center_is_of_a_desk",
        "assignment_fills_a_place",
        "assignment_kept_until_a_time",
        "assignment_offered_since_a_time",
        "assignment_invitation_ends_after_it_was_sent",
        "assignment_ended_has_a_time",
        "assignment_keeps_no_gender",
        "assignment_waiting_has_a_position",
        "change_answer_has_a_time",
        "loan_ended_at_a_time",
        "loan_handed_out_at_a_time",
        "piece_that_is_out_is_held",
        "change_answer_once",
        "delivery_by_desk_told_by_somebody",
        "message_by_mail_has_its_id",
        "attendance_approved_by_somebody",
        "held_skill_confirmed_by_somebody_who_saw_something",
        "offer_is_of_its_kind",
        "party_is_of_one",
        "party_member_agreed_has_a_place",
        "party_member_answered_at_a_time",
        "party_member_state_is_known",
        "volunteers_partymember_place_id_key",
        "party_is_asked_for_some",
        "request_certified_skill_is_named",
        "attendance_approved_is_not_crossed_out",
        "attendance_points_only_when_approved",
        "group_later_class_has_a_day",
        "group_registration_approved_from_a_day",
        "points_hold_end_has_a_time",
        "points_voucher_end_has_a_time",
        "consent_by_link_or_seen_at_a_desk",
        "consent_ends_after_it_begins",
        "consent_is_to_a_field_or_a_shift",
        "consent_to_a_shift_names_its_time",
        "consent_keeps_an_address_only_while_it_is_asked",
        "consent_withdrawn_has_a_time",
        "request_closed_has_a_time",
        "request_published_has_a_time",
        "feedback_read_after_it_was_written",
        "party_counted_by_somebody",
        "quote_consent_answered_by_somebody",
        "quote_consent_keeps_an_address_only_while_it_is_asked",
        "quote_consent_recorded_was_answered",
        "quote_consent_withdrawn_has_a_time",
        "quote_decided_has_a_time",
        "quote_name_only_by_consent",
        "request_reviewed_by_somebody",
        "story_published_has_a_time",
        "story_reviewed_by_somebody",
    },
    "Numbered, or worked out from a perk, under its lock or that of the voucher.": {
        "points_step_table_once",
        "points_supply_in_turn",
        "points_voucher_days_in_order",
        "points_voucher_use_in_turn",
    },
    "Worked out by the action from periods, rules and coupons that are already checked.": {
        "points_household_member_stays_a_while",
        "booking_discount_is_within_its_fee",
        "offer_reach_is_of_one_kind",
        "booking_ends_after_it_starts",
        "booking_has_a_period",
        "booking_is_somebodys",
        "equipment_piece_number_once",
        "loan_is_somebodys",
        "piece_hold_once_per_loan",
        "booking_keeps_at_least_its_use",
        "points_voucher_value_fits_kind",
        "space_hold_is_some_time",
        "space_hold_once_per_booking",
    },
    "Forms and serializers refuse it with words of their own, and no race can bring it about.": {
        "points_perk_costs_something",
        "points_perk_goods_have_a_place",
        "points_perk_only_goods_are_delivered",
        "points_perk_place_is_whole",
        "points_perk_seasons_are_whole",
        "points_perk_support_has_no_table",
        "points_perk_valid_for_a_day",
        "points_perk_value_fits_kind",
        "points_perk_weekdays_exist",
        "points_perk_windows_in_order",
        "points_step_is_some_points",
        "points_step_is_worth_something",
        "points_supply_has_a_reason",
        "points_voucher_use_is_something",
        "points_rule_item_is_worth_something",
        "points_site_window_dates_in_order",
        "points_site_window_has_days",
        "points_site_window_hours_in_order",
        "points_manual_has_a_reason",
        "points_manual_is_of_something",
        "points_report_is_of_something",
        "points_clean_up_share_weighs",
        "points_clean_up_line_weighs_something",
        "points_carry_over_for_all_or_for_some",
        "points_carry_over_says_why_and_where",
        "booking_has_people",
        "equipment_is_lent_for_some_days",
        "loan_has_pieces",
        "party_declaration_says_something",
        "points_payment_takes_something",
        "points_refund_by_city_says_why",
        "points_refund_gives_something",
        "points_shop_contract_has_a_document",
        "points_slip_asks_something",
        "points_slip_correction_says_why",
        "points_slip_return_says_why",
    },
    "Entered by get-or-create or insert-if-absent, for which the constraint is the means.": {
        "points_booklet_once_per_page",
        "points_payer_day_once",
        "points_payer_till_day_once",
        "points_payment_code_one_open",
        "points_slip_correction_once_per_page",
        "points_slip_return_once_per_page",
        "points_campaign_once_per_page",
        "points_site_once_per_page",
        "points_site_window_once_per_page",
        "points_staff_counter_once",
        "points_till_day_once",
        "points_till_once",
        "volunteers_quoteconsent_quote_id_key",
        "points_expiry_warning_once",
        "points_clean_up_key_once",
        "points_manual_key_once",
        "points_clean_up_line_once",
        "points_clean_up_share_once",
        "points_lot_extension_once",
        "volunteers_host_organisation_id_key",
        "consent_asked_once_per_field",
        "consent_asked_once_per_shift",
        "host_once_per_center",
        "idempotency_key_once_per_owner",
        "reminder_once_per_time",
        "thread_once_per_person",
        "held_skill_once",
        "offer_once_per_group",
        "offer_once_per_organisation",
        "offer_once_per_person",
        "points_account_once",
        "points_cap_counter_once",
        "points_perk_quota_once",
    },
    "The ledger's functions write it under the account's or the hold's lock; a breach is a fault of theirs.": {
        "points_lot_extension_lengthens",
        "points_payment_code_line_once",
        "points_payment_freed_when_given_back",
        "points_payment_code_lives",
        "points_payment_code_on_screen_or_paper",
        "points_payment_key_once",
        "points_payment_number_once",
        "points_payment_posting_once",
        "points_payment_way_has_its_code",
        "points_refund_posting_once",
        "points_settlement_adds_up",
        "points_settlement_line_once",
        "points_settlement_number_once",
        "points_settlement_of_a_month",
        "points_slip_addition_once",
        "points_slip_adjusted_once",
        "points_slip_correction_makes_once",
        "points_slip_correction_refunds_once",
        "points_slip_ends_in_one_way",
        "points_slip_return_ends_in_one_way",
        "points_slip_return_posting_once",
        "points_slip_paid_once",
        "points_till_place_is_whole",
        "assignment_position_once",
        "points_budget_shard_once",
        "points_cut_by_a_cap_or_a_budget",
        "points_hold_amount_is_positive",
        "points_hold_code_once",
        "points_hold_expires_later",
        "points_hold_key_is_given",
        "points_hold_lot_holds_something",
        "points_hold_lot_once",
        "points_lot_use_in_turn",
        "points_lot_use_takes_something",
        "points_posting_captured_once",
        "points_posting_code_once",
        "points_posting_credit_in_turn",
        "points_posting_debit_in_turn",
        "points_posting_reversed_once",
    },
    "Noted under the lock of the group, whose open ones are read first.": {"group_overlap_open_once"},
    "Noted under the lock of the poster, whose pages are read first, for what was posted just before.": {
        "request_once_per_page",
        "story_once_per_page",
        "volunteers_postedpage_request_id_key",
        "volunteers_storypage_story_id_key",
    },
    "A code drawn at random.": {
        "points_householdinvitation_word_key",
        "points_carry_over_once_per_page",
        "consent_short_code_once",
        "quote_consent_short_code_once",
        "consent_token_once",
        "points_payment_code_short_once",
        "points_perk_code_once",
        "points_voucher_code_once",
        "points_voucher_short_code_once",
    },
    "What centers are made of comes by commands at a terminal, which name the bad row; pages do not change it.": {
        "activity_code_once",
        "district_distance_once",
        "district_distance_says_something",
        "center_external_id_once",
        "contact_closes_within_a_year",
        "center_has_both_coordinates_or_none",
        "closure_dates_are_some_day",
        "closure_days_exist",
        "closure_is_yearly_dated_or_weekly",
        "period_code_once_per_set",
        "period_ends_after_it_starts",
        "period_set_is_valid_some_day",
        "room_buffers_are_under_a_day",
        "room_name_once_per_center",
        "room_space_once",
        "space_name_once_per_center",
        "usage_rules_are_valid_some_day",
        "usage_rules_of_a_room_name_its_center",
        "user_class_once_in_its_city",
    },
    "Actions of rooms set these fields together, and their forms ask for what is missing.": {
        "booking_checked_in_is_used",
        "booking_is_displaced_by_another",
        "booking_offer_ends",
        "bookings_bookingclaim_booking_id_key",
        "bookings_bookingclaim_code_hash_key",
        "bookings_useapplication_booking_id_key",
        "bookings_usereport_booking_id_key",
        "bookings_waitingentry_offer_id_key",
        "claim_expires_after_issue",
        "claim_is_somebodys_when_made",
        "objection_decided_by_somebody",
        "objection_says_something",
        "restriction_is_lifted_by_somebody",
        "desk_note_says_something",
        "replay_counts_add_up",
        "replay_of_some_days",
        "replay_refusal_once",
        "restriction_ends",
        "restriction_has_a_reason",
        "restriction_is_of_a_person_or_a_group",
        "series_ends_after_it_starts",
        "series_has_a_period",
        "series_has_people",
        "series_nth_goes_with_monthly",
        "series_weekday_exists",
        "waiting_ends_once",
        "waiting_has_people",
        "waiting_offer_is_there_when_offered",
    },
    "Gifts are noted and counted by the ledger; forms ask for words, and a second press finds what the first made.": {
        "points_community_use_says_what",
        "points_gift_address_of_a_person_or_community",
        "points_gift_address_one_at_a_time",
        "points_gift_block_of_another",
        "points_gift_block_once",
        "points_gift_counter_is_no_debt",
        "points_gift_counter_once",
        "points_gift_note_hidden_for_a_reason",
        "points_gift_note_says_something",
        "points_gift_report_end_has_a_time",
        "points_gift_report_says_why",
        "points_gift_return_has_a_time",
        "points_gift_terms_allow_something",
        "points_gift_terms_once_per_page",
        "points_giftaddress_word_key",
    },
    "Unique beside the key, so that another table's foreign key can carry the time along.": {"shift_during"},
}
EXPLAINED = {name for names in INTERNAL.values() for name in names}

CONSTRAINTS = """
SELECT held.conname, held.contype::text FROM pg_constraint AS held JOIN pg_class AS stands ON stands.oid = held.conrelid
WHERE stands.relname = ANY(%s) AND held.contype IN ('x', 'u', 'c')
UNION
SELECT kept.relname, 'i' FROM pg_index AS unique_one
JOIN pg_class AS kept ON kept.oid = unique_one.indexrelid JOIN pg_class AS stands ON stands.oid = unique_one.indrelid
WHERE stands.relname = ANY(%s) AND unique_one.indisunique AND NOT unique_one.indisprimary
"""
FUNCTIONS = """
SELECT source.prosrc FROM pg_proc AS source JOIN pg_namespace AS home ON home.oid = source.pronamespace
WHERE home.nspname = current_schema() AND source.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')
"""


@pytest.fixture(scope="module")
def registered() -> Registered:
    """This fixture gives the errors of constraints, after every app has told its own."""
    for app in APPS:
        import_module(f"{app}.errors")
    return errors.registered()


@pytest.fixture
def constraints(db: None) -> dict[str, str]:
    """This fixture gives every constraint on our tables that is not a key, by name with PostgreSQL's letter for it."""
    tables = [model._meta.db_table for app in (*APPS, "backend.common") for model in _app(app)]
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [tables, tables])
        return dict(cursor.fetchall())


def _app(name: str) -> list[type[Model]]:
    return list(apps.get_app_config(name.rpartition(".")[2]).get_models())


def test_what_the_database_refuses_to_people_has_words(constraints: dict[str, str], registered: Registered) -> None:
    silent = {name for name in constraints if name not in registered and not GIVEN_BY_DJANGO.search(name)}
    assert silent - EXPLAINED == set()
    assert EXPLAINED - silent == set()


def test_no_overlap_is_refused_without_words(constraints: dict[str, str], registered: Registered) -> None:
    exclusions = {name for name, kind in constraints.items() if kind == "x"}
    assert exclusions - registered.keys() == set()
    assert len(exclusions) >= 5


def test_every_registered_refusal_stands_in_the_database(constraints: dict[str, str], registered: Registered) -> None:
    """A trigger or function raises some of them, under the name of a constraint."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        sources = "\n".join(source for (source,) in cursor.fetchall())
    keys = {f"{model._meta.db_table}_pkey" for app in APPS for model in _app(app)}
    unknown = registered.keys() - constraints.keys() - keys
    assert {name for name in unknown if not re.search(rf"\b{name}\b", sources)} == set()


def test_every_constraint_has_a_name_that_says_something(constraints: dict[str, str]) -> None:
    """Those that Django makes up end in a hash, and tell nothing to who reads the log."""
    assert {name for name in constraints if re.search(r"_[0-9a-f]{8}(_uniq)?$", name)} == set()


@pytest.mark.parametrize("second", ["mihon@example.jp", "Mihon@example.jp"])
def test_who_signs_up_at_the_same_moment_with_one_address_is_told(db: None, second: str) -> None:
    """Two indexes keep it, and either may be the one that refuses."""
    models.User.objects.create(email="mihon@example.jp", name="見本 花子")
    with pytest.raises(accounts.AddressTaken), errors.translated():
        models.User.objects.create(email=second, name="見本 次郎")


def _refusals(base: type[errors.DomainError] = errors.DomainError) -> Iterator[type[errors.DomainError]]:
    for refusal in base.__subclasses__():
        if refusal.__module__.startswith(("backend.", *APPS)):
            yield refusal
            yield from _refusals(refusal)


@pytest.fixture
def refusals(registered: Registered) -> set[type[errors.DomainError]]:
    """This fixture gives every error of ours, when all modules of errors are there."""
    return {errors.DomainError, *_refusals()}


def test_a_code_stands_for_one_fact(refusals: set[type[errors.DomainError]]) -> None:
    codes = sorted(refusal.code for refusal in refusals if "code" in vars(refusal))
    assert len(codes) > 80
    assert [code for code in codes if codes.count(code) > 1] == []


def test_every_fact_has_a_code_of_its_own(refusals: set[type[errors.DomainError]]) -> None:
    """One that others specialise may go without; so may one that tells its parent's fact in other words."""
    nameless = {base.code for base in BASES}
    leaves = {refusal for refusal in refusals if refusal not in BASES and not refusal.__subclasses__()}
    assert {refusal.__name__ for refusal in leaves if refusal.code in nameless} == set()


def test_a_code_is_plain_words(refusals: set[type[errors.DomainError]]) -> None:
    codes = {refusal.code for refusal in refusals}
    assert {code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)} == set()
