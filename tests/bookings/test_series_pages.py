"""The pages of series, from the wish over the dry run to a change, as people use them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import models
from bookings.queries import series as queries
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import UserFactory, staff_of
from tests.support import html, pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAYS = several.wednesdays(5)


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", center__name="久慈交流センター", code="kuji-a", name="和室A")


@pytest.fixture
def person(client: PageClient) -> accounts.User:
    person = UserFactory.create()
    client.force_login(person)
    return person


@pytest.fixture
def group(person: accounts.User) -> accounts.Group:
    return several.group_of(person, name="見本体操会", center_code="kuji")


def wish(group: accounts.Group, **changes: Any) -> str:  # noqa: ANN401 - any cell of the form
    said: dict[str, Any] = {
        "group": group.code,
        "repetition": "weekly",
        "weekday": "2",
        "first_year": "2026",
        "first_month": "5",
        "first_day": "13",
        "last_year": "2026",
        "last_month": "6",
        "last_day": "10",
        "periods": ["morning"],
        "headcount": "８",
        "purpose": "健康体操の練習",
    }
    return urlencode(said | changes, doseq=True)


def sent(response: Any) -> dict[str, str]:  # noqa: ANN401 - Django's response
    """What the browser sends when somebody presses the button of the dry run and changes nothing."""
    found = {}
    for field in html.parse(response.content.decode()).find("input"):
        cell = dict(field.items())
        name = cell.get("name", "")
        ticked = cell.get("type") == "hidden" or "checked" in cell
        if ticked and (name.startswith("on-") or name == "submission"):
            found[name] = cell.get("value", "")
    return found


def plan(client: PageClient, group: accounts.Group, **changes: Any) -> Any:  # noqa: ANN401
    return client.get(f"/rooms/kuji-a/series/plan/?{wish(group, **changes)}")


def accept(client: PageClient, group: accounts.Group, data: Mapping[str, str]) -> Any:  # noqa: ANN401
    return client.post(f"/rooms/kuji-a/series/plan/?{wish(group)}", data)


def test_a_representative_chooses_a_room_first(client: PageClient, room: models.Room, group: accounts.Group) -> None:
    assert pages.links(client.get("/series/"), "定期利用を申し込む") == ["/series/new/"]
    assert client.get("/series/new/?room=kuji-a")["Location"] == "/rooms/kuji-a/series/new/"
    assert client.get("/series/new/?room=elsewhere").status_code == 422


def test_somebody_without_a_group_is_told_who_may(client: PageClient, person: accounts.User) -> None:
    answer = client.get("/series/")
    assert "登録が確認された団体の代表者と副代表です" in pages.words(answer)
    assert pages.links(answer, "定期利用を申し込む") == []


def test_what_is_missing_is_named_and_what_was_typed_stays(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    answer = plan(client, group, headcount="", last_year="2025")
    assert answer.status_code == 422
    assert "終わりの日が、始まりの日より前です。" in pages.words(answer)
    assert "利用する人数を入れてください。" in pages.words(answer)
    assert 'value="健康体操の練習"' in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_year": "2027", "last_month": "12"}, "1度に申し込めるのは1年までです。"),
        ({"last_month": "5", "last_day": "14", "weekday": "0"}, "この期間には、毎週月曜日がありません。"),
        ({"first_month": "4"}, "過ぎた日です。"),
    ],
)
def test_a_term_that_cannot_be_is_explained(
    client: PageClient, room: models.Room, group: accounts.Group, changes: dict[str, str], words: str
) -> None:
    answer = plan(client, group, **changes)
    assert (answer.status_code, words in pages.words(answer)) == (422, True)


def test_the_dry_run_shows_every_date_and_writes_nothing(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    answer = plan(client, group)
    words = pages.words(answer)
    assert "毎週水曜日の5日のうち、4日を予約できます。" in words
    assert "和室Aの2026年5月20日(水)は、ほかの予約が入っています。" in words
    assert "5月20日（水） 午後 和室A 別の時間" in " ".join(words.split())
    assert models.Series.objects.count() == 0
    assert sorted(name for name in sent(answer) if name.startswith("on-")) == [f"on-{day}" for day in DAYS]
    assert sent(answer)[f"on-{DAYS[1]}"] == ""


def test_what_is_ticked_is_reserved_and_a_second_press_changes_nothing(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    data = sent(plan(client, group)) | {f"on-{DAYS[1]}": f"{DAYS[1]}.kuji-a.afternoon"}
    first = accept(client, group, data)
    series = models.Series.objects.get()
    assert first["Location"] == f"/series/{series.code}/"
    assert [(b.date, b.period_codes) for b in queries.bookings_of(series)] == [
        (day, ["afternoon" if day == DAYS[1] else "morning"]) for day in DAYS
    ]
    assert accept(client, group, data)["Location"] == first["Location"]
    assert models.Booking.objects.count() == 6


def test_a_date_that_went_meanwhile_is_named_and_the_choice_is_kept(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    data = sent(plan(client, group))
    del data[f"on-{DAYS[4]}"]
    make.BookingFactory.create(room=room, date=DAYS[1])
    answer = accept(client, group, data)
    assert answer.status_code == 409
    assert "2026年5月20日(水) 午前 和室A" in pages.texts(answer, "span", class_="strong")
    again = sent(answer)
    assert {name for name, value in again.items() if value} == {
        "submission",
        *(f"on-{day}" for day in (DAYS[0], DAYS[2], DAYS[3])),
    }
    assert again["submission"] == data["submission"]
    assert models.Series.objects.count() == 0
    assert accept(client, group, again).status_code == 302


def test_another_choice_on_a_page_that_was_sent_already_is_not_taken_for_the_first(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    data = sent(plan(client, group))
    accept(client, group, data)
    del data[f"on-{DAYS[4]}"]
    answer = accept(client, group, data)
    assert (answer.status_code, "すでに申し込まれています" in pages.words(answer)) == (409, True)


def test_nothing_ticked_is_said(client: PageClient, room: models.Room, group: accounts.Group) -> None:
    answer = accept(client, group, {"submission": "f-MIHON"})
    assert (answer.status_code, "日を1つ以上選んでください。" in pages.words(answer)) == (422, True)


def test_the_way_back_keeps_what_was_typed(client: PageClient, room: models.Room, group: accounts.Group) -> None:
    (link, *_) = pages.links(plan(client, group), "くり返しや期間を直す")
    form = client.get(link).context["form"]
    assert (form["purpose"].value(), form["periods"].value(), form["first"].value()) == (
        "健康体操の練習",
        ["morning"],
        "2026-5-13",
    )


def test_the_desk_writes_down_a_series_for_a_group_and_permits_it(client: PageClient, room: models.Room) -> None:
    group = several.group_of(name="見本体操会", center_code="kuji")
    client.force_login(staff_of("kuji"))
    accept(client, group, sent(plan(client, group)))
    series = models.Series.objects.get()
    assert pages.links(client.get("/desk/centers/kuji/series/"), "見本体操会") == [f"/series/{series.code}/"]
    assert "5日をまとめて許可する" in pages.words(client.get(f"/series/{series.code}/"))
    client.post(f"/series/{series.code}/approval/")
    assert {booking.state for booking in queries.bookings_of(series)} == {"approved"}


def test_the_desk_s_look_at_a_series_is_recorded(client: PageClient, room: models.Room) -> None:
    series = several.make_series(room, several.group_of())
    client.force_login(staff_of("kuji"))
    client.get(f"/series/{series.code}/")
    line = common.AuditEntry.objects.get(action="bookings.series")
    assert (line.kind, line.subject_code, line.about_code) == ("look", series.code, series.created_by.code)


def test_cancelling_shows_first_what_becomes_of_each_date(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    series = several.make_series(room, group)
    until = {"kind": "cancellation", "amount": 13, "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"cancellation": until}})
    third = queries.bookings_of(series)[2]
    url = f"/series/{series.code}/cancellation/"
    assert client.get(f"{url}?scope=following").status_code == 422
    shown = client.get(f"{url}?scope=all")
    assert pages.texts(shown, "span", class_="badge") == ["期限を過ぎたため残ります", *["取り消します"] * 4]
    shown = client.get(f"{url}?scope=following&start={third.code}")
    assert pages.words(shown).count("取り消します") == 3
    codes = [booking.code for booking in queries.bookings_of(series)]
    answer = client.post(url, {"booking": codes, "reason": "都合により"}, follow=True)
    assert "4日の予約を取り消しました。" in answer.content.decode()
    assert "期限を過ぎた日は残っています：5月13日" in answer.content.decode()


def test_a_change_is_shown_before_it_is_done(client: PageClient, room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    make.BookingFactory.create(room=room, date=DAYS[3], periods=("night",))
    codes = [booking.code for booking in queries.bookings_of(series)]
    url = f"/series/{series.code}/change/"
    assert client.get(f"{url}?scope=all").status_code == 422
    shown = client.get(f"{url}?scope=all&periods=night")
    ticked = [
        dict(box.items())["value"]
        for box in html.parse(shown.content.decode()).find("input")
        if "checked" in dict(box.items())
    ]
    assert ticked == [code for number, code in enumerate(codes) if number != 3]
    answer = client.post(f"{url}?scope=all&periods=night", {"booking": ticked}, follow=True)
    assert "4日の予約を変更しました。" in answer.content.decode()
    assert [b.period_codes for b in queries.bookings_of(series)] == [["night"]] * 3 + [["morning"]] + [["night"]]


def test_a_change_that_came_too_late_is_named_and_the_choice_is_kept(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    series = several.make_series(room, group)
    codes = [booking.code for booking in queries.bookings_of(series)]
    make.BookingFactory.create(room=room, date=DAYS[3], periods=("night",))
    answer = client.post(f"/series/{series.code}/change/?scope=all&periods=night", {"booking": codes})
    assert (answer.status_code, answer.context["chosen"]) == (409, set(codes))
    assert "2026年6月3日(水) 夜間 和室A" in pages.words(answer)


def test_a_booking_of_a_series_leads_to_its_other_dates(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    series = several.make_series(room, group)
    answer = client.get(f"/bookings/{queries.bookings_of(series)[0].code}/")
    assert pages.links(answer, "ほかの日を見る") == [f"/series/{series.code}/"]


def test_a_person_moves_a_booking(client: PageClient, room: models.Room, person: accounts.User) -> None:
    booking = make.BookingFactory.create(room=room, by=person)
    url = f"/bookings/{booking.code}/move/"
    assert pages.links(client.get(f"/bookings/{booking.code}/"), "部屋や日時") == [url]
    form = client.get(url).context["form"]
    assert (form["room"].value(), form["periods"].value()) == ("kuji-a", ["morning"])
    data = {"room": "kuji-a", "date": "2026-05-14", "periods": "night", "headcount": "9", "purpose": "合唱"}
    assert client.post(url, data)["Location"] == f"/bookings/{booking.code}/"
    booking.refresh_from_db()
    assert (booking.date, booking.period_codes, booking.headcount, booking.purpose) == (
        make.DAY + timedelta(days=1),
        ["night"],
        9,
        "合唱",
    )


def test_a_booking_of_a_day_that_is_over_is_not_moved_and_says_so(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    booking = make.BookingFactory.create(room=room, by=person)
    url = f"/bookings/{booking.code}/move/"
    data = {"room": "kuji-a", "date": "2026-06-24", "periods": "night", "headcount": "9", "purpose": "合唱"}
    with time_machine.travel(make.NOW + timedelta(days=30), tick=False):
        client.force_login(person)
        assert client.get(url).status_code == 200
        answer = client.post(url, data)
    assert (answer.status_code, "変更できません" in pages.words(answer)) == (409, True), pages.words(answer)


def test_a_move_that_cannot_be_keeps_what_was_typed_and_leads_elsewhere(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    booking = make.BookingFactory.create(room=room, by=person)
    make.BookingFactory.create(room=room, periods=("night",))
    url = f"/bookings/{booking.code}/move/"
    data = {"room": "kuji-a", "date": "2026-05-13", "periods": "night", "headcount": "9", "purpose": "合唱"}
    answer = client.post(url, data)
    assert answer.status_code == 409
    assert 'value="合唱"' in answer.content.decode()
    (link, *_) = pages.links(answer, "2026年5月13日(水) 午後 和室A")
    assert client.get(link).context["form"]["periods"].value() == ["afternoon"]
    booking.refresh_from_db()
    assert (booking.period_codes, booking.headcount) == (["morning"], 8)
