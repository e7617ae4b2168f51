"""Contracts, cases, months and booklets by the API: what the pages do, done once, and shown to those concerned only."""

import csv
import io
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import models as common
from points import errors, models
from points.actions import payments
from tests.factories import accounts, tills

pytestmark = pytest.mark.django_db
NOW = tills.NOW
TERMS = {"document": "見本契約第1号", "starts_on": "2026-11-01", "yen_per_point": "0.50", "most_per_payment": 300}


def call(
    person: people.User | None,
    method: str,
    name: str,
    body: object = None,
    *,
    key: str = "",
    **how: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401 - JSON
    client, query = APIClient(), how.pop("query", None)
    client.force_authenticate(person)
    headers = {"Idempotency-Key": key} if key else {}
    address = reverse(f"api-points:{name}", kwargs=how)
    data = query if method == "get" else body
    return getattr(client, method)(address, data, format=None if method == "get" else "json", headers=headers)


def new_shop() -> people.Organisation:
    return accounts.OrganisationFactory.create(kind="shop", manager=accounts.UserFactory.create())


def test_the_city_agrees_a_contract_once_and_ends_it() -> None:
    official, shop = accounts.city_official(), new_shop()
    body = TERMS | {"place_kind": "shop", "place_code": shop.code}
    answers = [call(official, "post", "shop-contracts", body, key="A") for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    made = answers[0].json()
    assert answers[1].json() == made
    assert (made["place_name"], made["yen_per_point"], made["most_per_day"]) == (shop.name, "0.50", 10_000)
    overlapping = call(official, "post", "shop-contracts", body, key="B")
    assert (overlapping.status_code, overlapping.json()["code"]) == (409, "shop_contract_overlaps")
    ended = call(official, "post", "shop-contract-ending", {"ends_on": "2026-11-30"}, code=made["code"])
    assert ended.json()["ends_on"] == "2026-11-30"
    shown = call(official, "get", "shop-contract", code=made["code"]).json()
    assert shown == ended.json()
    assert [one["code"] for one in call(official, "get", "shop-contracts").json()["results"]] == [made["code"]]


def test_the_same_key_of_two_officials_is_two_contracts() -> None:
    for shop in (new_shop(), new_shop()):
        body = TERMS | {"place_kind": "shop", "place_code": shop.code}
        assert call(accounts.city_official(), "post", "shop-contracts", body, key="A").status_code == 201
    assert models.ShopContract.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"place_code": "nowhere"}, 404, "till_not_found"),
        ({"most_per_day": 1}, 422, "shop_contract_invalid"),
        ({"most_per_payment": 0}, 400, "invalid"),
        ({"ends_on": "2026-10-31"}, 422, "shop_contract_invalid"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_by_name(changed: dict[str, Any], status: int, code: str) -> None:
    body = TERMS | {"place_kind": "shop", "place_code": new_shop().code} | changed
    answer = call(accounts.city_official(), "post", "shop-contracts", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not models.ShopContract.objects.exists()


def test_a_case_tells_the_city_what_is_known_of_its_code_and_notes_the_look() -> None:
    shop, payer, official = tills.shop(), tills.payer(10), accounts.city_official()
    sent = {"short_code": tills.booklet(payer)[0].short_code, "amount": 25, "noted_at": NOW.isoformat()}
    case = call(tills.manager(shop), "post", "shop-slips", sent, code=shop.code).json()
    (listed,) = call(official, "get", "slip-cases").json()["results"]
    assert (listed["code"], listed["place_name"]) == (case["code"], shop.place_name)
    facts = call(official, "get", "slip-case", code=case["code"]).json()
    assert (facts["holder"], facts["usable"], facts["paid_by_code"]) == (payer.code, 10, "")
    look = common.AuditEntry.objects.get(action="points.slip_case")
    assert (look.about_code, look.actor_code, look.subject_code) == (payer.code, official.code, case["code"])
    assert call(official, "get", "slip-case", code="sl-NOWHERE").json()["code"] == "slip_not_found"


def test_a_month_is_closed_for_all_and_given_as_lines_and_as_tables() -> None:
    shop, official = tills.shop(), accounts.city_official()
    paid = tills.pay(shop, tills.payer(100), 40)
    month = {"month": "2026-11"}
    early = call(official, "post", "settlements", month)
    assert (early.status_code, early.json()["code"]) == (409, "month_not_over")
    with time_machine.travel(NOW.replace(year=2027)):
        closed = [call(official, "post", "settlements", month).json() for _ in range(2)]
    (made,) = closed[0]["settlements"]
    assert (made["points"], closed[1]["settlements"]) == (40, [])
    assert call(official, "get", "settlements", query=month).json()["results"] == [made]
    assert call(official, "get", "settlements", query={"month": "2026-13"}).status_code == 400
    (line,) = call(tills.manager(shop), "get", "settlement-lines", code=made["code"]).json()["results"]
    assert (line["points"], line["what_for"]) == (40, paid.code)
    table = call(official, "get", "settlements-table", query=month)
    assert (table["Content-Type"], rows(table)[1][:4]) == (
        "text/csv; charset=utf-8",
        [made["document"], shop.place_name, "2026-11", "40"],
    )
    assert rows(call(tills.manager(shop), "get", "settlement-table", code=made["code"]))[1][4] == paid.code


def rows(answer: Any) -> list[list[str]]:  # noqa: ANN401 - a response
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_shop_reads_its_month_before_it_is_closed() -> None:
    shop = tills.shop()
    paid = tills.pay(shop, tills.payer(100), 40)
    month = {"month": "2026-11"}
    shown = call(tills.manager(shop), "get", "shop-statement", query=month, code=shop.code).json()
    assert (shown["month"], shown["total"], shown["waiting"]) == ("2026-11", 40, 40)
    assert [(one["code"], one["points"], one["kind"]) for one in shown["lines"]] == [(paid.code, 40, "redeem")]
    table = call(tills.manager(shop), "get", "shop-statement-table", query=month, code=shop.code)
    assert rows(table)[1][1:] == ["支払い", "40", "1", paid.code]
    refused = call(tills.manager(tills.shop()), "get", "shop-statement-table", query=month, code=shop.code)
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert refused.json()["code"] == "till_not_found"


def test_a_payment_is_shown_to_its_sides_and_the_look_of_the_city_is_noted() -> None:
    shop, payer, official = tills.shop(), tills.payer(100), accounts.city_official()
    paid = tills.pay(shop, payer, 40)
    for person in (payer, tills.manager(shop), official):
        assert call(person, "get", "payment", code=paid.code).json()["amount"] == 40
    assert call(tills.manager(tills.shop()), "get", "payment", code=paid.code).status_code == 404
    assert common.AuditEntry.objects.get(action="points.payment").actor_code == official.code


def test_a_booklet_is_made_once_shown_and_ended() -> None:
    payer, other = tills.payer(100), accounts.UserFactory.create()
    made = [call(payer, "post", "payment-booklets", key="A").json() for _ in range(2)]
    assert made[0] == made[1]
    assert "lines" not in made[0]
    code = made[0]["code"]
    lines = call(payer, "get", "payment-booklet", code=code).json()["lines"]
    assert [one["position"] for one in lines] == list(range(1, 11))
    for method, name in (("get", "payment-booklet"), ("post", "payment-booklet-blocking")):
        assert call(other, method, name, code=code).json()["code"] == "booklet_not_found"
    ended = [call(payer, "post", "payment-booklet-blocking", code=code).json()["blocked_at"] for _ in range(2)]
    assert ended[0] == ended[1] != ""
    shop = tills.shop()
    first = models.PaymentCode.objects.get(short_code=lines[0]["short_code"])
    with pytest.raises(errors.PaymentCodeBlocked):
        payments.pay_by_code(first, till=shop, amount=1, key="k", by=tills.manager(shop), now=NOW)
