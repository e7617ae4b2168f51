"""After a transactional test no table has a row, whatever guards its rows."""

import pytest
from django.core.management import call_command
from django.db import connection

from backend.common import audit
from tests.factories import points as factories
from tests.factories.accounts import UserFactory


def _with_rows() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in found))
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_no_row_is_left_in_any_table_whatever_guards_it() -> None:
    resident = UserFactory.create()
    audit.record("mihon", by=resident, subject="mihon")
    factories.rule()
    factories.earn(resident, 5)
    guarded = {"common_auditentry", "points_posting", "points_lot", "points_account"}
    assert guarded | {"accounts_user", "accounts_district"} <= _with_rows()
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
    assert _with_rows() == {"django_migrations"}


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_the_tables_were_emptied() -> None:
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
