"""Paying, taking, refunds and slips by the API: a write sent again is done once, and a refusal has its code."""

from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from points import models, queries
from tests.factories import accounts, tills

pytestmark = pytest.mark.django_db
NOW = tills.NOW


def post(person: people.User, name: str, body: dict[str, Any], key: str = "", **place: str) -> Any:  # noqa: ANN401 - JSON
    client = APIClient()
    client.force_authenticate(person)
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(reverse(f"api-points:{name}", kwargs=place), body, format="json", headers=headers)


def usable(person: people.User) -> int:
    return queries.balance(person.code, now=NOW).usable


def test_a_code_is_shown_and_taken_once_whatever_is_sent_again() -> None:
    shop, payer = tills.shop(), tills.payer(100)
    shown = post(payer, "payment-codes", {}).json()
    body = {"short_code": shown["short_code"], "amount": 40}
    answers = [post(tills.manager(shop), "shop-payments", body, "A", code=shop.code) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert "person" not in answers[0].content.decode()
    other = post(tills.manager(shop), "shop-payments", {"token": shown["token"], "amount": 40}, code=shop.code)
    assert (other.status_code, other.json()["code"], usable(payer)) == (409, "payment_code_used", 60)


def test_one_pays_by_the_printed_code_and_gets_some_back() -> None:
    shop, payer = tills.shop(), tills.payer(100)
    paid = post(payer, "till-payments", {"amount": 30}, "A", code=shop.code).json()
    assert (paid["place_name"], paid["number"], usable(payer)) == (shop.place_name, 1, 70)
    sent = {"amount": 10, "reason": "返品"}
    for _ in range(2):
        assert post(tills.manager(shop), "payment-refunds", sent, "B", code=paid["code"]).status_code == 201
    assert usable(payer) == 80
    too_much = post(tills.manager(shop), "payment-refunds", {"amount": 21}, code=paid["code"])
    assert (too_much.status_code, too_much.json()["code"]) == (409, "refund_too_large")


def test_the_city_reads_a_payment_of_somebody_who_has_left() -> None:
    shop, payer = tills.shop(), tills.payer(100)
    paid = tills.pay(shop, payer, 30)
    people.User.objects.filter(pk=payer.pk).update(is_active=False)
    client = APIClient()
    client.force_authenticate(accounts.city_official())
    assert client.get(reverse("api-points:payment", args=[paid.code])).status_code == 200


def test_a_slip_is_one_slip_with_and_without_a_key() -> None:
    shop, payer = tills.shop(), tills.payer(100)
    sent = {"short_code": tills.booklet(payer)[0].short_code, "amount": 25, "noted_at": NOW.isoformat()}
    by = tills.manager(shop)
    answers = [post(by, "shop-slips", sent, key, code=shop.code).json() for key in ("", "A", "B", "A")]
    assert {one["code"] for one in answers} == {answers[0]["code"]}
    assert (answers[0]["state"], usable(payer)) == ("taken", 75)


def test_the_city_decides_a_case() -> None:
    shop = tills.shop()
    sent = {"short_code": "ZZZZZZZZ", "amount": 25, "noted_at": NOW.isoformat()}
    case = post(tills.manager(shop), "shop-slips", sent, code=shop.code).json()
    assert (case["state"], case["reason"]) == ("case", "payment_code_not_found")
    official = accounts.city_official()
    without = post(official, "slip-decision", {"decision": "pay"}, code=case["code"])
    assert without.status_code == 422
    decided = post(official, "slip-decision", {"decision": "pay", "note": "停電"}, code=case["code"]).json()
    assert (decided["state"], models.Account.objects.get(owner_code=shop.place_code).balance) == ("paid", 25)


def test_a_key_belongs_to_who_sends_it_and_may_be_long() -> None:
    shop, payers, key = tills.shop(), [tills.payer(100) for _ in range(2)], "A" * 199
    for payer in payers:
        for last in "AAB":
            assert post(payer, "till-payments", {"amount": 30}, key + last, code=shop.code).status_code == 201
    assert [usable(payer) for payer in payers] == [40, 40]
    paid = models.Payment.objects.filter(person_code=payers[0].code).latest("pk")
    answers = [
        post(tills.manager(shop), "payment-refunds", {"amount": 5}, key + last, code=paid.code) for last in "AAB"
    ]
    assert ([one.status_code for one in answers], usable(payers[0])) == ([201, 201, 201], 50)


def test_payment_codes_are_not_guessed_and_a_busy_shop_never_waits() -> None:
    shop, payer = tills.shop(most_per_person_day=5000), tills.payer(100)
    by = tills.manager(shop)
    for number in range(31):
        code = tills.shown(tills.payer(5) if number % 2 else payer).short_code
        body = {"short_code": code, "amount": 1}
        assert post(by, "shop-payments", body, f"k{number}", code=shop.code).status_code == 201
    wrong = {"short_code": "ZZZZZZZZ", "amount": 1}
    tried = [post(by, "shop-payments", wrong, code=shop.code).status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]
    right = {"short_code": tills.shown(payer).short_code, "amount": 1}
    assert post(by, "shop-payments", right, code=shop.code).json()["code"] == "code_tries_too_many"


@pytest.mark.parametrize(
    ("changed", "status"), [({"noted_at": "0001-01-01T00:00:00+09:00"}, 400), ({"short_code": "\ufdfa" * 20}, 201)]
)
def test_a_slip_that_nobody_writes_is_no_fault(changed: dict[str, str], status: int) -> None:
    shop = tills.shop()
    sent = {"short_code": "ZZZZZZZZ", "amount": 25, "noted_at": NOW.isoformat()} | changed
    assert post(tills.manager(shop), "shop-slips", sent, code=shop.code).status_code == status
