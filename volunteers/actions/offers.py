from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import skills as skill_actions

Kind = enums.OfferKind


@dataclass(frozen=True, slots=True)
class OfferTimePlan:
    """A part of the week in Tokyo time; `weekday` counts from 1, Monday."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class AwayPlan:
    """Days on which somebody cannot come, the last with them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AlsoPlan:
    """A day on which somebody can come besides, in Tokyo time."""

    day: date
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """What a person tells about what they can do. Without `skills` those that they told before stay."""

    fields: Sequence[models.Field]
    districts: Sequence[accounts.District]
    times: Sequence[OfferTimePlan]
    words: str = ""
    is_active: bool = True
    away: Sequence[AwayPlan] = ()
    also: Sequence[AlsoPlan] = ()
    languages: Sequence[str] = ()
    skills: Sequence[models.Skill] | None = None
    reach_steps: int | None = None
    reach_metres: int | None = None
    limits: rules.offers.Limits = field(default_factory=rules.offers.Limits)


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """How many of a group or an organisation can come, and how often."""

    headcount: int
    frequency: str = enums.PartyFrequency.OFTEN


@retries.on_conflict
def save_offer(person: accounts.User, *, plan: OfferPlan, by: accounts.User, now: datetime) -> models.Offer:
    """This function will keep what a person can do, in place of what they told before.

    Raises OfferTimesClash, OfferDaysClash, OfferLimitUnclear, HomeDistrictNeeded, WordsTellWho.
    """
    with errors.translated(), transaction.atomic():
        offer = _locked(person, kind=Kind.PERSON, person=person) or models.Offer(person=person, created_at=now)
        _write(offer, plan, plan.limits, now)
        if plan.skills is not None:
            skill_actions.state_skills(person, skills=plan.skills, by=by, now=now)
        audit.record("volunteers.save-offer", by=by, about=person, subject=offer.code, now=now)
    return offer


@retries.on_conflict
def save_party_offer(
    party: queries.offers.Party, *, plan: OfferPlan, of: PartyPlan, by: accounts.User, now: datetime
) -> models.Offer:
    """This function will keep what a group or an organisation can do; whoever saves it is whom organisers reach.

    Raises HeadcountUnclear, and as save_offer.
    """
    whose = _whose(party)
    with errors.translated(), transaction.atomic():
        offer = _locked(party, **whose) or models.Offer(created_at=now, **whose)
        offer.kind = Kind.GROUP if "group" in whose else Kind.ORGANISATION
        offer.person, offer.headcount, offer.frequency = by, of.headcount, of.frequency
        _write(offer, plan, rules.offers.limits_of(of.frequency), now)
        audit.record("volunteers.save-offer", by=by, subject=offer.code, now=now, party=party.code)
    return offer


def _whose(party: queries.offers.Party) -> dict[str, queries.offers.Party]:
    return {"group": party} if isinstance(party, accounts.Group) else {"organisation": party}


def _locked(owner: accounts.User | queries.offers.Party, **whose: object) -> models.Offer | None:
    """This function will lock whose offer it is, as there may be none yet, and then the offer."""
    owner._meta.model._base_manager.select_for_update(no_key=True).only("pk").get(pk=owner.pk)
    return models.Offer.objects.select_for_update(no_key=True).filter(**whose).first()


def _write(offer: models.Offer, plan: OfferPlan, limits: rules.offers.Limits, now: datetime) -> None:
    offer.words, offer.is_active, offer.languages = plan.words, plan.is_active, list(plan.languages)
    offer.reach_steps, offer.reach_metres = plan.reach_steps, plan.reach_metres
    for name in queries.matching.LIMITS:
        setattr(offer, name, getattr(limits, name))
    offer.changed_at = now
    _refuse(offer)
    offer.save()
    offer.fields.set(plan.fields)
    offer.districts.set(plan.districts)
    _replace_times(offer, plan.times)
    _replace_exceptions(offer, plan)


def _refuse(offer: models.Offer) -> None:
    if rules.offers.tells_who(offer.words, names=queries.offers.names_of(offer)):
        raise refusals.WordsTellWho
    if queries.offers.has_reach(offer) and queries.matching.home_of(offer) is None:
        raise refusals.HomeDistrictNeeded


def _replace_times(offer: models.Offer, times: Sequence[OfferTimePlan]) -> None:
    offer.times.all().delete()
    models.OfferTime.objects.bulk_create(
        models.OfferTime(offer=offer, weekday=one.weekday, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in times
    )


def _replace_exceptions(offer: models.Offer, plan: OfferPlan) -> None:
    offer.exceptions.all().delete()
    away = [models.OfferException(offer=offer, is_free=False, first=one.first, last=one.last) for one in plan.away]
    also = [
        models.OfferException(
            offer=offer, is_free=True, first=one.day, last=one.day, starts_at=one.starts_at, ends_at=one.ends_at
        )
        for one in plan.also
    ]
    models.OfferException.objects.bulk_create([*away, *also])


# Resting, confirming, deleting ----------------------------------------------------------------------------------------


def rest_offer(offer: models.Offer, *, by: accounts.User, now: datetime) -> models.Offer:
    """This function will let an offer rest: it is kept, and nobody sees or matches it until it is taken up again."""
    return _turned(offer, "volunteers.rest-offer", is_active=False, by=by, now=now)


def resume_offer(offer: models.Offer, *, by: accounts.User, now: datetime) -> models.Offer:
    """This function will take an offer up again as it stands, or say that it still holds, for another year."""
    return _turned(offer, "volunteers.resume-offer", is_active=True, by=by, now=now)


@transaction.atomic
def _turned(offer: models.Offer, action: str, *, is_active: bool, by: accounts.User, now: datetime) -> models.Offer:
    current = models.Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    current.is_active = is_active
    if is_active:
        current.changed_at = now
    current.save(update_fields=["is_active", "changed_at"])
    audit.record(action, by=by, about=by, subject=current.code, now=now)
    return current


@transaction.atomic
def delete_offer(offer: models.Offer, *, by: accounts.User, now: datetime) -> None:
    """This function will delete an offer with its times, and of a person what they said they can do, proofs too.

    Places and invitations stay as they are.
    """
    if not offer.is_of_a_party:
        skill_actions.state_skills(offer.person, skills=[], by=by, now=now)
    audit.record("volunteers.delete-offer", by=by, about=by, subject=offer.code, now=now)
    offer.delete()


# Looking --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def read_offers(
    shift: models.Shift, *, wanted: queries.matching.Wanted, by: accounts.User, now: datetime, most: int
) -> list[queries.offers.Suggested]:
    """This function will show the offers that fit a shift to its organiser, without whose they are, and note the look.

    Whoever's offer was looked at finds it in the record of looks.
    """
    found = queries.matching.offer_suggestions(shift, wanted=wanted, now=now, most=most)
    audit.looks("volunteers.offers", by=by, abouts=[one.offer.person for one in found], subject=shift.code, now=now)
    return queries.offers.cards(found)


@dataclass(frozen=True, slots=True)
class BestOffers:
    """Whom an organiser might ask for the next shift that has places."""

    shift: models.Shift
    suggestions: list[queries.offers.Suggested]


def read_best_offers(
    request: models.Request, shifts: Sequence[models.Shift], *, by: accounts.User, now: datetime, most: int = 3
) -> BestOffers | None:
    """This function will show the best offers for the next shift that has places; None when there is none."""
    wanting = [
        shift for shift in shifts if not shift.is_full and not shift.has_started(now) and not shift.is_called_off
    ]
    if not request.is_published or not wanting:
        return None
    found = read_offers(wanting[0], wanted=queries.matching.Wanted(), by=by, now=now, most=most)
    return BestOffers(wanting[0], found)
