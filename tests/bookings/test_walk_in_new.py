from datetime import timedelta

import pytest

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/desk/centers/kuji/walk-ins/new/"
# The clock stands at noon: the morning is over, the afternoon begins at one.
GUEST = {"slots": ["kuji-a/afternoon"], "contact_name": "見本 来客", "headcount": "3", "purpose": "練習", "stays": "on"}


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", code="kuji-a", name="和室A")


@pytest.fixture
def staff(client: PageClient, room: models.Room) -> accounts.User:
    person = staff_of("kuji")
    client.force_login(person)
    return person


def walk_in(room: models.Room, **more: object) -> models.Booking:
    guest = {"periods": ["afternoon"], "headcount": 3, "purpose": "練習", "contact_name": "見本 来客", "now": make.NOW}
    return actions.take_walk_in(room, by=staff_of("kuji"), **(guest | more))  # type: ignore[arg-type]


def test_only_what_is_free_from_now_on_is_offered(client: PageClient, staff: accounts.User) -> None:
    offered = [value for value, _ in client.get(URL).context["form"].fields["slots"].choices]
    assert offered == ["kuji-a/afternoon", "kuji-a/night"]


def test_who_stands_at_the_counter_has_the_room_in_one_form(client: PageClient, staff: accounts.User) -> None:
    assert client.post(URL, GUEST)["Location"] == "/desk/centers/kuji/"
    booking = models.Booking.objects.get()
    assert (booking.state, booking.channel, booking.checked_in_at) == ("used", "walk_in", make.NOW)
    assert (booking.contact_name, booking.contact_phone, booking.entered_by) == ("見本 来客", "", staff)
    assert [change.to_state for change in booking.state_changes.order_by("pk")] == ["tentative", "approved", "used"]


def test_a_later_time_may_be_permitted_without_checking_in(client: PageClient, staff: accounts.User) -> None:
    later = GUEST | {"slots": ["kuji-a/night"]}
    del later["stays"]
    client.post(URL, later)
    booking = models.Booking.objects.get()
    assert (booking.state, booking.checked_in_at) == ("approved", None)


def test_a_name_is_needed_where_nobody_was_found_before(client: PageClient, staff: accounts.User) -> None:
    response = client.post(URL, GUEST | {"contact_name": ""})
    assert response.status_code == 422
    assert "利用する方のお名前を入れてください。" in pages.words(response)


def test_a_group_needs_no_other_name(client: PageClient, staff: accounts.User) -> None:
    group = GroupFactory.create(name="見本体操会")
    client.post(f"{URL}?group={group.code}", GUEST | {"contact_name": ""})
    booking = models.Booking.objects.get()
    assert (booking.group, booking.contact_name) == (group, "見本体操会")


def test_two_rooms_at_once_are_refused_in_words(client: PageClient, staff: accounts.User) -> None:
    make.RoomFactory.create(center__code="kuji", code="kuji-b")
    response = client.post(URL, GUEST | {"slots": ["kuji-a/afternoon", "kuji-b/afternoon"]})
    assert "部屋は1つだけ選んでください" in pages.words(response)


def test_a_period_that_has_begun_is_taken_and_checked_in_whatever_was_chosen(room: models.Room) -> None:
    middle = make.NOW + timedelta(hours=3)
    booking = walk_in(room, now=middle, checked_in=False)
    assert (booking.state, booking.checked_in_at, booking.date) == ("used", middle, clock.date_of(middle))


def test_a_period_that_is_over_is_not_taken(room: models.Room) -> None:
    with pytest.raises(errors.RuleRefused) as refused:
        walk_in(room, periods=["morning"])
    assert [rule["code"] for rule in refused.value.data["broken"]] == ["past"]


def test_a_form_due_the_day_before_does_not_turn_away_who_hands_it_in_now(room: models.Room) -> None:
    form = {"kind": "form", "counted": "before_use", "amount": 1, "unit": "day", "lapses": True}
    make.publish(room.center, {"deadlines": {"form": form}})
    assert walk_in(room).state == "used"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"headcount": {"minimum": 6}}, "too_few_people"),
        ({"bans": {"dance": {"activity": "dance", "paragraph": "踊れません。"}}}, "banned_activity"),
    ],
)
def test_every_other_rule_holds_at_the_counter(room: models.Room, content: dict[str, object], code: str) -> None:
    make.publish(room.center, content)
    with pytest.raises(errors.RuleRefused) as refused:
        walk_in(room, activity="dance")
    assert [rule["code"] for rule in refused.value.data["broken"]] == [code]


def test_a_room_that_the_city_permits_is_not_given_on_the_spot(room: models.Room) -> None:
    make.publish(room.center, {"approval": {"by": "city"}})
    with pytest.raises(errors.CityPermitsFirst):
        walk_in(room)
    assert not models.Booking.objects.exists()


def test_a_walk_in_counts_for_the_caps_of_a_person_who_was_found(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    person = UserFactory.create()
    walk_in(room, for_person=person)
    with pytest.raises(errors.RuleRefused):
        walk_in(room, for_person=person, periods=["night"])
    assert [notice.template for notice in person.notices.all()] == ["bookings/walked_in"]


def test_who_was_slower_sees_what_is_free_now_with_all_that_was_typed(
    client: PageClient, staff: accounts.User, room: models.Room
) -> None:
    page = client.get(URL)
    walk_in(room)
    assert page.context["form"].fields["slots"].choices[0][0] == "kuji-a/afternoon"
    response = client.post(URL, GUEST)
    assert response.status_code == 422
    assert "その時間はもう空いていません。" in pages.words(response)
    assert [value for value, _ in response.context["form"].fields["slots"].choices] == ["kuji-a/night"]
    assert response.context["form"]["contact_name"].value() == "見本 来客"


def test_no_free_room_leads_on_to_another_day(client: PageClient, staff: accounts.User, room: models.Room) -> None:
    walk_in(room, periods=["afternoon", "night"])
    response = client.get(URL)
    assert pages.links(response, "ほかの日の予約を入れる") == ["/desk/centers/kuji/proxy-bookings/new/"]
