"""The usage rules of a center as its page shows them: what holds everywhere, and what single rooms add."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as day

from bookings import models, rules
from bookings.queries import calendars


@dataclass(frozen=True)
class RoomRules:
    """What rooms with the same rules of their own add."""

    room_names: str
    paragraphs: tuple[rules.Paragraph, ...]


@dataclass(frozen=True)
class HouseRules:
    """The paragraphs of a center, and those of its rooms."""

    paragraphs: tuple[rules.Paragraph, ...]
    rooms: tuple[RoomRules, ...]


def house_rules(center: models.Center, rooms: Iterable[models.Room], *, date: day) -> HouseRules:
    """This function will give the usage rules in force at a center on a date, in one query."""
    calendar = calendars.calendar(center, first=date, last=date)
    alike: dict[tuple[rules.Paragraph, ...], list[str]] = {}
    for room in rooms:
        if own := rules.paragraphs(_own(calendar, room, date)):
            alike.setdefault(own, []).append(room.name)
    added = tuple(RoomRules("、".join(names), paragraphs) for paragraphs, names in alike.items())
    return HouseRules(rules.paragraphs(calendar.rules(None, date)), added)


def _own(calendar: calendars.Calendar, room: models.Room, date: day) -> rules.Rules:
    return rules.parse(*[version.text for version in calendar.versions(room, date) if version.room_id is not None])
