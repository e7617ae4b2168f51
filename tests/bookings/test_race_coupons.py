"""A room is reserved with a coupon while its owner gives the coupon up: one of the two wins, and points follow it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import models as accounts
from bookings import models
from points import actions as points
from points import enums, queries
from tests.factories import bookings as make
from tests.factories import points as make_points
from tests.factories.accounts import UserFactory
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(8)
NOW = make_points.NOW


def reserve(room: models.Room, person: accounts.User, coupon: str, days: int) -> str:
    day = NOW.date() + timedelta(days=days)
    return make.BookingFactory.create(room=room, by=person, date=day, now=NOW, coupon_code=coupon).code


def give_up(person: accounts.User, coupon: str) -> str:
    return points.cancel_order(coupon, person_code=person.code, by=person, now=NOW).code


def test_a_coupon_goes_to_the_booking_or_its_points_come_back() -> None:
    make_points.rule()
    room, taken = make.RoomFactory.create(fee_yen=300), 0
    with race.runners(2) as field:
        for number in range(ROUNDS):
            person = UserFactory.create()
            make_points.earn(person, 10)
            coupon = make_points.order(make_points.PerkFactory.create(coupon=True), person)
            known = {"person": person, "coupon": coupon.code}
            reserved, given_up = field.run(
                [race.Call(reserve, {"room": room, "days": 7 + number, **known}), race.Call(give_up, known)]
            )
            assert (reserved.name, given_up.name) in (("ok", "VoucherUsed"), ("VoucherCancelled", "ok"))
            won = reserved.name == "ok"
            taken += won
            coupon.refresh_from_db()
            state = enums.VoucherState.USED if won else enums.VoucherState.CANCELLED
            left = queries.balance(person.code, now=NOW)
            assert (coupon.state, left.total, left.held) == (state, 0 if won else 10, 0)
    assert models.Booking.objects.exclude(coupon_code="").count() == models.Booking.objects.count() == taken
    points.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())
