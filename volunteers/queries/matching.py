"""Suggestions to both sides: hard rules in SQL, each with its reason code, then the score of rules.matching.

The same expressions judge one person against many shifts and one shift against many people; decision record 0005.
"""

from collections.abc import Iterable
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
from django.utils.crypto import salted_hmac

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import enums, models, rules
from volunteers.queries import hard_rules

State = enums.AssignmentState
# How far ahead suggestions look, how many are scored, and for how long a contact counts.
HORIZON = timedelta(days=60)
MOST_CANDIDATES = 500
CONTACT_DAYS = timedelta(days=14)
NOT_REFUSED = Q(refusal="")


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
    recent = _recent(offer.person, now)
    made = [_suggestion(shift, offer, recent, shift.contacts) for shift in shifts]  # type: ignore[attr-defined]
    return sorted(made, key=lambda one: (-one.rank, one.shift.starts_at, one.shift.pk))


def judged_shifts(offer: models.Offer, *, now: datetime) -> QuerySet[models.Shift]:
    """This function will give the shifts of the coming weeks, each with the `refusal` that keeps it from a person.

    An empty refusal means that the shift can be suggested.
    """
    shifts = models.Shift.objects.filter(starts_at__lt=now + HORIZON, ends_at__gt=now)
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
        home=Value(person.district_id, db.BigIntegerField()),
        offer=Value(offer.pk),
    )


def people_suggestions(shift: models.Shift, *, now: datetime, most: int = 10) -> list[Suggestion]:
    """This function will suggest people to the organiser of a shift, the best first, without saying who they are."""
    offers = list(_candidates(shift, now)[:MOST_CANDIDATES])
    made = [_suggestion(shift, offer, offer.recent, offer.contacts) for offer in offers]  # type: ignore[attr-defined]
    return sorted(made, key=lambda one: (-one.rank, one.handle))[:most]


@dataclass(frozen=True, slots=True)
class ForOrganiser:
    """Whom an organiser might ask for the next shift that has places."""

    shift: models.Shift
    suggestions: list[Suggestion]


def for_organiser(request: models.Request, shifts: Iterable[models.Shift], *, now: datetime) -> ForOrganiser | None:
    """This function will suggest people for the next shift that has places; None when there is none."""
    wanting = [shift for shift in shifts if not shift.is_full and not shift.has_started(now)]
    if not request.is_published or not wanting:
        return None
    return ForOrganiser(wanting[0], people_suggestions(wanting[0], now=now, most=3))


def suggested_person(shift: models.Shift, handle: str, *, now: datetime) -> accounts.User | None:
    """This function will give the person behind a handle, if a hard rule does not keep them from the shift by now."""
    for offer in _candidates(shift, now)[:MOST_CANDIDATES]:
        if handle_of(shift, offer) == handle:
            return offer.person
    return None


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
        models.Offer.objects.filter(is_active=True)
        .annotate(
            refusal=hard_rules.refusal(_shift_against_people(shift), now),
            recent=_count(_recent_rows(now).filter(person=OuterRef("person_id"))),
            contacts=_count(_contact_rows(now).filter(person=OuterRef("person_id"))),
        )
        .select_related("person__district")
        .prefetch_related(
            Prefetch("times", models.OfferTime.objects.order_by("weekday", "starts_at")),
            Prefetch("fields", models.Field.objects.order_by("position", "pk")),
            Prefetch("districts", accounts.District.objects.order_by("position", "pk")),
        )
    )


def _shift_against_people(shift: models.Shift) -> hard_rules.Sides:
    request = shift.request
    return hard_rules.Sides(
        status=Value(request.status),
        starts_at=Value(shift.starts_at),
        ends_at=Value(shift.ends_at),
        called_off_at=Value(shift.called_off_at, db.DateTimeField()),
        minimum_age=Value(request.minimum_age, IntegerField()),
        maximum_age=Value(request.maximum_age, IntegerField()),
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
        home=F("person__district_id"),
        offer=F("pk"),
    )


# Score ---------------------------------------------------------------------------------------------------------------


def _suggestion(shift: models.Shift, offer: models.Offer, recent: int, contacts: int) -> Suggestion:
    score = rules.matching.score(_facts(shift, offer, recent))
    need = rules.matching.need_of(capacity=shift.capacity, minimum=shift.minimum, taken=shift.taken)
    rank = rules.matching.rank(score=score.total, need=need, contacts=contacts)
    return Suggestion(shift, offer, score, rank, handle_of(shift, offer))


def _facts(shift: models.Shift, offer: models.Offer, recent: int) -> rules.matching.Facts:
    request = shift.request
    told = {district.pk for district in offer.districts.all()}
    reachable: set[int | None] = {*told} or {offer.person.district_id}
    return rules.matching.Facts(
        slot=_slot(shift),
        free_times=tuple(_free(one) for one in offer.times.all()),
        field_name=request.field.name,
        same_field=request.field_id in {field.pk for field in offer.fields.all()},
        district_name=request.district.name if request.district else "",
        same_district=request.district_id is not None and request.district_id in reachable,
        capacity=shift.capacity,
        minimum=shift.minimum,
        taken=shift.taken,
        recent=recent,
    )


def _slot(shift: models.Shift) -> rules.matching.Slot:
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    until = rules.matching.minutes_of(ends.time()) if starts.date() == ends.date() else 24 * 60
    return rules.matching.Slot(starts.isoweekday(), rules.matching.minutes_of(starts.time()), until)


def _free(one: models.OfferTime) -> rules.matching.Slot:
    start, until = rules.matching.minutes_of(one.starts_at), rules.matching.minutes_of(one.ends_at)
    return rules.matching.Slot(one.weekday, start, until)


def _recent(person: accounts.User, now: datetime) -> int:
    return _recent_rows(now).filter(person=person).count()


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
    return (
        models.Offer.objects.filter(person=person)
        .select_related("person__district")
        .prefetch_related("times", "fields", "districts")
        .first()
    )
