import itertools
from datetime import UTC, date, datetime
from typing import Any

from backend.accounts import enums as account_enums
from points import models
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slip_returns as returning
from points.actions import slips as sending
from points.queries import tills as reads
from tests.architecture import tables
from tests.factories import accounts, tills

SIGN_IN, NOW = tables.SIGN_IN, tables.NOW
PLACE = "見本の受取所"
APRIL = datetime(2026, 4, 10, 3, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def desk(cast: tables.Cast) -> models.Till:
    """This function will let the desk of the row's center take points."""
    return tills.contract(place_kind="center", place_code=cast.center_code, place_name=PLACE).till


def paid(cast: tables.Cast, till: models.Till, *, amount: int = 37, now: datetime = NOW) -> models.Payment:
    """This function will have the resident pay at a desk."""
    tills.points_for(cast.resident, 100, now=now)
    code = payments.issue_payment_code(cast.resident, now=now)
    return payments.pay_by_code(code, till=till, amount=amount, key=f"row-{next(_numbers)}", by=cast.staff, now=now)


def case(till: models.Till, cast: tables.Cast) -> models.Slip:
    """This function will send a slip whose code nobody has."""
    plan = sending.SlipPlan(written_code=f"ZZZZ{next(_numbers):04d}", amount=37, noted_at=APRIL)
    return sending.send_slip(plan, till=till, source="form", by=cast.staff, now=APRIL)


def settled(cast: tables.Cast, till: models.Till) -> models.Settlement:
    """This function will close April for a desk."""
    paid(cast, till, now=APRIL)
    return closing.settle(till, month=date(2026, 4, 1), by=cast.city_official, now=NOW)


def _target(public: str, secret: str = "", **data: Any) -> tables.Target:  # noqa: ANN401 - a form's fields
    return tables.Target(kwargs={"code": public}, secret=secret, data=data)


def _code(cast: tables.Cast) -> tables.Target:
    made = payments.issue_payment_code(cast.resident, now=NOW)
    return _target(made.code, f"{made.short_code[:4]}-{made.short_code[4:]}")


def _till(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, PLACE)


def _till_sent(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, amount="5", key="K", again="1")


def _payment(cast: tables.Cast) -> tables.Target:
    return _target(paid(cast, desk(cast)).code, "37ポイント")


def _refund(cast: tables.Cast) -> tables.Target:
    return _target(paid(cast, desk(cast)).code, amount=5, key="K", reason="返品")


def _booklet(cast: tables.Cast) -> tables.Target:
    made = payments.issue_booklet(cast.resident, by=cast.resident, key="K", now=NOW)
    first = made.codes.order_by("position")[0].short_code
    return _target(made.code, f"{first[:4]}-{first[4:]}")


def _key(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"key": "K"})


def _shown(cast: tables.Cast) -> models.PaymentCode:
    tills.points_for(cast.resident, 100, now=NOW)
    return payments.issue_payment_code(cast.resident, now=NOW)


def _scan(cast: tables.Cast) -> tables.Target:
    till = desk(cast)
    data = {"till": till.code, "amount": "5", "key": "K"}
    return tables.Target(kwargs={"token": reads.token_of(_shown(cast))}, data=data)


def _shops(cast: tables.Cast) -> tables.Target:
    desk(cast)
    return tables.Target(secret=PLACE)


def _take(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, code=_shown(cast).short_code, amount="5", key="K")


def _api_take(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, short_code=_shown(cast).short_code, amount=5)


def _api_till(cast: tables.Cast) -> tables.Target:
    for person in (cast.resident, cast.other, cast.other_staff, cast.administrator, cast.staff):
        tills.points_for(person, 100, now=NOW)
    for person in (cast.city_employee, cast.city_official):
        tills.points_for(person, 100, now=NOW)
    return _target(desk(cast).code, amount=5)


def _slip(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, code="ZZZZZZZZ", amount="5", day="2026-05-01", at="12:00")


def _api_slip(cast: tables.Cast) -> tables.Target:
    return _target(desk(cast).code, short_code="ZZZZZZZZ", amount=5, noted_at="2026-05-01T12:00:00+09:00")


def _settlement(cast: tables.Cast) -> tables.Target:
    made = settled(cast, desk(cast))
    return _target(made.code, made.document)


def _settlements(cast: tables.Cast) -> tables.Target:
    till = desk(cast)
    return _target(till.code, settled(cast, till).document)


def _api_shop_payments(cast: tables.Cast) -> tables.Target:
    till = desk(cast)
    return _target(till.code, paid(cast, till).code)


def _api_shop_slips(cast: tables.Cast) -> tables.Target:
    till = desk(cast)
    return _target(till.code, case(till, cast).code)


def _closed(cast: tables.Cast) -> tables.Target:
    return tables.Target(query={"month": "2026-04"}, secret=settled(cast, desk(cast)).document)


def _close(cast: tables.Cast) -> tables.Target:
    paid(cast, desk(cast), now=APRIL)
    return tables.Target(data={"month": "2026-04"})


def _contracts(cast: tables.Cast) -> tables.Target:
    return tables.Target(
        secret=tills.contract(desk(cast), starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2)).document
    )


def _contract(cast: tables.Cast) -> tables.Target:
    shop = accounts.OrganisationFactory.create(kind=account_enums.OrganisationKind.SHOP)
    sent = {"place": f"shop:{shop.code}", "document": "見本第1号", "starts_on": "2026-05-01", "key": "K"}
    limits = {"yen_per_point": "1", "most_per_payment": "1", "most_per_person_day": "1", "most_per_day": "1"}
    return tables.Target(data=sent | limits | {"refund_days": "7", "slip_days": "14"})


def _ending(cast: tables.Cast) -> tables.Target:
    made = tills.contract()
    return _target(made.code, made.document, ends_on="2026-12-31")


def _cases(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=case(desk(cast), cast).code)


def _case(cast: tables.Cast) -> tables.Target:
    return _target(case(desk(cast), cast).code, "支払いコードが見つからない", decision="refuse", note="不明")


def _api_case(cast: tables.Cast) -> tables.Target:
    return _target(case(desk(cast), cast).code, decision="refuse", note="不明")


def asked_back(cast: tables.Cast) -> models.SlipReturn:
    """This function will have somebody of the city ask back what it paid for a slip."""
    found = sending.decide_slip(
        case(desk(cast), cast).code, decision=sending.PAY, note="停電", by=accounts.city_official(), now=tables.NOW
    )
    return returning.ask_back(found.code, reason="取り違え", key="K", by=accounts.city_official(), now=tables.NOW)


def _return(cast: tables.Cast) -> tables.Target:
    return _target(asked_back(cast).slip.code, "取り違え", approve="1")


def _return_asked(cast: tables.Cast) -> tables.Target:
    found = sending.decide_slip(
        case(desk(cast), cast).code, decision=sending.PAY, note="停電", by=accounts.city_official(), now=tables.NOW
    )
    return _target(found.code, reason="取り違え")


def _return_decided(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": asked_back(cast).code}, data={"approve": True})


def _own(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    """The resident's alone."""
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, signed_out, answer, 404, 404, 404, 404, method=method)


def _place(name: str, build: tables.Builder, *, refusal: int = 404) -> tables.Row:
    """The place's own desk, and the city."""
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, signed_out, refusal, refusal, 200, refusal, 200, city_official=200)


def _work(name: str, build: tables.Builder, *, answer: int, refusal: int = 404) -> tables.Row:
    """The place's own desk alone."""
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, signed_out, refusal, refusal, answer, refusal, refusal, method="POST")


def _city(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    """The city alone."""
    signed_out: tables.Answer = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, signed_out, 403, 403, 403, 403, answer, method=method, city_official=answer)


ROWS = [
    tables.private("points:payment-codes"),
    tables.private("points:payment-codes", method="POST", answer=302),
    _own("points:payment-code", _code),
    tables.private("points:till", _till),
    tables.private("points:till", _till_sent, method="POST"),
    tables.private("points:payments"),
    tables.Row("points:payment", _payment, SIGN_IN, 200, 404, 200, 404, 200, city_official=200),
    tables.Row("points:payment-refunds", _refund, SIGN_IN, 403, 404, 302, 404, 302, method="POST", city_official=302),
    tables.private("points:payment-booklets"),
    tables.private("points:payment-booklets", _key, method="POST", answer=302),
    _own("points:payment-booklet", _booklet),
    _own("points:payment-booklet-blocking", _booklet, method="POST", answer=302),
    tables.Row("points:payment-scan", _scan, SIGN_IN, 403, 403, 200, 403, 403),
    _work("points:payment-scan", _scan, answer=302, refusal=403),
    _place("points:shops", _shops, refusal=403),
    _place("points:shop", _till),
    _work("points:shop", _take, answer=302),
    _place("points:shop-sheet", _till),
    _place("points:shop-slips", _till),
    _work("points:shop-slips", _slip, answer=302),
    _place("points:shop-statement", _till),
    _place("points:settlement", _settlement),
    _city("points:shop-contracts", _contracts),
    _city("points:shop-contracts", _contract, method="POST", answer=302),
    _city("points:shop-contract-ending", _ending),
    _city("points:shop-contract-ending", _ending, method="POST", answer=302),
    _city("points:slip-cases", _cases),
    _city("points:slip-case", _case),
    _city("points:slip-case", _case, method="POST", answer=302),
    _city("points:slip-return", _return),
    _city("points:slip-return", _return, method="POST", answer=302),
    _city("api-points:slip-returns", _return),
    _city("api-points:slip-returns", _return_asked, method="POST", answer=201),
    _city("api-points:slip-return-decision", _return_decided, method="POST"),
    _city("points:settlements", _closed),
    _city("points:settlement-closing", _close, method="POST", answer=302),
    tables.api("api-points:payment-codes", method="POST", answer=201),
    tables.api("api-points:payments"),
    tables.Row("api-points:payment-refunds", _refund, 401, 404, 404, 201, 404, 201, method="POST", city_official=201),
    tables.api("api-points:till-payments", _api_till, method="POST", answer=201),
    tables.api("api-points:shops"),
    _place("api-points:shop-payments", _api_shop_payments),
    _work("api-points:shop-payments", _api_take, answer=201),
    _place("api-points:shop-slips", _api_shop_slips),
    _work("api-points:shop-slips", _api_slip, answer=201),
    _place("api-points:shop-settlements", _settlements),
    _place("api-points:settlement", _settlement),
    _city("api-points:slip-decision", _api_case, method="POST"),
]
