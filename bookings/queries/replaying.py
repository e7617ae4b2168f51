"""Bookings held against a draft of usage rules: each as of the moment at which it was made.

Two sets of rules judge each booking: those it was made under (`Booking.rules_codes`), and the same with the draft in
the place of its own level. What counts towards the caps are the other bookings that were live at that moment, as their
history tells. Closed days, the room's capacity and whether the time is past are not the draft's affair and left out.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from backend.common import clock
from bookings import enums, models, rules
from bookings.queries import wishes

# What a booking has been in if it was ever somebody's wish, and not only an offer that nobody took.
_WISHED = (enums.State.TENTATIVE, enums.State.APPLIED, enums.State.APPROVED, enums.State.USED)
_COUNTED = frozenset(enums.LIVE_STATES) - {enums.State.OFFERED}
# Of the moment or of the room, and not of the usage rules.
_NOT_RULES = frozenset({"past"})
Holder = tuple[str, int, int]
# So many bookings are judged at once: their holders' histories stand in memory beside them.
PART = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """A booking, and the rules of the draft that speak against it where those of then did not."""

    booking: models.Booking
    broken: tuple[rules.Broken, ...]


@dataclass(frozen=True, slots=True)
class _Version:
    code: str
    level: int
    center_id: int | None
    room_id: int | None
    first: date | None
    end: date | None
    published_at: datetime
    text: str

    def was_in_force(self, booking: models.Booking) -> bool:
        here = self.center_id in (None, booking.center_id) and self.room_id in (None, booking.room_id)
        covers = (self.first is None or self.first <= booking.date) and (self.end is None or booking.date < self.end)
        return here and covers and self.published_at <= booking.created_at


@dataclass(frozen=True, slots=True)
class _Other:
    """A booking that may count towards somebody's caps, and what became of it when."""

    pk: int
    use: rules.Use
    created_at: datetime
    steps: tuple[tuple[datetime, str], ...]

    def existed_for(self, booking: models.Booking) -> bool:
        """This function will tell whether it was made before the booking and still live when that one was made."""
        if self.pk == booking.pk or (self.created_at, self.pk) > (booking.created_at, booking.pk):
            return False
        past = [state for at, state in self.steps if at <= booking.created_at]
        return bool(past) and past[-1] in _COUNTED


def concerned(draft: models.UsageRules) -> QuerySet[models.Booking]:
    """This function will give all bookings that a draft would rule: of its room, its center, its municipality."""
    found = models.Booking.objects.all()
    if draft.room_id:
        return found.filter(room_id=draft.room_id)
    if draft.center_id:
        return found.filter(center_id=draft.center_id)
    return found.filter(center__municipality_id=draft.municipality_id)


def replayed(draft: models.UsageRules, *, first: date, last: date) -> QuerySet[models.Booking]:
    """This function will give the bookings of some dates of use that somebody wished for, whatever became of them."""
    steps = models.BookingStateChange.objects.filter(booking=OuterRef("pk"), to_state__in=_WISHED)
    return concerned(draft).filter(Exists(steps), date__range=(first, last))


def in_order(replay: models.RulesReplay) -> QuerySet[models.Booking]:
    """This function will give what a replay has not judged yet, in the order in which it goes."""
    left = replayed(replay.draft, first=replay.first, last=replay.last)
    found = left.filter(pk__gt=replay.position, pk__lte=replay.upto)
    return found.select_related("room", "booked_by").order_by("pk")


def to_be_told(draft: models.UsageRules, *, since: date, now: datetime) -> QuerySet[models.Booking]:
    """This function will give the live bookings to come that a draft would rule from a date of use on."""
    coming = concerned(draft).holding_at(now).exclude(state=enums.State.OFFERED)  # type: ignore[attr-defined]
    found: QuerySet[models.Booking] = coming.filter(date__gte=since, starts_at__gt=now)
    return found.select_related("room", "center", "booked_by", "group").order_by("date", "starts_at", "pk")


def would_refuse(draft: models.UsageRules, *, since: date, now: datetime) -> list[Judged]:
    """This function will give the live bookings to come that a draft would have refused, with the rules."""
    coming = list(to_be_told(draft, since=since, now=now))
    parts = [coming[start : start + PART] for start in range(0, len(coming), PART)]
    return [found for part in parts for found in judged(part, draft) if found.broken]


def judged(bookings: Sequence[models.Booking], draft: models.UsageRules) -> Iterator[Judged]:
    """This function will judge bookings in three queries, however many they are; each in turn comes back."""
    versions = _versions(draft, bookings)
    others = _others(bookings)
    text = _text_of(draft)
    for booking in bookings:
        then = _then(booking, versions)
        with_draft = [version.text for version in then if version.level < draft.level]
        with_draft += [text, *(version.text for version in then if version.level > draft.level)]
        asked = _facts(
            booking, others.get(_holder(booking.group_id, booking.booked_by_id, booking.center_id), _NOBODY_S)
        )
        if _refused(rules.parse(*[version.text for version in then]), asked, booking):
            yield Judged(booking, ())
        else:
            yield Judged(booking, tuple(_refused(rules.parse(*with_draft), asked, booking)))


def _refused(in_force: rules.Rules, asked: rules.Facts, booking: models.Booking) -> list[rules.Broken]:
    forgiven = wishes.FORGIVEN_AT_THE_COUNTER if booking.channel == enums.Channel.WALK_IN else frozenset()
    return [rule for rule in rules.broken(in_force, asked) if rule.code not in _NOT_RULES | forgiven]


def _text_of(draft: models.UsageRules) -> str:
    rows = models.UsageRules.objects.filter(pk=draft.pk)
    return str(rows.annotate(text=Cast("content", TextField())).values_list("text", flat=True).get())


def _versions(draft: models.UsageRules, bookings: Iterable[models.Booking]) -> dict[str, _Version]:
    """This function will read every published version that may have ruled one of the bookings."""
    centers = {booking.center_id for booking in bookings}
    rows = models.UsageRules.objects.filter(published_at__isnull=False, municipality_id=draft.municipality_id)
    rows = rows.filter(Q(center_id__in=centers) | Q(center=None)).annotate(text=Cast("content", TextField()))
    return {row.code: _version(row) for row in rows.order_by("pk")}


def _version(row: models.UsageRules) -> _Version:
    return _Version(
        code=row.code,
        level=row.level,
        center_id=row.center_id,
        room_id=row.room_id,
        first=row.valid.lower,
        end=row.valid.upper,
        published_at=row.published_at or row.created_at,
        text=row.text,  # type: ignore[attr-defined]
    )


def _then(booking: models.Booking, versions: dict[str, _Version]) -> list[_Version]:
    """This function will give the versions by which a booking was judged, the most general first."""
    named = [versions[code] for code in booking.rules_codes if code in versions]
    found = named or [version for version in versions.values() if version.was_in_force(booking)]
    return sorted(found, key=lambda version: version.level)


class _Others:
    """The bookings of one holder at one center by their dates."""

    def __init__(self, rows: Iterable[_Other]) -> None:
        self._rows = sorted(rows, key=lambda other: (other.use.date, other.pk))
        self._dates = [other.use.date for other in self._rows]

    def uses_for(self, booking: models.Booking) -> tuple[rules.Use, ...]:
        """This function will give what counted towards the caps when a booking was made."""
        made_on = clock.date_of(booking.created_at)
        first = min(rules.first_counted(booking.date), made_on)
        later = self._rows[bisect_left(self._dates, first) :]
        return tuple(other.use for other in later if other.existed_for(booking))


_NOBODY_S = _Others(())


def _holder(group_id: int | None, person_id: int | None, center_id: int) -> Holder | None:
    if group_id is not None:
        return ("group", group_id, center_id)
    return None if person_id is None else ("person", person_id, center_id)


def _others(bookings: Sequence[models.Booking]) -> dict[Holder | None, _Others]:
    """This function will read what else the holders of bookings had at those centers, with its history.

    Plain tuples and not objects: a batch may bring ten thousand rows along.
    """
    columns = ("group_id", "booked_by_id", "center_id", "pk", "date", "room__code", "starts_at", "created_at")
    rows = list(_rows(bookings).values_list(*columns))
    steps: defaultdict[int, list[tuple[datetime, str]]] = defaultdict(list)
    # By their numbers and not by the query: the planner, without statistics, would ask it anew for every step.
    history = models.BookingStateChange.objects.filter(booking_id__in=[row[3] for row in rows])
    for booking_id, at, state in history.order_by("pk").values_list("booking_id", "at", "to_state"):
        steps[booking_id].append((at, state))
    found: defaultdict[Holder | None, list[_Other]] = defaultdict(list)
    for group_id, person_id, center_id, pk, day, room, starts_at, created_at in rows:
        use = rules.Use(date=day, room_code=room, starts_at=starts_at)
        found[_holder(group_id, person_id, center_id)].append(_Other(pk, use, created_at, tuple(steps[pk])))
    return {holder: _Others(theirs) for holder, theirs in found.items()}


def _rows(bookings: Sequence[models.Booking]) -> QuerySet[models.Booking]:
    if not bookings:
        return models.Booking.objects.none()
    first = min(min(booking.date, clock.date_of(booking.created_at)) for booking in bookings)
    groups = {booking.group_id for booking in bookings if booking.group_id}
    people = {booking.booked_by_id for booking in bookings if booking.booked_by_id and not booking.group_id}
    rows = models.Booking.objects.filter(Q(group__in=groups) | Q(booked_by__in=people, group=None))
    return rows.filter(
        center_id__in={booking.center_id for booking in bookings},
        date__gte=rules.first_counted(first),
        created_at__lte=max(booking.created_at for booking in bookings),
    )


def _facts(booking: models.Booking, others: _Others) -> rules.Facts:
    person = booking.booked_by
    ties = person and {"lives": person.lives_in_city, "works": person.works_in_city, "studies": person.studies_in_city}
    return rules.Facts(
        now=booking.created_at.astimezone(clock.TOKYO),
        use=booking.date,
        starts_at=booking.starts_at.astimezone(clock.TOKYO),
        ends_at=booking.ends_at.astimezone(clock.TOKYO),
        periods=tuple(booking.period_codes),
        room_code=booking.room.code,
        headcount=booking.headcount,
        activity=booking.activity,
        user_class=booking.user_class,
        ties=frozenset(tie for tie, holds in (ties or {}).items() if holds),
        born=person.date_of_birth if person else None,
        with_guardian=booking.with_guardian,
        desk_has_looked=booking.entered_by_id is not None,
        uses=others.uses_for(booking),
    )
