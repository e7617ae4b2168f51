"""Times that people pick themselves inside of a window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Picked:
    """A time at which `people` help; half-open."""

    starts_at: datetime
    ends_at: datetime
    people: int = 1


def most_at_once(wanted: Picked, others: Iterable[Picked]) -> int:
    """This function will give how many others help at the fullest instant of a wanted time."""
    meeting = [one for one in others if one.starts_at < wanted.ends_at and wanted.starts_at < one.ends_at]
    # The number only rises where somebody begins.
    instants = [wanted.starts_at, *(one.starts_at for one in meeting if one.starts_at > wanted.starts_at)]
    return max(_people_at(instant, meeting) for instant in instants)


def _people_at(instant: datetime, picked: Iterable[Picked]) -> int:
    return sum(one.people for one in picked if one.starts_at <= instant < one.ends_at)
