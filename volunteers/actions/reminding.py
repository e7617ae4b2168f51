"""Reminders: a week before, a day before, and in the morning, each once for each time."""

from datetime import datetime

from django.db import transaction

from backend.common import clock
from backend.notices import queries as notices
from backend.notices import rules as notice_rules
from volunteers import enums, models, queries, rules
from volunteers.actions import _notices


def remind(*, now: datetime) -> int:
    """This function will remind everybody of whom it is time, and count them.

    In somebody's quiet hours it waits for a later run of the day, so that no reminder lies in the outbox while its
    activity is called off or begins.
    """
    return sum(_remind(one, now) for one in queries.reminders.candidates(now=now))


def _remind(assignment: models.Assignment, now: datetime) -> bool:
    kind, local = _due(assignment, now), now.astimezone(clock.TOKYO)
    if kind is None or notice_rules.quiet_until(notices.quiet_of(assignment.person), local=local):
        return False
    with transaction.atomic():
        standing = _standing(assignment)
        return standing is not None and _told(standing, kind, now)


def _due(assignment: models.Assignment, now: datetime) -> enums.ReminderKind | None:
    joined = assignment.confirmed_at or assignment.created_at
    return rules.reminders.due(
        starts=assignment.shift.starts_at.astimezone(clock.TOKYO),
        joined=joined.astimezone(clock.TOKYO),
        now=now.astimezone(clock.TOKYO),
    )


def _standing(assignment: models.Assignment) -> models.Assignment | None:
    """This function will hold a place and give it as it is, so that nobody calls it off or moves it meanwhile.

    None where it is at that time no more. The shift is held before the assignment, as everywhere.
    """
    shift = models.Shift.objects.select_for_update(no_key=True).filter(
        pk=assignment.shift_id, starts_at=assignment.shift.starts_at, called_off_at=None
    )
    if shift.first() is None:
        return None
    places = models.Assignment.objects.confirmed().select_for_update(no_key=True, of=("self",))
    return places.select_related("person", "shift__request__organisation").filter(pk=assignment.pk).first()


def _told(assignment: models.Assignment, kind: enums.ReminderKind, now: datetime) -> bool:
    starts_at = assignment.shift.starts_at
    made = models.Reminder.objects.bulk_create(
        [models.Reminder(assignment=assignment, kind=kind, starts_at=starts_at, sent_at=now)], ignore_conflicts=True
    )
    event = f"{kind}:{starts_at.isoformat()}"
    _notices.tell_person(assignment, "reminder", now=now, event=event, ahead=str(kind.label))
    return bool(made)
