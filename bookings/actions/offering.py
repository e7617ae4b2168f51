"""The next in line: what becomes free is held for them before anybody else can see it free (decision 0009).

Everything here happens in the transaction that freed the room, under the lock of its spaces, and below `steps`.
"""

from collections.abc import Collection
from datetime import date as day
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.common import errors as common
from backend.notices import actions as notices
from bookings import enums, models, rules
from bookings.actions import drafting, holding
from bookings.queries import attendance, availability, calendars, waiting, wishes

# Where an entry of the list goes when its offer becomes something else.
_ANSWERS = {
    enums.State.TENTATIVE: enums.WaitingState.ACCEPTED,
    enums.State.APPROVED: enums.WaitingState.ACCEPTED,
    enums.State.CANCELLED: enums.WaitingState.LEFT,
    enums.State.LAPSED: enums.WaitingState.LAPSED,
}
# Entries that are closed in one go of the sweep.
CLOSED_AT_ONCE = 500


def is_somebody_waiting(rooms: Collection[int], *, date: day) -> bool:
    """This function will tell whether anybody stands in line for one of the rooms on a day."""
    return _line(rooms, date).exists()


def _line(rooms: Collection[int], date: day) -> QuerySet[models.WaitingEntry]:
    return models.WaitingEntry.objects.filter(room__in=rooms, date=date, state=enums.WaitingState.WAITING)


def serve(rooms: Collection[int], *, date: day, now: datetime) -> list[models.Booking]:
    """This function will offer what is free on a day in rooms that hang together, strictly in the order of the line.

    The first whose whole wish is free gets it, then the next with what is left. Their spaces must be locked.
    """
    entries = _line(rooms, date).select_for_update(of=("self",)).select_related("room__center", "person", "group")
    offers: list[models.Booking] = []
    holds = availability.taken(rooms, first=date, last=date, now=now)
    for entry in entries.order_by("pk"):
        made = _offered(entry, holds[entry.room_id], now)
        if made:
            offers.append(made)
            holds = availability.taken(rooms, first=date, last=date, now=now)
    return offers


def _offered(
    entry: models.WaitingEntry, holds: list[tuple[datetime, datetime]], now: datetime
) -> models.Booking | None:
    room, wish = entry.room, wish_of(entry)
    calendar = calendars.calendar(room.center, first=entry.date, last=entry.date)
    stretch = calendar.stretch(room, entry.date, entry.period_codes)
    if stretch is None or calendar.closed(room, entry.date) or not room.is_active or not _can_answer(entry, now):
        return None
    in_force = calendar.rules(room, entry.date)
    until = rules.answer_until(in_force, starts_at=stretch.starts_at, periods=stretch.codes, now=now)
    if until is None or availability.is_taken(room, stretch.starts_at, stretch.ends_at, holds):
        return None
    offer = drafting.drafted(wish, drafting.Entry(by=entry.person, purpose=entry.purpose, now=now), stretch, in_force)
    offer.rules_codes = [version.code for version in calendar.versions(room, entry.date)]
    keep(offer, until=until, now=now)
    entry.state, entry.offer = enums.WaitingState.OFFERED, offer
    entry.save(update_fields=["state", "offer"])
    tell(offer, "offered", now=now)
    return offer


def _can_answer(entry: models.WaitingEntry, now: datetime) -> bool:
    """This function will tell whether anybody could still take an offer; a room held for nobody is lost to the next."""
    if entry.group:
        return entry.group.is_valid_on(clock.date_of(now))
    return entry.person.is_active


def wish_of(entry: models.WaitingEntry) -> wishes.Wish:
    """This function will give what somebody in line waits for."""
    return wishes.Wish(
        room=entry.room,
        date=entry.date,
        periods=tuple(entry.period_codes),
        headcount=entry.headcount,
        activity=entry.activity,
        person=entry.person,
        group=entry.group,
        with_guardian=entry.with_guardian,
    )


def keep(offer: models.Booking, *, until: datetime, now: datetime) -> None:
    """This function will save a booking as an offer that holds its room until it is answered, at the longest so long.

    The room's spaces must be locked. The form is due only once the offer has become a booking.
    """
    offer.state, offer.holds_until, offer.form_due_at = enums.State.OFFERED, until, None
    with common.translated():
        offer.save(force_insert=True)
        holding.hold(offer, holding.locked_spaces(offer.room), by=None, now=now)
    audit.record(
        "bookings.offered",
        by=None,
        about=offer.booked_by,
        subject=offer.code,
        center_code=offer.center.code,
        now=now,
        until=until.isoformat(),
        replaces=offer.replaces.code if offer.replaces else "",
    )


def answered(offer: models.Booking, *, now: datetime) -> None:
    """This function will end the entry of the list whose offer has become something else."""
    standing = models.WaitingEntry.objects.filter(offer=offer, state=enums.WaitingState.OFFERED)
    standing.update(state=_ANSWERS[enums.State(offer.state)], ended_at=now)


def refused(offer: models.Booking, *, now: datetime) -> None:
    """This function will end the entry of an offer that the rules do not allow any more; its person did not leave."""
    standing = models.WaitingEntry.objects.filter(offer=offer, state=enums.WaitingState.OFFERED)
    standing.update(state=enums.WaitingState.CLOSED, ended_at=now)


def was_offer(booking: models.Booking) -> bool:
    """This function will tell whether a booking that has lapsed was never more than an offer."""
    last = booking.state_changes.order_by("-pk").first()
    return last is not None and last.from_state == enums.State.OFFERED


def tell(offer: models.Booking, template: str, *, now: datetime, to: accounts.User | None = None, **more: Any) -> None:  # noqa: ANN401 - what the text names
    """This function will tell those who can answer an offer, or somebody else, with the time until which it is held."""
    for person in [to] if to else _answering(offer):
        notices.send(
            to=person,
            template=f"bookings/{template}",
            key=f"booking-{template}-{offer.code}",
            now=now,
            context={"booking": offer, "until": waiting.until_text(offer), **more},
            url=f"/bookings/{offer.code}/offer/",
        )


def _answering(offer: models.Booking) -> set[accounts.User]:
    """This function will give who stands for an offer: the person, and whoever else books for the group."""
    own = {offer.booked_by} if offer.booked_by else set()
    return own.union(attendance.bookers_of(offer.group)) if offer.group else own


def close_past_waiting(*, now: datetime) -> int:
    """This function will close the entries to which nothing can be offered any more, tell their people, and count them.

    What can still become free too late for an offer is for whoever comes first.
    """
    waiting = models.WaitingEntry.objects.filter(state=enums.WaitingState.WAITING)
    found = list(waiting.select_related("room__center", "person").order_by("date", "pk"))
    if not found:
        return 0
    table = calendars.calendars({entry.room.center_id for entry in found}, first=found[0].date, last=found[-1].date)
    over = [entry for entry in found if _is_over(entry, table[entry.room.center_id], now)]
    return sum(_closed(entry, now) for entry in over[:CLOSED_AT_ONCE])


def _is_over(entry: models.WaitingEntry, calendar: calendars.Calendar, now: datetime) -> bool:
    stretch = calendar.stretch(entry.room, entry.date, entry.period_codes)
    if stretch is None:
        return bool(entry.during.lower <= now)
    in_force = calendar.rules(entry.room, entry.date)
    return now >= rules.offers_end(in_force, starts_at=stretch.starts_at, periods=stretch.codes)


@transaction.atomic
def _closed(entry: models.WaitingEntry, now: datetime) -> bool:
    standing = models.WaitingEntry.objects.filter(pk=entry.pk, state=enums.WaitingState.WAITING)
    if not standing.update(state=enums.WaitingState.CLOSED, ended_at=now):
        return False
    audit.record(
        "bookings.waiting_closed",
        by=None,
        about=entry.person,
        subject=entry.code,
        center_code=entry.room.center.code,
        now=now,
    )
    notices.send(
        to=entry.person,
        template="bookings/waiting_closed",
        key=f"waiting-closed-{entry.code}",
        now=now,
        context={"entry": entry},
        url=f"/waiting-entries/{entry.code}/",
    )
    return True
