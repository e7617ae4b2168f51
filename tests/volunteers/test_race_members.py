"""People of a party who agree while others decide about the party, with real processes. RACE_ROUNDS=100 for all."""

from datetime import date

import pytest
from django.db import transaction
from django.db.models import Sum

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories import volunteers as factories
from tests.factories.offers import NOW
from tests.support import race
from volunteers import actions, models, queries
from volunteers.actions import party_members as act

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
DEVICES = 4
GROWN_UP = date(1980, 4, 1)


def _agree(code: str, person_id: int) -> None:
    person = accounts.User.objects.get(pk=person_id)
    act.agree_as_member(queries.party_members.own(person, code), by=person, now=NOW)


def _withdraw(code: str) -> None:
    found = queries.parties.detailed().get(code=code)
    actions.withdraw(found, by=found.person, now=NOW)


def _change(code: str, coming: int) -> None:
    found = queries.parties.detailed().get(code=code)
    actions.parties.change_party(found, coming=coming, by=found.person, now=NOW)


def _drop(code: str, by_id: int) -> None:
    by = accounts.User.objects.get(pk=by_id)
    act.drop_member(queries.party_members.of_own_party(by, code), by=by, now=NOW)


def _call_off(shift_id: int, by_id: int) -> None:
    shift, by = models.Shift.objects.get(pk=shift_id), accounts.User.objects.get(pk=by_id)
    actions.call_off_shift(shift, by=by, reason="荒天のため", now=NOW)


@pytest.fixture
def offer() -> models.Offer:
    return factory.party_offer(headcount=3)


@pytest.fixture
def person() -> accounts.User:
    made: accounts.User = people.UserFactory.create(date_of_birth=GROWN_UP)
    return made


def _party(offer: models.Offer) -> models.Assignment:
    """This function will let a party come with three."""
    shift = factories.ShiftFactory.create(capacity=3)
    return factory.comes(factory.party_invited(shift, offer, asked=3), by=offer.person, coming=3)


def _named(party: models.Assignment, person: accounts.User) -> race.Call:
    """This function will name somebody, and give the call by which they agree."""
    made = act.name_member(party, number=person.code, by=party.person, now=NOW)
    return race.Call(_agree, {"code": made.code, "person_id": person.pk})


def _ends(party: models.Assignment) -> tuple[str, list[str], list[str], int]:
    """This function will give how the party stands, its members and their places, and how many places are taken.

    Two things hold throughout: what is taken is what the places come to, and nobody has two.
    """
    shift = models.Shift.objects.get(pk=party.shift_id)
    assert shift.taken == (shift.assignments.placed().aggregate(n=Sum("places"))["n"] or 0)
    party.refresh_from_db()
    own = [one.state for one in shift.assignments.exclude(pk=party.pk).order_by("pk")]
    return party.state, [one.state for one in party.party.members.order_by("pk")], own, shift.taken


def _forget() -> None:
    with transaction.atomic():
        models.Shift.objects.update(taken=0)
        models.PartyMember.objects.all().delete()
        models.Party.objects.all().delete()
        models.Assignment.objects.all().delete()


def test_who_agrees_on_several_devices_has_one_of_the_places(offer: models.Offer, person: accounts.User) -> None:
    with race.runners(DEVICES) as field:
        for _ in range(ROUNDS):
            _forget()
            party = _party(offer)
            assert race.tally(field.run([_named(party, person)] * DEVICES)) == {"ok": 1, "MemberAnswered": DEVICES - 1}
            assert _ends(party) == ("confirmed", ["agreed"], ["confirmed"], 3)


def test_who_agrees_while_the_party_withdraws_has_no_place_afterwards(
    offer: models.Offer, person: accounts.User
) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            party = _party(offer)
            agreed, withdrew = field.run([_named(party, person), race.Call(_withdraw, {"code": party.code})])
            ends = {"ok": (["agreed"], ["withdrawn"]), "AssignmentChanged": (["dropped"], [])}
            assert (withdrew.name, _ends(party)) == ("ok", ("withdrawn", *ends[agreed.name], 0)), agreed


def test_who_agrees_while_the_shift_is_called_off_has_no_place_afterwards(
    offer: models.Offer, person: accounts.User
) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            party = _party(offer)
            off = {"shift_id": party.shift_id, "by_id": party.shift.request.posted_by_id}
            agreed, called = field.run([_named(party, person), race.Call(_call_off, off)])
            ends = {"ok": (["agreed"], ["called_off"]), "AssignmentChanged": (["dropped"], [])}
            assert (called.name, _ends(party)) == ("ok", ("called_off", *ends[agreed.name], 0)), agreed


def test_who_agrees_while_the_party_becomes_smaller_has_a_place_or_is_asked_no_more(
    offer: models.Offer, person: accounts.User
) -> None:
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            party = _party(offer)
            agreed, changed = field.run([_named(party, person), race.Call(_change, {"code": party.code, "coming": 1})])
            ends = {"ok": (["agreed"], ["confirmed"], 2), "MemberAnswered": (["dropped"], [], 1)}
            assert (changed.name, _ends(party)) == ("ok", ("confirmed", *ends[agreed.name])), agreed


def test_who_agrees_while_the_party_takes_it_back_has_a_place_or_none(
    offer: models.Offer, person: accounts.User
) -> None:
    """Who reads the page before the other has acted is told that things have changed; who reads it after undoes it."""
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            party = _party(offer)
            agrees = _named(party, person)
            drops = race.Call(_drop, {"code": agrees.kwargs["code"], "by_id": party.person_id})
            agreed, dropped = field.run([agrees, drops])
            ends = {
                ("ok", "MemberAnswered"): (["agreed"], ["confirmed"]),
                ("MemberAnswered", "ok"): (["dropped"], []),
                ("ok", "ok"): (["dropped"], ["withdrawn"]),
            }
            assert _ends(party) == ("confirmed", *ends[agreed.name, dropped.name], 3)
