"""Real processes at a waiting list. RACE_ROUNDS=100 for the full form."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import race
from volunteers import actions, enums, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
State = enums.AssignmentState
ROUNDS = race.rounds(3)
LATE = NOW + timedelta(hours=24)


def _found(assignment_id: int) -> models.Assignment:
    return models.Assignment.objects.detailed().get(pk=assignment_id)


def _apply(shift_id: int, person_id: int, late: bool = False) -> str:
    shift, person = queries.requests.detailed_shifts().get(pk=shift_id), accounts.User.objects.get(pk=person_id)
    return actions.apply_for_shift(shift, person=person, by=person, now=LATE if late else NOW).state


def _withdraw(assignment_id: int) -> str:
    assignment = _found(assignment_id)
    return actions.withdraw(assignment, by=assignment.person, now=NOW).state


def _accept(assignment_id: int, late: bool = False) -> str:
    assignment = _found(assignment_id)
    return actions.accept_offer(assignment, by=assignment.person, now=LATE if late else NOW).state


def _decline(assignment_id: int) -> str:
    assignment = _found(assignment_id)
    return actions.decline_offer(assignment, by=assignment.person, now=NOW).state


def _sweep() -> int:
    return actions.sweep(now=LATE)


def _call_off(shift_id: int, by_id: int) -> None:
    shift, by = queries.requests.detailed_shifts().get(pk=shift_id), accounts.User.objects.get(pk=by_id)
    actions.call_off_shift(shift, by=by, reason="雨のため", now=NOW)


def _states(*shifts: models.Shift) -> dict[str, int]:
    return dict(Counter(models.Assignment.objects.filter(shift__in=shifts).values_list("state", flat=True)))


def _taken(shift: models.Shift) -> int:
    shift.refresh_from_db()
    return shift.taken


def _forget() -> None:
    """Rounds share their people, who would otherwise be busy."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_assignment, notices_notice CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")


def _asked(shift: models.Shift) -> list[int | None]:
    asked = shift.assignments.filter(state=State.OFFERED).order_by("position")
    return list(asked.values_list("position", flat=True))


@contextmanager
def _meanwhile(field: race.Runners, call: race.Call) -> Iterator[list[race.Outcome]]:
    """This function will make a call while a transaction of ours goes on, which ends when the call waits for it."""
    outcomes: list[race.Outcome] = []
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            yield outcomes
            sent = pool.submit(field.run, [call])
            _until_somebody_waits_for_us()
        outcomes.extend(sent.result())


def _until_somebody_waits_for_us() -> None:
    deadline = time.monotonic() + race.PATIENCE_S
    waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
    with connection.cursor() as cursor:
        while True:
            # Else a transaction keeps what it first saw of the others.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits)
            if cursor.fetchone() == (True,):
                return
            assert time.monotonic() < deadline, "nobody waits for the lock"


def test_who_waited_for_the_shift_sees_the_request_as_it_is_then() -> None:
    """The shift's row is read anew after a wait, and a joined row was not: the closed request seemed open."""
    with race.runners(1) as field:
        shift = factories.ShiftFactory.create(capacity=1)
        leaving, waiting = factories.confirmed(shift), factories.waiting(shift)
        with _meanwhile(field, race.Call(_withdraw, {"assignment_id": leaving.pk})) as outcomes:
            models.Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)
            models.Request.objects.filter(pk=shift.request_id).update(status="closed", closed_at=NOW)
        waiting.refresh_from_db()
        assert (race.tally(outcomes), waiting.state, _taken(shift)) == ({"ok": 1}, State.WAITING, 0)


def test_the_last_place_goes_to_one_of_many_and_the_others_stand_in_line() -> None:
    crowd = people.UserFactory.create_batch(race.processes(8, full=16))
    with race.runners(len(crowd)) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=1)
            calls = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk}) for one in crowd]
            assert race.tally(field.run(calls)) == {"ok": len(crowd)}
            assert (_taken(shift), _states(shift)) == (1, {"confirmed": 1, "waiting": len(crowd) - 1})
            line = queries.lines.in_order(shift).values_list("position", flat=True)
            assert list(line) == list(range(1, len(crowd)))


def test_a_freed_place_goes_to_the_line_and_to_no_newcomer() -> None:
    leaving, waiting, coming = (people.UserFactory.create_batch(number) for number in (2, 3, 4))
    with race.runners(6) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=2)
            places = [factories.confirmed(shift, one) for one in leaving]
            for one in waiting:
                factories.waiting(shift, one)
            calls = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk}) for one in coming]
            calls[2:2] = [race.Call(_withdraw, {"assignment_id": one.pk}) for one in places]
            assert race.tally(field.run(calls)) == {"ok": 6}
            assert (_taken(shift), _asked(shift)) == (2, [1, 2])
            assert _states(shift) == {"withdrawn": 2, "offered": 2, "waiting": 5}


def test_an_accepted_offer_and_its_lapse_at_one_moment_are_one_of_the_two() -> None:
    asked, following = people.UserFactory.create_batch(2)
    with race.runners(3) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=1)
            offer, _ = factories.offered(shift, asked), factories.waiting(shift, following)
            accept = race.Call(_accept, {"assignment_id": offer.pk})
            outcomes = field.run([accept, race.Call(_sweep), race.Call(_sweep)])
            if outcomes[0].name == race.OK:
                assert (_taken(shift), _states(shift)) == (1, {"confirmed": 1, "waiting": 1})
                assert [one.value for one in outcomes[1:]] == [0, 0]
            else:
                assert outcomes[0].name == "OfferOver"
                assert (_taken(shift), _states(shift)) == (1, {"lapsed": 1, "offered": 1})
                assert sorted(one.value for one in outcomes[1:]) == [0, 1]


def test_yes_and_no_from_two_devices_are_one_answer() -> None:
    asked, following = people.UserFactory.create_batch(2)
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=1)
            offer, _ = factories.offered(shift, asked), factories.waiting(shift, following)
            calls = [race.Call(one, {"assignment_id": offer.pk}) for one in (_accept, _decline) * 2]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "AssignmentChanged": 3}
            (answer,) = [one.value for one in outcomes if one.name == race.OK]
            left = {"confirmed": 1, "waiting": 1} if answer == State.CONFIRMED else {"declined": 1, "offered": 1}
            assert (_taken(shift), _states(shift)) == (1, left)


def test_one_person_is_asked_for_one_of_two_places_at_one_time() -> None:
    leaving, person = people.UserFactory.create_batch(2), people.UserFactory.create()
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            shifts = factories.ShiftFactory.create_batch(2, capacity=1)
            places = [factories.confirmed(shift, one) for shift, one in zip(shifts, leaving, strict=True)]
            for shift in shifts:
                factories.waiting(shift, person)
            assert race.tally(field.run([race.Call(_withdraw, {"assignment_id": one.pk}) for one in places])) == {
                "ok": 2
            }
            assert _states(*shifts) == {"withdrawn": 2, "offered": 1, "waiting": 1}
            assert sorted(_taken(shift) for shift in shifts) == [0, 1]


def test_a_call_off_among_applications_and_answers_leaves_nobody_with_a_place() -> None:
    asked, coming, by = people.UserFactory.create(), people.UserFactory.create_batch(5), people.UserFactory.create()
    with race.runners(7) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=2)
            offer = factories.offered(shift, asked)
            calls = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk}) for one in coming]
            calls[2:2] = [
                race.Call(_call_off, {"shift_id": shift.pk, "by_id": by.pk}),
                race.Call(_accept, {"assignment_id": offer.pk}),
            ]
            outcomes = field.run(calls)
            applied = [one.name for one in [*outcomes[:2], *outcomes[4:]]]
            assert outcomes[2].name == race.OK
            assert outcomes[3].name in {race.OK, "AssignmentChanged"}
            assert set(applied) <= {race.OK, "ShiftCalledOff"}
            assert (_taken(shift), _states(shift)) == (0, {"called_off": 1 + applied.count(race.OK)})


def _close(shift_id: int, by_id: int) -> None:
    request = models.Request.objects.get(shifts=shift_id)
    actions.close_request(request, by=accounts.User.objects.get(pk=by_id), now=NOW)


def test_an_answer_while_the_recruiting_is_ended_is_either_taken_or_told_that_it_is_over() -> None:
    asked, by = people.UserFactory.create_batch(2)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=2)
            offer = factories.offered(shift, asked)
            answer, ended = field.run(
                [
                    race.Call(_accept, {"assignment_id": offer.pk}),
                    race.Call(_close, {"shift_id": shift.pk, "by_id": by.pk}),
                ]
            )
            heard = list(notices.Notice.objects.filter(user=asked).values_list("template", flat=True))
            taken = answer.name == race.OK
            expected = ["volunteers/confirmed"] if taken else ["volunteers/request_closed"]
            assert (ended.name, answer.name in {race.OK, "RequestNotOpen"}, heard) == (race.OK, True, expected)
            assert _states(shift) == {"confirmed" if taken else "offered": 1}


def test_who_withdraws_while_accepting_either_has_the_place_no_more_or_never_had_it() -> None:
    asked, following = people.UserFactory.create_batch(2)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=1)
            offer, _ = factories.offered(shift, asked), factories.waiting(shift, following)
            call = {"assignment_id": offer.pk}
            names = [one.name for one in field.run([race.Call(_accept, call), race.Call(_withdraw, call)])]
            assert names in (["ok", "ok"], ["AssignmentChanged", "ok"])
            assert (_taken(shift), _states(shift)) == (1, {"withdrawn": 1, "offered": 1})


def test_sweeps_at_one_moment_end_each_offer_once_and_ask_the_next_once() -> None:
    crowd = people.UserFactory.create_batch(6)
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            _forget()
            shifts = factories.ShiftFactory.create_batch(3, capacity=1)
            hours = range(9, 18, 3)
            for number, (shift, hour) in enumerate(zip(shifts, hours, strict=True)):
                models.Shift.objects.filter(pk=shift.pk).update(
                    starts_at=shift.starts_at + timedelta(hours=hour), ends_at=shift.ends_at + timedelta(hours=hour)
                )
                shift.refresh_from_db()
                factories.offered(shift, crowd[number])
                factories.waiting(shift, crowd[number + 3])
            before = common.AuditEntry.objects.filter(action="volunteers.lapse").count()
            outcomes = field.run([race.Call(_sweep)] * 4)
            assert (race.tally(outcomes), sum(one.value for one in outcomes)) == ({"ok": 4}, 3)
            assert _states(*shifts) == {"lapsed": 3, "offered": 3}
            assert [_taken(shift) for shift in shifts] == [1, 1, 1]
            assert common.AuditEntry.objects.filter(action="volunteers.lapse").count() == before + 3
            assert notices.Notice.objects.filter(template="volunteers/offered").count() == 3


def test_applicants_who_meet_an_overdue_offer_sweep_it_aside_once_for_the_next_in_line() -> None:
    asked, following, *coming = people.UserFactory.create_batch(6)
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = factories.ShiftFactory.create(capacity=1)
            offer, waiting = factories.offered(shift, asked), factories.waiting(shift, following)
            calls = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk, "late": True}) for one in coming]
            assert race.tally(field.run(calls)) == {"ok": 4}
            assert (_found(offer.pk).state, _found(waiting.pk).state) == (State.LAPSED, State.OFFERED)
            assert (_taken(shift), _states(shift)) == (1, {"lapsed": 1, "offered": 1, "waiting": 4})
