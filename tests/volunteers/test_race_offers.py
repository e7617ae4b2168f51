"""Two tabs, or two who answer for a party, keep its first offer at one moment: it is one, and nobody meets a fault."""

import pytest

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers as factory
from tests.factories.offers import NOW
from tests.support import race
from volunteers import actions, models

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
PLAN = actions.OfferPlan(fields=[], districts=[], times=[])


def _save(person_id: int) -> str:
    person = accounts.User.objects.get(pk=person_id)
    return actions.save_offer(person, plan=PLAN, by=person, now=NOW).code


def _save_for(group_id: int, person_id: int) -> str:
    group, by = accounts.Group.objects.get(pk=group_id), accounts.User.objects.get(pk=person_id)
    return actions.offers.save_party_offer(group, plan=PLAN, of=actions.PartyPlan(4), by=by, now=NOW).code


def test_a_first_offer_that_is_sent_twice_at_once_is_one() -> None:
    person = people.UserFactory.create()
    group, by = (offer := factory.party_offer()).group, offer.person
    calls = [race.Call(_save, {"person_id": person.pk})] * 4
    calls += [race.Call(_save_for, {"group_id": group.pk, "person_id": by.pk})] * 4  # type: ignore[union-attr]
    with race.runners(8) as field:
        for _ in range(ROUNDS):
            models.Offer.objects.all().delete()
            assert race.tally(field.run(calls)) == {"ok": 8}
            assert models.Offer.objects.count() == 2
