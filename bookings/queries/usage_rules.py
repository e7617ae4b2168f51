"""Versions and drafts of usage rules, and the words by which people read them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from backend.accounts import models as accounts
from backend.common import errors
from bookings import enums, models, rules
from bookings.queries import centers

RELATED = ("municipality", "center", "room", "created_by")


@dataclass(frozen=True, slots=True)
class Scope:
    """For what rules can be drafted: the municipality, a center of it, a room of that."""

    municipality: accounts.Municipality
    center: models.Center | None = None
    room: models.Room | None = None

    @property
    def code(self) -> str:
        """This function will give the scope as one value of a form."""
        if self.room:
            return f"room:{self.room.code}"
        return f"center:{self.center.code}" if self.center else f"city:{self.municipality.code}"

    @property
    def name(self) -> str:
        """This function will name the scope."""
        if self.center is None:
            return f"{self.municipality.name}の標準"
        return f"{self.center.name}の{self.room.name}" if self.room else self.center.name


def words(municipality: accounts.Municipality | int, *, on: date | None = None) -> rules.Words:
    """This function will give the names of the codes that rules speak of, in three queries."""
    city = municipality if isinstance(municipality, int) else municipality.pk
    classes = accounts.UserClass.objects.filter(municipality_id=city).order_by("position", "pk")
    activities = models.Activity.objects.filter(municipality_id=city).order_by("position", "pk")
    return rules.Words(
        on=on,
        classes=dict(classes.values_list("code", "name")),
        activities=dict(activities.values_list("code", "name")),
        periods={period.code: period.name for period in centers.period_names()},
    )


def version(code: str) -> models.UsageRules:
    """This function will find a version or a draft, or raise NotFound."""
    found = models.UsageRules.objects.select_related(*RELATED).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def drafts(*, center_codes: Collection[str] | None, with_the_city_s: bool) -> QuerySet[models.UsageRules]:
    """This function will list the drafts of some centers (None: of all), and those of the city's default."""
    of_centers = Q(center__isnull=False) if center_codes is None else Q(center__code__in=list(center_codes))
    of_the_city = Q(center=None) if with_the_city_s else Q(pk__in=[])
    found = models.UsageRules.objects.filter(of_centers | of_the_city, published_at=None)
    return found.select_related(*RELATED).annotate(tried=Count("replays")).order_by("-created_at", "-pk")


def versions_of(center: models.Center) -> QuerySet[models.UsageRules]:
    """This function will list the published versions that rule a center or rooms of it, the newest first."""
    here = Q(center=center) | Q(center=None, municipality_id=center.municipality_id)
    found = models.UsageRules.objects.filter(here, published_at__isnull=False)
    return found.select_related("municipality", "center", "room").order_by("-valid", "-pk")


def published_for(center_codes: Collection[str] | None) -> QuerySet[models.UsageRules]:
    """This function will list all published versions of the city and of some centers, those that begin last first."""
    here = Q() if center_codes is None else Q(center__code__in=list(center_codes)) | Q(center=None)
    found = models.UsageRules.objects.filter(here, published_at__isnull=False)
    return found.select_related("municipality", "center", "room").order_by("-valid", "-pk")


def in_force(scope: Scope, *, on: date) -> models.UsageRules | None:
    """This function will give the published version of a scope on a date of use."""
    same = models.UsageRules.objects.filter(
        municipality=scope.municipality, center=scope.center, room=scope.room, published_at__isnull=False
    )
    return same.filter(valid__contains=on).first()


def scope_of(version: models.UsageRules) -> Scope:
    """This function will give for what a version holds."""
    return Scope(version.municipality, version.center, version.room)


def scopes(*, center_codes: Collection[str] | None, with_the_city_s: bool) -> list[Scope]:
    """This function will list for what somebody may draft rules: the city's first, then centers with their rooms."""
    rows = centers.centers().order_by("position", "pk")
    found = list(rows if center_codes is None else rows.filter(code__in=list(center_codes)))
    city = list(accounts.Municipality.objects.filter(center__isnull=False).distinct()) if with_the_city_s else []
    rooms: dict[int, list[models.Room]] = {}
    for room in models.Room.objects.filter(center__in=found, is_active=True).order_by("position", "pk"):
        rooms.setdefault(room.center_id, []).append(room)
    own = [Scope(center.municipality, center, room) for center in found for room in [None, *rooms.get(center.pk, [])]]
    return [*(Scope(one) for one in city), *own]


def above(draft: models.UsageRules, *, on: date) -> dict[str, Any]:
    """This function will give the content that a draft lies over: the city's, for a room also its center's."""
    levels: list[dict[str, Any]] = []
    city = Scope(draft.municipality)
    for scope in [city, Scope(draft.municipality, draft.center)][: draft.level]:
        found = in_force(scope, on=on)
        levels += [found.content] if found else []
    return rules.combined(*levels)


def replay(code: str) -> models.RulesReplay:
    """This function will find a replay with its draft, or raise NotFound."""
    related = ("draft__municipality", "draft__center", "draft__room", "requested_by")
    found = models.RulesReplay.objects.select_related(*related).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def replays_of(draft: models.UsageRules) -> QuerySet[models.RulesReplay]:
    """This function will list the replays of a draft, the newest first."""
    return draft.replays.select_related("draft").order_by("-requested_at", "-pk")


def bounds(version: models.UsageRules) -> tuple[date | None, date | None]:
    """This function will give the first day of a version, and the day after its last one."""
    return version.valid.lower, version.valid.upper


def standing(version: models.UsageRules, *, today: date) -> enums.RulesStanding:
    """This function will tell whether a version rules today, has ruled or will rule."""
    first, end = bounds(version)
    if version.is_draft:
        return enums.RulesStanding.DRAFT
    if end is not None and end <= today:
        return enums.RulesStanding.PAST
    return enums.RulesStanding.COMING if first is not None and first > today else enums.RulesStanding.IN_FORCE


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as lists show it: from when, until when, and whether it rules now."""

    version: models.UsageRules
    first: date | None
    last: date | None
    standing: enums.RulesStanding


def version_lines(versions: Iterable[models.UsageRules], *, today: date) -> list[VersionLine]:
    """This function will tell of versions when they hold."""
    return [VersionLine(found, *_days(found), standing(found, today=today)) for found in versions]


def _days(version: models.UsageRules) -> tuple[date | None, date | None]:
    first, end = bounds(version)
    return first, end and date.fromordinal(end.toordinal() - 1)


def waiting_for_the_city(now: datetime) -> QuerySet[models.Booking]:
    """This function will list the bookings that the usage rules leave to the city and that wait for it."""
    waiting = models.Booking.objects.holding_at(now).filter(
        approver=enums.Approver.CITY, state__in=[enums.State.TENTATIVE, enums.State.APPLIED]
    )
    return waiting.select_related("room", "center", "group", "booked_by").order_by("date", "starts_at", "pk")
