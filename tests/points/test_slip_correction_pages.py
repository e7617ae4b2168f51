"""Putting a slip right on the page and by the API: what was typed stays, and only who may does it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from points import models, queries
from points.actions import slips as sending
from tests.factories import accounts, tills
from tests.support import client as clients
from tests.support import race

pytestmark = pytest.mark.django_db
NOW = tills.NOW


def sent(till: models.Till, payer: people.User, amount: int = 120) -> models.Slip:
    code = tills.booklet(payer)[0].short_code
    plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=NOW)
    return sending.send_slip(plan, till=till, source="form", by=tills.by_of(till), now=NOW)


def page(person: people.User) -> clients.PageClient:
    made = clients.PageClient()
    made.force_login(person)
    return made


def typed(slip: models.Slip, **changed: str) -> dict[str, str]:
    at = {"day_0": "2026", "day_1": "11", "day_2": "20", "day": "2026-11-20", "at": "12:00"}
    return {"key": "K", "code": slip.written_code, "amount": "80", "reason": "80を120と入力", **at} | changed


def test_a_desk_finds_a_shops_slip_and_puts_it_right() -> None:
    payer, staff = tills.payer(300), accounts.staff_of("kuji")
    slip = sent(tills.shop(), payer)
    client, address = page(staff), reverse("points:slip-correction", args=[slip.code])
    assert address in client.get(reverse("points:slips")).content.decode()
    form = client.get(address).content.decode()
    assert ('value="120"' in form, 'value="12:00"' in form) == (True, True)
    without = client.post(address, typed(slip, reason=""))
    assert (without.status_code, 'value="80"' in without.content.decode()) == (422, True)
    done = client.post(address, typed(slip), follow=True).content.decode()
    assert "訂正し、40ポイントを返しました。" in done
    assert ("はじめに送られた内容: 120ポイント" in done, "80を120と入力" in done) == (True, True)
    assert queries.balance(payer.code, now=NOW).usable == 220
    same = client.post(address, typed(slip, key="L"))
    assert (same.status_code, "今の内容と同じです" in same.content.decode()) == (422, True)


def test_the_shop_reads_what_was_put_right() -> None:
    slip = sent(tills.shop(), tills.payer(300))
    page(accounts.staff_of("kuji")).post(reverse("points:slip-correction", args=[slip.code]), typed(slip))
    shown = page(tills.manager(slip.till)).get(reverse("points:shop-slips", args=[slip.till.code])).content.decode()
    assert ("80ポイントに訂正" in shown, "80を120と入力" in shown) == (True, True)


def test_what_is_missing_is_said_to_wait_for_the_city() -> None:
    slip = sent(tills.shop(), tills.payer(130))
    address = reverse("points:slip-correction", args=[slip.code])
    done = page(accounts.city_official()).post(address, typed(slip, amount="200"), follow=True).content.decode()
    assert ("市が確認します" in done, "追加の伝票を見る（市が確認中）" in done) == (True, True)


def test_a_desk_puts_no_slip_of_another_center_right() -> None:
    slip = sent(tills.center("suwa"), tills.payer(300))
    address = reverse("points:slip-correction", args=[slip.code])
    assert [page(accounts.staff_of(code)).get(address).status_code for code in ("kuji", "suwa")] == [404, 200]


def call(person: people.User, method: str, slip: models.Slip, body: object = None, key: str = "") -> Any:  # noqa: ANN401 - JSON
    client = APIClient()
    client.force_authenticate(person)
    headers = {"Idempotency-Key": key} if key else {}
    address = reverse("api-points:slip-corrections", kwargs={"code": slip.code})
    return getattr(client, method)(address, body, format="json", headers=headers)


def test_a_slip_is_put_right_once_by_the_api() -> None:
    payer, staff = tills.payer(300), accounts.staff_of("kuji")
    slip = sent(tills.shop(), payer)
    body = {"short_code": slip.written_code, "amount": 80, "noted_at": NOW.isoformat(), "reason": "書き間違い"}
    made = [call(staff, "post", slip, body, "A") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert (made[0].json()["given_back"], made[0].json()["made"], made[0].json()["made_state"]) == (40, None, "")
    assert [one["amount"] for one in call(staff, "get", slip).json()["results"]] == [80]
    assert queries.balance(payer.code, now=NOW).usable == 220
    future = body | {"noted_at": (NOW + timedelta(days=1)).isoformat()}
    assert call(staff, "post", slip, future).json()["code"] == "slip_in_future"
    refused = call(tills.manager(slip.till), "post", slip, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def _correct(slip: models.Slip, by: people.User, key: str) -> int:
    answer = call(
        by, "post", slip, {"short_code": slip.written_code, "amount": 80, "reason": "x", "noted_at": NOW}, key
    )
    return int(answer.status_code)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_desks_at_once_one_puts_it_right_and_the_points_go_back_once() -> None:
    desks = [accounts.staff_of(code) for code in ("kuji", "suwa")]
    with race.runners(2) as field:
        for number in range(race.rounds(2)):
            payer = tills.payer(300)
            slip = sent(tills.shop(), payer)
            calls = [race.Call(_correct, {"slip": slip, "by": by, "key": f"{number}{by.code}"}) for by in desks]
            outcomes = field.run(calls)
            assert sorted(one.value for one in outcomes) == [201, 422], [one.detail for one in outcomes]
            assert queries.balance(payer.code, now=NOW).usable == 220
