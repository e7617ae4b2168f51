"""What a desk may do next with a booking, in the order in which it should (requirements A5, A15). Pure.

The states and steps are those of `enums.State` and `enums.DeskStep`, by their values.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# A form that is due within so many days is worth a call.
CALL_AHEAD = timedelta(days=2)
# Reports that are missing for longer are past asking for.
REPORTS_LOOKED_BACK = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class DeskFacts:
    """What the next steps hang on.

    `room_checked` is None where the desk does not look at the room, `decided_here` false where the city permits.
    """

    now: datetime
    state: str
    starts_at: datetime
    ends_at: datetime
    check_in_from: datetime
    form_due_at: datetime | None = None
    has_report: bool = False
    room_checked: bool | None = None
    decided_here: bool = True


def desk_steps(facts: DeskFacts) -> tuple[str, ...]:
    """This function will give what a desk may do next with a booking, the most urgent first."""
    steps = _STEPS.get(facts.state)
    return tuple(steps(facts)) if steps else ()


def is_form_overdue(facts: DeskFacts) -> bool:
    """This function will tell whether the application form should have been there already."""
    return facts.state == "tentative" and facts.form_due_at is not None and facts.form_due_at <= facts.now


def _tentative(facts: DeskFacts) -> Iterator[str]:
    due = facts.form_due_at
    if due is not None:
        yield "take_form"
    yield from _decision(facts)
    if due is not None and due - CALL_AHEAD <= facts.now:
        yield "call"


def _applied(facts: DeskFacts) -> Iterator[str]:
    yield from _decision(facts)


def _decision(facts: DeskFacts) -> Iterator[str]:
    if facts.decided_here:
        yield "approve"
        yield "refuse"


def _approved(facts: DeskFacts) -> Iterator[str]:
    if facts.check_in_from <= facts.now:
        yield "check_in"
    if facts.starts_at <= facts.now:
        yield "no_show"
        yield "call"


def _used(facts: DeskFacts) -> Iterator[str]:
    if not facts.has_report:
        yield "take_report"
    if not facts.has_report and facts.ends_at <= facts.now:
        yield "call"


def _reported(facts: DeskFacts) -> Iterator[str]:
    if facts.room_checked is False:
        yield "check_room"


def _offered(_facts: DeskFacts) -> Iterator[str]:
    yield "call"


def _no_show(_facts: DeskFacts) -> Iterator[str]:
    yield "correct"
    yield "call"


_STEPS: Mapping[str, Callable[[DeskFacts], Iterator[str]]] = {
    "offered": _offered,
    "tentative": _tentative,
    "applied": _applied,
    "approved": _approved,
    "used": _used,
    "reported": _reported,
    "no_show": _no_show,
}
