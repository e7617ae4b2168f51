"""Restrictions after no-shows: always a human's decision, within the rules, and with an end."""

from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import errors, models, rules
from bookings.queries import attendance as queries
from bookings.queries import calendars


@retries.on_conflict
@transaction.atomic
def restrict(
    center: models.Center,
    *,
    ends_on: date,
    reason: str,
    by: accounts.User,
    now: datetime,
    person: accounts.User | None = None,
    group: accounts.Group | None = None,
) -> models.Restriction:
    """This function will keep a person or a group from reserving online at a center until a last day, and tell them.

    Raises ReasonMissing, NoLimitHere, BelowTheLimit, RestrictionTooLong and AlreadyRestricted.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    today = clock.date_of(now)
    clause = _clause(center, today)
    _lock(person, group)
    absentee = queries.absentee(center, clause, today=today, person=person, group=group)
    if absentee.count < clause.limit:
        raise errors.BelowTheLimit(count=absentee.count, limit=clause.limit)
    _check_end(clause, ends_on, today)
    with common.translated(center=center.code):
        made = models.Restriction.objects.create(
            center=center,
            person=person,
            group=group,
            reason=reason,
            starts_on=today,
            ends_on=ends_on,
            decided_at=now,
            decided_by=by,
        )
    evidence = [absence.booking.code for absence in absentee.absences if absence.counts]
    _tell(made, "restricted", by=by, now=now, reason=reason, evidence=evidence)
    return made


def _clause(center: models.Center, today: date) -> rules.NoShows:
    clause = calendars.rules_of_center(center, date=today).no_shows
    if clause is None:
        raise errors.NoLimitHere(center_name=center.name)
    return clause


def _lock(person: accounts.User | None, group: accounts.Group | None) -> None:
    """This function will lock whose no-shows are counted, before anything else (decision 0004)."""
    if group:
        accounts.Group.objects.select_for_update(no_key=True).filter(pk=group.pk).values_list("pk").get()
    elif person:
        accounts.User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").get()


def _check_end(clause: rules.NoShows, ends_on: date, today: date) -> None:
    last = rules.restricted_until(clause, today)
    if not today <= ends_on <= last:
        raise errors.RestrictionTooLong(first_text=rules.date_text(today), last_text=rules.date_text(last))


@retries.on_conflict
@transaction.atomic
def lift_restriction(
    restriction: models.Restriction, *, by: accounts.User, reason: str, now: datetime
) -> models.Restriction:
    """This function will end a restriction early and tell whom it held. Raises ReasonMissing and RestrictionOver."""
    if not reason.strip():
        raise errors.ReasonMissing
    rows = models.Restriction.objects.select_for_update(of=("self",)).select_related("center", "person", "group")
    fresh = rows.get(pk=restriction.pk)
    if fresh.lifted_at is not None or fresh.ends_on < clock.date_of(now):
        raise errors.RestrictionOver(restriction=fresh.code)
    fresh.lifted_at, fresh.lifted_by, fresh.lift_reason = now, by, reason
    fresh.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _tell(fresh, "restriction_lifted", by=by, now=now, reason=reason)
    return fresh


def _tell(
    restriction: models.Restriction, what: str, *, by: accounts.User, now: datetime, reason: str, **detail: object
) -> None:
    audit.record(
        f"bookings.{what}",
        by=by,
        about=restriction.person,
        subject=restriction.code,
        center_code=restriction.center.code,
        reason=reason,
        now=now,
        group=restriction.group.code if restriction.group else "",
        ends_on=restriction.ends_on.isoformat(),
        **detail,
    )
    for told in _concerned(restriction):
        notices.send(
            to=told,
            template=f"bookings/{what}",
            key=f"{what}-{restriction.code}",
            now=now,
            context={
                "restriction": restriction,
                "reason": reason,
                "until": rules.date_text(restriction.ends_on),
                "whose": restriction.group.name if restriction.group else "",
            },
            url="/bookings/",
        )


def _concerned(restriction: models.Restriction) -> list[accounts.User]:
    if restriction.person:
        return [restriction.person]
    return list(queries.bookers_of(restriction.group)) if restriction.group else []
