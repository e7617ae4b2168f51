from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.common.errors import DomainError
from backend.notices import actions as notices
from points import enums, errors, models, queries, rules
from points.actions import _ledger, earning
from points.actions._ledger import Actor, Posting
from points.rules import seasons


@dataclass(frozen=True, kw_only=True)
class ReportPlan:
    """What a person says they did."""

    rule_code: str
    happened_on: date
    quantity: Decimal = Decimal(1)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report, with its points and the limit that cut them where it was approved, or with what stood in their way."""

    report: models.Report
    posting: Posting | None = None
    refusal: DomainError | None = None
    cut: str = ""


def try_report(plan: ReportPlan, *, person: accounts.User, now: datetime) -> Reported:
    """This function will tell what a report would give if it were approved now, by doing it and undoing it."""
    return _ledger.rehearsed(lambda: _award(_written(plan, person, now, at_once=True), person, now))


@retries.on_conflict
def report(plan: ReportPlan, *, person: accounts.User, now: datetime) -> Reported:
    """This function will take a person's report; where the rule asks nobody to look, its points come at once.

    Raises RuleNotInForce, NotReportable, ReportOfAnotherTime, AlreadyReported, NotEligible.
    """
    with transaction.atomic():
        try_report(plan, person=person, now=now)
        rule = queries.rule_on(plan.rule_code, plan.happened_on)
        at_once = rule is not None and not rule.reviewed
        written = _written(plan, person, now, at_once=at_once)
        audit.record(
            "points.report", by=person, about=person, subject=written.code, center_code=written.center_code, now=now
        )
        return _award(written, person, now) if at_once else Reported(written)


def _written(plan: ReportPlan, person: accounts.User, now: datetime, *, at_once: bool) -> models.Report:
    rule = queries.rule_on(plan.rule_code, plan.happened_on)
    if rule is None:
        raise errors.RuleNotInForce(rule=plan.rule_code, day=seasons.day_words(plan.happened_on))
    _check(plan, rule, clock.date_of(now))
    state = enums.ReportState.APPROVED if at_once else enums.ReportState.SUBMITTED
    named = {"rule": rule.name, "day": f"{plan.happened_on:%-m月%-d日}"}
    with common.translated(**named), transaction.atomic():
        return models.Report.objects.create(
            person_code=person.code,
            center_code=person.district.center_code if person.district else "",
            rule_code=rule.code,
            happened_on=plan.happened_on,
            quantity=Decimal(1) if rule.unit == enums.RuleUnit.TIME else plan.quantity,
            words=plan.words,
            state=state,
            reported_at=now,
            decided_at=now if at_once else None,
        )


def _check(plan: ReportPlan, rule: models.Rule, today: date) -> None:
    if rule.way != enums.RuleWay.REPORT:
        raise errors.NotReportable(rule=rule.name)
    first = rules.visits.first_reportable(today, rule.report_days)
    if not first <= plan.happened_on <= today:
        raise errors.ReportOfAnotherTime(first=f"{first:%-m月%-d日}", last=f"{today:%-m月%-d日}")


def _award(written: models.Report, by: Actor, now: datetime) -> Reported:
    try:
        posting = earning.award(
            person_code=written.person_code,
            rule_code=written.rule_code,
            source_kind=enums.RuleWay.REPORT,
            source_code=written.code,
            quantity=written.quantity,
            happened_on=written.happened_on,
            key=f"report:{written.code}",
            by=by,
            now=now,
            scope=written.scope,
        )
    except (errors.CapReached, errors.BudgetSpent, errors.NothingEarned) as refusal:
        return Reported(written, None, refusal)
    return Reported(written, posting, None, earning.cut_of(posting))


@retries.on_conflict
def decide_report(report_code: str, *, approve: bool, reason: str, by: accounts.User, now: datetime) -> Reported:
    """This function will approve a report, whose points come with it, or turn it down with a reason.

    Raises ReportNotFound, RecordDecided, OwnRecord, ReasonMissing (of a refusal).
    """
    if not approve and not reason.strip():
        raise errors.ReasonMissing
    with common.translated(), transaction.atomic():
        found = _open_report(report_code)
        if found.person_code == by.code:
            raise errors.OwnRecord
        found.state = enums.ReportState.APPROVED if approve else enums.ReportState.REFUSED
        found.decided_at, found.decided_by_code, found.reason = now, by.code, reason.strip()
        found.save(update_fields=["state", "decided_at", "decided_by_code", "reason"])
        decided = _award(found, by, now) if approve else Reported(found)
        _announce(decided, by, now)
    return decided


def _open_report(report_code: str) -> models.Report:
    found = models.Report.objects.select_for_update(no_key=True).filter(code=report_code).first()
    if found is None:
        raise errors.ReportNotFound
    if found.state != enums.ReportState.SUBMITTED:
        raise errors.RecordDecided(state=enums.ReportState(found.state).label)
    return found


def _announce(decided: Reported, by: accounts.User, now: datetime) -> None:
    found = decided.report
    person = accounts.User.objects.filter(code=found.person_code).first()
    audit.record(
        "points.report_decided",
        by=by,
        about=person,
        subject=found.code,
        center_code=found.center_code,
        reason=found.reason,
        now=now,
        state=str(found.state),
    )
    if person is not None:
        rule = queries.rule_on(found.rule_code, found.happened_on)
        notices.send(
            to=person,
            template="points/report_decided",
            key=f"report-decided:{found.code}",
            now=now,
            context={"decided": decided, "rule": rule},
            url=f"/points/reports/{found.code}/",
        )


@transaction.atomic
def withdraw_report(report_code: str, *, person: accounts.User, now: datetime) -> models.Report:
    """This function will take a report back that nobody has decided about; raises ReportNotFound, RecordDecided."""
    found = _open_report(report_code)
    if found.person_code != person.code:
        raise errors.ReportNotFound
    found.state, found.decided_at = enums.ReportState.WITHDRAWN, now
    found.save(update_fields=["state", "decided_at"])
    audit.record(
        "points.report_withdrawn", by=person, about=person, subject=found.code, center_code=found.center_code, now=now
    )
    return found
