"""Parties and people at one shift, with real processes. RACE_ROUNDS=100 runs all rounds."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW
from tests.support import race
from volunteers import actions, enums, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
State = enums.AssignmentState


def _accept(code: str, coming: int) -> int:
    found = queries.parties.detailed().get(code=code)
    return actions.parties.accept_for_party(
        found, coming=coming, by=found.person, now=NOW, declaration="確かめました"
    ).places


def _change(code: str, coming: int) -> int:
    found = queries.parties.detailed().get(code=code)
    return actions.parties.change_party(
        found, coming=coming, by=found.person, now=NOW, declaration="確かめました"
    ).places


def _apply(shift_id: int, person_id: int) -> str:
    person = accounts.User.objects.get(pk=person_id)
    shift = queries.requests.detailed_shifts().get(pk=shift_id)
    return str(actions.apply_for_shift(shift, person=person, by=person, now=NOW).state)


def _ask(shift_id: int, handle: str, manager_id: int) -> str:
    shift = queries.requests.detailed_shifts().get(pk=shift_id)
    by = accounts.User.objects.get(pk=manager_id)
    return actions.parties.invite_offer(shift, handle=handle, people=3, by=by, now=NOW).code


def _counted(shift: models.Shift) -> tuple[int, int]:
    """This function will give what the shift says is taken, and what its rows come to."""
    shift.refresh_from_db()
    return shift.taken, shift.assignments.placed().aggregate(n=Sum("places"))["n"] or 0


def _forget(shift: models.Shift) -> None:
    """This function will take everybody out of a shift, so that the next round finds them free."""
    with transaction.atomic():
        models.Shift.objects.filter(pk=shift.pk).update(taken=0)
        models.Party.objects.filter(assignment__shift=shift).delete()
        models.Assignment.objects.filter(shift=shift).delete()


def test_of_parties_for_ten_places_as_many_come_as_fit_and_none_in_part() -> None:
    offers = [factory.party_offer(headcount=4) for _ in range(4)]
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(capacity=10)
            asked = [factory.party_invited(shift, offer) for offer in offers]
            outcomes = field.run([race.Call(_accept, {"code": one.code, "coming": 4}) for one in asked])
            assert race.tally(outcomes) == {"ok": 2, "PartyTooLarge": 2}
            assert _counted(shift) == (8, 8)
            _forget(shift)


def test_parties_and_people_together_never_pass_the_capacity() -> None:
    offers = [factory.party_offer(headcount=3) for _ in range(2)]
    crowd = people.UserFactory.create_batch(6)
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(capacity=7)
            asked = [factory.party_invited(shift, offer, asked=3) for offer in offers]
            parties = [race.Call(_accept, {"code": one.code, "coming": 3}) for one in asked]
            singles = [race.Call(_apply, {"shift_id": shift.pk, "person_id": one.pk}) for one in crowd]
            outcomes = field.run([*parties, *singles])
            taken, placed = _counted(shift)
            assert {one.name for one in outcomes} <= {"ok", "PartyTooLarge"}
            came = sum(3 for one in outcomes[:2] if one.name == race.OK)
            alone = sum(one.value == State.CONFIRMED for one in outcomes[2:])
            assert (taken, placed) == (came + alone, came + alone)
            assert 6 <= taken <= 7
            _forget(shift)


def test_a_party_that_grows_and_shrinks_at_one_moment_is_counted_as_it_ends() -> None:
    offer = factory.party_offer(headcount=6)
    with race.runners(4) as field:
        for _ in range(ROUNDS):
            shift = factories.ShiftFactory.create(capacity=6)
            made = factory.comes(factory.party_invited(shift, offer), by=offer.person, coming=3)
            outcomes = field.run([race.Call(_change, {"code": made.code, "coming": n}) for n in (1, 2, 5, 6)])
            made.refresh_from_db()
            assert race.tally(outcomes) == {"ok": 4}
            assert _counted(shift) == (made.places, made.places)
            _forget(shift)


def test_two_organisers_ask_a_party_once() -> None:
    offer = factory.party_offer(headcount=3)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            shift = factory.loaded(factories.ShiftFactory.create())
            handle = queries.matching.handle_of(shift, offer)
            call: dict[str, Any] = {"shift_id": shift.pk, "handle": handle, "manager_id": shift.request.posted_by_id}
            outcomes = field.run([race.Call(_ask, call)] * 2)
            assert race.tally(outcomes) == {"ok": 1, "NotSuggested": 1}
            _forget(shift)
