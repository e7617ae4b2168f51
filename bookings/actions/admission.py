"""What is asked before somebody gets a room: is the center online, is the group registered, do the rules allow it."""

from datetime import datetime
from typing import Any

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, errors, rules
from bookings.queries import attendance, calendars, wishes


def check_mode(wish: wishes.Wish, now: datetime) -> None:
    """This function will raise OnlineBookingClosed unless the center takes this wish online, or by its desk, now."""
    center = wish.room.center
    here = center.switches_at(now)
    if here.admits(for_group=wish.group is not None, by_desk=wish.by_desk):
        return
    refusal = errors.BookingOnPaper if wish.by_desk else errors.OnlineBookingClosed
    raise refusal(
        **named(wish),
        mode_text=str(enums.BookingMode(here.booking_mode).label),
        phone_text=f"電話 {center.phone}" if center.phone else "",
    )


def check_group(group: accounts.Group | None, now: datetime) -> None:
    """This function will raise GroupNotReady for a group that is not approved, or not any more."""
    if group is None:
        return
    ended = group.valid_until is not None and group.valid_until < clock.date_of(now)
    if not group.is_approved or ended:
        raise errors.GroupNotReady(group=group.code, group_name=group.name)


def check_rules(
    wish: wishes.Wish,
    stretch: calendars.Stretch,
    calendar: calendars.Calendar,
    in_force: rules.Rules,
    now: datetime,
) -> None:
    """This function will raise RuleRefused with every rule that a wish breaks; where caps count, it locks whose.

    Raises Restricted first, where the desk has decided that somebody does not reserve online for a while.
    """
    check_restriction(wish, now)
    uses: wishes.Uses = {}
    if in_force.caps:
        lock_counted(wish)
        uses = wishes.other_uses(wish, now=now)
    counted = uses.get(wish.room.center_id, ())
    asked = wishes.facts(wish, wish.room, stretch, calendar, uses=counted, now=now)
    broken = wishes.broken(wish, in_force, asked)
    if broken:
        raise errors.RuleRefused(
            **named(wish, stretch),
            broken=[found.as_data() for found in broken],
            sentences="".join(found.sentence for found in broken),
        )


def check_restriction(wish: wishes.Wish, now: datetime) -> None:
    """This function will raise Restricted where the desk decided that somebody does not reserve for a while."""
    if wish.by_desk:
        return
    center = wish.room.center
    held = attendance.restriction_in_force(center, person=wish.person, group=wish.group, today=clock.date_of(now))
    if held:
        raise errors.Restricted(
            **named(wish),
            restriction=held.code,
            until=held.ends_on.isoformat(),
            until_text=rules.date_text(held.ends_on),
            whose=f"「{wish.group.name}」" if wish.group else "この方",
            phone_text=f"電話 {center.phone}" if center.phone else "",
        )


def lock_counted(wish: wishes.Wish) -> None:
    """This function will lock whose bookings are counted, so that two wishes of theirs follow one another."""
    if wish.group:
        accounts.Group.objects.select_for_update(no_key=True).filter(pk=wish.group.pk).values_list("pk").get()
    elif wish.person:
        accounts.User.objects.select_for_update(no_key=True).filter(pk=wish.person.pk).values_list("pk").get()


def named(wish: wishes.Wish, stretch: calendars.Stretch | None = None) -> dict[str, Any]:
    """This function will give what the sentences of refusals name of a wish."""
    center = wish.room.center
    return {
        "center": {"code": center.code, "name": center.name, "phone": center.phone},
        "room": {"code": wish.room.code, "name": wish.room.name},
        "date": wish.date.isoformat(),
        "periods": list(wish.periods),
        "center_name": center.name,
        "room_name": wish.room.name,
        "day_text": rules.date_text(wish.date),
        "periods_text": stretch.text if stretch else "",
    }
