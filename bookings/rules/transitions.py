"""Which step of a booking may follow which (requirements A5, A8, A15). The states are those of `enums.State`."""

from collections.abc import Mapping

_OPEN_ENDS = frozenset({"refused", "cancelled", "displaced"})
STEPS: Mapping[str, frozenset[str]] = {
    # Held for one person of the waiting list, or for one displaced: accepted, declined, or the time to answer is over.
    "offered": frozenset({"tentative", "approved", "cancelled", "lapsed"}),
    # At the counter the desk takes the form and permits at once, so tentative may become approved directly.
    "tentative": frozenset({"applied", "approved", "lapsed"}) | _OPEN_ENDS,
    "applied": frozenset({"approved", "lapsed"}) | _OPEN_ENDS,
    "approved": frozenset({"used", "no_show", "cancelled", "displaced"}),
    "used": frozenset({"reported"}),
    "reported": frozenset(),
    "refused": frozenset(),
    "cancelled": frozenset(),
    "lapsed": frozenset(),
    "displaced": frozenset(),
    # 港 punished a wrong date without grace: a no-show can be put right, as a use or as a date that was a mistake.
    "no_show": frozenset({"used", "cancelled"}),
}
# Where a booking goes whose hold has ended by itself.
ENDS: Mapping[str, str] = {"offered": "lapsed", "tentative": "lapsed", "approved": "no_show"}


def ends_as(state: str) -> str:
    """This function will give the state that an overdue booking comes to: no answer, no form, or nobody there."""
    return ENDS[state]


def can_step(from_state: str, to_state: str) -> bool:
    """This function will tell whether a booking may go from one state to the other."""
    return to_state in STEPS[from_state]
