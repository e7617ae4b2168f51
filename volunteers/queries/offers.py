"""Offers as their owners keep them, and as organisers see them: what can be done, and nothing of who can."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import errors
from volunteers import enums, models, rules
from volunteers.queries import limits, matching
from volunteers.queries import people as volunteer_people

Party = accounts.Group | accounts.Organisation


@dataclass(frozen=True, slots=True)
class SkillMark:
    """A skill on an organiser's list, and whether a desk has seen proof that is good on the day."""

    name: str
    is_proved: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An offer as an organiser sees it before both have agreed."""

    who: str
    fields: list[str]
    times: list[str]
    skills: list[SkillMark]
    languages: list[str]
    reach: str
    limits: str
    words: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with its card."""

    found: matching.Suggestion
    card: Card
    most: int


def cards(suggestions: list[matching.Suggestion]) -> list[Suggested]:
    """This function will put beside each suggestion what an organiser may see of the offer."""
    return [Suggested(one, card(one.offer, one.shift), _most(one)) for one in suggestions]


def _most(one: matching.Suggestion) -> int:
    return min(one.offer.headcount, one.shift.free)


def card(offer: models.Offer, shift: models.Shift) -> Card:
    """This function will say what an offer offers, without whose it is."""
    return Card(
        who=_who(offer),
        fields=[field.name for field in offer.fields.all()],
        times=[spoken_time(one) for one in offer.times.all()],
        skills=_skills(offer, shift),
        languages=[enums.Language(code).label for code in offer.languages],
        reach=_reach(offer),
        limits=spoken_limits(offer),
        words="" if rules.offers.tells_who(offer.words, names=names_of(offer)) else offer.words,
    )


def _who(offer: models.Offer) -> str:
    if not offer.is_of_a_party:
        return "個人の方"
    kind = offer.organisation.get_kind_display() if offer.organisation else "登録団体"
    return f"{kind}（{offer.headcount}人まで）"


def _skills(offer: models.Offer, shift: models.Shift) -> list[SkillMark]:
    if offer.is_of_a_party:
        return []
    return [SkillMark(one.skill.name, one.counts_on(shift.day)) for one in offer.person.held_skills.all()]


def _reach(offer: models.Offer) -> str:
    """This function will say how far somebody comes; where their home is stays unsaid."""
    chosen = "・".join(district.name for district in offer.districts.all())
    if chosen:
        return f"行ける地区：{chosen}"
    return "この活動の場所の近く" if has_reach(offer) else "市内"


def has_reach(offer: models.Offer) -> bool:
    """This function will tell whether an offer's reach is counted from home."""
    return offer.reach_steps is not None or offer.reach_metres is not None


def spoken_limits(offer: models.Offer) -> str:
    """This function will say how much somebody wants to do, such as 週に2回まで; empty where it is not limited."""
    if offer.is_of_a_party:
        return offer.get_frequency_display()
    said = limits.limits_of(offer)
    week, month = (
        rules.offers.spoken(said.times_a_week, said.minutes_a_week),
        rules.offers.spoken(said.times_a_month, said.minutes_a_month),
    )
    return "、".join([f"週に{week}"] * bool(week) + [f"月に{month}"] * bool(month))


def spoken_time(one: models.OfferTime) -> str:
    """This function will say a weekly time, such as 土曜日 9:00〜12:00."""
    return f"{enums.Weekday(one.weekday).label} {one.starts_at:%-H:%M}〜{one.ends_at:%-H:%M}"


def names_of(offer: models.Offer) -> list[str]:
    """This function will give the names that an offer's words must not hold."""
    person, party = offer.person, offer.party
    names = [person.name, *person.name.split(), person.furigana, person.phone, person.email or "", person.code]
    return [*names, *([party.name, party.kana] if party else [])]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an offer stands: whether it counts now, whether it rests, and until when it counts unless it is confirmed."""

    counts: bool
    rests: bool
    is_to_confirm: bool
    until: datetime


def standing(offer: models.Offer, *, now: datetime) -> Standing:
    """This function will tell whose offer it is how it stands."""
    until = rules.offers.rests_from(offer.changed_at)
    old = offer.changed_at + rules.offers.ASKED_AFTER <= now
    return Standing(offer.counts_at(now), not offer.is_active, offer.is_active and old, until)


# Parties -------------------------------------------------------------------------------------------------------------


def parties_of(person: accounts.User) -> list[Party]:
    """This function will list the groups and organisations for which somebody can offer and answer."""
    managed = volunteer_people.managed_organisations(person).filter(status="approved")
    return [*people.groups_booking_for(person), *managed]


def party_of(person: accounts.User, code: str) -> Party:
    """This function will give the group or organisation with a code to who answers for it; else there is none."""
    found = next((one for one in parties_of(person) if one.code == code), None)
    if found is None:
        raise errors.NotFound
    return found


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party for which somebody answers, and what it has offered."""

    party: Party
    offer: models.Offer | None


def with_offers(parties: list[Party]) -> list[PartyRow]:
    """This function will put beside each party what it has offered."""
    groups = [one.pk for one in parties if isinstance(one, accounts.Group)]
    organisations = [one.pk for one in parties if isinstance(one, accounts.Organisation)]
    found = models.Offer.objects.select_related("group", "organisation").filter(
        Q(group__in=groups) | Q(organisation__in=organisations)
    )
    known = {one.party: one for one in found}
    return [PartyRow(party, known.get(party)) for party in parties]


def offer_of_party(party: Party) -> models.Offer | None:
    """This function will give what a group or an organisation has offered."""
    whose = {"group": party} if isinstance(party, accounts.Group) else {"organisation": party}
    return matching.detailed().filter(**whose).first()


def answering_for(party: Party) -> list[accounts.User]:
    """This function will give the people who answer for a group or an organisation."""
    if isinstance(party, accounts.Group):
        return people.people_booking_for(party)
    rows = party.members.filter(role="manager").select_related("user").order_by("pk")
    return [row.user for row in rows]


def to_ask(now: datetime) -> QuerySet[models.Offer]:
    """This function will list the offers of which it is to be asked whether they still hold: once each year."""
    said_before, counted_since = now - rules.offers.ASKED_AFTER, rules.offers.counts_since(now)
    due = models.Offer.objects.filter(is_active=True, changed_at__lte=said_before, changed_at__gt=counted_since)
    return due.exclude(asked_at__gt=F("changed_at")).order_by("pk")
