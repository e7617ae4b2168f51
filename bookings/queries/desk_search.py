"""A desk finds the booking of somebody on the phone: its own people, groups and contacts, and nobody else's.

Each arm of the search stands on an index (migration 0016) and is cut, so that it takes as long at a million bookings as
at ten thousand. Decision 0007 says whom a desk may see.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import DurationField, ExpressionWrapper, F, Func, Q, QuerySet, Value

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import codes
from bookings import enums, models
from bookings.queries import desk, search_keys

# So many of each are shown; who sees more should say more.
SHOWN = 20
SHORTEST_NUMBER = 4
PERSON, BOOKING, GROUP = "u-", "b-", "g-"


@dataclass(frozen=True)
class Found:
    """What a search gives: people, groups and bookings of one center, each list cut at SHOWN.

    `kind` says what was searched by: code, phone, name; empty where nothing could be searched by.
    """

    kind: str = ""
    people: tuple[accounts.User, ...] = ()
    groups: tuple[accounts.Group, ...] = ()
    bookings: tuple[models.Booking, ...] = ()
    has_more: bool = False

    @property
    def is_empty(self) -> bool:
        """This function will tell whether nothing was found."""
        return not (self.people or self.groups or self.bookings)

    @property
    def people_seen(self) -> list[accounts.User]:
        """This function will give everybody whose data is shown, each once."""
        booked = [booking.booked_by for booking in self.bookings if booking.booked_by]
        return list({person.pk: person for person in [*self.people, *booked]}.values())


def search(center: models.Center, typed: str, *, now: datetime) -> Found:
    """This function will find what a desk knows by a code, a phone number, a name or furigana; at most five queries."""
    words = typed.strip()
    if not words:
        return Found()
    code = codes.normal(search_keys.plain(words))
    if code[:2] in (PERSON, BOOKING, GROUP) and len(code) > 2:
        return _by_code(center, code, now)
    if search_keys.is_phone(words):
        return _by_phone(center, search_keys.digits(words), now)
    key = search_keys.key(words)
    return _by_name(center, key, now) if key else Found()


def person_known(center: models.Center, code: str) -> accounts.User | None:
    """This function will give one of a center's own people by code, or None."""
    return people.people_of_centers([center.code]).filter(code=codes.normal(code)).first() if code else None


def group_known(center: models.Center, code: str) -> accounts.Group | None:
    """This function will give a group that a center knows by code, or None."""
    return desk.groups_known(center).filter(code=codes.normal(code)).first() if code else None


def _by_code(center: models.Center, code: str, now: datetime) -> Found:
    if code.startswith(BOOKING):
        return Found("code", bookings=tuple(_full(center).filter(code=code)))
    known = person_known(center, code) if code.startswith(PERSON) else None
    group = group_known(center, code) if code.startswith(GROUP) else None
    found_people, found_groups = [known] if known else [], [group] if group else []
    return _found("code", center, found_people, found_groups, models.Booking.objects.none(), now)


def _by_phone(center: models.Center, digits: str, now: datetime) -> Found:
    if len(digits) < SHORTEST_NUMBER:
        return Found("short")
    known = people.people_of_centers([center.code]).filter(_number("phone", digits))
    called = _contacts(center).exclude(contact_phone="").filter(_number("contact_phone", digits))
    return _found("phone", center, known[: SHOWN + 1], (), called, now)


def _number(field: str, digits: str) -> Q:
    """A number from its beginning, or its last digits, as people tell them."""
    from_the_end = search_keys.begins(search_keys.last_digits_of(field), digits[::-1])
    return search_keys.begins(search_keys.digits_of(field), digits) | from_the_end


def _by_name(center: models.Center, key: str, now: datetime) -> Found:
    own = people.people_of_centers([center.code])
    known = own.filter(_named("name", key) | _named("furigana", key))
    # The indexes of kana leave out the rows without any, and say so in the same words.
    by_kana = _named("contact_kana", key) & ~Q(contact_kana="")
    called = _contacts(center).filter(_named("contact_name", key) | by_kana)
    groups = desk.groups_known(center).alias(key=search_keys.key_of("name"), kana_key=search_keys.key_of("kana"))
    of_name = groups.filter(Q(key__contains=key) | Q(kana_key__contains=key))
    return _found("name", center, known[: SHOWN + 1], of_name[: SHOWN + 1], called, now)


def _named(field: str, key: str) -> Q:
    """A name from its beginning, or what stands behind the family name."""
    given = search_keys.begins(search_keys.given_key_of(field), key)
    return search_keys.begins(search_keys.key_of(field), key) | given


def _contacts(center: models.Center) -> models.BookingQuerySet:
    return models.Booking.objects.filter(center=center).exclude(contact_name="")


def _found(
    kind: str,
    center: models.Center,
    known: Iterable[accounts.User],
    groups: Iterable[accounts.Group],
    called: models.BookingQuerySet,
    now: datetime,
) -> Found:
    found_people, found_groups = list(known), list(groups)
    wanted = list(_arms(center, found_people, found_groups, called, now))
    ids = {pk for arm in wanted for pk in arm}
    shown = list(_nearest(_full(center).filter(pk__in=ids), now)[: SHOWN + 1]) if ids else []
    return Found(
        kind,
        tuple(found_people[:SHOWN]),
        tuple(found_groups[:SHOWN]),
        tuple(shown[:SHOWN]),
        max(len(found_people), len(found_groups), len(shown)) > SHOWN,
    )


def _arms(
    center: models.Center,
    known: list[accounts.User],
    groups: list[accounts.Group],
    called: models.BookingQuerySet,
    now: datetime,
) -> Iterator[QuerySet[models.Booking, int]]:
    """This function will give the nearest bookings of each kind by id: of contacts, of people, of groups."""
    here = models.Booking.objects.filter(center=center)
    kinds = [called, here.filter(booked_by__in=[person.pk for person in known])]
    kinds.append(here.filter(group__in=[group.pk for group in groups]))
    for found in kinds:
        yield _nearest(found, now).values_list("pk", flat=True)[: SHOWN + 1]


def _nearest(found: QuerySet[models.Booking], now: datetime) -> QuerySet[models.Booking]:
    """This function will order bookings by how near their use is to now, to come or over."""
    apart = ExpressionWrapper(F("starts_at") - Value(now), output_field=DurationField())
    seconds = Func(apart, function="EXTRACT", template="ABS(EXTRACT(EPOCH FROM %(expressions)s))")
    return found.order_by(seconds, "pk")


def _full(center: models.Center) -> models.BookingQuerySet:
    return models.Booking.objects.filter(center=center).select_related("center", "room", "booked_by", "group")


def coming(bookings: Iterable[models.Booking], *, now: datetime) -> list[models.Booking]:
    """This function will give the bookings that are still to come and hold their room, the next first."""
    return sorted((one for one in bookings if _is_coming(one, now)), key=lambda one: (one.starts_at, one.pk))


def over(bookings: Iterable[models.Booking], *, now: datetime) -> list[models.Booking]:
    """This function will give the bookings that are over or do not hold their room, the latest first."""
    rest = [one for one in bookings if not _is_coming(one, now)]
    return sorted(rest, key=lambda one: (one.starts_at, one.pk), reverse=True)


def _is_coming(booking: models.Booking, now: datetime) -> bool:
    return booking.ends_at > now and booking.state in enums.LIVE_STATES
