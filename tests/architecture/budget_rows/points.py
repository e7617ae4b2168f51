from datetime import timedelta

from points import actions, queries
from tests.architecture import tables
from tests.architecture.permission_rows import points as rows
from tests.factories import points as factories


def _statement(cast: tables.Cast, n: int) -> tables.Target:
    factories.rule(expiry=("days", 90))
    for number in range(n):
        moment = tables.NOW - timedelta(days=number + 1)
        factories.earn(cast.resident, 100 + number, now=moment, happened_on=moment.date())
    return tables.Target(shows=tuple(f"+{100 + number}" for number in range(n)))


def _postings(cast: tables.Cast, n: int) -> tables.Target:
    _statement(cast, n)
    return tables.Target(shows=tuple(f'"change":{100 + number}' for number in range(n)))


def _rules(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(f"見本の決まり{number}" for number in range(n))
    for number, name in enumerate(names):
        made = factories.rule(f"rule-{number}", caps={"day": 5}, published=False)
        made.name, made.published_at = name, tables.NOW
        made.save()
    return tables.Target(shows=names)


def _heads(cast: tables.Cast, n: int) -> tables.Target:
    factories.rule()
    for number in range(n):
        factories.earn(cast.resident, 1)
        actions.seal_chain(now=tables.NOW - timedelta(days=number))
    return tables.Target(shows=tuple(f'"position":{number + 1}' for number in range(n)))


def _perks(cast: tables.Cast, n: int) -> tables.Target:
    made = [factories.PerkFactory.create() for _ in range(n)]
    return tables.Target(shows=tuple(one.name for one in made))


def _vouchers(cast: tables.Cast, n: int) -> tables.Target:
    factories.rule()
    factories.earn(cast.resident, 100, now=rows.A_DAY_AGO, happened_on=rows.A_DAY_AGO.date())
    made = [factories.order(factories.PerkFactory.create(), cast.resident, now=rows.A_DAY_AGO) for _ in range(n)]
    return tables.Target(shows=tuple(one.perk.name for one in made))


def _perk(cast: tables.Cast, n: int) -> tables.Target:
    return rows.perk(cast)


def _voucher(cast: tables.Cast, n: int) -> tables.Target:
    return rows.voucher(cast)


def _scanned(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"token": queries.token_of(rows.issued(cast))})


ROWS = [
    tables.Budget("points:statement", tables.Role.RESIDENT, _statement, queries=11),
    tables.Budget("points:earning-rules", tables.Role.ANONYMOUS, _rules, queries=5),
    tables.Budget("points:perks", tables.Role.RESIDENT, _perks, queries=7),
    tables.Budget("points:perk", tables.Role.RESIDENT, _perk, queries=4, flat=True),
    tables.Budget("points:perk-orders", tables.Role.RESIDENT, _perk, queries=5, flat=True),
    tables.Budget("points:vouchers", tables.Role.RESIDENT, _vouchers, queries=4),
    tables.Budget("points:voucher", tables.Role.RESIDENT, _voucher, queries=4, flat=True),
    tables.Budget("points:voucher-cancellation", tables.Role.RESIDENT, _voucher, queries=4, flat=True),
    tables.Budget("points:voucher-redemptions", tables.Role.STAFF, tables.flat, queries=5, flat=True),
    tables.Budget("points:voucher-redemption", tables.Role.STAFF, _scanned, queries=6, flat=True),
    tables.Budget("api-points:point-balance", tables.Role.RESIDENT, tables.flat, queries=3, flat=True),
    tables.Budget("api-points:postings", tables.Role.RESIDENT, _postings, queries=4),
    tables.Budget("api-points:rules", tables.Role.ANONYMOUS, _rules, queries=4),
    tables.Budget("api-points:chain-heads", tables.Role.ANONYMOUS, _heads, queries=1),
    tables.Budget("api-points:perks", tables.Role.ANONYMOUS, _perks, queries=2),
    tables.Budget("api-points:perk", tables.Role.ANONYMOUS, _perk, queries=1, flat=True),
    tables.Budget("api-points:vouchers", tables.Role.RESIDENT, _vouchers, queries=2),
    tables.Budget("api-points:voucher", tables.Role.RESIDENT, _voucher, queries=2, flat=True),
]
