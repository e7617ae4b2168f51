"""A request as its card on the board tells it: its words made once, as a thousand requests are looked through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.common import clock
from volunteers import models


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as a page writes it: for machines, and in words."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A request of the board with the first of its times, in Tokyo; `more` are the other set times.

    `shift` is None where people pick a time in the first of its windows.
    """

    request: models.Request
    window: models.Window | None
    shift: models.Shift | None
    starts: Moment | None
    ends: Moment | None
    more: int


def of_board(requests: Iterable[models.Request]) -> list[Card]:
    """This function will give the cards of requests that queries.requests.board has listed."""
    return [_card(request) for request in requests]


def _card(request: models.Request) -> Card:
    windows: list[models.Window] = request.open_windows  # type: ignore[attr-defined]  # brought along by the board
    shifts: list[models.Shift] = request.open_shifts  # type: ignore[attr-defined]
    if windows or not shifts:
        return Card(request, windows[0] if windows else None, None, None, None, 0)
    shift = shifts[0]
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    day = f"{starts.month}月{starts.day}日（{'月火水木金土日'[starts.weekday()]}）"
    return Card(request, None, shift, _moment(starts, day), _moment(ends), len(shifts) - 1)


def _moment(local: datetime, day: str = "") -> Moment:
    return Moment(local.isoformat(), f"{day}{local.hour}:{local:%M}")
