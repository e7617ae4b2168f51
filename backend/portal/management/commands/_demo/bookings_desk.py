"""What the desk of the demo has in hand: a caller with a slip, a group that phoned, somebody at the counter, notes."""

from datetime import datetime, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, errors
from backend.portal.management.commands._demo import people
from bookings import actions, models
from bookings.queries import claims

# Stands in the note on the booking, so that one can try it; a real one is drawn at random and never kept.
CLAIM_CODE = "M1H0-NDEM-0123"


def load(now: datetime) -> None:
    """This function will write down what callers and guests of 久慈 asked for; what a rule refuses is left out."""
    if models.DeskNote.objects.exists():
        return
    desk = accounts.User.objects.get(email=people.DESK.email)
    _caller(desk, now)
    _group(desk, now)
    _guest(desk, now)


def _caller(desk: accounts.User, now: datetime) -> None:
    call = {"contact_name": "見本 梅子", "contact_kana": "ミホン ウメコ", "contact_phone": "0294-00-0011"}
    made = _first_that_goes("kuji-washitsu-a", desk, now, **call)
    if made is None:
        return
    with transaction.atomic():
        slip = actions.issue_claim(made, by=desk, now=now)
        models.BookingClaim.objects.filter(pk=slip.claim.pk).update(code_hash=claims.digest(CLAIM_CODE))
        text = f"受取票をわたした（デモの受取番号 {CLAIM_CODE}）。座いすを10きゃく出しておく"
        actions.write_desk_note(made, by=desk, text=text, now=now)


def _group(desk: accounts.User, now: datetime) -> None:
    group = accounts.Group.objects.get(name=people.GROUP)
    call = {"contact_name": "見本 会計", "contact_kana": "ミホン カイケイ", "contact_phone": "0294-00-0012"}
    _first_that_goes("kuji-kaigi", desk, now, for_group=group, **call)


def _first_that_goes(room_code: str, desk: accounts.User, now: datetime, **call: object) -> models.Booking | None:
    room = models.Room.objects.select_related("center__municipality").get(code=room_code)
    for ahead in range(8, 29):
        day = clock.date_of(now) + timedelta(days=ahead)
        wish = {"periods": ["afternoon"], "headcount": 6, "purpose": "町内の集まり", "activity": "meeting"}
        try:
            return actions.reserve_by_proxy(room, date=day, by=desk, now=now, **wish, **call)  # type: ignore[arg-type]
        except errors.DomainError:
            continue
    return None


def _guest(desk: accounts.User, now: datetime) -> None:
    room = models.Room.objects.select_related("center__municipality").get(code="kuji-kaigi")
    guest = {"headcount": 3, "purpose": "打ち合わせ", "activity": "meeting", "contact_name": "見本 通りがかり"}
    for period in ("morning", "afternoon", "night"):
        try:
            actions.take_walk_in(room, periods=[period], by=desk, now=now, **guest)  # type: ignore[arg-type]
        except errors.DomainError:
            continue
        return
