from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from rest_framework.test import APIClient

from points import actions, enums, errors, models, queries
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY
TOMORROW = TODAY + timedelta(days=1)


def _draft(**changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    told: dict[str, Any] = {
        "way": enums.RuleWay.CLEAN_UP,
        "unit": enums.RuleUnit.PIECE,
        "items": earning.TABLE,
        "starts_on": TODAY,
    }
    plan = earning.plan("clean-up", **told | changed)
    return actions.draft_rule(plan, by=accounts.administrator(), now=NOW)


def _case(kilograms: dict[str, str], present: int, person: str = "") -> actions.Case:
    weighed = {code: Decimal(kg) for code, kg in kilograms.items()}
    return actions.Case(Decimal(0), TODAY, person, weighed, present)


def _path(draft: models.Rule) -> str:
    return reverse("points:rule-version", args=[draft.code, draft.version])


@pytest.fixture
def city() -> APIClient:
    """Who decides for the city."""
    caller = APIClient()
    caller.force_login(accounts.city_official())
    return caller


def test_a_trial_multiplies_kilograms_by_the_table_and_splits_them() -> None:
    draft = _draft(caps={enums.Span.DAY: 17})
    tried = actions.try_draft(draft, [_case({"can": "2.5", "mixed": "0.5"}, 3)], now=NOW)
    assert sorted((int(one.case.quantity), one.amount) for one in tried) == [(17, 17), (18, 17), (18, 17)]
    assert {one.said for one in tried if one.amount < one.case.quantity} == {
        "「健康ウォーキング」は1日に17ポイントまでのため、18ポイントのうち、残りの17ポイントになります。"
    }
    assert not models.Posting.objects.exists()
    call_command("verify_points", stdout=StringIO())


def test_a_trial_gives_what_the_sheet_then_gives() -> None:
    people = [accounts.UserFactory.create().code for _ in range(4)]
    draft = _draft(multipliers=[actions.MultiplierPlan(kind=enums.MultiplierKind.FIRST_TIME, factor=Decimal(2))])
    tried = actions.try_draft(draft, [_case({"can": "2.5"}, 4, people[0])], now=NOW)
    actions.publish_draft(draft, by=accounts.administrator(), now=NOW)
    made = actions.enter_clean_up(earning.sheet(dict.fromkeys(people, 1)), by=accounts.administrator(), now=NOW)
    assert sorted(one.amount for one in tried) == sorted(one.awarded for one in made.shares)


def test_the_person_of_a_trial_is_the_first_of_those_present() -> None:
    known = accounts.UserFactory.create()
    tried = actions.try_draft(_draft(age_from=99), [_case({"can": "1"}, 3, known.code)], now=NOW)
    assert [(one.case.person_code, type(one.refusal)) for one in tried] == [
        (known.code, errors.NotEligible),
        ("", type(None)),
        ("", type(None)),
    ]


@pytest.mark.parametrize(
    ("kilograms", "fault"),
    [
        ({"can": "0"}, errors.NothingCollected),
        ({"glass": "1"}, errors.ItemUnknown),
        ({"can": "50000", "mixed": "50000"}, errors.SheetTooLarge),
    ],
)
def test_a_trial_refuses_what_a_sheet_refuses(kilograms: dict[str, str], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        actions.try_draft(_draft(), [_case(kilograms, 2)], now=NOW)


@time_machine.travel(NOW, tick=False)
def test_the_page_asks_kilograms_by_item_and_shows_each_part(client: PageClient) -> None:
    draft = _draft()
    client.force_login(accounts.city_official())
    blank = pages.words(client.get(_path(draft)))
    assert ("空き缶（kg）" in blank, "そのほかのごみ（kg）" in blank, "続けて何回" in blank) == (True, True, False)
    page = client.get(_path(draft), {"kg_can": "２.５", "kg_mixed": "", "present": "３", "number": ""})
    found = [(first, last, one.amount) for first, last, one in page.context["tried"]]
    assert found == [(1, 2, 17), (3, 3, 16)]
    assert "みんなで分けるポイント50ポイント" in pages.words(page)


def test_people_who_get_the_same_stand_together(client: PageClient) -> None:
    draft = _draft()
    client.force_login(accounts.city_official())
    page = client.get(_path(draft), {"kg_can": "100", "present": "100"})
    assert [(first, last, one.amount) for first, last, one in page.context["tried"]] == [(1, 100, 20)]
    assert "1〜100人目" in pages.words(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kg_can": "", "kg_mixed": ""}, "集めた重さを、1品目以上に入力してください。"),
        ({"kg_can": "たくさん"}, "重さを数字で入力してください。例: 2.5"),
        ({"kg_can": "2.5", "present": "0"}, "1以上"),
    ],
)
def test_what_cannot_be_tried_is_named_and_stays(client: PageClient, typed: dict[str, str], said: str) -> None:
    draft = _draft()
    client.force_login(accounts.city_official())
    sent = {"kg_can": "", "kg_mixed": "", "present": "12", "number": "u-AB"} | typed
    page = client.get(_path(draft), sent)
    assert (page.status_code, said in pages.words(page)) == (422, True)
    assert {name: page.context["trial"][name].value() for name in sent} == sent


def test_past_sheets_are_tried_by_the_table_of_the_draft(client: PageClient) -> None:
    earning.clean_up_rule()
    people = dict.fromkeys((accounts.UserFactory.create().code for _ in range(2)), 1)
    actions.enter_clean_up(earning.sheet(people), by=accounts.administrator(), now=NOW)
    can, mixed = earning.TABLE
    dearer = actions.ItemPlan(code=can.code, name=can.name, per_kg=Decimal(40))
    past = queries.past_awards("clean-up", since=TODAY)
    assert queries.past_parts(_draft(items=(dearer, mixed), starts_on=TOMORROW), past) == [50, 50]
    assert queries.past_parts(_draft(items=(mixed,), starts_on=TOMORROW), past) == [0, 0]


@time_machine.travel(NOW, tick=False)
def test_the_api_tries_kilograms(city: APIClient) -> None:
    draft = _draft()
    path = reverse("api-points:rule-trial", args=[draft.code, draft.version])
    case = {"happened_on": TODAY.isoformat(), "kilograms": {"can": "2.5"}, "present": 2}
    tried = city.post(path, {"cases": [case]}, format="json").json()
    assert [(one["quantity"], one["points"], one["said"]) for one in tried] == [("25.00", 25, "")] * 2


@pytest.mark.parametrize(
    ("case", "said"),
    [({}, "kilograms に"), ({"kilograms": {"can": "1"}, "present": 301}, "300"), ({"kilograms": {"can": "-1"}}, "0")],
)
def test_the_api_names_what_a_clean_up_needs(city: APIClient, case: dict[str, Any], said: str) -> None:
    draft = _draft()
    path = reverse("api-points:rule-trial", args=[draft.code, draft.version])
    answer = city.post(path, {"cases": [{"happened_on": TODAY.isoformat()} | case]}, format="json")
    assert (answer.status_code, said in answer.content.decode()) == (400, True)


def test_the_api_takes_no_more_people_than_an_event_has(city: APIClient) -> None:
    draft = _draft()
    path = reverse("api-points:rule-trial", args=[draft.code, draft.version])
    case = {"happened_on": TODAY.isoformat(), "kilograms": {"can": "1"}, "present": 200}
    answer = city.post(path, {"cases": [case, case]}, format="json")
    assert (answer.status_code, "全部で300人まで" in answer.content.decode()) == (400, True)


def test_the_api_wants_kilograms_of_a_clean_up_alone(city: APIClient) -> None:
    rule = earning.published()
    path = reverse("api-points:rule-trial", args=[rule.code, rule.version])
    case = {"happened_on": TODAY.isoformat(), "kilograms": {"can": "1"}}
    answer = city.post(path, {"cases": [case]}, format="json")
    assert (answer.status_code, "清掃の決まりだけ" in answer.content.decode()) == (400, True)


@time_machine.travel(NOW, tick=False)
def test_the_trial_of_a_draft_without_a_table_says_that_there_is_none(client: PageClient) -> None:
    client.force_login(accounts.city_official())
    page = client.get(_path(_draft(items=())), {"present": "3"})
    assert page.status_code == 422
    assert "この版には品目の表がないため、試せません。" in pages.words(page)
