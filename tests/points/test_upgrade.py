"""A database whose ledger was in use before the present functions were written, brought up to date."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

NAME = f"upgrade_{os.getpid()}"
BEFORE = "0006_a_role_that_only_calls"

PUBLISH = """
    INSERT INTO points_rule (scope, code, version, name, starts_on, unit, per_time, per_unit, expiry_kind,
        expiry_amount, provisional)
    VALUES ('home', 'walk', 1, '散歩', '2026-04-01', 'time', 10, 0, 'fiscal_year_end', 2, false),
           ('north', 'walk', 1, '散歩', '2026-04-01', 'time', 10, 0, 'fiscal_year_end', 2, false);
    INSERT INTO points_rulecap (rule_id, span, most) SELECT id, 'day', 25 FROM points_rule;
    UPDATE points_rule SET published_at = '2026-11-01 00:00+00';
"""
AWARD = """
    SELECT outcome, balance FROM points_award(
        %s, %s, 'person', 'u-A', 'walk', 'attendance', %s, 1, '2026-11-20', %s, '', '2026-11-20 03:00+00')
"""
DEFINITIONS = r"""
    SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.proname LIKE 'points\_%'
    UNION ALL SELECT c.relname || ' ' || t.tgname,
        t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname LIKE 'points\_%'
    UNION ALL SELECT table_name || ' ' || column_name, data_type || ' ' || is_nullable FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name LIKE 'points\_%'
    ORDER BY 1
"""

Old = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def old(transactional_db: None) -> Iterator[Old]:
    """A database of its own at the migration before, with two published rules and postings by one of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME}")
    try:
        _manage("migrate", "points", BEFORE, "--verbosity=0")
        with psycopg.connect(_address(), autocommit=True) as raw:
            raw.execute(PUBLISH)
            made = [_award(raw, "home", number) for number in (1, 2, 3)]
            assert made == [("posted", 10), ("posted", 20), ("posted", 25)]
            yield raw
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.slow
def test_a_ledger_in_use_is_brought_up_to_date_and_back(old: Old) -> None:
    before = _definitions(old)
    _manage("migrate", "points", "--verbosity=0")
    assert _definitions(old) == _fresh_definitions()
    assert _issuers(old) == [("home", "issuer", "home"), ("north", "issuer", "north")]
    assert _refusal(old) == "points_rule_immutable"
    assert _award(old, "home", 3) == ("replayed", 25)
    assert _award(old, "home", 4) == ("cap_reached", None)
    assert _award(old, "north", 5) == ("posted", 10)
    _manage("verify_points")
    _manage("migrate", "points", BEFORE, "--verbosity=0")
    assert _definitions(old) == before
    assert _award(old, "north", 6) == ("posted", 20)


def _award(raw: Old, scope: str, number: int) -> tuple[object, ...] | None:
    return raw.execute(AWARD, [scope, f"pt-{number}", f"walk-{number}", f"k-{number}"]).fetchone()


def _definitions(raw: Old) -> list[tuple[object, ...]]:
    return raw.execute(DEFINITIONS).fetchall()


def _fresh_definitions() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        return list(cursor.fetchall())


def _issuers(raw: Old) -> list[tuple[object, ...]]:
    return raw.execute(
        "SELECT r.scope, a.kind, a.scope FROM points_rule r JOIN points_account a ON a.id = r.issuer_id ORDER BY 1"
    ).fetchall()


def _refusal(raw: Old) -> str | None:
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        raw.execute("UPDATE points_rule SET issuer_id = NULL")
    return refused.value.diag.constraint_name


def _address() -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{NAME}"


def _manage(*command: str) -> None:
    """Runs in a process of its own: the test's own connections stay with the test's own database."""
    done = subprocess.run(
        [sys.executable, Path(settings.BASE_DIR) / "manage.py", *command],
        env=os.environ | {"DATABASE_URL": _address()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
