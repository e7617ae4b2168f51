"""The shape of usage rules (利用のきまり): JSON that people publish ↔ frozen values that the evaluator reads.

A content is an object of clauses. Every clause may carry `paragraph`, the sentence residents read and refusals quote,
and `source`, where it was found. A clause that is not there rules nothing; nothing is ever guessed (decision 0003).
"""

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Literal

Unit = Literal["day", "week", "month", "year"]


class InvalidRules(ValueError):
    """The JSON is not usage rules; `problems` names every place and what is wrong there."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


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
    """At most `limit` bookings of one person or group in a span of the date of use; `open` counts those to come."""

    span: Literal["week", "month", "fiscal_year", "open"]
    limit: int
    counts: Literal["center", "room"] = "center"


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
    """Whether the desk approves a booking, or it is approved as it is made."""

    by: Literal["desk", "automatic"]


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


# Clauses of these kinds have names of their own and are replaced one by one; every other clause as a whole.
NAMED = ("deadlines", "bans")


@functools.lru_cache(maxsize=512)
def parse(*texts: str) -> Rules:
    """This function will read usage rules from JSON texts, from the most general to the most particular.

    A later clause takes the place of an earlier one of the same name, and null takes it away. Raises InvalidRules.
    The answer depends on the texts alone, so keeping it can never make it stale.
    """
    return read(combined(*[json.loads(text) for text in texts]))


def combined(*contents: Mapping[str, Any]) -> dict[str, Any]:
    """This function will lay contents over one another, the most particular last."""
    whole: dict[str, Any] = {}
    for content in contents:
        for kind, clause in content.items():
            named = kind in NAMED and isinstance(clause, dict)
            whole[kind] = {**whole.get(kind, {}), **clause} if named else clause
    for kind in NAMED:
        if kind in whole:
            whole[kind] = {name: clause for name, clause in (whole[kind] or {}).items() if clause is not None}
    return {kind: clause for kind, clause in whole.items() if clause is not None}


def read(content: object) -> Rules:
    """This function will make rules of a JSON value, or raise InvalidRules with every problem in it."""
    problems: list[str] = []
    rules = typing.cast("Rules", _read(Rules, content, "rules", problems))
    problems = problems or list(_contradictions(rules))
    if problems:
        raise InvalidRules(problems)
    return rules


def _contradictions(rules: Rules) -> Iterator[str]:
    if rules.hours and rules.hours.closes <= rules.hours.opens:
        yield "rules.hours: closes before it opens"
    people = rules.headcount
    if people and people.minimum and people.maximum and people.maximum < people.minimum:
        yield "rules.headcount: the maximum is below the minimum"
    named = [name for window in rules.windows.tiers for name in window.classes or [""]] if rules.windows else []
    if len(named) != len(set(named)):
        yield "rules.windows.tiers: a user class has two windows"


def _read(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401 - a type form
    origin = typing.get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        return _read_union(wanted, value, where, problems)
    if origin is Literal:
        return value if value in typing.get_args(wanted) else _wrong(where, wanted, value, problems)
    if origin is tuple and isinstance(value, list):
        inner = typing.get_args(wanted)[0]
        return tuple(_read(inner, item, f"{where}[{n}]", problems) for n, item in enumerate(value))
    if origin is Mapping and isinstance(value, dict):
        inner = typing.get_args(wanted)[1]
        return {key: _read(inner, item, f"{where}.{key}", problems) for key, item in value.items()}
    if dataclasses.is_dataclass(wanted) and isinstance(value, dict):
        return _read_clause(wanted, value, where, problems)
    return _read_plain(wanted, value, where, problems)


def _read_union(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401
    attempts: list[list[str]] = []
    for choice in typing.get_args(wanted):
        attempts.append([])
        answer = None if choice is type(None) and value is None else _read(choice, value, where, attempts[-1])
        if not attempts[-1]:
            return answer
    problems += attempts[0]
    return None


def _read_clause(wanted: Any, value: dict[str, Any], where: str, problems: list[str]) -> object:  # noqa: ANN401
    hints = _hints(wanted)
    problems += [f"{where}.{key}: no such field" for key in value if key not in hints]
    problems += [f"{where}.{key}: is missing" for key in _required(wanted) if key not in value]
    found = {key: _read(hints[key], item, f"{where}.{key}", problems) for key, item in value.items() if key in hints}
    return None if problems else wanted(**found)


@functools.cache
def _hints(wanted: Any) -> dict[str, Any]:  # noqa: ANN401 - a class, which the cache must see as hashable
    return typing.get_type_hints(wanted)


def _required(wanted: type[Any]) -> Iterator[str]:
    for item in dataclasses.fields(wanted):
        if item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            yield item.name


def _read_plain(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401
    reader = _PLAIN.get(wanted)
    answer = reader(value) if reader else None
    return _wrong(where, wanted, value, problems) if answer is None else answer


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _time_of_day(value: object) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


_PLAIN: Mapping[Any, Callable[[object], object]] = {
    str: lambda value: value if isinstance(value, str) else None,
    bool: lambda value: value if isinstance(value, bool) else None,
    int: _whole_number,
    time: _time_of_day,
    type(None): lambda _value: None,
}


def _wrong(where: str, wanted: Any, value: object, problems: list[str]) -> object:  # noqa: ANN401
    name = wanted.__name__ if isinstance(wanted, type) else str(wanted).removeprefix("typing.")
    problems.append(f"{where}: {json.dumps(value, ensure_ascii=False, default=str)} is not {name}")
    return None
