"""A room and equipment reserved for a shift, against the shift being called off. RACE_ROUNDS=100 for the full form."""

from collections.abc import Callable
from datetime import time

import pytest

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal import actions
from bookings import models as rooms
from bookings.queries import wants
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.factories import volunteers as factories
from tests.factories.bookings import DAY, NOW
from tests.support import race
from volunteers import actions as volunteering
from volunteers import models

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)


def _reserve(shift_id: int, by_id: int, room_id: int, equipment_id: int) -> None:
    shift = models.Shift.objects.get(pk=shift_id)
    pieces = (wants.Pieces(rooms.Equipment.objects.get(pk=equipment_id), 1),)
    room = rooms.Room.objects.select_related("center").get(pk=room_id)
    want = wants.Want(starts_at=shift.starts_at, ends_at=shift.ends_at, room=room, headcount=8, pieces=pieces)
    actions.reserve_for_shift(shift, want=want, by=accounts.User.objects.get(pk=by_id), now=NOW)


def _call_off(shift_id: int, by_id: int) -> None:
    shift, by = models.Shift.objects.get(pk=shift_id), accounts.User.objects.get(pk=by_id)
    volunteering.call_off_shift(shift, by=by, reason="雨のため", now=NOW)


def _call_off_request(shift_id: int, by_id: int) -> None:
    request, by = models.Request.objects.get(shifts=shift_id), accounts.User.objects.get(pk=by_id)
    volunteering.call_off_request(request, by=by, reason="雨のため", now=NOW)


def _cancel_room(shift_id: int, by_id: int) -> None:
    shift, by = models.Shift.objects.get(pk=shift_id), accounts.User.objects.get(pk=by_id)
    actions.cancel_room(shift, by=by, now=NOW)


def _shift() -> tuple[models.Shift, accounts.User]:
    request = factories.RequestFactory.create(created_at=NOW, published_at=NOW)
    starts, ends = clock.at(DAY, time(9, 30)), clock.at(DAY, time(11, 30))
    by = people.OrganisationMemberFactory.create(organisation=request.organisation).user
    return factories.ShiftFactory.create(request=request, starts_at=starts, ends_at=ends), by


def _place() -> tuple[rooms.Room, rooms.Equipment]:
    """A room and something to lend of each round's own: what was booked is never deleted."""
    return make.RoomFactory.create(), make.EquipmentFactory.create(lending="alone")


def _whole(shift: models.Shift, room: rooms.Room) -> tuple[list[str], list[str]]:
    """What holds the room, and which loans stand; both only as the shift tells of them."""
    shift.refresh_from_db()
    live = [one.code for one in rooms.Booking.objects.filter(room=room) if one.is_live]
    assert live == [shift.booking_code] * len(live), "a booking of which the shift does not know"
    if not live:
        assert not shift.booking_code or not rooms.Booking.objects.get(code=shift.booking_code).is_live
    loans = rooms.Loan.objects.filter(state="reserved", shift_code=shift.code)
    return live, [one.code for one in loans]


@pytest.mark.parametrize("call_off", [_call_off, _call_off_request])
def test_nothing_is_lent_to_what_was_called_off_and_no_room_is_held_unknown_to_it(
    call_off: Callable[[int, int], None],
) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            room, equipment = _place()
            shift, by = _shift()
            given = {"shift_id": shift.pk, "by_id": by.pk}
            reserve = race.Call(_reserve, given | {"room_id": room.pk, "equipment_id": equipment.pk})
            outcomes = field.run([reserve, race.Call(call_off, given)])
            names = tuple(one.name for one in outcomes)
            assert names in {("ok", "ok"), ("ShiftCalledOff", "ok")}
            live, loans = _whole(shift, room)
            assert (len(live), loans, shift.is_called_off) == (int(names[0] == "ok"), [], True)


def test_the_room_of_what_was_called_off_is_given_back_once() -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            room, equipment = _place()
            shift, by = _shift()
            _reserve(shift.pk, by.pk, room.pk, equipment.pk)
            _call_off(shift.pk, by.pk)
            cancel = race.Call(_cancel_room, {"shift_id": shift.pk, "by_id": by.pk})
            names = sorted(one.name for one in field.run([cancel, cancel]))
            assert names == ["StepNotAllowed", "ok"]
            assert _whole(shift, room) == ([], [])


def test_of_two_who_reserve_the_same_room_for_two_shifts_one_has_it_and_the_other_nothing() -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            room, equipment = _place()
            pairs = [_shift(), _shift()]
            wanted = {"room_id": room.pk, "equipment_id": equipment.pk}
            calls = [race.Call(_reserve, {"shift_id": one.pk, "by_id": by.pk, **wanted}) for one, by in pairs]
            outcomes = field.run(calls)
            assert sorted(one.name for one in outcomes) == ["PeriodTaken", "ok"]
            winner, loser = (pairs[place][0] for place in sorted((0, 1), key=lambda at: outcomes[at].name != "ok"))
            (booking,) = rooms.Booking.objects.filter(room=room)
            (loan,) = rooms.Loan.objects.filter(equipment=equipment)
            for one in (winner, loser):
                one.refresh_from_db()
            assert (winner.booking_code, loan.shift_code, loser.booking_code) == (booking.code, winner.code, "")
