"""No day next to the ends of the calendar reaches a call of points: beside those there is none."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.factories import accounts as people
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
FAR = ["0001-01-01", "9999-12-30", "9999-12-31"]
SAID = "1000年から2999年までの日にしてください。"
DECREE = {"document": "第1号", "reason": "災害"}
CONTRACT = {"place_kind": "center", "place_code": "kuji", "document": "第1号"}


@pytest.fixture
def city() -> APIClient:
    client = APIClient()
    client.force_login(people.city_official())
    return client


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    ("name", "sent", "days"),
    [
        ("campaigns", {"name": "見本", "budget": 10}, ["starts_on", "ends_on"]),
        ("carry-over-preview", DECREE, ["first", "last", "until"]),
        ("carry-overs", DECREE, ["first", "last", "until"]),
        ("shop-contracts", CONTRACT, ["starts_on", "ends_on"]),
        ("reports", {"rule_code": "walk"}, ["happened_on"]),
        ("perk-plan-preview", {}, ["starts_on", "ends_on", "use_starts_on", "use_ends_on"]),
        ("rule-versions", {}, ["starts_on", "ends_on"]),
    ],
)
def test_a_far_day_is_refused(city: APIClient, name: str, sent: dict[str, object], days: list[str], day: str) -> None:
    answer = city.post(reverse(f"api-points:{name}"), sent | dict.fromkeys(days, day), format="json")
    assert answer.status_code == 400, answer.content
    fields = answer.json()["data"]["fields"]
    assert {one: fields.get(one) for one in days} == {one: [SAID] for one in days}


@pytest.mark.parametrize("day", FAR)
def test_a_rule_is_not_tried_on_a_far_day(city: APIClient, day: str) -> None:
    rule = factories.rule("walk")
    path = reverse("api-points:rule-trial", args=[rule.code, rule.version])
    answer = city.post(path, {"cases": [{"quantity": "1", "happened_on": day}]}, format="json")
    assert (answer.status_code, SAID in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("month", ["0001-01", "0999-12", "9999-12", "9999-11", "2026-13"])
@pytest.mark.parametrize("name", ["settlements", "settlements-table"])
def test_a_far_month_is_refused(city: APIClient, name: str, month: str) -> None:
    assert city.get(reverse(f"api-points:{name}"), {"month": month}).status_code == 400


@pytest.mark.parametrize("day", FAR)
def test_nothing_was_cleaned_up_on_a_far_day(day: str) -> None:
    client = APIClient()
    client.force_login(people.staff_of("kuji"))
    answer = client.post(reverse("api-points:clean-ups"), {"happened_on": day}, format="json")
    assert (answer.status_code, answer.json()["data"]["fields"]["happened_on"]) == (400, [SAID])
