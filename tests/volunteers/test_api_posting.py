"""Writing requests by the API: all kinds, drafts, edits and their answers, copies, templates and reviews."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import models

pytestmark = pytest.mark.django_db
WINDOW = {
    "first": str(TODAY),
    "last": str(TODAY + timedelta(days=28)),
    "weekdays": [6, 7],
    "opens_at": "09:00",
    "closes_at": "12:00",
    "capacity": 2,
    "place": "見本公園",
    "minutes_needed": 1200,
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organisation() -> accounts.Organisation:
    """An organisation that has posted before."""
    return factories.RequestFactory.create().organisation


@pytest.fixture
def api(organisation: accounts.Organisation) -> APIClient:
    """A client of somebody who runs it."""
    client = APIClient()
    client.force_login(people.OrganisationMemberFactory.create(organisation=organisation).user)
    return client


def _url(name: str, *codes: str) -> str:
    return reverse(f"api-volunteers:{name}", args=codes)


def _body(response: Any, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def _shift(days: int = 3, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    starts = factories.morning(days)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=2)).isoformat()}
    return {**times, "place": "見本海岸", "capacity": 5, **fields}


def _sheet(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    words = {"title": "花だんの手入れ", "tasks": "水をやります。", "meeting_point": "入口"}
    return {**words, "field": factories.FieldFactory.create().code, **fields}


def _post(api: APIClient, organisation: accounts.Organisation, **fields: Any) -> Any:  # noqa: ANN401 - the answer
    return api.post(_url("requests"), _sheet(organisation=organisation.code, **fields), format="json")


def test_a_request_of_set_times_is_posted(api: APIClient, organisation: accounts.Organisation) -> None:
    made = _body(_post(api, organisation, shifts=[_shift(), _shift(4)], belongings="軍手"), 201)
    assert (made["status"], len(made["shifts"]), made["belongings"]) == ("published", 2, "軍手")
    assert made == _body(api.get(_url("request", made["code"])))


@pytest.mark.parametrize(
    ("kind", "window", "left"),
    [("flexible", WINDOW, 1200), ("open_ended", WINDOW | {"last": None, "minutes_needed": None}, None)],
)
def test_a_request_whose_times_are_picked_is_posted_with_its_windows(
    api: APIClient, organisation: accounts.Organisation, kind: str, window: dict[str, Any], left: int | None
) -> None:
    made = _body(_post(api, organisation, kind=kind, windows=[window, window | {"weekdays": [1]}]), 201)
    assert [(one["minutes_left"], one["weekdays"]) for one in made["windows"]] == [(left, [6, 7]), (left, [1])]


def test_a_draft_is_seen_by_its_organisation_alone(api: APIClient, organisation: accounts.Organisation) -> None:
    made = _body(_post(api, organisation, draft=True), 201)
    assert made["status"] == "draft"
    assert APIClient().get(_url("request", made["code"])).status_code == 404
    listed = _body(api.get(_url("organised-requests")))["results"]
    assert [one["status"] for one in listed] == ["draft", "published"]


def test_a_request_is_posted_once_however_often_it_is_sent(api: APIClient, organisation: accounts.Organisation) -> None:
    sheet = _sheet(organisation=organisation.code, shifts=[_shift()])
    answers = [
        _body(api.post(_url("requests"), sheet, format="json", headers={"Idempotency-Key": "one"}), 201)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert models.Request.objects.filter(title="花だんの手入れ").count() == 1


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 422, "no_shifts"),
        ({"kind": "flexible"}, 422, "no_windows"),
        ({"shifts": [_shift(-3)]}, 422, "shift_in_the_past"),
        ({"shifts": [_shift()], "minimum_age": 18}, 422, "condition_needs_reason"),
        ({"shifts": [_shift()], "gender": "women", "gender_reason": "x"}, 422, "gender_not_lawful"),
        ({"shifts": [_shift()], "audience": "district"}, 422, "district_needed"),
        ({"shifts": [_shift(minimum=9)]}, 422, "minimum_above_capacity"),
    ],
)
def test_what_a_request_lacks_is_a_problem_with_its_code(
    api: APIClient, organisation: accounts.Organisation, fields: dict[str, Any], status: int, code: str
) -> None:
    assert _body(_post(api, organisation, **fields), status)["code"] == code


def test_nobody_posts_for_an_organisation_that_they_do_not_run(api: APIClient) -> None:
    assert _post(api, people.OrganisationFactory.create(), shifts=[_shift()]).status_code == 404


def test_what_is_no_object_is_refused(api: APIClient, organisation: accounts.Organisation) -> None:
    request = organisation.requests.get()
    for name, codes in (("requests", []), ("request-copies", [request.code])):
        assert api.post(_url(name, *codes), [1], format="json").status_code == 400


# Edits --------------------------------------------------------------------------------------------------------------


def test_a_draft_is_written_anew_and_its_shift_stays(api: APIClient, organisation: accounts.Organisation) -> None:
    made = _body(_post(api, organisation, shifts=[_shift()], draft=True), 201)
    kept = made["shifts"][0]["code"]
    again = _sheet(shifts=[_shift(5, code=kept, place="例示海岸")], title="海岸の清掃")
    body = _body(api.put(_url("request", made["code"]), again, format="json"))
    (shift,) = body["request"]["shifts"]
    assert (body["changes"], body["request"]["status"], shift["code"], shift["place"]) == (
        [],
        "published",
        kept,
        "例示海岸",
    )


def test_an_edit_of_what_is_published_gives_what_those_who_joined_are_told_and_their_answers(
    api: APIClient, organisation: accounts.Organisation
) -> None:
    made = _body(_post(api, organisation, shifts=[_shift()]), 201)
    shift = models.Shift.objects.get(request__code=made["code"])
    place = factories.confirmed(shift)
    words = {name: made[name] for name in ("title", "tasks", "meeting_point", "field")}
    moved = words | {"shifts": [_shift(3, code=shift.code, place="例示海岸")]}
    body = _body(api.put(_url("request", made["code"]), moved, format="json"))
    (change,) = body["changes"]
    assert (change["lines"], change["is_important"]) == (
        [{"label": "場所", "old": "見本海岸", "new": "例示海岸"}],
        True,
    )
    (open_one,) = _body(api.get(_url("request-changes", made["code"])))["results"]
    volunteer = APIClient()
    volunteer.force_login(place.person)
    (asked,) = _body(volunteer.get(_url("assignment", place.code)))["changes"]
    assert (asked["code"], asked["lines"], asked["answer"]) == (change["code"], change["lines"], "")
    stayed = _body(volunteer.post(_url("change-acceptance", place.code)))
    (listed,) = _body(volunteer.get(_url("assignments")))["results"]
    assert [one["changes"][0]["answer"] for one in (stayed, listed)] == ["stays", "stays"]
    (told,) = _body(api.get(_url("request-changes", made["code"])))["results"]
    assert [(one["open"], one["stays"], one["left"]) for one in (open_one, told)] == [(1, 0, 0), (0, 1, 0)]
    unchanged = api.put(_url("request", made["code"]), moved, format="json")
    assert _body(unchanged, 422)["code"] == "request_unchanged"


def test_recruiting_is_ended_once_by_its_organiser(api: APIClient, organisation: accounts.Organisation) -> None:
    request = organisation.requests.get()
    assert _body(api.post(_url("request-closure", request.code)))["status"] == "closed"
    assert _body(api.post(_url("request-closure", request.code)), 409)["code"] == "request_not_open"


# Copies and templates -----------------------------------------------------------------------------------------------


def test_a_copy_takes_the_words_along_and_new_times(api: APIClient, organisation: accounts.Organisation) -> None:
    first = _body(_post(api, organisation, shifts=[_shift()], belongings="軍手", insurance="organisation"), 201)
    sheet = _body(api.get(_url("request-copies", first["code"])))
    assert (sheet["request"]["belongings"], sheet["shifts"][0]["starts_at"]) == ("軍手", "10:00")
    sent = {"shifts": [_shift(9)], "title": "秋の花だん"}
    copied = _body(api.post(_url("request-copies", first["code"]), sent, format="json"), 201)
    assert [copied[name] for name in ("title", "belongings", "insurance")] == ["秋の花だん", "軍手", "organisation"]
    assert (copied["code"] != first["code"], len(copied["shifts"])) == (True, 1)


def test_templates_are_kept_listed_used_and_discarded(api: APIClient, organisation: accounts.Organisation) -> None:
    request = organisation.requests.get()
    kept = _body(
        api.post(_url("request-templates"), {"request": request.code, "name": "毎月の清掃"}, format="json"), 201
    )
    again = api.post(_url("request-templates"), {"request": request.code, "name": "毎月の清掃"}, format="json")
    assert _body(again, 409)["code"] == "template_name_taken"
    (listed,) = _body(api.get(_url("request-templates")))["results"]
    assert (listed["name"], listed["organisation"]) == ("毎月の清掃", organisation.code)
    assert _body(api.get(_url("request-template", kept["code"])))["sheet"]["request"]["title"] == request.title
    used = _body(api.post(_url("template-requests", kept["code"]), {"shifts": [_shift(9)]}, format="json"), 201)
    assert (used["title"], used["status"]) == (request.title, "published")
    assert api.delete(_url("request-template", kept["code"])).status_code == 204
    assert api.get(_url("request-template", kept["code"])).status_code == 404


def test_templates_are_their_organisations_own(api: APIClient) -> None:
    other = factories.RequestFactory.create()
    assert api.get(_url("request-copies", other.code)).status_code == 404
    body = {"request": other.code, "name": "x"}
    assert api.post(_url("request-templates"), body, format="json").status_code == 404


# Reviews ------------------------------------------------------------------------------------------------------------


def test_a_reviewer_lists_and_publishes_first_posts() -> None:
    reviewer, request = APIClient(), factories.RequestFactory.create(in_review=True)
    factories.ShiftFactory.create(request=request)
    reviewer.force_login(people.administrator())
    (waiting,) = _body(reviewer.get(_url("request-reviews")))["results"]
    assert (waiting["code"], len(waiting["shifts"])) == (request.code, 1)
    silent = reviewer.post(_url("request-review", request.code), {"verdict": "refuse"}, format="json")
    assert _body(silent, 422)["code"] == "refusal_needs_reason"
    done = _body(reviewer.post(_url("request-review", request.code), {"verdict": "approve"}, format="json"))
    assert done["status"] == "published"
    assert _body(reviewer.get(_url("request-reviews")))["results"] == []


def test_who_does_not_review_learns_of_nothing(api: APIClient) -> None:
    request = factories.RequestFactory.create(in_review=True)
    assert api.get(_url("request-reviews")).status_code == 404
    assert api.post(_url("request-review", request.code), {"verdict": "approve"}, format="json").status_code == 404
