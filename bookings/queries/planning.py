"""A series (定期利用) before there is one: what is wished, and its dry run date by date.

The dry run and the deed ask the same questions of the same rows; only the deed asks them under locks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from backend.accounts import models as accounts
from bookings import enums, errors, models
from bookings.queries import fitting, named_slots, wishes
from bookings.rules import repetition

Chosen = Mapping[date, named_slots.Slot]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A series as it is wished; the date of `wish` stands for all of them."""

    wish: wishes.Wish
    pattern: repetition.Repetition
    first: date
    last: date
    purpose: str

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """This function will give the dates of the series. Raises TermTooLong and NoDates."""
        if not self.first <= self.last <= self.first + repetition.LONGEST:
            raise errors.TermTooLong
        found = repetition.dates_of(self.pattern, self.first, self.last)
        if not found:
            raise errors.NoDates(repetition_text=self.pattern.text)
        return found

    @property
    def group(self) -> accounts.Group:
        """This function will give the group of the series; raises GroupNotReady without one, as persons have none."""
        if self.wish.group is None:
            raise errors.GroupNotReady(group_name="")
        return self.wish.group

    @property
    def wishes(self) -> list[wishes.Wish]:
        """This function will give one wish for each date."""
        return [replace(self.wish, date=day) for day in self.dates]


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date of a dry run: how it fits, what else would do, and what is ticked.

    `picked` is what became of the choice for this date; None where nothing is taken.
    """

    date: date
    fit: fitting.Fit
    alternatives: tuple[fitting.Fit, ...]
    picked: fitting.Fit | None

    @property
    def picked_text(self) -> str:
        """This function will give the value that is ticked, or an empty text."""
        return self.picked.slot_text if self.picked else ""

    @property
    def can_tick(self) -> bool:
        """This function will tell whether the date itself may be ticked: free, or full only by the other dates."""
        return self.fit.verdict in (enums.Verdict.FREE, enums.Verdict.OVER_CAP)

    @property
    def is_lost(self) -> bool:
        """This function will tell whether what was chosen cannot be had any more."""
        return self.picked is not None and not self.picked.fits


@dataclass(frozen=True)
class DryRun:
    """Every date of a plan with its verdict."""

    plan: Plan
    dates: tuple[PlannedDate, ...]

    @property
    def free(self) -> int:
        """This function will count the dates that fit as they are wished."""
        return sum(planned.fit.fits for planned in self.dates)

    @property
    def picked(self) -> int:
        """This function will count the dates for which something is ticked."""
        return sum(planned.picked is not None for planned in self.dates)


def dry_run(plan: Plan, *, now: datetime, chosen: Chosen | None = None) -> DryRun:
    """This function will judge every date of a plan in order, what is taken counting towards the caps of the next.

    Without a choice all that fits is taken; with one, that alone. It takes four queries, however many dates there are.
    """
    term = fitting.term(plan.wishes, now=now)
    rooms = {room.code: room for room in term.rooms}
    taken: list[fitting.Fit] = []
    found = []
    for wish in plan.wishes:
        planned = _planned(term, wish, rooms, taken, chosen)
        found.append(planned)
        if planned.picked:
            taken.append(planned.picked)
    return DryRun(plan, tuple(found))


def _planned(
    term: fitting.Term,
    wish: wishes.Wish,
    rooms: Mapping[str, models.Room],
    taken: list[fitting.Fit],
    chosen: Chosen | None,
) -> PlannedDate:
    fit = term.fit_beside(wish, taken)
    alternatives = () if fit.fits else tuple(term.alternatives(wish, fitting.uses_of(taken)))
    if chosen is None:
        return PlannedDate(wish.date, fit, alternatives, fit if fit.fits else None)
    slot = chosen.get(wish.date)
    if slot is None or slot.room_code not in rooms:
        return PlannedDate(wish.date, fit, alternatives, None)
    other = replace(wish, room=rooms[slot.room_code], date=slot.date, periods=slot.periods)
    return PlannedDate(wish.date, fit, alternatives, term.fit_beside(other, taken))


def chosen_wishes(plan: Plan, chosen: Chosen) -> list[wishes.Wish]:
    """This function will give the wishes that somebody ticked, in order of the planned dates, in one query.

    Raises NothingChosen, and NotOfThisSeries for a date, a room or a day that the plan cannot have offered.
    """
    if not chosen:
        raise errors.NothingChosen
    codes = {slot.room_code for slot in chosen.values()}
    active = models.Room.objects.filter(center=plan.wish.room.center, is_active=True, code__in=codes)
    rooms = {room.code: room for room in active.select_related("center")}
    if chosen.keys() - set(plan.dates) or codes - rooms.keys() or not all(map(_is_near, chosen.items())):
        raise errors.NotOfThisSeries
    return [
        replace(plan.wish, room=rooms[slot.room_code], date=slot.date, periods=slot.periods)
        for _, slot in sorted(chosen.items())
    ]


def _is_near(choice: tuple[date, named_slots.Slot]) -> bool:
    planned, slot = choice
    return abs((slot.date - planned).days) <= repetition.NEAR_DAYS


def as_dates(fits: Iterable[fitting.Fit]) -> list[dict[str, object]]:
    """This function will give the JSON form of the dates that do not fit, for a refusal."""
    return [as_date(fit) for fit in fits if not fit.fits]


def as_date(fit: fitting.Fit) -> dict[str, object]:
    """This function will give the JSON form of one judged date."""
    return {
        "date": fit.wish.date.isoformat(),
        "room": fit.wish.room.code,
        "room_name": fit.wish.room.name,
        "periods": list(fit.wish.periods),
        "periods_text": fit.stretch.text if fit.stretch else "",
        "verdict": str(fit.verdict),
        "sentences": list(fit.sentences),
        "broken": [rule.as_data() for rule in fit.broken],
        "day_text": fitting.day_text(fit),
    }
