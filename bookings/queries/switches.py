"""What can be done at each center now, and from when something else: read from the rows, live."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backend.common import clock, errors
from bookings import enums, models, rules
from bookings.queries import centers


@dataclass(frozen=True)
class ComingTurn:
    """A turn that is still to come, in words."""

    switch_text: str
    value_text: str
    at: datetime


@dataclass(frozen=True)
class Offering:
    """What can be done at a center at a moment."""

    center: models.Center
    here: rules.Switches
    coming: tuple[ComingTurn, ...]

    @property
    def mode_text(self) -> str:
        """This function will name the way in which the center takes bookings."""
        return str(enums.BookingMode(self.here.booking_mode).label)


@dataclass(frozen=True)
class CenterTurns:
    """A center with what holds, what will come and what came before, the newest first."""

    offering: Offering
    planned: tuple[models.CenterSwitch, ...]
    earlier: tuple[models.CenterSwitch, ...]


def offering(center: models.Center, *, now: datetime) -> Offering:
    """This function will tell what can be done at a center now, without a query."""
    coming = tuple(_in_words(turn) for turn in center.turns_after(now))
    return Offering(center, center.switches_at(now), coming)


def _in_words(turn: rules.Turn) -> ComingTurn:
    kind = enums.BookingMode if turn.switch == enums.Switch.BOOKING_MODE else enums.SwitchValue
    return ComingTurn(
        str(enums.Switch(turn.switch).label), str(kind(turn.value).label), turn.at.astimezone(clock.TOKYO)
    )


def offerings(*, now: datetime) -> list[Offering]:
    """This function will list every center with its switches, in order. One query."""
    return [offering(center, now=now) for center in centers.centers()]


def center_turns(center: models.Center, *, now: datetime) -> CenterTurns:
    """This function will gather every turn of a center's switches. One query."""
    newest_first = turns_of(center).order_by("-takes_effect_at", "-pk")
    rows = list(newest_first.select_related("created_by", "withdrawn_by"))
    planned = [row for row in rows if row.withdrawn_at is None and row.takes_effect_at > now]
    earlier = tuple(row for row in rows if row not in planned)
    return CenterTurns(offering(center, now=now), tuple(reversed(planned)), earlier)


def turns_of(center: models.Center) -> "QuerySet[models.CenterSwitch]":
    """This function will list every turn of a center's switches."""
    return models.CenterSwitch.objects.filter(center=center).select_related("center")


def turn(center: models.Center, code: str) -> models.CenterSwitch:
    """This function will find one turn of a center's switches, or raise NotFound."""
    found = turns_of(center).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def in_mode(wanted: "QuerySet[models.Center]", modes: Collection[str], *, now: datetime) -> "QuerySet[models.Center]":
    """This function will keep the centers that take bookings in one of the ways at a moment."""
    turns = models.CenterSwitch.objects.filter(
        center=OuterRef("pk"),
        switch=enums.Switch.BOOKING_MODE,
        takes_effect_at__lte=now,
        withdrawn_at__isnull=True,
    )
    newest = turns.order_by("-takes_effect_at", "-pk").values("value")[:1]
    return wanted.alias(mode_now=Coalesce(Subquery(newest), F("booking_mode"))).filter(mode_now__in=modes)
