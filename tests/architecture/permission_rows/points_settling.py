"""The API of contracts, cases, months, booklets, sites and what the city decides about giving."""

from points import models
from points.actions import payments
from tests.architecture import tables
from tests.architecture.permission_rows import points_earning as earning_rows
from tests.architecture.permission_rows import points_giving as giving_rows
from tests.architecture.permission_rows import points_tills as rows
from tests.factories import accounts, earning, tills

NOW = tables.NOW
MAY = {"month": "2026-05"}
LIMITS = {"most_per_payment": 1, "most_per_person_day": 1, "most_per_day": 1}


def agreed() -> models.ShopContract:
    """This function will agree a contract of a new shop."""
    return tills.contract()


def _contracts(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=agreed().document)


def _contract(cast: tables.Cast) -> tables.Target:
    made = agreed()
    return tables.Target(kwargs={"code": made.code}, secret=made.document)


def _contract_sent(cast: tables.Cast) -> tables.Target:
    shop = accounts.OrganisationFactory.create(kind="shop")
    sent = {"place_kind": "shop", "place_code": shop.code, "document": "見本第1号", "starts_on": "2026-05-01"}
    return tables.Target(data=sent | LIMITS)


def _ending(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": agreed().code}, data={"ends_on": "2026-12-31"})


def _case(cast: tables.Cast) -> tables.Target:
    made = rows.case(rows.desk(cast), cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.written_code)


def _cases(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=rows.case(rows.desk(cast), cast).code)


def _closed(cast: tables.Cast) -> tables.Target:
    return tables.Target(query={"month": "2026-04"}, secret=rows.settled(cast, rows.desk(cast)).document)


def _close(cast: tables.Cast) -> tables.Target:
    rows.paid(cast, rows.desk(cast), now=rows.APRIL)
    return tables.Target(data={"month": "2026-04"})


def _settled(cast: tables.Cast) -> tables.Target:
    made = rows.settled(cast, rows.desk(cast))
    return tables.Target(kwargs={"code": made.code}, secret=made.lines.get().posting.code)


def _month(cast: tables.Cast) -> tables.Target:
    till = rows.desk(cast)
    return tables.Target(kwargs={"code": till.code}, query=MAY, secret=rows.paid(cast, till).code)


def _payment(cast: tables.Cast) -> tables.Target:
    made = rows.paid(cast, rows.desk(cast))
    return tables.Target(kwargs={"code": made.code}, secret=rows.PLACE)


def _booklet(cast: tables.Cast) -> tables.Target:
    made = payments.issue_booklet(cast.resident, by=cast.resident, key="K", now=NOW)
    return tables.Target(kwargs={"code": made.code}, secret=made.codes.order_by("position")[0].short_code)


def _blocking(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_booklet(cast).kwargs)


def _sites(cast: tables.Cast) -> tables.Target:
    earning_rows.site(cast)
    return tables.Target()


def _site_sent(cast: tables.Cast) -> tables.Target:
    earning.radio()
    return tables.Target(data={"name": "見本広場", "rule_code": "radio", "window": _WINDOW})


_WINDOW = {
    "starts_on": "2026-06-01",
    "ends_on": "2026-06-30",
    "weekdays": [0],
    "opens_at": "06:00",
    "closes_at": "07:00",
}


def _site(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=earning_rows.site(cast).kwargs)


def _window_sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=earning_rows.site(cast).kwargs, data=_WINDOW)


def _given(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": giving_rows.given(cast).code})


def _reported(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": giving_rows.given(cast).code, "side": "giver"}, data={"reason": "見本の理由"})


def _reports(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=giving_rows.reported(cast).reason)


def _report(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": giving_rows.reported(cast).code}, secret="困る言葉0")


def _report_decided(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": giving_rows.reported(cast).code}, data={"hide": False})


def _terms_sent(cast: tables.Cast) -> tables.Target:
    limits = {"per_gift": 100, "minor_per_gift": 10, "return_days": 7}
    return tables.Target(data={"starts_on": NOW.date().isoformat(), "reason": "見本の理由", **limits})


def _community(cast: tables.Cast) -> tables.Target:
    made = giving_rows.community(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _community_open(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_community(cast).kwargs)


def _use_sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_community(cast).kwargs, data={"center": "nowhere", "amount": 5, "purpose": "コピー"})


def _city(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    """The city alone."""
    return tables.Row(name, build, 401, 403, 403, 403, 403, answer, method=method, city_official=answer)


def _place(name: str, build: tables.Builder) -> tables.Row:
    """The place's own desk, and the city."""
    return tables.Row(name, build, 401, 404, 404, 200, 404, 200, city_official=200)


def _own(name: str, build: tables.Builder, *, refusal: int = 404, method: str = "GET", answer: int = 200) -> tables.Row:
    """The resident's alone."""
    return tables.Row(name, build, 401, answer, refusal, refusal, refusal, refusal, method=method)


def _desk(name: str, build: tables.Builder, *, others: int, other_staff: int) -> tables.Row:
    """The center's desk and the city."""
    return tables.Row(name, build, 401, others, others, 200, other_staff, 200, city_official=200)


ROWS = [
    _city("api-points:shop-contracts", _contracts),
    _city("api-points:shop-contracts", _contract_sent, method="POST", answer=201),
    _city("api-points:shop-contract", _contract),
    _city("api-points:shop-contract-ending", _ending, method="POST"),
    _city("api-points:slip-cases", _cases),
    _city("api-points:slip-case", _case),
    _city("api-points:settlements", _closed),
    _city("api-points:settlements", _close, method="POST", answer=201),
    _city("api-points:settlements-table", _closed),
    _place("api-points:settlement-lines", _settled),
    _place("api-points:settlement-table", _settled),
    _place("api-points:shop-statement", _month),
    _place("api-points:shop-statement-table", _month),
    tables.Row("api-points:payment", _payment, 401, 200, 404, 200, 404, 200, city_official=200),
    tables.api("api-points:payment-booklets"),
    tables.api("api-points:payment-booklets", method="POST", answer=201),
    _own("api-points:payment-booklet", _booklet),
    _own("api-points:payment-booklet-blocking", _blocking, method="POST"),
    tables.Row("api-points:sites", _sites, 401, 403, 403, 200, 200, 200, city_official=200),
    _city("api-points:sites", _site_sent, method="POST", answer=201),
    _city("api-points:site-windows", _window_sent, method="POST", answer=201),
    _city("api-points:site-closing", _site, method="POST"),
    _desk("api-points:site-word", _site, others=404, other_staff=404),
    _own("api-points:gift-block", _given, method="POST", answer=204),
    _own("api-points:gift-block", _given, method="DELETE", answer=204),
    _own("api-points:gift-note-report", _reported, method="POST", answer=201),
    tables.api("api-points:gift-blocks"),
    _city("api-points:gift-reports", _reports),
    _city("api-points:gift-report", _report),
    _city("api-points:gift-report-decision", _report_decided, method="POST"),
    _city("api-points:gift-terms-versions", giving_rows.published),
    _city("api-points:gift-terms-versions", _terms_sent, method="POST", answer=201),
    _own("api-points:community", _community, refusal=403),
    _own("api-points:community-gifts", _community_open, refusal=403),
    _own("api-points:community-uses", _community_open, refusal=403),
    _own("api-points:community-uses", _use_sent, refusal=403, method="POST", answer=422),
    _own("api-points:community-address", _community_open, refusal=403, method="POST", answer=201),
    _own("api-points:community-address", _community_open, refusal=403, method="DELETE", answer=204),
]
