"""The shape of usage rules (利用のきまり): frozen values that the evaluator reads; `reading` makes them of JSON.

Every clause may carry `paragraph`, the sentence residents read and refusals quote, and `source`, where it was found. A
clause that is not there rules nothing; nothing is ever guessed (decision 0003).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Literal

Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What every clause carries: the sentence it stands for and where it was found."""

    paragraph: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Who(Clause):
    """Who may use the center; any one of the ties is enough. `local_district_first` prefers the center's district."""

    may_use: tuple[Literal["lives", "works", "studies"], ...]
    local_district_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Guardian(Clause):
    """Below this age only with a guardian: a school stage, or an age in years."""

    below: Literal["junior_high"] | int


@dataclass(frozen=True, kw_only=True)
class Hours(Clause):
    """From when to when the center is open."""

    opens: time
    closes: time


@dataclass(frozen=True, kw_only=True)
class Periods(Clause):
    """Whether one booking may take several periods that follow one another."""

    may_span: bool


@dataclass(frozen=True, kw_only=True)
class Window(Clause):
    """When booking opens for some user classes (an empty tuple: for everybody whom no other window names).

    `amount` units before the date of use, or before the first day of its month, at `opens_at` (or as the day begins).
    """

    classes: tuple[str, ...] = ()
    amount: int
    unit: Unit = "month"
    anchor: Literal["date", "month"] = "date"
    opens_at: time | None = None


@dataclass(frozen=True, kw_only=True)
class Windows(Clause):
    """The booking windows of all tiers."""

    tiers: tuple[Window, ...]


@dataclass(frozen=True, kw_only=True)
class Headcount(Clause):
    """How few and how many people may use a room; its capacity holds besides."""

    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cap(Clause):
    """At most `limit` bookings of one person or group in a span of the date of use; `open` counts those to come.

    `classes` narrows it to some user classes (an empty tuple: it holds for everybody).
    """

    span: Literal["week", "month", "fiscal_year", "open"]
    limit: int
    counts: Literal["center", "room"] = "center"
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Caps(Clause):
    """All caps."""

    limits: tuple[Cap, ...]


@dataclass(frozen=True, kw_only=True)
class Deadline(Clause):
    """By when something is due: units before or after the use, or after the tentative booking, at a time of day.

    Without a time of day the whole day counts. `periods` narrows it to bookings of these periods. `lapses` tells that
    a booking ends when its form does not come.
    """

    kind: Literal["booking", "form", "cancellation", "report"]
    amount: int
    unit: Unit = "day"
    counted: Literal["before_use", "after_use", "after_tentative"]
    time_of_day: time | None = None
    periods: tuple[str, ...] = ()
    lapses: bool = False


@dataclass(frozen=True, kw_only=True)
class Ban(Clause):
    """An activity that is not allowed, by its code."""

    activity: str


@dataclass(frozen=True, kw_only=True)
class Approval(Clause):
    """Who approves a booking: the desk, the city, the center's committee, or nobody since it is approved as it is made.

    What a committee decides, the desk writes down.
    """

    by: Literal["desk", "city", "committee", "automatic"]


@dataclass(frozen=True, kw_only=True)
class PublicUse(Clause):
    """User classes that take precedence, and whether they may displace a booking.

    They may until `notice_days` before the use; what is offered to the displaced is held for `alternatives_days`.
    """

    classes: tuple[str, ...]
    may_displace: bool
    notice_days: int = 0
    alternatives_days: int = 3


@dataclass(frozen=True, kw_only=True)
class WaitingList(Clause):
    """Whether people may wait in line for a taken period, and how long an offer to the next in line is held.

    An offer ends after `answer_hours`, at the latest `stops_hours` before the use; after that nobody is offered it.
    """

    is_open: bool
    answer_hours: int = 24
    stops_hours: int = 1


@dataclass(frozen=True, kw_only=True)
class CheckIn(Clause):
    """From how many minutes before a use one can check in, and after how many an unclaimed room goes to others."""

    opens_minutes: int = 30
    released_after_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class NoShows(Clause):
    """From how many no-shows within how many months the desk may restrict somebody, and for how many days at most.

    Within `grace_days` after the use the person or the desk can put a mistake right, and it does not count.
    """

    limit: int
    months: int
    restricted_days: int
    grace_days: int = 7


@dataclass(frozen=True, kw_only=True)
class RoomCheck(Clause):
    """What the last to leave checks for the report, and whether the desk looks at the room as well."""

    items: tuple[str, ...]
    by_desk: bool = False


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The usage rules of one room on one day, as far as they are known."""

    who: Who | None = None
    guardian: Guardian | None = None
    hours: Hours | None = None
    periods: Periods | None = None
    windows: Windows | None = None
    headcount: Headcount | None = None
    caps: Caps | None = None
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    bans: Mapping[str, Ban] = field(default_factory=dict)
    approval: Approval | None = None
    public_use: PublicUse | None = None
    waiting_list: WaitingList | None = None
    check_in: CheckIn | None = None
    no_shows: NoShows | None = None
    room_check: RoomCheck | None = None
