"""What a desk does for people who phone or stand at the counter (requirement A6), and how they take it over later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from backend.accounts import actions as people
from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import audit, clock, codes, retries, tries
from backend.notices import actions as notices
from bookings import enums, errors, models
from bookings.actions import drafting, reserving, steps
from bookings.queries import claims, wishes
from bookings.rules import claims as claim_rules

CLAIM_LENGTH = 12


@dataclass(frozen=True)
class Slip:
    """A claim code, which nobody can read again once the slip is printed."""

    code: str
    claim: models.BookingClaim

    @property
    def code_text(self) -> str:
        """This function will give the code in fours, as it is printed."""
        return "-".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))


class Wanted(TypedDict, total=False):
    """What somebody would like of a room, as they say it to the desk, and for whom where that is known."""

    periods: Required[Sequence[str]]
    headcount: Required[int]
    activity: str
    for_person: accounts.User | None
    for_group: accounts.Group | None
    with_guardian: bool


@retries.on_conflict
def reserve_by_proxy(
    room: models.Room,
    *,
    date: day,
    by: accounts.User,
    contact_name: str,
    contact_phone: str,
    purpose: str,
    now: datetime,
    contact_kana: str = "",
    channel: enums.Channel = enums.Channel.PHONE,
    **wanted: Unpack[Wanted],
) -> models.Booking:
    """This function will write down the booking of somebody on the phone or at the counter (代理入力).

    The same rules hold; the desk answers for what an account would say. Raises what `reserve_room` raises.
    """
    wish = _wish(room, date, **wanted)
    entry = drafting.Entry(
        by=by,
        purpose=purpose,
        contact_name=contact_name,
        contact_kana=contact_kana,
        contact_phone=contact_phone,
        channel=channel,
        now=now,
    )
    return reserving.with_alternatives(wish, entry, then=lambda made: _told_to_group(made, now))


def _wish(
    room: models.Room,
    date: day,
    *,
    periods: Sequence[str],
    headcount: int,
    activity: str = "",
    for_person: accounts.User | None = None,
    for_group: accounts.Group | None = None,
    with_guardian: bool = False,
    walk_in: bool = False,
) -> wishes.Wish:
    return wishes.Wish(
        room=room,
        date=date,
        periods=tuple(periods),
        headcount=headcount,
        activity=activity,
        person=for_person,
        group=for_group,
        with_guardian=with_guardian,
        by_desk=True,
        walk_in=walk_in,
    )


def _told_to_group(booking: models.Booking, now: datetime) -> models.Booking:
    """This function will tell those who book for a group of what somebody of it had the desk write down."""
    if booking.group is None or booking.booked_by is not None:
        return booking
    roles = [account_enums.GroupRole.REPRESENTATIVE, account_enums.GroupRole.DEPUTY]
    for member in booking.group.members.filter(role__in=roles).select_related("user").order_by("pk"):
        if member.user:
            notices.send(
                to=member.user,
                template="bookings/written_for_group",
                key=f"booking-written-{booking.code}",
                now=now,
                context={"booking": booking, "form_due": booking.form_due_text},
                url=f"/bookings/{booking.code}/",
            )
    return booking


@retries.on_conflict
def take_walk_in(
    room: models.Room,
    *,
    by: accounts.User,
    purpose: str,
    now: datetime,
    contact_name: str = "",
    contact_kana: str = "",
    contact_phone: str = "",
    checked_in: bool = True,
    **wanted: Unpack[Wanted],
) -> models.Booking:
    """This function will give a room that is free today to somebody at the counter, permitted and checked in.

    Raises what `reserve_room` raises; a period that has begun is taken, one that is over is not.
    """
    wish = _wish(room, clock.date_of(now), **wanted, walk_in=True)
    entry = drafting.Entry(
        by=by,
        purpose=purpose,
        contact_name=contact_name,
        contact_kana=contact_kana,
        contact_phone=contact_phone,
        channel=enums.Channel.WALK_IN,
        now=now,
    )
    return reserving.with_alternatives(
        wish, entry, then=lambda made: _let_in(made, by=by, now=now, checked_in=checked_in)
    )


def _let_in(booking: models.Booking, *, by: accounts.User, now: datetime, checked_in: bool) -> models.Booking:
    fresh = steps.locked(booking)
    if fresh.approver == enums.Approver.CITY and fresh.state != enums.State.APPROVED:
        raise errors.CityPermitsFirst(room=fresh.room.code, room_name=fresh.room.name)
    if fresh.state == enums.State.TENTATIVE:
        fresh = steps.step(fresh, enums.State.APPROVED, by=by, now=now)
    # Who begins in the middle of a period is here: left unclaimed, the room would go to others at once.
    if checked_in or fresh.starts_at <= now:
        fresh.checked_in_at = now
        fresh = steps.step(fresh, enums.State.USED, by=by, now=now)
    steps.announce(fresh, "walked_in", now=now)
    return fresh


@retries.on_conflict
@transaction.atomic
def issue_claim(booking: models.Booking, *, by: accounts.User, now: datetime) -> Slip:
    """This function will make the code by which the person takes a desk's booking over; an earlier one ends.

    Raises ClaimNotNeeded, also for public use: a class without a group is the city's, and stays so.
    """
    fresh = steps.locked(booking)
    is_public_use = bool(fresh.user_class) and fresh.group_id is None
    if fresh.booked_by is not None or is_public_use or not fresh.is_live:
        raise errors.ClaimNotNeeded(booking=fresh.code)
    code = codes.random_part(CLAIM_LENGTH)
    facts = {
        "code_hash": claims.digest(code),
        "issued_at": now,
        "issued_by": by,
        "expires_at": claim_rules.claim_expires_at(now, fresh.ends_at),
        "claimed_at": None,
        "claimed_by": None,
    }
    claim, is_first = models.BookingClaim.objects.update_or_create(booking=fresh, defaults=facts)
    audit.record(
        "bookings.claim_issued",
        by=by,
        subject=fresh.code,
        center_code=fresh.center.code,
        now=now,
        replaces_another=not is_first,
    )
    return Slip(code, claim)


@retries.on_conflict
@transaction.atomic
def claim_booking(typed: str, *, by: accounts.User, now: datetime) -> claims.Claimable:
    """This function will make a booking that a desk wrote down the person's own, by its printed code.

    It counts towards their caps from then on, and `past_caps` tells which it takes them past. What the desk wrote down
    stays. Raises ClaimUnusable and ClaimOfGroup; the same code sent twice by the same person is one claim.
    """
    before = claims.claimed_before(typed, by=by)
    if before is not None:
        return claims.Claimable(before.claim, before, ())
    accounts.User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk").get()
    fresh = steps.locked(claims.claimable(typed, by=by, now=now).booking)
    # Asked once more under the lock: somebody else may have been first, or the desk printed another slip.
    found = claims.claimable(typed, by=by, now=now)
    fresh.booked_by = found.claim.claimed_by = by
    found.claim.claimed_at = now
    fresh.save(update_fields=["booked_by"])
    found.claim.save(update_fields=["claimed_at", "claimed_by"])
    _tell_of_claim(fresh, found, by=by, now=now)
    return claims.Claimable(found.claim, fresh, found.past_caps)


def _tell_of_claim(booking: models.Booking, found: claims.Claimable, *, by: accounts.User, now: datetime) -> None:
    past = [cap.code for cap in found.past_caps]
    center_code = booking.center.code
    audit.record(
        "bookings.claimed", by=by, about=by, subject=booking.code, center_code=center_code, now=now, past_caps=past
    )
    people.make_known(by, center_code=center_code, origin=account_enums.ContactOrigin.BOOKED, now=now)
    notices.send(
        to=by,
        template="bookings/claimed",
        key=f"booking-claimed-{booking.code}",
        now=now,
        context={"booking": booking, "past_caps": [cap.sentence for cap in found.past_caps]},
        url=f"/bookings/{booking.code}/",
    )


def count_claim_try(person: accounts.User, *, address: str) -> None:
    """This function will count a try of a claim code, or raise TooManyClaims; nobody else is held back by it."""
    seconds = claim_rules.TRIES_SECONDS
    mine = tries.is_within("booking-claim", person.code, limit=claim_rules.TRIES, seconds=seconds)
    from_there = tries.is_within("claim-from", address, limit=claim_rules.TRIES_FROM_ADDRESS, seconds=seconds)
    if not (mine and from_there):
        raise errors.TooManyClaims


@transaction.atomic
def write_desk_note(booking: models.Booking, *, by: accounts.User, text: str, now: datetime) -> models.DeskNote:
    """This function will add a line that only desks read; none is ever changed. Raises DeskNoteEmpty."""
    said = text.strip()
    if not said:
        raise errors.DeskNoteEmpty
    note = models.DeskNote.objects.create(booking=booking, text=said, at=now, by=by)
    audit.record(
        "bookings.desk_note",
        by=by,
        about=booking.booked_by,
        subject=booking.code,
        center_code=booking.center.code,
        now=now,
    )
    return note
