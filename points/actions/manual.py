from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models, queries
from points.actions import _ledger, earning
from points.actions._ledger import Posting
from points.rules import seasons


@dataclass(frozen=True, kw_only=True)
class ManualPlan:
    """Points that a member of staff wants to give, and why; the key makes a second press of the button harmless."""

    person: accounts.User
    rule_code: str
    points: int
    reason: str
    key: str
    center_code: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """An award by hand, how many points came of it, and the limit that cut them; none while a second is waited for."""

    record: models.ManualAward
    awarded: int
    cut: str = ""


def try_by_hand(plan: ManualPlan, *, by: accounts.User, now: datetime) -> ByHand:
    """This function will tell what an award by hand would do, by doing it and undoing it."""
    return _ledger.rehearsed(lambda: award_by_hand(plan, by=by, now=now))


@retries.on_conflict
def award_by_hand(plan: ManualPlan, *, by: accounts.User, now: datetime) -> ByHand:
    """This function will give points by hand, or leave them to a second member of staff above the rule's limit.

    Raises OwnRecord, RuleNotInForce, ReasonMissing, StaffLimitReached, KeyReused, and what the award raises: staff
    hear of a full cap before anything is written.
    """
    if not plan.reason.strip():
        raise errors.ReasonMissing
    today = clock.date_of(now)
    with common.translated(), transaction.atomic():
        rule = queries.rule_on(plan.rule_code, today)
        if rule is None or rule.way != enums.RuleWay.MANUAL:
            raise errors.RuleNotInForce(rule=plan.rule_code, day=seasons.day_words(today))
        if plan.person.code == by.code:
            raise errors.OwnRecord
        counter = _locked_counter(rule, by, now)
        seen = models.ManualAward.objects.filter(asked_by_code=by.code, key=plan.key).first()
        if seen is not None:
            return _again(seen, plan)
        _count(counter, rule.most_per_staff_day or 0, plan.points)
        record = _record(plan, rule, by, now)
        return _given(record, by, now) if record.state == enums.ManualState.AWARDED else _waiting(record, by, now)


def _again(seen: models.ManualAward, plan: ManualPlan) -> ByHand:
    if (seen.person_code, seen.points, seen.rule_code) != (plan.person.code, plan.points, plan.rule_code):
        raise errors.KeyReused(key=plan.key)
    return ByHand(seen, queries.paid_for(enums.RuleWay.MANUAL, [seen.code]).get(seen.code, 0))


def _locked_counter(rule: models.Rule, by: accounts.User, now: datetime) -> models.StaffCounter:
    """One row for a member of staff and a day: who holds it writes alone, and sees what a first press has done."""
    one = {"scope": rule.scope, "staff_code": by.code, "rule_code": rule.code, "day": clock.date_of(now)}
    models.StaffCounter.objects.get_or_create(**one, defaults={"used": 0, "most": rule.most_per_staff_day or 0})
    return models.StaffCounter.objects.select_for_update(no_key=True).get(**one)


def _count(counter: models.StaffCounter, most: int, points: int) -> None:
    left = max(0, most - counter.used)
    if points > left:
        raise errors.StaffLimitReached(most=most, left=left)
    models.StaffCounter.objects.filter(pk=counter.pk).update(used=F("used") + points, most=most)


def _record(plan: ManualPlan, rule: models.Rule, by: accounts.User, now: datetime) -> models.ManualAward:
    needs_second = plan.points > (rule.four_eyes_above or 0)
    return models.ManualAward.objects.create(
        person_code=plan.person.code,
        center_code=plan.center_code,
        rule_code=rule.code,
        key=plan.key,
        points=plan.points,
        needs_second=needs_second,
        reason=plan.reason.strip(),
        happened_on=clock.date_of(now),
        state=enums.ManualState.WAITING if needs_second else enums.ManualState.AWARDED,
        asked_at=now,
        asked_by_code=by.code,
        decided_at=None if needs_second else now,
    )


def _waiting(record: models.ManualAward, by: accounts.User, now: datetime) -> ByHand:
    _ledger.rehearsed(lambda: _award(record, by, now))
    _note("points.manual_award_asked", record, by, now, reason=record.reason)
    return ByHand(record, 0)


def _given(record: models.ManualAward, by: accounts.User, now: datetime) -> ByHand:
    posting = _award(record, by, now)
    cut = earning.cut_of(posting)
    person = _note("points.manual_award", record, by, now, reason=record.reason)
    if person is not None:
        notices.send(
            to=person,
            template="points/manual_award",
            key=f"manual-award:{record.code}",
            now=now,
            context={"record": record, "posting": posting, "cut": cut},
            url="/points/",
        )
    return ByHand(record, posting.amount, cut)


def _award(record: models.ManualAward, by: accounts.User, now: datetime) -> Posting:
    return earning.award(
        person_code=record.person_code,
        rule_code=record.rule_code,
        source_kind=enums.RuleWay.MANUAL,
        source_code=record.code,
        quantity=Decimal(record.points),
        happened_on=record.happened_on,
        key=f"manual:{record.code}",
        by=by,
        now=now,
        scope=record.scope,
    )


def _note(
    what: str, record: models.ManualAward, by: accounts.User, now: datetime, *, reason: str
) -> accounts.User | None:
    person = accounts.User.objects.filter(code=record.person_code).first()
    audit.record(
        what,
        by=by,
        about=person,
        subject=record.code,
        center_code=record.center_code,
        reason=reason,
        now=now,
        points=record.points,
    )
    return person


@retries.on_conflict
def decide_by_hand(code: str, *, approve: bool, reason: str, by: accounts.User, now: datetime) -> ByHand:
    """This function will let a second member of staff give the points, or turn the request down with a reason.

    Raises ManualAwardNotFound, RecordDecided, NeedsAnotherPerson, OwnRecord, ReasonMissing, and what the award raises.
    """
    if not approve and not reason.strip():
        raise errors.ReasonMissing
    with common.translated(), transaction.atomic():
        record = _open(code, by)
        record.state = enums.ManualState.AWARDED if approve else enums.ManualState.REFUSED
        record.decided_at, record.decided_by_code, record.refusal = now, by.code, reason.strip()
        record.save(update_fields=["state", "decided_at", "decided_by_code", "refusal"])
        if approve:
            return _given(record, by, now)
        counter = models.StaffCounter.objects.filter(
            staff_code=record.asked_by_code, rule_code=record.rule_code, day=record.happened_on, scope=record.scope
        )
        counter.update(used=F("used") - record.points)
        _note("points.manual_award_refused", record, by, now, reason=record.refusal)
        _tell_refusal(record, now)
        return ByHand(record, 0)


def _tell_refusal(record: models.ManualAward, now: datetime) -> None:
    asked_by = accounts.User.objects.filter(code=record.asked_by_code).first()
    if asked_by is not None:
        notices.send(
            to=asked_by,
            template="points/manual_award_refused",
            key=f"manual-award-refused:{record.code}",
            now=now,
            context={"record": record},
            url=f"/desk/points/manual-awards/{record.code}/",
        )


def _open(code: str, by: accounts.User) -> models.ManualAward:
    record = models.ManualAward.objects.select_for_update(no_key=True).filter(code=code).first()
    if record is None:
        raise errors.ManualAwardNotFound
    if record.state != enums.ManualState.WAITING:
        raise errors.RecordDecided(state=enums.ManualState(record.state).label)
    if record.asked_by_code == by.code:
        raise errors.NeedsAnotherPerson
    if record.person_code == by.code:
        raise errors.OwnRecord
    return record
