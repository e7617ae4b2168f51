from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries, tries
from backend.common import errors as common
from backend.common.errors import DomainError
from points import enums, errors, models, queries, rules
from points.actions import _ledger, _requests, earning
from points.actions._ledger import Actor, Posting


@dataclass(frozen=True, kw_only=True)
class WindowPlan:
    """When a site's code counts; see models.SiteWindow."""

    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]
    opens_at: time
    closes_at: time


@dataclass(frozen=True, kw_only=True)
class SitePlan:
    """A site as it is set up."""

    name: str
    rule_code: str
    about: str = ""
    center_code: str = ""
    asks_word: bool = False


@dataclass(frozen=True)
class _Asked:
    plan: SitePlan
    window: WindowPlan


@transaction.atomic
def open_site(plan: SitePlan, *, window: WindowPlan, by: Actor | None, now: datetime, key: str = "") -> models.Site:
    """This function will set up a site with its first window; the same `key` does it once. Raises KeyReused."""
    asked = _requests.hash_of(_Asked(plan, window))
    facts = {**vars(plan), "created_by_code": _ledger.actor_code(by), "request_hash": asked}
    if not key:
        return _opened(models.Site.objects.create(**facts), window, by, now)
    site, fresh = models.Site.objects.get_or_create(key=_requests.key_of(by, key), defaults=facts)
    _requests.refuse_other(site.request_hash, asked, key)
    return _opened(site, window, by, now) if fresh else site


def _opened(site: models.Site, window: WindowPlan, by: Actor | None, now: datetime) -> models.Site:
    models.SiteWindow.objects.create(site=site, **_columns(window))
    audit.record("points.site_opened", by=by, subject=site.code, center_code=site.center_code, now=now)
    return site


@transaction.atomic
def add_window(site: models.Site, window: WindowPlan, *, by: Actor, now: datetime, key: str = "") -> models.SiteWindow:
    """This function will add a window to a site; the same `key` does it once. Raises KeyReused."""
    asked = _requests.hash_of(window)
    facts = {**_columns(window), "request_hash": asked}
    fresh = True
    if key:
        made, fresh = site.windows.get_or_create(key=_requests.key_of(by, key), defaults=facts)
        _requests.refuse_other(made.request_hash, asked, key)
    else:
        made = site.windows.create(**facts)
    if fresh:
        audit.record("points.site_window_added", by=by, subject=site.code, center_code=site.center_code, now=now)
    return made


def _columns(window: WindowPlan) -> dict[str, object]:
    return vars(window) | {"weekdays": list(window.weekdays)}


@transaction.atomic
def close_site(site: models.Site, *, by: Actor, now: datetime) -> models.Site:
    """This function will close a site for good: whoever has a print or a picture of its code has nothing."""
    site.closed_at = site.closed_at or now
    site.save(update_fields=["closed_at"])
    audit.record("points.site_closed", by=by, subject=site.code, center_code=site.center_code, now=now)
    return site


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that was noted, with its points and the limit that cut them, or with what stood in their way."""

    visit: models.SiteVisit
    posting: Posting | None
    refusal: DomainError | None
    cut: str = ""


def try_visit(site: models.Site, *, person: Actor, now: datetime) -> Visit:
    """This function will tell what a visit would give now, by doing it and undoing it; the number is not asked."""
    return _ledger.rehearsed(lambda: _visit(site, person, now))


@retries.on_conflict
def visit_site(site: models.Site, *, person: Actor, word: str, now: datetime) -> Visit:
    """This function will note that a person is at a site, once in each window, and give the points for it.

    Where a limit leaves nothing the visit stands without points. Raises SiteClosed, SiteNotOpen, WrongWord,
    WordTriesTooMany, AlreadyVisited, AtAnotherSite, RuleNotInForce, NotEligible.
    """
    if site.asks_word:
        _check_word(site, person, word, now)
    with transaction.atomic():
        _one_at_a_time(person)
        made = _visit(site, person, now)
        audit.record(
            "points.site_visit",
            by=person,
            about=person,
            subject=made.visit.code,
            center_code=site.center_code,
            now=now,
            site=site.code,
            points=made.posting.amount if made.posting else 0,
        )
    return made


def _one_at_a_time(person: Actor) -> None:
    """Visits of one person wait for each other here: in the index that keeps them apart each would wait for all."""
    list(accounts.User.objects.select_for_update(no_key=True).filter(code=person.code).values_list("pk"))


def _check_word(site: models.Site, person: Actor, word: str, now: datetime) -> None:
    whose, limit = f"{site.code}:{person.code}", rules.visits.TRIES
    if tries.is_spent("site-word", whose, limit=limit):
        raise errors.WordTriesTooMany
    if not rules.visits.is_word(site.secret, word, now):
        tries.is_within("site-word", whose, limit=limit, seconds=rules.visits.TRIES_SECONDS)
        raise errors.WrongWord


def _visit(site: models.Site, person: Actor, now: datetime) -> Visit:
    visit = _noted(site, person, now)
    try:
        posting = earning.award(
            person_code=person.code,
            rule_code=site.rule_code,
            source_kind=enums.RuleWay.SITE,
            source_code=visit.code,
            quantity=Decimal(1),
            happened_on=visit.day,
            key=f"site:{visit.code}",
            by=person,
            now=now,
            scope=site.scope,
        )
    except (errors.CapReached, errors.BudgetSpent, errors.NothingEarned) as refusal:
        return Visit(visit, None, refusal)
    return Visit(visit, posting, None, earning.cut_of(posting))


def _noted(site: models.Site, person: Actor, now: datetime) -> models.SiteVisit:
    if site.closed_at is not None and site.closed_at <= now:
        raise errors.SiteClosed(site=site.name)
    window = queries.open_window(site, now)
    if window is None:
        raise errors.SiteNotOpen(site=site.name, windows="、".join(queries.windows_in_words(site)))
    between = rules.visits.BETWEEN_SITES
    with common.translated(minutes=int(between.total_seconds() // 60), site=site.name), transaction.atomic():
        return models.SiteVisit.objects.create(
            site=site,
            window=window,
            person_code=person.code,
            day=clock.date_of(now),
            at=now,
            around=(now, now + between),
        )
