"""Bookings on their way through the papers, at a center whose rules ask for everything; the use is on DAY, 9 to 12."""

from datetime import datetime, timedelta
from typing import Any

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

FORM = {"kind": "form", "amount": 1, "unit": "week", "counted": "before_use", "lapses": True}
REPORT = {"kind": "report", "amount": 0, "counted": "after_use"}
CHECK_IN = {"opens_minutes": 30, "released_after_minutes": 15, "paragraph": "始まりから15分までに受け付けてください。"}
NO_SHOWS = {"limit": 2, "months": 3, "restricted_days": 30, "grace_days": 7}
ROOM_CHECK: dict[str, Any] = {"items": ["窓を閉めた", "明かりを消した"], "by_desk": True}
RULES: dict[str, Any] = {
    "deadlines": {"form": FORM, "report": REPORT},
    "check_in": CHECK_IN,
    "no_shows": NO_SHOWS,
    "room_check": ROOM_CHECK,
}


def at(text: str) -> datetime:
    """This function will read an instant in Tokyo: `05-13 09:00` of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=clock.TOKYO)


def room(**rules: Any) -> models.Room:  # noqa: ANN401 - clauses of usage rules
    """This function will make a room whose center has all rules of the flow, some of them changed; None takes away."""
    made: models.Room = make.RoomFactory.create()
    content = {kind: clause for kind, clause in (RULES | rules).items() if clause is not None}
    make.publish(made.center, content)
    return made


def tentative(where: models.Room | None = None, **fields: Any) -> models.Booking:  # noqa: ANN401 - the booking's own
    """This function will make a booking whose form is due by the end of 6 May."""
    made: models.Booking = make.BookingFactory.create(room=where or room(), **fields)
    return made


def permitted(where: models.Room | None = None, **fields: Any) -> models.Booking:  # noqa: ANN401
    """This function will make a booking that the desk has permitted."""
    return actions.approve_booking(tentative(where, **fields), by=desk(), now=make.NOW)


def missing(where: models.Room | None = None, **fields: Any) -> models.Booking:  # noqa: ANN401
    """This function will make a booking for which nobody came, as the desk noted an hour after its beginning."""
    booking = permitted(where or room(check_in=None), **fields)
    now = booking.starts_at + timedelta(hours=1)
    return actions.record_no_show(booking, by=desk(), reason="誰も来なかった", now=now)


def used(where: models.Room | None = None, **fields: Any) -> models.Booking:  # noqa: ANN401
    """This function will make a booking whose people were checked in at its beginning."""
    booking = permitted(where, **fields)
    return actions.check_in(booking, at=booking.center, by=desk(), now=booking.starts_at).booking


def desk() -> accounts.User:
    """This function will make somebody at a desk; actions do not ask which."""
    return UserFactory.create()


def states(booking: models.Booking) -> list[str]:
    """This function will give the history of a booking."""
    return list(booking.state_changes.order_by("at", "pk").values_list("to_state", flat=True))


def form(**said: Any) -> dict[str, Any]:  # noqa: ANN401 - of the form
    """This function will give what an application form says."""
    return {
        "applicant_name": "見本 花子",
        "applicant_phone": "0294-00-0001",
        "purpose": "書道の練習",
        "headcount": 8,
        "equipment": "いす8脚",
        "remarks": "",
    } | said
