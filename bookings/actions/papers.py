"""The papers of a booking: its application form, its report and the desk's look at the room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from bookings import enums, errors, models, rules
from bookings.actions import steps
from bookings.queries import calendars

# What of the rules a changed number of people could break.
_OF_PEOPLE = ("too_few_people", "too_many_people", "over_capacity")


@retries.on_conflict
@transaction.atomic
def submit_application(
    booking: models.Booking,
    *,
    by: accounts.User,
    applicant_name: str,
    applicant_phone: str,
    purpose: str,
    headcount: int,
    equipment: str,
    remarks: str,
    now: datetime,
) -> models.Booking:
    """This function will take the application form (申請書) of a tentative booking, or mend one not yet decided.

    Raises FormNotNeeded, FormTooLate and HeadcountRefused.
    """
    fresh = steps.locked(booking)
    _check_form_is_awaited(fresh)
    if fresh.state == enums.State.TENTATIVE and fresh.form_due_at and fresh.form_due_at <= now:
        raise errors.FormTooLate(**_due(fresh))
    _check_people(fresh, headcount, now)
    fresh.purpose, fresh.headcount = purpose, headcount
    fresh.save(update_fields=["purpose", "headcount"])
    said = {
        "applicant_name": applicant_name,
        "applicant_phone": applicant_phone,
        "equipment": equipment,
        "remarks": remarks,
    }
    return _applied(fresh, said, by=by, now=now, on_paper=False)


@retries.on_conflict
@transaction.atomic
def receive_application(
    booking: models.Booking, *, by: accounts.User, now: datetime, remarks: str = ""
) -> models.Booking:
    """This function will note that the desk has received the form on paper. Raises FormNotNeeded and HoldOver.

    Where the rules let a booking without a form lapse, not even the desk takes one that is late.
    """
    fresh = steps.locked(booking)
    _check_form_is_awaited(fresh)
    steps.check_holds(fresh, now)
    person = fresh.booked_by
    said = {
        "applicant_name": person.display_name if person else fresh.contact_name,
        "applicant_phone": person.phone if person else fresh.contact_phone,
        "remarks": remarks,
    }
    return _applied(fresh, said, by=by, now=now, on_paper=True)


def _check_form_is_awaited(booking: models.Booking) -> None:
    if booking.state not in (enums.State.TENTATIVE, enums.State.APPLIED):
        raise errors.FormNotNeeded(booking=booking.code, state_text=booking.get_state_display())


def _due(booking: models.Booking) -> dict[str, str]:
    phone = booking.center.phone
    return {
        "booking": booking.code,
        "due_text": booking.form_due_text,
        "center_name": booking.center.name,
        "phone_text": f"電話 {phone}" if phone else "",
    }


def _check_people(booking: models.Booking, headcount: int, now: datetime) -> None:
    if headcount == booking.headcount:
        return
    in_force = calendars.rules_for(booking.room, date=booking.date)
    facts = rules.Facts(
        now=now.astimezone(clock.TOKYO),
        use=booking.date,
        starts_at=booking.starts_at.astimezone(clock.TOKYO),
        ends_at=booking.ends_at.astimezone(clock.TOKYO),
        periods=tuple(booking.period_codes),
        room_code=booking.room.code,
        headcount=headcount,
        capacity=booking.room.capacity,
    )
    broken = [found for found in rules.broken(in_force, facts) if found.code in _OF_PEOPLE]
    if broken:
        raise errors.HeadcountRefused(
            booking=booking.code,
            broken=[found.as_data() for found in broken],
            sentences="".join(found.sentence for found in broken),
        )


def _applied(
    booking: models.Booking, said: dict[str, str], *, by: accounts.User, now: datetime, on_paper: bool
) -> models.Booking:
    written = {**said, "on_paper": on_paper, "submitted_at": now, "submitted_by": by}
    models.UseApplication.objects.update_or_create(booking=booking, defaults=written)
    if booking.state == enums.State.TENTATIVE:
        return steps.step(booking, enums.State.APPLIED, by=by, now=now, reason="紙で受け取り" if on_paper else "")
    _record("bookings.application_changed", booking, by=by, now=now, on_paper=on_paper)
    return booking


@retries.on_conflict
@transaction.atomic
def submit_report(
    booking: models.Booking,
    *,
    by: accounts.User,
    headcount: int,
    checks: Sequence[str],
    trouble: str,
    now: datetime,
) -> models.Booking:
    """This function will take the report (使用報告書) of a use: who came, what was checked, what is broken.

    A permitted use that has begun counts as made when its report comes. Raises ReportTooEarly, ChecksMissing, HoldOver
    and StepNotAllowed.
    """
    fresh = steps.locked(booking)
    if fresh.starts_at > now:
        raise errors.ReportTooEarly(booking=fresh.code, starts_text=_moment(fresh.starts_at))
    _check_items(fresh, checks, trouble)
    if fresh.state == enums.State.APPROVED:
        steps.check_holds(fresh, now)
        steps.step(fresh, enums.State.USED, by=by, now=now)
    reported = steps.step(fresh, enums.State.REPORTED, by=by, now=now)
    models.UseReport.objects.create(
        booking=reported,
        headcount=headcount,
        checks=list(checks),
        trouble=trouble,
        submitted_at=now,
        submitted_by=by,
    )
    return reported


def _check_items(booking: models.Booking, checks: Sequence[str], trouble: str) -> None:
    clause = calendars.rules_for(booking.room, date=booking.date).room_check
    missing = [item for item in clause.items if item not in checks] if clause else []
    if missing and not trouble.strip():
        raise errors.ChecksMissing(booking=booking.code, missing=missing, missing_text="」「".join(missing))


@retries.on_conflict
@transaction.atomic
def check_room(booking: models.Booking, *, by: accounts.User, note: str, now: datetime) -> models.UseReport:
    """This function will note that the desk has looked at the room after a use. Raises ReportMissing."""
    fresh = steps.locked(booking)
    report = models.UseReport.objects.filter(booking=fresh).first()
    if report is None:
        raise errors.ReportMissing(booking=fresh.code)
    report.room_checked_at, report.room_checked_by, report.room_check_note = now, by, note
    report.save(update_fields=["room_checked_at", "room_checked_by", "room_check_note"])
    _record("bookings.room_checked", fresh, by=by, now=now, note=note)
    return report


def _record(
    action: str,
    booking: models.Booking,
    *,
    by: accounts.User,
    now: datetime,
    **detail: Any,  # noqa: ANN401 - whatever the audit line tells
) -> None:
    audit.record(
        action,
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        now=now,
        **detail,
    )


def _moment(instant: datetime) -> str:
    local = instant.astimezone(clock.TOKYO)
    return f"{rules.date_text(local.date())} {local:%H:%M}"
