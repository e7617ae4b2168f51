from datetime import date

from points import models
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slip_returns as returning
from points.queries import tills as reads
from tests.architecture import tables
from tests.architecture.permission_rows import points_tills as rows
from tests.architecture.tables import Cast, Role, Target
from tests.factories import accounts, tills


def _till(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": rows.desk(cast).code})


def _code(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": payments.issue_payment_code(cast.resident, now=tables.NOW).code})


def _amounts(cast: Cast, till: models.Till, n: int) -> tuple[str, ...]:
    for number in range(n):
        rows.paid(cast, till, amount=11 + number)
    return tuple(f"{11 + number}" for number in range(n))


def _paid(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(f"{one}ポイント" for one in _amounts(cast, rows.desk(cast), n)))


def _paid_codes(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(shows=tuple(rows.paid(cast, till, amount=5).code for _ in range(n)))


def _refunded(cast: Cast, n: int) -> Target:
    paid = rows.paid(cast, rows.desk(cast))
    for number in range(n):
        how = {"reason": f"返品{number}", "by_city": False, "key": f"{number}", "by": cast.staff, "now": tables.NOW}
        payments.refund(paid, amount=1, **how)  # type: ignore[arg-type]
    return Target(kwargs={"code": paid.code}, shows=tuple(f"返品{number}" for number in range(n)))


def _booklets(cast: Cast, n: int) -> Target:
    made = [payments.issue_booklet(cast.resident, by=cast.resident, key=f"{i}", now=tables.NOW) for i in range(n)]
    return Target(shows=tuple(one.code for one in made))


def _booklet(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    tills.points_for(cast.resident, 100, now=tables.NOW)
    made = payments.issue_booklet(cast.resident, by=cast.resident, key="K", now=tables.NOW)
    for number, code in enumerate(made.codes.order_by("position")[:n]):
        payments.pay_by_code(code, till=till, amount=21 + number, key=f"{number}", by=cast.staff, now=tables.NOW)
    return Target(kwargs={"code": made.code}, shows=tuple(f"{21 + number}" for number in range(n)))


def _scan(cast: Cast, n: int) -> Target:
    rows.desk(cast)
    return Target(kwargs={"token": reads.token_of(payments.issue_payment_code(cast.resident, now=tables.NOW))})


def _shops(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(tills.shop().place_name for _ in range(n)))


def _day(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(kwargs={"code": till.code}, shows=_amounts(cast, till, n))


def _api_day(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(kwargs={"code": till.code}, shows=tuple(rows.paid(cast, till, amount=5).code for _ in range(n)))


def _month(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(kwargs={"code": till.code}, query={"month": "2026-05"}, shows=_amounts(cast, till, n))


def _slips(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(kwargs={"code": till.code}, shows=tuple(rows.case(till, cast).code for _ in range(n)))


def _cases(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(shows=tuple(rows.case(till, cast).code for _ in range(n)))


def _case(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": rows.case(rows.desk(cast), cast).code})


def _contracts(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(tills.contract().document for _ in range(n)))


def _contract(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": tills.contract().code})


def closed(cast: Cast, n: int) -> Target:
    """This function will close April for so many shops."""
    made = []
    for _ in range(n):
        till = tills.shop()
        tills.points_for(cast.resident, 100, now=rows.APRIL)
        code = payments.issue_payment_code(cast.resident, now=rows.APRIL)
        by = tills.manager(till)
        payments.pay_by_code(code, till=till, amount=5, key=till.code, by=by, now=rows.APRIL)
        made.append(closing.settle(till, month=date(2026, 4, 1), by=cast.city_official, now=tables.NOW))
    return Target(query={"month": "2026-04"}, shows=tuple(one.document for one in made))


def _settlement(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    paid = [rows.paid(cast, till, amount=5, now=rows.APRIL) for _ in range(n)]
    made = closing.settle(till, month=date(2026, 4, 1), by=cast.city_official, now=tables.NOW)
    return Target(kwargs={"code": made.code}, shows=tuple(one.code for one in paid))


def _settled_till(cast: Cast, n: int) -> Target:
    till = rows.desk(cast)
    return Target(kwargs={"code": till.code}, shows=(rows.settled(cast, till).document,))


def _one_settlement(cast: Cast, n: int) -> Target:
    made = rows.settled(cast, rows.desk(cast))
    return Target(kwargs={"code": made.code}, shows=(made.document,))


def _returns(cast: Cast, n: int) -> Target:
    asked = rows.asked_back(cast)
    for number in range(n):
        code = (
            returning.ask_back(
                asked.slip.code, reason=f"理由{number}", key=f"k{number}", by=accounts.city_official(), now=tables.NOW
            ).code
            if number
            else asked.code
        )
        returning.decide_return(
            code, approve=False, reason=f"見送り{number}", by=accounts.city_official(), now=tables.NOW
        )
    return Target(kwargs={"code": asked.slip.code}, shows=tuple(f"見送り{number}" for number in range(n)))


ROWS = [
    tables.Budget("points:payment-codes", Role.RESIDENT, _paid, queries=5),
    tables.Budget("points:payment-code", Role.RESIDENT, _code, queries=4, flat=True),
    tables.Budget("points:till", Role.RESIDENT, _till, queries=6, flat=True),
    tables.Budget("points:payments", Role.RESIDENT, _paid, queries=4),
    tables.Budget("points:payment", Role.STAFF, _refunded, queries=9),
    tables.Budget("points:payment-booklets", Role.RESIDENT, _booklets, queries=4),
    tables.Budget("points:payment-booklet", Role.RESIDENT, _booklet, queries=6),
    tables.Budget("points:payment-scan", Role.STAFF, _scan, queries=7, flat=True),
    tables.Budget("points:shops", Role.ADMINISTRATOR, _shops, queries=4),
    tables.Budget("points:shop", Role.STAFF, _day, queries=12),
    tables.Budget("points:shop-sheet", Role.STAFF, _till, queries=6, flat=True),
    tables.Budget("points:shop-slips", Role.STAFF, _slips, queries=9),
    tables.Budget("points:shop-statement", Role.STAFF, _month, queries=9),
    tables.Budget("points:settlement", Role.STAFF, _settlement, queries=8),
    tables.Budget("points:shop-contracts", Role.CITY_OFFICIAL, _contracts, queries=6),
    tables.Budget("points:shop-contract-ending", Role.CITY_OFFICIAL, _contract, queries=4, flat=True),
    tables.Budget("points:slip-cases", Role.CITY_OFFICIAL, _cases, queries=6),
    tables.Budget("points:slip-case", Role.CITY_OFFICIAL, _case, queries=5, flat=True),
    tables.Budget("points:slip-return", Role.CITY_OFFICIAL, _returns, queries=5),
    tables.Budget("api-points:slip-returns", Role.CITY_OFFICIAL, _returns, queries=4),
    tables.Budget("points:settlements", Role.CITY_OFFICIAL, closed, queries=5),
    tables.Budget("api-points:payments", Role.RESIDENT, _paid_codes, queries=2),
    tables.Budget("api-points:shops", Role.ADMINISTRATOR, _shops, queries=3),
    tables.Budget("api-points:shop-payments", Role.STAFF, _api_day, queries=6),
    tables.Budget("api-points:shop-slips", Role.STAFF, _slips, queries=6),
    tables.Budget("api-points:shop-settlements", Role.STAFF, _settled_till, queries=6, flat=True),
    tables.Budget("api-points:settlement", Role.STAFF, _one_settlement, queries=6, flat=True),
]
