from datetime import timedelta
from typing import Any

from points import actions, models
from tests.architecture import tables
from tests.factories import accounts
from tests.factories import points as factories

SIGN_IN = tables.SIGN_IN
A_DAY_AGO = tables.NOW - timedelta(days=1)
PLAN = {"kind": "counter_voucher", "name": "見本の券", "price": "10", "valid_days": "30", "starts_on": "2026-04-01"}


def _perk(cast: tables.Cast, **fields: Any) -> tables.Target:  # noqa: ANN401 - as the factory has them
    made = factories.PerkFactory.create(**fields)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _listed(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=factories.PerkFactory.create().name)


def waiting(cast: tables.Cast) -> models.Voucher:
    """This function will let the resident order a thing that is handed over at the desk of kuji."""
    if not models.Rule.objects.exists():
        factories.rule()
    factories.earn(cast.resident, 50, now=A_DAY_AGO, happened_on=A_DAY_AGO.date())
    return factories.order(factories.PerkFactory.create(goods=True), cast.resident, now=A_DAY_AGO)


def _pickup(cast: tables.Cast) -> tables.Target:
    made = waiting(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.perk.name)


def _handed(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": waiting(cast).code}, data={"checked": "on", "name_checked": True})


def _called_off(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": waiting(cast).code}, data={"reason": "品物に傷があったため"})


def _planned(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={**PLAN, "key": "K1", "decided": "1"})


def _changed(cast: tables.Cast) -> tables.Target:
    made = factories.PerkFactory.create(sheets=None)
    data = {**PLAN, "key": "K1", "decided": "1", "revision": "1"}
    return tables.Target(kwargs={"code": made.code}, data=data)


def _supplied(cast: tables.Cast) -> tables.Target:
    target = _perk(cast, stock=3)
    return tables.Target(kwargs=target.kwargs, data={"key": "K1", "stock_change": "2", "reason": "追加"})


def _supplies(cast: tables.Cast) -> tables.Target:
    made = factories.PerkFactory.create(stock=3)
    plan = actions.SupplyPlan(stock_change=2, reason="追加の納品")
    actions.supply_perk(made.code, plan, key="K0", by=cast.administrator, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, secret="追加の納品")


def _ended(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_perk(cast).kwargs, data={"ends_on": "2026-12-31"})


def _withdrawn(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_perk(cast).kwargs, data={"reason": "工事のため"})


def community(cast: tables.Cast) -> tables.Target:
    """This function will give a community of the resident that takes support."""
    made = accounts.OrganisationFactory.create(manager=cast.resident)
    actions.accept_support(made, accepts=True, about="夏祭りに使います", by=cast.resident, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, data={"about": "夏祭りに使います"}, secret="夏祭りに使います")


def _city(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, 403, 403, 403, 403, answer, method=method, city_official=answer)


def _at_kuji(
    name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200, elsewhere: int = 404
) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, 403, 403, answer, elsewhere, elsewhere, method=method)


def _managed(name: str, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, community, anonymous, answer, 404, 404, 404, 404, method=method)


ROWS = [
    _city("points:perk-plans", _listed),
    _city("points:perk-plan-new", tables.nothing),
    _city("points:perk-plan-new", _planned, method="POST", answer=302),
    _city("points:perk-plan", _perk),
    _city("points:perk-plan", _supplied, method="POST", answer=302),
    _city("points:perk-plan-change", _perk),
    _city("points:perk-plan-change", _changed, method="POST", answer=302),
    _city("points:perk-plan-ending", _perk),
    _city("points:perk-plan-ending", _ended, method="POST", answer=302),
    _city("points:perk-plan-withdrawal", _perk),
    _city("points:perk-plan-withdrawal", _withdrawn, method="POST", answer=302),
    _at_kuji("points:pickups", tables.nothing, elsewhere=200),
    _at_kuji("points:pickup", _pickup),
    _at_kuji("points:pickup", _handed, method="POST", answer=302),
    _at_kuji("points:pickup-cancellation", _pickup),
    _at_kuji("points:pickup-cancellation", _called_off, method="POST", answer=302),
    tables.public("points:support-communities"),
    _managed("points:support-community"),
    _managed("points:support-community", method="POST", answer=302),
    _city("api-points:perk-plans", _listed),
    _city("api-points:perk-plans", _planned, method="POST", answer=201),
    _city("api-points:perk-plan-preview", _planned, method="POST"),
    _city("api-points:perk-plan", _perk),
    _city("api-points:perk-plan", _changed, method="PUT"),
    _city("api-points:perk-supplies", _supplies),
    _city("api-points:perk-supplies", _supplied, method="POST", answer=201),
    _city("api-points:perk-ending", _ended, method="PUT"),
    _city("api-points:perk-withdrawal", _withdrawn, method="PUT"),
    _at_kuji("api-points:pickups", tables.nothing, elsewhere=200),
    _at_kuji("api-points:pickup", _handed, method="POST", answer=201),
    _at_kuji("api-points:pickup-cancellation", _called_off, method="PUT"),
    tables.public("api-points:support-communities"),
    _managed("api-points:support-community"),
    _managed("api-points:support-community", method="PUT"),
]
