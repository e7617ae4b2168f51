"""Proofs of skills and the city's list of skills through the API."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import offers as factory
from tests.factories.offers import NOW, TODAY
from volunteers import models, queries

pytestmark = pytest.mark.django_db
CENTER = "mihon"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    rooms.CenterFactory.create(code=CENTER)
    made: accounts.User = people.UserFactory.create(district=people.DistrictFactory.create(center_code=CENTER))
    return made


@pytest.fixture
def desk() -> APIClient:
    return _as(people.staff_of(CENTER))


def _as(user: accounts.User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def _url(name: str, *args: str) -> str:
    return reverse(f"api-volunteers:{name}", args=args)


def _proof(proved: models.Skill, **changed: object) -> dict[str, object]:
    return {"skill": proved.code, "proof": "licence", "valid_until": f"{TODAY + timedelta(days=300)}"} | changed


def _looks(person: accounts.User) -> int:
    return common.AuditEntry.objects.filter(action="volunteers.skills", about_code=person.code).count()


def test_a_desk_writes_down_which_paper_it_saw_and_lists_it(desk: APIClient, person: accounts.User) -> None:
    skill = factory.SkillFactory.create()
    made = desk.post(_url("person-skills", person.code), _proof(skill), format="json")
    assert (made.status_code, made.json()["is_confirmed"], made.json()["proof"]) == (201, True, "licence")
    held = models.HeldSkill.objects.get(person=person)
    assert (held.center_code, held.valid_until) == (CENTER, TODAY + timedelta(days=300))
    listed = desk.get(_url("person-skills", person.code))
    assert (listed.json(), _looks(person)) == ([made.json()], 1)


def test_a_write_that_is_sent_twice_confirms_once(desk: APIClient, person: accounts.User) -> None:
    url, body = _url("person-skills", person.code), _proof(factory.SkillFactory.create())
    answers = [desk.post(url, body, format="json", headers={"Idempotency-Key": "proof-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    confirmed = common.AuditEntry.objects.filter(action="volunteers.confirm-skill", about_code=person.code)
    assert (answers[0].json() == answers[1].json(), confirmed.count()) == (True, 1)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"valid_until": f"{TODAY - timedelta(days=1)}"}, 422, "proof_unclear"),
        ({"valid_from": f"{TODAY + timedelta(days=301)}"}, 422, "proof_unclear"),
        ({"proof": "photo"}, 400, "invalid"),
        ({"skill": "skill-nowhere"}, 400, "invalid"),
        ({"center_code": "elsewhere"}, 400, "invalid"),
    ],
)
def test_what_proves_nothing_is_refused_by_name(
    desk: APIClient, person: accounts.User, changed: dict[str, Any], status: int, code: str
) -> None:
    body = _proof(factory.SkillFactory.create(), **changed)
    answer = desk.post(_url("person-skills", person.code), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not models.HeldSkill.objects.exists()


def test_a_skill_off_the_list_or_without_a_paper_is_not_confirmed(desk: APIClient, person: accounts.User) -> None:
    retired, spoken = factory.SkillFactory.create(is_retired=True), factory.SkillFactory.create(paper="")
    answers = [
        desk.post(_url("person-skills", person.code), _proof(skill), format="json") for skill in (retired, spoken)
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "invalid"),
        (409, "nothing_to_prove"),
    ]


def test_an_administrator_names_the_desk_that_saw_the_paper(person: accounts.User) -> None:
    client, url = _as(people.administrator()), _url("person-skills", person.code)
    skill = factory.SkillFactory.create()
    assert client.post(url, _proof(skill), format="json").json()["data"]["fields"].keys() == {"center_code"}
    assert client.post(url, _proof(skill, center_code=CENTER), format="json").status_code == 201


def test_a_confirmation_is_taken_back_with_a_reason_and_once(desk: APIClient, person: accounts.User) -> None:
    held = factory.held(person, factory.SkillFactory.create())
    url = _url("held-skill-withdrawal", held.code)
    assert desk.post(url, {}, format="json").status_code == 400
    taken = desk.post(url, {"reason": "別の方の書類でした"}, format="json")
    assert (taken.status_code, taken.json()["is_confirmed"], taken.json()["proof"]) == (200, False, "")
    assert desk.post(url, {"reason": "もう一度"}, format="json").status_code == 404


def test_nobody_confirms_a_skill_of_their_own_or_of_another_desks_people(person: accounts.User) -> None:
    skill = factory.SkillFactory.create()
    people.StaffRoleFactory.create(user=person, kind=accounts_enums.StaffKind.CENTER_STAFF, center_code=CENTER)
    others = (_as(person), _as(people.staff_of("elsewhere")), _as(people.UserFactory.create()))
    url = _url("person-skills", person.code)
    assert [one.post(url, _proof(skill), format="json").status_code for one in others] == [404, 404, 404]
    assert (models.HeldSkill.objects.count(), _looks(person)) == (0, 0)


def test_the_city_adds_a_skill_takes_it_off_and_puts_it_back() -> None:
    city = _as(people.city_official())
    made = city.post(_url("skills"), {"name": "見本の資格", "paper": "修了証"}, format="json")
    assert made.status_code == 201
    url, code = _url("skill-retirement", made.json()["code"]), made.json()["code"]
    assert city.post(url, {"is_retired": True}, format="json").json() == {"is_retired": True}
    assert code not in [one.code for one in queries.held_skills.skills()]
    assert city.post(url, {"is_retired": False}, format="json").json() == {"is_retired": False}
    assert [one["code"] for one in APIClient().get(_url("skills")).json()] == [code]


def test_a_name_stands_in_the_list_once() -> None:
    skill, city = factory.SkillFactory.create(), _as(people.city_official())
    answer = city.post(_url("skills"), {"name": skill.name}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "skill_name_taken")


def test_the_list_is_the_citys_alone(person: accounts.User, desk: APIClient) -> None:
    for client in (desk, _as(person)):
        assert client.post(_url("skills"), {"name": "見本の資格"}, format="json").status_code == 404
    assert APIClient().post(_url("skills"), {"name": "見本の資格"}, format="json").status_code == 401
    assert not models.Skill.objects.exists()
