from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from points import actions, models, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> people.User:
    """Somebody with 100 points."""
    factories.rule(caps={"day": 500})
    made = accounts.UserFactory.create()
    factories.earn(made, 100)
    return made


@pytest.fixture
def api(person: people.User) -> APIClient:
    """A client that calls as `person`."""
    client = APIClient()
    client.force_login(person)
    return client


def _url(name: str, *codes: str) -> str:
    return reverse(f"api-points:{name}", args=codes)


def _desk() -> APIClient:
    client = APIClient()
    client.force_login(accounts.staff_of("kuji"))
    return client


def test_the_balance_and_the_statement_are_ones_own(api: APIClient, person: people.User) -> None:
    factories.earn("u-OTHER", 5)
    assert api.get(_url("point-balance")).json() == {
        "total": 100,
        "held": 0,
        "usable": 100,
        "expiries": [{"expires_on": "2028-03-31", "points": 100}],
    }
    [line] = api.get(_url("postings")).json()["results"]
    assert (line["kind"], line["change"], line["balance"], line["what"]) == ("award", 100, 100, "清掃活動への参加")


def test_rules_and_perks_are_public() -> None:
    factories.rule(caps={"day": 5})
    perk = factories.PerkFactory.create(stock=3)
    anybody = APIClient()
    [rule] = anybody.get(_url("rules")).json()["results"]
    assert (rule["unit"], rule["per_unit"], rule["caps"]) == (
        "hour",
        "1.000",
        [{"subject": "person", "span": "day", "most": 5}],
    )
    [listed] = anybody.get(_url("perks")).json()["results"]
    assert listed == anybody.get(_url("perk", perk.code)).json()
    assert listed["left"] == 3
    assert anybody.get(_url("perk", "pk-NONE")).json()["code"] == "perk_not_found"


def test_an_order_with_a_key_is_made_once(api: APIClient) -> None:
    perk = factories.PerkFactory.create(price=30)
    sent = [api.post(_url("perk-orders", perk.code), headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert sent[0].json() == sent[1].json()
    assert sent[0].json()["state"] == "issued"
    assert models.Voucher.objects.count() == 1


def test_too_few_points_are_a_problem_that_says_how_many_are_missing(api: APIClient) -> None:
    perk = factories.PerkFactory.create(price=130)
    answer = api.post(_url("perk-orders", perk.code))
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["code"] == "not_enough_points"
    assert answer.json()["data"] == {"usable": 100, "needed": 130, "missing": 30}


def test_a_voucher_is_listed_shown_and_cancelled(api: APIClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30), person)
    assert [one["code"] for one in api.get(_url("vouchers")).json()["results"]] == [voucher.code]
    assert api.get(_url("voucher", voucher.code)).json()["short_code"] == voucher.short_code
    assert api.delete(_url("voucher", voucher.code)).json()["state"] == "cancelled"
    assert api.delete(_url("voucher", voucher.code)).json()["code"] == "voucher_cancelled"


def test_a_coupon_says_whether_it_can_be_given_up(api: APIClient, person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True, price=30), person)
    path, told = _url("voucher", coupon.code), []
    told.append(api.get(path).json()["cancellable"])
    use = {"person_code": person.code, "booking_code": "b-1", "by": person, "now": factories.NOW}
    actions.apply_coupon(coupon.code, **use)  # type: ignore[arg-type]
    told.append(api.get(path).json()["cancellable"])
    assert api.delete(path).json()["code"] == "voucher_used"
    actions.release_coupon(booking_code="b-1", by=person, now=factories.NOW)
    told.append(api.get(path).json()["cancellable"])
    given_up = api.delete(path).json()
    assert (told, given_up["state"], given_up["cancellable"]) == ([True, False, True], "cancelled", False)
    assert queries.balance(person.code, now=factories.NOW).usable == 100


@pytest.mark.parametrize("way", ["token", "short_code"])
def test_a_desk_redeems_by_token_or_short_code_once(person: people.User, way: str) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30), person)
    proof = {"token": queries.token_of(voucher), "short_code": voucher.short_code}[way]
    body: dict[str, Any] = {way: proof, "place": "center:kuji"}
    done = _desk().post(_url("voucher-redemptions"), body, format="json")
    assert (done.status_code, done.json()["state"]) == (201, "used")
    assert person.code not in done.content.decode()
    again = _desk().post(_url("voucher-redemptions"), body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "voucher_used")


def test_sheets_are_used_again_whatever_key_was_sent_before(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(copies=True), person)
    body = {"short_code": voucher.short_code, "sheets": 2, "place": "center:kuji"}
    keys: list[dict[str, Any]] = [{"headers": {"Idempotency-Key": "use:2"}}, {}, {}]
    answers = [_desk().post(_url("voucher-redemptions"), body, format="json", **key) for key in keys]
    assert [one.json()["sheets_used"] for one in answers] == [2, 4, 6]


def test_a_redemption_needs_one_proof_and_a_place_of_ones_own(api: APIClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(), person)
    desk = _desk()
    both = {"token": "t", "short_code": "s", "place": "center:kuji"}
    assert desk.post(_url("voucher-redemptions"), both, format="json").status_code == 400
    elsewhere = {"short_code": voucher.short_code, "place": "center:suwa"}
    assert desk.post(_url("voucher-redemptions"), elsewhere, format="json").json()["code"] == "no_place"
    unknown = {"short_code": "00000000", "place": "center:kuji"}
    assert desk.post(_url("voucher-redemptions"), unknown, format="json").json()["code"] == "voucher_not_found"
    assert api.post(_url("voucher-redemptions"), elsewhere, format="json").status_code == 403


def test_the_heads_of_the_chain_are_published_by_day() -> None:
    factories.rule()
    for days, count in ((0, 2), (1, 1)):
        for _ in range(count):
            factories.earn("u-A", 1)
        actions.seal_chain(now=factories.NOW + timedelta(days=days))
    heads = APIClient().get(_url("chain-heads")).json()
    assert [(head["day"], head["position"]) for head in heads] == [("2026-11-21", 3), ("2026-11-20", 2)]
    assert heads[0]["digest"] == bytes(models.ChainLink.objects.get(position=3).digest).hex()
