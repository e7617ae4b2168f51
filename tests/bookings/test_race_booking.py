"""Many processes at one slot: exactly one booking, and everybody else is told that the period is taken.

The short form runs in `make test`; `make race` runs 200 rounds of 50 processes.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROCESSES = race.processes(8, full=50)
ROUNDS = race.rounds(6)
# The two races of the slot itself run all rounds, the others at most these.
FEWER = min(ROUNDS, 100)
FIRST = date(2026, 6, 1)


def take(room: int, person: int, day: date, periods: list[str] | None = None, group: int | None = None) -> str:
    booking = actions.reserve_room(
        models.Room.objects.select_related("center").get(pk=room),
        date=day,
        periods=periods or ["morning"],
        by=UserFactory._meta.model.objects.get(pk=person),
        for_group=GroupFactory._meta.model.objects.get(pk=group) if group else None,
        headcount=5,
        purpose="競争の試験",
        now=make.NOW,
    )
    return booking.code


def approve(booking: int, person: int) -> str:
    desk = UserFactory._meta.model.objects.get(pk=person)
    return actions.approve_booking(models.Booking.objects.get(pk=booking), by=desk, now=make.NOW).state


def cancel(booking: int, person: int) -> str:
    desk = UserFactory._meta.model.objects.get(pk=person)
    return actions.cancel_booking(models.Booking.objects.get(pk=booking), by=desk, now=make.NOW).state


def call(room: models.Room, person: int, number: int, **more: Any) -> race.Call:  # noqa: ANN401 - as `take` has it
    kwargs = {"room": room.pk, "person": person, "day": FIRST + timedelta(days=number), **more}
    return race.Call(take, kwargs)


def people(count: int) -> list[int]:
    return [UserFactory.create().pk for _ in range(count)]


def test_one_of_all_gets_the_slot_in_every_round() -> None:
    room, rivals = make.RoomFactory.create(), people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            outcomes = field.run([call(room, person, number) for person in rivals])
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
    assert models.Booking.objects.count() == models.SpaceHold.objects.count() == ROUNDS


def test_a_joined_room_and_its_halves_have_winners_that_fit_in_every_round() -> None:
    half = make.RoomFactory.create()
    other = make.RoomFactory.create(center=half.center)
    whole, rivals = make.joined_room(half, other), people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            rooms = [whole if place % 2 else half for place in range(PROCESSES)]
            outcomes = field.run([call(r, p, number) for r, p in zip(rooms, rivals, strict=True)])
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
    assert models.Booking.objects.count() == ROUNDS


def test_joined_rooms_that_share_spaces_in_a_ring_end_without_deadlock() -> None:
    a = make.RoomFactory.create()
    b, c = make.RoomFactory.create(center=a.center), make.RoomFactory.create(center=a.center)
    ring, rivals = [make.joined_room(a, b), make.joined_room(c, b), make.joined_room(c, a)], people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(FEWER):
            outcomes = field.run([call(ring[place % 3], p, number) for place, p in enumerate(rivals)])
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes


def test_overlapping_stretches_of_periods_have_one_winner_in_every_round() -> None:
    room, rivals = make.RoomFactory.create(), people(PROCESSES)
    stretches = [["morning", "afternoon"], ["afternoon", "night"], ["afternoon"]]
    with race.runners(PROCESSES) as field:
        for number in range(FEWER):
            calls = [call(room, p, number, periods=stretches[n % 3]) for n, p in enumerate(rivals)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes


def test_a_cap_of_a_person_holds_when_all_rooms_are_asked_for_at_once() -> None:
    rooms = capped_rooms({"span": "week", "limit": 1})
    with race.runners(PROCESSES) as field:
        for number in range(FEWER):
            person = UserFactory.create().pk
            outcomes = field.run([call(room, person, number) for room in rooms])
            assert race.tally(outcomes) == {"ok": 1, "RuleRefused": PROCESSES - 1}, outcomes


def test_a_cap_of_a_group_holds_when_its_members_book_at_once() -> None:
    rooms, members = capped_rooms({"span": "month", "limit": 3}), people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(FEWER):
            group = GroupFactory.create().pk
            calls = [call(r, p, number, group=group) for r, p in zip(rooms, members, strict=True)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 3, "RuleRefused": PROCESSES - 3}, outcomes


def test_one_decision_is_made_when_a_desk_approves_while_the_person_cancels() -> None:
    room = make.RoomFactory.create()
    with race.runners(2) as field:
        for number in range(FEWER):
            booking = make.BookingFactory.create(room=room, date=FIRST + timedelta(days=number))
            who = {"booking": booking.pk, "person": booking.booked_by_id}
            outcomes = field.run([race.Call(approve, who), race.Call(cancel, who)])
            assert outcomes[1].name == "ok"
            assert outcomes[0].name in {"ok", "StepNotAllowed"}, outcomes
            booking.refresh_from_db()
            assert (booking.state, booking.space_holds.filter(holds=True).count()) == ("cancelled", 0)


def capped_rooms(cap: dict[str, object]) -> list[models.Room]:
    first = make.RoomFactory.create()
    make.publish(first.center, {"caps": {"limits": [cap]}})
    return [first, *[make.RoomFactory.create(center=first.center) for _ in range(PROCESSES - 1)]]
