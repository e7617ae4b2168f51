import pytest

from bookings import actions, enums, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, administrator, bearer
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
Mode = enums.BookingMode
LATER = {"when": "later", "date": "2027-04-01", "time": "9:00"}


@pytest.fixture
def city(client: PageClient) -> PageClient:
    client.force_login(administrator())
    return client


def _form(turn: str, **said: str) -> dict[str, str]:
    return {"turn": turn, "when": "now", "reason": "試行のため", **said}


def test_the_city_sees_every_center_with_what_is_on_and_what_is_planned(city: PageClient) -> None:
    center = make.CenterFactory.create(booking_mode=Mode.DESK_ONLY)
    city.post(f"/desk/centers/{center.code}/switches/", _form("booking_mode:groups", **LATER))
    shown = pages.words(city.get("/desk/switches/"))
    assert ("窓口・電話で予約" in shown, "2027年4月1日 9:00から 予約の受け方：登録団体はネット予約" in shown) == (
        True,
        True,
    )


def test_a_switch_is_turned_at_once_and_stands_in_the_history(city: PageClient) -> None:
    center = make.CenterFactory.create()
    sent = city.post(f"/desk/centers/{center.code}/switches/", _form("lottery_on:on"), follow=True)
    assert "から 抽選：あり" in pages.words(sent)
    assert models.Center.objects.get().switches_at(make.NOW).lottery_on


def test_a_form_without_reason_and_day_keeps_what_was_typed(city: PageClient) -> None:
    center = make.CenterFactory.create()
    refused = city.post(f"/desk/centers/{center.code}/switches/", _form("fees_on:off", when="later", reason=""))
    shown = pages.words(refused)
    assert refused.status_code == 422
    assert ("切り替える日を入れてください。" in shown, "切り替える理由を書いてください。" in shown) == (True, True)
    assert refused.context["form"]["turn"].value() == "fees_on:off"


def test_a_refusal_stands_on_the_form(city: PageClient) -> None:
    center = make.CenterFactory.create()
    refused = city.post(f"/desk/centers/{center.code}/switches/", _form("booking_mode:everyone"))
    assert (refused.status_code, "すでに「どなたでもネット予約」です" in pages.words(refused)) == (409, True)


def test_a_planned_turn_is_withdrawn(city: PageClient) -> None:
    center = make.CenterFactory.create()
    city.post(f"/desk/centers/{center.code}/switches/", _form("booking_mode:groups", **LATER))
    turn = models.CenterSwitch.objects.get()
    shown = city.post(f"/desk/centers/{center.code}/switches/{turn.code}/withdrawal/", follow=True)
    assert ("取りやめ" in pages.words(shown), models.Center.objects.get().turns_after(make.NOW)) == (True, ())


def test_the_pages_of_a_center_tell_what_can_be_done_and_from_when(client: PageClient) -> None:
    room = make.RoomFactory.create(center__booking_mode=Mode.DESK_ONLY)
    actions.switch_center(
        room.center,
        switch=enums.Switch.BOOKING_MODE,
        value=Mode.EVERYONE,
        reason="試行のため",
        by=administrator(),
        now=make.NOW,
        takes_effect_at=make.NOW.replace(month=6),
    )
    for page in ("", "week/", "months/2026-05/"):
        shown = pages.words(client.get(f"/centers/{room.center.code}/{page}"))
        assert "窓口か電話でお申し込みください。 電話 0294-00-0000" in shown
        assert "2026年6月1日（月）12:00から 予約の受け方：どなたでもネット予約" in shown


@pytest.mark.parametrize("page", ["week/?first=2026-05-13", "months/2026-05/"])
@pytest.mark.parametrize("mode", Mode)
def test_links_to_reserve_are_there_for_those_alone_who_may(client: PageClient, mode: Mode, page: str) -> None:
    room = make.RoomFactory.create(center__booking_mode=mode)
    person = UserFactory.create()
    group = GroupFactory.create(representative=person)
    address, mark = f"/centers/{room.center.code}/{page}", f"/rooms/{room.code}/bookings/new/"
    alone = mark in client.get(address).text
    client.force_login(person)
    with_group = mark in client.get(f"{address}{'&' if '?' in address else '?'}group={group.code}").text
    expected = {Mode.EVERYONE: (True, True), Mode.GROUPS: (False, True)}.get(mode, (False, False))
    assert (alone, with_group) == expected


@pytest.mark.parametrize("mode", Mode)
def test_the_search_links_only_where_anybody_reserves(client: PageClient, mode: Mode) -> None:
    room = make.RoomFactory.create(center__booking_mode=mode)
    page = client.get("/rooms/?date=2026-05-13").text
    assert (room.name in page, f"/rooms/{room.code}/bookings/new/" in page) == (True, mode == Mode.EVERYONE)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("in_group", [False, True], ids=["person", "representative"])
def test_the_form_is_there_for_those_alone_who_may(client: PageClient, mode: Mode, in_group: bool) -> None:
    room, person = make.RoomFactory.create(center__booking_mode=mode), UserFactory.create()
    group = GroupFactory.create(representative=person) if in_group else None
    client.force_login(person)
    address = f"/rooms/{room.code}/bookings/new/?date=2026-05-13"
    admitted = mode == Mode.EVERYONE or (mode == Mode.GROUPS and in_group)
    assert ("この内容で申し込む" in client.get(address).text) == admitted
    wish = {"periods": "morning", "headcount": "8", "purpose": "練習", "agreed": "on"}
    sent = client.post(address, wish | ({"applicant": group.code} if group else {}))
    assert (sent.status_code, room.bookings.count()) == ((302, 1) if admitted else (409, 0))


def test_where_groups_alone_reserve_a_representative_cannot_choose_themselves(client: PageClient) -> None:
    room, person = make.RoomFactory.create(center__booking_mode=Mode.GROUPS), UserFactory.create()
    GroupFactory.create(representative=person)
    client.force_login(person)
    wish = {"periods": "morning", "headcount": "8", "purpose": "練習", "agreed": "on", "applicant": ""}
    sent = client.post(f"/rooms/{room.code}/bookings/new/?date=2026-05-13", wish)
    assert (sent.status_code, "団体を選んでください。" in pages.words(sent)) == (422, True)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("in_group", [False, True], ids=["person", "representative"])
def test_the_api_takes_what_the_form_takes(client: PageClient, mode: Mode, in_group: bool) -> None:
    room, person = make.RoomFactory.create(center__booking_mode=mode), UserFactory.create()
    group = GroupFactory.create(representative=person).code if in_group else ""
    wish = {"room": room.code, "date": "2026-05-13", "periods": ["morning"], "headcount": 8, "purpose": "練習"}
    sent = client.post(
        "/api/v1/bookings/",
        wish | {"group": group},
        content_type="application/json",
        headers=bearer(person, "bookings:write"),
    )
    admitted = mode == Mode.EVERYONE or (mode == Mode.GROUPS and in_group)
    assert sent.status_code == (201 if admitted else 409)
    assert admitted or (sent.json()["code"], sent.json()["data"]["center"]["phone"]) == (
        "online_booking_closed",
        "0294-00-0000",
    )


def test_the_api_tells_what_is_on_and_what_will_come(client: PageClient) -> None:
    center = make.CenterFactory.create(booking_mode=Mode.DESK_ONLY)
    headers = bearer(administrator(), "bookings:write")
    turn = {
        "switch": "booking_mode",
        "value": "groups",
        "reason": "試行のため",
        "takes_effect_at": "2027-04-01T00:00:00+09:00",
    }
    made = client.post(
        f"/api/v1/centers/{center.code}/switches/", turn, content_type="application/json", headers=headers
    )
    told = client.get(f"/api/v1/centers/{center.code}/").json()
    assert (made.status_code, told["booking_mode"]) == (201, "desk_only")
    assert told["coming"] == [{"switch": "booking_mode", "value": "groups", "at": "2027-04-01T00:00:00+09:00"}]


def test_the_api_refuses_a_value_of_another_switch(client: PageClient) -> None:
    center = make.CenterFactory.create()
    turn = {"switch": "fees_on", "value": "groups", "reason": "試行のため"}
    headers = bearer(administrator(), "bookings:write")
    sent = client.post(
        f"/api/v1/centers/{center.code}/switches/", turn, content_type="application/json", headers=headers
    )
    assert (sent.status_code, list(sent.json()["data"]["fields"])) == (400, ["value"])


def test_without_fees_no_page_tells_one(client: PageClient) -> None:
    room = make.RoomFactory.create(fee_yen=300, center__fees_on=False)
    pages = [client.get(f"/centers/{room.center.code}/").text, client.get("/rooms/?date=2026-05-13").text]
    assert [("300円" in page, "使用料は窓口へ" in page) for page in pages] == [(False, True)] * 2
    assert client.get("/api/v1/rooms/").json()["results"][0]["fee_yen"] is None
