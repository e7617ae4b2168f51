"""Requests with rooms and equipment, and recurring shifts, under /api/v1/."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from backend.common import clock
from bookings import models as rooms
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.factories import volunteers as factories
from tests.factories.bookings import DAY, NOW
from volunteers import actions as volunteering
from volunteers import models

pytestmark = pytest.mark.django_db
TITLE = "見本料理教室の手伝い"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def request_() -> models.Request:
    """A request of an organisation that has posted before."""
    return factories.RequestFactory.create(created_at=NOW, published_at=NOW)


@pytest.fixture
def by(request_: models.Request) -> accounts.User:
    """Somebody who runs it."""
    return factories.manager_of(request_)


@pytest.fixture
def api(by: accounts.User) -> APIClient:
    """A client of theirs."""
    client = APIClient()
    client.force_login(by)
    return client


def _url(name: str, *codes: str) -> str:
    return reverse(f"api-portal:{name}", args=codes)


def _body(response: Any, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert response.status_code == status, response.content
    return response.json()


def _shift(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    times = {"starts_at": f"{DAY}T09:30:00+09:00", "ends_at": f"{DAY}T11:30:00+09:00"}
    return {**times, "capacity": 6, **fields}


def _sheet(request: models.Request, *shifts: dict[str, Any]) -> dict[str, Any]:
    words = {"title": TITLE, "tasks": "配膳をします。", "meeting_point": "玄関", "field": request.field.code}
    return {"organisation": request.organisation.code, **words, "shifts": list(shifts)}


def test_a_request_is_posted_with_a_room_and_equipment_for_each_time(api: APIClient, request_: models.Request) -> None:
    room, mower = make.RoomFactory.create(), make.EquipmentFactory.create(lending="alone")
    pieces = [{"equipment": mower.code, "pieces": 2}]
    sheet = _sheet(request_, _shift(room=room.code), _shift(place="見本の広場", equipment=pieces))
    made = _body(api.post(_url("request-with-room"), sheet, format="json"), 201)
    assert [one["place"] for one in made["shifts"]] == [f"{room.center.name}　{room.name}", "見本の広場"]
    assert (rooms.Booking.objects.get().headcount, rooms.Loan.objects.get().pieces) == (6, 2)


def test_a_refusal_says_which_time_it_is_about_and_nothing_stands(api: APIClient, request_: models.Request) -> None:
    taken = make.BookingFactory.create().room
    sheet = _sheet(request_, _shift(place="見本の広場"), _shift(room=taken.code))
    problem = _body(api.post(_url("request-with-room"), sheet, format="json"), 409)
    assert (problem["code"], problem["data"]["number"]) == ("period_taken", 2)
    assert problem["data"]["alternatives"][0]["room_code"] == taken.code
    assert not models.Request.objects.filter(title=TITLE).exists()


@pytest.mark.parametrize(
    ("shift", "status"),
    [
        (_shift(), 400),
        (_shift(room="nowhere"), 404),
        (_shift(place="x", equipment=[{"equipment": "e-none"}]), 404),
        (_shift(place="x", equipment=[{"equipment": "e-none", "pieces": 0}]), 400),
    ],
)
def test_what_there_is_not_is_refused(
    api: APIClient, request_: models.Request, shift: dict[str, Any], status: int
) -> None:
    assert api.post(_url("request-with-room"), _sheet(request_, shift), format="json").status_code == status
    assert api.post(_url("request-with-room"), _sheet(request_), format="json").status_code == 400


def test_a_group_reserves_by_whoever_books_for_it(api: APIClient, by: accounts.User, request_: models.Request) -> None:
    group = people.GroupFactory.create(representative=by)
    sheet = _sheet(request_, _shift(room=make.RoomFactory.create().code)) | {"group": group.code}
    _body(api.post(_url("request-with-room"), sheet, format="json"), 201)
    assert rooms.Booking.objects.get().group == group
    other = people.GroupFactory.create()
    assert api.post(_url("request-with-room"), sheet | {"group": other.code}, format="json").status_code == 404


def _standing(request: models.Request) -> models.Shift:
    starts = clock.at(DAY, time(10))
    return factories.ShiftFactory.create(request=request, starts_at=starts, ends_at=starts + timedelta(hours=1))


def test_a_shift_that_stands_gets_a_room_and_gives_it_back(
    api: APIClient, by: accounts.User, request_: models.Request
) -> None:
    shift, room = _standing(request_), make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    assert _body(api.get(_url("shift-room", shift.code))) == {"booking": None, "loans": []}
    wish = {"room": room.code, "equipment": [{"equipment": equipment.code}], "renames": False}
    made = _body(api.post(_url("shift-room", shift.code), wish, format="json"), 201)
    assert (made["booking"]["room"], made["loans"][0]["shift"]) == (room.code, shift.code)
    shift.refresh_from_db()
    assert shift.place == "見本海岸"
    volunteering.call_off_shift(shift, by=by, reason="雨のため", now=NOW)
    ended = _body(api.post(_url("shift-room-cancellation", shift.code)))
    assert (ended["booking"]["state"], ended["loans"][0]["state"]) == ("cancelled", "cancelled")


def _rule(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    times = {"starts_at": "13:30", "ends_at": "15:00", "place": "見本の広場", "capacity": 6}
    days = {"first": str(DAY), "last": str(DAY + timedelta(days=14)), "weekdays": [DAY.isoweekday()]}
    return {"frequency": "weekly", **days, **times, **fields}


def test_recurring_shifts_are_tried_and_made_once_with_their_rooms(api: APIClient, request_: models.Request) -> None:
    room = make.RoomFactory.create()
    make.BookingFactory.create(room=room, date=DAY + timedelta(days=7), periods=["afternoon"])
    run = _body(api.post(_url("recurrence-plan", request_.code), _rule(room=room.code), format="json"))
    assert [(one["is_out"], bool(one["notes"])) for one in run] == [(False, False), (True, True), (False, False)]
    days = [one["day"] for one in run if not one["is_out"]]
    sent = _rule(room=room.code, days=days, key="mine")
    made = [_body(api.post(_url("recurrences", request_.code), sent, format="json"), 201) for _ in range(2)]
    assert (made[0] == made[1], len(made[0]["shifts"]), rooms.Booking.objects.count()) == (True, 2, 3)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"ends_at": "12:00"}, 400),
        ({"last": "2026-01-01"}, 400),
        ({"last": "2030-01-01", "weekdays": [1, 2, 3, 4, 5, 6, 7]}, 422),
        ({"center_code": "nowhere"}, 404),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    api: APIClient, request_: models.Request, fields: dict[str, Any], status: int
) -> None:
    plan = api.post(_url("recurrence-plan", request_.code), _rule(**fields), format="json")
    assert plan.status_code == status
