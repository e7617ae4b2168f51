"""How the tables are emptied after a transactional test.

Django does it by TRUNCATE, which makes the files of each table, index and overflow anew: over a thousand of them for
the few rows that a test left. Deleting the rows of every table leaves the same nothing behind much sooner.

What TRUNCATE promises besides is kept. It waits for whoever still works on a table, so that nothing can be committed
behind it: so does the lock. It asks no foreign key and none of our append-only triggers in replica mode: so does
DELETE. Some triggers of points guard their rows in that mode too; those tables, with all that refer to them, are still
truncated, unless none of them has a page: a table without a page has no row.
"""

from collections.abc import Sequence

from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations

# 8 is the bit of DELETE in tgtype; A and R are the triggers that also fire in replica mode.
_GUARDED = """
    WITH RECURSIVE guarded (oid) AS (
        SELECT tgrelid FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('A', 'R') AND tgtype & 8 <> 0
        UNION
        SELECT conrelid FROM pg_constraint JOIN guarded ON confrelid = guarded.oid WHERE contype = 'f'
    )
    SELECT relname FROM pg_class WHERE oid IN (SELECT oid FROM guarded)
"""


def statements(
    operations: DatabaseOperations,
    style: Style,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    """This function will give the statements that empty all of these tables; it stands in for Django's sql_flush."""
    assert not reset_sequences, "DELETE leaves the sequences where they are"
    with operations.connection.cursor() as cursor:
        cursor.execute(_GUARDED)
        guarded = {name for (name,) in cursor.fetchall()}
    names = [operations.quote_name(table) for table in tables]
    kept = [operations.quote_name(table) for table in tables if table in guarded]
    loose = [operations.quote_name(table) for table in tables if table not in guarded]
    return [
        "SET LOCAL session_replication_role = replica",
        f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE",
        *([_truncated(kept)] if kept else []),
        "; ".join(f"DELETE FROM {name}" for name in loose),
    ]


def _truncated(names: Sequence[str]) -> str:
    has_a_page = " OR ".join(f"pg_relation_size('{name}') > 0" for name in names)
    return f"DO $do$ BEGIN IF {has_a_page} THEN TRUNCATE {', '.join(names)}; END IF; END $do$"
