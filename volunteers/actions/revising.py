"""Edits of a published request: those who joined are told what was and what is, and may leave without any mark.

Locks: the request, its windows, its shifts by id, then what moves with a shift.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _minors, _notices, _places, companions, places, requests
from volunteers.rules.changes import Line

State, Status = enums.AssignmentState, enums.RequestStatus
# What a published request stays: who joined, joined that.
KEPT = frozenset({"kind", "purpose"})
# What an edit of a time takes over; its center and its room stay with it.
OF_SHIFT = ("starts_at", "ends_at", "place", "capacity", "minimum", "reserve")
OF_WINDOW = tuple(name for name in requests.OF_WINDOW if name != "center_code")


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit under way: of which request, what changed in it as a whole, by whom and when."""

    request: models.Request
    lines: Sequence[Line]
    by: accounts.User
    now: datetime


@retries.on_conflict
def revise_request(
    request: models.Request,
    *,
    plan: requests.RequestPlan,
    shifts: Sequence[requests.ShiftPlan],
    by: accounts.User,
    now: datetime,
    windows: Sequence[requests.WindowPlan] = (),
) -> list[models.RequestChange]:
    """This function will change a published request, and tell everybody who stands to a time of it that is to come.

    A shift or window with a code is changed, one without is added; what is left out stays (to end it, call it off).
    Where time or place change, people are asked whether they stay. Raises NothingChanged, RequestNotChangeable,
    CapacityBelowTaken, ShiftInThePast, ShiftTooFar, GenderNeedsReview, and as post_request.
    """
    with errors.translated(), transaction.atomic():
        current = _locked(request)
        edit = _Edit(current, _rewritten(current, plan), by, now)
        of_windows = _window_edits(edit, windows)
        picked = {pk: one.lines for one in of_windows for pk in one.picked if one.lines}
        by_shift = {**picked, **_shift_edits(edit, shifts)}
        added = _add(edit, shifts) + _add_windows(edit, windows)
        made = _tell(edit, by_shift, [line for one in of_windows for line in one.lines])
        _places.refill_request(current, now=now)
        if not (edit.lines or made or added):
            raise refusals.NothingChanged
        audit.record(
            "volunteers.revise", by=by, subject=current.code, now=now, changes=[one.code for one in made], added=added
        )
    return made


def _locked(request: models.Request) -> models.Request:
    models.Request.objects.select_for_update(no_key=True).only("pk").get(pk=request.pk)
    current = queries.requests.detailed().get(pk=request.pk)
    if current.status not in {Status.PUBLISHED, Status.CLOSED}:
        raise refusals.RequestNotChangeable
    return current


def _rewritten(current: models.Request, plan: requests.RequestPlan) -> list[Line]:
    if plan.gender and plan.gender != current.gender:
        raise refusals.GenderNeedsReview
    old = queries.changes.words_of_request(current)
    for name in requests.CONTENT:
        if name not in KEPT:
            setattr(current, name, getattr(plan, name))
    current.save()
    return rules.changes.lines(old, queries.changes.words_of_request(current), queries.changes.labels_of(current))


# Times ---------------------------------------------------------------------------------------------------------------

Edits = Mapping[int, Sequence[Line]]


def _shift_edits(edit: _Edit, plans: Sequence[requests.ShiftPlan]) -> dict[int, list[Line]]:
    known = {plan.code: plan for plan in plans if plan.code}
    ahead = edit.request.shifts.filter(
        code__in=known, window=None, called_off_at=None, starts_at__gt=edit.now
    ).order_by("pk")
    shifts = ahead.select_for_update(no_key=True, of=("self",)).select_related("request__organisation")
    found = {shift.pk: _moved(edit, shift, known[shift.code]) for shift in shifts}
    return {pk: lines for pk, lines in found.items() if lines}


def _moved(edit: _Edit, shift: models.Shift, plan: requests.ShiftPlan) -> list[Line]:
    old, before = queries.changes.words_of_shift(shift), copy.copy(shift)
    moves = (plan.starts_at, plan.ends_at) != (shift.starts_at, shift.ends_at)
    _refuse_move(edit, shift, plan)
    let_go: list[int] = []
    if moves:
        _minors.lock_all(shift)
        let_go = _end_clashing(edit, shift, plan)
    for name in OF_SHIFT:
        setattr(shift, name, getattr(plan, name))
    lines = rules.changes.lines(old, queries.changes.words_of_shift(shift), queries.changes.OF_SHIFT)
    if lines:
        shift.save(update_fields=[*OF_SHIFT, "taken"])
        _places.refill(_places.lock(shift), now=edit.now, freed_by=f"{shift.code}:{edit.now.isoformat()}")
    if moves:
        _places.after_move(shift, before, now=edit.now, let_go=let_go)
        _minors.ask_anew(shift, now=edit.now)
        companions.move(shift, by=edit.by, now=edit.now)
    return lines


def _refuse_move(edit: _Edit, shift: models.Shift, plan: requests.ShiftPlan) -> None:
    requests.refuse_instants([plan.starts_at], edit.now)
    if plan.capacity < shift.taken:
        raise refusals.CapacityBelowTaken(when=_notices.day_and_time(shift.starts_at), taken=shift.taken)


def _end_clashing(edit: _Edit, shift: models.Shift, plan: requests.ShiftPlan) -> list[int]:
    """This function will let go those who have another activity at the new time, and tell who they are."""
    clashing = list(queries.changes.clashing(shift, plan.starts_at, plan.ends_at))
    for one in clashing:
        _places.end(one, State.CALLED_OFF, edit.now)
        shift.taken -= one.places
        one.shift = shift
        when = f"{plan.starts_at.astimezone(clock.TOKYO):%Y年%-m月%-d日 %-H:%M}から"
        _notices.tell_person(one, "change_clash", now=edit.now, new_when=when)
    return [one.person_id for one in clashing]


@dataclass(frozen=True, slots=True)
class _WindowEdit:
    """What changed in a window, and the picked times that it concerns."""

    lines: Sequence[Line]
    picked: Sequence[int]


def _window_edits(edit: _Edit, plans: Sequence[requests.WindowPlan]) -> list[_WindowEdit]:
    """This function will change windows of a request; the times that people picked stay theirs, at the new place.

    A time that takes place elsewhere, as a room was reserved for it, stays there.
    """
    known = {plan.code: plan for plan in plans if plan.code}
    standing = edit.request.windows.filter(code__in=known).select_for_update(no_key=True).order_by("pk")
    return [_window_edit(edit, window, known[window.code]) for window in standing]


def _window_edit(edit: _Edit, window: models.Window, plan: requests.WindowPlan) -> _WindowEdit:
    old, before = queries.changes.words_of_window(window), window.place
    for name in OF_WINDOW:
        setattr(window, name, getattr(plan, name))
    window.save()
    lines = rules.changes.lines(old, queries.changes.words_of_window(window), queries.changes.OF_WINDOW)
    picked = window.shifts.filter(starts_at__gt=edit.now, called_off_at=None)
    picked.filter(place=before).update(place=window.place)
    return _WindowEdit(lines, list(picked.values_list("pk", flat=True)))


def _add_windows(edit: _Edit, plans: Sequence[requests.WindowPlan]) -> int:
    new = [] if edit.request.has_set_times else [plan for plan in plans if not plan.code]
    if any(plan.last and plan.last < clock.date_of(edit.now) for plan in new):
        raise refusals.WindowInThePast
    return len(requests.add_windows(edit.request, new))


def _add(edit: _Edit, plans: Sequence[requests.ShiftPlan]) -> int:
    new = [plan for plan in plans if not plan.code]
    requests.refuse_instants([plan.starts_at for plan in new], edit.now)
    return len(requests.add_shifts(edit.request, new)) if edit.request.has_set_times else 0


# Telling -------------------------------------------------------------------------------------------------------------


def _tell(edit: _Edit, by_shift: Edits, of_windows: Sequence[Line]) -> list[models.RequestChange]:
    """This function will write down each change with the time that it concerns, and tell those who stand to it."""
    standing: dict[int, list[models.Assignment]] = {pk: [] for pk in by_shift}
    for one in _standing(edit):
        standing.setdefault(one.shift_id, []).append(one)
    told = [
        _changed(edit, shift_id, [*edit.lines, *by_shift.get(shift_id, [])], people)
        for shift_id, people in standing.items()
        if edit.lines or by_shift.get(shift_id)
    ]
    unseen = [*edit.lines, *of_windows]
    return told or ([_changed(edit, None, unseen, [])] if unseen else [])


def _standing(edit: _Edit) -> list[models.Assignment]:
    live = models.Assignment.objects.filter(
        shift__request=edit.request, ended_at__isnull=True, shift__starts_at__gt=edit.now
    )
    return list(live.select_related("person", "shift__request__organisation").order_by("shift", "pk"))


def _changed(
    edit: _Edit, shift_id: int | None, lines: Sequence[Line], people: Sequence[models.Assignment]
) -> models.RequestChange:
    change = models.RequestChange.objects.create(
        request=edit.request,
        shift_id=shift_id,
        lines=[line.as_data() for line in lines],
        is_important=rules.changes.is_important(lines),
        made_by=edit.by,
        made_at=edit.now,
    )
    if change.is_important:
        models.ChangeAnswer.objects.bulk_create(models.ChangeAnswer(change=change, assignment=one) for one in people)
    for one in people:
        _tell_one(change, one, edit.now)
    return change


def _tell_one(change: models.RequestChange, assignment: models.Assignment, now: datetime) -> None:
    readable = rules.changes.readable(change.lines, has_place=assignment.is_confirmed)
    if not readable:
        return
    template = "changed_ask" if change.is_important else "changed"
    words = "\n".join(f"・{line['label']}：{line['old']} → {line['new']}" for line in readable)
    _notices.tell_person(assignment, template, now=now, event=change.code, changes=words)


# Answers -------------------------------------------------------------------------------------------------------------


@retries.on_conflict
def stay_after_change(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will note that somebody stays after a change of time or place. Raises AssignmentChanged."""
    with transaction.atomic():
        _answer(assignment, enums.Answer.STAYS, now)
        audit.record("volunteers.stay", by=by, about=assignment.person, subject=assignment.code, now=now)
    return assignment


@retries.on_conflict
def leave_after_change(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.Assignment:
    """This function will let somebody go for whom a change makes it impossible; it is no refusal of theirs.

    The place goes to the next in line, and they may be suggested and come again. Raises as withdraw.
    """
    with errors.translated(), transaction.atomic():
        left = places.withdraw(assignment, by=by, now=now, reason="日時や場所などの変更のため")
        _answer(left, enums.Answer.LEFT, now)
    return left


def _answer(assignment: models.Assignment, answer: enums.Answer, now: datetime) -> None:
    pending = models.ChangeAnswer.objects.filter(assignment=assignment, answer="")
    if not pending.update(answer=answer, answered_at=now):
        raise refusals.AssignmentChanged
