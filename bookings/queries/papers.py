"""The papers of a booking as their pages show them."""

from dataclasses import dataclass
from datetime import datetime

from backend.common import clock, codes, errors
from bookings import enums, models, rules
from bookings.errors import NoPermitYet
from bookings.queries import attendance, calendars

PERMITTED = (enums.State.APPROVED, enums.State.USED, enums.State.REPORTED)
# The kinds of rules that concern the use itself; windows, caps and the like are over when there is a permit.
CONDITIONS = ("guardian", "hours", "headcount", "deadlines", "bans", "check_in", "room_check", "no_shows", "public_use")


@dataclass(frozen=True)
class Permit:
    """What a permit (利用許可書) says. `token` is the signed code in its QR picture."""

    booking: models.Booking
    applicant: str
    group_name: str
    conditions: tuple[rules.Paragraph, ...]
    approved_at: datetime
    report_due: str
    check_in_from: datetime | None
    token: str


@dataclass(frozen=True)
class Papers:
    """What there is of papers for a booking, and what its rules ask for."""

    application: models.UseApplication | None
    report: models.UseReport | None
    objection: models.NoShowObjection | None
    is_permitted: bool
    has_begun: bool
    can_report: bool
    can_object: bool
    report_due: str
    grace_until: str
    released_at: datetime | None
    check_in_from: datetime | None
    desk_checks_room: bool


def papers(booking: models.Booking, *, now: datetime) -> Papers:
    """This function will gather the papers of a booking with what its rules say of them. Four queries."""
    in_force = calendars.rules_for(booking.room, date=booking.date)
    grace = rules.grace_until(in_force, booking.date)
    objection = attendance.objection_to(booking)
    return Papers(
        application=application(booking),
        report=models.UseReport.objects.filter(booking=booking).first(),
        objection=objection,
        is_permitted=booking.state in PERMITTED,
        has_begun=booking.starts_at <= now,
        can_report=booking.state in (enums.State.APPROVED, enums.State.USED) and booking.starts_at <= now,
        can_object=objection is None and (grace is None or clock.date_of(now) <= grace),
        report_due=booking.report_due_text,
        grace_until=rules.date_text(grace) if grace else "",
        released_at=booking.holds_until if booking.state == enums.State.APPROVED else None,
        check_in_from=_check_in_from(booking, in_force),
        desk_checks_room=bool(in_force.room_check and in_force.room_check.by_desk),
    )


def _check_in_from(booking: models.Booking, in_force: rules.Rules) -> datetime | None:
    """This function will tell from when one checks in, where the rules ask for it."""
    starts_at = booking.starts_at.astimezone(clock.TOKYO)
    return rules.check_in_opens(in_force, starts_at) if in_force.check_in else None


def room_check(booking: models.Booking) -> rules.RoomCheck | None:
    """This function will give what the last to leave checks, or None where the rules say nothing."""
    return calendars.rules_for(booking.room, date=booking.date).room_check


def application(booking: models.Booking) -> models.UseApplication | None:
    """This function will give the application form of a booking, or None."""
    return models.UseApplication.objects.filter(booking=booking).first()


def report(booking: models.Booking) -> models.UseReport:
    """This function will give the report of a booking, or raise NotFound."""
    found = models.UseReport.objects.filter(booking=booking).first()
    if found is None:
        raise errors.NotFound
    return found


def permit(booking: models.Booking) -> Permit:
    """This function will gather what the permit of a booking says, or raise NoPermitYet."""
    if booking.state not in PERMITTED:
        raise NoPermitYet(booking=booking.code, state_text=booking.get_state_display())
    in_force = calendars.rules_for(booking.room, date=booking.date)
    person = booking.booked_by
    return Permit(
        booking=booking,
        applicant=person.display_name if person else booking.contact_name,
        group_name=booking.group.name if booking.group else "",
        conditions=tuple(one for one in rules.paragraphs(in_force) if one.kind in CONDITIONS),
        approved_at=_approved_at(booking),
        report_due=booking.report_due_text,
        check_in_from=_check_in_from(booking, in_force),
        token=codes.sign(attendance.PERMIT, booking.code),
    )


def _approved_at(booking: models.Booking) -> datetime:
    approved = booking.state_changes.filter(to_state=enums.State.APPROVED).order_by("-at", "-pk").first()
    return approved.at if approved else booking.created_at


def booking_of_permit(token: str) -> models.Booking:
    """This function will find the booking of a permit's signed code, or raise NotFound for one that is not ours."""
    code = codes.unsign(attendance.PERMIT, token)
    if code is None:
        raise errors.NotFound
    return attendance.booking_of(code)


def known_of(booking: models.Booking) -> dict[str, str | int]:
    """This function will give what the service knows of an application form: of the booking and of its person."""
    person, written = booking.booked_by, application(booking)
    name, phone = (person.name, person.phone) if person else (booking.contact_name, booking.contact_phone)
    return {
        "applicant_name": written.applicant_name if written else name,
        "applicant_phone": written.applicant_phone if written else phone,
        "purpose": booking.purpose,
        "headcount": booking.headcount,
        "equipment": written.equipment if written else "",
        "remarks": written.remarks if written else "",
    }
