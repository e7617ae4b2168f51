"""That somebody did not come: recorded by a person, open to objection, undone with a reason, and never a penalty.

It touches no points, no places and no later application. It serves one more reminder to the person, and the guess of
how many of the reserve an organisation will need.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import errors as refusals
from volunteers import models, queries, rules
from volunteers.actions import _notices


@dataclass(frozen=True, slots=True)
class NoShowsRecorded:
    """What became of a list of those who did not come: who was recorded, and who was left out for having come."""

    recorded: list[models.Assignment]
    came: list[models.Assignment]


@retries.on_conflict
def record_no_show(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> models.NoShow:
    """This function will record that somebody with a place did not come, and tell them how to object.

    Raises NotConfirmed, ShiftNotStarted, CheckInNotOpen, CameAfterAll, NoShowStands.
    """
    shift = assignment.shift
    _refuse_closed(shift, now)
    with errors.translated(), transaction.atomic():
        place = shift.assignments.confirmed().select_for_update(no_key=True).filter(pk=assignment.pk).first()
        if place is None:
            raise refusals.NotConfirmed
        return _record(assignment, by, now)


def _record(place: models.Assignment, by: accounts.User, now: datetime) -> models.NoShow:
    made = models.NoShow.objects.create(assignment=place, recorded_by=by, recorded_at=now)
    _audit("volunteers.record-no-show", place, by, now)
    _notices.tell_person(place, "no_show", now=now, event=str(made.pk))
    return made


@retries.on_conflict
def record_no_shows(
    shift: models.Shift, *, codes: Collection[str], by: accounts.User, now: datetime
) -> NoShowsRecorded:
    """This function will record of several people of a shift that they did not come, and tell each how to object.

    Who was checked in by the time their rows are locked is left out and named in the answer; whose record stands keeps
    it as it is. Raises NotConfirmed where somebody has no place, and then nothing is written; ShiftNotStarted,
    RosterClosed.
    """
    _refuse_closed(shift, now)
    with errors.translated(), transaction.atomic():
        places = _locked(shift, codes)
        came = set(models.Attendance.objects.standing().filter(assignment__in=places).values_list("pk", flat=True))
        known = queries.attendance.standing_no_shows(shift)
        missing = [one for one in places if one.pk not in came]
        for place in missing:
            if place.pk not in known:
                _record(place, by, now)
    return NoShowsRecorded(missing, [one for one in places if one.pk in came])


def read_expected(shift: models.Shift, *, by: accounts.User, now: datetime) -> list[models.Assignment]:
    """This function will give who is still expected to somebody who keeps the roster, and note the look at each."""
    expected = queries.attendance.expected_at(shift)
    audit.looks(
        "volunteers.expected",
        by=by,
        abouts=[one.person for one in expected],
        subject=shift.code,
        center_code=shift.center_code,
        now=now,
    )
    return expected


def _locked(shift: models.Shift, codes: Collection[str]) -> list[models.Assignment]:
    rows = shift.assignments.confirmed().select_for_update(no_key=True, of=("self",)).select_related("person")
    places = list(rows.filter(code__in=codes).order_by("pk"))
    if len(places) < len(set(codes)):
        raise refusals.NotConfirmed
    for place in places:
        place.shift = shift
    return places


def _refuse_closed(shift: models.Shift, now: datetime) -> None:
    if not shift.has_started(now):
        raise refusals.NotYetMissing
    if not rules.presence.can_record_no_show(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now):
        raise refusals.RosterClosed


def _audit(action: str, assignment: models.Assignment, by: accounts.User, now: datetime, reason: str = "") -> None:
    audit.record(
        action,
        by=by,
        about=assignment.person,
        subject=assignment.code,
        center_code=assignment.shift.center_code,
        reason=reason,
        now=now,
    )


@retries.on_conflict
def undo_no_show(assignment: models.Assignment, *, reason: str, by: accounts.User, now: datetime) -> models.NoShow:
    """This function will take the record back with a reason, which the person reads.

    Raises NoShowMissing, NoShowNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        found = _standing(assignment)
        found.undone_at, found.undone_by, found.undo_reason = now, by, reason.strip()
        found.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        _audit("volunteers.undo-no-show", assignment, by, now, reason)
        _notices.tell_person(assignment, "no_show_undone", now=now, event=str(found.pk), reason=reason)
    return found


@retries.on_conflict
def object_to_no_show(assignment: models.Assignment, *, words: str, by: accounts.User, now: datetime) -> models.NoShow:
    """This function will keep what the person says to the record; from then on it serves for nothing.

    Raises NoShowMissing, ObjectionNeedsWords.
    """
    with errors.translated(), transaction.atomic():
        found = _standing(assignment)
        found.objection, found.objected_at = words.strip(), now
        found.save(update_fields=["objection", "objected_at"])
        _audit("volunteers.object-to-no-show", assignment, by, now, words)
        _notices.ask_organisers(assignment.shift, "no_show_objection", event=f"{found.pk}:{now.isoformat()}", now=now)
    return found


def _standing(assignment: models.Assignment) -> models.NoShow:
    stands = models.NoShow.objects.select_for_update(no_key=True)
    found = stands.filter(assignment=assignment, undone_at__isnull=True).first()
    if found is None:
        raise refusals.NoShowMissing
    return found


def remind_again(*, now: datetime) -> int:
    """This function will remind those once more who missed an activity, two days before their next, and count them."""
    found = list(queries.attendance.to_remind_again(now=now))
    for assignment in found:
        _notices.tell_person(assignment, "reminder_again", now=now)
    return len(found)
