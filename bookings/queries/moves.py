"""What a change makes of bookings, judged before and while it is done: the same words in a preview and in the deed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date as day
from datetime import datetime

from bookings import enums, errors, models, rules
from bookings.queries import fitting, wishes
from bookings.rules import moving

# The rules that a change of headcount or activity raises anew.
PEOPLE = {"too_few_people", "too_many_people", "over_capacity"}
ACTIVITY = {"banned_activity"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be different about a booking; None leaves it as it is."""

    room: models.Room | None = None
    date: day | None = None
    periods: tuple[str, ...] | None = None
    headcount: int | None = None
    purpose: str | None = None
    activity: str | None = None


Changes = Callable[[models.Booking], Change]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A booking, the wish that it becomes, and how much of it becomes another."""

    booking: models.Booking
    wish: wishes.Wish
    purpose: str
    changes_place: bool
    changes_words: bool

    @property
    def needs_look(self) -> bool:
        """This function will tell whether the desk permitted something else: all but the number of people."""
        return self.changes_place or self.changes_words

    @property
    def changes_something(self) -> bool:
        """This function will tell whether anything would be different."""
        return self.needs_look or self.booking.headcount != self.wish.headcount


def move(booking: models.Booking, change: Change, *, by_desk: bool) -> Move:
    """This function will tell what a change makes of a booking. Raises RoomElsewhere."""
    wish = _wish(booking, change, by_desk=by_desk)
    here = (booking.room_id, booking.date, set(booking.period_codes))
    purpose = booking.purpose if change.purpose is None else change.purpose
    return Move(
        booking=booking,
        wish=wish,
        purpose=purpose,
        changes_place=here != (wish.room.pk, wish.date, set(wish.periods)),
        changes_words=(booking.purpose, booking.activity) != (purpose, wish.activity),
    )


def _wish(booking: models.Booking, change: Change, *, by_desk: bool) -> wishes.Wish:
    room = change.room or booking.room
    if room.center_id != booking.center_id:
        raise errors.RoomElsewhere(center_name=booking.center.name)
    room.center = booking.center
    return wishes.Wish(
        room=room,
        date=change.date or booking.date,
        periods=tuple(booking.period_codes) if change.periods is None else change.periods,
        headcount=booking.headcount if change.headcount is None else change.headcount,
        activity=booking.activity if change.activity is None else change.activity,
        person=booking.booked_by,
        group=booking.group,
        with_guardian=booking.with_guardian,
        by_desk=by_desk,
        public_class=wishes.public_class_of(booking),
    )


def is_movable(booking: models.Booking, *, now: datetime) -> bool:
    """This function will tell whether a booking can still be changed: it holds its room and has not begun."""
    overdue = booking.holds_until is not None and booking.holds_until <= now
    return booking.state in moving.MOVABLE and not overdue and booking.starts_at > now


def term(moves: Sequence[Move], *, now: datetime) -> fitting.Term:
    """This function will read what judging moves needs, without the moved bookings standing in their own way."""
    return fitting.term(
        [move.wish for move in moves],
        now=now,
        without=[move.booking.pk for move in moves],
        also=[move.booking.date for move in moves],
    )


def judged(term: fitting.Term, moves: Sequence[Move]) -> list[fitting.Fit]:
    """This function will judge moves in the order of their dates, and give the answers in the order of the moves."""
    found: dict[int, fitting.Fit] = {}
    for each in sorted(moves, key=lambda move: (move.wish.date, move.booking.pk)):
        found[each.booking.pk] = _judged(term, each, found.values())
    return [found[each.booking.pk] for each in moves]


def _judged(term: fitting.Term, move: Move, earlier: Collection[fitting.Fit]) -> fitting.Fit:
    fit = term.fit_beside(move.wish, earlier)
    if not move.changes_place:
        return fit.forgiven(_known_faults(term, move))
    # A move gives a slot back, as cancelling does, so a person has until the same deadline.
    until = fitting.changeable_until(term.calendar, move.booking)
    if term.now < until or move.wish.by_desk:
        return fit
    return replace(fit, verdict=enums.Verdict.TOO_LATE, due_text=rules.text_of(until))


def _known_faults(term: fitting.Term, move: Move) -> set[str]:
    """This function will name the rules that speak against a booking as it stands, whatever the change says.

    A booking which stays in its place keeps it, though its window has not opened by today's rules, say; but more
    people or another activity are asked about anew.
    """
    booking, wish = move.booking, move.wish
    stands = replace(wish, headcount=booking.headcount, activity=booking.activity)
    known = {rule.code for rule in term.fit(stands).broken}
    if wish.headcount != booking.headcount:
        known -= PEOPLE
    return known if wish.activity == booking.activity else known - ACTIVITY
