"""What becomes free under many hands: the first in line has it in every round, and nobody else has any of it.

The short form runs in `make test`; RACE_ROUNDS asks for the full count of each race.
"""

from datetime import date, timedelta

import pytest

from backend.accounts import models as accounts
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = min(race.rounds(5), 100)
NEWCOMERS = 8
FIRST = date(2026, 6, 1)
LATE = make.NOW + timedelta(hours=24)
REFUSED = {"PeriodTaken", "PeriodOffered"}


def person(pk: int) -> accounts.User:
    return accounts.User.objects.get(pk=pk)


def room_of(pk: int) -> models.Room:
    return models.Room.objects.select_related("center").get(pk=pk)


def booking_of(pk: int) -> models.Booking:
    return models.Booking.objects.select_related("room", "center", "booked_by", "group").get(pk=pk)


def take(room: int, by: int, day: date) -> str:
    made = actions.reserve_room(
        room_of(room), date=day, periods=["morning"], by=person(by), headcount=5, purpose="競争の試験", now=make.NOW
    )
    return made.code


def join(room: int, by: int, day: date) -> str:
    entry = actions.join_line(
        room_of(room), date=day, periods=["morning"], by=person(by), headcount=5, purpose="競争の試験", now=make.NOW
    )
    return entry.code


def cancel(booking: int) -> str:
    found = booking_of(booking)
    return actions.cancel_booking(found, by=make.person_of(found), now=make.NOW).state


def accept(offer: int, by: int) -> str:
    return actions.accept_offer(booking_of(offer), by=person(by), now=make.NOW).state


def decline(offer: int, by: int) -> str:
    return actions.decline_offer(booking_of(offer), by=person(by), now=make.NOW).state


def sweep() -> int:
    return actions.sweep(now=LATE)


def open_room(**fields: object) -> models.Room:
    room = make.RoomFactory.create(**fields)
    make.publish(room.center, {"waiting_list": {"is_open": True}})
    return room


def people(count: int) -> list[int]:
    return [UserFactory.create().pk for _ in range(count)]


def taken(room: models.Room, day: date) -> models.Booking:
    return make.BookingFactory.create(room=room, date=day)


def line(room: models.Room, day: date, count: int) -> list[models.WaitingEntry]:
    codes = [join(room.pk, pk, day) for pk in people(count)]
    return [models.WaitingEntry.objects.get(code=code) for code in codes]


def offered(room: models.Room, day: date) -> list[models.WaitingEntry]:
    """This function will make a line of two, of whom the first has been offered the room."""
    booking = taken(room, day)
    entries = line(room, day, 2)
    cancel(booking.pk)
    return list(models.WaitingEntry.objects.filter(pk__in=[e.pk for e in entries]).order_by("pk"))


def holders(room: models.Room, day: date) -> list[tuple[str, int | None]]:
    rows = models.Booking.objects.live().filter(room=room, date=day).order_by("pk")
    return list(rows.values_list("state", "booked_by"))


def states(entries: list[models.WaitingEntry]) -> list[str]:
    rows = models.WaitingEntry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_no_newcomer_gets_between_what_is_freed_and_the_first_in_line() -> None:
    room, newcomers = open_room(), people(NEWCOMERS)
    with race.runners(NEWCOMERS + 1) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking = taken(room, day)
            entries = line(room, day, 3)
            calls = [race.Call(take, {"room": room.pk, "by": pk, "day": day}) for pk in newcomers]
            freed, *outcomes = field.run([race.Call(cancel, {"booking": booking.pk}), *calls])
            assert freed.name == "ok", freed
            assert {outcome.name for outcome in outcomes} <= REFUSED, outcomes
            assert holders(room, day) == [("offered", entries[0].person_id)]
            assert states(entries) == ["offered", "waiting", "waiting"]


def test_an_answer_and_the_end_of_its_time_leave_one_holder() -> None:
    room = open_room()
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            first, second = offered(room, day)
            yes = race.Call(accept, {"offer": first.offer_id, "by": first.person_id})
            answered, swept = field.run([yes, race.Call(sweep)])
            assert swept.name == "ok", swept
            assert answered.name in {"ok", "OfferOver"}, answered
            won = answered.name == "ok"
            assert holders(room, day) == [("tentative", first.person_id) if won else ("offered", second.person_id)]
            assert states([first, second]) == (["accepted", "waiting"] if won else ["lapsed", "offered"])
            clear(room, day)


def clear(room: models.Room, day: date) -> None:
    """This function will give the day back, so that the sweep of the next round finds nothing of this one."""
    for booking in models.Booking.objects.live().filter(room=room, date=day):
        cancel(booking.pk)
    for booking in models.Booking.objects.live().filter(room=room, date=day):
        cancel(booking.pk)


def test_two_devices_accept_one_offer_once() -> None:
    room = open_room()
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            first, second = offered(room, day)
            yes = race.Call(accept, {"offer": first.offer_id, "by": first.person_id})
            outcomes = field.run([yes, yes])
            assert race.tally(outcomes) == {"ok": 1, "OfferAnswered": 1}, outcomes
            assert holders(room, day) == [("tentative", first.person_id)]
            assert states([first, second]) == ["accepted", "waiting"]


def test_a_yes_and_a_no_of_one_person_leave_one_holder() -> None:
    room = open_room()
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            first, second = offered(room, day)
            who = {"offer": first.offer_id, "by": first.person_id}
            outcomes = field.run([race.Call(accept, who), race.Call(decline, who)])
            assert race.tally(outcomes) == {"ok": 1, "OfferAnswered": 1}, outcomes
            won = outcomes[0].name == "ok"
            assert holders(room, day) == [("tentative", first.person_id) if won else ("offered", second.person_id)]


def test_two_halves_freed_at_once_go_to_the_first_who_waits_for_the_whole() -> None:
    left = open_room()
    right = make.RoomFactory.create(center=left.center)
    whole = make.joined_room(left, right)
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            halves = [taken(left, day), taken(right, day)]
            entries = line(whole, day, 2)
            outcomes = field.run([race.Call(cancel, {"booking": half.pk}) for half in halves])
            assert race.tally(outcomes) == {"ok": 2}, outcomes
            assert holders(whole, day) == [("offered", entries[0].person_id)]
            assert states(entries) == ["offered", "waiting"]


def test_who_joins_while_the_room_is_given_back_gets_it_or_is_told_that_it_is_free() -> None:
    room = open_room()
    with race.runners(2) as field:
        for number in range(ROUNDS):
            day = FIRST + timedelta(days=number)
            booking, (late,) = taken(room, day), people(1)
            joining = race.Call(join, {"room": room.pk, "by": late, "day": day})
            freed, joined = field.run([race.Call(cancel, {"booking": booking.pk}), joining])
            assert freed.name == "ok", freed
            assert joined.name in {"ok", "NothingToWaitFor"}, joined
            assert holders(room, day) == ([("offered", late)] if joined.name == "ok" else [])
