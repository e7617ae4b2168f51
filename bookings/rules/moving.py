"""What becomes of a booking's state when it goes to another room, date or period. Pure.

A permit (許可) is for what the desk looked at: where that changes, the desk looks again, unless it changed it itself.
"""

MOVABLE = frozenset({"tentative", "applied", "approved"})


def state_after_move(state: str, *, by_desk: bool, automatic: bool, needs_look: bool) -> str:
    """This function will give the state of a moved booking.

    Where bookings are approved as they are made, a moved one is as well. Elsewhere an approved one waits for the desk
    again; its form has been seen, so that it is applied for and does not lapse.
    """
    if not needs_look:
        return state
    if automatic:
        return "approved"
    if state == "approved" and not by_desk:
        return "applied"
    return state
