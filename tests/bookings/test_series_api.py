"""Series and moves under /api/v1/."""

from typing import Any

import pytest

from backend.accounts import models as accounts
from bookings import models
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import UserFactory
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
DAYS = several.wednesdays(3)


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", code="kuji-a", name="和室A")


@pytest.fixture
def group(client: PageClient) -> accounts.Group:
    person = UserFactory.create()
    client.force_login(person)
    return several.group_of(person)


def wish(group: accounts.Group) -> dict[str, Any]:
    return {
        "group": group.code,
        "repetition": "weekly",
        "weekday": 2,
        "first": DAYS[0].isoformat(),
        "last": DAYS[-1].isoformat(),
        "periods": ["morning"],
        "headcount": 8,
        "purpose": "健康体操の練習",
    }


def named(day: Any) -> dict[str, Any]:  # noqa: ANN401 - a date
    return {"planned": day.isoformat(), "room": "kuji-a", "date": day.isoformat(), "periods": ["morning"]}


def post(client: PageClient, path: str, data: dict[str, Any], **more: Any) -> Any:  # noqa: ANN401 - Django's response
    return client.post(f"/api/v1/{path}", data, content_type="application/json", **more)


def test_the_dry_run_gives_every_date_with_verdict_and_alternatives(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    found = client.get("/api/v1/rooms/kuji-a/series-plan/", wish(group)).json()
    assert [(one["date"], one["fit"]["verdict"]) for one in found] == [
        (DAYS[0].isoformat(), "free"),
        (DAYS[1].isoformat(), "taken"),
        (DAYS[2].isoformat(), "free"),
    ]
    assert found[1]["alternatives"][0]["periods"] == ["afternoon"]


def test_a_series_is_made_of_the_named_dates_once_for_a_key(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    body = wish(group) | {"room": "kuji-a", "dates": [named(DAYS[0]), named(DAYS[2])]}
    first = post(client, "series/", body, headers={"Idempotency-Key": "mihon"})
    assert (first.status_code, [one["date"] for one in first.json()["bookings"]]) == (
        201,
        [DAYS[0].isoformat(), DAYS[2].isoformat()],
    )
    assert post(client, "series/", body, headers={"Idempotency-Key": "mihon"}).json() == first.json()
    assert models.Series.objects.count() == 1


def test_a_date_that_is_gone_is_named_in_the_problem(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    answer = post(client, "series/", wish(group) | {"room": "kuji-a", "dates": [named(day) for day in DAYS]})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "dates_refused")
    assert [one["date"] for one in problem["data"]["dates"]] == [DAYS[1].isoformat()]
    assert models.Series.objects.count() == 0


def test_nth_goes_with_monthly_alone(client: PageClient, room: models.Room, group: accounts.Group) -> None:
    answer = client.get("/api/v1/rooms/kuji-a/series-plan/", wish(group) | {"nth": 2})
    assert answer.status_code in {400, 422}


def test_a_booking_that_cannot_be_moved_names_what_is_free(
    client: PageClient, room: models.Room, group: accounts.Group
) -> None:
    booking = make.BookingFactory.create(room=room, by=several.leader_of(group))
    make.BookingFactory.create(room=room, periods=("night",))
    answer = post(client, f"bookings/{booking.code}/move/", {"periods": ["night"]})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "period_taken")
    assert [(other["date"], other["periods"]) for other in problem["data"]["alternatives"]] == [
        ("2026-05-14", ["night"]),
        ("2026-05-13", ["afternoon"]),
        ("2026-05-12", ["night"]),
    ]
    moved = post(client, f"bookings/{booking.code}/move/", {"periods": ["afternoon"]})
    assert (moved.status_code, moved.json()["period_codes"], moved.json()["code"]) == (200, ["afternoon"], booking.code)
