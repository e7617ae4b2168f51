"""What the city decides about giving: its limits, and words that were reported."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, models
from points.actions import _ledger, spending
from points.actions._ledger import Posting
from points.errors import giving as errors
from points.errors.ledger import KeyReused
from points.errors.records import ReasonMissing
from points.queries import giving as queries
from points.queries import places


@dataclass(frozen=True, kw_only=True)
class GiftTermsPlan:
    """The limits of giving from a day on; None does not limit."""

    starts_on: date
    per_gift: int
    minor_per_gift: int
    return_days: int
    reason: str
    youngest: int = 15
    giver_day: int | None = None
    giver_month: int | None = None
    giver_fiscal_year: int | None = None
    person_day: int | None = None
    person_month: int | None = None
    person_fiscal_year: int | None = None
    community_day: int | None = None
    community_month: int | None = None
    community_fiscal_year: int | None = None
    pair_day: int | None = None
    pair_month: int | None = None
    pair_fiscal_year: int | None = None
    provisional: bool = False


@retries.on_conflict
def publish_gift_terms(plan: GiftTermsPlan, *, key: str, by: accounts.User | None, now: datetime) -> models.GiftTerms:
    """This function will publish the terms of giving; a page that is sent twice publishes once.

    Raises ReasonMissing, GiftTermsDatesInvalid, KeyReused.
    """
    if not plan.reason.strip():
        raise ReasonMissing
    with common.translated(), transaction.atomic():
        made, fresh = models.GiftTerms.objects.get_or_create(
            key=key,
            defaults={**asdict(plan), "decided_on": clock.date_of(now), "decided_at": now, "decided_by": by},
        )
        if fresh:
            audit.record("points.gift_terms", by=by, subject=str(plan.starts_on), reason=plan.reason, now=now)
        elif any(getattr(made, name) != value for name, value in asdict(plan).items()):
            raise KeyReused(key=key)
    return made


def try_gift_terms(plan: GiftTermsPlan, *, key: str, by: accounts.User | None, now: datetime) -> models.GiftTerms:
    """This function will publish terms and undo it, before they are confirmed; it refuses as publishing does."""
    return _ledger.rehearsed(lambda: publish_gift_terms(plan, key=key, by=by, now=now))


@retries.on_conflict
def report_note(
    gift: models.Gift, side: str, *, reason: str, by: accounts.User, now: datetime
) -> models.GiftNoteReport:
    """This function will put words of a gift before the city.

    Raises ReasonMissing, NoteNotFound, OwnWords, NoteReported.
    """
    if not reason.strip():
        raise ReasonMissing
    with common.translated(), transaction.atomic():
        note = gift.notes.filter(side=side, hidden_at=None).first()
        if note is None:
            raise errors.NoteNotFound
        if note.written_by_code == by.code:
            raise errors.OwnWords
        made = models.GiftNoteReport.objects.create(
            note=note, reported_by_code=by.code, reason=reason.strip(), reported_at=now
        )
        audit.record("points.gift_note_reported", by=by, subject=gift.code, reason=reason, now=now)
        for official in queries.officials():
            _tell(official, "gift_note_reported", made, "/desk/points/gift-reports/", now)
    return made


def _tell(person: accounts.User, template: str, report: models.GiftNoteReport, url: str, now: datetime) -> None:
    notices.send(
        to=person,
        template=f"points/{template}",
        key=f"{template}:{report.code}",
        now=now,
        context={"report": report},
        url=url,
    )


def look_at_note(report: models.GiftNoteReport, *, by: accounts.User, now: datetime) -> None:
    """This function will write down that somebody reads reported words."""
    about = accounts.User.objects.filter(code=report.note.written_by_code).first()
    if about is not None:
        audit.look("points.gift_note", by=by, about=about, subject=report.code, now=now)


@retries.on_conflict
def decide_note_report(
    code: str, *, hide: bool, reason: str, by: accounts.User, now: datetime
) -> models.GiftNoteReport:
    """This function will hide reported words from both sides, or leave them, and tell who reported them.

    Raises ReasonMissing, NoteNotFound, ReportDecided, OwnWords.
    """
    if hide and not reason.strip():
        raise ReasonMissing
    with common.translated(), transaction.atomic():
        report = _undecided(code, by)
        report.outcome = enums.NoteOutcome.HIDDEN if hide else enums.NoteOutcome.KEPT
        report.decided_at, report.decided_by_code = now, by.code
        report.save(update_fields=["outcome", "decided_at", "decided_by_code"])
        if hide:
            models.GiftNote.objects.filter(pk=report.note_id, hidden_at=None).update(
                hidden_at=now, hidden_by_code=by.code, hidden_reason=reason.strip()
            )
        audit.record(f"points.gift_note_{report.outcome}", by=by, subject=report.code, reason=reason, now=now)
        told = {report.reported_by_code} | ({report.note.written_by_code} if hide else set())
        for person in accounts.User.objects.filter(code__in=told, is_active=True):
            _tell(person, "gift_note_decided", report, f"/points/gifts/{report.note.gift.code}/", now)
    return report


def _undecided(code: str, by: accounts.User) -> models.GiftNoteReport:
    found = models.GiftNoteReport.objects.select_for_update(no_key=True, of=("self",)).select_related("note__gift")
    report = found.filter(code=code).first()
    if report is None:
        raise errors.NoteNotFound
    if report.outcome:
        raise errors.ReportDecided
    if by.code in (report.reported_by_code, report.note.written_by_code):
        raise errors.OwnWords
    return report


@dataclass(frozen=True, kw_only=True)
class UsePlan:
    """How many points of a community are used at which center, and for what."""

    center_code: str
    amount: int
    purpose: str
    key: str


@retries.on_conflict
def use_for_community(
    community: accounts.Organisation, plan: UsePlan, *, by: accounts.User, now: datetime
) -> tuple[models.CommunityUse, Posting]:
    """This function will use points of a community at a center, and tell all who act for it.

    Raises ReasonMissing, NotEnoughPoints, KeyReused.
    """
    if not plan.purpose.strip():
        raise ReasonMissing
    with transaction.atomic():
        posting = _spent(community, plan, by, now)
        if posting.replayed:
            return _used_before(plan, posting), posting
        used = models.CommunityUse.objects.create(
            community_code=community.code,
            center_code=plan.center_code,
            purpose=plan.purpose.strip(),
            amount=plan.amount,
            posting_code=posting.code,
            used_by_code=by.code,
            used_at=now,
        )
        _tell_managers(community, used, by, now)
    return used, posting


def _spent(community: accounts.Organisation, plan: UsePlan, by: accounts.User, now: datetime) -> Posting:
    return spending.redeem(
        holder_kind=enums.AccountKind.COMMUNITY,
        person_code=community.code,
        amount=plan.amount,
        taker_kind=enums.AccountKind.CENTER,
        taker_code=plan.center_code,
        source_kind="community",
        source_code=community.code,
        key=f"community:{community.code}:{plan.key}",
        by=by,
        now=now,
    )


def _used_before(plan: UsePlan, posting: Posting) -> models.CommunityUse:
    seen = models.CommunityUse.objects.get(posting_code=posting.code)
    if (seen.center_code, seen.amount, seen.purpose) != (plan.center_code, plan.amount, plan.purpose.strip()):
        raise KeyReused(key=plan.key)
    return seen


def _tell_managers(
    community: accounts.Organisation, used: models.CommunityUse, by: accounts.User, now: datetime
) -> None:
    audit.record("points.community_use", by=by, subject=used.code, reason=used.purpose, now=now, amount=used.amount)
    for person in places.managers_of(community.code):
        notices.send(
            to=person,
            template="points/community_use",
            key=f"community-use:{used.code}",
            now=now,
            context={"used": used, "community": community, "by": by},
            url=f"/points/communities/{community.code}/gifts/",
        )
