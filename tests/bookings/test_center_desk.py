from datetime import timedelta

import pytest
import time_machine

from backend.common import clock
from backend.common import models as common
from bookings import actions, models
from bookings.queries import desk
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAY = f"/desk/centers/kuji/?date={make.DAY}"


@pytest.fixture
def room(client: PageClient) -> models.Room:
    client.force_login(staff_of("kuji"))
    return make.RoomFactory.create(center__code="kuji", name="和室A")


def by_phone(room: models.Room, **more: object) -> models.Booking:
    call = {"date": make.DAY, "periods": ["morning"], "headcount": 8, "purpose": "役員会", "now": make.NOW}
    contact = {"contact_name": "見本 電話", "contact_phone": "0294-00-0001"}
    return actions.reserve_by_proxy(room, by=staff_of(room.center.code), **(call | contact | more))  # type: ignore[arg-type]


def test_the_desk_sees_what_waits_and_can_decide_at_once(client: PageClient, room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    make.BookingFactory.create(room=room, periods=("night",), state="approved")
    make.BookingFactory.create()
    response = client.get("/desk/centers/kuji/")
    assert pages.texts(response, "h2")[1] == "許可を待っている予約 1件"
    assert pages.links(response, "お断りする") == [f"/bookings/{booking.code}/refusal/"]


def test_the_day_stands_by_room_and_period_with_who_comes(client: PageClient, room: models.Room) -> None:
    person = UserFactory.create(name="見本 今日", phone="0294-00-0009")
    make.BookingFactory.create(room=room, by=person, state="approved")
    make.RoomFactory.create(center=room.center, name="和室B")
    with time_machine.travel(clock.start_of(make.DAY), tick=False):
        response = client.get("/desk/centers/kuji/")
    cells = pages.texts(response, "td")
    assert len(cells) == 6
    assert cells[0].startswith("午前 9:00〜12:00 見本 今日")
    assert "許可済み 8人 健康体操の練習" in cells[0]
    assert cells[3].startswith("午前 9:00〜12:00 空き")


def test_another_day_is_one_link_away(client: PageClient, room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    response = client.get(DAY)
    assert "5月13日（水）の部屋" in pages.texts(response, "h2")
    assert pages.links(response, "次の日") == ["?date=2026-05-14"]
    query = {"date_year": "令和8", "date_month": "5", "date_day": "１３"}
    assert pages.texts(client.get("/desk/centers/kuji/", query), "h2")[0] == "5月13日（水）の部屋"


def test_a_day_that_does_not_exist_is_named_and_today_stays(client: PageClient, room: models.Room) -> None:
    query = {"date_year": "2026", "date_month": "2", "date_day": "30"}
    response = client.get("/desk/centers/kuji/", query)
    assert response.status_code == 422
    assert "2026年2月30日という日はありません" in pages.words(response)


def test_a_joined_room_in_use_blocks_its_parts_on_the_screen(client: PageClient, room: models.Room) -> None:
    other = make.RoomFactory.create(center=room.center, name="和室B")
    whole = make.joined_room(room, other, name="和室A+B")
    make.BookingFactory.create(room=whole)
    found = desk.board(room.center, day=make.DAY, now=make.NOW)
    mornings = {row.room.name: row.cells[0].status.value for row in found.rows if not row.cells[0].entries}
    assert mornings == {"和室A": "blocked", "和室B": "blocked"}


def test_a_booking_over_two_periods_says_that_it_goes_on(client: PageClient, room: models.Room) -> None:
    make.BookingFactory.create(room=room, periods=("morning", "afternoon"))
    cells = pages.texts(client.get(DAY), "td")
    assert "前の区分から続き" in cells[1]
    assert "前の区分から続き" not in cells[0]


def test_a_form_that_is_due_tonight_or_was_due_stands_in_its_list(client: PageClient, room: models.Room) -> None:
    late, tonight = by_phone(room), by_phone(room, periods=["night"])
    by_phone(room, periods=["afternoon"])
    models.Booking.objects.filter(pk=late.pk).update(form_due_at=make.NOW)
    models.Booking.objects.filter(pk=tonight.pk).update(form_due_at=make.NOW + timedelta(hours=2))
    found = desk.desk(room.center, day=make.DAY, now=make.NOW)
    assert [entry.booking.pk for entry in found.forms_due.entries] == [late.pk, tonight.pk]
    assert [entry.is_form_overdue for entry in found.forms_due.entries] == [True, False]


def test_a_use_without_its_report_is_asked_for(client: PageClient, room: models.Room) -> None:
    made = actions.take_walk_in(
        room, periods=["afternoon"], by=staff_of("kuji"), headcount=2, purpose="練習", contact_name="見本", now=make.NOW
    )
    evening = make.NOW + timedelta(hours=6)
    found = desk.desk(room.center, day=clock.date_of(make.NOW), now=evening)
    assert [entry.booking.pk for entry in found.reports_missing.entries] == [made.pk]
    assert [step.value for step in found.reports_missing.entries[0].steps] == ["take_report", "call"]


def test_a_long_list_is_cut_and_says_so(client: PageClient, room: models.Room) -> None:
    rooms = [make.RoomFactory.create(center=room.center) for _ in range(11)]
    for one in rooms:
        for period in ("morning", "afternoon", "night"):
            by_phone(one, periods=[period])
    found = desk.desk(room.center, day=make.DAY, now=make.NOW)
    assert (len(found.to_approve.entries), found.to_approve.has_more) == (30, True)
    assert "許可を待っている予約 30件以上" in pages.texts(client.get("/desk/centers/kuji/"), "h2")


def test_every_person_whom_the_desk_saw_is_recorded_once(client: PageClient, room: models.Room) -> None:
    person, other = UserFactory.create(), UserFactory.create()
    make.BookingFactory.create(room=room, by=person)
    make.BookingFactory.create(room=room, by=person, periods=("night",))
    make.BookingFactory.create(room=room, by=other, periods=("afternoon",))
    client.get(DAY)
    looks = common.AuditEntry.objects.filter(kind="look", center_code="kuji").order_by("about_code")
    assert [entry.about_code for entry in looks] == sorted([person.code, other.code])


def test_a_look_at_a_caller_without_an_account_is_recorded_by_the_booking(
    client: PageClient, room: models.Room
) -> None:
    booking = by_phone(room)
    client.get(DAY)
    looks = common.AuditEntry.objects.filter(kind="look")
    assert [(look.action, look.about_code, look.subject_code) for look in looks] == [
        ("bookings.desk", "", booking.code)
    ]


def test_the_way_through_the_screen_begins_with_links_to_its_parts(client: PageClient, room: models.Room) -> None:
    response = client.get("/desk/centers/kuji/")
    jumps = [link for link in pages.links(response, "") if link.startswith("#")]
    assert jumps[-6:] == ["#day", "#approve", "#forms", "#reports", "#offers", "#notes"]
