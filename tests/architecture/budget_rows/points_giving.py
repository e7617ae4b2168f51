from tests.architecture import tables
from tests.architecture.permission_rows import points_giving as rows
from tests.architecture.tables import Role
from tests.factories import giving as gifts


def _gifts(cast: tables.Cast, n: int) -> tables.Target:
    words = tuple(f"言葉{number}" for number in range(n))
    for one in words:
        rows.given(cast, one)
    return tables.Target(shows=words)


def _gift(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": rows.given(cast).code})


def _to(cast: tables.Cast, n: int) -> tables.Target:
    gifts.terms(now=rows.A_DAY_AGO, giver_day=10)
    return tables.Target(kwargs={"word": rows.word(gifts.adult())})


def _report(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": rows.given(cast).code, "side": "giver"})


def _communities(cast: tables.Cast, n: int) -> tables.Target:
    made = [rows.community(cast, f"見本町内会{number}") for number in range(n)]
    return tables.Target(shows=tuple(one.code for one in made))


def _listed(cast: tables.Cast, n: int) -> tables.Target:
    rows.community(cast)
    return tables.Target()


def _books(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": rows.community(cast).code})


def _terms(cast: tables.Cast, n: int) -> tables.Target:
    made = [gifts.terms(now=rows.A_DAY_AGO, reason=f"理由{number}") for number in range(n)]
    return tables.Target(shows=tuple(one.reason for one in made))


def _in_force(cast: tables.Cast, n: int) -> tables.Target:
    gifts.terms(now=rows.A_DAY_AGO, giver_day=10)
    return tables.Target()


def _reports(cast: tables.Cast, n: int) -> tables.Target:
    made = [rows.reported(cast, number) for number in range(n)]
    return tables.Target(shows=tuple(one.reason for one in made))


def _decision(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": rows.reported(cast).code})


def _address(cast: tables.Cast, n: int) -> tables.Target:
    rows.word(cast.resident)
    return tables.Target()


ROWS = [
    tables.Budget("points:gifts", Role.RESIDENT, _gifts, queries=10),
    tables.Budget("points:gift-codes", Role.RESIDENT, tables.flat, queries=3, flat=True),
    tables.Budget("points:gift-new", Role.RESIDENT, _to, queries=10, flat=True),
    tables.Budget("points:gift", Role.RESIDENT, _gift, queries=9, flat=True),
    tables.Budget("points:gift-return", Role.RESIDENT, _gift, queries=7, flat=True),
    tables.Budget("points:gift-report", Role.RESIDENT, _report, queries=7, flat=True),
    tables.Budget("points:gift-address", Role.RESIDENT, _address, queries=5, flat=True),
    tables.Budget("points:gift-terms-page", Role.ANONYMOUS, _in_force, queries=1, flat=True),
    tables.Budget("points:communities", Role.RESIDENT, _communities, queries=6),
    tables.Budget("points:community-gifts", Role.RESIDENT, _books, queries=11, flat=True),
    tables.Budget("points:gift-terms-list", Role.ADMINISTRATOR, _terms, queries=5),
    tables.Budget("points:gift-reports", Role.ADMINISTRATOR, _reports, queries=4),
    tables.Budget("points:gift-report-decision", Role.ADMINISTRATOR, _decision, queries=6, flat=True),
    tables.Budget("api-points:gifts", Role.RESIDENT, _gifts, queries=5),
    tables.Budget("api-points:gift", Role.RESIDENT, _gift, queries=5, flat=True),
    tables.Budget("api-points:gift-address", Role.RESIDENT, _address, queries=2, flat=True),
    tables.Budget("api-points:gift-limits", Role.RESIDENT, _in_force, queries=2, flat=True),
    tables.Budget("api-points:gift-terms", Role.ANONYMOUS, _in_force, queries=1, flat=True),
    tables.Budget("api-points:communities", Role.ANONYMOUS, _listed, queries=2, flat=True),
]
