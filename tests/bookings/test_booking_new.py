import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from backend.accounts import models as accounts
from bookings import models
from tests.factories import bookings as make
from tests.factories import points
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import pages
from tests.support.client import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
URL = "/rooms/kuji-a/bookings/new/?date=2026-05-13&period=morning"
WISH = {"periods": ["morning"], "headcount": "１２", "purpose": "書道の練習", "agreed": "on"}


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji", center__name="久慈交流センター", code="kuji-a", name="和室A")


@pytest.fixture
def person(client: PageClient) -> accounts.User:
    person = UserFactory.create()
    client.force_login(person)
    return person


def _post(client: PageClient, **changes: Any) -> Any:  # noqa: ANN401 - any cell of the form; Django's response
    return client.post(URL, WISH | changes)


def test_a_visitor_signs_in_and_comes_back_to_the_period(client: PageClient, room: models.Room) -> None:
    response = client.get(URL)
    assert parse_qs(urlsplit(response["Location"]).query)["next"] == [URL]


def test_the_chosen_period_is_ticked(client: PageClient, room: models.Room, person: accounts.User) -> None:
    form = client.get(URL).context["form"]
    assert (form["periods"].value(), form.options.date) == (["morning"], make.DAY)


def test_a_person_reserves_a_room(client: PageClient, room: models.Room, person: accounts.User) -> None:
    response = _post(client)
    booking = models.Booking.objects.get()
    assert response["Location"] == f"/bookings/{booking.code}/"
    assert (booking.booked_by, booking.room, booking.date, booking.period_codes) == (
        person,
        room,
        make.DAY,
        ["morning"],
    )
    assert (booking.headcount, booking.purpose, booking.group) == (12, "書道の練習", None)


def test_a_representative_reserves_for_the_group(client: PageClient, room: models.Room, person: accounts.User) -> None:
    group = GroupFactory.create(representative=person)
    _post(client, applicant=group.code)
    assert models.Booking.objects.get().group == group


def test_nobody_reserves_for_somebody_elses_group(client: PageClient, room: models.Room, person: accounts.User) -> None:
    GroupFactory.create(representative=person)
    other = GroupFactory.create(representative=UserFactory.create())
    assert _post(client, applicant=other.code).status_code == 422
    assert models.Booking.objects.count() == 0


def test_what_is_missing_is_named_and_what_was_typed_stays(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    response = _post(client, headcount="", purpose="書道の練習")
    assert response.status_code == 422
    assert pages.texts(response, "a", href="#id_headcount") == ["人数：利用する人数を入れてください。"]
    assert 'value="書道の練習"' in response.content.decode()


def test_a_broken_rule_is_named_with_its_center_paragraph_and_source(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    clause = {"minimum": 20, "paragraph": "20人以上で利用してください。", "source": "見本の案内"}
    make.publish(room.center, {"headcount": clause})
    response = _post(client)
    assert response.status_code == 422
    assert "久慈交流センターの利用のきまり：「20人以上で利用してください。」（見本の案内）" in pages.words(response)
    assert 'value="書道の練習"' in response.content.decode()
    assert models.Booking.objects.count() == 0


def test_a_period_that_is_taken_offers_what_is_free_and_takes_what_was_typed_along(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    make.BookingFactory.create(room=room)
    response = _post(client)
    assert response.status_code == 409
    assert "和室Aは、2026年5月13日(水) 午前にほかの予約が入っています。" in pages.words(response)
    (link, *_) = pages.links(response, "久慈交流センター 和室A")
    assert urlsplit(link).path == "/rooms/kuji-a/bookings/new/"
    assert parse_qs(urlsplit(link).query) == {
        "date": ["2026-05-13"],
        "period": ["afternoon"],
        "headcount": ["１２"],
        "purpose": ["書道の練習"],
    }
    assert client.get(link).context["form"]["purpose"].value() == "書道の練習"


def test_a_closed_day_leads_to_the_next_that_is_open(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    models.Closure.objects.create(center=room.center, weekday=2, reason="定休日")
    response = _post(client)
    assert pages.links(response, "予約できる日の空き状況を見る") == ["/centers/kuji/week/?first=2026-05-14"]


@pytest.fixture
def coupon(person: accounts.User) -> Iterator[str]:
    points.rule()
    points.earn(person, 50)
    with time_machine.travel(points.NOW, tick=False):
        yield points.order(points.PerkFactory.create(coupon=True), person).code


LATER = "/rooms/kuji-a/bookings/new/?date=2026-12-02&period=morning"


def test_a_coupon_says_the_fee_before_and_after_and_reduces_it(
    client: PageClient, room: models.Room, coupon: str
) -> None:
    labels = [label for _, label in client.get(LATER).context["form"].fields["coupon"].choices]
    assert labels == ["使わない", "施設優待券 200円：1区分 300円 → 100円（2026年12月19日まで）"]
    client.post(LATER, WISH | {"coupon": coupon})
    booking = models.Booking.objects.get()
    assert (booking.fee_yen, booking.discount_yen, booking.to_pay_yen) == (300, 200, 100)
    assert "施設優待券 200円引き" in pages.words(client.get(f"/bookings/{booking.code}/"))


def test_a_room_without_a_known_fee_offers_no_coupon(client: PageClient, room: models.Room, coupon: str) -> None:
    assert "coupon" in client.get(LATER).context["form"].fields
    models.Room.objects.update(fee_yen=None)
    assert "coupon" not in client.get(LATER).context["form"].fields


def test_a_child_is_asked_for_a_guardian(client: PageClient, room: models.Room, person: accounts.User) -> None:
    assert "with_guardian" not in client.get(URL).context["form"].fields
    accounts.User.objects.update(date_of_birth=dt.date(2014, 1, 1))
    _post(client, with_guardian="on")
    assert models.Booking.objects.get().with_guardian is True


def test_a_period_that_the_room_does_not_have_is_refused_in_words(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    response = _post(client, periods=["midnight"])
    assert response.status_code == 422
    assert "その区分がありません。時間の区分を選び直してください。" in pages.words(response)
    assert _post(client, periods=["<b>"]).status_code == 422


@pytest.mark.parametrize("query", ["", "?date=x", "?date=2026-04-30", "?date=2099-01-01"])
def test_without_a_day_that_can_be_reserved_one_chooses_in_the_week(
    client: PageClient, room: models.Room, person: accounts.User, query: str
) -> None:
    assert client.get(f"/rooms/kuji-a/bookings/new/{query}")["Location"] == "/centers/kuji/week/"


def test_a_room_out_of_use_is_not_found(client: PageClient, room: models.Room, person: accounts.User) -> None:
    models.Room.objects.update(is_active=False)
    assert client.get(URL).status_code == 404


def test_the_kind_of_activity_is_asked_where_the_city_has_kinds(
    client: PageClient, room: models.Room, person: accounts.User
) -> None:
    models.Activity.objects.create(municipality=room.center.municipality, code="dance", name="ダンス")
    assert _post(client).status_code == 422
    _post(client, activity="dance")
    assert models.Booking.objects.get().activity == "dance"
