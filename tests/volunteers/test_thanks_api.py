"""Thanks, answers, reports, stories and quotes under /api/v1/."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _by(person: accounts.User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def _url(name: str, *codes: str) -> str:
    return reverse(f"api-volunteers:{name}", args=codes)


def _body(response: Any, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert response.status_code == status, response.content
    return response.json() if response.content else None


def test_thanks_and_an_answer_are_read_by_both_sides() -> None:
    place = made.came()
    manager = factories.manager_of(place.shift.request)
    sent = {"thanks": [{"assignment": place.code, "text": "ありがとう"}]}
    _body(_by(manager).post(_url("shift-thanks", place.shift.code), sent, format="json"), 201)
    own = _url("assignment-feedback", place.code)
    said = {"text": "楽しかった", "impressions": ["enjoyed"], "city_may_read": True}
    made_now = _body(_by(place.person).post(own, said, format="json"), 201)
    assert {name: made_now[name] for name in said} == said
    (organisers,) = _body(_by(manager).get(_url("shift-thanks", place.shift.code)))
    assert (organisers["thanks"]["text"], organisers["answer"]["text"]) == ("ありがとう", "楽しかった")
    volunteers = _body(_by(place.person).get(own))
    assert (volunteers["thanks"]["text"], volunteers["answer"]["can_edit"]) == ("ありがとう", False)


def test_thanks_sent_again_with_their_key_reach_people_once() -> None:
    place = made.came()
    client = _by(factories.manager_of(place.shift.request))
    sent = {"thanks": [{"assignment": place.code, "text": "ありがとう"}]}
    first, second = (
        client.post(_url("shift-thanks", place.shift.code), sent, format="json", HTTP_IDEMPOTENCY_KEY="once")
        for _ in range(2)
    )
    assert (first.status_code, second.status_code, second.headers["Idempotent-Replay"]) == (201, 201, "true")
    assert models.Feedback.objects.count() == 1
    third = client.post(_url("shift-thanks", place.shift.code), sent, format="json")
    assert _body(third, 409)["code"] == "already_said"


def test_unread_words_are_put_right_and_read_ones_added_to() -> None:
    said = made.answer(made.came())
    client = _by(said.by)
    changed = _body(client.put(_url("feedback", said.code), {"text": "言い直し"}, format="json"))
    assert (changed["text"], changed["can_edit"]) == ("言い直し", True)
    models.Feedback.objects.update(read_at=NOW)
    refused = client.put(_url("feedback", said.code), {"text": "もう一度"}, format="json")
    assert _body(refused, 409)["code"] == "no_longer_editable"
    added = _body(client.post(_url("feedback-additions", said.code), {"text": "あと一つ"}, format="json"), 201)
    assert [one["text"] for one in added["additions"]] == ["あと一つ"]
    opened = _body(client.put(_url("feedback-city", said.code), {"allowed": True}, format="json"))
    assert opened["city_may_read"] is True


def test_what_is_reported_is_decided_by_the_city_and_read_by_nobody_any_more() -> None:
    place = made.came()
    said = made.thanks(place, by=factories.manager_of(place.shift.request), text="見本のひどいことば")
    reporter = _by(place.person)
    _body(reporter.post(_url("feedback-report-new", said.code), {"reason": "こわい"}, format="json"), 201)
    city = _by(people.city_official())
    (listed,) = _body(city.get(_url("feedback-reports")))["results"]
    assert sorted(listed) == ["code", "decided_at", "note", "outcome", "reported_at"]
    assert _body(city.get(_url("feedback-report", listed["code"])))["text"] == "見本のひどいことば"
    decision = {"outcome": "hidden", "note": "人を傷つけることば"}
    _body(city.post(_url("feedback-report-decision", listed["code"]), decision, format="json"))
    shown = _body(reporter.get(_url("assignment-feedback", place.code)))["thanks"]
    assert (shown["text"], shown["hidden_reason"]) == ("", "人を傷つけることば")
    assert _body(city.get(_url("feedback-reports")))["results"] == []


def test_the_city_reads_counts_without_small_ones() -> None:
    shift = factories.ShiftFactory.create(days=-1, capacity=20)
    for number in range(5):
        chosen = ["unclear", "unsafe"] if number == 0 else ["unclear"]
        made.answer(made.came(shift=shift), impressions=chosen, city_may_read=True)
    body = _body(_by(people.city_official()).get(_url("improvement-hints"), {"field": shift.request.field.code}))
    counts = {hint["impression"]: hint["count"] for hint in body["hints"]}
    assert (body["answers"], counts["unclear"], counts["unsafe"]) == (5, 5, None)
    assert body["words"] == [made.WORDS] * 5


def test_a_story_is_written_published_and_read() -> None:
    organisation = people.OrganisationFactory.create()
    made.StoryFactory.create(organisation=organisation)
    client = _by(people.OrganisationMemberFactory.create(organisation=organisation).user)
    told = {
        "title": "見本の題名",
        "text": "見本の文",
        "happened_on": "2026-05-01",
        "field_of_activity": factories.FieldFactory.create().code,
        "organisation": organisation.code,
    }
    code = _body(client.post(_url("stories"), told, format="json"), 201)["code"]
    anybody = APIClient()
    _body(anybody.get(_url("story", code)), 404)
    assert _body(client.post(_url("story-publication", code), {}, format="json"))["status"] == "published"
    assert _body(anybody.get(_url("story", code)))["told_by"] == organisation.name
    assert (
        _body(client.put(_url("story", code), told | {"title": "新しい題名"}, format="json"))["title"] == "新しい題名"
    )
    assert _body(client.post(_url("story-withdrawal", code), {}, format="json"))["status"] == "withdrawn"
    _body(anybody.get(_url("story", code)), 404)
    assert code in [one["code"] for one in _body(client.get(_url("organised-stories")))["results"]]


def test_nobody_writes_for_others_or_for_the_city() -> None:
    told = {
        "title": "見本",
        "text": "見本",
        "happened_on": "2026-05-01",
        "field_of_activity": factories.FieldFactory.create().code,
    }
    client = _by(people.UserFactory.create())
    _body(client.post(_url("stories"), told, format="json"), 403)
    other = people.OrganisationFactory.create().code
    _body(client.post(_url("stories"), told | {"organisation": other}, format="json"), 404)


def test_a_first_story_is_reviewed() -> None:
    story = made.StoryFactory.create(in_review=True)
    city = _by(people.city_official())
    assert [one["code"] for one in _body(city.get(_url("story-reviews")))["results"]] == [story.code]
    refused = city.post(_url("story-review", story.code), {"verdict": "refuse"}, format="json")
    assert _body(refused, 422)["code"] == "story_refusal_needs_reason"
    done = _body(city.post(_url("story-review", story.code), {"verdict": "approve"}, format="json"))
    assert done["status"] == "published"


def test_words_stand_in_a_story_from_consent_to_withdrawal() -> None:
    place = made.came()
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    said = made.answer(place)
    writer = _by(people.OrganisationMemberFactory.create(organisation=story.organisation).user)
    (listed,) = _body(writer.get(_url("story-quotes", story.code)))
    assert (listed["answer"], listed["can_be_quoted"], listed["state"]) == (said.code, True, "")
    asked = {"answer": said.code, "text": "また来ます。"}
    _body(writer.post(_url("story-quotes", story.code), asked, format="json"), 201)
    reworded = asked | {"text": "うれしかったです。"}
    code = _body(writer.post(_url("story-quotes", story.code), reworded, format="json"), 201)["code"]
    person = _by(place.person)
    assert [one["code"] for one in _body(person.get(_url("quotes")))["results"]] == [code]
    assert _body(person.get(_url("quote", code)))["text"] == "うれしかったです。"
    _body(person.post(_url("quote-consent", code), {"shown_as": "うみねこ"}, format="json"))
    shown = [{"text": "うれしかったです。", "speaker": "うみねこさん"}]
    assert _body(APIClient().get(_url("story", story.code)))["quotes"] == shown
    assert _body(APIClient().get(_url("stories")))["results"][0]["quotes"] == shown
    _body(person.post(_url("quote-withdrawal", code), {}, format="json"))
    assert _body(APIClient().get(_url("story", story.code)))["quotes"] == []
    assert _body(person.post(_url("quote-withdrawal", code), {}, format="json"), 409)["code"] == "quote_not_given"


def test_a_quote_is_declined_or_dropped() -> None:
    quote = made.quoted()
    person = _by(quote.feedback.by)
    assert _body(person.post(_url("quote-refusal", quote.code), {}, format="json"))["state"] == "declined"
    other = made.quoted(agreed=True)
    writer = _by(people.OrganisationMemberFactory.create(organisation=other.story.organisation).user)
    _body(writer.delete(_url("quote", other.code)), 204)
    assert _body(APIClient().get(_url("story", other.story.code)))["quotes"] == []


@pytest.mark.parametrize("query", [{"field": "\x00"}, {"district": "nowhere"}])
def test_a_query_that_cannot_be_is_refused_by_words(query: dict[str, str]) -> None:
    _body(APIClient().get(_url("stories"), query), 400)
