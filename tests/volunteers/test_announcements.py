"""One word to many, looked at with the number of people it reaches before it is sent."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries
from volunteers import errors as refusals

pytestmark = pytest.mark.django_db
NOW = factories.NOW
WORDS = {"title": "持ち物の変更", "text": "長靴も持ってきてください。", "to": ["confirmed"], "key": "page-1"}


def _words(**changes: object) -> actions.announcements.Words:
    sent = {"title": "題", "text": "文", "to": ["confirmed"], "key": "k", **changes}
    return actions.announcements.Words(**sent)  # type: ignore[arg-type]


def _stage() -> tuple[models.Shift, dict[str, models.Assignment]]:
    shift = factories.ShiftFactory.create()
    return shift, {
        "confirmed": factories.confirmed(shift),
        "waiting": factories.waiting(shift),
        "applied": factories.AssignmentFactory.create(shift=shift),
    }


@pytest.mark.parametrize(
    "to", [["confirmed"], ["waiting"], ["applied"], ["confirmed", "applied"], ["confirmed", "waiting", "applied"]]
)
def test_it_reaches_those_in_the_chosen_states_and_nobody_else(to: list[str]) -> None:
    shift, standing = _stage()
    by = factories.manager_of(shift.request)
    made = actions.announcements.announce(shift.request, shift=shift, words=_words(to=to), by=by, now=NOW)
    told = notices.Notice.objects.filter(template="volunteers/announcement")
    assert {one.user for one in told} == {standing[name].person for name in to}
    assert made.reached == len(to)


def test_somebody_with_several_times_is_told_once() -> None:
    request, person = factories.RequestFactory.create(), people.UserFactory.create()
    for days in (3, 4):
        factories.confirmed(factories.ShiftFactory.create(request=request, days=days), person)
    by = factories.manager_of(request)
    assert actions.announcements.announce(request, shift=None, words=_words(), by=by, now=NOW).reached == 1
    assert notices.Notice.objects.filter(user=person).count() == 1


def test_a_page_that_is_sent_twice_tells_once() -> None:
    shift, _ = _stage()
    by = factories.manager_of(shift.request)
    made = [actions.announcements.announce(shift.request, shift=None, words=_words(), by=by, now=NOW) for _ in range(2)]
    assert made[0] == made[1]
    assert notices.Notice.objects.count() == 1


def test_nobody_to_tell_is_said_and_nothing_is_kept() -> None:
    shift = factories.ShiftFactory.create()
    with pytest.raises(refusals.contact.NobodyToTell):
        actions.announcements.announce(
            shift.request, shift=shift, words=_words(), by=factories.manager_of(shift.request), now=NOW
        )
    assert not models.Announcement.objects.exists()


def test_addresses_in_an_organisers_announcement_are_masked_and_it_is_in_the_log() -> None:
    shift, _ = _stage()
    by = factories.manager_of(shift.request)
    words = _words(text="困ったら090-1234-5678まで")
    made = actions.announcements.announce(shift.request, shift=shift, words=words, by=by, now=NOW)
    assert made.text == "困ったら［電話番号］まで"
    assert "090" not in notices.Notice.objects.get().body
    entry = common.AuditEntry.objects.get(action="volunteers.announce")
    assert (entry.actor_code, entry.detail) == (by.code, {"to": ["confirmed"], "reached": 1})


def test_the_page_shows_how_many_it_reaches_before_it_sends(client: PageClient) -> None:
    shift, standing = _stage()
    client.force_login(factories.manager_of(shift.request))
    page = reverse("volunteers:announcement-new", args=[shift.request.code])
    with time_machine.travel(NOW, tick=False):
        sent = {**WORDS, "text": "長靴も。090-1234-5678", "to": ["confirmed", "waiting"]}
        preview = client.post(page, sent).content.decode()
        assert "長靴も。［電話番号］" in preview
        assert ("2人に届きます" in preview, "長靴も" in preview) == (True, True)
        assert "参加が決まった方 1人　空き待ちの方 1人　返事待ちの方 1人" in preview
        assert not notices.Notice.objects.exists()
        client.post(page, {**WORDS, "send": "1"})
    assert notices.Notice.objects.get().user == standing["confirmed"].person


def test_the_page_keeps_what_was_typed_when_nobody_was_chosen(client: PageClient) -> None:
    shift, _ = _stage()
    client.force_login(factories.manager_of(shift.request))
    page = reverse("volunteers:announcement-new", args=[shift.request.code])
    refused = client.post(page, {**WORDS, "to": []}).content.decode()
    assert ("送る相手を1つ以上選んでください" in refused, "長靴も持ってきてください。" in refused) == (True, True)


def test_a_time_that_was_called_off_is_named_as_such(client: PageClient) -> None:
    shift, _ = _stage()
    kept = factories.ShiftFactory.create(request=shift.request, starts_at=shift.starts_at + timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        by = factories.manager_of(shift.request)
        actions.calling_off.call_off_shift(shift, by=by, reason="大雨のため", now=NOW)
        client.force_login(by)
        page = client.get(reverse("volunteers:announcement-new", args=[shift.request.code])).content.decode()
    said = dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', page))
    assert (said[shift.code].endswith("（中止）"), "中止" in said[kept.code]) == (True, False)


# The city ------------------------------------------------------------------------------------------------------------


def test_the_city_reaches_organisers_and_volunteers_of_a_district() -> None:
    district = people.DistrictFactory.create()
    manager = people.UserFactory.create()
    people.OrganisationFactory.create(district=district, manager=manager)
    offers = factories.OfferFactory.create(person__district=district).person
    joined = factories.confirmed(factories.ShiftFactory.create(), people.UserFactory.create(district=district)).person
    people.UserFactory.create(district=district)
    factories.OfferFactory.create()
    reach = queries.announcements.of_district
    assert set(reach(district, to=[enums.CityAudience.ORGANISERS])) == {manager}
    assert set(reach(district, to=[enums.CityAudience.VOLUNTEERS])) == {offers, joined}
    assert set(reach(district, to=enums.CityAudience.values)) == {manager, offers, joined}


def test_the_citys_section_in_charge_writes_to_a_district_after_a_preview(client: PageClient) -> None:
    district = people.DistrictFactory.create()
    person = factories.OfferFactory.create(person__district=district).person
    client.force_login(people.city_official())
    page = reverse("volunteers:city-announcement-new")
    sent = {"district": district.pk, "to": ["volunteers"], "title": "説明会", "text": "0294-00-0000まで", "key": "p"}
    assert "1人に届きます" in client.post(page, sent).content.decode()
    client.post(page, {**sent, "send": "1"})
    told = notices.Notice.objects.get(user=person)
    assert (told.subject, "0294-00-0000" in told.body) == ("説明会", True)


def test_a_city_employee_alone_does_not_write_for_the_city(client: PageClient) -> None:
    client.force_login(people.city_employee())
    assert client.get(reverse("volunteers:city-announcement-new")).status_code == 404


# API -----------------------------------------------------------------------------------------------------------------


def test_an_announcement_is_looked_at_and_sent_under_the_api(client: PageClient) -> None:
    shift, _ = _stage()
    headers = people.bearer(factories.manager_of(shift.request), "volunteers:write")
    url, kind = reverse("api-volunteers:announcements", args=[shift.request.code]), "application/json"
    sent = {"title": "題", "text": "文", "to": ["confirmed", "waiting"], "shift": shift.code}
    with time_machine.travel(NOW, tick=False):
        preview = client.post(url, {**sent, "preview": True}, content_type=kind, headers=headers)
        assert (preview.status_code, preview.json()) == (200, {"code": "", "reached": 2})
        twice = [
            client.post(url, sent, content_type=kind, headers={**headers, "Idempotency-Key": "one"}).json()
            for _ in range(2)
        ]
    assert twice[0] == twice[1]
    assert notices.Notice.objects.count() == 2


def test_a_time_of_another_request_is_none_of_this_ones(client: PageClient) -> None:
    shift, other = factories.ShiftFactory.create(), factories.ShiftFactory.create()
    headers = people.bearer(factories.manager_of(shift.request), "volunteers:write")
    sent = {"title": "題", "text": "文", "to": ["confirmed"], "shift": other.code}
    url = reverse("api-volunteers:announcements", args=[shift.request.code])
    assert client.post(url, sent, content_type="application/json", headers=headers).status_code == 404
