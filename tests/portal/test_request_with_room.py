"""A request for help together with the room in which it takes place: both, or neither."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common
from backend.portal import actions
from bookings import errors as refusals
from bookings import models as rooms
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.factories import volunteers as factories
from tests.factories.bookings import DAY, NOW
from tests.support.client import PageClient
from volunteers import actions as volunteering
from volunteers import errors, models

pytestmark = pytest.mark.django_db
PATH = "portal:request-with-room"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _organisation() -> tuple[accounts.Organisation, accounts.User]:
    organisation = factories.RequestFactory.create().organisation
    return organisation, people.OrganisationMemberFactory.create(organisation=organisation).user


def _plan(**changes: Any) -> volunteering.RequestPlan:  # noqa: ANN401
    given: dict[str, Any] = {
        "title": "見本料理教室の手伝い",
        "field": factories.FieldFactory.create(),
        "tasks": "配膳をします。",
        "meeting_point": "玄関",
    }
    return volunteering.RequestPlan(**(given | changes))


def _room_plan(room: rooms.Room) -> actions.RoomPlan:
    starts, ends = clock.at(DAY, time(9, 30)), clock.at(DAY, time(11, 30))
    return actions.RoomPlan(room, DAY, ["morning"], headcount=8, starts_at=starts, ends_at=ends, capacity=6)


def _post(room: rooms.Room, **changes: Any) -> models.Request:  # noqa: ANN401
    organisation, by = _organisation()
    return actions.post_with_room(organisation, plan=_plan(**changes), room=_room_plan(room), by=by, now=NOW)


def test_the_room_is_reserved_and_its_code_stays_with_the_shift() -> None:
    room = make.RoomFactory.create(center__code="mihon")
    shift = _post(room).shifts.get()
    booking = rooms.Booking.objects.get(code=shift.booking_code)
    assert (booking.room, booking.purpose, booking.headcount) == (room, "見本料理教室の手伝い", 8)
    assert (shift.center_code, shift.place) == ("mihon", f"{room.center.name}　{room.name}")


def test_without_the_room_there_is_no_request() -> None:
    room = make.BookingFactory.create().room
    with pytest.raises(refusals.PeriodTaken) as refused:
        _post(room)
    assert refused.value.data["alternatives"][0]["room_code"] == room.code
    assert not models.Request.objects.filter(title="見本料理教室の手伝い").exists()


def test_without_the_request_there_is_no_room() -> None:
    room = make.RoomFactory.create()
    with pytest.raises(errors.ConditionNeedsReason):
        _post(room, minimum_age=18)
    assert not rooms.Booking.objects.exists()


def _sheet(organisation: accounts.Organisation, room: rooms.Room, **fields: str) -> dict[str, str]:
    return {
        "room": room.code,
        "day": DAY.isoformat(),
        "periods": "morning",
        "headcount": "8",
        "starts_at": "09:30",
        "ends_at": "11:30",
        "capacity": "6",
        "organisation": organisation.code,
        "title": "見本料理教室の手伝い",
        "field": factories.FieldFactory.create().code,
        "tasks": "配膳をします。",
        "meeting_point": "玄関",
        "contact": "見本 連絡係",
        "audience": "everyone",
        "policy": "first_come",
        **fields,
    }


def test_an_organiser_picks_a_center_and_a_room_and_posts_both(client: PageClient) -> None:
    organisation, by = _organisation()
    room = make.RoomFactory.create()
    client.force_login(by)
    picker = client.get(reverse(PATH)).content.decode()
    assert (room.center.name in picker, room.name in picker) == (True, True)
    page = client.get(reverse(PATH), {"room": room.code, "day": DAY.isoformat()}).content.decode()
    assert "午前（9:00〜12:00）" in page
    client.post(reverse(PATH), _sheet(organisation, room))
    shift = models.Shift.objects.get(request__title="見本料理教室の手伝い")
    assert rooms.Booking.objects.get().code == shift.booking_code


def test_a_taken_room_names_what_could_be_had_and_one_button_takes_it_over(client: PageClient) -> None:
    organisation, by = _organisation()
    room = make.BookingFactory.create().room
    client.force_login(by)
    refused = client.post(reverse(PATH), _sheet(organisation, room, belongings="エプロン"))
    page = refused.content.decode()
    button = f'value="{room.code}|{DAY.isoformat()}|afternoon"'
    assert (refused.status_code, "エプロン" in page, button in page) == (409, True, True)
    instead = {"instead": f"{room.code}|{DAY.isoformat()}|afternoon"}
    changed = client.post(reverse(PATH), _sheet(organisation, room, belongings="エプロン") | instead).content.decode()
    assert "エプロン" in changed
    assert not models.Shift.objects.filter(request__title="見本料理教室の手伝い").exists()
    later = {"periods": "afternoon", "starts_at": "13:30", "ends_at": "15:30"}
    client.post(reverse(PATH), _sheet(organisation, room) | later)
    assert models.Shift.objects.get(request__title="見本料理教室の手伝い").booking_code


def test_an_activity_outside_of_what_is_reserved_is_named(client: PageClient) -> None:
    organisation, by = _organisation()
    client.force_login(by)
    page = client.post(reverse(PATH), _sheet(organisation, make.RoomFactory.create(), ends_at="13:00")).content.decode()
    assert "予約する区分の時間（9:00から12:00まで）" in page


def _called_off() -> tuple[models.Shift, accounts.User]:
    organisation, by = _organisation()
    made = actions.post_with_room(
        organisation, plan=_plan(), room=_room_plan(make.RoomFactory.create()), by=by, now=NOW
    )
    return made.shifts.get(), by


def test_calling_off_offers_to_cancel_the_room(client: PageClient) -> None:
    shift, by = _called_off()
    client.force_login(by)
    answer = client.post(reverse("volunteers:shift-call-off", args=[shift.code]), {"reason": "雨のため"}, follow=True)
    assert "部屋の予約も取り消す" in answer.content.decode()
    client.post(reverse("portal:shift-room", args=[shift.code]))
    assert rooms.Booking.objects.get(code=shift.booking_code).state == "cancelled"


def test_another_organiser_is_told_who_can_cancel_the_room(client: PageClient) -> None:
    shift, by = _called_off()
    other = factories.manager_of(shift.request)
    volunteering.call_off_shift(shift, by=by, reason="雨のため", now=NOW)
    client.force_login(other)
    page = client.get(reverse("portal:shift-room", args=[shift.code])).content.decode()
    assert ("窓口で取り消せます" in page, "部屋の予約も取り消す" in page) == (True, False)
    shift.refresh_from_db()
    with pytest.raises(common.NotAllowed):
        actions.cancel_room(shift, by=other, now=NOW)


def test_the_room_of_an_activity_that_takes_place_is_not_cancelled_from_here() -> None:
    shift, by = _called_off()
    with pytest.raises(common.NotFound):
        actions.cancel_room(shift, by=by, now=NOW)
