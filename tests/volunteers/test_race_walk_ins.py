"""Two devices of one organiser at the door, with real processes. RACE_ROUNDS=100 for the full form."""

from datetime import date, timedelta

import pytest
from django.db import connection

from backend.accounts import models as accounts
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import race
from volunteers import actions, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
DEVICES = 4
GROWN_UP = date(1980, 4, 1)


def _admit(shift_id: int, person_id: int, by_id: int) -> int:
    shift = queries.requests.detailed_shifts().get(pk=shift_id)
    person, by = (accounts.User.objects.get(pk=pk) for pk in (person_id, by_id))
    return int(actions.admit(shift, person=person, by=by, now=NOW).pk)


def _apply(shift_id: int, person_id: int) -> str:
    shift = queries.requests.detailed_shifts().get(pk=shift_id)
    person = accounts.User.objects.get(pk=person_id)
    return actions.apply_for_shift(shift, person=person, by=person, now=NOW).state


def _forget() -> None:
    """Rounds share their people, who would otherwise be busy."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_attendance, volunteers_assignment CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")
    notices.Notice.objects.all().delete()


def _begun(**fields: object) -> tuple[models.Shift, accounts.User]:
    """This function will give a shift that began ten minutes ago, and somebody who runs it."""
    shift: models.Shift = factories.ShiftFactory.create(starts_at=NOW - timedelta(minutes=10), **fields)
    return shift, factories.manager_of(shift.request)


def _seen(shift: models.Shift) -> tuple[int, int, int, int]:
    """This function will count the places that are taken, the rows, those who were checked in, and who was told."""
    shift.refresh_from_db()
    came = models.Attendance.objects.filter(assignment__shift=shift).count()
    return shift.taken, shift.assignments.count(), came, notices.Notice.objects.count()


def test_who_comes_and_is_read_by_several_devices_has_one_place_and_is_checked_in_once() -> None:
    person = people.UserFactory.create(date_of_birth=GROWN_UP)
    with race.runners(DEVICES) as field:
        for _ in range(ROUNDS):
            _forget()
            shift, organiser = _begun(capacity=5)
            call = race.Call(_admit, {"shift_id": shift.pk, "person_id": person.pk, "by_id": organiser.pk})
            assert race.tally(field.run([call] * DEVICES)) == {"ok": 1, "AlreadyCheckedIn": DEVICES - 1}
            assert _seen(shift) == (1, 1, 1, 1)


def test_of_several_who_come_for_the_last_place_one_is_let_in() -> None:
    crowd = people.UserFactory.create_batch(DEVICES, date_of_birth=GROWN_UP)
    with race.runners(DEVICES) as field:
        for _ in range(ROUNDS):
            _forget()
            shift, organiser = _begun(capacity=2)
            factories.confirmed(shift)
            calls = [
                race.Call(_admit, {"shift_id": shift.pk, "person_id": one.pk, "by_id": organiser.pk}) for one in crowd
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "WalkInFull": DEVICES - 1}
            assert _seen(shift) == (2, 2, 1, 1)


def test_who_is_let_in_at_two_activities_of_one_time_is_at_one() -> None:
    person = people.UserFactory.create(date_of_birth=GROWN_UP)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            both = [_begun(capacity=5) for _ in range(2)]
            calls = [race.Call(_admit, {"shift_id": a.pk, "person_id": person.pk, "by_id": by.pk}) for a, by in both]
            assert race.tally(field.run(calls)) == {"ok": 1, "WalkInOverlaps": 1}
            assert sorted(_seen(shift)[:3] for shift, _ in both) == [(0, 0, 0), (1, 1, 1)]


def test_who_applies_while_another_is_let_in_never_has_the_same_place() -> None:
    """An hour before the start both ways are open; whoever is first has the last place."""
    comes, applies = people.UserFactory.create_batch(2, date_of_birth=GROWN_UP)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(
                starts_at=NOW + timedelta(minutes=30), capacity=1, request__has_waiting_list=False
            )
            by = factories.manager_of(shift.request)
            calls = [
                race.Call(_admit, {"shift_id": shift.pk, "person_id": comes.pk, "by_id": by.pk}),
                race.Call(_apply, {"shift_id": shift.pk, "person_id": applies.pk}),
            ]
            names = tuple(one.name for one in field.run(calls))
            assert names in {("ok", "ShiftFull"), ("WalkInFull", "ok")}
            assert _seen(shift)[:3] == (1, 1, 1 if names[0] == "ok" else 0)
