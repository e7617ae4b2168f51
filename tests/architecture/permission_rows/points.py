from datetime import timedelta

from points import models, queries
from tests.architecture import tables
from tests.factories import points as factories

A_DAY_AGO = tables.NOW - timedelta(days=1)


def perk(cast: tables.Cast) -> tables.Target:
    """This function will make a perk."""
    made = factories.PerkFactory.create()
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def affordable_perk(cast: tables.Cast) -> tables.Target:
    """This function will make a perk, and give everybody points for it."""
    factories.rule()
    for role in tables.Role:
        person = cast.playing(role)
        if person is not None:
            factories.earn(person, 50, now=A_DAY_AGO, happened_on=A_DAY_AGO.date())
    made = factories.PerkFactory.create()
    return tables.Target(kwargs={"code": made.code}, data={"key": "K1"})


def voucher(cast: tables.Cast) -> tables.Target:
    """This function will make a voucher of the resident."""
    made = issued(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.perk.name)


def issued(cast: tables.Cast) -> models.Voucher:
    """This function will order a perk for the resident."""
    factories.rule()
    factories.earn(cast.resident, 50, now=A_DAY_AGO, happened_on=A_DAY_AGO.date())
    return factories.order(factories.PerkFactory.create(), cast.resident, now=A_DAY_AGO)


def scanned(cast: tables.Cast) -> tables.Target:
    """This function will scan the QR of a voucher."""
    made = issued(cast)
    return tables.Target(kwargs={"token": queries.token_of(made)}, secret=made.perk.name)


def handed_in(cast: tables.Cast) -> tables.Target:
    """This function will confirm a scanned voucher at the desk of kuji; others have no such desk to choose."""
    return tables.Target(kwargs={"token": queries.token_of(issued(cast))}, data={"place": "center:kuji"})


def typed(cast: tables.Cast) -> tables.Target:
    """This function will type the short code of a voucher."""
    return tables.Target(data={"code": issued(cast).short_code})


def sent(cast: tables.Cast) -> tables.Target:
    """This function will hand a voucher in through the API at the desk of kuji."""
    return tables.Target(data={"short_code": issued(cast).short_code, "place": "center:kuji"})


def _desk(
    name: str, build: tables.Builder, *, method: str = "GET", staff: int, other_staff: int, admin: int
) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else tables.SIGN_IN
    return tables.Row(
        name,
        build,
        anonymous=anonymous,
        resident=403,
        other=403,
        staff=staff,
        other_staff=other_staff,
        administrator=admin,
        method=method,
    )


def _own(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else tables.SIGN_IN
    return tables.Row(
        name,
        build,
        anonymous=anonymous,
        resident=answer,
        other=404,
        staff=404,
        other_staff=404,
        administrator=404,
        method=method,
    )


ROWS = [
    tables.private("points:statement"),
    tables.public("points:earning-rules"),
    tables.public("points:perks"),
    tables.public("points:perk", perk),
    tables.private("points:perk-orders", perk),
    tables.private("points:perk-orders", affordable_perk, method="POST", answer=302),
    tables.private("points:vouchers"),
    _own("points:voucher", voucher),
    _own("points:voucher-cancellation", voucher),
    _own("points:voucher-cancellation", voucher, method="POST", answer=302),
    _desk("points:voucher-redemptions", tables.nothing, staff=200, other_staff=200, admin=200),
    _desk("points:voucher-redemptions", typed, method="POST", staff=302, other_staff=302, admin=302),
    _desk("points:voucher-redemption", scanned, staff=200, other_staff=200, admin=200),
    _desk("points:voucher-redemption", handed_in, method="POST", staff=302, other_staff=422, admin=422),
    tables.api("api-points:point-balance"),
    tables.api("api-points:postings"),
    tables.public("api-points:rules"),
    tables.public("api-points:chain-heads"),
    tables.public("api-points:perks"),
    tables.public("api-points:perk", perk),
    tables.api("api-points:perk-orders", affordable_perk, method="POST", answer=201),
    tables.api("api-points:vouchers"),
    _own("api-points:voucher", voucher),
    _own("api-points:voucher", voucher, method="DELETE"),
    _desk("api-points:voucher-redemptions", sent, method="POST", staff=201, other_staff=403, admin=403),
]
