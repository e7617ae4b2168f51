"""Desks, callers and slips at once: one booking for a slot, one person for a code."""

from datetime import timedelta

import pytest

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, models
from tests.bookings.test_race_booking import people, take
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROCESSES = race.processes(6, full=16)
ROUNDS = race.rounds(6)
TODAY = clock.date_of(make.NOW)


def _room(pk: int) -> models.Room:
    return models.Room.objects.select_related("center").get(pk=pk)


def write_down(room: int, desk: int, number: int) -> str:
    booking = actions.reserve_by_proxy(
        _room(room),
        date=make.DAY + timedelta(days=number),
        periods=["morning"],
        by=accounts.User.objects.get(pk=desk),
        contact_name="見本 電話",
        contact_phone="0294-00-0001",
        headcount=5,
        purpose="競争の試験",
        now=make.NOW,
    )
    return booking.code


def let_in(room: int, desk: int) -> str:
    guest = {"headcount": 5, "purpose": "競争の試験", "contact_name": "見本 来客"}
    by = accounts.User.objects.get(pk=desk)
    booking = actions.take_walk_in(_room(room), periods=["afternoon"], by=by, now=make.NOW, **guest)  # type: ignore[arg-type]
    return booking.code


def claim(code: str, person: int) -> str:
    by = accounts.User.objects.get(pk=person)
    return actions.claim_booking(code, by=by, now=make.NOW).booking.code


def issue(booking: int, desk: int) -> str:
    by = accounts.User.objects.get(pk=desk)
    return actions.issue_claim(models.Booking.objects.get(pk=booking), by=by, now=make.NOW).code


def test_one_of_desks_and_residents_gets_the_slot_in_every_round() -> None:
    room, desk, rivals = make.RoomFactory.create(center__code="kuji"), staff_of("kuji").pk, people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            calls = [
                race.Call(write_down, {"room": room.pk, "desk": desk, "number": number})
                if place % 2
                else race.Call(take, {"room": room.pk, "person": person, "day": make.DAY + timedelta(days=number)})
                for place, person in enumerate(rivals)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
    assert models.Booking.objects.count() == models.SpaceHold.objects.count() == ROUNDS


def test_one_of_walk_ins_and_residents_gets_the_room_of_today_in_every_round() -> None:
    desk, rivals = staff_of("kuji").pk, people(PROCESSES)
    center = make.CenterFactory.create(code="kuji")
    with race.runners(PROCESSES) as field:
        for _ in range(ROUNDS):
            room = make.RoomFactory.create(center=center)
            calls = [
                race.Call(let_in, {"room": room.pk, "desk": desk})
                if place % 2
                else race.Call(take, {"room": room.pk, "person": person, "day": TODAY, "periods": ["afternoon"]})
                for place, person in enumerate(rivals)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "PeriodTaken": PROCESSES - 1}, outcomes
            assert models.Booking.objects.filter(room=room).count() == 1


def test_one_of_all_claims_a_code_in_every_round() -> None:
    room, desk = make.RoomFactory.create(center__code="kuji"), staff_of("kuji")
    rivals = people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            booking = models.Booking.objects.get(code=write_down(room.pk, desk.pk, number))
            code = issue(booking.pk, desk.pk)
            outcomes = field.run([race.Call(claim, {"code": code, "person": person}) for person in rivals])
            assert race.tally(outcomes) == {"ok": 1, "ClaimUnusable": PROCESSES - 1}, outcomes
            winner = next(person for person, one in zip(rivals, outcomes, strict=True) if one.name == "ok")
            booking.refresh_from_db()
            assert (booking.booked_by_id, booking.claim.claimed_by_id) == (winner, winner)


def test_a_code_and_its_successor_never_both_give_the_booking() -> None:
    room, desk = make.RoomFactory.create(center__code="kuji"), staff_of("kuji")
    person = UserFactory.create().pk
    with race.runners(2) as field:
        for number in range(ROUNDS):
            booking = models.Booking.objects.get(code=write_down(room.pk, desk.pk, number))
            code = issue(booking.pk, desk.pk)
            claimed, issued = field.run(
                [
                    race.Call(claim, {"code": code, "person": person}),
                    race.Call(issue, {"booking": booking.pk, "desk": desk.pk}),
                ]
            )
            names = {claimed.name, issued.name}
            assert names in ({"ok", "ClaimNotNeeded"}, {"ok", "ClaimUnusable"}), (claimed, issued)
            booking.refresh_from_db()
            assert (booking.booked_by_id == person) == (claimed.name == "ok")
