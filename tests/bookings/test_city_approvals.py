"""Who approves is a rule: the desk, the city, a committee whose decision the desk writes down, or nobody."""

import pytest

from backend.common import models as common
from bookings import models, permissions
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, city_employee, staff_of
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
    desk, city = staff_of("kuji"), city_employee()
    assert (made.state, made.approver) == (state, by)
    assert [permissions.may_decide(person, made) for person in (desk, city)] == [desk_may, city_may]
    assert [permissions.may_see_booking(person, made) for person in (desk, city)] == [True, city_may]


def test_the_city_approves_what_is_left_to_it_and_the_desk_cannot(client: PageClient) -> None:
    made = booking("city")
    client.force_login(staff_of("kuji"))
    assert client.post(f"/bookings/{made.code}/approval/").status_code == 404
    client.force_login(city_employee())
    assert "見本 花子" in pages.words(client.get("/city-approvals/"))
    client.post(f"/bookings/{made.code}/approval/")
    made.refresh_from_db()
    assert made.state == "approved"
    assert "市の許可を待つ予約はありません" in pages.words(client.get("/city-approvals/"))


def test_each_look_of_the_city_is_recorded(client: PageClient) -> None:
    made = booking("city")
    employee = city_employee()
    client.force_login(employee)
    client.get("/city-approvals/")
    look = common.AuditEntry.objects.get(kind="look", about_code=make.person_of(made).code)
    assert (look.actor_code, look.center_code) == (employee.code, "kuji")


def test_the_city_sees_nothing_of_what_a_desk_decides(client: PageClient) -> None:
    made = booking("desk")
    client.force_login(city_employee())
    assert "見本 花子" not in pages.words(client.get("/city-approvals/"))
    assert client.get(f"/bookings/{made.code}/").status_code == 404
