import json
from typing import Any

import pytest
from django.test import Client

from backend.accounts import models as accounts
from backend.common import models as common
from bookings import models
from tests.bookings.test_center_desk import by_phone
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, bearer, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BASE = "/api/v1/desk/centers/kuji"


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", code="kuji-a", name="和室A")


@pytest.fixture
def staff() -> accounts.User:
    return staff_of("kuji")


def send(person: accounts.User, path: str, body: dict[str, Any] | None = None, key: str = "") -> Any:  # noqa: ANN401
    headers = bearer(person, "bookings:read", "bookings:write") | ({"Idempotency-Key": key} if key else {})
    if body is None:
        return Client().get(path, headers=headers)
    return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_the_day_tells_by_room_and_period_what_to_do_next(room: models.Room, staff: accounts.User) -> None:
    booking = by_phone(room)
    (shown,) = send(staff, f"{BASE}/days/{make.DAY}/").json()
    morning, afternoon, _ = shown["periods"]
    (entry,) = morning["entries"]
    assert (entry["booking"]["code"], entry["booking"]["contact_name"]) == (booking.code, "見本 電話")
    assert entry["next_steps"] == ["approve", "refuse"]
    assert (afternoon["status"], afternoon["entries"]) == ("free", [])


def test_a_search_by_api_leaves_the_same_lines(room: models.Room, staff: accounts.User) -> None:
    booking = by_phone(room)
    found = send(staff, f"{BASE}/search/?q=みほん").json()
    assert [found["kind"], [one["code"] for one in found["bookings"]]] == ["name", []]
    found = send(staff, f"{BASE}/search/?q=見本").json()
    assert [one["code"] for one in found["bookings"]] == [booking.code]
    looks = common.AuditEntry.objects.filter(action="bookings.desk_search").values_list("subject_code", flat=True)
    assert list(looks.order_by("pk")) == ["kuji", "kuji", booking.code]


def test_a_call_is_written_down_once_however_often_it_is_sent(room: models.Room, staff: accounts.User) -> None:
    call = {
        "room": room.code,
        "date": make.DAY.isoformat(),
        "periods": ["morning"],
        "contact_name": "見本 電話",
        "contact_phone": "0294-00-0001",
        "headcount": 8,
        "purpose": "役員会",
        "channel": "counter",
    }
    answers = [send(staff, f"{BASE}/proxy-bookings/", call, key="k1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert models.Booking.objects.get().channel == "counter"
    taken = send(staff, f"{BASE}/proxy-bookings/", call)
    assert (taken.status_code, taken.json()["code"]) == (409, "period_taken")
    assert taken.json()["data"]["alternatives"]


def test_what_an_api_client_writes_is_put_right_like_what_a_page_takes(room: models.Room, staff: accounts.User) -> None:
    call = {"room": room.code, "date": make.DAY.isoformat(), "periods": ["morning"], "headcount": 8, "purpose": "練習"}
    odd = {"contact_name": "見本　電話", "contact_kana": "みほん", "contact_phone": "０２９４（００）０００１"}
    assert send(staff, f"{BASE}/proxy-bookings/", call | odd).status_code == 201
    made = models.Booking.objects.get()
    assert (made.contact_name, made.contact_kana, made.contact_phone) == ("見本 電話", "ミホン", "0294-00-0001")
    assert send(staff, f"{BASE}/proxy-bookings/", call | odd | {"contact_phone": "12"}).status_code == 400


def test_a_room_of_another_center_is_not_found(room: models.Room, staff: accounts.User) -> None:
    elsewhere = make.RoomFactory.create(center__code="suwa")
    guest = {"room": elsewhere.code, "periods": ["night"], "contact_name": "見本", "headcount": 2}
    assert send(staff, f"{BASE}/walk-ins/", guest).status_code == 404


def test_a_walk_in_is_checked_in_by_api_too(room: models.Room, staff: accounts.User) -> None:
    person = UserFactory.create()
    make.BookingFactory.create(room=room, by=person)
    guest = {
        "room": room.code,
        "periods": ["night"],
        "contact_name": "見本 来客",
        "headcount": 2,
        "person": person.code,
    }
    made = send(staff, f"{BASE}/walk-ins/", guest)
    assert (made.status_code, made.json()["state"], made.json()["person"]) == (201, "used", person.code)


def test_a_code_is_told_once_and_its_answer_is_kept_nowhere(room: models.Room, staff: accounts.User) -> None:
    booking = by_phone(room)
    first, second = (send(staff, f"/api/v1/desk/bookings/{booking.code}/claims/", {}, key="k1") for _ in range(2))
    assert first.json()["code"] != second.json()["code"]
    assert not common.IdempotentResponse.objects.exists()
    person = UserFactory.create()
    refused = send(person, "/api/v1/booking-claims/", {"code": first.json()["code"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "claim_unusable")
    claimed = send(person, "/api/v1/booking-claims/", {"code": second.json()["code"]}, key="k2")
    assert (claimed.status_code, claimed.json()["booking"]["code"]) == (200, booking.code)


def test_an_idempotency_key_is_no_way_around_the_limit_of_tries(room: models.Room) -> None:
    person = UserFactory.create()
    tries = [send(person, "/api/v1/booking-claims/", {"code": f"A{n}"}, key=f"k{n}") for n in range(11)]
    assert [answer.status_code for answer in tries] == [422] * 10 + [429]


def test_notes_are_written_and_read_by_api(room: models.Room, staff: accounts.User) -> None:
    booking = by_phone(room)
    path = f"/api/v1/desk/bookings/{booking.code}/notes/"
    assert send(staff, path, {"text": "鍵を渡した"}).status_code == 201
    assert [note["text"] for note in send(staff, path).json()] == ["鍵を渡した"]
    assert send(UserFactory.create(), path).status_code == 404
