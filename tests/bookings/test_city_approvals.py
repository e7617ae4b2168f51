"""Who approves is a rule: the desk, the city, a committee whose decision the desk writes down, or nobody."""

from datetime import timedelta

import pytest

from backend.common import models as common
from bookings import actions, models, permissions
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, bearer, city_official, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def booking(by: str) -> models.Booking:
    center = make.CenterFactory.create(code="kuji")
    make.publish(center, {"approval": {"by": by}})
    person = UserFactory.create(name="見本 花子")
    return make.BookingFactory.create(room=make.RoomFactory.create(center=center), by=person)


@pytest.mark.parametrize(
    ("by", "state", "desk_may", "city_may"),
    [
        ("desk", "tentative", True, False),
        ("committee", "tentative", True, False),
        ("city", "tentative", False, True),
        ("automatic", "approved", True, False),
    ],
)
def test_the_rules_say_who_may_approve(by: str, state: str, desk_may: bool, city_may: bool) -> None:
    made = booking(by)
    desk, city = staff_of("kuji"), city_official()
    assert (made.state, made.approver) == (state, by)
    assert [permissions.may_decide(person, made) for person in (desk, city)] == [desk_may, city_may]
    assert [permissions.may_see_booking(person, made) for person in (desk, city)] == [True, city_may]


def test_the_city_approves_what_is_left_to_it_and_the_desk_cannot(client: PageClient) -> None:
    made = booking("city")
    client.force_login(staff_of("kuji"))
    assert client.post(f"/bookings/{made.code}/approval/").status_code == 404
    client.force_login(city_official())
    assert "見本 花子" in pages.words(client.get("/city-approvals/"))
    client.post(f"/bookings/{made.code}/approval/")
    made.refresh_from_db()
    assert made.state == "approved"
    assert "市の許可を待つ予約はありません" in pages.words(client.get("/city-approvals/"))


def test_each_look_of_the_city_is_recorded(client: PageClient) -> None:
    made = booking("city")
    employee = city_official()
    client.force_login(employee)
    client.get("/city-approvals/")
    look = common.AuditEntry.objects.get(kind="look", about_code=make.person_of(made).code)
    assert (look.actor_code, look.center_code) == (employee.code, "kuji")


def test_the_city_sees_nothing_of_what_a_desk_decides(client: PageClient) -> None:
    made = booking("desk")
    client.force_login(city_official())
    assert "見本 花子" not in pages.words(client.get("/city-approvals/"))
    assert client.get(f"/bookings/{made.code}/").status_code == 404


@pytest.mark.parametrize("page", ["check-in", "no-show", "paper-application"])
def test_what_the_city_permits_the_desk_still_receives(client: PageClient, page: str) -> None:
    made = booking("city")
    client.force_login(staff_of("kuji"))
    assert client.get(f"/bookings/{made.code}/{page}/").status_code == 200


def test_the_desk_sees_how_to_reach_whom_the_city_permitted(client: PageClient) -> None:
    made = booking("city")
    actions.approve_booking(made, by=city_official(), now=make.NOW)
    client.force_login(staff_of("kuji"))
    shown = pages.words(client.get(f"/bookings/{made.code}/"))
    assert ("来た方を受け付ける" in shown, "窓口だけに見えるもの" in shown, "お断りする" in shown) == (
        True,
        True,
        False,
    )


def test_the_desk_records_by_the_api_who_did_not_come_to_what_the_city_permitted(client: PageClient) -> None:
    made = booking("city")
    actions.approve_booking(made, by=city_official(), now=make.NOW)
    models.Booking.objects.update(
        starts_at=make.NOW - timedelta(hours=1),
        ends_at=make.NOW + timedelta(hours=1),
        during=(make.NOW - timedelta(hours=1), make.NOW + timedelta(hours=1)),
    )
    answer = client.post(
        f"/api/v1/bookings/{made.code}/no-show/",
        {"reason": "見本"},
        content_type="application/json",
        headers=bearer(staff_of("kuji"), "bookings:write"),
    )
    assert (answer.status_code, models.Booking.objects.get().state) == (200, "no_show")
