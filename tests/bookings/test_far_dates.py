"""No day next to the end of the calendar reaches a door: there is none before the first, and none after the last."""

import pytest
from django.test import Client

from bookings import models
from tests.factories import bookings as make
from tests.factories import volunteers as make_requests
from tests.factories.accounts import UserFactory, staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
FAR = ["0001-01-01", "9999-12-30", "9999-12-31"]
SAID = "1000年から2999年までの日にしてください。"


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", code="kuji-a")


def refused(answer: object, name: str) -> bool:
    assert answer.status_code == 400, answer.content  # type: ignore[attr-defined]
    return bool(answer.json()["data"]["fields"][name] == [SAID])  # type: ignore[attr-defined]


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    ("path", "name"),
    [("availability", "date"), ("centers/kuji/week", "first"), ("centers/kuji/rules", "on"), ("requests", "day")],
)
def test_a_far_day_that_is_asked_for_is_refused(room: models.Room, path: str, name: str, day: str) -> None:
    assert refused(Client().get(f"/api/v1/{path}/", {name: day}), name)


@pytest.mark.parametrize("day", FAR)
def test_an_instant_of_a_far_day_is_refused(room: models.Room, day: str) -> None:
    asked = {"starts_at": f"{day}T09:00:00+09:00", "ends_at": f"{day}T10:00:00+09:00"}
    assert refused(Client().get("/api/v1/equipment/", asked), "starts_at")


@pytest.mark.parametrize("day", FAR)
def test_nothing_is_reserved_on_a_far_day(room: models.Room, day: str) -> None:
    client = Client()
    client.force_login(UserFactory.create())
    wish = {"room": "kuji-a", "date": day, "periods": ["morning"], "headcount": 8, "purpose": "合唱"}
    assert refused(client.post("/api/v1/bookings/", wish, content_type="application/json"), "date")


@pytest.mark.parametrize("day", FAR)
def test_a_booking_does_not_go_to_a_far_day(room: models.Room, day: str) -> None:
    client = Client()
    client.force_login(staff_of("kuji"))
    url = f"/api/v1/bookings/{make.BookingFactory.create(room=room).code}/move/"
    assert refused(client.post(url, {"date": day}, content_type="application/json"), "date")


@pytest.mark.parametrize("day", FAR)
def test_a_request_is_not_repeated_on_a_far_day(day: str) -> None:
    request, client = make_requests.RequestFactory.create(), Client()
    client.force_login(make_requests.manager_of(request))
    rule = {"frequency": "weekly", "weekdays": [6], "starts_at": "09:00", "ends_at": "11:00", "place": "公園"}
    sent = rule | {"first": day, "last": day, "capacity": 10}
    url = f"/api/v1/requests/{request.code}/recurrence-plan/"
    assert refused(client.post(url, sent, content_type="application/json"), "first")


@pytest.mark.parametrize("day", FAR)
def test_a_request_has_no_shift_on_a_far_day(day: str) -> None:
    made = make_requests.RequestFactory.create()
    client = Client()
    client.force_login(make_requests.manager_of(made))
    answer = client.post(
        "/api/v1/requests/",
        {"shifts": [{"starts_at": f"{day}T09:00:00+09:00", "ends_at": f"{day}T10:00:00+09:00"}]},
        content_type="application/json",
    )
    assert (answer.status_code, answer.content.decode().count(SAID)) == (400, 2)
