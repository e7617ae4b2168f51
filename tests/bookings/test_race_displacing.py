"""Public use against everything else at the same moment: one of them has the room, and the other is told why."""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings import actions, models
from tests.bookings.test_race_waiting import FIRST, booking_of, cancel, people, person, room_of, take
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = min(race.rounds(5), 100)
NEWCOMERS = 4


def displace(room: int, by: int, day: date, displacing: list[str]) -> str:
    made = actions.book_public_use(
        room_of(room),
        date=day,
        periods=["morning"],
        user_class="city",
        by=person(by),
        contact_name="見本市 市民活動課",
        contact_phone="0294-00-0000",
        headcount=20,
        purpose="市民説明会",
        reason="市民説明会を開くため",
        displacing=displacing,
        now=make.NOW,
    )
    return made.code


def approve(booking: int, by: int) -> str:
    return actions.approve_booking(booking_of(booking), by=person(by), now=make.NOW).state


def accept(offer: int, by: int) -> str:
    return actions.accept_offer(booking_of(offer), by=person(by), now=make.NOW).state


def public_room(**fields: Any) -> models.Room:  # noqa: ANN401 - the room's own fields
    room = make.RoomFactory.create(**fields)
    make.publish(room.center, {"public_use": {"classes": ["city"], "may_displace": True}})
    return room


def live(room: models.Room, day: date) -> list[tuple[str, str]]:
    rows = models.Booking.objects.live().filter(room=room, date=day, period_codes=["morning"]).order_by("pk")
    return list(rows.values_list("state", "user_class"))


def test_public_use_and_newcomers_at_the_other_half_leave_one_of_them() -> None:
    half = public_room()
    other = make.RoomFactory.create(center=half.center)
    whole, desk, newcomers = make.joined_room(half, other), staff_of(half.center.code).pk, people(NEWCOMERS)
    with race.runners(NEWCOMERS + 1) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=half, date=day)
            city = race.Call(displace, {"room": whole.pk, "by": desk, "day": day, "displacing": [booking.code]})
            calls = [race.Call(take, {"room": other.pk, "by": pk, "day": day}) for pk in newcomers]
            displaced, *outcomes = field.run([city, *calls])
            won = displaced.name == "ok"
            assert displaced.name in {"ok", "DisplacementChanged"}, displaced
            refused = NEWCOMERS if won else NEWCOMERS - 1
            assert sum(outcome.name in {"PeriodTaken", "PeriodOffered"} for outcome in outcomes) == refused, outcomes
            booking.refresh_from_db()
            assert booking.state == ("displaced" if won else "tentative")
            assert live(whole, day) == ([("approved", "city")] if won else [])
            give_back(day)


def give_back(day: date) -> None:
    """This function will free what was held for the displaced around a day, so that each round begins alike."""
    for offer in models.Booking.objects.filter(state="offered").select_related("room", "replaces"):
        actions.decline_offer(offer, by=UserFactory.create(), now=make.NOW)


def test_public_use_and_a_cancellation_leave_the_city_in_the_room() -> None:
    room = public_room()
    desk = staff_of(room.center.code).pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=room, date=day)
            city = race.Call(displace, {"room": room.pk, "by": desk, "day": day, "displacing": [booking.code]})
            displaced, cancelled = field.run([city, race.Call(cancel, {"booking": booking.pk})])
            assert displaced.name == "ok", displaced
            assert cancelled.name in {"ok", "StepNotAllowed"}, cancelled
            booking.refresh_from_db()
            assert booking.state == ("cancelled" if cancelled.name == "ok" else "displaced")
            assert live(room, day) == [("approved", "city")]
            give_back(day)


def test_public_use_and_an_approval_leave_the_city_in_the_room() -> None:
    room = public_room()
    desk = staff_of(room.center.code).pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=room, date=day)
            city = race.Call(displace, {"room": room.pk, "by": desk, "day": day, "displacing": [booking.code]})
            displaced, approved = field.run([city, race.Call(approve, {"booking": booking.pk, "by": desk})])
            assert displaced.name == "ok", displaced
            assert approved.name in {"ok", "StepNotAllowed"}, approved
            booking.refresh_from_db()
            assert (booking.state, live(room, day)) == ("displaced", [("approved", "city")])
            give_back(day)


def test_two_desks_taking_one_room_for_the_city_leave_one() -> None:
    room = public_room()
    desk = staff_of(room.center.code).pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=room, date=day)
            city = race.Call(displace, {"room": room.pk, "by": desk, "day": day, "displacing": [booking.code]})
            outcomes = field.run([city, city])
            assert race.tally(outcomes) == {"ok": 1, "MayNotDisplace": 1}, outcomes
            assert live(room, day) == [("approved", "city")]
            give_back(day)


def test_one_alternative_is_taken_when_two_are_accepted_at_once() -> None:
    room = public_room()
    make.RoomFactory.create(center=room.center)
    desk = staff_of(room.center.code).pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = make.BookingFactory.create(room=room, date=day)
            displace(room.pk, desk, day, [booking.code])
            held = models.Booking.objects.filter(replaces=booking, state="offered").order_by("pk")
            calls = [
                race.Call(accept, {"offer": pk, "by": booking.booked_by_id})
                for pk in held.values_list("pk", flat=True)[:2]
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "OfferAnswered": 1}, outcomes
            found = models.Booking.objects.filter(replaces=booking).values_list("state", flat=True)
            assert sorted(found) == ["cancelled"] * (len(found) - 1) + ["tentative"]
