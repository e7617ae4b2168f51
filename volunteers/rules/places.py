"""Who may have a place, and until when it can be given or given up.

Participation is free (requirements B3, B9): nobody is made to come, and declining or withdrawing costs nothing.
"""

from datetime import datetime

from volunteers.enums import LIVE_STATES, AssignmentState, Policy, Reason, RequestStatus


def closed_reason(*, status: str, starts_at: datetime, called_off: bool, now: datetime) -> Reason | None:
    """This function will tell why nobody can apply at all, or None while applications are open."""
    if called_off or status == RequestStatus.CALLED_OFF:
        return Reason.CALLED_OFF
    if status != RequestStatus.PUBLISHED:
        return Reason.REQUEST_NOT_OPEN
    return Reason.SHIFT_STARTED if starts_at <= now else None


def needs_acceptance(policy: str) -> bool:
    """This function will tell whether the organiser looks at an application before it becomes a place."""
    return policy == Policy.ACCEPTANCE


def is_open_to_newcomers(*, policy: str, line: int, free: int, places: int) -> bool:
    """This function will tell whether whoever comes now may have a place at once: nobody ever waited for one."""
    return not needs_acceptance(policy) and line == 0 and free >= places


def can_withdraw(*, state: str, starts_at: datetime, now: datetime) -> bool:
    """This function will tell whether a person may step back: at any time before the start, without a reason."""
    return state in LIVE_STATES and now < starts_at


def can_hear_withdrawal(*, state: str, ends_at: datetime, now: datetime) -> bool:
    """This function will tell whether an organiser may write down that somebody does not come: until the end."""
    return state in LIVE_STATES and now < ends_at


def can_accept(state: str) -> bool:
    """This function will tell whether an organiser can say yes or no to an application."""
    return state == AssignmentState.APPLIED


def can_answer(state: str) -> bool:
    """This function will tell whether an invitation waits for the person's answer."""
    return state == AssignmentState.INVITED


def is_over(*, state: str, due: datetime | None, now: datetime) -> bool:
    """This function will tell whether an invitation was answered by nobody in its time."""
    return state == AssignmentState.INVITED and due is not None and due <= now
