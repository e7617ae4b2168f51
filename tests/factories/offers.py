"""Skills, proofs, distances, parties and their offers for tests.

SkillFactory.create(paper="運転免許証")        of the city's list
held(person, skill, until=…)                   confirmed by a desk; `stated(person, skill)` is only said
neighbours("a", "b", "c")                      districts in a row, each beside the next
party_offer(headcount=6)                       of a group with a representative; organisation=True for a company
sheet(reach="anywhere", …)                     what the page of an offer sends
"""

import itertools
from datetime import date, timedelta
from typing import Any

import factory

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import actions, enums, models, queries

NOW, TODAY = factories.NOW, factories.TODAY


class SkillFactory(factory.django.DjangoModelFactory[models.Skill]):
    """A skill of the city's list, of which a desk can see a paper."""

    class Meta:
        model = models.Skill

    code = factory.Sequence(lambda n: f"skill-{n}")
    name = factory.Sequence(lambda n: f"見本技能{n}")
    paper = "見本の修了証"
    position = factory.Sequence(lambda n: n % 30_000)


def stated(person: accounts.User, skill: models.Skill) -> models.HeldSkill:
    """This function will let a person say that they have a skill."""
    return models.HeldSkill.objects.create(person=person, skill=skill, stated_at=NOW)


def held(
    person: accounts.User, skill: models.Skill, *, until: date | None = None, since: date | None = None
) -> models.HeldSkill:
    """This function will let a desk have seen proof of a skill."""
    return models.HeldSkill.objects.create(
        person=person,
        skill=skill,
        stated_at=NOW - timedelta(days=9),
        proof=enums.SkillProof.COMPLETION,
        valid_from=since,
        valid_until=until,
        confirmed_by=people.UserFactory.create(),
        confirmed_at=NOW - timedelta(days=9),
    )


def neighbours(*codes: str) -> list[accounts.District]:
    """This function will make districts in a row, each beside the next."""
    made = [people.DistrictFactory.create(code=code, name=f"見本{code}") for code in codes]
    actions.distances.keep_neighbours(itertools.pairwise(codes))
    return made


def party_offer(
    *,
    headcount: int = 6,
    organisation: bool = False,
    representative: accounts.User | None = None,
    **fields: Any,  # noqa: ANN401
) -> models.Offer:
    """This function will let a group, or a company, offer to come with some people."""
    by = representative or people.UserFactory.create()
    if organisation:
        kind = accounts_enums.OrganisationKind.COMPANY
        whose: dict[str, Any] = {"organisation": people.OrganisationFactory.create(manager=by, kind=kind)}
    else:
        whose = {"group": people.GroupFactory.create(representative=by)}
    kind_of = enums.OfferKind.ORGANISATION if organisation else enums.OfferKind.GROUP
    given = {"frequency": enums.PartyFrequency.OFTEN, **fields}
    return factories.OfferFactory.create(person=by, kind=kind_of, headcount=headcount, **whose, **given)


def party_invited(shift: models.Shift, offer: models.Offer, *, asked: int = 4) -> models.Assignment:
    """This function will ask a party to come to a shift with so many."""
    made = factories.invited(shift, offer.person)
    models.Party.objects.create(
        assignment=made, offer=offer, group=offer.group, organisation=offer.organisation, asked=asked
    )
    made.places = asked
    made.save(update_fields=["places"])
    return queries.parties.detailed().get(pk=made.pk)


def party_of(place: models.Assignment, group: accounts.Group, **fields: Any) -> models.Party:  # noqa: ANN401
    """This function will make a certain place that of a group, for whose people somebody answered."""
    made = models.Party.objects.create(assignment=place, group=group, asked=4, **fields)
    models.PartyDeclaration.objects.create(
        party=made,
        people=made.asked,
        conditions="18歳未満の方は、保護者が同意していること",
        words="確かめました",
        declared_by=place.person,
        declared_at=NOW,
    )
    return made


def loaded(shift: models.Shift) -> models.Shift:
    """This function will give a shift with all that the rules look at."""
    return queries.requests.detailed_shifts().get(pk=shift.pk)


def sheet(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """This function will give what the page of an offer sends; rows as times-0-weekday and the like."""
    rows = {f"{prefix}-TOTAL_FORMS": "1" for prefix in ("times", "away", "also")}
    first = {f"{prefix}-INITIAL_FORMS": "0" for prefix in ("times", "away", "also")}
    return {**rows, **first, "reach": "anywhere", "is_active": "on", "words": "", **given}


def party_sheet(**given: Any) -> dict[str, Any]:  # noqa: ANN401
    """This function will give what the page of a party's offer sends."""
    return sheet(headcount="8", frequency="monthly", **given)


def comes(assignment: models.Assignment, *, by: accounts.User, coming: int = 4) -> models.Assignment:
    """This function will let a party that was asked say with how many it comes."""
    actions.parties.accept_for_party(assignment, coming=coming, by=by, now=NOW, declaration="確かめました")
    return queries.parties.detailed().get(pk=assignment.pk)
