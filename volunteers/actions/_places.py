"""The one way to a place: a conditional UPDATE, the waiting list in the order of its rule, the refill of what is freed.

Whoever holds a shift's row decides about its places; nothing here counts first and writes later. Of a place that is
free nobody new has any while somebody in line can have it: where anybody ever stood in line, the line is looked at
first, under the lock.
"""

import functools
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction

from backend.common import audit, errors
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _holding, _members, _notices, _seating

State = enums.AssignmentState
Step = Callable[[models.Assignment], None]


def lock(shift: models.Shift) -> models.Shift:
    """This function will lock a shift's row and give it as it is now, with its request.

    The request is read after the lock is held: who waited for it would else see the request as it was before.
    """
    models.Shift.objects.select_for_update(no_key=True).only("pk").get(pk=shift.pk)
    return models.Shift.objects.select_related("request__organisation", "request__district").get(pk=shift.pk)


def locked(assignment: models.Assignment, shift: models.Shift) -> models.Assignment:
    """This function will lock an assignment of a shift and give it as it is now."""
    current = (
        models.Assignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person")
        .get(pk=assignment.pk)
    )
    current.shift = shift
    return current


def refuse_closed(shift: models.Shift, now: datetime) -> None:
    """This function will raise RequestNotOpen, ShiftStarted or ShiftCalledOff where nobody gets a place any more."""
    reason = queries.lines.closed_reason(shift, now=now)
    if reason is not None:
        raise {
            enums.Reason.REQUEST_NOT_OPEN: refusals.RequestNotOpen,
            enums.Reason.SHIFT_STARTED: refusals.ShiftStarted,
            enums.Reason.CALLED_OFF: refusals.ShiftCalledOff,
        }[reason]


# Coming --------------------------------------------------------------------------------------------------------------


def seat_at_once(assignment: models.Assignment, *, now: datetime, tell: Step) -> models.Assignment:
    """This function will give a newcomer a place of a shift at which nobody ever waited, and `tell` it.

    The place is taken last, for many wait for the shift's row, and the person's row is locked with it: here comes
    nobody whose guardian has to consent. Raises Overtaken, on which the caller undoes it all.
    """
    _holding.settle(assignment, now=now)
    tell(assignment)
    _seating.take(assignment)
    return assignment


def seat(assignment: models.Assignment, *, now: datetime, tell: Step) -> models.Assignment:
    """This function will give somebody a place, or a number in the line where the request keeps one, and `tell` it.

    Those in line come first. Raises ShiftFull where no line is kept, and RequestNotOpen where the recruiting was ended
    before the shift's row was held.
    """
    shift = assignment.shift = lock(assignment.shift)
    refuse_closed(shift, now)
    refill(shift, now=now)
    if shift.free >= assignment.places:
        place(assignment, now)
    elif shift.request.has_waiting_list:
        _join_line(assignment)
    else:
        raise refusals.ShiftFull
    tell(assignment)
    return assignment


def place(assignment: models.Assignment, now: datetime) -> None:
    """This function will give somebody a free place of a shift that is locked."""
    confirm(assignment, now)
    _count(assignment.shift, assignment.places)


def confirm(assignment: models.Assignment, now: datetime) -> None:
    """This function will write that somebody has a place; whoever counts it holds the shift's row or takes it next.

    A place of somebody under 18 is held until a guardian consents. Raises ConsentTooLate where nobody can be asked.
    """
    _hold_person(assignment, now)
    _holding.settle(assignment, now=now)
    assignment.save()


def _hold_person(assignment: models.Assignment, now: datetime) -> None:
    """This function will lock the row of who gets a place; another birthday told meanwhile is looked at again."""
    if _seating.lock_person(assignment.person):
        _holding.refuse_other_age(assignment, now=now)


def _count(shift: models.Shift, places: int) -> None:
    shift.taken += places
    shift.save(update_fields=["taken"])


def _join_line(assignment: models.Assignment) -> None:
    shift = assignment.shift
    shift.line += 1
    shift.save(update_fields=["line"])
    assignment.state, assignment.position = State.WAITING, shift.line
    assignment.save()


# Leaving -------------------------------------------------------------------------------------------------------------


def end(assignment: models.Assignment, state: State, now: datetime) -> None:
    """This function will close an assignment for good."""
    assignment.state, assignment.answer_due_at, assignment.ended_at = state, None, now
    assignment.save(update_fields=["state", "answer_due_at", "ended_at"])


def leave(assignment: models.Assignment, state: State, *, now: datetime) -> None:
    """This function will close an assignment to a locked shift; what it filled goes to the next in line.

    With a party's go the places that its members have through it. Other lines in which people stand at that time are
    looked at again, now that they are free for them.
    """
    shift, was_placed, was_waiting = assignment.shift, assignment.is_placed, assignment.is_waiting
    end(assignment, state, now)
    if was_placed:
        members = _let_members_go(assignment, now)
        _count(shift, -sum(one.places for one in [assignment, *members]))
        refill(shift, now=now, freed_by=assignment.code)
        refill_elsewhere([one.person_id for one in [assignment, *members]], shift, now=now)
    elif was_waiting:
        tell_reserve(shift, now=now)


def _let_members_go(place: models.Assignment, now: datetime) -> list[models.Assignment]:
    members = _members.leaving(place) if hasattr(place, "party") else []
    for one in members:
        end(one, State.WITHDRAWN, now)
        _members.tell_let_go(one, place.party, now=now)
    if hasattr(place, "party"):
        _members.drop(place, now=now)
    return members


# The line ------------------------------------------------------------------------------------------------------------


def refill_elsewhere(people: Collection[int], left: models.Shift, *, now: datetime) -> None:
    """This function will look again at the lines in which those stand who are free at the time of a shift now."""
    for shift in queries.lines.waited_for(people, left):
        refill(lock(shift), now=now, freed_by=left.code)


def refill_request(request: models.Request, *, now: datetime) -> None:
    """This function will look at the lines of all shifts of a request that are to come, as it is open again."""
    for shift in queries.lines.with_line(request, now=now):
        refill(lock(shift), now=now, freed_by=f"{request.code}:{now.isoformat()}")


def after_move(shift: models.Shift, before: models.Shift, *, now: datetime, let_go: Collection[int] = ()) -> None:
    """This function will look after what a move of a locked shift leaves behind; `before` is the shift as it was.

    Nobody's time to answer ends after the activity begins, and whoever was in the way of another line at the old time
    is so no more, nor are those whom the move has `let_go`.
    """
    placed = list(shift.assignments.placed().select_related("person"))
    for one in placed:
        if one.answer_due_at is not None:
            one.answer_due_at = _due_after_move(shift, one.answer_due_at, now)
            one.save(update_fields=["answer_due_at"])
    shift.assignments.filter(state=State.INVITED, invitation_due_at__gt=shift.starts_at).update(
        invitation_due_at=shift.starts_at
    )
    refill_elsewhere([*let_go, *(one.person_id for one in placed)], before, now=now)


def _due_after_move(shift: models.Shift, due: datetime, now: datetime) -> datetime:
    return rules.lines.due_after_move(
        due=due, starts_at=shift.starts_at, cutoff_hours=shift.request.cutoff_hours, now=now
    )


def refill(shift: models.Shift, *, now: datetime, freed_by: str = "") -> None:
    """This function will offer the free places of a locked shift to those who wait, in the order of its rule.

    Somebody who fills another place at that time is passed by, keeps the number and is told; nobody loses anything by
    it. When it is too late to ask anybody, who comes at short notice has the place at once where the request says so;
    what is left, whoever comes first can have, and those in line are told, once for each `freed_by`. Once the request
    is closed or the shift has begun, the places stay free.
    """
    if shift.is_full or not shift.line or queries.lines.closed_reason(shift, now=now):
        return
    due = queries.lines.answer_due(shift, now=now)
    if due is not None:
        _hand_on(shift, queries.lines.in_order(shift), functools.partial(_ask, due=due, now=now), now)
        tell_reserve(shift, now=now)
        return
    if shift.request.confirms_late:
        at_short_notice = queries.lines.in_order(shift).filter(short_notice=True)
        _hand_on(shift, at_short_notice, functools.partial(_promote, now=now), now)
    if freed_by:
        _tell_free(shift, freed_by, now)


def _hand_on(shift: models.Shift, line: Iterable[models.Assignment], give: Step, now: datetime) -> None:
    before = shift.taken
    for waiting in line:
        if shift.is_full:
            break
        waiting.shift = shift
        if _given(waiting, give):
            shift.taken += waiting.places
        else:
            _notices.tell_person(waiting, "passed_by", now=now, many="" if waiting.places == 1 else "many")
    if shift.taken != before:
        shift.save(update_fields=["taken"])


def _given(waiting: models.Assignment, give: Step) -> bool:
    if waiting.is_busy or waiting.places > waiting.shift.free:  # type: ignore[attr-defined]  # of lines.in_order
        return False
    try:
        with errors.translated(), transaction.atomic():
            give(waiting)
    except errors.DomainError:
        return False
    return True


def _ask(waiting: models.Assignment, *, due: datetime, now: datetime) -> None:
    _seating.lock_person(waiting.person)
    waiting.state, waiting.asked_at, waiting.answer_due_at = State.OFFERED, now, due
    waiting.save(update_fields=["state", "asked_at", "answer_due_at"])
    _record("volunteers.ask", waiting, now, until=due.isoformat())
    urgent = rules.lines.cannot_wait(due=due, now=now)
    _notices.tell_person(waiting, "offered", now=now, urgent=urgent, due=_notices.spoken(due))


def _promote(waiting: models.Assignment, *, now: datetime) -> None:
    confirm(waiting, now)
    _record("volunteers.promote", waiting, now)
    urgent = _notices.is_urgent(waiting.shift, now=now)
    _notices.tell_person(waiting, "promoted", now=now, urgent=urgent)


def _record(action: str, waiting: models.Assignment, now: datetime, **detail: str) -> None:
    shift = waiting.shift.code
    audit.record(action, by=None, about=waiting.person, subject=waiting.code, now=now, shift=shift, **detail)


def _tell_free(shift: models.Shift, freed_by: str, now: datetime) -> None:
    urgent = _notices.is_urgent(shift, now=now)
    for waiting in queries.lines.in_order(shift):
        if not waiting.is_busy and waiting.places <= shift.free:  # type: ignore[attr-defined]  # of lines.in_order
            waiting.shift = shift
            _notices.tell_person(waiting, "place_free", now=now, urgent=urgent, event=freed_by)


def tell_reserve(shift: models.Shift, *, now: datetime) -> None:
    """This function will tell the first of a line who have not heard it yet to keep the time free."""
    if not shift.reserve or queries.lines.answer_due(shift, now=now) is None:
        return
    for number, waiting in enumerate(queries.lines.in_order(shift)[: shift.reserve], start=1):
        if waiting.reserve_told_at is None:
            waiting.shift, waiting.reserve_told_at = shift, now
            waiting.save(update_fields=["reserve_told_at"])
            _notices.tell_person(waiting, "reserve", now=now, number=str(number))
