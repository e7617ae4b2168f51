"""When a delivery that did not go out is tried again, and when a mail waits until the morning."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

# After 2, 4, 8 … 256 minutes: eight and a half hours in all.
ATTEMPTS = 9
# The next sweep begins a minute after this one, and goes on where it stopped.
SWEEP = timedelta(seconds=50)
# Of what begins within so long, people are told also at night: the morning would be too late to get ready.
URGENT = timedelta(hours=12)


def due_again(attempt: int, *, now: datetime) -> datetime:
    """This function will tell when an attempt that has not succeeded by then is taken up again.

    The first, after two minutes, is later than an attempt takes at most: eleven steps of SMTP at EMAIL_TIMEOUT each.
    """
    return now + timedelta(minutes=2**attempt)


def is_last(attempt: int) -> bool:
    """This function will tell whether there is no attempt after this one."""
    return attempt >= ATTEMPTS


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a day in which a person wants no mail; `until` is not part of them, and they may pass midnight."""

    begins: time
    until: time
    urgent_passes: bool = True

    def holds_at(self, moment: time) -> bool:
        """This function will tell whether a time of day lies in them; hours that begin as they end are none."""
        if self.begins <= self.until:
            return self.begins <= moment < self.until
        return moment >= self.begins or moment < self.until


def quiet_until(quiet: Quiet, *, local: datetime, is_urgent: bool = False) -> datetime | None:
    """This function will tell until when something waits, or None where it can go out at once.

    `local` is the instant in the zone of the quiet hours, and so is the answer.
    """
    if (is_urgent and quiet.urgent_passes) or not quiet.holds_at(local.time()):
        return None
    day = local.date() if local.time() < quiet.until else local.date() + timedelta(days=1)
    return datetime.combine(day, quiet.until, local.tzinfo)


def is_urgent(*, local: datetime, local_start: datetime) -> bool:
    """This function will tell whether something about what begins then cannot wait: it is today, or soon."""
    return local.date() == local_start.date() or local_start - local <= URGENT
