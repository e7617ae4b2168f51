from datetime import datetime, timedelta

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import actions, models

CENTER = "kuji"
NOTE = "見本の案：利用する人数と、当日の受付の見直し"


def load(now: datetime) -> None:
    """This function will make a draft of one center's rules, with its replay over the demo's bookings."""
    center = models.Center.objects.select_related("municipality").get(code=CENTER)
    if models.UsageRules.objects.filter(center=center, published_at=None).exists():
        return
    desk = accounts.User.objects.get(email=people.DESK.email)
    today = clock.date_of(now)
    version = models.UsageRules.objects.get(center=center, room=None)
    content = {
        **version.content,
        "headcount": {"minimum": 11, "paragraph": "11人以上で利用してください。", "source": "見本の案"},
        "check_in": {"opens_minutes": 30, "released_after_minutes": 30, "source": "見本の案"},
    }
    draft = actions.draft_usage_rules(
        content,
        municipality=center.municipality,
        center=center,
        valid_from=today.replace(day=1) + timedelta(days=92),
        note=NOTE,
        by=desk,
        now=now,
    )
    days = {"first": today, "last": today + timedelta(days=90)}
    if models.Booking.objects.filter(center=center, date__range=(days["first"], days["last"])).exists():
        replay = actions.request_replay(draft, by=desk, now=now, **days)
        actions.replay_rules(replay.pk, now=now)
