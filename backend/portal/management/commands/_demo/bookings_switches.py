"""Three centers at other steps of the pilot than the rest, one of them with a plan for the next fiscal year."""

from datetime import datetime, time

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people
from bookings import actions, enums, models

Mode = enums.BookingMode
# What a center takes today, in the demo.
TODAY = {"mizuki": Mode.DESK_ONLY, "nakasato": Mode.GROUPS, "juo": Mode.INFORMATION_ONLY}
PLANNED = "mizuki"


def load(now: datetime) -> None:
    """This function will switch some centers back, and plan the next step of one for 1 April."""
    if models.CenterSwitch.objects.exists():
        return
    city = accounts.User.objects.get(email=people.ADMINISTRATOR.email)
    for center in models.Center.objects.filter(code__in=TODAY).order_by("pk"):
        _switch(center, TODAY[center.code], "試行の施設から順に始めるため", city, now)
        if center.code == PLANNED:
            april = fiscal_year.starts_on(fiscal_year.of(clock.date_of(now)) + 1)
            _switch(center, Mode.GROUPS, "登録団体から始めるため", city, now, clock.at(april, time()))


def _switch(
    center: models.Center, mode: Mode, reason: str, city: accounts.User, now: datetime, at: datetime | None = None
) -> None:
    actions.switch_center(
        center,
        switch=enums.Switch.BOOKING_MODE,
        value=mode,
        reason=reason,
        by=city,
        now=now,
        takes_effect_at=at,
    )
