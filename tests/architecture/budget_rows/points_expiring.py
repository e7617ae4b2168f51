from points import actions
from tests.architecture import tables
from tests.architecture.permission_rows import points_expiring as rows
from tests.architecture.tables import Role
from tests.factories import points as factories


def _decrees(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.decreed(number).document for number in range(n)))


def _decree(cast: tables.Cast, n: int) -> tables.Target:
    factories.rule(expiry=("fiscal_year_end", 1))
    for number in range(n):
        factories.earn(f"u-{number}", 10, now=tables.NOW, happened_on=rows.FIRST.replace(year=2026, month=5))
    made = rows.decreed()
    actions.carry_over(now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, shows=(made.document,))


ROWS = [
    tables.Budget("points:carry-over-new", Role.ADMINISTRATOR, tables.flat, queries=4, flat=True),
    tables.Budget("points:carry-overs", Role.ADMINISTRATOR, _decrees, queries=4),
    tables.Budget("api-points:carry-overs", Role.ADMINISTRATOR, _decrees, queries=3),
    tables.Budget("points:carry-over", Role.ADMINISTRATOR, _decree, queries=6, flat=True),
    tables.Budget("api-points:carry-over", Role.ADMINISTRATOR, _decree, queries=5, flat=True),
]
