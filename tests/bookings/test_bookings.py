import datetime as dt

import pytest

from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_a_person_sees_what_is_to_come_apart_from_what_was(client: PageClient) -> None:
    person = UserFactory.create()
    room = make.RoomFactory.create(name="和室A")
    make.BookingFactory.create(room=room, by=person)
    make.BookingFactory.create(room=room, by=person, date=make.DAY + dt.timedelta(days=1), state="cancelled")
    client.force_login(person)
    response = client.get("/bookings/")
    assert pages.texts(response, "h2") == ["これからの予約", "これまでの予約"]
    assert [len(pages.links(response, day)) for day in ("5月13日", "5月14日")] == [1, 1]
    assert "取り消し" in pages.texts(response, "span", class_="badge")


def test_a_deputy_sees_the_bookings_of_the_group(client: PageClient) -> None:
    deputy, other = UserFactory.create(), UserFactory.create()
    group = GroupFactory.create(representative=deputy)
    group.members.create(user=other, name="見本", role="deputy")
    make.BookingFactory.create(by=deputy, for_group=group)
    client.force_login(other)
    assert len(pages.links(client.get("/bookings/"), "5月13日")) == 1


def test_a_member_does_not_see_the_bookings_of_the_group(client: PageClient) -> None:
    leader, member = UserFactory.create(), UserFactory.create()
    group = GroupFactory.create(representative=leader)
    group.members.create(user=member, name="見本", role="member")
    make.BookingFactory.create(by=leader, for_group=group)
    client.force_login(member)
    assert pages.texts(client.get("/bookings/"), "p", class_="empty__title") == ["これからの予約はありません"]


def test_twenty_earlier_bookings_stand_on_a_page(client: PageClient) -> None:
    person, room = UserFactory.create(), make.RoomFactory.create()
    for ahead in range(21):
        make.BookingFactory.create(room=room, by=person, date=make.DAY + dt.timedelta(days=ahead), state="cancelled")
    client.force_login(person)
    response = client.get("/bookings/")
    assert len(pages.links(response, "2026年")) == 20
    assert pages.links(response, "次へ") == ["?page=2"]
