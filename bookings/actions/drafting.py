"""A booking as it is written down, before it is saved and holds its room."""

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from backend.accounts import models as accounts
from backend.common import clock
from bookings import enums, models, rules
from bookings.actions import holding
from bookings.queries import availability, calendars, fees, wishes


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is written down besides the wish itself; what is `quiet` is told of together with others."""

    by: accounts.User
    purpose: str
    now: datetime
    coupon_code: str = ""
    contact_name: str = ""
    contact_kana: str = ""
    contact_phone: str = ""
    channel: enums.Channel = enums.Channel.ONLINE
    quiet: bool = False


def drafted(wish: wishes.Wish, entry: Entry, stretch: calendars.Stretch, in_force: rules.Rules) -> models.Booking:
    """This function will write a booking of a wish down, tentative or approved, without saving it."""
    room = wish.room
    approver = enums.Approver(in_force.approval.by if in_force.approval else enums.Approver.DESK)
    made = models.Booking(
        center=room.center,
        room=room,
        date=wish.date,
        period_codes=list(stretch.codes),
        periods_text=stretch.text,
        starts_at=stretch.starts_at,
        ends_at=stretch.ends_at,
        during=DateTimeTZRange(*availability.kept(room, stretch.starts_at, stretch.ends_at)),
        state=first_state(in_force),
        approver=approver,
        booked_by=wish.person,
        group=wish.group,
        user_class=wish.user_class,
        entered_by=entry.by if wish.by_desk else None,
        contact_name=entry.contact_name,
        contact_kana=entry.contact_kana,
        contact_phone=entry.contact_phone,
        channel=entry.channel,
        purpose=entry.purpose,
        activity=wish.activity,
        headcount=wish.headcount,
        with_guardian=wish.with_guardian,
        fee_yen=fees.fee_of(room, periods=len(stretch.codes), user_class=wish.user_class, now=entry.now),
        form_due_at=form_due(in_force, stretch, entry.now),
        created_at=entry.now,
    )
    made.holds_until = holding.ends_by_itself(made, in_force)
    made.report_due_at = holding.report_due(made, in_force)
    return made


def first_state(in_force: rules.Rules) -> enums.State:
    """This function will give the state in which a booking begins: approved where the rules leave it to nobody."""
    automatic = in_force.approval is not None and in_force.approval.by == "automatic"
    return enums.State.APPROVED if automatic else enums.State.TENTATIVE


def form_due(in_force: rules.Rules, stretch: calendars.Stretch, now: datetime) -> datetime | None:
    """This function will give by when the application form of a booking made now is due, or None."""
    due = rules.first_due(
        in_force,
        "form",
        use=stretch.date,
        periods=stretch.codes,
        booked=clock.date_of(now),
        zone=clock.TOKYO,
    )
    return due[0] if due else None
