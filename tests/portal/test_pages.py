"""The pages of the portal; the inspecting client refuses bad HTML on each."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from backend.accounts.enums import StaffKind
from backend.accounts.models import User
from backend.portal import enums, queries
from tests.factories import bookings as make
from tests.factories import points as earning
from tests.factories import volunteers
from tests.factories.accounts import (
    GroupFactory,
    StaffRoleFactory,
    UserFactory,
    administrator,
    city_employee,
    city_official,
    staff_of,
)
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.mark.parametrize("topic", enums.HelpTopic)
def test_every_help_page_is_there_and_listed(client: PageClient, topic: enums.HelpTopic) -> None:
    url = reverse("portal:help-topic", args=[topic])
    assert topic.label in client.get(url).content.decode()
    assert url in client.get(reverse("portal:help-index")).content.decode()


@pytest.mark.parametrize("topic", enums.AboutTopic)
def test_every_page_on_the_service_is_there_and_listed(client: PageClient, topic: enums.AboutTopic) -> None:
    url = reverse("portal:about-topic", args=[topic])
    assert client.get(url).status_code == 200
    assert url in client.get(reverse("portal:about")).content.decode()


@pytest.mark.parametrize("works_at_a_desk", [True, False])
def test_the_help_of_the_desk_leads_to_its_pages_only_who_can_open_them(
    client: PageClient, *, works_at_a_desk: bool
) -> None:
    client.force_login(staff_of("kuji") if works_at_a_desk else UserFactory.create())
    page = client.get(reverse("portal:help-topic", args=["desk"])).content.decode()
    names = ("notices:desk-notices", "points:report-reviews", "volunteers:consent-records")
    assert {f'href="{reverse(name)}"' in page for name in names} == {works_at_a_desk}
    assert ('href="/desk/' in page) == works_at_a_desk


@pytest.mark.parametrize("name", ["portal:help-topic", "portal:about-topic"])
def test_a_topic_that_is_not_there_is_not_found(client: PageClient, name: str) -> None:
    assert client.get(reverse(name, args=["nowhere"])).status_code == 404


def test_the_help_page_lists_every_refusal(client: PageClient) -> None:
    page = client.get(reverse("portal:help-topic", args=[enums.HelpTopic.ERRORS])).content.decode()
    listed = [refusal.code for refusal in queries.refusals() if f'id="{refusal.code}"' in page]
    assert listed == [refusal.code for refusal in queries.refusals()]
    assert "period_taken" in listed


def test_the_first_page_names_the_three_things(client: PageClient) -> None:
    page = client.get(reverse("portal:home")).content.decode()
    for words in ("部屋を<wbr>予約する", "ボランティアに<wbr>参加する", "ポイントを<wbr>使う"):
        assert words in page


def test_the_first_page_tells_when_help_is_wanted_as_the_board_does(client: PageClient) -> None:
    window = volunteers.WindowFactory.create()
    volunteers.ShiftFactory.create()
    page = client.get(reverse("portal:home")).content.decode()
    assert f"{window.days_text}　{window.hours_text}" in page
    assert "）0:00から" not in page
    assert len(re.findall(r"）\d+:\d\dから", page)) == 1


def test_my_page_shows_what_is_next(client: PageClient) -> None:
    person = UserFactory.create()
    booking = make.BookingFactory.create(by=person)
    other = make.BookingFactory.create()
    client.force_login(person)
    page = client.get(reverse("portal:my")).content.decode()
    assert reverse("bookings:booking", args=[booking.code]) in page
    assert other.code not in page


def test_my_page_tells_points_and_what_expires_first(client: PageClient) -> None:
    person = UserFactory.create()
    earning.rule()
    earning.earn(person, 40, happened_on=make.NOW.date(), now=make.NOW)
    client.force_login(person)
    page = client.get(reverse("portal:my")).content.decode()
    assert "うち40ポイントは、2028年3月31日まで使えます" in page


def test_the_desk_page_counts_what_waits_at_ones_own_center(client: PageClient) -> None:
    booking = make.BookingFactory.create(date=make.NOW.date() + timedelta(days=12))
    make.BookingFactory.create()
    GroupFactory.create(center_code=booking.center.code, status="pending", reviewed_by=None, reviewed_at=None)
    staff = staff_of(booking.center.code)
    (desk,) = queries.desks(staff, today=make.NOW.date())
    assert (desk.center, desk.waiting, desk.today) == (booking.center, 1, 0)
    assert queries.groups_to_review(staff) == 1
    client.force_login(staff)
    assert "確認待ち 1件" in client.get(reverse("portal:desk")).content.decode()


def test_an_administrator_has_every_desk() -> None:
    centers = {make.BookingFactory.create().center for _ in range(2)}
    desks = queries.desks(administrator(), today=make.DAY)
    assert {desk.center for desk in desks} == centers
    assert [desk.today for desk in desks] == [1, 1]


def test_the_desk_page_is_not_for_residents(client: PageClient) -> None:
    client.force_login(UserFactory.create())
    assert client.get(reverse("portal:desk")).status_code == 403


def test_a_city_official_finds_the_city_s_work_and_every_link_opens(client: PageClient) -> None:
    client.force_login(StaffRoleFactory.create(kind=StaffKind.CITY_OFFICIAL, center_code="").user)
    page = client.get(reverse("portal:desk")).content.decode()
    here = page[page.index("<main") : page.index("</main>")]
    offered = [address for address in re.findall(r'href="(/[^"#]*)"', here) if address != reverse("portal:desk")]
    assert reverse("portal:desk") in page[: page.index("<main")]
    assert {reverse(f"bookings:{name}") for name in ("switches", "city-approvals", "usage-rules")} <= set(offered)
    assert {address: client.get(address).status_code for address in offered} == dict.fromkeys(offered, 200)


@pytest.mark.parametrize("make_one", [administrator, city_official])
def test_the_desk_page_offers_each_page_once(client: PageClient, make_one: Callable[[], User]) -> None:
    client.force_login(make_one())
    page = client.get(reverse("portal:desk")).content.decode()
    offered = re.findall(r'href="(/[^"#]*)"', page[page.index("<main") : page.index("</main>")])
    assert sorted(offered) == sorted(set(offered))


POWERS = (
    "portal:desk",
    "bookings:switches",
    "bookings:city-approvals",
    "bookings:usage-rules",
    "bookings:usage-rules-comparison",
    "accounts:organisation-reviews",
)


@pytest.mark.parametrize("name", POWERS)
def test_to_be_employed_by_the_city_gives_no_power(client: PageClient, name: str) -> None:
    client.force_login(city_employee())
    assert client.get(reverse(name)).status_code in {403, 404}
