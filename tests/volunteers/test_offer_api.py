"""Offers, parties and suggestions through the API."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW
from volunteers import actions, models, queries

pytestmark = pytest.mark.django_db
TOLD = {
    "fields_of_activity": [],
    "districts": [],
    "reach_steps": 1,
    "reach_metres": None,
    "times": [
        {"weekday": 1, "starts_at": "09:00", "ends_at": "12:00"},
        {"weekday": 1, "starts_at": "18:30", "ends_at": "20:00"},
    ],
    "languages": ["en", "jsl"],
    "words": "編み物ができます",
    "is_active": True,
    "away": [{"first": "2026-08-01", "last": "2026-08-15"}],
    "also": [{"day": "2026-06-03", "starts_at": "09:00", "ends_at": "12:00"}],
}
LIMITS = {"times_a_week": 2, "times_a_month": None, "minutes_a_week": None, "minutes_a_month": 600}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person() -> accounts.User:
    made: accounts.User = people.UserFactory.create()
    return made


@pytest.fixture
def api(person: accounts.User) -> APIClient:
    return _as(person)


def _as(person: accounts.User) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def _url(name: str, *args: str) -> str:
    return reverse(f"api-volunteers:{name}", args=args)


def _body(response: Any, status: int = 200) -> Any:  # noqa: ANN401
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_what_is_put_is_what_is_got(api: APIClient) -> None:
    skill = factory.SkillFactory.create()
    kept = _body(api.put(_url("offers"), {**TOLD, "limits": LIMITS, "skills": [skill.code]}, format="json"))
    held = {"skill": skill.code, "name": skill.name, "is_confirmed": False, "proof": ""}
    assert kept == {
        **TOLD,
        "limits": LIMITS,
        "changed_at": "2026-05-08T12:00:00+09:00",
        "skills": [{**held, "valid_from": None, "valid_until": None}],
    }
    assert _body(api.get(_url("offers"))) == kept


def test_without_skills_those_told_before_stay_with_their_proof(api: APIClient, person: accounts.User) -> None:
    factory.held(person, factory.SkillFactory.create())
    kept = _body(api.put(_url("offers"), TOLD, format="json"))
    assert [one["is_confirmed"] for one in kept["skills"]] == [True]
    assert _body(api.put(_url("offers"), {**TOLD, "skills": []}, format="json"))["skills"] == []


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"words": "0294-00-0001に電話を"}, 422, "words_tell_who"),
        ({"away": [{"first": "2026-08-15", "last": "2026-08-01"}]}, 422, "offer_days_clash"),
        ({"reach_metres": 2000}, 400, "invalid"),
        ({"languages": ["xx"]}, 400, "invalid"),
        ({"limits": {"times_a_week": 0}}, 400, "invalid"),
        ({"skills": ["nothing"]}, 400, "invalid"),
    ],
)
def test_what_cannot_be_kept_is_a_problem(api: APIClient, given: dict[str, Any], status: int, code: str) -> None:
    problem = _body(api.put(_url("offers"), {**TOLD, **given}, format="json"), status)
    assert (problem["code"] == code or status == 400, models.Offer.objects.count()) == (True, 0)


def test_an_offer_rests_comes_back_and_is_deleted(api: APIClient, person: accounts.User) -> None:
    factories.OfferFactory.create(person=person)
    states = [_body(api.post(_url(f"offer-{step}")))["is_active"] for step in ("rest", "resumption")]
    assert states == [False, True]
    assert api.delete(_url("offers")).status_code == 204
    assert _body(api.get(_url("offers")), 404)["code"] == "not_found"


def test_the_citys_skills_are_open_to_everybody() -> None:
    skill = factory.SkillFactory.create()
    factory.SkillFactory.create(is_retired=True)
    listed = _body(APIClient().get(_url("skills")))
    assert listed == [{"code": skill.code, "name": skill.name, "paper": skill.paper}]


def test_limits_are_told_as_warnings_with_their_codes(api: APIClient, person: accounts.User) -> None:
    factories.OfferFactory.create(person=person, times_a_week=1, times_a_month=1)
    factories.confirmed(factories.ShiftFactory.create(days=4), person)
    shift = factories.ShiftFactory.create()
    found = _body(api.get(_url("shift-warnings", shift.code)))
    assert [one["code"] for one in found] == ["week_limit", "month_limit"]
    assert api.post(_url("shift-applications", shift.code), {}, format="json").status_code == 201


# Parties -------------------------------------------------------------------------------------------------------------


def test_a_party_offers_is_asked_and_comes(api: APIClient, person: accounts.User) -> None:
    group = people.GroupFactory.create(representative=person)
    told = {**TOLD, "reach_steps": None, "headcount": 8, "frequency": "monthly"}
    kept = _body(api.put(_url("party-offer", group.code), told, format="json"))
    assert kept == told | {"changed_at": "2026-05-08T12:00:00+09:00"}
    assert _body(api.get(_url("party-offer", group.code))) == kept
    shift = factories.ShiftFactory.create()
    made = factory.party_invited(shift, models.Offer.objects.get(), asked=4)
    [asked] = _body(api.get(_url("party-invitations")))["results"]
    assert (asked["code"], asked["party"], asked["state"], asked["asked"]) == (made.code, group.name, "invited", 4)
    unsaid = api.post(_url("party-acceptance", made.code), {"coming": 3}, format="json")
    assert (unsaid.status_code, unsaid.json()["code"]) == (422, "party_undeclared")
    for coming in (3, 2):
        told = {"coming": coming, "declaration": "全員18歳以上です"}
        done = _body(api.post(_url("party-acceptance", made.code), told, format="json"))
        assert (done["state"], done["places"]) == ("confirmed", coming)
    assert api.delete(_url("party-offer", group.code)).status_code == 204


@pytest.mark.parametrize("name", ["assignment-withdrawal", "change-departure"])
def test_who_answers_for_a_party_no_more_gives_up_nothing_of_it(
    api: APIClient, person: accounts.User, name: str
) -> None:
    offer = factory.party_offer(representative=person)
    made = factory.party_invited(factories.ShiftFactory.create(), offer)
    actions.parties.accept_for_party(made, coming=4, by=person, now=NOW, declaration="全員18歳以上です")
    offer.group.members.filter(user=person).delete()  # type: ignore[union-attr]
    _body(api.post(_url(name, made.code), {}, format="json"), 404)
    made.refresh_from_db()
    assert (made.is_confirmed, made.places) == (True, 4)


def test_a_party_of_somebody_else_is_not_there(api: APIClient) -> None:
    offer = factory.party_offer()
    made = factory.party_invited(factories.ShiftFactory.create(), offer)
    for url in (_url("party-offer", offer.group.code), _url("party-acceptance", made.code)):  # type: ignore[union-attr]
        assert api.post(url, {"coming": 1}, format="json").status_code in {404, 405}
    assert _body(api.get(_url("party-invitations")))["results"] == []


# Organisers ----------------------------------------------------------------------------------------------------------


def test_an_organiser_reads_cards_and_asks_by_their_handle() -> None:
    shift = factories.ShiftFactory.create(capacity=3)
    offer, party = factories.OfferFactory.create(languages=["vi"]), factory.party_offer(headcount=6)
    client = _as(factories.manager_of(shift.request))
    cards = _body(client.get(_url("shift-offers", shift.code)))
    assert [(one["who"], one["most"]) for one in cards if one["languages"]] == [("個人の方", 1)]
    assert {one["handle"] for one in cards} == {queries.matching.handle_of(shift, one) for one in (offer, party)}
    [narrowed] = _body(client.get(_url("shift-offers", shift.code), {"kind": "party", "headcount": "2"}))
    asked = client.post(
        _url("shift-invitations", shift.code), {"handle": narrowed["handle"], "people": 3}, format="json"
    )
    assert _body(asked, 201) == {"invited": True}
    assert models.Party.objects.get().asked == 3


def test_an_organiser_who_asks_for_too_many_or_nobody_gets_a_problem() -> None:
    shift, party = factories.ShiftFactory.create(capacity=3), factory.party_offer(headcount=6)
    client = _as(factories.manager_of(shift.request))
    handle = queries.matching.handle_of(shift, party)
    many = client.post(_url("shift-invitations", shift.code), {"handle": handle, "people": 4}, format="json")
    nobody = client.post(_url("shift-invitations", shift.code), {"handle": "0" * 32}, format="json")
    assert [_body(many, 409)["code"], _body(nobody, 409)["code"]] == ["party_too_large", "not_suggested"]


def test_a_request_tells_what_it_asks_for() -> None:
    skill = factory.SkillFactory.create()
    request = factories.RequestFactory.create(
        certificate=skill.name,
        certificate_skill=skill,
        certificate_reason="見本のため",
        wanted_skills=[skill.code],
        languages=["en"],
    )
    factories.ShiftFactory.create(request=request)
    found = _body(APIClient().get(_url("request", request.code)))
    told = {name: found[name] for name in ("needs_proof", "wanted_skills", "languages", "asks")}
    assert told == {"needs_proof": True, "wanted_skills": [skill.code], "languages": ["en"], "asks": []}


def test_suggestions_tell_every_factor(api: APIClient, person: accounts.User) -> None:
    skill = factory.SkillFactory.create()
    actions.save_offer(
        person,
        plan=actions.OfferPlan(fields=[], districts=[], times=[], skills=[skill], languages=["en"]),
        by=person,
        now=NOW - timedelta(days=1),
    )
    request = factories.RequestFactory.create(wanted_skills=[skill.code], languages=["en"])
    factories.ShiftFactory.create(request=request)
    [found] = _body(api.get(_url("suggestions")))
    points = {one["factor"]: one["points"] for one in found["factors"]}
    assert (points["skill"], points["language"], sum(points.values())) == (60, 40, found["score"])
    assert f"あなたのできること「{skill.name}」が役に立ちます" in found["reasons"]
