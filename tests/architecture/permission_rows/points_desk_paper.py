"""Booklets that a desk makes, slips that it puts right, and the mails of a shop's day."""

from points.actions import payments
from tests.architecture import tables
from tests.architecture.permission_rows import points_tills as rows
from tests.factories import accounts, tills

NOW, SIGN_IN = tables.NOW, tables.SIGN_IN
SEEN = "本人確認の書類を見た"


def booklet(cast: tables.Cast) -> tables.Target:
    """This function will let the staff make a booklet for somebody who plays no role."""
    person = accounts.UserFactory.create()
    made = payments.issue_booklet_at_desk(
        person, by=cast.staff, seen=SEEN, center_code=cast.center_code, key="K", now=NOW
    )
    first = made.codes.order_by("position")[0].short_code
    return tables.Target(kwargs={"code": made.code}, secret=f"{first[:4]}-{first[4:]}")


def _api_booklet(cast: tables.Cast) -> tables.Target:
    made = booklet(cast)
    return tables.Target(kwargs=made.kwargs, secret=made.secret.replace("-", ""))


def _blocking(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=booklet(cast).kwargs)


def member(cast: tables.Cast) -> tables.Target:
    """This function will give a member who stands at the counter."""
    person = accounts.UserFactory.create(name="見本 ウメ")
    return tables.Target(kwargs={"number": person.code}, secret="見本 ウメ")


def _issued(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=member(cast).kwargs, data={"key": "K", "seen": SEEN})


def _api_issued(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"person": accounts.UserFactory.create().code, "seen": SEEN})


def slip(cast: tables.Cast) -> tables.Target:
    """This function will have the desk of the row send a slip."""
    made = rows.case(rows.desk(cast), cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.code)


def _opened(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=slip(cast).kwargs)


def _corrected(cast: tables.Cast) -> tables.Target:
    typed = {"code": "ABCDEFGH", "amount": "5", "day": "2026-05-01", "at": "12:00", "reason": "書き間違い", "key": "K"}
    return tables.Target(kwargs=slip(cast).kwargs, data=typed)


def _api_corrected(cast: tables.Cast) -> tables.Target:
    sent = {"short_code": "ABCDEFGH", "amount": 5, "noted_at": "2026-05-01T12:00:00+09:00", "reason": "書き間違い"}
    return tables.Target(kwargs=slip(cast).kwargs, data=sent)


def _contract(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": tills.contract().code}, data={"wanted": "1"})


def _api_contract(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": tills.contract().code}, data={"mails_daily": True})


def _desks(
    name: str,
    build: tables.Builder = tables.nothing,
    *,
    method: str = "GET",
    answer: int = 200,
    official: int = 403,
    other_staff: int = 0,
    administrator: int = 0,
) -> tables.Row:
    """Desks alone, and what the city gets."""
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(
        name,
        build,
        signed_out,
        403,
        403,
        answer,
        other_staff or answer,
        administrator or answer,
        method=method,
        city_official=official,
    )


def _city(name: str, build: tables.Builder, *, method: str, answer: int) -> tables.Row:
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, signed_out, 403, 403, 403, 403, answer, method=method, city_official=answer)


ROWS = [
    _desks("points:desk-booklets"),
    _desks("points:desk-member-booklets", member),
    _desks("points:desk-member-booklets", _issued, method="POST", answer=302),
    _desks("points:desk-booklet", booklet, other_staff=404, administrator=404),
    _desks("points:desk-booklet-blocking", _blocking, method="POST", answer=302),
    _desks("api-points:desk-booklets", _api_issued, method="POST", answer=201),
    _desks("api-points:desk-booklet", _api_booklet, other_staff=404, administrator=404),
    _desks("api-points:desk-booklet-blocking", _blocking, method="POST"),
    _desks("points:slips", official=200),
    _desks("points:slip-correction", _opened, official=200, other_staff=404),
    _desks("points:slip-correction", _corrected, method="POST", answer=302, official=302, other_staff=404),
    _desks("api-points:slip-corrections", _opened, official=200, other_staff=404),
    _desks("api-points:slip-corrections", _api_corrected, method="POST", answer=201, official=201, other_staff=404),
    _city("points:shop-contract-mail", _contract, method="POST", answer=302),
    _city("api-points:shop-contract-mail", _api_contract, method="PUT", answer=200),
]
