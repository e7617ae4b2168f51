"""The sites at which somebody can earn today, in the order in which they are of use to them."""

from dataclasses import dataclass
from datetime import datetime

from backend.accounts import models as accounts
from backend.common import clock
from points import enums, models
from points.queries import places, rules
from points.rules import visits

# A site is listed by what somebody can still do there, before its name.
ORDER = [enums.SiteState.OPEN, enums.SiteState.LATER, enums.SiteState.DONE, enums.SiteState.OVER]


@dataclass(frozen=True, slots=True)
class SiteToday:
    """A site with a window today; its code is not told, as a visit begins with the QR on the spot.

    `left` is the least that the person's limits of today leave, None where there is no limit.
    """

    name: str
    about: str
    center: str
    is_near: bool
    hours: str
    state: enums.SiteState
    done_at: datetime | None
    rule_code: str
    rule_name: str
    earns: str
    left: int | None


def sites_today(person: accounts.User, *, now: datetime) -> list[SiteToday]:
    """This function will list the sites with a window today: those of the person's own center first."""
    windows = _windows(now)
    if not windows:
        return []
    day = clock.date_of(now)
    paid = {rule.code: rule for rule in rules.rules_in_force(day).filter(way=enums.RuleWay.SITE)}
    limits, centers = rules.all_limits(person.code, day), places.center_names()
    done = dict(models.SiteVisit.objects.filter(person_code=person.code, day=day).values_list("window_id", "at"))
    own = person.district.center_code if person.district else ""
    found = [
        _shown(window, paid[window.site.rule_code], limits, centers, done.get(window.pk), own, now)
        for window in windows
        if window.site.rule_code in paid
    ]
    return sorted(found, key=lambda one: (not one.is_near, ORDER.index(one.state), one.hours, one.name))


def _windows(now: datetime) -> list[models.SiteWindow]:
    day = clock.date_of(now)
    found = models.SiteWindow.objects.filter(
        starts_on__lte=day, ends_on__gte=day, weekdays__contains=[day.weekday()], site__closed_at=None
    )
    return list(found.select_related("site").order_by("opens_at", "site__name", "pk"))


def _shown(
    window: models.SiteWindow,
    rule: models.Rule,
    limits: dict[str, list[rules.Limit]],
    centers: dict[str, str],
    done_at: datetime | None,
    own: str,
    now: datetime,
) -> SiteToday:
    site, local = window.site, now.astimezone(clock.TOKYO).time()
    least = min((limit.left for limit in limits.get(rule.code, [])), default=None)
    return SiteToday(
        name=site.name,
        about=site.about,
        center=centers.get(site.center_code, ""),
        is_near=bool(own) and site.center_code == own,
        hours=visits.hours_in_words(window.opens_at, window.closes_at),
        state=visits.state(window.opens_at, window.closes_at, done=done_at is not None, local=local),
        done_at=done_at,
        rule_code=rule.code,
        rule_name=rule.name,
        earns=rules.earns(rule),
        left=least,
    )
