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
        "assignment_state_is_known",
        "attendance_method_is_known",
        "audit_kind_is_known",
        "booking_approver_is_known",
        "booking_channel_is_known",
        "booking_state_is_known",
        "center_booking_mode_is_known",
        "center_switch_value_fits_it",
        "points_perk_captured_in_time",
        "points_rule_cap_span_is_known",
        "points_rule_expiry_is_known",
        "points_rule_unit_is_known",
        "replay_state_is_known",
        "request_audience_is_known",
        "request_kind_is_known",
        "request_policy_is_known",
        "series_repetition_is_known",
        "waiting_state_is_known",
        "request_status_is_known",
        "offer_time_weekday_is_known",
    },
    "A state and its time, place or person are set by one action in one statement.": {
        "assignment_confirmed_has_a_time",
        "assignment_ended_has_a_time",
        "assignment_keeps_no_gender",
        "assignment_waiting_has_a_position",
        "change_answer_has_a_time",
        "change_answer_once",
        "attendance_approved_by_somebody",
        "attendance_points_only_when_approved",
        "group_later_class_has_a_day",
        "group_registration_approved_from_a_day",
        "points_hold_end_has_a_time",
        "points_voucher_end_has_a_time",
        "request_closed_has_a_time",
        "request_published_has_a_time",
        "request_reviewed_by_somebody",
    },
    "Worked out by the action from periods, rules and coupons that are already checked.": {
        "booking_discount_is_within_its_fee",
        "booking_ends_after_it_starts",
        "booking_has_a_period",
        "booking_is_somebodys",
        "booking_keeps_at_least_its_use",
        "points_voucher_value_fits_kind",
        "space_hold_is_some_time",
        "space_hold_once_per_booking",
    },
    "Forms and serializers refuse it with words of their own, and no race can bring it about.": {"booking_has_people"},
    "Perks, rules and campaigns come from plans that commands hold; no page takes one in.": {
        "points_campaign_dates_in_order",
        "points_perk_costs_something",
        "points_perk_place_is_whole",
        "points_perk_valid_for_a_day",
        "points_perk_value_fits_kind",
        "points_rule_dates_in_order",
        "points_rule_cap_once_per_span",
    },
    "Entered by get-or-create or insert-if-absent, for which the constraint is the means.": {
        "idempotency_key_once_per_owner",
        "offer_once_per_person",
        "points_account_once",
        "points_cap_counter_once",
        "points_perk_quota_once",
    },
    "The ledger's functions write it under the account's or the hold's lock; a breach is a fault of theirs.": {
        "assignment_position_once",
        "points_account_held_is_no_debt",
        "points_account_keeps_its_ceiling",
        "points_budget_shard_once",
        "points_hold_amount_is_positive",
        "points_hold_code_once",
        "points_hold_expires_later",
        "points_hold_key_is_given",
        "points_hold_lot_holds_something",
        "points_hold_lot_once",
        "points_lot_grants_something",
        "points_lot_held_in_bounds",
        "points_lot_remaining_in_bounds",
        "points_lot_use_in_turn",
        "points_lot_use_takes_something",
        "points_posting_amount_is_positive",
        "points_posting_captured_once",
        "points_posting_code_once",
        "points_posting_credit_in_turn",
        "points_posting_debit_in_turn",
        "points_posting_reversed_once",
    },
    "Noted under the lock of the group, whose open ones are read first.": {"group_overlap_open_once"},
    "A code drawn at random.": {"points_perk_code_once", "points_voucher_code_once", "points_voucher_short_code_once"},
    "What centers are made of comes by commands at a terminal, which name the bad row; pages do not change it.": {
        "activity_code_once",
        "center_external_id_once",
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
