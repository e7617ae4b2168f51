"""Papers of the demo's resident: a form that waits, a permit, reports that are missing and there, a no-show."""

from datetime import date, datetime, timedelta

from backend.accounts import models as accounts
from backend.common import clock, errors
from backend.portal.management.commands._demo import people
from bookings import actions, models

PURPOSE = "俳句の会"
# A provisional center, whose rules (仮データ) ask people to check in and count who does not come.
CHECKS_IN = "omika"


def load(now: datetime) -> None:
    """This function will bring the resident's bookings to each stage of the papers; what a rule refuses is left out."""
    if models.UseApplication.objects.exists():
        return
    desk, resident = _user(people.DESK), _user(people.RESIDENT)
    rooms = [
        models.Room.objects.select_related("center__municipality").filter(code__startswith=f"{code}-").first()
        for code in ("kuji", CHECKS_IN)
    ]
    kuji, omika = [room for room in rooms if room is not None]
    _waiting(_reserved(kuji, 11, resident, now), now)
    _permitted(_reserved(kuji, 18, resident, now), desk, now)
    _used(_reserved(kuji, -10, resident, now), desk)
    _reported(_reserved(kuji, -17, resident, now), desk)
    _missed(_reserved(omika, -4, resident, now), _user(people.ADMINISTRATOR), now)


def _reserved(room: models.Room, ahead: int, by: accounts.User, now: datetime) -> models.Booking | None:
    """This function will reserve a room some days ahead of now, or have it reserved three weeks before it was used."""
    made_at = now if ahead > 0 else now + timedelta(days=ahead - 21)
    for later in range(6):
        day = clock.date_of(now) + timedelta(days=ahead + later if ahead > 0 else ahead - later)
        if booking := _tried(room, day, by, made_at):
            return booking
    return None


def _tried(room: models.Room, day: date, by: accounts.User, now: datetime) -> models.Booking | None:
    wish = {"headcount": 6, "purpose": PURPOSE, "activity": "meeting"}
    try:
        return actions.reserve_room(room, date=day, periods=["morning"], by=by, now=now, **wish)  # type: ignore[arg-type]
    except errors.DomainError:
        return None


def _waiting(booking: models.Booking | None, now: datetime) -> None:
    if booking is None or booking.booked_by is None:
        return
    actions.submit_application(
        booking,
        by=booking.booked_by,
        applicant_name=booking.booked_by.name,
        applicant_phone="0294-00-0000",
        purpose=PURPOSE,
        headcount=8,
        equipment="いす8脚、ホワイトボード",
        remarks="",
        now=now,
    )


def _permitted(booking: models.Booking | None, desk: accounts.User, now: datetime) -> models.Booking | None:
    if booking is None:
        return None
    actions.receive_application(booking, by=desk, now=now)
    return actions.approve_booking(booking, by=desk, now=now)


def _used(booking: models.Booking | None, desk: accounts.User) -> models.Booking | None:
    if booking is None or _permitted(booking, desk, booking.created_at + timedelta(days=1)) is None:
        return None
    return actions.check_in(booking, at=booking.center, by=desk, now=booking.starts_at).booking


def _reported(booking: models.Booking | None, desk: accounts.User) -> None:
    used = _used(booking, desk)
    if used is None or used.booked_by is None:
        return
    said = {"headcount": 7, "checks": [], "trouble": "座いすが1きゃく、ぐらついています。"}
    actions.submit_report(used, by=used.booked_by, now=used.ends_at, **said)  # type: ignore[arg-type]
    actions.check_room(used, by=desk, note="座いすを確かめ、別の部屋のものと替えました。", now=used.ends_at)


def _missed(booking: models.Booking | None, desk: accounts.User, now: datetime) -> None:
    if booking is None or booking.booked_by is None:
        return
    _permitted(booking, desk, booking.created_at + timedelta(days=1))
    actions.record_no_show(booking, by=desk, reason="10時まで待ったが、どなたも来なかった", now=booking.ends_at)
    actions.object_to_no_show(booking, by=booking.booked_by, text="1週間後と間違えて予約していました。", now=now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)
