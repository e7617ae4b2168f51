"""SQL written by hand against the ledger, as somebody with the service's own database role would: each is refused.

An attack is a statement (or several, in one transaction) and the name of the guard that must refuse it. Deferred guards
speak at commit, which `SET CONSTRAINTS ALL IMMEDIATE` brings forward.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from backend.common import errors
from points import actions, models
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

ALICE, BOB = "u-ALICE", "u-BOB"
ACCOUNT = "(SELECT id FROM points_account WHERE owner_code = 'u-ALICE')"
OTHER = "(SELECT id FROM points_account WHERE owner_code = 'u-BOB')"
ISSUER = "(SELECT id FROM points_account WHERE kind = 'issuer')"
AWARD = "(SELECT id FROM points_posting WHERE source_code = 'first')"
LOT = f"(SELECT id FROM points_lot WHERE posting_id = {AWARD})"
HOLD = "(SELECT id FROM points_hold LIMIT 1)"
DECREE = "(SELECT id FROM points_carryover)"

COLUMNS = """code, scope, kind, debit_id, credit_id, amount, asked, debit_balance, debit_version, credit_balance,
    credit_version, rule_id, rule_code, quantity, source_kind, source_code, happened_on, reverses_id, hold_id, key,
    request_hash, actor_code, note, at"""


def posting(**changes: str) -> str:
    """This function will give an INSERT of an award of 5 to Alice that is right but for the given columns."""
    values = {
        "code": "'pt-X'",
        "scope": "'home'",
        "kind": "'award'",
        "debit_id": ISSUER,
        "credit_id": ACCOUNT,
        "amount": "5",
        "asked": "5",
        "debit_balance": "NULL",
        "debit_version": "NULL",
        "credit_balance": f"(SELECT balance + 5 FROM points_account WHERE id = {ACCOUNT})",
        "credit_version": f"(SELECT version + 1 FROM points_account WHERE id = {ACCOUNT})",
        "rule_id": "(SELECT id FROM points_rule WHERE published_at IS NOT NULL LIMIT 1)",
        "rule_code": "'attendance'",
        "quantity": "5",
        "source_kind": "'attendance'",
        "source_code": "'forged'",
        "happened_on": "'2026-11-20'",
        "reverses_id": "NULL",
        "hold_id": "NULL",
        "key": "'forged'",
        "request_hash": "sha256('x')",
        "actor_code": "''",
        "note": "''",
        "at": "'2026-11-20 12:00+09'",
    } | changes
    return f"INSERT INTO points_posting ({COLUMNS}) VALUES ({', '.join(values.values())})"


MOVE = f"UPDATE points_account SET balance = balance + 5, version = version + 1 WHERE id = {ACCOUNT}"
MAKE_LOT = (
    "INSERT INTO points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses) "
    f"VALUES ({ACCOUNT}, (SELECT id FROM points_posting WHERE key = 'forged'), '2028-03-31', 5, 5, 0, 0)"
)


# All of Bob's points expire after their date, although they are decreed to stay; the forged use is the last step.
EXPIRY_OF_BOB = (
    posting(
        kind="'expire'",
        debit_id=OTHER,
        credit_id="(SELECT points_computed_account('home', 'expired', now()))",
        amount="20",
        asked="20",
        debit_balance="0",
        debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {OTHER})",
        credit_balance="NULL",
        credit_version="NULL",
        rule_id="NULL",
        rule_code="''",
        quantity="NULL",
        source_kind="'expiry'",
        at="'2028-05-01 12:00+09'",
    ),
    f"UPDATE points_account SET balance = 0, version = version + 1 WHERE id = {OTHER}",
    "INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) "
    f"SELECT id, (SELECT id FROM points_posting WHERE key = 'forged'), 1, 20 "
    f"FROM points_lot WHERE account_id = {OTHER}",
)


# The step that the forged award takes is taken a second time, by points that are spent.
TWICE = posting(
    code="'pt-Y'",
    kind="'redeem'",
    debit_id=ACCOUNT,
    credit_id="(SELECT points_computed_account('home', 'redeemed', now()))",
    debit_balance=f"(SELECT balance - 5 FROM points_account WHERE id = {ACCOUNT})",
    debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {ACCOUNT})",
    credit_balance="NULL",
    credit_version="NULL",
    rule_id="NULL",
    rule_code="''",
    quantity="NULL",
    key="'twice'",
)
# What a correction by hand gives, step by step: an award takes these steps by itself.
ADJUST = posting(
    kind="'adjust'",
    debit_id="(SELECT points_computed_account('home', 'adjustment', now()))",
    rule_id="NULL",
    rule_code="''",
    quantity="NULL",
    note="'counted wrongly'",
)
MOVE_DOWN = f"UPDATE points_account SET balance = balance - 5, version = version + 1 WHERE id = {ACCOUNT}"
USE_LOT = (
    "INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) SELECT id, "
    f"(SELECT id FROM points_posting WHERE key = 'twice'), uses + 1, 5 FROM points_lot WHERE id = {LOT}",
    f"UPDATE points_lot SET remaining = remaining - 5, uses = uses + 1 WHERE id = {LOT}",
)


@dataclass(frozen=True)
class Attack:
    """Statements of one transaction, and the guard that must refuse them."""

    name: str
    refused_by: str
    statements: tuple[str, ...]


def attack(name: str, refused_by: str, *statements: str) -> Attack:
    """This function will name an attack."""
    return Attack(name, refused_by, statements)


ATTACKS = [
    attack("add and take in one step", "points_posting_in_turn", ADJUST, TWICE, MOVE, MAKE_LOT, *USE_LOT),
    attack("take and add in one step", "points_posting_in_turn", TWICE, ADJUST, MOVE_DOWN, MAKE_LOT, *USE_LOT),
    attack("take a step and award in it", "points_posting_in_turn", TWICE, posting()),
    attack("raise a balance twice for an award", "points_account_backed_by_posting", posting(), MOVE),
    attack(
        "raise a balance",
        "points_account_version_by_one",
        "UPDATE points_account SET balance = balance + 100 WHERE owner_code = 'u-ALICE'",
    ),
    attack(
        "raise a balance with the next version",
        "points_account_backed_by_posting",
        "UPDATE points_account SET balance = balance + 100, version = version + 1 WHERE owner_code = 'u-ALICE'",
    ),
    attack(
        "turn the version alone",
        "points_account_backed_by_posting",
        "UPDATE points_account SET version = version + 1 WHERE owner_code = 'u-ALICE'",
    ),
    attack(
        "overdraw",
        "points_account_keeps_its_floor",
        f"UPDATE points_account SET floor = balance + 1 WHERE id = {ACCOUNT}",
    ),
    attack(
        "fill an account over its ceiling",
        "points_account_keeps_its_ceiling",
        f"UPDATE points_account SET ceiling = balance - 1 WHERE id = {ACCOUNT}",
    ),
    attack(
        "award over a ceiling",
        "points_account_keeps_its_ceiling",
        f"UPDATE points_account SET ceiling = balance WHERE id = {ACCOUNT}",
        posting(),
    ),
    attack(
        "hold less than nothing",
        "points_account_held_is_no_debt",
        f"UPDATE points_account SET held = -1 WHERE id = {ACCOUNT}",
    ),
    attack(
        "spend what is held",
        "points_account_keeps_its_floor",
        f"UPDATE points_account SET held = balance WHERE id = {ACCOUNT}",
        TWICE,
        MOVE_DOWN,
    ),
    attack(
        "open an account that owes",
        "points_account_keeps_its_floor",
        "INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version, opened_at) "
        "VALUES ('home', 'person', 'u-MALLORY', false, 1, 0, 0, 0, now())",
    ),
    attack(
        "give an account to somebody else",
        "points_account_identity_stays",
        f"UPDATE points_account SET owner_code = 'u-MALLORY' WHERE id = {ACCOUNT}",
    ),
    attack(
        "open an account that is full",
        "points_account_opens_empty",
        "INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version, opened_at) "
        "VALUES ('home', 'person', 'u-MALLORY', false, 0, 500, 0, 0, now())",
    ),
    attack("delete an account", "points_account_never_deleted", f"DELETE FROM points_account WHERE id = {OTHER}"),
    attack(
        "store a balance of the issuer",
        "points_account_computed_stores_nothing",
        "UPDATE points_account SET held = 100 WHERE kind = 'issuer'",
    ),
    attack(
        "set held points free",
        "points_account_held_backed_by_holds",
        "UPDATE points_account SET held = 0 WHERE owner_code = 'u-ALICE'",
    ),
    attack(
        "change a posting", "points_posting_append_only", f"UPDATE points_posting SET amount = 500 WHERE id = {AWARD}"
    ),
    attack("delete a posting", "points_posting_append_only", f"DELETE FROM points_posting WHERE id = {AWARD}"),
    attack("empty the ledger", "points_posting_never_truncated", "TRUNCATE points_posting CASCADE"),
    attack(
        "change a posting in replica mode",
        "points_posting_append_only",
        "SET LOCAL session_replication_role = replica",
        f"UPDATE points_posting SET amount = 500 WHERE id = {AWARD}",
    ),
    attack(
        "raise a balance in replica mode",
        "points_account_version_by_one",
        "SET LOCAL session_replication_role = replica",
        "UPDATE points_account SET balance = balance + 100 WHERE owner_code = 'u-ALICE'",
    ),
    attack(
        "hide the ledger behind a temporary table of its name",
        "points_account_backed_by_posting",
        "CREATE TEMP TABLE points_posting AS SELECT * FROM public.points_posting WITH NO DATA",
        "INSERT INTO pg_temp.points_posting (credit_id, credit_version, credit_balance, amount) "
        f"SELECT id, version + 1, balance + 100, 100 FROM points_account WHERE id = {ACCOUNT}",
        f"UPDATE public.points_account SET balance = balance + 100, version = version + 1 WHERE id = {ACCOUNT}",
    ),
    attack(
        "put an equality that holds for everything in the way",
        "points_account_backed_by_posting",
        "CREATE SCHEMA forged",
        "CREATE FUNCTION forged.yes(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true",
        "CREATE OPERATOR forged.= (leftarg = bigint, rightarg = bigint, function = forged.yes)",
        "SET LOCAL search_path = forged, pg_catalog, public",
        "UPDATE points_account SET balance = balance + 100, version = version + 1 WHERE owner_code = 'u-ALICE'",
    ),
    attack("post a balance that is wrong", "points_posting_mirrors_accounts", posting(credit_balance="999")),
    attack("post a version again", "points_posting_credit_in_turn", posting(credit_version="1")),
    attack("post a version too far", "points_posting_mirrors_accounts", posting(credit_version="99")),
    attack(
        "give the issuer a balance", "points_posting_mirrors_accounts", posting(debit_balance="0", debit_version="1")
    ),
    attack(
        "open an account of another kind",
        "points_account_kind_is_known",
        "INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version, opened_at) "
        "VALUES ('home', 'bank', 'u-MALLORY', false, 0, 0, 0, 0, now())",
    ),
    attack("pay out as money", "points_posting_kind_fits_accounts", posting(kind="'cash'")),
    attack("give more than a rule gives", "points_posting_never_more_than_asked", posting(asked="4")),
    attack("post without saying for what", "points_posting_has_a_source", posting(source_code="''")),
    attack("capture by an award", "points_posting_only_a_redemption_captures", posting(hold_id=HOLD)),
    attack("name an original of no reversal", "points_posting_only_a_reversal_reverses", posting(reverses_id=AWARD)),
    attack(
        "slip a published rule in",
        "points_rule_begins_as_a_draft",
        "INSERT INTO points_rule (scope, code, version, name, starts_on, unit, per_time, per_unit, expiry_kind, "
        "expiry_amount, provisional, published_at) "
        "VALUES ('home', 'gift', 1, 'x', '2026-04-01', 'time', 1000, 0, 'days', 9, false, now())",
    ),
    attack("post and leave the balance", "points_posting_moves_its_accounts", ADJUST),
    attack("post and make no lot", "points_posting_makes_lots", ADJUST, MOVE),
    attack("spend and leave the lots", "points_posting_takes_from_lots", TWICE, MOVE_DOWN),
    attack(
        "post nothing",
        "points_posting_amount_is_positive",
        posting(amount="0", asked="0", credit_balance=f"(SELECT balance FROM points_account WHERE id = {ACCOUNT})"),
    ),
    attack("post from an account to itself", "points_posting_mirrors_accounts", posting(debit_id=ACCOUNT)),
    attack("award by a rule that is not there", "points_posting_rule_in_force", posting(rule_id="0")),
    attack("award before the rule", "points_posting_rule_in_force", posting(happened_on="'2020-01-01'")),
    attack(
        "award by a draft",
        "points_posting_rule_in_force",
        posting(rule_id="(SELECT id FROM points_rule WHERE published_at IS NULL)"),
    ),
    attack("award without a rule", "points_posting_rule_in_force", posting(rule_id="NULL", rule_code="''")),
    attack(
        "award out of another person's account",
        "points_posting_kind_fits_accounts",
        posting(
            debit_id=OTHER,
            debit_balance=f"(SELECT balance - 5 FROM points_account WHERE id = {OTHER})",
            debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {OTHER})",
        ),
    ),
    attack("award an activity twice", "points_posting_award_once", posting(source_code="'first'")),
    attack("use a key twice", "points_posting_key_once", posting(key="'k-first'")),
    attack("post without a hash", "points_posting_hash_is_sha256", posting(request_hash="''")),
    attack("post into another scope", "points_posting_accounts_in_scope", posting(scope="'other'")),
    attack(
        "reverse another amount",
        "points_posting_reversal_mirrors",
        posting(
            kind="'reverse'",
            debit_id=ACCOUNT,
            credit_id=ISSUER,
            debit_balance=f"(SELECT balance - 5 FROM points_account WHERE id = {ACCOUNT})",
            debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {ACCOUNT})",
            credit_balance="NULL",
            credit_version="NULL",
            source_code="'first'",
            reverses_id=AWARD,
        ),
    ),
    attack(
        "reverse a reversal's original again",
        "points_posting_reversed_once",
        posting(
            kind="'reverse'",
            debit_id=ACCOUNT,
            credit_id=ISSUER,
            amount="7",
            asked="7",
            debit_balance=f"(SELECT balance - 7 FROM points_account WHERE id = {ACCOUNT})",
            debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {ACCOUNT})",
            credit_balance="NULL",
            credit_version="NULL",
            source_code="'withdrawn'",
            reverses_id="(SELECT id FROM points_posting WHERE source_code = 'withdrawn' AND kind = 'award')",
        ),
    ),
    attack("move the expiry of a lot", "points_lot_identity_stays", "UPDATE points_lot SET expires_on = '2099-01-01'"),
    attack(
        "fill a lot again",
        "points_lot_backed_by_use",
        f"UPDATE points_lot SET remaining = remaining - 1 WHERE id = {LOT}",
    ),
    attack(
        "use more than a lot has",
        "points_lot_remaining_in_bounds",
        f"UPDATE points_lot SET held = 999 WHERE id = {LOT}",
    ),
    attack(
        "hold less than nothing of a lot",
        "points_lot_held_in_bounds",
        f"UPDATE points_lot SET held = -1 WHERE id = {LOT}",
    ),
    attack(
        "make a lot of nothing",
        "points_lot_grants_something",
        ADJUST,
        MOVE,
        MAKE_LOT.replace("5, 5, 0, 0", "0, 0, 0, 0"),
    ),
    attack("set a lot's held points free", "points_lot_held_backed_by_holds", "UPDATE points_lot SET held = 0"),
    attack("delete a lot", "points_lot_never_deleted", f"DELETE FROM points_lot WHERE id = {LOT}"),
    attack("make a lot of an old posting", "points_lot_opens_full", MAKE_LOT.replace("5, 5, 0, 0", "5, 4, 0, 0")),
    attack(
        "make another lot of an old award",
        "points_lot_of_its_posting",
        MAKE_LOT.replace("'forged'", "'k-first'"),
    ),
    attack("make a second lot of an award", "points_lot_of_its_posting", posting(), MAKE_LOT),
    attack(
        "make a second lot of a correction",
        "points_lot_of_its_posting",
        ADJUST,
        MOVE,
        MAKE_LOT,
        MAKE_LOT,
    ),
    attack(
        "refresh points by a gift",
        "points_lot_keeps_its_date",
        posting(
            kind="'give'",
            debit_id=OTHER,
            debit_balance=f"(SELECT balance - 5 FROM points_account WHERE id = {OTHER})",
            debit_version=f"(SELECT version + 1 FROM points_account WHERE id = {OTHER})",
            rule_id="NULL",
            rule_code="''",
        ),
        f"UPDATE points_account SET balance = balance - 5, version = version + 1 WHERE id = {OTHER}",
        MOVE,
        f"INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) SELECT l.id, p.id, 1, 5 FROM points_lot l, "
        f"points_posting p WHERE l.account_id = {OTHER} AND p.key = 'forged'",
        f"UPDATE points_lot SET remaining = remaining - 5, uses = 1 WHERE account_id = {OTHER}",
        MAKE_LOT.replace("2028-03-31", "2099-03-31"),
    ),
    attack(
        "take more out of a lot than was posted",
        "points_lot_use_of_its_posting",
        "INSERT INTO points_lotuse (lot_id, posting_id, seq, amount) "
        "SELECT u.lot_id, u.posting_id, u.seq + 1, 1 FROM points_lotuse u LIMIT 1",
    ),
    attack("take back a use", "points_lotuse_append_only", "DELETE FROM points_lotuse"),
    attack("raise a hold", "points_hold_identity_stays", f"UPDATE points_hold SET amount = 1 WHERE id = {HOLD}"),
    attack(
        "call a hold captured",
        "points_hold_captured_by_posting",
        f"UPDATE points_hold SET state = 'captured', ended_at = now() WHERE id = {HOLD}",
    ),
    attack(
        "void a hold and keep its points",
        "points_account_held_backed_by_holds",
        f"UPDATE points_hold SET state = 'voided', ended_at = now() WHERE id = {HOLD}",
    ),
    attack(
        "lapse a hold early",
        "points_hold_lapses_in_time",
        f"UPDATE points_hold SET state = 'lapsed', ended_at = opened_at WHERE id = {HOLD}",
    ),
    attack("delete a hold", "points_hold_never_deleted", "DELETE FROM points_hold"),
    attack("take lots off a hold", "points_holdlot_append_only", "UPDATE points_holdlot SET amount = 1"),
    attack("raise what a rule pays", "points_rule_immutable", "UPDATE points_rule SET per_unit = 1000"),
    attack("withdraw a published rule", "points_rule_never_deleted", "DELETE FROM points_rule"),
    attack("lift a cap", "points_rule_immutable", "UPDATE points_rulecap SET most = 100000"),
    attack(
        "end a rule before what it paid",
        "points_rule_ends_after_its_awards",
        "UPDATE points_rule SET ends_on = '2026-05-01' WHERE published_at IS NOT NULL",
    ),
    attack(
        "publish a second version of the same days",
        "points_rule_one_version_at_a_time",
        "UPDATE points_rule SET published_at = now() WHERE published_at IS NULL",
    ),
    attack(
        "let a point live longer",
        "points_lot_identity_stays",
        f"UPDATE points_lot SET expires_on = '2030-03-31' WHERE id = {LOT}",
    ),
    attack(
        "extend a lot that no decree reaches",
        "points_lot_extension_by_its_decree",
        "INSERT INTO points_lotextension (lot_id, carry_over_id, from_date, to_date, amount, at) "
        f"SELECT id, {DECREE}, expires_on, '2030-03-31', remaining, now() FROM points_lot WHERE id = {LOT}",
    ),
    attack(
        "extend without moving the lot",
        "points_lot_extension_moves_its_lot",
        "INSERT INTO points_lotextension (lot_id, carry_over_id, from_date, to_date, amount, at) "
        f"SELECT id, {DECREE}, expires_on, '2029-03-31', remaining, now() FROM points_lot WHERE account_id = {OTHER}",
    ),
    attack("rewrite a decree", "points_carryover_append_only", "UPDATE points_carryover SET owners = NULL"),
    attack("withdraw a decree", "points_carryover_append_only", "DELETE FROM points_carryover"),
    attack(
        "let a decreed lot expire",
        "points_lot_expires_in_time",
        *EXPIRY_OF_BOB,
    ),
    attack(
        "make a lot out of a copy",
        "points_lot_comes_from_an_origin",
        ADJUST,
        MOVE,
        MAKE_LOT.replace("uses)", "uses, origin_id)").replace("0, 0)", "0, 0, -1)"),
    ),
    attack("count beyond a cap", "points_cap_is_kept", "UPDATE points_capcounter SET used = most + 1"),
    attack("forget a counter", "points_capcounter_never_deleted", "DELETE FROM points_capcounter"),
    attack("break the chain", "points_chainlink_append_only", "UPDATE points_chainlink SET digest = sha256('x')"),
]


@pytest.fixture
def _ledger() -> None:
    """Alice has two awards, one withdrawn, a redemption and a hold; Bob has an award, which is decreed to stay.

    All of it is sealed.
    """
    factories.rule(caps={"day": 100})
    factories.rule(version=2, published=False)
    factories.earn(ALICE, 60, source_code="first", key="k-first")
    withdrawn = factories.earn(ALICE, 7, source_code="withdrawn")
    actions.reverse(withdrawn.code, reason="欠席", key="r", by=None, now=factories.NOW)
    factories.earn(BOB, 20)
    spent = {"source_kind": "perk", "by": None, "now": factories.NOW}
    actions.redeem(person_code=ALICE, amount=10, source_code="p", key="s", **spent)  # type: ignore[arg-type]
    later = factories.NOW.replace(year=2027)
    actions.hold(person_code=ALICE, amount=20, source_code="q", key="h", expires_at=later, **spent)  # type: ignore[arg-type]
    actions.seal_chain(now=factories.NOW)
    factories.decree(owners=(BOB,))
    _commit()


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.name)
@pytest.mark.usefixtures("_ledger")
def test_an_attack_is_refused_by_its_guard(one: Attack) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        _commit(*one.statements)
    assert errors.constraint_of(refused.value) == one.refused_by, refused.value


@pytest.mark.usefixtures("_ledger")
def test_the_forged_award_is_refused_for_nothing_but_its_forgery() -> None:
    _commit(posting())


@pytest.mark.usefixtures("_ledger")
def test_an_award_that_is_posted_by_hand_enters_its_account_as_a_lot_with_the_date_of_its_rule() -> None:
    before = models.Account.objects.get(owner_code=ALICE)
    _commit(posting())
    after = models.Account.objects.get(owner_code=ALICE)
    assert (after.balance, after.version) == (before.balance + 5, before.version + 1)
    (lot,) = models.Lot.objects.filter(posting__key="forged")
    assert (lot.account_id, lot.granted, lot.remaining, lot.expires_on) == (after.pk, 5, 5, date(2028, 3, 31))


@pytest.mark.usefixtures("_ledger")
def test_the_forged_correction_is_refused_for_nothing_but_its_step() -> None:
    _commit(ADJUST, MOVE, MAKE_LOT)


@pytest.mark.usefixtures("_ledger")
def test_the_forged_spending_is_refused_for_nothing_but_its_step() -> None:
    _commit(TWICE, MOVE_DOWN, *USE_LOT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_ledger")
def test_a_step_that_somebody_else_took_meanwhile_is_not_taken_again() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TWICE)
        assert _elsewhere(EARNED) == ("posted",)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            _commit()
        transaction.set_rollback(True)
    assert errors.constraint_of(refused.value) == "points_posting_in_turn", refused.value


EARNED = f"""
    SELECT outcome FROM points_award('home', 'pt-Z', 'person', '{ALICE}', 'attendance', 'attendance', 'meanwhile', 1,
                                     '2026-11-20', 'z', '', '2026-11-20 12:00+09')
"""


def _elsewhere(statement: str) -> Any:  # noqa: ANN401 - a row
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        return other.execute(statement).fetchone()


def test_every_row_guard_stands_in_replica_mode_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal "
            r"AND c.relname LIKE 'points\_%' AND tgenabled <> 'A' AND tgname NOT LIKE '%never_truncated'"
        )
        assert cursor.fetchall() == []


def test_every_table_of_the_ledger_is_guarded_against_truncation() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'points%never_truncated'")
        assert cursor.fetchone() == (40,)


def _commit(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
