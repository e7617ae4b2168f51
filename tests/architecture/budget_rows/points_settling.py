from datetime import date

from points.actions import giving, payments
from points.actions import settlement as closing
from tests.architecture import tables
from tests.architecture.budget_rows import points_tills as till_rows
from tests.architecture.permission_rows import points_earning as earning_rows
from tests.architecture.permission_rows import points_giving as giving_rows
from tests.architecture.permission_rows import points_perks as perk_rows
from tests.architecture.permission_rows import points_tills as rows
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import earning, tills
from tests.factories import giving as gifts


def _contract(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": tills.contract().code})


def _contracts(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(tills.contract().code for _ in range(n)))


def _cases(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(shows=tuple(rows.case(till, cast).code for _ in range(n)))


def _case(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": rows.case(rows.desk(cast), cast).code})


def _settled(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    paid = [rows.paid(cast, till, amount=5, now=rows.APRIL) for _ in range(n)]
    made = closing.settle(till, month=date(2026, 4, 1), by=cast.city_official, now=tables.NOW)
    return Target(kwargs={"code": made.code}, shows=tuple(one.code for one in paid))


def _month(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    paid = tuple(rows.paid(cast, till, amount=5).code for _ in range(n))
    return Target(kwargs={"code": till.code}, query={"month": "2026-05"}, shows=paid)


def _payment(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": rows.paid(cast, rows.desk(cast)).code})


def _booklets(cast: Cast, n: int) -> Target:
    made = [payments.issue_booklet(cast.resident, by=cast.resident, key=f"{i}", now=tables.NOW) for i in range(n)]
    return Target(shows=tuple(one.code for one in made))


def _booklet(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    tills.points_for(cast.resident, 100, now=tables.NOW)
    made = payments.issue_booklet(cast.resident, by=cast.resident, key="K", now=tables.NOW)
    paid = [
        payments.pay_by_code(code, till=till, amount=5, key=code.code, by=cast.staff, now=tables.NOW)
        for code in made.codes.order_by("position")[:n]
    ]
    return Target(kwargs={"code": made.code}, shows=tuple(one.code for one in paid))


def _sites(cast: Cast, n: int) -> Target:
    earning.radio()
    return Target(shows=tuple(earning.site(f"見本{i}", center_code=cast.center_code).code for i in range(n)))


def _site(cast: Cast, n: int) -> Target:
    return Target(kwargs=earning_rows.site(cast).kwargs)


def _blocks(cast: Cast, n: int) -> Target:
    made = [giving_rows.given(cast) for _ in range(n)]
    for one in made:
        giving.block_giver(one, by=cast.resident, now=giving_rows.A_DAY_AGO)
    return Target(shows=tuple(one.code for one in made))


def _reports(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(giving_rows.reported(cast, number).code for number in range(n)))


def _report(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": giving_rows.reported(cast).code})


def _terms(cast: Cast, n: int) -> Target:
    made = [gifts.terms(now=giving_rows.A_DAY_AGO, reason=f"理由{number}") for number in range(n)]
    return Target(shows=tuple(one.reason for one in made))


def _community(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": giving_rows.community(cast).code})


def _support(cast: Cast, n: int) -> Target:
    return Target(kwargs=perk_rows.community(cast).kwargs)


CITY = Role.CITY_OFFICIAL
ROWS = [
    Budget("api-points:shop-contracts", CITY, _contracts, queries=3),
    Budget("api-points:shop-contract", CITY, _contract, queries=3, flat=True),
    Budget("api-points:slip-cases", CITY, _cases, queries=3),
    Budget("api-points:slip-case", CITY, _case, queries=4, flat=True),
    Budget("api-points:settlements", CITY, till_rows.closed, queries=3),
    Budget("api-points:settlements-table", CITY, till_rows.closed, queries=3),
    Budget("api-points:settlement-lines", Role.STAFF, _settled, queries=7),
    Budget("api-points:settlement-table", Role.STAFF, _settled, queries=7),
    Budget("api-points:shop-statement", Role.STAFF, _month, queries=7),
    Budget("api-points:shop-statement-table", Role.STAFF, _month, queries=6),
    Budget("api-points:payment", Role.STAFF, _payment, queries=6, flat=True),
    Budget("api-points:payment-booklets", Role.RESIDENT, _booklets, queries=2),
    Budget("api-points:payment-booklet", Role.RESIDENT, _booklet, queries=4),
    Budget("api-points:sites", Role.STAFF, _sites, queries=4),
    Budget("api-points:site-word", Role.STAFF, _site, queries=5, flat=True),
    Budget("api-points:gift-blocks", Role.RESIDENT, _blocks, queries=5),
    Budget("api-points:gift-reports", CITY, _reports, queries=3),
    Budget("api-points:gift-report", CITY, _report, queries=5, flat=True),
    Budget("api-points:gift-terms-versions", CITY, _terms, queries=3),
    Budget("api-points:community", Role.RESIDENT, _community, queries=5, flat=True),
    Budget("api-points:community-gifts", Role.RESIDENT, _community, queries=4, flat=True),
    Budget("api-points:community-uses", Role.RESIDENT, _community, queries=4, flat=True),
    Budget("api-points:support-community", Role.RESIDENT, _support, queries=3, flat=True),
]
