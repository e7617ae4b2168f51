"""Thanks and answers after an activity: when they can be written and edited, what of them is counted for the city."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

# An error seen at once can be mended; what somebody has read or slept on stays, and is added to.
EDITABLE_FOR = timedelta(days=1)
MOST_ADDITIONS = 5
# Fewer than so many cannot be told of without telling of somebody.
LEAST_SHOWN = 5
OF_AGE = 18
_SPACE = re.compile(r"\s+")


def is_over(*, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether an activity has ended, so that both sides can look back at it."""
    return ends_at <= now


def can_edit(*, written_at: datetime, read_at: datetime | None, is_hidden: bool, now: datetime) -> bool:
    """This function will tell whether words can still be changed: unread, within a day, and not hidden by the city."""
    return read_at is None and not is_hidden and now - written_at < EDITABLE_FOR


def can_add(*, additions: int, is_hidden: bool) -> bool:
    """This function will tell whether something can be added: a few times, and not to what the city has hidden."""
    return additions < MOST_ADDITIONS and not is_hidden


def is_excerpt(quote: str, texts: Iterable[str]) -> bool:
    """This function will tell whether a quote stands word for word in one of the texts; spaces do not count."""
    wanted = _SPACE.sub("", quote)
    return bool(wanted) and any(wanted in _SPACE.sub("", text) for text in texts)


def can_be_quoted(*, age: int | None) -> bool:
    """This function will tell whether somebody can be asked to be quoted: whose age is known.

    Who is under age is quoted only when the guardian consents as well (rules.consents.is_needed).
    """
    return age is not None


def shown_counts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """This function will give the counts of the parts of one whole that can be shown, and None for the others.

    Fewer than five are not shown. Where those not shown would together be fewer than five, so that the total less
    the others tells of them, the smallest that is shown is left out as well.
    """
    shown = {name: count for name, count in counts.items() if count >= LEAST_SHOWN}
    rest = sum(count for name, count in counts.items() if name not in shown)
    if 0 < rest < LEAST_SHOWN and shown:
        del shown[min(shown, key=lambda name: (shown[name], name))]
    return {name: shown.get(name) for name in counts}


def shown_total(count: int) -> int | None:
    """This function will give a number of people that can be shown, else None."""
    return count if count >= LEAST_SHOWN else None
