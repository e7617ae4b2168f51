"""Visits, reports, clean-ups and awards by hand, as people and staff look at them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet, Sum

from backend.accounts import models as accounts
from backend.common import clock
from points import enums, errors, models
from points.rules import visits as visit_rules

CleanUps = QuerySet[models.CleanUp]


def person(code: str) -> accounts.User | None:
    """This function will find a member by their number."""
    return accounts.User.objects.filter(code=code, is_active=True).select_related("district").first()


def site(code: str) -> models.Site:
    """This function will find a site with its windows; raises SiteNotFound."""
    found = _sites().filter(code=code).first()
    if found is None:
        raise errors.SiteNotFound
    return found


def sites(*, center_codes: Collection[str] | None = None) -> QuerySet[models.Site]:
    """This function will list the sites, all or those of some centers, the open ones first."""
    found = _sites() if center_codes is None else _sites().filter(center_code__in=center_codes)
    return found.order_by("closed_at", "name", "pk")


def _sites() -> QuerySet[models.Site]:
    windows = models.SiteWindow.objects.order_by("starts_on", "opens_at", "pk")
    return models.Site.objects.prefetch_related(Prefetch("windows", queryset=windows))


def open_window(site: models.Site, now: datetime) -> models.SiteWindow | None:
    """This function will give the window of a site that is open now."""
    local = now.astimezone(clock.TOKYO)
    return next((window for window in _windows(site) if visit_rules.is_open(_as_rule(window), local)), None)


def windows_in_words(site: models.Site) -> list[str]:
    """This function will say when a site's code counts."""
    return [visit_rules.window_in_words(_as_rule(window)) for window in _windows(site)]


def _windows(site: models.Site) -> list[models.SiteWindow]:
    return sorted(site.windows.all(), key=lambda one: (one.starts_on, one.opens_at, one.pk))


def _as_rule(window: models.SiteWindow) -> visit_rules.Window:
    return visit_rules.Window(window.starts_on, window.ends_on, window.weekdays, window.opens_at, window.closes_at)


def visits_of(person_code: str) -> QuerySet[models.SiteVisit]:
    """This function will list a person's visits to sites, the latest first."""
    return models.SiteVisit.objects.filter(person_code=person_code).select_related("site").order_by("-at", "-pk")


def visitors(site: models.Site, day: date) -> int:
    """This function will tell how many people came to a site on a day."""
    return models.SiteVisit.objects.filter(site=site, day=day).values("person_code").distinct().count()


def report(code: str) -> models.Report | None:
    """This function will find a report."""
    return models.Report.objects.filter(code=code).first()


def reports_of(person_code: str) -> QuerySet[models.Report]:
    """This function will list a person's reports, the latest first."""
    return models.Report.objects.filter(person_code=person_code).order_by("-reported_at", "-pk")


def reports_waiting(*, center_codes: Collection[str] | None) -> QuerySet[models.Report]:
    """This function will list the reports nobody has decided about, of all centers or of some, the oldest first."""
    found = models.Report.objects.filter(state=enums.ReportState.SUBMITTED)
    if center_codes is not None:
        found = found.filter(center_code__in=center_codes)
    return found.order_by("reported_at", "pk")


def manual_award(code: str) -> models.ManualAward | None:
    """This function will find an award by hand."""
    return models.ManualAward.objects.filter(code=code).first()


def manual_awards(*, center_codes: Collection[str] | None, by_code: str = "") -> QuerySet[models.ManualAward]:
    """This function will list awards by hand, all or those of some centers and one's own, the latest first."""
    found = models.ManualAward.objects.all()
    if center_codes is not None:
        found = found.filter(Q(center_code__in=center_codes) | Q(asked_by_code=by_code))
    return found.order_by("-asked_at", "-pk")


def given_by_hand_today(staff_code: str, day: date) -> dict[str, int]:
    """This function will tell how many points a member of staff has given on a day, by rule."""
    counted = models.StaffCounter.objects.filter(staff_code=staff_code, day=day)
    return dict(counted.values_list("rule_code", "used").order_by("rule_code"))


def clean_up(code: str) -> models.CleanUp | None:
    """This function will find a clean-up sheet with its lines and rule."""
    return clean_ups().filter(code=code).first()


def clean_ups(*, organisation_codes: Collection[str] = (), center_codes: Collection[str] | None = None) -> CleanUps:
    """This function will list the sheets, all or those of some organisations and centers, the latest first."""
    found = models.CleanUp.objects.select_related("rule").prefetch_related("lines__item", "shares")
    if center_codes is not None:
        ours = Q(organisation_code__in=organisation_codes) & ~Q(organisation_code="")
        found = found.filter(ours | Q(center_code__in=center_codes))
    return found.order_by("-happened_on", "-pk")


def awards_of(source_kind: str, source_code: str, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Posting]:
    """This function will list the awards that a record has paid."""
    return models.Posting.objects.filter(
        scope=scope, kind=enums.PostingKind.AWARD, source_kind=source_kind, source_code=source_code
    )


def paid_for(source_kind: str, source_codes: Collection[str]) -> dict[str, int]:
    """This function will tell what each of some records has paid, by its code."""
    rows = models.Posting.objects.filter(
        kind=enums.PostingKind.AWARD, source_kind=source_kind, source_code__in=source_codes
    )
    paid = rows.values("source_code").annotate(total=Sum("amount")).values_list("source_code", "total")
    return dict(paid.order_by("source_code"))


def paid_by_person(source_kind: str, source_code: str) -> dict[str, int]:
    """This function will tell what a record has paid to each person."""
    return dict(awards_of(source_kind, source_code).values_list("credit__owner_code", "amount").order_by("pk"))
