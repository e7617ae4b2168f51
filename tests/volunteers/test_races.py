"""Real processes at one shift. `make test` runs a few rounds; RACE_ROUNDS=100 RACE_PROCESSES=64 all of them."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from backend.accounts import models as accounts
from points import queries as points
from tests.factories import accounts as people
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import race
from volunteers import actions, enums, models

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
State = enums.AssignmentState
ROUNDS = race.rounds(3)
APPLICANTS = race.processes(16)


def _apply(shift_id: int, person_id: int) -> str:
    person = accounts.User.objects.get(pk=person_id)
    return actions.apply_for_shift(_shift(shift_id), person=person, by=person, now=NOW).state


def _withdraw(assignment_id: int) -> str:
    assignment = models.Assignment.objects.detailed().get(pk=assignment_id)
    return actions.withdraw(assignment, by=assignment.person, now=NOW).state


def _check_in(shift_id: int, person_id: int) -> None:
    person = accounts.User.objects.get(pk=person_id)
    actions.check_in(_shift(shift_id), person=person, method=enums.CheckInMethod.QR, by=person, now=NOW)


def _approve(assignment_id: int, manager_id: int) -> int:
    assignment = models.Assignment.objects.detailed().get(pk=assignment_id)
    by = accounts.User.objects.get(pk=manager_id)
    return actions.approve_hours(assignment, by=by, now=NOW).points


def _withdraw_approval(assignment_id: int, manager_id: int) -> None:
    assignment = models.Assignment.objects.detailed().get(pk=assignment_id)
    by = accounts.User.objects.get(pk=manager_id)
    actions.withdraw_hours_approval(assignment, reason="時間を直します", by=by, now=NOW)


def _shift(shift_id: int) -> models.Shift:
    return models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift_id)


def _calls(function: Callable[..., Any], rows: list[dict[str, int]]) -> list[race.Call]:
    return [race.Call(function, row) for row in rows]


def _states(shift: models.Shift) -> dict[str, int]:
    return dict(Counter(models.Assignment.objects.filter(shift=shift).values_list("state", flat=True)))


def _taken(shift: models.Shift) -> int:
    shift.refresh_from_db()
    return shift.taken


def test_of_many_for_five_places_exactly_five_are_confirmed_and_the_rest_stand_in_line() -> None:
    crowd = people.UserFactory.create_batch(APPLICANTS)
    with race.runners(APPLICANTS) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shift = factories.ShiftFactory.create(capacity=5)
            outcomes = field.run(_calls(_apply, [{"shift_id": shift.pk, "person_id": one.pk} for one in crowd]))
            assert Counter(outcome.value for outcome in outcomes) == {
                State.CONFIRMED: 5,
                State.WAITING: APPLICANTS - 5,
            }
            assert (_taken(shift), _states(shift)) == (5, {"confirmed": 5, "waiting": APPLICANTS - 5})
            assert [each.position for each in shift.assignments.in_line()] == list(range(1, APPLICANTS - 4))


def test_of_many_for_five_places_without_a_line_the_rest_are_told_that_it_is_full() -> None:
    crowd = people.UserFactory.create_batch(APPLICANTS)
    with race.runners(APPLICANTS) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shift = factories.ShiftFactory.create(capacity=5, request__has_waiting_list=False)
            outcomes = field.run(_calls(_apply, [{"shift_id": shift.pk, "person_id": one.pk} for one in crowd]))
            assert race.tally(outcomes) == {"ok": 5, "ShiftFull": APPLICANTS - 5}
            assert (_taken(shift), _states(shift)) == (5, {"confirmed": 5})


def test_a_place_freed_while_others_apply_is_neither_lost_nor_given_twice() -> None:
    leaving, coming = people.UserFactory.create_batch(4), people.UserFactory.create_batch(8)
    with race.runners(12) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shift = factories.ShiftFactory.create(capacity=4)
            places = [factories.confirmed(shift, one) for one in leaving]
            calls = _calls(_withdraw, [{"assignment_id": place.pk} for place in places])
            calls += _calls(_apply, [{"shift_id": shift.pk, "person_id": one.pk} for one in coming])
            assert race.tally(field.run(calls)) == {"ok": 12}
            states = _states(shift)
            # Who came before anybody was in line has the place; all others stand in line, and its first four are asked.
            assert (_taken(shift), states["withdrawn"], states["waiting"]) == (4, 4, 4)
            assert states.get("confirmed", 0) + states.get("offered", 0) == 4


def test_freed_places_go_to_those_in_line_in_their_order() -> None:
    leaving, waiting = people.UserFactory.create_batch(3), people.UserFactory.create_batch(5)
    with race.runners(3) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shift = factories.ShiftFactory.create(capacity=3)
            places = [factories.confirmed(shift, one) for one in leaving]
            line = [factories.waiting(shift, one).person_id for one in waiting]
            assert race.tally(field.run(_calls(_withdraw, [{"assignment_id": one.pk} for one in places]))) == {"ok": 3}
            asked = set(shift.assignments.filter(state=State.OFFERED).values_list("person_id", flat=True))
            assert (asked, [each.person_id for each in shift.assignments.in_line()]) == (set(line[:3]), line[3:])


def test_one_person_at_many_overlapping_shifts_is_confirmed_in_one() -> None:
    person = people.UserFactory.create()
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shifts = factories.ShiftFactory.create_batch(8)
            outcomes = field.run(_calls(_apply, [{"shift_id": one.pk, "person_id": person.pk} for one in shifts]))
            assert race.tally(outcomes) == {"ok": 1, "OverlappingShift": 7}
            assert sum(_taken(shift) for shift in shifts) == 1


def test_one_person_applying_from_many_devices_has_one_place() -> None:
    person = people.UserFactory.create()
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            shift = factories.ShiftFactory.create()
            outcomes = field.run(_calls(_apply, [{"shift_id": shift.pk, "person_id": person.pk}] * 8))
            assert race.tally(outcomes) == {"ok": 1, "AlreadyApplied": 7}
            assert (_taken(shift), _states(shift)) == (1, {"confirmed": 1})


def test_a_person_read_in_by_many_devices_is_checked_in_once() -> None:
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            place = factories.confirmed(factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=10)))
            call = {"shift_id": place.shift_id, "person_id": place.person_id}
            assert race.tally(field.run(_calls(_check_in, [call] * 8))) == {"ok": 1, "AlreadyCheckedIn": 7}
            assert models.Attendance.objects.filter(assignment=place).count() == 1


def test_who_checks_in_while_withdrawing_either_came_or_left() -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            place = factories.confirmed(factories.ShiftFactory.create(starts_at=NOW + timedelta(minutes=10)))
            calls = [
                *_calls(_check_in, [{"shift_id": place.shift_id, "person_id": place.person_id}]),
                *_calls(_withdraw, [{"assignment_id": place.pk}]),
            ]
            names = tuple(outcome.name for outcome in field.run(calls))
            assert names in {("ok", "CheckedInStays"), ("NotConfirmed", "ok")}
            came = models.Attendance.objects.filter(assignment=place).exists()
            assert (came, _states(place.shift)) == (
                names[0] == "ok",
                {"confirmed": 1} if names[0] == "ok" else {"withdrawn": 1},
            )


def test_hours_approved_by_many_at_once_pay_once() -> None:
    ledger.rule("attendance")
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            attendance, manager = _came_with_manager()
            call = {"assignment_id": attendance.pk, "manager_id": manager.pk}
            outcomes = field.run(_calls(_approve, [call] * 8))
            paid = [outcome.value for outcome in outcomes if outcome.name == "ok"]
            assert race.tally(outcomes) == {"ok": 1, "HoursAlreadyApproved": 7}
            assert _balance(attendance.assignment.person) == paid[0] > 0


def test_an_approval_taken_back_while_given_leaves_the_ledger_at_one_or_nothing() -> None:
    ledger.rule("attendance")
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            _forget_assignments()
            attendance, manager = _came_with_manager()
            call = {"assignment_id": attendance.pk, "manager_id": manager.pk}
            full = _approve(**call)
            field.run([*_calls(_withdraw_approval, [call] * 2), *_calls(_approve, [call] * 2)])
            attendance.refresh_from_db()
            assert _balance(attendance.assignment.person) == (full if attendance.is_approved else 0)
            assert attendance.points == (full if attendance.is_approved else 0)


def _came_with_manager() -> tuple[models.Attendance, accounts.User]:
    shift = factories.ShiftFactory.create(days=0)
    attendance = factories.AttendanceFactory.create(assignment=factories.confirmed(shift))
    return attendance, factories.manager_of(shift.request)


def _balance(person: accounts.User) -> int:
    return points.balance(person.code, now=NOW).total


def _forget_assignments() -> None:
    """Rounds share their people, who would otherwise be busy."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_attendance, volunteers_assignment CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")
