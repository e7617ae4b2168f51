"""Many processes at one stock: never more lent at one time than there is, and never fewer than could be.

The short form runs in `make test`; `RACE_ROUNDS=100` runs a hundred rounds of 50 processes.
"""

from datetime import date, timedelta

import pytest
from django.db import connection

from backend.accounts import models as accounts
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROCESSES = race.processes(8, full=50)
ROUNDS = race.rounds(6)
FEWER = min(ROUNDS, 100)
FIRST = date(2026, 6, 1)
STOCK = 3
# Pieces that are held by two live loans at one moment, counted at every beginning of a loan.
LENT_AT_ONCE = """
SELECT coalesce(max(lent), 0) FROM (
    SELECT sum(other.pieces) AS lent FROM bookings_loan one
      JOIN bookings_loan other ON other.equipment_id = one.equipment_id AND other.during @> one.starts_at
     WHERE one.state IN ('reserved', 'handed_out') AND other.state IN ('reserved', 'handed_out')
     GROUP BY one.id) counted
"""


def borrow(equipment: int, person: int, day: date, hours: tuple[int, int], booking: int | None = None) -> str:
    found = models.Booking.objects.get(pk=booking) if booking else None
    loan = make.loan(
        models.Equipment.objects.select_related("center").get(pk=equipment),
        by=accounts.User.objects.get(pk=person),
        day=day,
        hours=hours,
        booking=found,
    )
    return loan.code


def call_off(loan: int, person: int) -> str:
    return actions.cancel_loan(_loan(loan), by=accounts.User.objects.get(pk=person), now=make.NOW).state


def hand_out(loan: int, person: int) -> str:
    return actions.hand_out_loan(_loan(loan), by=accounts.User.objects.get(pk=person), now=make.NOW).state


def cancel_booking(booking: int, person: int) -> str:
    found = models.Booking.objects.get(pk=booking)
    return actions.cancel_booking(found, by=accounts.User.objects.get(pk=person), now=make.NOW).state


def _loan(pk: int) -> models.Loan:
    return models.Loan.objects.detailed().get(pk=pk)


def _people(count: int) -> list[int]:
    return [UserFactory.create().pk for _ in range(count)]


def _call(equipment: models.Equipment, person: int, number: int, hours: tuple[int, int] = (10, 12)) -> race.Call:
    day = FIRST + timedelta(days=number)
    return race.Call(borrow, {"equipment": equipment.pk, "person": person, "day": day, "hours": hours})


def _most_at_once() -> int:
    with connection.cursor() as cursor:
        cursor.execute(LENT_AT_ONCE)
        return int(cursor.fetchone()[0])


def test_as_many_get_one_as_there_are_in_every_round() -> None:
    equipment, rivals = make.EquipmentFactory.create(pieces=STOCK), _people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            outcomes = field.run([_call(equipment, person, number) for person in rivals])
            assert race.tally(outcomes) == {"ok": STOCK, "EquipmentShort": PROCESSES - STOCK}, outcomes
    assert models.Loan.objects.count() == models.PieceHold.objects.count() == ROUNDS * STOCK
    assert _most_at_once() == STOCK


def test_times_that_overlap_in_part_never_add_up_to_more_than_there_is() -> None:
    equipment, rivals = make.EquipmentFactory.create(pieces=STOCK), _people(PROCESSES)
    with race.runners(PROCESSES) as field:
        for number in range(FEWER):
            hours = [(9 + place % 6, 11 + place % 6) for place in range(PROCESSES)]
            calls = [_call(equipment, person, number, hours[place]) for place, person in enumerate(rivals)]
            outcomes = race.tally(field.run(calls))
            assert set(outcomes) <= {"ok", "EquipmentShort"}, outcomes
            # Loans of two hours in a day of seven: at least two and at most three rows of three fit.
            assert outcomes["ok"] >= min(2 * STOCK, PROCESSES - PROCESSES // 6), outcomes
    assert _most_at_once() <= STOCK


def test_a_loan_is_called_off_or_handed_out_and_never_both() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    desk = staff_of(equipment.center.code).pk
    with race.runners(2) as field:
        for _ in range(FEWER):
            loan = make.loan(equipment, starts_at=make.NOW - timedelta(hours=1), ends_at=make.NOW + timedelta(hours=1))
            calls = [race.Call(call_off, {"loan": loan.pk, "person": desk})]
            calls.append(race.Call(hand_out, {"loan": loan.pk, "person": desk}))
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "LoanStepNotAllowed": 1}, outcomes
            loan.refresh_from_db()
            assert loan.state == next(one.value for one in outcomes if one.name == "ok")
            if loan.is_live:
                actions.take_back_loan(loan, by=accounts.User.objects.get(pk=desk), now=make.NOW)


def test_no_loan_is_left_when_its_booking_is_cancelled_meanwhile() -> None:
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center, pieces=1)
    person = UserFactory.create()
    with race.runners(2) as field:
        for _ in range(FEWER):
            booking = make.BookingFactory.create(room=room, by=person)
            loan = {"day": make.DAY, "hours": (10, 12), "booking": booking.pk}
            calls = [race.Call(borrow, {"equipment": equipment.pk, "person": person.pk, **loan})]
            calls.append(race.Call(cancel_booking, {"booking": booking.pk, "person": person.pk}))
            outcomes = field.run(calls)
            assert outcomes[1].name == "ok", outcomes
            assert outcomes[0].name in {"ok", "BookingTakesNoLoan"}, outcomes
            assert not models.Loan.objects.live().exists()


def test_the_last_piece_goes_to_whoever_asks_after_it_was_called_off_or_to_nobody() -> None:
    equipment, person = make.EquipmentFactory.create(pieces=1), UserFactory.create()
    with race.runners(2) as field:
        for number in range(FEWER):
            first = make.loan(equipment, by=person, day=FIRST + timedelta(days=number))
            rival = _call(equipment, person.pk, number)
            outcomes = field.run([race.Call(call_off, {"loan": first.pk, "person": person.pk}), rival])
            assert outcomes[0].name == "ok", outcomes
            assert outcomes[1].name in {"ok", "EquipmentShort"}, outcomes
            live = models.Loan.objects.live().filter(starts_at__date=FIRST + timedelta(days=number))
            assert live.count() == (outcomes[1].name == "ok")
