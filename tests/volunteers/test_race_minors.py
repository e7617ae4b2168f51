"""Real processes at guardians' answers and at families for the last places. RACE_ROUNDS=100 for the full form."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection

from backend.accounts import models as accounts
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import consents as factories
from tests.factories import events, volunteers
from tests.factories.volunteers import NOW
from tests.support import race
from volunteers import actions, enums, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
CROWD = race.processes(6, full=11)
PARENT = actions.Guardian("見本 保護者", enums.Relation.PARENT)
State = enums.AssignmentState


def _shift(shift_id: int) -> models.Shift:
    return models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift_id)


def _answer(token: str, gives: bool, now: datetime) -> str:
    return actions.answer_for_minor(token, gives=gives, guardian=PARENT, now=now).state


def _withdraw(token: str, now: datetime) -> str:
    return actions.withdraw_consent(token, now=now).state


def _sweep(now: datetime) -> int:
    return actions.sweep(now=now)


def _apply(shift_id: int, person_id: int, party: int, now: datetime) -> str:
    person = accounts.User.objects.get(pk=person_id)
    return actions.apply_for_shift(_shift(shift_id), person=person, by=person, now=now, party=party).state


def _forget() -> None:
    """Rounds share their people, who would otherwise be busy."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_assignment, volunteers_consent CASCADE")
        cursor.execute("UPDATE volunteers_shift SET taken = 0, line = 0")


def _asked(held: models.Assignment, scope: str = "shift") -> str:
    consent = actions.ask_guardian(held, scope=scope, channel="paper", by=held.person, now=NOW)
    return queries.consents.token_of(consent)


def _states(shift: models.Shift) -> dict[str, int]:
    return dict(Counter(models.Assignment.objects.filter(shift=shift).values_list("state", flat=True)))


def test_a_consent_at_the_very_end_of_its_time_and_the_sweep_leave_one_place_and_one_answer() -> None:
    """The consent comes a second before the end and the sweep a second after it; whichever is first decides."""
    person, waiting = factories.minor(), people.UserFactory.create()
    seen: Counter[str] = Counter()
    with race.runners(3) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = volunteers.ShiftFactory.create(capacity=1, days=20)
            held = factories.held(shift, person)
            volunteers.waiting(shift, waiting)
            token, due = _asked(held), held.answer_due_at
            assert due is not None
            consents = race.Call(_answer, {"token": token, "gives": True, "now": due - timedelta(seconds=1)})
            sweeps = race.Call(_sweep, {"now": due + timedelta(seconds=1)})
            assert race.tally(field.run([consents, sweeps, sweeps])) == {"ok": 3}
            shift.refresh_from_db()
            assert (shift.taken, models.Consent.objects.get().state) == (1, "given")
            states = _states(shift)
            assert states in ({"confirmed": 1, "waiting": 1}, {"lapsed": 1, "offered": 1})
            seen[next(iter(sorted(states)))] += 1
    assert sum(seen.values()) == ROUNDS


def test_a_consent_sent_many_times_at_once_is_given_once() -> None:
    person = factories.minor()
    with race.runners(CROWD) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = volunteers.ShiftFactory.create(capacity=1)
            token = _asked(factories.held(shift, person))
            calls = [race.Call(_answer, {"token": token, "gives": True, "now": NOW})] * CROWD
            outcomes = field.run(calls)
            assert (race.tally(outcomes), {one.value for one in outcomes}) == ({"ok": CROWD}, {"given"})
            assert (_states(shift), models.Consent.objects.filter(state="given").count()) == ({"confirmed": 1}, 1)


def test_yes_and_no_at_once_come_to_one_answer_and_the_place_follows_it() -> None:
    person = factories.minor()
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = volunteers.ShiftFactory.create(capacity=1)
            token = _asked(factories.held(shift, person))
            outcomes = field.run(
                [race.Call(_answer, {"token": token, "gives": yes, "now": NOW}) for yes in (True, False)]
            )
            (answer,) = {one.value for one in outcomes}
            shift.refresh_from_db()
            follows = {"given": ({"confirmed": 1}, 1), "refused": ({"withdrawn": 1}, 0)}
            assert (_states(shift), shift.taken) == follows[answer]


def test_a_place_taken_while_a_consent_to_its_field_is_given_is_never_left_held() -> None:
    person, kind = factories.minor(), volunteers.FieldFactory.create()
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            first = volunteers.ShiftFactory.create(request__field=kind, days=3)
            second = volunteers.ShiftFactory.create(request__field=kind, days=4)
            token = _asked(factories.held(first, person), "field")
            applies = {"shift_id": second.pk, "person_id": person.pk, "party": 1, "now": NOW}
            calls = [race.Call(_answer, {"token": token, "gives": True, "now": NOW}), race.Call(_apply, applies)]
            assert race.tally(field.run(calls)) == {"ok": 2}
            assert (_states(first), _states(second)) == ({"confirmed": 1}, {"confirmed": 1})


def test_a_place_taken_while_its_consent_is_withdrawn_is_never_left_certain() -> None:
    person, kind = factories.minor(), volunteers.FieldFactory.create()
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            first = volunteers.ShiftFactory.create(request__field=kind, days=3)
            second = volunteers.ShiftFactory.create(request__field=kind, days=4)
            token = _asked(factories.held(first, person), "field")
            _answer(token, True, NOW)
            applies = {"shift_id": second.pk, "person_id": person.pk, "party": 1, "now": NOW}
            calls = [race.Call(_withdraw, {"token": token, "now": NOW}), race.Call(_apply, applies)]
            assert race.tally(field.run(calls)) == {"ok": 2}
            assert _states(first) == {"withdrawn": 1}
            assert _states(second) in ({"held": 1}, {"withdrawn": 1})


def _move(shift_id: int, manager_id: int, hours: int, now: datetime) -> None:
    shift = _shift(shift_id)
    names = ("place", "capacity", "minimum", "reserve", "code")
    times = {name: getattr(shift, name) + timedelta(hours=hours) for name in ("starts_at", "ends_at")}
    row = actions.ShiftPlan(**times, **{name: getattr(shift, name) for name in names})
    plan = actions.RequestPlan(
        **{name: getattr(shift.request, name) for name in actions.RequestPlan.__dataclass_fields__}
    )
    by = accounts.User.objects.get(pk=manager_id)
    actions.revise_request(shift.request, plan=plan, shifts=[row], by=by, now=now)


@pytest.mark.parametrize(
    ("gives", "ends"),
    [
        (True, {("ok", "outdated", "held", 1, 1), ("ConsentLinkOver", "replaced", "held", 1, 1)}),
        (False, {("ok", "refused", "withdrawn", 0, 0), ("ConsentLinkOver", "replaced", "held", 1, 1)}),
    ],
)
def test_a_guardians_answer_while_the_shift_moves_is_never_taken_for_one_to_the_new_time(
    gives: bool, ends: set[tuple[str, str, str, int, int]]
) -> None:
    """What was said to the old time stands for nothing at the new one, and who still has a place hears so once."""
    person = factories.minor()
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            notices.Notice.objects.all().delete()
            shift = volunteers.ShiftFactory.create(capacity=1, days=20)
            held = factories.held(shift, person)
            manager = volunteers.manager_of(shift.request)
            answer = race.Call(_answer, {"token": _asked(held), "gives": gives, "now": NOW})
            moves = {"shift_id": shift.pk, "manager_id": manager.pk, "hours": 3, "now": NOW}
            said, moved = field.run([answer, race.Call(_move, moves)])
            shift.refresh_from_db()
            held.refresh_from_db()
            told = notices.Notice.objects.filter(user=person, template="volunteers/consent_again").count()
            consent = models.Consent.objects.get()
            assert moved.name == "ok", moved.detail
            assert (said.name, consent.state, held.state, shift.taken, told) in ends
            assert shift.starts_at == volunteers.morning(20) + timedelta(hours=3)


def test_of_families_of_three_for_the_last_three_places_exactly_one_comes() -> None:
    crowd = people.UserFactory.create_batch(CROWD)
    with race.runners(CROWD) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = events.event(capacity=5, request__has_waiting_list=False)
            for _ in range(2):
                volunteers.confirmed(shift)
            calls = [
                race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk, "party": 3, "now": NOW}) for one in crowd
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "ShiftFull": CROWD - 1}
            shift.refresh_from_db()
            assert shift.taken == 5


def test_families_of_every_size_never_fill_more_places_than_there_are() -> None:
    crowd = people.UserFactory.create_batch(CROWD)
    with race.runners(CROWD) as field:
        for _ in range(ROUNDS):
            _forget()
            shift = events.event(capacity=6, days=20)
            calls = [
                race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk, "party": 1 + number % 4, "now": NOW})
                for number, one in enumerate(crowd)
            ]
            assert race.tally(field.run(calls)) == {"ok": CROWD}
            shift.refresh_from_db()
            placed = models.Assignment.objects.filter(shift=shift, state__in=enums.PLACED_STATES)
            assert shift.taken == sum(placed.values_list("places", flat=True)) <= 6
            free = 6 - shift.taken
            line = models.Assignment.objects.filter(shift=shift, state=State.WAITING)
            assert not line.filter(places__lte=free).exists()
