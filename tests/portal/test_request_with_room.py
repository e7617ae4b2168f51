"""The pages of requests with rooms and equipment, without a script: look, post, add to a shift, repeat, call off."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from bookings import models as rooms
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.factories import volunteers as factories
from tests.factories.bookings import DAY, NOW
from tests.support.client import PageClient
from volunteers import actions as volunteering
from volunteers import models

pytestmark = pytest.mark.django_db
PATH = "portal:request-with-room"
TITLE = "見本料理教室の手伝い"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _organiser(client: PageClient) -> tuple[accounts.Organisation, accounts.User]:
    organisation = factories.RequestFactory.create(created_at=NOW, published_at=NOW).organisation
    by = people.OrganisationMemberFactory.create(organisation=organisation).user
    client.force_login(by)
    return organisation, by


def _row(number: int = 0, **fields: str) -> dict[str, str]:
    row = {"day": DAY.isoformat(), "starts_at": "09:30", "ends_at": "11:30", "capacity": "6", **fields}
    return {f"shifts-{number}-{name}": value for name, value in row.items()}


def _sheet(organisation: accounts.Organisation, *rows: dict[str, str], **fields: str) -> dict[str, str]:
    written = {
        "organisation": organisation.code,
        "title": TITLE,
        "field": factories.FieldFactory.create().code,
        "tasks": "配膳をします。",
        "meeting_point": "玄関",
        "contact": "見本 連絡係",
        "audience": "everyone",
        "policy": "first_come",
        "shifts-TOTAL_FORMS": str(len(rows)),
        "shifts-INITIAL_FORMS": "0",
        **fields,
    }
    for row in rows:
        written |= row
    return written


def _text(response: Any) -> str:  # noqa: ANN401 - the test client's answer
    return str(response.content.decode())


def _posted() -> list[models.Shift]:
    return list(models.Shift.objects.filter(request__title=TITLE).order_by("starts_at"))


def test_an_organiser_posts_shifts_with_rooms_and_equipment_of_their_own(client: PageClient) -> None:
    organisation, by = _organiser(client)
    hall, mower = make.RoomFactory.create(), make.EquipmentFactory.create()
    offered = _text(client.get(reverse(PATH)))
    assert (hall.name in offered, mower.name in offered) == (True, True)
    other_day = (DAY + timedelta(days=1)).isoformat()
    client.post(
        reverse(PATH),
        _sheet(
            organisation,
            _row(room=hall.code, headcount="8"),
            _row(1, day=other_day, place="見本の広場", equipment_1=mower.code, pieces_1="2"),
        ),
    )
    first, second = _posted()
    booking, loan = rooms.Booking.objects.get(), rooms.Loan.objects.get()
    assert (booking.code, booking.headcount, booking.booked_by) == (first.booking_code, 8, by)
    assert (loan.shift_code, loan.pieces, second.place) == (second.code, 2, "見本の広場")


def test_without_a_number_as_many_come_as_there_are_places_and_one_piece_is_kept(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    client.post(reverse(PATH), _sheet(organisation, _row(room=room.code, equipment_2=equipment.code)))
    assert (rooms.Booking.objects.get().headcount, rooms.Loan.objects.get().pieces) == (6, 1)


def test_a_second_press_reserves_and_posts_nothing_more(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    hall = make.RoomFactory.create()
    sheet = _sheet(organisation, _row(0, room=hall.code), page_key="MY-PAGE")
    first, second = client.post(reverse(PATH), sheet), client.post(reverse(PATH), sheet)
    assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
    assert (len(_posted()), rooms.Booking.objects.count()) == (1, 1)


def test_a_group_reserves_where_somebody_books_for_one(client: PageClient) -> None:
    organisation, by = _organiser(client)
    group = people.GroupFactory.create(representative=by)
    client.post(reverse(PATH), _sheet(organisation, _row(room=make.RoomFactory.create().code), group=group.code))
    assert rooms.Booking.objects.get().group == group


def test_looking_reserves_nothing_and_tells_of_each_row(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    free, taken = make.RoomFactory.create(), make.BookingFactory.create().room
    rows = [_row(room=free.code), _row(1, room=taken.code)]
    page = _text(client.post(reverse(PATH), _sheet(organisation, *rows, look="1", belongings="エプロン")))
    assert (page.count("予約できません"), "ほかの予約が入っています" in page, "エプロン" in page) == (1, True, True)
    assert (_posted(), rooms.Booking.objects.count()) == ([], 1)


def test_one_more_row_is_given_without_losing_what_was_typed(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    room = make.RoomFactory.create()
    sheet = _sheet(organisation, _row(room=room.code), **{"add-shift": "1"})
    page = _text(client.post(reverse(PATH), sheet))
    assert ('name="shifts-1-room"' in page, f'value="{room.code}" selected' in page) == (True, True)


def test_a_taken_room_names_what_could_be_had_and_one_button_takes_it_over(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    room = make.BookingFactory.create().room
    sheet = _sheet(organisation, _row(room=room.code), belongings="エプロン")
    refused = client.post(reverse(PATH), sheet)
    page, button = _text(refused), f"1|{room.code}|{DAY.isoformat()}|13:00|17:00"
    assert (refused.status_code, "1回目：" in page, "エプロン" in page) == (409, True, True)
    assert f'value="{button}"' in page
    changed = _text(client.post(reverse(PATH), sheet | {"instead": button}))
    assert ("エプロン" in changed, 'value="13:00"' in changed, _posted()) == (True, True, [])
    client.post(reverse(PATH), sheet | {"shifts-0-starts_at": "13:00", "shifts-0-ends_at": "17:00"})
    assert _posted()[0].booking_code


@pytest.mark.parametrize("button", ["", "x", "9|a|b|c|d", "１|a|b|c|d", "1|nowhere|2026-02-30|25:00|x"])
def test_a_button_that_makes_no_sense_loses_nothing(client: PageClient, button: str) -> None:
    organisation, _ = _organiser(client)
    sheet = _sheet(organisation, _row(room=make.RoomFactory.create().code), belongings="エプロン", instead=button)
    assert "エプロン" in _text(client.post(reverse(PATH), sheet))
    assert _posted() == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"place": ""}, "場所を書くか、部屋を選んでください。"),
        ({"room": "nowhere"}, "1回目の部屋"),
        ({"place": "見本の広場", "pieces_1": "0"}, "1回目の備品の数"),
    ],
)
def test_what_a_row_lacks_is_named(client: PageClient, fields: dict[str, Any], told: str) -> None:
    organisation, _ = _organiser(client)
    assert told in _text(client.post(reverse(PATH), _sheet(organisation, _row(**fields))))


def test_an_activity_outside_of_all_periods_is_told_which_there_are(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    row = _row(room=make.RoomFactory.create().code, ends_at="22:00")
    refused = client.post(reverse(PATH), _sheet(organisation, row))
    assert (refused.status_code, "午前 9:00〜12:00" in _text(refused)) == (422, True)


def test_too_few_pieces_name_other_centers(client: PageClient) -> None:
    organisation, _ = _organiser(client)
    equipment = make.EquipmentFactory.create(pieces=1, name="見本の机")
    other = make.EquipmentFactory.create(name="見本の机", center__municipality=equipment.center.municipality)
    make.loan(equipment)
    row = _row(place="見本の広場", equipment_1=equipment.code)
    refused = client.post(reverse(PATH), _sheet(organisation, row))
    page = _text(refused)
    assert (refused.status_code, "あと0台" in page, other.center.name in page) == (409, True, True)


# A shift that stands ------------------------------------------------------------------------------------------------


def _shift(client: PageClient) -> models.Shift:
    organisation, _ = _organiser(client)
    starts = clock.at(DAY, time(10))
    request = models.Request.objects.get(organisation=organisation)
    return factories.ShiftFactory.create(request=request, starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_a_room_and_equipment_are_added_to_a_shift_that_stands(client: PageClient) -> None:
    shift, room = _shift(client), make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    path = reverse("portal:shift-room", args=[shift.code])
    assert "この回の部屋は、予約していません。" in _text(client.get(path))
    client.post(path, {"room": room.code, "equipment_1": equipment.code, "renames": "on"})
    shift.refresh_from_db()
    page = _text(client.get(path))
    assert (shift.place, equipment.name in page) == (f"{room.center.name}　{room.name}", True)
    assert ('name="room"' in page, "備品を加える" in page) == (False, True)
    assert f'href="{path}"' in _text(client.get(reverse("volunteers:request-detail", args=[shift.request.code])))


def test_what_a_shift_cannot_have_is_named_and_what_was_typed_stays(client: PageClient) -> None:
    shift, room = _shift(client), make.BookingFactory.create().room
    path = reverse("portal:shift-room", args=[shift.code])
    refused = client.post(path, {"room": room.code, "headcount": "12"})
    page = _text(refused)
    assert (refused.status_code, 'value="12"' in page, "代わりに予約できるところ" in page) == (409, True, True)
    nothing = client.post(path, {"room": ""})
    assert (nothing.status_code, "選んでください" in _text(nothing)) == (422, True)


def test_another_room_is_offered_for_the_same_time_and_one_button_reserves_it(client: PageClient) -> None:
    shift, room = _shift(client), make.BookingFactory.create().room
    other = make.RoomFactory.create(center=room.center)
    path = reverse("portal:shift-room", args=[shift.code])
    refused = client.post(path, {"room": room.code, "headcount": "12", "renames": "on"})
    page = _text(refused)
    buttons = re.findall(r'form="place" name="instead" value="([^"]+)"', page)
    assert (refused.status_code, "1回目" in page, buttons) == (409, False, [other.code])
    client.post(path, {"room": room.code, "headcount": "12", "renames": "on", "instead": buttons[0]})
    shift.refresh_from_db()
    booking = rooms.Booking.objects.get(code=shift.booking_code)
    assert (booking.room, booking.headcount) == (other, 12)


@pytest.mark.parametrize("button", ["", "nowhere"])
def test_another_room_that_is_none_keeps_what_was_typed(client: PageClient, button: str) -> None:
    shift, room = _shift(client), make.RoomFactory.create()
    path = reverse("portal:shift-room", args=[shift.code])
    refused = client.post(path, {"room": room.code, "headcount": "12", "instead": button})
    assert (refused.status_code, 'value="12"' in _text(refused)) == (422, True)
    assert not rooms.Booking.objects.exists()


def test_calling_off_ends_the_loan_and_offers_to_cancel_the_room(client: PageClient) -> None:
    shift, room = _shift(client), make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    path = reverse("portal:shift-room", args=[shift.code])
    client.post(path, {"room": room.code, "equipment_1": equipment.code})
    call_off = reverse("volunteers:shift-call-off", args=[shift.code])
    answer = client.post(call_off, {"reason": "雨のため"}, follow=True)
    assert "部屋の予約も取り消す" in _text(answer)
    assert rooms.Loan.objects.get().state == "cancelled"
    client.post(path, {"cancel-room": "1"})
    assert rooms.Booking.objects.get().state == "cancelled"


def test_another_organiser_is_told_who_can_cancel_the_room(client: PageClient) -> None:
    shift = _shift(client)
    client.post(reverse("portal:shift-room", args=[shift.code]), {"room": make.RoomFactory.create().code})
    volunteering.call_off_shift(shift, by=shift.request.posted_by, reason="雨のため", now=NOW)
    client.force_login(factories.manager_of(shift.request))
    page = _text(client.get(reverse("portal:shift-room", args=[shift.code])))
    assert ("窓口で取り消せます" in page, "部屋の予約も取り消す" in page) == (True, False)


# Recurring shifts ---------------------------------------------------------------------------------------------------


def _rule(**fields: str) -> dict[str, str]:
    rule = {
        "frequency": "weekly",
        "weekdays": str(DAY.isoweekday()),
        "first": DAY.isoformat(),
        "last": (DAY + timedelta(days=14)).isoformat(),
        "starts_at": "13:30",
        "ends_at": "15:00",
        "place": "見本の広場",
        "capacity": "6",
        "key": "page",
    }
    return rule | fields


def test_the_dates_without_a_room_cannot_be_ticked_and_the_others_are_made_with_theirs(client: PageClient) -> None:
    shift, room = _shift(client), make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    make.BookingFactory.create(room=room, date=DAY + timedelta(days=7), periods=["afternoon"])
    path = reverse("portal:request-recurrence", args=[shift.request.code])
    rule = _rule(room=room.code, equipment_1=equipment.code)
    page = _text(client.post(path, rule | {"look": "1"}))
    assert (page.count('name="days"'), page.count("disabled>"), "ほかの予約が入っています" in page) == (3, 1, True)
    days = [DAY.isoformat(), (DAY + timedelta(days=14)).isoformat()]
    client.post(path, rule | {"make": "1", "days": days})
    made = models.Shift.objects.filter(recurrence__isnull=False).order_by("starts_at")
    assert [one.place for one in made] == [f"{room.center.name}　{room.name}"] * 2
    assert rooms.Loan.objects.count() == 2


def test_a_date_that_lost_its_room_stops_all_and_keeps_what_was_typed(client: PageClient) -> None:
    shift, room = _shift(client), make.RoomFactory.create()
    make.BookingFactory.create(room=room, periods=["afternoon"])
    path = reverse("portal:request-recurrence", args=[shift.request.code])
    refused = client.post(path, _rule(room=room.code) | {"make": "1", "days": [DAY.isoformat()]})
    page = _text(refused)
    assert (refused.status_code, "1回目：" in page, 'value="見本の広場"' in page) == (409, True, True)
    assert not models.Shift.objects.filter(recurrence__isnull=False).exists()


def _in_a_room(client: PageClient) -> tuple[models.Shift, rooms.Room]:
    """A shift whose room was reserved together with it."""
    shift, room = _shift(client), make.RoomFactory.create()
    client.post(reverse("portal:shift-room", args=[shift.code]), {"room": room.code, "renames": "on"})
    shift.refresh_from_db()
    assert shift.booking_code
    return shift, room


def test_the_sheet_of_repeats_begins_with_the_room_of_the_shift_before(client: PageClient) -> None:
    shift, room = _in_a_room(client)
    page = _text(client.get(reverse("portal:request-recurrence", args=[shift.request.code])))
    assert (f'<option value="{room.code}" selected>' in page, '<details class="more" open>' in page) == (True, True)


def test_a_rooms_name_is_no_place_of_repeats_for_which_it_is_not_reserved(client: PageClient) -> None:
    shift, room = _in_a_room(client)
    path = reverse("portal:request-recurrence", args=[shift.request.code])
    rule = _rule(place=shift.place, make="1", days=(DAY + timedelta(days=7)).isoformat())
    page = _text(client.post(path, rule))
    assert ("この部屋は予約しません" in page, f'value="{shift.place}"' in page) == (True, True)
    assert not models.Shift.objects.filter(recurrence__isnull=False).exists()
    client.post(path, rule | {"place": f"{shift.place}（予約ずみ）"})
    client.post(path, rule | {"room": room.code, "key": "another", "days": (DAY + timedelta(days=14)).isoformat()})
    made = models.Shift.objects.filter(recurrence__isnull=False).order_by("starts_at")
    assert [(one.place, bool(one.booking_code)) for one in made] == [
        (f"{shift.place}（予約ずみ）", False),
        (shift.place, True),
    ]
