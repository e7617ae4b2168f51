"""The usage rules of a center as its page shows them: what holds, what single rooms add, and the versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day

from bookings import models, rules
from bookings.queries import calendars, usage_rules


@dataclass(frozen=True)
class RoomRules:
    """What rooms with the same rules of their own add."""

    room_names: str
    paragraphs: tuple[rules.Paragraph, ...]


@dataclass(frozen=True)
class HouseRules:
    """The paragraphs of a center on a day, those of its rooms, and the versions before and after."""

    date: day
    paragraphs: tuple[rules.Paragraph, ...]
    rooms: tuple[RoomRules, ...]
    versions: tuple[usage_rules.VersionLine, ...]


def house_rules(center: models.Center, rooms: Iterable[models.Room], *, date: day, today: day) -> HouseRules:
    """This function will give the usage rules in force at a center on a date, in five queries.

    Examples are told from the date itself, or from today where that is later.
    """
    calendar = calendars.calendar(center, first=date, last=date)
    words = usage_rules.words(center.municipality_id, on=max(date, today))
    alike: dict[tuple[rules.Paragraph, ...], list[str]] = {}
    for room in rooms:
        if own := rules.paragraphs(_own(calendar, room, date), words):
            alike.setdefault(own, []).append(room.name)
    added = tuple(RoomRules("、".join(names), paragraphs) for paragraphs, names in alike.items())
    versions = usage_rules.version_lines(usage_rules.versions_of(center), today=today)
    return HouseRules(date, rules.paragraphs(calendar.rules(None, date), words), added, tuple(versions))


def _own(calendar: calendars.Calendar, room: models.Room, date: day) -> rules.Rules:
    return rules.parse(*[version.text for version in calendar.versions(room, date) if version.room_id is not None])
