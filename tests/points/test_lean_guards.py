"""The short way of the ledger's guards lets nothing pass that the long way refuses; and expiry by batches."""

from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from backend.common import errors
from points import actions, models
from points.actions import keeping
from tests.factories import points as factories

ALICE, BOB = "u-ALICE", "u-BOB"
LATER = factories.NOW + timedelta(days=100)

# Operators that hold for everything, put before PostgreSQL's own.
FORGED_EQUALITY = """
    CREATE SCHEMA forged;
    CREATE FUNCTION forged.yes(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
    CREATE FUNCTION forged.yes(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
    CREATE FUNCTION forged.yes(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN true;
    CREATE OPERATOR forged.= (leftarg = bigint, rightarg = bigint, function = forged.yes);
    CREATE OPERATOR forged.= (leftarg = integer, rightarg = integer, function = forged.yes);
    CREATE OPERATOR forged.= (leftarg = text, rightarg = text, function = forged.yes);
    CREATE OPERATOR forged.>= (leftarg = integer, rightarg = integer, function = forged.yes);
    SET LOCAL search_path = forged, pg_catalog, public
"""
# Each is wrong in one thing only.
AWARD = """
    INSERT INTO public.points_posting (code, scope, kind, debit_id, credit_id, amount, asked, credit_balance,
        credit_version, rule_id, rule_code, quantity, source_kind, source_code, happened_on, key, request_hash,
        actor_code, note, at)
    SELECT 'pt-X', 'home', 'award', {debit}, a.id, 5, 5, a.balance + 5 + {more}, a.version + 1, r.id, 'attendance', 5,
        '{source}', 'forged', '2026-11-20', 'forged', sha256('x'), '', '', '2026-11-20 12:00+09'
    FROM public.points_account a, public.points_rule r WHERE a.owner_code LIKE 'u-ALICE' AND r.code LIKE 'attendance'
"""
RIGHT = {"debit": "r.issuer_id", "more": "0", "source": "attendance"}
LOT = """
    INSERT INTO public.points_lot (account_id, posting_id, expires_on, granted, remaining, held, uses)
    SELECT p.credit_id, p.id, '2030-01-01', {granted}, {granted}, 0, 0 FROM public.points_posting p
    WHERE p.source_code LIKE 'first'
"""
USE = """
    INSERT INTO public.points_lotuse (lot_id, posting_id, seq, amount)
    SELECT l.id, p.id, 1, 5 FROM public.points_lot l, public.points_posting p
    WHERE l.posting_id::text LIKE (SELECT o.id::text FROM public.points_posting o WHERE o.source_code LIKE 'second')
    AND p.source_code LIKE 'spent'
"""


@pytest.fixture
def _ledger(db: None) -> None:
    """Alice has earned twice, by a rule of which nothing is left to be awarded, and spent once out of the first."""
    factories.rule()
    factories.earn(ALICE, 60, source_code="first")
    factories.earn(ALICE, 20, source_code="second")
    spent = {"source_kind": "perk", "source_code": "spent", "key": "spent", "by": None, "now": factories.NOW}
    actions.redeem(person_code=ALICE, amount=10, **spent)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("refused_by", "statement"),
    [
        ("points_posting_mirrors_accounts", AWARD.format(**RIGHT | {"more": "1"})),
        ("points_posting_accounts_in_scope", AWARD.format(**RIGHT | {"debit": "-1"})),
        (
            "points_posting_kind_fits_accounts",
            AWARD.format(**RIGHT | {"debit": "(SELECT id FROM points_account WHERE kind LIKE 'redeemed')"}),
        ),
        ("points_posting_has_a_source", AWARD.format(**RIGHT | {"source": ""})),
        ("points_lot_of_its_posting", LOT.format(granted=1)),
        ("points_lot_use_of_its_posting", USE),
    ],
)
@pytest.mark.parametrize("way", ["SELECT 1", FORGED_EQUALITY], ids=["as it is", "with a forged equality"])
@pytest.mark.usefixtures("_ledger")
def test_what_is_wrong_is_refused_whatever_stands_in_the_search_path(way: str, refused_by: str, statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        _send("SET CONSTRAINTS ALL IMMEDIATE", way, statement)
    assert errors.constraint_of(refused.value) == refused_by, refused.value


def _send(*statements: str) -> int:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return int(cursor.rowcount)


@pytest.mark.usefixtures("_ledger")
def test_the_forged_award_is_refused_for_nothing_but_its_forgery() -> None:
    assert _send(AWARD.format(**RIGHT)) == 1
    transaction.set_rollback(True)


@pytest.fixture
def _due(db: None) -> None:
    """Five people have two lots each that expire together, and Alice one besides that lasts."""
    factories.rule("short", expiry=("days", 10))
    factories.rule("long", expiry=("days", 900))
    for person in ["u-1", "u-2", ALICE, "u-4", "u-5"] * 2:
        factories.earn(person, 3, rule_code="short")
    factories.earn(ALICE, 40, rule_code="long")


@pytest.mark.usefixtures("_due")
def test_a_job_of_many_batches_expires_every_lot_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    assert actions.expire_lots(now=LATER) == 5
    assert actions.expire_lots(now=LATER) == 0
    expired = models.Posting.objects.filter(kind="expire").order_by("pk")
    assert [(one.amount, one.debit_version) for one in expired] == [(6, 3), (6, 3), (6, 4), (6, 3), (6, 3)]
    assert list(models.Lot.objects.filter(remaining__gt=0).values_list("remaining")) == [(40,)]
    assert sorted(models.LotUse.objects.values_list("seq", "amount")) == [(1, 3)] * 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_due")
def test_an_account_in_use_is_passed_by_and_comes_with_the_next_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    at = connection.get_connection_params()
    with psycopg.connect(
        dbname=at["dbname"], host=at["host"], port=at["port"], user=at["user"], password=at.get("password")
    ) as other:
        other.execute("SELECT FROM points_account WHERE owner_code = 'u-2' FOR NO KEY UPDATE")
        assert actions.expire_lots(now=LATER) == 4
    assert actions.expire_lots(now=LATER) == 1
