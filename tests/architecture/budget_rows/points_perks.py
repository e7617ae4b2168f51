from points import actions
from tests.architecture import tables
from tests.architecture.permission_rows import points_perks as rows
from tests.architecture.tables import Role
from tests.factories import accounts
from tests.factories import points as factories


def _plans(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(factories.PerkFactory.create().name for _ in range(n)))


def _plan(cast: tables.Cast, n: int) -> tables.Target:
    made = factories.PerkFactory.create(stock=5)
    for number in range(n):
        plan = actions.SupplyPlan(stock_change=1, reason=f"納品その{number}")
        actions.supply_perk(made.code, plan, key=str(number), by=cast.administrator, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, shows=tuple(f"納品その{number}" for number in range(n)))


def _one(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": factories.PerkFactory.create().code})


def _waiting(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.waiting(cast).perk.name for _ in range(n)))


def _pickup(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": rows.waiting(cast).code})


def _communities(cast: tables.Cast, n: int) -> tables.Target:
    made = [accounts.OrganisationFactory.create(manager=cast.resident) for _ in range(n)]
    for one in made:
        actions.accept_support(one, accepts=True, about="夏祭り", by=cast.resident, now=tables.NOW)
    return tables.Target(shows=tuple(one.name for one in made))


def _community(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": accounts.OrganisationFactory.create(manager=cast.resident).code})


ROWS = [
    tables.Budget("points:perk-plans", Role.ADMINISTRATOR, _plans, queries=4),
    tables.Budget("points:perk-plan-new", Role.ADMINISTRATOR, tables.flat, queries=5, flat=True),
    tables.Budget("points:perk-plan", Role.ADMINISTRATOR, _plan, queries=7),
    tables.Budget("points:perk-plan-change", Role.ADMINISTRATOR, _one, queries=7, flat=True),
    tables.Budget("points:perk-plan-ending", Role.ADMINISTRATOR, _one, queries=4, flat=True),
    tables.Budget("points:perk-plan-withdrawal", Role.ADMINISTRATOR, _one, queries=5, flat=True),
    tables.Budget("points:pickups", Role.STAFF, _waiting, queries=9),
    tables.Budget("points:pickup", Role.STAFF, _pickup, queries=8, flat=True),
    tables.Budget("points:pickup-cancellation", Role.STAFF, _pickup, queries=6, flat=True),
    tables.Budget("points:support-communities", Role.RESIDENT, _communities, queries=6),
    tables.Budget("points:support-community", Role.RESIDENT, _community, queries=5, flat=True),
    tables.Budget("api-points:perk-plans", Role.ADMINISTRATOR, _plans, queries=3),
    tables.Budget("api-points:perk-plan", Role.ADMINISTRATOR, _one, queries=3, flat=True),
    tables.Budget("api-points:perk-supplies", Role.ADMINISTRATOR, _plan, queries=4),
    tables.Budget("api-points:pickups", Role.STAFF, _waiting, queries=5),
    tables.Budget("api-points:support-communities", Role.ANONYMOUS, _communities, queries=1),
]
