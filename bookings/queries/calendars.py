"""Periods, closures and usage rules of centers over some days, read live in one statement for any number of centers."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.db import connection

from backend.common import clock
from bookings import models, rules

# One statement and not an ORM query each: a search asks this of every center, and a booking of one.
_STATEMENT = """
SELECT c.id,
  (SELECT coalesce(json_agg(json_build_array(x.reason, r.code, x.first_month, x.first_day, x.last_month, x.last_day,
                                             lower(x.dates), upper(x.dates) - 1, x.weekday) ORDER BY x.id), '[]')
     FROM bookings_closure x LEFT JOIN bookings_room r ON r.id = x.room_id WHERE x.center_id = c.id)::text,
  (SELECT coalesce(json_agg(json_build_array(s.room_id, lower(s.valid), upper(s.valid), p.code, p.name,
                                             p.starts, p.ends) ORDER BY p.starts), '[]')
     FROM bookings_periodset s JOIN bookings_period p ON p.period_set_id = s.id
    WHERE s.center_id = c.id AND s.valid && daterange(%(first)s, %(last)s, '[]'))::text,
  (SELECT coalesce(json_agg(json_build_array(u.room_id, u.center_id, lower(u.valid), upper(u.valid), u.code,
                                             u.content::text) ORDER BY u.id), '[]')
     FROM bookings_usagerules u
    WHERE u.municipality_id = c.municipality_id AND (u.center_id = c.id OR u.center_id IS NULL)
      AND u.published_at IS NOT NULL AND u.valid && daterange(%(first)s, %(last)s, '[]'))::text
  FROM bookings_center c WHERE c.id = ANY(%(centers)s)
"""


@dataclass(frozen=True, slots=True)
class PeriodTime:
    """A period as it is on some day."""

    code: str
    name: str
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Stretch:
    """One period or several that follow one another on a day, as instants."""

    date: date
    codes: tuple[str, ...]
    text: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Dated:
    """Something of a center (or of one room) from a date until before another."""

    room_id: int | None
    first: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class _DatedPeriod(_Dated):
    period: PeriodTime


@dataclass(frozen=True, slots=True)
class Version(_Dated):
    """A published version of usage rules: whose it is, its code and its text."""

    center_id: int | None
    code: str
    text: str

    @property
    def level(self) -> int:
        """This function will tell how particular the version is: 0 the city's, 1 the center's, 2 the room's."""
        return (self.center_id is not None) + (self.room_id is not None)


@dataclass(frozen=True)
class Calendar:
    """The calendar of one center on the days that were asked for."""

    closures_json: str
    periods_json: str
    rules_json: str

    @cached_property
    def _closures(self) -> list[rules.ClosedDays]:
        return [_closed_days(row) for row in json.loads(self.closures_json)]

    @cached_property
    def _periods(self) -> list[_DatedPeriod]:
        return [_dated_period(*row) for row in json.loads(self.periods_json)]

    @cached_property
    def _versions(self) -> list[Version]:
        return [_version(*row) for row in json.loads(self.rules_json)]

    @cached_property
    def _particular(self) -> tuple[frozenset[int], frozenset[str]]:
        ids = {dated.room_id for dated in (*self._periods, *self._versions) if dated.room_id is not None}
        return frozenset(ids), frozenset(closure.room_code for closure in self._closures)

    def is_particular(self, room: models.Room) -> bool:
        """This function will tell whether a room has periods, closures or rules of its own."""
        ids, codes = self._particular
        return room.pk in ids or room.code in codes

    @property
    def closures(self) -> list[rules.ClosedDays]:
        """This function will give all closed days of the center and its rooms."""
        return self._closures

    def periods_of_center(self, day: date) -> list[PeriodTime]:
        """This function will give the periods of the center itself on a date, from morning to night."""
        return [dated.period for dated in self._periods if dated.room_id is None and dated.covers(day)]

    def closed(self, room: models.Room, day: date) -> rules.Closed | None:
        """This function will tell why a room is closed on a date, or None when it is open."""
        return rules.closed_on(self._closures, day, room.code)

    def periods(self, room: models.Room, day: date) -> list[PeriodTime]:
        """This function will give a room's periods on a date, from morning to night; its own set comes first."""
        on_day = [dated for dated in self._periods if dated.room_id in (None, room.pk) and dated.covers(day)]
        own = [dated.period for dated in on_day if dated.room_id is not None]
        return own or [dated.period for dated in on_day]

    def stretch(self, room: models.Room, day: date, codes: Collection[str]) -> Stretch | None:
        """This function will give periods of a room as one stretch, or None when they are not there or not in a row."""
        periods = self.periods(room, day)
        places = [place for place, period in enumerate(periods) if period.code in codes]
        if not places or len(places) != len(set(codes)) or places[-1] - places[0] != len(places) - 1:
            return None
        chosen = [periods[place] for place in places]
        return Stretch(
            date=day,
            codes=tuple(period.code for period in chosen),
            text="・".join(period.name for period in chosen),
            starts_at=clock.at(day, chosen[0].starts),
            ends_at=clock.at(day, chosen[-1].ends),
        )

    def versions(self, room: models.Room | None, day: date) -> list[Version]:
        """This function will give the versions in force on a date of use: the city's, the center's, the room's."""
        ids = (None, room.pk) if room else (None,)
        found = [version for version in self._versions if version.room_id in ids and version.covers(day)]
        return sorted(found, key=lambda version: version.level)

    def rules(self, room: models.Room | None, day: date) -> rules.Rules:
        """This function will give the usage rules in force on a date of use; without a room, those of the center."""
        return rules.parse(*[version.text for version in self.versions(room, day)])


def calendars(center_ids: Collection[int], *, first: date, last: date) -> dict[int, Calendar]:
    """This function will give the calendars of centers from a first to a last date, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"centers": list(center_ids), "first": first, "last": last})
        return {row[0]: Calendar(*row[1:]) for row in cursor.fetchall()}


def calendar(center: models.Center, *, first: date, last: date) -> Calendar:
    """This function will give the calendar of one center."""
    return calendars([center.pk], first=first, last=last)[center.pk]


def rules_for(room: models.Room, *, date: date) -> rules.Rules:
    """This function will give the usage rules in force for a room on a date of use."""
    return calendar(room.center, first=date, last=date).rules(room, date)


def rules_of_center(center: models.Center, *, date: date) -> rules.Rules:
    """This function will give the usage rules in force at a center on a date, without what single rooms add."""
    return calendar(center, first=date, last=date).rules(None, date)


def content_of_center(center: models.Center, *, date: date) -> dict[str, Any]:
    """This function will give the usage rules in force at a center on a date as the JSON that people publish."""
    versions = calendar(center, first=date, last=date).versions(None, date)
    return rules.combined(*[json.loads(version.text) for version in versions])


def rules_of_room_alone(room: models.Room, *, date: date) -> rules.Rules:
    """This function will give only what a room's own rules say on a date."""
    found = calendar(room.center, first=date, last=date).versions(room, date)
    return rules.parse(*[version.text for version in found if version.room_id is not None])


def _closed_days(row: list[Any]) -> rules.ClosedDays:
    reason, room_code, first_month, first_day, last_month, last_day, first, last, weekday = row
    return rules.ClosedDays(
        reason=reason,
        room_code=room_code or "",
        yearly=((first_month, first_day), (last_month, last_day)) if first_month else None,
        dated=(_date(first) or date.min, _date(last) or date.max) if first or last else None,
        weekday=weekday,
    )


def _dated_period(
    room_id: int | None, first: str | None, end: str | None, code: str, name: str, starts: str, ends: str
) -> _DatedPeriod:
    period = PeriodTime(code, name, time.fromisoformat(starts), time.fromisoformat(ends))
    return _DatedPeriod(room_id, _date(first), _date(end), period)


def _version(
    room_id: int | None, center_id: int | None, first: str | None, end: str | None, code: str, text: str
) -> Version:
    return Version(room_id, _date(first), _date(end), center_id, code, text)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
