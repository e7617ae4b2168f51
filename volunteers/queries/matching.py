"""Suggestions to both sides: hard rules in SQL, each with its reason code, then the score of rules.matching.

The same expressions judge one person against many shifts and one shift against many people; decision record 0005.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models as db
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.crypto import salted_hmac

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models, rules
from volunteers.queries import distances, hard_rules

State = enums.AssignmentState
# How far ahead suggestions look, how many are scored, and for how long a contact counts.
HORIZON = timedelta(days=60)
MOST_CANDIDATES = 500
CONTACT_DAYS = timedelta(days=14)
NOT_REFUSED = Q(refusal="")
LIMITS = ("times_a_week", "times_a_month", "minutes_a_week", "minutes_a_month")
# What an offer is read with.
PARTS = (
    Prefetch("times", models.OfferTime.objects.order_by("weekday", "starts_at")),
    Prefetch("exceptions", models.OfferException.objects.order_by("first", "starts_at", "pk")),
    Prefetch("fields", models.Field.objects.order_by("position", "pk")),
    Prefetch("districts", accounts.District.objects.order_by("position", "pk")),
    Prefetch("person__held_skills", models.HeldSkill.objects.select_related("skill").order_by("skill__position", "pk")),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an organiser looks for among the offers that fit; empty means all. `headcount` is the least."""

    kind: str = ""
    field: models.Field | None = None
    skill: models.Skill | None = None
    language: str = ""
    headcount: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A shift suggested to a person, or a person to a shift; `handle` stands for the person in this shift only."""

    shift: models.Shift
    offer: models.Offer
    score: rules.matching.Score
    rank: int
    handle: str = ""


def shift_suggestions(offer: models.Offer, *, now: datetime) -> list[Suggestion]:
    """This function will suggest shifts to the person of an offer, the best first."""
    shifts = list(judged_shifts(offer, now=now).filter(NOT_REFUSED)[:MOST_CANDIDATES])
    recent = _recent(offer, now)
    far = distances.of(home_of(offer))
    made = [_suggestion(shift, offer, recent, shift.contacts, far) for shift in shifts]  # type: ignore[attr-defined]
    return sorted(made, key=lambda one: (-one.rank, one.shift.starts_at, one.shift.pk))


def judged_shifts(offer: models.Offer, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will give the shifts of the coming weeks, each with the `refusal` that keeps it from a person.

    An empty refusal means that the shift can be suggested.
    """
    shifts = models.Shift.objects.filter(starts_at__lt=now + HORIZON, ends_at__gt=now)
    # Whoever comes to an event comes to enjoy it: it is nothing that fits what somebody can help with.
    shifts = shifts.filter(request__purpose=enums.Purpose.ACTIVITY)
    return (
        shifts.annotate(refusal=hard_rules.refusal(_person_against_shifts(offer), now), contacts=_pending(now))
        .select_related("request__organisation", "request__field", "request__district")
        .order_by("starts_at", "pk")
    )


def _person_against_shifts(offer: models.Offer) -> hard_rules.Sides:
    person = offer.person
    return hard_rules.Sides(
        status=F("request__status"),
        starts_at=F("starts_at"),
        ends_at=F("ends_at"),
        called_off_at=F("called_off_at"),
        minimum_age=F("request__minimum_age"),
        maximum_age=F("request__maximum_age"),
        guardian=F("request__guardian"),
        audience=F("request__audience"),
        widens_at=F("request__widens_at"),
        widens_to=F("request__widens_to"),
        district=F("request__district_id"),
        organisation=F("request__organisation_id"),
        shift=F("pk"),
        capacity=F("capacity"),
        taken=F("taken"),
        person=Value(person.pk),
        born=Value(person.date_of_birth, db.DateField()),
        home=Value(home_of(offer), db.BigIntegerField()),
        offer=Value(offer.pk),
        is_party=Value(offer.is_of_a_party),
        needed_skill=F("request__certificate_skill_id"),
        languages_asked=F("request__languages"),
        languages=Value(offer.languages, models.Offer._meta.get_field("languages")),
        reach_steps=Value(offer.reach_steps, IntegerField()),
        reach_metres=Value(offer.reach_metres, IntegerField()),
        **{name: Value(getattr(offer, name), IntegerField()) for name in LIMITS},
    )


def people_suggestions(shift: models.Shift, *, now: datetime, most: int = 10) -> list[Suggestion]:
    """This function will suggest people to the organiser of a shift, the best first, without saying who they are."""
    return offer_suggestions(shift, wanted=Wanted(kind=enums.OfferKind.PERSON), now=now, most=most)


def offer_suggestions(shift: models.Shift, *, wanted: Wanted, now: datetime, most: int) -> list[Suggestion]:
    """This function will suggest people and parties, of those that an organiser looks for, the best first."""
    offers = list(_narrowed(_candidates(shift, now), wanted)[:MOST_CANDIDATES])
    far = distances.to(shift.request.district_id)
    made = [_suggestion(shift, one, one.recent, one.contacts, far) for one in offers]  # type: ignore[attr-defined]
    return sorted(made, key=lambda one: (-one.rank, one.handle))[:most]


def _narrowed(offers: QuerySet[models.Offer], wanted: Wanted) -> QuerySet[models.Offer]:
    if wanted.kind:
        personal = Q(kind=enums.OfferKind.PERSON)
        offers = offers.filter(personal if wanted.kind == enums.OfferKind.PERSON else ~personal)
    if wanted.field is not None:
        offers = offers.filter(Exists(models.Field.objects.filter(offers=OuterRef("pk"), pk=wanted.field.pk)))
    if wanted.skill is not None:
        held = models.HeldSkill.objects.filter(person=OuterRef("person_id"), skill=wanted.skill)
        offers = offers.filter(Exists(held), kind=enums.OfferKind.PERSON)
    if wanted.language:
        offers = offers.filter(languages__contains=[wanted.language])
    return offers.filter(headcount__gte=wanted.headcount) if wanted.headcount else offers


def suggested_person(shift: models.Shift, handle: str, *, now: datetime) -> accounts.User | None:
    """This function will give the person behind a handle, if a hard rule does not keep them from the shift by now."""
    found = suggested_offer(shift, handle, now=now)
    return None if found is None or found.is_of_a_party else found.person


def suggested_offer(shift: models.Shift, handle: str, *, now: datetime) -> models.Offer | None:
    """This function will give the offer behind a handle, if a hard rule does not keep it from the shift by now."""
    known = (offer for offer in _candidates(shift, now) if handle_of(shift, offer) == handle)
    return next(known, None)


def handle_of(shift: models.Shift, offer: models.Offer) -> str:
    """This function will name an offer to the organiser of one shift; another shift's handle cannot be linked to it."""
    return salted_hmac("volunteers.handle", f"{shift.code}:{offer.code}", algorithm="sha256").hexdigest()[:32]


def _candidates(shift: models.Shift, now: datetime) -> QuerySet[models.Offer]:
    """This function will list the offers that fit a shift's hard rules; those nearest in field and place first."""
    request = shift.request
    return (
        judged_offers(shift, now=now)
        .filter(NOT_REFUSED)
        .annotate(
            same_field=Exists(models.Field.objects.filter(offers=OuterRef("pk"), pk=request.field_id)),
            same_district=Exists(accounts.District.objects.filter(offers=OuterRef("pk"), pk=request.district_id or 0)),
        )
        .order_by("-same_field", "-same_district", "pk")
    )


def judged_offers(shift: models.Shift, *, now: datetime) -> QuerySet[models.Offer]:
    """This function will give the active offers, each with the `refusal` that keeps its person from a shift."""
    return (
        models.Offer.objects.standing(now)
        .annotate(
            home=Coalesce("organisation__district_id", "person__district_id"),
            is_party=db.ExpressionWrapper(~Q(kind=enums.OfferKind.PERSON), db.BooleanField()),
        )
        .annotate(
            refusal=hard_rules.refusal(_shift_against_people(shift), now),
            recent=_count(_recent_rows(now).filter(_of_offer())),
            contacts=_count(_contact_rows(now).filter(_of_offer())),
        )
        .select_related("person", "group", "organisation")
        .prefetch_related(*PARTS)
    )


def _of_offer() -> Q:
    """This function will keep in a subquery what is an offer's person's own, or its party's."""
    is_person = Exact(OuterRef("kind"), Value(str(enums.OfferKind.PERSON)))
    return Q(is_person, person=OuterRef("person_id")) | Q(~Q(is_person), party__offer=OuterRef("pk"))


def _shift_against_people(shift: models.Shift) -> hard_rules.Sides:
    request = shift.request
    return hard_rules.Sides(
        status=Value(request.status),
        starts_at=Value(shift.starts_at),
        ends_at=Value(shift.ends_at),
        called_off_at=Value(shift.called_off_at, db.DateTimeField()),
        minimum_age=Value(request.minimum_age, IntegerField()),
        maximum_age=Value(request.maximum_age, IntegerField()),
        guardian=Value(request.guardian),
        audience=Value(request.audience),
        widens_at=Value(request.widens_at, db.DateTimeField()),
        widens_to=Value(request.widens_to),
        district=Value(request.district_id, db.BigIntegerField()),
        organisation=Value(request.organisation_id),
        shift=Value(shift.pk),
        capacity=Value(shift.capacity),
        taken=Value(shift.taken),
        person=F("person_id"),
        born=F("person__date_of_birth"),
        home=F("home"),
        offer=F("pk"),
        is_party=F("is_party"),
        needed_skill=Value(request.certificate_skill_id, db.BigIntegerField()),
        languages_asked=Value(request.languages, models.Offer._meta.get_field("languages")),
        languages=F("languages"),
        reach_steps=F("reach_steps"),
        reach_metres=F("reach_metres"),
        **{name: F(name) for name in LIMITS},
    )


# Score ---------------------------------------------------------------------------------------------------------------


def _suggestion(
    shift: models.Shift, offer: models.Offer, recent: int, contacts: int, far: distances.Distances
) -> Suggestion:
    score = rules.matching.score(_facts(shift, offer, recent, far))
    need = rules.matching.need_of(capacity=shift.capacity, minimum=shift.minimum, taken=shift.taken)
    rank = rules.matching.rank(score=score.total, need=need, contacts=contacts)
    return Suggestion(shift, offer, score, rank, handle_of(shift, offer))


def _facts(shift: models.Shift, offer: models.Offer, recent: int, far: distances.Distances) -> rules.matching.Facts:
    request = shift.request
    told = {district.pk for district in offer.districts.all()}
    reachable: set[int | None] = {*told} or {home_of(offer)}
    distance = far.get((home_of(offer), request.district_id), distances.UNKNOWN)
    skills = {} if offer.is_of_a_party else {one.skill.code: one.skill.name for one in offer.person.held_skills.all()}
    return rules.matching.Facts(
        slot=_slot(shift),
        free_times=(*(_free(one) for one in offer.times.all()), *_also(shift, offer)),
        field_name=request.field.name,
        same_field=request.field_id in {field.pk for field in offer.fields.all()},
        district_name=request.district.name if request.district else "",
        same_district=request.district_id is not None and request.district_id in reachable,
        steps=distance.steps,
        metres=distance.metres,
        skills_asked=len(request.wanted_skills),
        skills=tuple(skills[code] for code in request.wanted_skills if code in skills),
        languages_asked=len(request.languages),
        languages=tuple(enums.Language(code).label for code in request.languages if code in offer.languages),
        capacity=shift.capacity,
        minimum=shift.minimum,
        taken=shift.taken,
        recent=recent,
    )


def home_of(offer: models.Offer) -> int | None:
    """This function will give the district from which an offer's reach is counted: an organisation's is its own."""
    organisation = offer.organisation
    return (organisation and organisation.district_id) or offer.person.district_id


def _also(shift: models.Shift, offer: models.Offer) -> list[rules.matching.Slot]:
    """This function will give the times at which somebody can also come on the day of a shift."""
    return [
        rules.matching.Slot(
            shift.day.isoweekday(), rules.matching.minutes_of(one.starts_at), rules.matching.minutes_of(one.ends_at)
        )
        for one in offer.exceptions.all()
        if one.starts_at is not None and one.ends_at is not None and one.first == shift.day
    ]


def _slot(shift: models.Shift) -> rules.matching.Slot:
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    until = rules.matching.minutes_of(ends.time()) if starts.date() == ends.date() else 24 * 60
    return rules.matching.Slot(starts.isoweekday(), rules.matching.minutes_of(starts.time()), until)


def _free(one: models.OfferTime) -> rules.matching.Slot:
    start, until = rules.matching.minutes_of(one.starts_at), rules.matching.minutes_of(one.ends_at)
    return rules.matching.Slot(one.weekday, start, until)


def _recent(offer: models.Offer, now: datetime) -> int:
    rows = _recent_rows(now)
    mine = rows.filter(party__offer=offer) if offer.is_of_a_party else rows.filter(person=offer.person)
    return mine.count()


def _recent_rows(now: datetime) -> QuerySet[models.Assignment]:
    since = now - timedelta(days=rules.matching.FAIRNESS_DAYS)
    return models.Assignment.objects.confirmed().filter(confirmed_at__gt=since)


def _contact_rows(now: datetime) -> QuerySet[models.Assignment]:
    return models.Assignment.objects.filter(invited_at__gt=now - CONTACT_DAYS)


def _pending(now: datetime) -> Coalesce:
    """This function will count those who are in talks about a shift: its places may soon be gone."""
    states = [State.INVITED, State.APPLIED, State.WAITING]
    return _count(models.Assignment.objects.filter(shift=OuterRef("pk"), state__in=states))


def _count(rows: QuerySet[models.Assignment]) -> Coalesce:
    counted = rows.order_by().annotate(_one=Value(1)).values("_one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def offer_of(person: accounts.User) -> models.Offer | None:
    """This function will give what a person told that they can do, with everything that the score looks at."""
    return detailed().filter(person=person, kind=enums.OfferKind.PERSON).first()


def detailed() -> QuerySet[models.Offer]:
    """This function will give offers with everything that the score looks at."""
    return models.Offer.objects.select_related("person", "group", "organisation").prefetch_related(*PARTS)
