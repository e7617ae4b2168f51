"""Thanks, answers and reports as people meet them on the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common.models import AuditEntry
from tests.factories import accounts as people
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _url(name: str, *codes: str) -> str:
    return reverse(f"volunteers:{name}", args=codes)


def _page(response: Any, status: int = 200) -> str:  # noqa: ANN401 - the test client's answer
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def _organiser(client: PageClient, place: models.Assignment) -> accounts.User:
    manager = factories.manager_of(place.shift.request)
    client.force_login(manager)
    return manager


def test_an_organiser_thanks_everybody_in_one_text_and_one_in_other_words(client: PageClient) -> None:
    first = made.came()
    second = made.came(shift=first.shift)
    _organiser(client, first)
    page = _url("shift-thanks", first.shift.code)
    assert first.person.name in _page(client.get(page))
    sent = {"everybody": "ありがとう", "to": [first.code, second.code], f"words-{second.code}": "写真もありがとう"}
    assert client.post(page, sent).status_code == 302
    kept = dict(models.Feedback.objects.values_list("assignment__code", "text"))
    assert kept == {first.code: "ありがとう", second.code: "写真もありがとう"}


def test_thanks_without_words_keep_whom_they_are_for_and_say_what_is_missing(client: PageClient) -> None:
    place = made.came()
    other = made.came(shift=place.shift)
    _organiser(client, place)
    answer = client.post(
        _url("shift-thanks", place.shift.code), {"to": [place.code, other.code], f"words-{other.code}": "重い物を"}
    )
    page = _page(answer)
    assert f"{place.person.name}さんへのお礼を書いてください" in page
    assert "重い物を" in page
    assert models.Feedback.objects.count() == 0


def test_before_the_end_there_is_nothing_to_send(client: PageClient) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(days=1))
    _organiser(client, place)
    assert "活動が終わると、お礼を送れます" in _page(client.get(_url("shift-thanks", place.shift.code)))


def test_who_has_not_answered_is_not_marked_in_any_way(client: PageClient) -> None:
    place = made.came()
    made.thanks(place, by=_organiser(client, place))
    page = _page(client.get(_url("shift-thanks", place.shift.code)))
    assert [words for words in ("未回答", "返事待ち", "まだ感想") if words in page] == []


def test_a_volunteer_reads_thanks_and_answers(client: PageClient) -> None:
    place = made.came()
    thanks = made.thanks(place, by=factories.manager_of(place.shift.request), text="大助かりでした")
    client.force_login(place.person)
    page = _url("assignment-feedback", place.code)
    assert "大助かりでした" in _page(client.get(page))
    thanks.refresh_from_db()
    assert thanks.read_at == NOW
    sent = {"impressions": ["enjoyed", "unclear"], "text": "地図があるとよい", "city_may_read": "on"}
    assert client.post(page, sent).status_code == 302
    said = models.Feedback.objects.get(way="answer")
    assert (said.impressions, said.text, said.city_may_read) == (["enjoyed", "unclear"], "地図があるとよい", True)
    assert "何をすればよいか、分かりにくかった" in _page(client.get(page))


def test_an_empty_answer_says_what_to_do(client: PageClient) -> None:
    place = made.came()
    client.force_login(place.person)
    page = _page(client.post(_url("assignment-feedback", place.code), {"text": " ", "city_may_read": "on"}))
    assert "あてはまるものを選ぶか、ことばを書いてください" in page
    assert models.Feedback.objects.count() == 0


def test_who_did_not_come_is_told_who_can_answer(client: PageClient) -> None:
    place = factories.confirmed(factories.ShiftFactory.create(days=-1))
    client.force_login(place.person)
    page = _url("assignment-feedback", place.code)
    assert "受付の記録がある方が書けます" in _page(client.get(page))
    assert "受付の記録がある方だけ" in _page(client.post(page, {"text": "行けませんでした"}), 409)


def test_the_organiser_reads_the_answer_and_the_look_is_recorded(client: PageClient) -> None:
    said = made.answer(made.came())
    manager = _organiser(client, said.assignment)
    assert made.WORDS in _page(client.get(_url("shift-thanks", said.assignment.shift.code)))
    assert AuditEntry.objects.filter(action="volunteers.feedback", actor_code=manager.code).count() == 1


def test_other_volunteers_of_the_shift_read_neither(client: PageClient) -> None:
    said = made.answer(made.came())
    other = made.came(shift=said.assignment.shift)
    client.force_login(other.person)
    assert client.get(_url("shift-thanks", said.assignment.shift.code)).status_code == 404
    assert made.WORDS not in _page(client.get(_url("assignment-feedback", other.code)))


@pytest.mark.parametrize("way", ["thanks", "answer"])
def test_words_are_changed_on_their_own_page_until_they_are_read(client: PageClient, way: str) -> None:
    place = made.came()
    manager = factories.manager_of(place.shift.request)
    said = made.answer(place) if way == "answer" else made.thanks(place, by=manager)
    client.force_login(said.by)
    page = _url("feedback-changes", said.code)
    assert said.text in _page(client.get(page))
    assert client.post(page, {"text": "言い直します"}).status_code == 302
    said.refresh_from_db()
    assert said.text == "言い直します"
    models.Feedback.objects.filter(pk=said.pk).update(read_at=NOW)
    late = _page(client.post(page, {"text": "もう一度"}), 409)
    assert "書き足してください" in late
    assert "もう一度" in late


def test_something_is_added_and_stands_below(client: PageClient) -> None:
    said = made.answer(made.came(), read_at=NOW)
    client.force_login(said.by)
    page = _url("assignment-feedback", said.assignment.code)
    assert _url("feedback-additions", said.code) in _page(client.get(page))
    added = _url("feedback-additions", said.code)
    assert said.text in _page(client.get(added))
    assert client.post(added, {"text": ""}).status_code == 200
    client.post(added, {"text": "道具もよかったです"})
    assert "道具もよかったです" in _page(client.get(page))


def test_a_volunteer_opens_an_answer_to_the_city_and_closes_it(client: PageClient) -> None:
    said = made.answer(made.came())
    client.force_login(said.by)
    for button, allowed in [({"allow": "1"}, True), ({"close": "1"}, False)]:
        client.post(_url("feedback-city", said.code), button)
        said.refresh_from_db()
        assert said.city_may_read is allowed
        client.get(_url("assignment-feedback", said.assignment.code))


def test_the_thanks_of_the_organisation_are_not_a_volunteers_to_open(client: PageClient) -> None:
    place = made.came()
    manager = _organiser(client, place)
    said = made.thanks(place, by=manager)
    assert client.post(_url("feedback-city", said.code), {"allow": "1"}).status_code == 404


def test_what_hurts_is_told_to_the_city_which_hides_it(client: PageClient) -> None:
    place = made.came()
    said = made.thanks(place, by=factories.manager_of(place.shift.request), text="見本のひどいことば")
    client.force_login(place.person)
    told = _url("feedback-report-new", said.code)
    assert "見本のひどいことば" in _page(client.get(told))
    assert "data-error-summary" in _page(client.post(told, {"reason": ""}))
    client.post(told, {"reason": "こわいです"})
    page = _url("assignment-feedback", place.code)
    assert "市が確認しています" in _page(client.get(page))
    client.force_login(people.city_official())
    report = models.FeedbackReport.objects.get()
    assert report.code in _page(client.get(_url("feedback-reports")))
    decide = _url("feedback-report", report.code)
    assert "見本のひどいことば" in _page(client.get(decide))
    assert "こわいです" in _page(client.post(decide, {"outcome": "hidden", "note": ""}))
    client.post(decide, {"outcome": "hidden", "note": "人を傷つけることば"})
    assert report.code in _page(client.get(_url("feedback-reports") + "?decided=1"))
    assert "人を傷つけることば" in _page(client.get(decide))
    client.force_login(place.person)
    shown = _page(client.get(page))
    assert ("見本のひどいことば" in shown, "人を傷つけることば" in shown) == (False, True)


def test_the_list_of_reports_shows_no_word_and_no_name(client: PageClient) -> None:
    said = made.answer(made.came(), text="見本のひどいことば")
    made.report(said, factories.manager_of(said.assignment.shift.request))
    client.force_login(people.city_official())
    page = _page(client.get(_url("feedback-reports")))
    assert [words for words in ("見本のひどいことば", said.by.name) if words in page] == []


def test_who_runs_the_activity_decides_no_report_of_it(client: PageClient) -> None:
    said = made.answer(made.came())
    official = people.city_official()
    people.OrganisationMemberFactory.create(organisation=said.assignment.shift.request.organisation, user=official)
    report = made.report(said, official)
    client.force_login(official)
    assert client.get(_url("feedback-report", report.code)).status_code == 404


def test_the_city_reads_hints_with_small_numbers_left_out(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(days=-1, capacity=20)
    for number in range(6):
        impressions = ["unclear"] + (["unsafe"] if number < 2 else [])
        made.answer(made.came(shift=shift), impressions=impressions, city_may_read=True, text="矢印がほしい")
    official = people.city_official()
    client.force_login(official)
    page = _page(client.get(_url("improvement-hints")))
    assert ("6人" in page, "2人" in page, "5人未満" in page, "矢印がほしい" in page) == (True, False, True, True)
    assert AuditEntry.objects.filter(action="volunteers.hints", actor_code=official.code).count() == 6
    field = shift.request.field.code
    assert "6人" in _page(client.get(_url("improvement-hints"), {"year": "2026", "field": field}))


def test_a_city_employees_role_alone_opens_neither_reports_nor_hints(client: PageClient) -> None:
    client.force_login(people.city_employee())
    assert [client.get(_url(name)).status_code for name in ("feedback-reports", "improvement-hints")] == [404, 404]


def test_past_activities_lead_to_thanks_once_somebody_came(client: PageClient) -> None:
    place = made.came()
    client.force_login(place.person)
    link = _url("assignment-feedback", place.code)
    assert link in _page(client.get(_url("assignment-detail", place.code)))
    absent = factories.confirmed(place.shift)
    client.force_login(absent.person)
    assert _url("assignment-feedback", absent.code) not in _page(client.get(_url("assignment-detail", absent.code)))
    _organiser(client, place)
    assert _url("shift-thanks", place.shift.code) in _page(client.get(_url("shift-roster", place.shift.code)))


def test_a_day_later_the_page_offers_to_add_and_not_to_change(client: PageClient) -> None:
    said = made.answer(made.came(), written_at=NOW - timedelta(days=1))
    client.force_login(said.by)
    page = _page(client.get(_url("assignment-feedback", said.assignment.code)))
    assert (_url("feedback-changes", said.code) in page, _url("feedback-additions", said.code) in page) == (False, True)
