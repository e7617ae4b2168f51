"""Rules, campaigns and households through the API: the same facts as on the pages, and the same refusals."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from points import actions, models
from tests.factories import accounts, earning
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW, TODAY = factories.NOW, factories.TODAY
TOMORROW = TODAY + timedelta(days=1)
VERSION: dict[str, Any] = {
    "code": "radio",
    "name": "ラジオ体操",
    "way": "site",
    "starts_on": TODAY.isoformat(),
    "per_time": 5,
    "caps": [{"span": "day", "most": 8}, {"subject": "household", "span": "week", "most": 40}],
    "multipliers": [
        {"kind": "first_time", "factor": "2"},
        {"kind": "streak", "factor": "1.5", "span": "day", "length": 7},
        {"kind": "seasonal", "factor": "3", "starts_on": "2027-01-01", "ends_on": "2027-01-31"},
    ],
}


def _calling(person: people.User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


@pytest.fixture
def city() -> APIClient:
    return _calling(accounts.city_official())


def _url(name: str, *codes: object) -> str:
    return reverse(f"api-points:{name}", args=codes)


@time_machine.travel(NOW, tick=False)
def test_a_rule_is_drafted_tried_published_and_ended(city: APIClient) -> None:
    made = city.post(_url("rule-versions"), VERSION, format="json")
    assert (made.status_code, made.json()["published_at"], made.json()["version"]) == (201, None, 1)
    cases = [{"happened_on": TODAY.isoformat()}, {"happened_on": TODAY.isoformat()}]
    tried = city.post(_url("rule-trial", "radio", 1), {"cases": cases}, format="json").json()
    assert [(one["points"], one["asked"]) for one in tried] == [(8, 10), (0, 0)]
    assert (tried[0]["expires_on"], tried[0]["refusal"]) == ("2028-03-31", "")
    assert "1日に8ポイントまで" in tried[1]["refusal"]
    assert not models.Posting.objects.exists()
    assert city.post(_url("rule-publication", "radio", 1)).json()["published_at"] is not None
    again = city.post(_url("rule-publication", "radio", 1))
    assert (again.status_code, again.json()["code"]) == (409, "rule_not_a_draft")
    ended = city.post(_url("rule-ending", "radio", 1), {"ends_on": TOMORROW.isoformat()}, format="json")
    assert ended.json()["ends_on"] == TOMORROW.isoformat()
    [listed] = city.get(_url("rule-versions")).json()["results"]
    assert listed == city.get(_url("rule-version", "radio", 1)).json()


def test_drafting_again_writes_the_draft_anew_and_a_key_makes_it_once(city: APIClient) -> None:
    first = city.post(_url("rule-versions"), VERSION, format="json", headers={"Idempotency-Key": "K" * 150})
    again = city.post(_url("rule-versions"), VERSION, format="json", headers={"Idempotency-Key": "K" * 150})
    assert (again.json(), again.headers["Idempotent-Replay"]) == (first.json(), "true")
    changed = city.post(_url("rule-versions"), {**VERSION, "caps": [], "per_time": 9}, format="json").json()
    assert (changed["version"], changed["caps"], changed["per_time"]) == (1, [], 9)
    assert models.Rule.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"per_time": 0}, "per_time"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"age_from": 20, "age_to": 10}, "age_to"),
        ({"expiry_kind": "fiscal_year_end", "expiry_amount": 0}, "expiry_amount"),
        ({"expiry_kind": "days", "expiry_amount": 3651}, "expiry_amount"),
        ({"way": "manual"}, "four_eyes_above"),
        ({"multipliers": [{"kind": "streak", "factor": "2"}]}, "multipliers"),
        ({"multipliers": [{"kind": "first_time", "factor": "2", "length": 3}]}, "multipliers"),
        ({"multipliers": [{"kind": "streak", "factor": "2", "span": "fiscal_year", "length": 3}]}, "multipliers"),
        ({"multipliers": [{"kind": "first_time", "factor": "2"}] * 2}, "multipliers"),
        ({"caps": [{"span": "day", "most": 8}] * 2}, "caps"),
        ({"items": [{"code": "can", "name": "缶", "per_kg": "1"}] * 2}, "items"),
        ({"code": "Radio Taiso"}, "code"),
    ],
)
def test_what_does_not_fit_together_is_named(city: APIClient, changes: dict[str, Any], field: str) -> None:
    answer = city.post(_url("rule-versions"), {**VERSION, **changes}, format="json")
    assert answer.status_code == 400
    assert field in str(answer.json()["data"])
    assert not models.Rule.objects.exists()


def test_the_city_alone_reads_and_writes_drafts() -> None:
    resident = _calling(accounts.UserFactory.create())
    assert resident.get(_url("rule-versions")).status_code == 403
    assert resident.post(_url("rule-versions"), VERSION, format="json").status_code == 403


def test_a_campaign_is_opened_enlarged_and_shows_where_its_points_went(city: APIClient) -> None:
    sent = {"name": "春", "starts_on": TODAY.isoformat(), "ends_on": "2027-03-31", "budget": 12}
    code = city.post(_url("campaigns"), sent, format="json").json()["code"]
    answer = city.post(_url("rule-versions"), {**VERSION, "campaign": code, "multipliers": []}, format="json")
    assert answer.json()["campaign"] == code
    city.post(_url("rule-publication", "radio", 1))
    actions.visit_site(earning.site(), person=accounts.UserFactory.create(), word="", now=NOW)
    more = city.post(_url("campaign-points", code), {"points": 8}, format="json").json()
    assert (more["budget"], more["used"]) == (20, 5)
    assert more == city.get(_url("campaign", code)).json()
    [drawn] = city.get(_url("campaign-points", code)).json()
    assert drawn == {"month": TODAY.replace(day=1).isoformat(), "rule_code": "radio", "points": 5, "people": 1}


@pytest.mark.parametrize("ends_on", ["2026-01-01", "never"])
def test_a_campaign_ends_after_it_begins(city: APIClient, ends_on: str) -> None:
    sent = {"name": "春", "starts_on": TODAY.isoformat(), "ends_on": ends_on, "budget": 12}
    assert city.post(_url("campaigns"), sent, format="json").status_code == 400


@time_machine.travel(NOW, tick=False)
def test_people_at_home_find_one_another_by_a_word() -> None:
    first, second = (_calling(accounts.UserFactory.create()) for _ in range(2))
    assert first.get(_url("household")).json()["members"] == 0
    word = first.post(_url("household-invitations")).json()["word"]
    entered = second.post(_url("household-words"), {"word": word}, format="json").json()
    assert (entered["members"], entered["waiting"]) == (0, True)
    [asked] = first.get(_url("household")).json()["invitations"]
    assert asked["entered_by_code"] == people.User.objects.order_by("-pk")[0].code
    answered = first.post(_url("household-answer", word), {"confirm": True}, format="json").json()
    assert (answered["members"], answered["invitations"]) == (2, [])
    left = second.delete(_url("household")).json()
    assert (left["members"], left["leaves_on"]) == (2, "2027-04-01")


def test_a_wrong_word_and_a_second_household_are_refused() -> None:
    person = accounts.UserFactory.create()
    client = _calling(person)
    unknown = client.post(_url("household-words"), {"word": "ZZZZZZZZ"}, format="json")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "household_word_unknown")
    alone = client.delete(_url("household"))
    assert (alone.status_code, alone.json()["code"]) == (409, "not_in_household")
    nobody = client.post(_url("household-answer", "ZZZZZZZZ"), {"confirm": True}, format="json")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nothing_to_confirm")


def test_two_officials_may_use_one_long_key_for_decrees(city: APIClient) -> None:
    sent = {"document": "見本告示第1号", "reason": "災害", "first": "2028-03-31", "last": "2028-03-31"}
    headers = {"Idempotency-Key": "K" * 150}
    one = {**sent, "until": "2029-03-31"}
    other = {**one, "document": "見本告示第2号"}
    with time_machine.travel(NOW, tick=False):
        first = city.post(_url("carry-overs"), one, format="json", headers=headers)
        second = _calling(accounts.administrator()).post(_url("carry-overs"), other, format="json", headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert city.post(_url("carry-overs"), one, format="json", headers=headers).json() == first.json()


SHEET = {"organiser": "center:kuji", "rule_code": "clean-up", "name": "海岸の清掃", "happened_on": TODAY.isoformat()}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("reports", {"rule_code": "walk", "happened_on": TODAY.isoformat(), "quantity": "9999999.99"}),
        ("clean-ups", {**SHEET, "kilograms": {"can": "99999.99"}, "people": {"u-1": 1}}),
        ("clean-ups", {**SHEET, "kilograms": {"can": "1"}, "people": {"u-\x00": 1}}),
    ],
)
def test_what_no_page_takes_is_no_fault_of_the_api(name: str, sent: dict[str, Any]) -> None:
    answer = _calling(accounts.staff_of("kuji")).post(_url(name), sent, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
