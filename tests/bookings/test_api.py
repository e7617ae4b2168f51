"""The bookings API as a client of it sees it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from backend.accounts import models as accounts
from bookings import models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/bookings/"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(make.NOW, tick=False):
        yield


def signed_in(person: accounts.User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def wish(room: models.Room, **changes: object) -> dict[str, object]:
    return {
        "room": room.code,
        "date": make.DAY.isoformat(),
        "periods": ["morning"],
        "headcount": 8,
        "purpose": "健康体操の練習",
    } | changes


def test_what_is_free_is_told_to_everybody() -> None:
    room = make.RoomFactory.create()
    make.BookingFactory.create(room=room, periods=("afternoon",))
    (found,) = Client().get("/api/v1/availability/", {"date": make.DAY.isoformat()}).json()
    assert (found["center"], found["room"], found["date"]) == (room.center.code, room.code, "2026-05-13")
    statuses = {slot["code"]: slot["status"] for slot in found["periods"]}
    assert statuses == {"morning": "free", "afternoon": "taken", "night": "free"}
    assert found["periods"][0]["starts"] == "09:00"


def test_the_week_of_a_center_lists_each_room_and_day() -> None:
    room = make.RoomFactory.create()
    (week,) = Client().get(f"/api/v1/centers/{room.center.code}/week/", {"first": "2026-05-11"}).json()
    assert week["room"]["code"] == room.code
    assert [day["date"] for day in week["days"]] == [f"2026-05-{day}" for day in range(11, 18)]


def test_a_room_is_reserved_and_read_back() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    client = signed_in(person)
    answer = client.post(URL, wish(room), content_type="application/json")
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["room"], made["to_pay_yen"]) == ("tentative", room.code, 300)
    assert client.get(f"{URL}{made['code']}/").json() == made
    assert [row["code"] for row in client.get(URL).json()["results"]] == [made["code"]]


def test_a_taken_period_is_told_as_a_problem_with_alternatives() -> None:
    room = make.RoomFactory.create()
    make.BookingFactory.create(room=room)
    answer = signed_in(UserFactory.create()).post(URL, wish(room), content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    problem = answer.json()
    assert (problem["code"], problem["status"]) == ("period_taken", 409)
    assert problem["data"]["alternatives"][0]["room_code"] == room.code


def test_every_broken_rule_is_told_with_its_date() -> None:
    room = make.RoomFactory.create()
    make.publish(
        room.center,
        {
            "windows": {"tiers": [{"amount": 1, "unit": "month", "anchor": "date", "paragraph": "1か月前から"}]},
            "headcount": {"minimum": 6, "paragraph": "6人以上で使います。"},
        },
    )
    far = (make.DAY + timedelta(days=60)).isoformat()
    answer = signed_in(UserFactory.create()).post(
        URL, wish(room, date=far, headcount=2), content_type="application/json"
    )
    assert answer.status_code == 422
    broken = {rule["code"]: rule for rule in answer.json()["data"]["broken"]}
    assert set(broken) == {"not_open_yet", "too_few_people"}
    assert broken["not_open_yet"]["possible_from"].startswith("2026-06-12")


def test_a_retry_with_the_same_key_reserves_once() -> None:
    room = make.RoomFactory.create()
    client = signed_in(UserFactory.create())
    answers = [
        client.post(URL, wish(room), content_type="application/json", headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replay"] == "true"
    assert models.Booking.objects.count() == 1


def test_a_group_is_booked_for_by_its_representative_alone() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    group = GroupFactory.create(representative=person)
    stranger = signed_in(UserFactory.create()).post(URL, wish(room, group=group.code), content_type="application/json")
    assert stranger.status_code == 404
    made = signed_in(person).post(URL, wish(room, group=group.code), content_type="application/json")
    assert made.json()["group"] == group.code


def test_a_booking_is_cancelled_by_its_person() -> None:
    booking = make.BookingFactory.create()
    assert booking.booked_by is not None
    answer = signed_in(booking.booked_by).post(
        f"{URL}{booking.code}/cancellation/", {}, content_type="application/json"
    )
    assert answer.json()["state"] == "cancelled"


def test_the_desk_approves_and_refuses() -> None:
    first = make.BookingFactory.create()
    second = make.BookingFactory.create(room=first.room, periods=("night",))
    desk = signed_in(staff_of(first.center.code))
    approved = desk.post(f"{URL}{first.code}/approval/", content_type="application/json")
    refused = desk.post(f"{URL}{second.code}/refusal/", {"reason": "見本の理由"}, content_type="application/json")
    assert (approved.json()["state"], refused.json()["state"]) == ("approved", "refused")


def test_what_cannot_be_read_is_told_field_by_field() -> None:
    answer = signed_in(UserFactory.create()).post(URL, {"headcount": 0}, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()["data"]["fields"]) == {"room", "date", "periods", "headcount", "purpose"}
