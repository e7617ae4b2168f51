"""Somebody tells a younger birthday while a place becomes theirs, with real processes. RACE_ROUNDS=100 for all rounds.

Whichever comes first: nobody under 18 ends with a place for certain to which no guardian consented, unless they were
checked in before they told it.
"""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from backend.accounts import actions as profiles
from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import race, waiting
from volunteers import actions, enums, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
SIXTEEN = date(2010, 4, 1)
SOON = timedelta(minutes=30)
ADULT = [enums.Condition.ADULT]


def _tell(person_id: int) -> None:
    person = accounts.User.objects.get(pk=person_id)
    profiles.update_profile(person, by=person, now=NOW, date_of_birth=SIXTEEN)


def _apply(shift_id: int, person_id: int) -> None:
    person = accounts.User.objects.get(pk=person_id)
    actions.apply_for_shift(_shift(shift_id), person=person, by=person, now=NOW, stated=ADULT)


def _accept(assignment_id: int, by_id: int) -> None:
    found = models.Assignment.objects.detailed().get(pk=assignment_id)
    actions.accept_application(found, by=accounts.User.objects.get(pk=by_id), now=NOW)


def _take(assignment_id: int) -> None:
    found = models.Assignment.objects.detailed().get(pk=assignment_id)
    actions.accept_offer(found, by=found.person, now=NOW)


def _check_in(shift_id: int, person_id: int) -> None:
    person = accounts.User.objects.get(pk=person_id)
    actions.check_in(_shift(shift_id), person=person, method=enums.CheckInMethod.QR, by=person, now=NOW)


def _admit(shift_id: int, person_id: int, by_id: int) -> None:
    person, by = (accounts.User.objects.get(pk=pk) for pk in (person_id, by_id))
    actions.admit(_shift(shift_id), person=person, by=by, now=NOW, stated=ADULT)


def _shift(shift_id: int) -> models.Shift:
    return queries.requests.detailed_shifts().get(pk=shift_id)


@pytest.fixture
def person() -> accounts.User:
    """Somebody who told no date of birth, and ticks that they are 18."""
    made: accounts.User = people.UserFactory.create(date_of_birth=None)
    return made


def _forget(person: accounts.User) -> None:
    """Each round begins with a person of unknown age who has no place."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_attendance, volunteers_assignment CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")
    accounts.User.objects.filter(pk=person.pk).update(date_of_birth=None)


def _ends(shift: models.Shift) -> tuple[list[str], int, int]:
    """This function will give how those of a shift stand, the places that are taken, and how many were checked in."""
    shift.refresh_from_db()
    states = [one.state for one in shift.assignments.order_by("pk")]
    return states, shift.taken, models.Attendance.objects.filter(assignment__shift=shift).count()


def test_who_tells_it_waits_for_the_shift_before_holding_their_own_row(person: accounts.User) -> None:
    """Whoever holds a shift and wants the people at it, as who moves it does, never waits for somebody who waits."""
    with race.runners(1) as field:
        for _ in range(ROUNDS):
            _forget(person)
            place = factories.confirmed(factories.ShiftFactory.create(), person, stated=ADULT)
            with transaction.atomic():
                models.Shift.objects.select_for_update(no_key=True).get(pk=place.shift_id)
                field.send([race.Call(_tell, {"person_id": person.pk})])
                waiting.until(_somebody_waits, "who tells it waits for the shift")
                accounts.User.objects.select_for_update(no_key=True, nowait=True).get(pk=person.pk)
            assert (race.tally(field.answers()), _ends(place.shift)) == ({"ok": 1}, (["held"], 1, 0))


def _somebody_waits() -> bool:
    waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
    with connection.cursor() as cursor:
        # Else a transaction keeps what it first saw of the others.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(waits)
        return bool(cursor.fetchone()[0])


def test_who_tells_it_while_applying_has_the_place_held(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create()
            calls = [
                race.Call(_tell, {"person_id": person.pk}),
                race.Call(_apply, {"shift_id": shift.pk, "person_id": person.pk}),
            ]
            assert race.tally(field.run(calls)) == {"ok": 2}
            assert _ends(shift) == (["held"], 1, 0)


def test_who_tells_it_while_applying_where_nobody_so_young_is_taken_has_no_place(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create(request__minimum_age=18)
            calls = [
                race.Call(_tell, {"person_id": person.pk}),
                race.Call(_apply, {"shift_id": shift.pk, "person_id": person.pk}),
            ]
            told, applied = field.run(calls)
            ends = {"ok": (["withdrawn"], 0, 0), "TooYoung": ([], 0, 0)}
            assert (told.name, _ends(shift)) == ("ok", ends[applied.name]), applied


def test_who_tells_it_while_the_organiser_accepts_has_the_place_held(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create(request__policy=enums.Policy.ACCEPTANCE)
            asked = factories.AssignmentFactory.create(shift=shift, person=person, stated=ADULT)
            by = factories.manager_of(shift.request)
            calls = [
                race.Call(_tell, {"person_id": person.pk}),
                race.Call(_accept, {"assignment_id": asked.pk, "by_id": by.pk}),
            ]
            assert race.tally(field.run(calls)) == {"ok": 2}
            assert _ends(shift) == (["held"], 1, 0)


def test_who_tells_it_while_taking_an_offered_place_has_it_held(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create()
            offered = factories.offered(shift, person, stated=ADULT)
            calls = [race.Call(_tell, {"person_id": person.pk}), race.Call(_take, {"assignment_id": offered.pk})]
            assert race.tally(field.run(calls)) == {"ok": 2}
            assert _ends(shift) == (["held"], 1, 0)


def test_who_tells_it_while_being_checked_in_came_or_has_the_place_held(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create(starts_at=NOW + SOON)
            factories.confirmed(shift, person, stated=ADULT)
            calls = [
                race.Call(_tell, {"person_id": person.pk}),
                race.Call(_check_in, {"shift_id": shift.pk, "person_id": person.pk}),
            ]
            told, came = field.run(calls)
            ends = {"ok": (["confirmed"], 1, 1), "NotConfirmed": (["held"], 1, 0)}
            assert (told.name, _ends(shift)) == ("ok", ends[came.name]), came


def test_who_tells_it_while_being_let_in_came_or_is_not_let_in(person: accounts.User) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget(person)
            shift = factories.ShiftFactory.create(starts_at=NOW + SOON)
            by = factories.manager_of(shift.request)
            calls = [
                race.Call(_tell, {"person_id": person.pk}),
                race.Call(_admit, {"shift_id": shift.pk, "person_id": person.pk, "by_id": by.pk}),
            ]
            told, came = field.run(calls)
            ends = {"ok": (["confirmed"], 1, 1), "WalkInNeedsConsent": ([], 0, 0)}
            assert (told.name, _ends(shift)) == ("ok", ends[came.name]), came
