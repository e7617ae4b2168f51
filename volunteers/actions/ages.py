"""Who tells another date of birth: what a guardian has to consent to is held at once, and certain where nobody has to.

Raising the age costs nobody a place; a place whose own condition of age is not met any more goes to the next in line.
The shifts are locked before the person, as everywhere (decision 0016).
"""

from datetime import datetime

from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import audit
from volunteers import enums, models, queries
from volunteers.actions import _holding, _minors, _notices, _places

State = enums.AssignmentState


def lock_shifts(person: accounts.User, *, now: datetime) -> None:
    """This function will lock the shifts at which somebody has places to come, before their own row is locked."""
    _lock_shifts(_ahead(person, now), nowait=False)


def follow_birth(person: accounts.User, *, now: datetime) -> None:
    """This function will look again at the places to come of a person whose row is locked; who came keeps the place."""
    ahead = list(_ahead(person, now).order_by("shift", "pk"))
    # One that came since the shifts were locked: nobody waits for it here, the whole is undone and run again.
    _lock_shifts(_ahead(person, now), nowait=True)
    for one in ahead:
        current = _places.locked(one, _places.lock(one.shift))
        current.person = person
        if current.state in {State.HELD, State.CONFIRMED} and not _came(current):
            _follow(current, now)


def _ahead(person: accounts.User, now: datetime) -> QuerySet[models.Assignment]:
    return models.Assignment.objects.filter(
        person=person, state__in=[State.HELD, State.CONFIRMED], shift__starts_at__gt=now, attendance=None
    )


def _lock_shifts(places: QuerySet[models.Assignment], *, nowait: bool) -> None:
    found = models.Shift.objects.filter(pk__in=places.values("shift")).order_by("pk").only("pk")
    list(found.select_for_update(no_key=True, nowait=nowait))


def _came(place: models.Assignment) -> bool:
    """This function will tell whether somebody was checked in while their place was waited for."""
    return models.Attendance.objects.filter(assignment=place).exists()


def _follow(place: models.Assignment, now: datetime) -> None:
    if _holding.other_age(place, now=now):
        _places.leave(place, State.WITHDRAWN, now=now)
        audit.record("volunteers.leave-by-age", by=None, about=place.person, subject=place.code, now=now)
        ages = place.shift.request.ages
        _notices.tell_person(place, "age_not_met", now=now, event=now.isoformat(), ages=ages)
        _notices.tell_organisers(place, "withdrawal", now=now, reason="")
    elif place.is_confirmed and queries.consents.is_missing(place):
        _minors.hold_again(place, now, template="consent_by_age")
    elif not place.is_confirmed and not queries.consents.is_missing(place) and not place.is_overdue(now):
        _places.confirm(place, now)
        audit.record("volunteers.confirm-by-age", by=None, about=place.person, subject=place.code, now=now)
        _notices.tell_person(place, "confirmed", now=now, event=now.isoformat())
