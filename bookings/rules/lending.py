"""Which pieces of equipment go to which loan, and what speaks against a loan. Pure: values in, answers out.

Whoever reserves asks for a number of pieces, not for certain ones. Those that wait at the desk can still be exchanged,
so that as many loans fit as there are pieces at the fullest moment; what is out stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookings.enums import Lending, LoanState

STEPS = {
    LoanState.RESERVED: (LoanState.HANDED_OUT, LoanState.CANCELLED, LoanState.LAPSED),
    LoanState.HANDED_OUT: (LoanState.RETURNED,),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A loan as the pieces see it: its key, half-open time, how many, and which it has; `is_fixed` while it is out."""

    key: int
    starts_at: datetime
    ends_at: datetime
    count: int
    pieces: tuple[int, ...] = ()
    is_fixed: bool = False

    def meets(self, other: "Held") -> bool:
        """This function will tell whether both need their pieces at one time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


Assigned = Mapping[int, tuple[int, ...]]


def can_step(before: str, to: str) -> bool:
    """This function will tell whether a loan can go from one state to another."""
    return to in STEPS.get(LoanState(before), ())


def days_of(first: date, last: date) -> int:
    """This function will count the days of a loan, the first and the last included."""
    return (last - first).days + 1


def is_lent_so(lending: str, *, with_room: bool) -> bool:
    """This function will tell whether equipment is lent with a room, or without."""
    return lending == Lending.EITHER or (lending == Lending.WITH_ROOM) == with_room


def most_at_once(starts_at: datetime, ends_at: datetime, held: Iterable[Held]) -> int:
    """This function will give how many pieces others have at the fullest instant of a time."""
    asked = Held(0, starts_at, ends_at, 0)
    meeting = [one for one in held if one.meets(asked)]
    # The number only rises where a loan begins.
    instants = [starts_at, *(one.starts_at for one in meeting if one.starts_at > starts_at)]
    return max(sum(one.count for one in meeting if one.starts_at <= at < one.ends_at) for at in instants)


def assigned(pieces: Sequence[int], held: Sequence[Held], wanted: Held) -> Assigned | None:
    """This function will give the pieces of a wanted loan, and of those whose pieces must be exchanged for it.

    None where there are too few. First the others are left alone; then all that wait at the desk are laid out anew in
    the order of their beginning, which needs no more pieces than the fullest moment does.
    """
    at_once = _chosen(pieces, wanted, held)
    if at_once is not None:
        return {wanted.key: at_once}
    anew = laid_out(pieces, [*held, wanted])
    if anew is None:
        return None
    before = {one.key: one.pieces for one in held}
    return {key: chosen for key, chosen in anew.items() if before.get(key) != chosen}


def laid_out(pieces: Sequence[int], loans: Iterable[Held]) -> dict[int, tuple[int, ...]] | None:
    """This function will give the pieces of every loan, what is out with those it has; None where there are too few."""
    placed: list[Held] = []
    for loan in sorted(loans, key=lambda one: (not one.is_fixed, one.starts_at, one.key)):
        chosen = loan.pieces if loan.is_fixed else _chosen(pieces, loan, placed)
        if chosen is None:
            return None
        placed.append(Held(loan.key, loan.starts_at, loan.ends_at, loan.count, chosen, loan.is_fixed))
    return {one.key: one.pieces for one in placed}


def _chosen(pieces: Sequence[int], wanted: Held, held: Sequence[Held]) -> tuple[int, ...] | None:
    busy = {piece for one in held if one.key != wanted.key and one.meets(wanted) for piece in one.pieces}
    free = [piece for piece in pieces if piece not in busy]
    if len(free) < wanted.count:
        return None
    # Close behind the loan before, so that long times stay whole on other pieces.
    last = {piece: _last_end(piece, wanted, held) for piece in free}
    ranked = sorted(free, key=lambda piece: (-last[piece], pieces.index(piece)))
    return tuple(sorted(ranked[: wanted.count]))


def _last_end(piece: int, wanted: Held, held: Sequence[Held]) -> float:
    ends = [one.ends_at.timestamp() for one in held if piece in one.pieces and one.ends_at <= wanted.starts_at]
    return max(ends, default=0.0)
