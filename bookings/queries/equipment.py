"""Equipment as residents and desks look it up: how many are free at a time, and who has what."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from backend.accounts import models as accounts
from backend.common import clock, errors
from bookings import enums, models, rules
from bookings.queries import switches
from bookings.rules import lending

COMING_DAYS = 14
MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True)
class Stock:
    """Equipment at a time: of how many pieces in use how many are free then."""

    equipment: models.Equipment
    total: int
    free: int

    @property
    def has_some(self) -> bool:
        """This function will tell whether at least one is free."""
        return self.free > 0


def lendable() -> QuerySet[models.Equipment]:
    """This function will list what is lent, center by center, in order."""
    found = models.Equipment.objects.filter(is_active=True).select_related("center__district")
    return found.order_by("center__position", "center_id", "position", "name", "pk")


def search(*, words: str = "", center_code: str = "") -> QuerySet[models.Equipment]:
    """This function will list what is lent under a name, or at a center."""
    found = lendable().filter(center__code=center_code) if center_code else lendable()
    named = Q(name__icontains=words) | Q(kana__icontains=words) | Q(note__icontains=words)
    return found.filter(named) if words else found


def equipment(code: str) -> models.Equipment:
    """This function will find what is lent, with its center, or raise NotFound."""
    found = lendable().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def kept(code: str) -> models.Equipment:
    """This function will find equipment for its desk, also what is not lent any more, or raise NotFound."""
    found = models.Equipment.objects.select_related("center").filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def piece(of: models.Equipment, number: int) -> models.EquipmentPiece:
    """This function will find a piece by its number, or raise NotFound."""
    found = models.EquipmentPiece.objects.filter(equipment=of, number=number).first()
    if found is None:
        raise errors.NotFound
    found.equipment = of
    return found


def with_rooms(center: models.Center) -> QuerySet[models.Equipment]:
    """This function will list what a center lends with a room."""
    return search(center_code=center.code).exclude(lending=enums.Lending.ALONE)


def by_themselves(center: models.Center) -> QuerySet[models.Equipment]:
    """This function will list what a center lends out of the house."""
    return search(center_code=center.code).exclude(lending=enums.Lending.WITH_ROOM)


def of_desk(center: models.Center) -> QuerySet[models.Equipment]:
    """This function will list all equipment of a center with its pieces, also what is not lent any more."""
    found = models.Equipment.objects.filter(center=center).order_by("-is_active", "position", "name", "pk")
    return found.prefetch_related(Prefetch("pieces", models.EquipmentPiece.objects.order_by("number")))


# How many are free --------------------------------------------------------------------------------------------------


def usable(equipment_ids: Collection[int]) -> dict[int, list[int]]:
    """This function will give the ids of the pieces in use, by their equipment, the lowest number first."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    pieces = models.EquipmentPiece.objects.filter(equipment__in=equipment_ids, withdrawn_at=None)
    for equipment_id, piece in pieces.order_by("number").values_list("equipment_id", "pk"):
        found[equipment_id].append(piece)
    return found


def held(
    equipment_ids: Collection[int], *, now: datetime, without: Collection[int] = (), out_until: datetime | None = None
) -> dict[int, list[lending.Held]]:
    """This function will give who keeps pieces from now on, by their equipment; not the loans `without` (by id).

    What is out although its time is over counts until now, or `out_until`. A loan whose booking has lapsed by itself
    counts no more, swept or not.
    """
    found: defaultdict[int, list[lending.Held]] = defaultdict(list)
    for loan in _keeping(equipment_ids, now).exclude(pk__in=without):
        pieces = tuple(hold.piece_id for hold in loan.piece_holds.all())
        ends = max(loan.ends_at, out_until or now) if loan.is_out else loan.ends_at
        found[loan.equipment_id].append(
            lending.Held(loan.pk, loan.starts_at, ends, loan.pieces, pieces, is_fixed=loan.is_out)
        )
    return found


def _keeping(equipment_ids: Collection[int], now: datetime) -> QuerySet[models.Loan]:
    ahead = Q(state=enums.LoanState.HANDED_OUT) | Q(ends_at__gt=now)
    live = models.Loan.objects.live().filter(ahead, equipment__in=equipment_ids).exclude(_lapsed(now))
    holds = models.PieceHold.objects.filter(holds=True).order_by("piece_id")
    return live.prefetch_related(Prefetch("piece_holds", holds)).order_by("pk")


def _lapsed(now: datetime) -> Q:
    return Q(state=enums.LoanState.RESERVED, booking__holds_until__lte=now)


def lapsed_of(found: models.Equipment, *, now: datetime) -> QuerySet[models.Loan]:
    """This function will list the loans of equipment whose booking has ended by itself, and nobody swept it."""
    return models.Loan.objects.detailed().filter(_lapsed(now), equipment=found).order_by("pk")


def stocks(found: Iterable[models.Equipment], *, starts_at: datetime, ends_at: datetime, now: datetime) -> list[Stock]:
    """This function will tell of equipment how many are free for the whole of a time; three queries for all."""
    listed = list(found)
    ids = [one.pk for one in listed]
    pieces, keeping = usable(ids), held(ids, now=now)
    return [_stock(one, len(pieces.get(one.pk, ())), keeping.get(one.pk, ()), starts_at, ends_at) for one in listed]


def _stock(
    one: models.Equipment, total: int, keeping: Iterable[lending.Held], starts_at: datetime, ends_at: datetime
) -> Stock:
    return Stock(one, total, max(total - lending.most_at_once(starts_at, ends_at, keeping), 0))


def free_of(
    one: models.Equipment, *, starts_at: datetime, ends_at: datetime, now: datetime, without: Collection[int] = ()
) -> Stock:
    """This function will tell of one kind of equipment how many are free, not counting the loans `without` (by id)."""
    total = len(usable([one.pk])[one.pk])
    return _stock(one, total, held([one.pk], now=now, without=without)[one.pk], starts_at, ends_at)


def alternatives(
    wanted: models.Equipment, *, pieces: int, starts_at: datetime, ends_at: datetime, by_desk: bool, now: datetime
) -> list[dict[str, Any]]:
    """This function will give other centers of the city where as many of the same are free at that time."""
    modes = [enums.BookingMode.EVERYONE, *([enums.BookingMode.GROUPS, enums.BookingMode.DESK_ONLY] if by_desk else [])]
    centers = switches.in_mode(
        models.Center.objects.filter(municipality_id=wanted.center.municipality_id), modes, now=now
    )
    others = lendable().filter(name=wanted.name, lending=wanted.lending, center__in=centers).exclude(pk=wanted.pk)
    found = stocks(others, starts_at=starts_at, ends_at=ends_at, now=now)
    return [
        {
            "equipment": one.equipment.code,
            "equipment_name": one.equipment.name,
            "center": one.equipment.center.code,
            "center_name": one.equipment.center.name,
            "free": one.free,
        }
        for one in found
        if one.free >= pieces
    ][:MOST_ALTERNATIVES]


# Loans --------------------------------------------------------------------------------------------------------------


def loan(code: str) -> models.Loan:
    """This function will find a loan with what its page shows, or raise NotFound."""
    found = models.Loan.objects.detailed().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def loans_of(person: accounts.User, *, groups: Iterable[accounts.Group] = ()) -> QuerySet[models.Loan]:
    """This function will list a person's own loans and those of groups for which they book, the latest first."""
    own = Q(booked_by=person, group=None) | Q(group__in=list(groups))
    return models.Loan.objects.detailed().filter(own).order_by("-starts_at", "-pk")


def of_booking(booking: models.Booking) -> QuerySet[models.Loan]:
    """This function will list the loans that go with a booking."""
    return models.Loan.objects.detailed().filter(booking=booking).order_by("starts_at", "pk")


def of_shifts(shift_codes: Collection[str]) -> QuerySet[models.Loan]:
    """This function will list the loans that were reserved for shifts of volunteers."""
    return models.Loan.objects.detailed().filter(shift_code__in=shift_codes).order_by("starts_at", "pk")


@dataclass(frozen=True, slots=True)
class DeskLoans:
    """The loans of a center as its desk works through them; each list in the order in which it is looked at."""

    to_hand_out: list[models.Loan]
    out: list[models.Loan]
    late: list[models.Loan]
    coming: list[models.Loan]

    @property
    def everything(self) -> list[models.Loan]:
        """This function will give every loan that is shown."""
        return [*self.late, *self.to_hand_out, *self.out, *self.coming]


def desk(center: models.Center, *, now: datetime) -> DeskLoans:
    """This function will lay out what a desk hands out today, what is out, what is late, and what comes."""
    today = clock.date_of(now)
    last = clock.start_of(today + timedelta(days=COMING_DAYS))
    live = models.Loan.objects.detailed().live().filter(equipment__center=center)
    shown = live.filter(Q(state=enums.LoanState.HANDED_OUT) | Q(ends_at__gt=now, starts_at__lt=last))
    numbered = Prefetch("piece_holds", models.PieceHold.objects.filter(holds=True).select_related("piece"))
    found = list(shown.prefetch_related(numbered).order_by("starts_at", "pk"))
    out = sorted((one for one in found if one.is_out), key=lambda one: (one.ends_at, one.pk))
    waiting = [one for one in found if one.is_reserved]
    return DeskLoans(
        to_hand_out=[one for one in waiting if clock.date_of(one.starts_at) <= today],
        out=[one for one in out if one.ends_at >= now],
        late=[one for one in out if one.ends_at < now],
        coming=[one for one in waiting if clock.date_of(one.starts_at) > today],
    )


def numbers_of(found: models.Loan) -> list[int]:
    """This function will give the numbers of the pieces of a loan; those it had, once it is over."""
    holds = found.piece_holds.select_related("piece")
    return sorted(hold.piece.number for hold in holds)


def needing(gone: models.EquipmentPiece, *, now: datetime) -> list[models.Loan]:
    """This function will list the loans that could not be kept without a piece: of those in the way, the last made."""
    equipment_id = gone.equipment_id
    rest = [one for one in usable([equipment_id])[equipment_id] if one != gone.pk]
    keeping = held([equipment_id], now=now)[equipment_id]
    kept = [one for one in keeping if one.is_fixed]
    dropped: list[lending.Held] = []
    for loan in sorted((one for one in keeping if not one.is_fixed), key=lambda one: one.key):
        fits = lending.laid_out(rest, [*kept, loan]) is not None
        (kept if fits else dropped).append(loan)
    found = models.Loan.objects.detailed().filter(pk__in=[one.key for one in dropped])
    return list(found.order_by("starts_at", "pk"))


def day_text(loan: models.Loan) -> str:
    """This function will tell residents from when to when a loan is, in Tokyo."""
    return span_text(loan.starts_at, loan.ends_at)


def span_text(starts_at: datetime, ends_at: datetime) -> str:
    """This function will tell residents a time, naming the second day only where there is one."""
    starts, ends = starts_at.astimezone(clock.TOKYO), ends_at.astimezone(clock.TOKYO)
    last = "" if starts.date() == ends.date() else _day(ends.date())
    return f"{_day(starts.date())}{starts:%-H:%M}〜{last}{ends:%-H:%M}"


def _day(day: date) -> str:
    return f"{rules.date_text(day)} "
