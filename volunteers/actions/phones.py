"""Phone numbers: on the day only, to those who need them, each look in the log."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock
from volunteers import errors as refusals
from volunteers import models, rules


def shows_phone(shift: models.Shift, *, now: datetime) -> bool:
    """This function will tell whether it is the day of an activity."""
    begins = clock.start_of(clock.date_of(shift.starts_at))
    return rules.contact.shows_phone(day_begins=begins, ends_at=shift.ends_at, now=now)


def read_day_contact(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> str:
    """This function will give whom to call on the day, to somebody with a place and on that day; else nothing."""
    shift = assignment.shift
    if not (assignment.is_confirmed and shift.request.contact and shows_phone(shift, now=now)):
        return ""
    audit.looks_at("volunteers.day-contact", by=by, subjects=[shift.code], now=now, request=shift.request.code)
    return shift.request.contact


@dataclass(frozen=True, slots=True)
class Contact:
    """What the page of a volunteer's own activity shows of contact: `on_the_day` is empty on every other day."""

    on_the_day: str
    is_announced: bool
    shares_phone: bool
    has_phone: bool


def read_contact(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> Contact:
    """This function will give what a volunteer sees of contact about one activity; the look at a number is noted."""
    live = assignment.is_live
    return Contact(
        on_the_day=read_day_contact(assignment, by=by, now=now),
        is_announced=bool(assignment.is_confirmed and assignment.shift.request.contact)
        and assignment.shift.ends_at > now,
        shares_phone=live and models.PhonePermission.objects.filter(assignment=assignment).exists(),
        has_phone=live and bool(by.phone),
    )


def share_phone(assignment: models.Assignment, *, shared: bool, by: accounts.User, now: datetime) -> None:
    """This function will let the organisers of one activity see somebody's number on its day, or no longer."""
    with transaction.atomic():
        if shared:
            models.PhonePermission.objects.get_or_create(assignment=assignment, defaults={"given_at": now})
        else:
            models.PhonePermission.objects.filter(assignment=assignment).delete()
        action = "volunteers.share-phone" if shared else "volunteers.keep-phone"
        audit.record(action, by=by, about=assignment.person, subject=assignment.code, now=now)


def read_phone(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> str:
    """This function will give a volunteer's number to an organiser, and note the look. Raises PhoneNotShown."""
    allowed = models.PhonePermission.objects.filter(assignment=assignment).exists()
    if not (allowed and assignment.is_confirmed and shows_phone(assignment.shift, now=now)):
        raise refusals.contact.PhoneNotShown
    audit.look("volunteers.phone", by=by, about=assignment.person, subject=assignment.code, now=now)
    return assignment.person.phone
