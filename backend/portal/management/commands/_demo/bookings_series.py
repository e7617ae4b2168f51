"""The demo group's series: Wednesday afternoons for two months, as far as the rules of 久慈 let it have them."""

from datetime import datetime, timedelta

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import actions, models
from bookings.queries import named_slots, planning, wishes
from bookings.rules import repetition

ROOM = "kuji-washitsu-b"
WEDNESDAYS = repetition.Repetition(kind="weekly", weekday=2)
# The form is due a week before; what lies nearer could not be reserved any more.
FIRST = timedelta(days=8)
TERM = timedelta(weeks=7)


def load(now: datetime) -> None:
    """This function will make the series of every date that fits, as its group would."""
    if models.Series.objects.exists():
        return
    leader = accounts.User.objects.get(email=people.LEADER.email)
    room = models.Room.objects.select_related("center").get(code=ROOM)
    first = clock.date_of(now) + FIRST
    wish = wishes.Wish(
        room=room,
        date=first,
        periods=("afternoon",),
        headcount=12,
        activity="calligraphy",
        person=leader,
        group=accounts.Group.objects.get(name=people.GROUP),
    )
    plan = planning.Plan(wish=wish, pattern=WEDNESDAYS, first=first, last=first + TERM, purpose="書道の練習")
    run = planning.dry_run(plan, now=now)
    slots = {planned.date: named_slots.slot_from(planned.picked_text) for planned in run.dates}
    chosen = {day: slot for day, slot in slots.items() if slot}
    if chosen:
        actions.reserve_series(plan, chosen=chosen, by=leader, now=now)
