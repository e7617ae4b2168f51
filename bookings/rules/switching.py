"""What the city has switched on at a center (施設を限定しての試行). Pure: the plan and an instant in, the answer out.

A plan is data with moments in it, so that what begins on 1 April begins then by itself, without any job.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

ON, OFF = "on", "off"
# What each mode opens online, besides what it leaves to the desk.
_ONLINE = {"everyone": (True, True), "groups": (False, True)}
_BY_DESK = ("desk_only", "groups", "everyone")


@dataclass(frozen=True, slots=True)
class Switches:
    """What can be done at a center at one moment; the names are those of `enums.Switch`."""

    booking_mode: str
    lottery_on: bool
    fees_on: bool
    open_space_on: bool

    def value_of(self, switch: str) -> str:
        """This function will give the value of a switch as the plan writes it."""
        value: str | bool = getattr(self, switch)
        return value if isinstance(value, str) else ON if value else OFF

    def opens_online(self, *, for_group: bool) -> bool:
        """This function will tell whether a person, or their registered group, reserves online."""
        return _ONLINE.get(self.booking_mode, (False, False))[for_group]

    def admits(self, *, for_group: bool, by_desk: bool) -> bool:
        """This function will tell whether a booking may be made here, online or by the desk."""
        return self.opens_desk if by_desk else self.opens_online(for_group=for_group)

    @property
    def is_online(self) -> bool:
        """This function will tell whether anybody reserves online."""
        return self.booking_mode in _ONLINE

    @property
    def opens_desk(self) -> bool:
        """This function will tell whether the desk writes down bookings in the service."""
        return self.booking_mode in _BY_DESK


@dataclass(frozen=True, slots=True)
class Turn:
    """One switch that gets a value at a moment."""

    switch: str
    value: str
    at: datetime


def turns(rows: Sequence[Sequence[str]]) -> list[Turn]:
    """This function will read the rows of a plan, each [switch, value, moment in ISO form], in the order of time."""
    return [Turn(switch, value, datetime.fromisoformat(at)) for switch, value, at in rows]


def switches_at(first: Switches, plan: Iterable[Turn], now: datetime) -> Switches:
    """This function will give what is switched on at a moment; a turn counts from its own moment on."""
    due: dict[str, Any] = {turn.switch: _read(turn) for turn in plan if turn.at <= now}
    return replace(first, **due) if due else first


def turns_after(plan: Iterable[Turn], now: datetime) -> tuple[Turn, ...]:
    """This function will give the turns that are still to come, the next first."""
    return tuple(turn for turn in plan if turn.at > now)


def _read(turn: Turn) -> str | bool:
    return turn.value if turn.switch == "booking_mode" else turn.value == ON
