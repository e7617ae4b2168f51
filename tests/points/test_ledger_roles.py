"""A role without rights on the tables: it calls the ledger's functions, and that is all it can do to the ledger."""

import os

import pytest
from django.db import DatabaseError, connection, transaction

from points import actions, models, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

INSUFFICIENT_PRIVILEGE = "42501"


@pytest.fixture
def _restricted() -> None:
    """The rest of the test runs as a role of the service that was restricted."""
    factories.rule(caps={"day": 100})
    factories.earn("u-A", 20)
    role = f"points_app_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"CREATE ROLE {role} NOLOGIN")
        cursor.execute("SELECT points_restrict(%s)", [role])
        cursor.execute(f"SET LOCAL ROLE {role}")


@pytest.mark.usefixtures("_restricted")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_account SET balance = balance + 100, version = version + 1",
        "INSERT INTO points_posting (code) VALUES ('x')",
        "DELETE FROM points_posting",
        "TRUNCATE points_posting CASCADE",
        "UPDATE points_lot SET remaining = 9",
        "UPDATE points_capcounter SET used = 0",
        "INSERT INTO points_cut (posting_id, subject, span) SELECT id, '', '' FROM points_posting",
        "UPDATE points_hold SET state = 'voided'",
        "ALTER TABLE points_posting DISABLE TRIGGER ALL",
        "DROP TRIGGER points_posting_append_only ON points_posting",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION points_refuse(text, text) RETURNS void LANGUAGE sql AS ''",
        "SELECT points_make_lot(1, 1, '2099-01-01', 100)",
        "SELECT points_restrict('postgres')",
    ],
)
def test_what_the_role_may_not_do_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert getattr(refused.value.__cause__, "sqlstate", "") == INSUFFICIENT_PRIVILEGE


@pytest.mark.usefixtures("_restricted")
def test_the_service_works_as_this_role() -> None:
    person = accounts.UserFactory.create()
    factories.earn(person, 50)
    voucher = factories.order(factories.PerkFactory.create(price=30, stock=1, most_per_person=1), person)
    place = queries.Place("center", "kuji", "久慈交流センター")
    actions.redeem_voucher(voucher.code, place=place, by=person, now=factories.NOW)
    actions.expire_lots(now=factories.NOW)
    actions.seal_chain(now=factories.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert queries.balance(person.code, now=factories.NOW).total == 20
    assert models.ChainLink.objects.count() == 3


@pytest.mark.usefixtures("_restricted")
def test_this_role_publishes_the_first_rule_of_a_scope() -> None:
    rule = factories.rule("walk", published=False)
    rule.scope, rule.published_at = "north", factories.NOW
    rule.save()
    rule.refresh_from_db()
    assert rule.issuer is not None
    assert (rule.issuer.kind, rule.issuer.scope) == ("issuer", "north")
