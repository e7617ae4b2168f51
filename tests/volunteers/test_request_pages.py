"""Kinds, conditions, windows and call-offs, as people meet them on the pages."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support.client import PageClient
from volunteers import models

pytestmark = pytest.mark.django_db
NO_ROWS = {"shifts-TOTAL_FORMS": "1", "shifts-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _page(response: Any) -> str:  # noqa: ANN401 - the test client's answer
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def _organiser(client: PageClient) -> accounts.Organisation:
    organisation = factories.RequestFactory.create().organisation
    client.force_login(people.OrganisationMemberFactory.create(organisation=organisation).user)
    return organisation


def _sheet(organisation: accounts.Organisation, **fields: str) -> dict[str, str]:
    return {
        "organisation": organisation.code,
        "kind": "fixed",
        "title": "花だんの手入れ",
        "field": factories.FieldFactory.create().code,
        "tasks": "水をやります。",
        "meeting_point": "見本公園の入口",
        "contact": "見本 連絡係",
        "audience": "everyone",
        "policy": "first_come",
        **NO_ROWS,
        "shifts-0-day": str(TODAY + timedelta(days=3)),
        "shifts-0-starts_at": "10:00",
        "shifts-0-ends_at": "12:00",
        "shifts-0-place": "見本公園",
        "shifts-0-capacity": "5",
        **fields,
    }


def test_a_second_press_posts_nothing_more_and_another_text_is_another_request(client: PageClient) -> None:
    organisation = _organiser(client)
    path, sheet = reverse("volunteers:request-new"), _sheet(organisation)
    page = _page(client.get(path))
    sheet["page_key"] = page.split('name="page_key" value="')[1].split('"')[0]
    first, second = client.post(path, sheet), client.post(path, sheet)
    assert (first["Location"], models.Request.objects.filter(title=sheet["title"]).count()) == (second["Location"], 1)
    client.post(path, {**sheet, "title": "別の日の手入れ"})
    assert models.Request.objects.filter(organisation=organisation).count() == 3


def test_a_page_that_was_refused_keeps_its_key_and_a_new_page_has_another(client: PageClient) -> None:
    organisation, path = _organiser(client), reverse("volunteers:request-new")
    sheet = _sheet(organisation, page_key="MY-PAGE", title="")
    assert 'name="page_key" value="MY-PAGE"' in _page(client.post(path, sheet))
    keys = {_page(client.get(path)).split('name="page_key" value="')[1].split('"')[0] for _ in range(2)}
    assert len(keys) == 2


def test_clock_times_are_taken_in_full_width(client: PageClient) -> None:
    times = {"shifts-0-starts_at": "１０：００", "shifts-0-ends_at": "１２：３０"}
    client.post(reverse("volunteers:request-new"), _sheet(_organiser(client), **times))
    shift = models.Shift.objects.get(request__title="花だんの手入れ")
    assert shift.ends_at - shift.starts_at == timedelta(hours=2, minutes=30)


WINDOW = {
    "kind": "flexible",
    "windows-0-first": str(TODAY),
    "windows-0-last": str(TODAY + timedelta(days=28)),
    "windows-0-weekdays": "6",
    "windows-0-opens_at": "09:00",
    "windows-0-closes_at": "12:00",
    "windows-0-hours_needed": "20",
    "windows-0-shortest_minutes": "30",
    "windows-0-capacity": "2",
    "windows-0-place": "見本公園",
}


def test_what_was_taken_of_a_window_is_said_in_hours_and_minutes(client: PageClient) -> None:
    organisation = _organiser(client)
    window = factories.WindowFactory.create(request__organisation=organisation, minutes_needed=1200)
    models.Window.objects.filter(pk=window.pk).update(minutes_taken=105)
    assert "申込み1時間45分／20時間" in _page(client.get(reverse("volunteers:organised-requests")))


def test_a_flexible_request_is_posted_without_any_row_of_times(client: PageClient) -> None:
    sheet = {name: value for name, value in _sheet(_organiser(client)).items() if not name.startswith("shifts-0")}
    client.post(reverse("volunteers:request-new"), sheet | WINDOW)
    made = models.Request.objects.get(title="花だんの手入れ")
    assert (made.kind, made.windows.get().minutes_needed, made.shifts.count()) == ("flexible", 1200, 0)


def test_one_more_window_is_given_without_losing_what_was_typed(client: PageClient) -> None:
    sheet = _sheet(_organiser(client)) | WINDOW | {"windows-TOTAL_FORMS": "1", "windows-INITIAL_FORMS": "0"}
    more = _page(client.post(reverse("volunteers:request-new"), sheet | {"add-window": "1"}))
    assert ('value="見本公園"' in more, 'name="windows-1-place"' in more, "error-summary" in more) == (
        True,
        True,
        False,
    )
    second = {name.replace("-0-", "-1-"): value for name, value in WINDOW.items() if "windows-0-" in name}
    second |= {"windows-1-weekdays": "1", "windows-1-place": "例示公園"}
    client.post(reverse("volunteers:request-new"), sheet | second | {"windows-TOTAL_FORMS": "2"})
    made = models.Request.objects.get(kind="flexible")
    found = list(made.windows.order_by("pk").values_list("weekdays", "place"))
    assert found == [([6], "見本公園"), ([1], "例示公園")]


def test_an_emptied_window_is_left_out_and_a_faulty_one_named_by_its_number(client: PageClient) -> None:
    sheet = _sheet(_organiser(client)) | WINDOW | {"windows-TOTAL_FORMS": "2", "windows-INITIAL_FORMS": "0"}
    path = reverse("volunteers:request-new")
    assert "2つ目の活動の場所" in _page(client.post(path, sheet | {"windows-1-weekdays": "1"}))
    client.post(path, sheet)
    assert models.Request.objects.get(kind="flexible").windows.count() == 1


def test_a_window_that_ends_must_say_how_many_hours_it_needs(client: PageClient) -> None:
    page = _page(
        client.post(
            reverse("volunteers:request-new"), _sheet(_organiser(client)) | WINDOW | {"windows-0-hours_needed": ""}
        )
    )
    assert "必要な時間の合計（時間）：期間を決めた募集では" in page
    assert 'value="花だんの手入れ"' in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"minimum_age": "18"}, "年齢の条件の理由：条件を付けるときは"),
        (
            {"minimum_age": "60", "maximum_age": "18", "age_reason": "見本"},
            "年齢の上限は、下限以上",
        ),
        ({"certificate": "普通自動車免許"}, "資格がいる理由：条件を付けるときは"),
        ({"guardian": "accompanied"}, "付き添いの理由：条件を付けるときは"),
        ({"insurance": "own"}, "保険がいる理由：条件を付けるときは"),
        (
            {"gender": "women", "gender_reason": "見本"},
            "性別の条件を付けられる場合を選んで",
        ),
        ({"gender": "women", "gender_basis": "care"}, "性別の条件の理由：条件を付けるときは"),
        ({"widens_to": "everyone", "audience": "members"}, "対象を広げる日：対象を広げる日と"),
        ({"widens_to": "everyone", "widens_at": "2026-06-01"}, "広げたあとの対象：はじめの対象と違うもの"),
        ({"widens_to": "district", "widens_at": "2026-06-01"}, "地区：地区の方を対象にするときは"),
    ],
)
def test_what_a_condition_lacks_is_named_at_its_field(client: PageClient, fields: dict[str, str], told: str) -> None:
    assert told in _page(client.post(reverse("volunteers:request-new"), _sheet(_organiser(client), **fields)))


def test_a_gender_is_looked_at_by_a_reviewer_also_from_an_organisation_that_has_published(client: PageClient) -> None:
    asked = {"gender": "women", "gender_basis": "care", "gender_reason": "入浴の手助けのため"}
    client.post(reverse("volunteers:request-new"), _sheet(_organiser(client), **asked))
    made = models.Request.objects.get(title="花だんの手入れ")
    assert (made.status, made.gender_reason) == ("in_review", "入浴の手助けのため")


def test_conditions_stand_with_their_reasons_before_one_applies(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(
        request__certificate="普通自動車免許", request__certificate_reason="車で運ぶため", request__minimum_age=18
    )
    client.force_login(people.UserFactory.create())
    for name, code in (("request-detail", shift.request.code), ("shift-applications", shift.code)):
        page = _page(client.get(reverse(f"volunteers:{name}", args=[code])))
        assert [
            one for one in ("普通自動車免許", "車で運ぶため", "18歳以上", "刃物を使うため") if one not in page
        ] == []


def test_who_does_not_state_what_is_asked_is_shown_the_box_to_mark(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(request__certificate="普通自動車免許", request__certificate_reason="運ぶため")
    person = people.UserFactory.create()
    client.force_login(person)
    path = reverse("volunteers:shift-applications", args=[shift.code])
    assert "条件にあてはまるときは、印を付けてください" in _page(client.post(path, {"message": ""}))
    client.post(path, {"message": "", "certificate": "on"})
    assert shift.assignments.get().stated == ["certificate"]


def test_a_gender_is_stated_and_not_kept(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(
        request__gender="women", request__gender_basis="care", request__gender_reason="入浴の手助けのため"
    )
    client.force_login(people.UserFactory.create())
    client.post(reverse("volunteers:shift-applications", args=[shift.code]), {"message": "", "gender": "on"})
    assert (shift.assignments.get().state, shift.assignments.get().stated) == ("confirmed", [])


@pytest.mark.parametrize(("born", "asked"), [(date(1990, 1, 1), False), (date(2012, 1, 1), True), (None, True)])
def test_a_guardian_is_asked_of_who_may_be_under_age(client: PageClient, born: date | None, asked: bool) -> None:
    shift = factories.ShiftFactory.create(request__guardian="accompanied", request__guardian_reason="川に入るため")
    client.force_login(people.UserFactory.create(date_of_birth=born))
    page = _page(client.get(reverse("volunteers:shift-applications", args=[shift.code])))
    assert ('name="guardian"' in page) == asked


def test_what_is_open_to_everybody_is_not_widened(client: PageClient) -> None:
    day = str(TODAY + timedelta(days=2))
    sheet = _sheet(_organiser(client), widens_to="members", widens_at=day)
    page = _page(client.post(reverse("volunteers:request-new"), sheet))
    assert "はじめから「どなたでも」のときは、広げられません。" in page


def test_an_audience_that_widens_says_from_when_and_opens_by_itself(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    widens = clock.start_of(TODAY + timedelta(days=2))
    shift = factories.ShiftFactory.create(
        days=9, request__audience="city_employees", request__widens_at=widens, request__widens_to="everyone"
    )
    person = people.UserFactory.create()
    client.force_login(person)
    path = reverse("volunteers:shift-applications", args=[shift.code])
    refused = client.post(path, {"message": ""})
    assert (refused.status_code, "5月10日からは、どなたでも応募できます。" in refused.content.decode()) == (403, True)
    noon.move_to(widens)
    client.post(path, {"message": ""})
    assert shift.assignments.get().person == person


def test_a_volunteer_picks_a_time_on_the_page(client: PageClient) -> None:
    window = factories.WindowFactory.create()
    client.force_login(people.UserFactory.create())
    page = _page(client.get(reverse("volunteers:request-detail", args=[window.request.code])))
    assert [one for one in ("5月8日〜6月5日の土・日", "9:00〜17:00", "時間を選んで申し込む") if one not in page] == []
    path = reverse("volunteers:window-applications", args=[window.code])
    times = {"day": str(TODAY + timedelta(days=1)), "starts_at": "09:00", "ends_at": "10:30", "message": ""}
    made = client.post(path, times, follow=True)
    assert "5月9日（土）9:00" in _page(made)
    other = _page(client.get(path))
    assert ("すでに申込みのある時間" in other, "18時間30分" in other) == (True, True)


def test_a_time_outside_says_what_can_be_picked(client: PageClient) -> None:
    window = factories.WindowFactory.create()
    client.force_login(people.UserFactory.create())
    times = {"day": str(TODAY + timedelta(days=1)), "starts_at": "07:00", "ends_at": "08:00", "message": "朝早く"}
    refused = client.post(reverse("volunteers:window-applications", args=[window.code]), times)
    page = refused.content.decode()
    assert (refused.status_code, "9:00〜17:00のあいだで、30分以上" in page) == (422, True)
    assert ('value="07:00"' in page, "朝早く" in page) == (True, True)


def test_other_peoples_picked_times_are_not_listed_on_the_request(client: PageClient) -> None:
    window = factories.WindowFactory.create()
    shift = factories.ShiftFactory.create(request=window.request, window=window, days=1, place="見本の温室")
    place = factories.confirmed(shift)
    path = reverse("volunteers:request-detail", args=[window.request.code])
    shown = []
    for person in (people.UserFactory.create(), place.person, factories.manager_of(window.request)):
        client.force_login(person)
        shown.append("見本の温室" in _page(client.get(path)))
    assert shown == [False, True, True]


def test_one_button_calls_off_and_says_how_many_will_hear(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(request__weather_rule="雨のときは中止です。")
    place = factories.confirmed(shift)
    factories.waiting(shift)
    client.force_login(factories.manager_of(shift.request))
    path = reverse("volunteers:shift-call-off", args=[shift.code])
    page = _page(client.get(path))
    assert [one for one in ("今は2人", "雨のときは中止です。", "天候のため、中止にします。") if one not in page] == []
    client.post(path, {"reason": "大雨のため"})
    client.force_login(place.person)
    seen = _page(client.get(reverse("volunteers:assignment-detail", args=[place.code])))
    assert ("この活動は中止になりました" in seen, "大雨のため" in seen) == (True, True)


def test_who_is_in_reserve_is_asked_to_keep_the_time_free(client: PageClient) -> None:
    shift = factories.ShiftFactory.create(capacity=1, reserve=1)
    factories.confirmed(shift)
    seen = []
    for _ in range(2):
        client.force_login(people.UserFactory.create())
        answer = client.post(reverse("volunteers:shift-applications", args=[shift.code]), {"message": ""}, follow=True)
        seen.append("予定を空けておいてください" in _page(answer))
    assert seen == [True, False]
