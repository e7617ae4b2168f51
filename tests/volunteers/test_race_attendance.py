"""Devices, approvals and corrections at one moment. `make test` runs a few rounds; RACE_ROUNDS=100 all of them."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from backend.accounts import models as accounts
from points import queries as points
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from tests.support import race
from volunteers import actions, enums, models

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(2)
IN, OUT, NAME = enums.EventKind.CHECK_IN, enums.EventKind.CHECK_OUT, enums.CheckInMethod.NAME


def _send(shift_id: int, by_id: int, events: list[tuple[str, str]], minutes: int = 0) -> list[str]:
    """One device sends all that it kept."""
    shift = models.Shift.objects.select_related("request__organisation").get(pk=shift_id)
    told = NOW + timedelta(minutes=minutes)
    lines = [actions.EventLine(uuid.UUID(number), IN, NAME, told, who) for number, who in events]
    by = accounts.User.objects.get(pk=by_id)
    return [str(one.outcome) for one in actions.take_events(shift, lines, by=by, now=NOW + timedelta(minutes=20))]


def _approve(assignment_id: int, manager_id: int) -> int:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    return actions.approve_hours(place, by=accounts.User.objects.get(pk=manager_id), now=NOW).points


def _withdraw(assignment_id: int, manager_id: int) -> None:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    by = accounts.User.objects.get(pk=manager_id)
    actions.withdraw_hours_approval(place, reason="時間を直します", by=by, now=NOW)


def _correct(assignment_id: int, manager_id: int) -> None:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    stays = [(place.shift.starts_at + timedelta(minutes=60), None)]
    by = accounts.User.objects.get(pk=manager_id)
    actions.correct_attendance(place, stays=stays, break_minutes=0, reason="遅れて来た", by=by, now=NOW)


def _record_no_show(assignment_id: int, manager_id: int) -> None:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    actions.record_no_show(place, by=accounts.User.objects.get(pk=manager_id), now=NOW)


def _record_no_shows(assignment_id: int, manager_id: int) -> tuple[list[str], list[str]]:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    expected = list(place.shift.assignments.order_by("pk").values_list("code", flat=True))
    by = accounts.User.objects.get(pk=manager_id)
    done = actions.record_no_shows(place.shift, codes=expected, by=by, now=NOW)
    return [one.code for one in done.recorded], [one.code for one in done.came]


def _check_in(assignment_id: int, manager_id: int) -> None:
    place = models.Assignment.objects.detailed().get(pk=assignment_id)
    by = accounts.User.objects.get(pk=manager_id)
    actions.check_in(place.shift, person=place.person, method=NAME, by=by, now=NOW)


def _calls(functions: list[Callable[..., Any]], **given: object) -> list[race.Call]:
    return [race.Call(function, given) for function in functions]


def _came() -> tuple[models.Assignment, accounts.User]:
    shift = factories.ShiftFactory.create(days=0)
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    return place, factories.manager_of(shift.request)


def _balance(person: accounts.User) -> int:
    return points.balance(person.code, now=NOW).total


def test_two_devices_that_kept_the_same_people_check_each_in_once() -> None:
    """Two devices with numbers of their own, each sending twice at once: as pages do that are killed or doubled."""
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10), capacity=6)
            places = [factories.confirmed(shift).code for _ in range(6)]
            manager = factories.manager_of(shift.request)
            devices = [[(str(uuid.uuid4()), who) for who in order] for order in (places, places[::-1])]
            calls = [
                race.Call(_send, {"shift_id": shift.pk, "by_id": manager.pk, "events": events})
                for events in (*devices, *devices)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 4}
            assert {answer for one in outcomes for answer in one.value} == {"done", "already"}
            events = models.AttendanceEvent.objects.filter(attendance__assignment__shift=shift)
            assert (events.count(), events.filter(counted=True).count()) == (12, 6)
            assert models.Stay.objects.filter(attendance__assignment__shift=shift).count() == 6


def test_one_line_by_two_ways_at_once_is_answered_alike() -> None:
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10))
            manager, event = factories.manager_of(shift.request), (str(uuid.uuid4()), factories.confirmed(shift).code)
            call = {"shift_id": shift.pk, "by_id": manager.pk, "events": [event]}
            assert [one.value for one in field.run([race.Call(_send, call)] * 4)] == [["done"]] * 4
            assert models.AttendanceEvent.objects.filter(attendance__assignment__shift=shift).count() == 1


def test_an_approval_against_a_withdrawal_ends_in_one_of_the_two_with_points_to_match() -> None:
    """First approved; then two withdraw and two approve at once. The ledger's own checks find nothing."""
    ledger.rule("attendance", per_unit=Decimal(10))
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            place, manager = _came()
            given = {"assignment_id": place.pk, "manager_id": manager.pk}
            full = _approve(**given)
            outcomes = field.run(_calls([_withdraw, _withdraw, _approve, _approve], **given))
            done = [one.name for one in outcomes]
            attendance = models.Attendance.objects.get(assignment=place)
            assert set(done) <= {"ok", "HoursNotApproved", "HoursAlreadyApproved"}
            assert "ok" in done[:2]
            expected = full if attendance.is_approved else 0
            assert (attendance.points, _balance(place.person)) == (expected, expected)
            withdrawn = attendance.changes.filter(kind="withdrawn").count()
            assert (attendance.round, done[:2].count("ok")) == (withdrawn, withdrawn)
            assert attendance.changes.filter(kind="approved").count() == 1 + done[2:].count("ok")
    assert [len(check.differences(TODAY)) for check in points.CHECKS] == [0] * len(points.CHECKS)


def test_an_approval_against_a_correction_pays_what_is_written() -> None:
    ledger.rule("attendance", per_unit=Decimal(10))
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            place, manager = _came()
            outcomes = field.run(_calls([_approve, _correct], assignment_id=place.pk, manager_id=manager.pk))
            names = tuple(one.name for one in outcomes)
            assert names in {("ok", "ok"), ("ok", "HoursAlreadyApproved")}
            attendance = models.Attendance.objects.get(assignment=place)
            minutes = 60 if names == ("ok", "ok") else 120
            assert (attendance.proposed_minutes, attendance.approved_minutes) == (minutes, minutes)
            assert _balance(place.person) == minutes // 6


def test_nobody_comes_and_does_not_come_at_one_moment() -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10))
            place, manager = factories.confirmed(shift), factories.manager_of(shift.request)
            outcomes = field.run(_calls([_record_no_show, _check_in], assignment_id=place.pk, manager_id=manager.pk))
            names = tuple(one.name for one in outcomes)
            assert names in {("ok", "ok"), ("CameAfterAll", "ok")}
            assert models.Attendance.objects.filter(assignment=place).count() == 1
            assert not models.NoShow.objects.filter(assignment=place, undone_at__isnull=True).exists()


def test_of_a_list_of_who_did_not_come_whoever_comes_at_that_moment_has_come() -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10))
            place, missing = factories.confirmed(shift), factories.confirmed(shift)
            manager = factories.manager_of(shift.request)
            told, came = field.run(_calls([_record_no_shows, _check_in], assignment_id=place.pk, manager_id=manager.pk))
            assert (told.name, came.name) == ("ok", "ok")
            assert told.value in [([place.code, missing.code], []), ([missing.code], [place.code])]
            stands = models.NoShow.objects.filter(assignment__shift=shift, undone_at__isnull=True)
            assert [one.assignment_id for one in stands] == [missing.pk]
            assert [one.pk for one in models.Attendance.objects.filter(assignment__shift=shift)] == [place.pk]
