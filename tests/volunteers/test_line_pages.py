"""What somebody in line and an organiser see and do on the pages and by the API."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries, rules, tasks

pytestmark = pytest.mark.django_db
State = enums.AssignmentState


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _shift(**fields: Any) -> models.Shift:  # noqa: ANN401
    return factories.ShiftFactory.create(**{"capacity": 1, **fields})


def _page(response: Any) -> str:  # noqa: ANN401
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def _missing(page: str, *words: str) -> list[str]:
    return [each for each in words if each not in page]


def _detail(client: PageClient, assignment: models.Assignment) -> str:
    client.force_login(assignment.person)
    return _page(client.get(reverse("volunteers:assignment-detail", args=[assignment.code])))


def _post(client: PageClient, name: str, assignment: models.Assignment, **data: str) -> Any:  # noqa: ANN401
    client.force_login(assignment.person)
    return client.post(reverse(f"volunteers:{name}", args=[assignment.code]), data, follow=True)


def _state(assignment: models.Assignment) -> str:
    return models.Assignment.objects.get(pk=assignment.pk).state


# Somebody who is asked -----------------------------------------------------------------------------------------------


def test_the_mail_leads_to_a_page_on_which_one_tap_answers_and_looking_changes_nothing(client: PageClient) -> None:
    shift = _shift()
    leaving, waiting = factories.confirmed(shift), factories.waiting(shift)
    _post(client, "assignment-withdrawal", leaving)
    told = notices.Notice.objects.get(user=waiting.person, template="volunteers/offered")
    assert reverse("volunteers:assignment-detail", args=[waiting.code]) in told.body
    for method in (client.get, client.head):
        client.force_login(waiting.person)
        method(told.url)
    assert _state(waiting) == State.OFFERED
    client.logout()
    assert client.get(told.url).status_code == 302
    page = _detail(client, waiting)
    assert _missing(page, "空きが出ました。参加しますか", "お返事の期限：5月9日（土）12:00まで", "今回は見送る") == []
    assert "参加が決まりました" in _page(_post(client, "assignment-acceptance", waiting))
    assert _state(waiting) == State.CONFIRMED


def test_no_to_a_place_is_taken_with_thanks_and_the_next_is_asked(client: PageClient) -> None:
    shift = _shift()
    asked, following = factories.offered(shift), factories.waiting(shift)
    assert "不利になることはありません" in _page(_post(client, "assignment-refusal", asked))
    assert (_state(asked), _state(following)) == (State.DECLINED, State.OFFERED)


def test_an_answer_after_the_time_is_refused_with_what_to_do_next(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    asked = factories.offered(_shift())
    noon.move_to(NOW + timedelta(hours=24))
    assert _missing(_detail(client, asked), "お返事の期限が過ぎました", "募集のページを開く") == []
    refused = _post(client, "assignment-acceptance", asked)
    assert (refused.status_code, "もう一度応募すると、空き待ちに並べます" in refused.content.decode()) == (409, True)


def test_the_list_of_activities_tells_until_when_an_answer_is_awaited(client: PageClient) -> None:
    person = people.UserFactory.create()
    factories.offered(_shift(), person)
    client.force_login(person)
    page = _page(client.get(reverse("volunteers:assignments")))
    assert _missing(page, "空きのご案内中", "お返事の期限：5月9日（土）12:00まで") == []


# Somebody in line ----------------------------------------------------------------------------------------------------


def test_who_waits_sees_the_place_in_line_the_order_and_until_when_people_are_asked(client: PageClient) -> None:
    shift = _shift(request__line_order=enums.LineOrder.DISTRICT, reserve=1)
    factories.confirmed(shift)
    waiting = factories.waiting(shift)
    factories.waiting(shift, people.UserFactory.create(district=shift.request.district))
    page = _detail(client, waiting)
    told = ["空き待ちの2番目です", "募集の地区にお住まいの方から", "24時間までお返事", "5月10日（日）22:00まで"]
    assert (_missing(page, *told), "補欠" in page) == ([], False)


def test_who_waits_says_and_unsays_that_they_come_at_short_notice(client: PageClient) -> None:
    shift = _shift()
    factories.confirmed(shift)
    waiting = factories.waiting(shift)
    assert "直前でも参加できます" in _detail(client, waiting)
    _post(client, "assignment-short-notice", waiting, comes="1")
    waiting.refresh_from_db()
    assert (waiting.short_notice, "取り消す" in _detail(client, waiting)) == (True, True)
    _post(client, "assignment-short-notice", waiting)
    waiting.refresh_from_db()
    assert waiting.short_notice is False


def test_a_place_that_is_free_near_the_start_is_taken_by_one_tap(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    shift = _shift()
    waiting = factories.waiting(shift)
    noon.move_to(shift.starts_at - timedelta(hours=3))
    assert "今すぐ参加を決める" in _detail(client, waiting)
    _post(client, "assignment-acceptance", waiting)
    assert _state(waiting) == State.CONFIRMED


def test_a_full_shift_tells_how_its_line_goes_and_asks_about_short_notice(client: PageClient) -> None:
    shift = _shift()
    factories.confirmed(shift)
    person = people.UserFactory.create()
    client.force_login(person)
    address = reverse("volunteers:shift-applications", args=[shift.code])
    told = ["ご案内の順番：並んだ順", "24時間まで席を取って", "始まる12時間前まで", "直前でも参加できます"]
    assert _missing(_page(client.get(address)), *told) == []
    client.post(address, {"message": "", "short_notice": "on"})
    made = models.Assignment.objects.get(person=person)
    assert (made.state, made.short_notice) == (State.WAITING, True)


def test_where_nobody_is_confirmed_late_nobody_is_asked_about_short_notice(client: PageClient) -> None:
    shift = _shift(request__confirms_late=False)
    factories.confirmed(shift)
    client.force_login(people.UserFactory.create())
    page = _page(client.get(reverse("volunteers:shift-applications", args=[shift.code])))
    assert ("そのあとの空きは、先着順になります" in page, "short_notice" in page) == (True, False)


# The organiser -------------------------------------------------------------------------------------------------------


def _organiser(client: PageClient, shift: models.Shift) -> accounts.User:
    manager = factories.manager_of(shift.request)
    client.force_login(manager)
    return manager


def test_the_roster_tells_who_is_asked_until_when_and_who_waits_in_which_order(client: PageClient) -> None:
    shift = _shift(request__line_order=enums.LineOrder.MEMBERS)
    asked, other = factories.offered(shift), factories.waiting(shift)
    member = factories.waiting(shift, short_notice=True)
    people.OrganisationMemberFactory.create(organisation=shift.request.organisation, user=member.person, role="member")
    _organiser(client, shift)
    page = _page(client.get(reverse("volunteers:shift-roster", args=[shift.code])))
    told = [
        "返事待ちの方（1人）",
        "空きをご案内中",
        "5月9日（土）12:00まで",
        "団体の会員から",
        "直前でも参加できる",
        asked.person.name,
    ]
    assert (_missing(page, *told), page.index(member.person.name) < page.index(other.person.name)) == ([], True)


def _sheet(request: models.Request, **changes: str) -> dict[str, str]:
    return {
        "organisation": request.organisation.code,
        "title": "花だんの手入れ",
        "field": request.field.code,
        "tasks": "花の苗を植えます。",
        "meeting_point": "見本公園の入口",
        "contact": "見本 連絡係",
        "kind": "fixed",
        "audience": "everyone",
        "policy": "first_come",
        "has_waiting_list": "on",
        "confirms_late": "on",
        "shifts-TOTAL_FORMS": "1",
        "shifts-INITIAL_FORMS": "1",
        "shifts-0-day_year": "2026",
        "shifts-0-day_month": "5",
        "shifts-0-day_day": "11",
        "shifts-0-starts_at": "09:00",
        "shifts-0-ends_at": "11:00",
        "shifts-0-place": "見本公園",
        "shifts-0-capacity": "5",
        **changes,
    }


def _posted(client: PageClient, **changes: str) -> Any:  # noqa: ANN401
    found = factories.RequestFactory.create()
    client.force_login(factories.manager_of(found))
    return client.post(reverse("volunteers:request-new"), _sheet(found, **changes))


def _settings(request: models.Request) -> tuple[str, int, int, bool]:
    return request.line_order, request.answer_hours, request.cutoff_hours, request.confirms_late


def test_an_organiser_says_how_the_line_goes(client: PageClient) -> None:
    _posted(client, line_order="fewer", answer_hours="４８", cutoff_hours="0", confirms_late="")
    made = models.Request.objects.get(title="花だんの手入れ")
    assert _settings(made) == ("fewer", 48, 0, False)


def test_what_is_left_empty_is_as_usual(client: PageClient) -> None:
    _posted(client, answer_hours="")
    assert _settings(models.Request.objects.get(title="花だんの手入れ")) == ("arrival", 24, 12, True)


def test_a_line_by_district_without_a_district_is_refused_and_what_was_typed_stays(client: PageClient) -> None:
    page = _page(_posted(client, line_order="district", answer_hours="400", title="花だんの手入れ二"))
    told = ["地区を選んでください", "336", "花だんの手入れ二", 'value="400"']
    assert _missing(page, *told) == []


def test_a_change_of_how_the_line_goes_is_told_in_words() -> None:
    request = _shift().request
    before = queries.changes.words_of_request(request)
    request.line_order, request.confirms_late = enums.LineOrder.MEMBERS, False
    after = queries.changes.words_of_request(request)
    labels = queries.changes.OF_REQUEST
    assert [(one.label, one.old, one.new) for one in rules.changes.lines(before, after, labels)] == [
        ("空きをご案内する順番", "並んだ順", "団体の会員から（そのあと、ほかの方を並んだ順に）"),
        ("直前の空き", "直前でも参加できる方から", "先着順"),
    ]


@pytest.mark.parametrize("ask", [factories.offered, factories.invited, factories.waiting])
def test_the_page_says_that_the_recruiting_is_over_and_asks_nothing_more(
    client: PageClient, ask: Callable[[models.Shift], models.Assignment]
) -> None:
    shift = _shift()
    asked = ask(shift)
    actions.close_request(shift.request, by=people.UserFactory.create(), now=NOW)
    client.force_login(asked.person)
    page = _page(client.get(reverse("volunteers:assignment-detail", args=[asked.code])))
    accept = reverse("volunteers:assignment-acceptance", args=[asked.code])
    assert ("この募集は終わりました" in page, accept in page, "空き待ちの1番目" in page) == (True, False, False)
    refused = client.post(accept)
    assert (refused.status_code, "この募集は、今は応募を受け付けていません" in refused.content.decode()) == (409, True)


def test_a_wave_is_sent_from_a_page_that_tells_what_is_open_and_nothing_of_who(client: PageClient) -> None:
    shift = _shift(capacity=3)
    offers = [factories.OfferFactory.create(fields=[shift.request.field]) for _ in range(2)]
    _organiser(client, shift)
    address = reverse("volunteers:shift-invitation-wave", args=[shift.code])
    sent = client.post(address, {"people": "２", "days": "2", "goes_on": "on"}, follow=True)
    page = _page(sent)
    assert _missing(page, "2人にお誘いを送りました", "5月10日（日）12:00まで", "そのあと次の方へ") == []
    assert [one.person.name for one in offers if one.person.name in page] == []
    assert models.Assignment.objects.filter(state=State.INVITED, invites_next=True).count() == 2


def test_a_wave_that_cannot_be_read_says_so_and_keeps_what_was_typed(client: PageClient) -> None:
    shift = _shift()
    _organiser(client, shift)
    page = _page(
        client.post(reverse("volunteers:shift-invitation-wave", args=[shift.code]), {"people": "0", "days": "7"})
    )
    assert _missing(page, "お誘いする人数", 'value="7"', "data-error-summary") == []


def test_who_is_invited_reads_until_when(client: PageClient) -> None:
    invited = factories.invited(_shift())
    models.Assignment.objects.update(invitation_due_at=NOW + timedelta(days=1))
    assert "お返事の期限：5月9日（土）12:00まで" in _detail(client, invited)


# Tasks and API -------------------------------------------------------------------------------------------------------


def test_the_tasks_of_beat_sweep_and_remind(noon: time_machine.Traveller) -> None:
    shift = _shift()
    asked, following = factories.offered(shift), factories.waiting(shift)
    noon.move_to(NOW + timedelta(hours=13))
    tasks.remind_of_offers()
    noon.move_to(NOW + timedelta(hours=25))
    tasks.sweep()
    told = notices.Notice.objects.filter(user=asked.person).order_by("pk").values_list("template", flat=True)
    assert list(told) == ["volunteers/offer_reminder", "volunteers/offer_lapsed"]
    assert _state(following) == State.OFFERED


def _api(person: accounts.User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def _url(name: str, code: str) -> str:
    return reverse(f"api-volunteers:{name}", args=[code])


def test_the_api_takes_part_in_a_line_from_joining_to_answering() -> None:
    shift, person = _shift(), people.UserFactory.create()
    place = factories.confirmed(shift)
    client = _api(person)
    joined = client.post(_url("shift-applications", shift.code), {"short_notice": True}, format="json").json()
    assert (joined["state"], joined["short_notice"], joined["place_in_line"]) == ("waiting", True, 1)
    said = client.post(_url("assignment-short-notice", joined["code"]), {"short_notice": False}, format="json").json()
    assert (said["short_notice"], said["answer_due_at"]) == (False, None)
    _api(place.person).post(_url("assignment-withdrawal", place.code), {}, format="json")
    asked = client.get(_url("assignment", joined["code"])).json()
    assert (asked["state"], asked["answer_due_at"], asked["place_in_line"]) == (
        "offered",
        "2026-05-09T12:00:00+09:00",
        None,
    )
    accepted = client.post(_url("assignment-acceptance", joined["code"]), {}, format="json").json()
    assert (accepted["state"], accepted["answer_due_at"]) == ("confirmed", None)


def test_the_api_says_that_an_offer_is_over(noon: time_machine.Traveller) -> None:
    asked = factories.offered(_shift())
    noon.move_to(NOW + timedelta(hours=24))
    refused = _api(asked.person).post(_url("assignment-acceptance", asked.code), {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "place_offer_over")


def test_the_api_tells_how_the_line_of_a_request_goes() -> None:
    shift = _shift(request__line_order=enums.LineOrder.FEWER)
    told = APIClient().get(_url("request", shift.request.code)).json()
    names = ("line_order", "answer_hours", "cutoff_hours", "confirms_late")
    assert [told[name] for name in names] == ["fewer", 24, 12, True]
