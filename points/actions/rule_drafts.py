"""What a city decides about points: how they are earned. A version is drafted, tried, and published for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q

from backend.common import audit
from backend.common import errors as common
from points import enums, errors, models
from points.actions import _ledger
from points.rules import bounds


@dataclass(frozen=True, kw_only=True)
class CapPlan:
    """The most points of a household, a site, or of everybody together in a window."""

    subject: enums.CapSubject
    span: enums.Span
    most: int


@dataclass(frozen=True, kw_only=True)
class MultiplierPlan:
    """What points are multiplied by: with `span` and `length` for a streak, with dates for a season."""

    kind: enums.MultiplierKind
    factor: Decimal
    span: str = ""
    length: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ItemPlan:
    """What a kilogram of something is worth."""

    code: str
    name: str
    per_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class RulePlan:
    """One version of how an activity earns points; see models.Rule. `caps` are those of a person."""

    code: str
    name: str
    unit: enums.RuleUnit
    starts_on: date
    ends_on: date | None = None
    way: enums.RuleWay = enums.RuleWay.ATTENDANCE
    about: str = ""
    per_time: int = 0
    per_unit: Decimal = Decimal(0)
    most_per_award: int | None = None
    expiry_kind: enums.ExpiryKind = enums.ExpiryKind.FISCAL_YEAR_END
    expiry_amount: int = 2
    age_from: int | None = None
    age_to: int | None = None
    residence: enums.Residence = enums.Residence.ANY
    districts: Sequence[str] = ()
    reviewed: bool = True
    report_days: int = 7
    four_eyes_above: int | None = None
    most_per_staff_day: int | None = None
    campaign: models.Campaign | None = None
    provisional: bool = False
    caps: Mapping[enums.Span, int] = field(default_factory=dict)
    shared_caps: Sequence[CapPlan] = ()
    multipliers: Sequence[MultiplierPlan] = ()
    items: Sequence[ItemPlan] = ()

    def columns(self) -> dict[str, object]:
        """This function will give what stands in the rule's own row; what counts points already counts them singly."""
        children = {"caps", "shared_caps", "multipliers", "items"}
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in children}
        if self.way in bounds.COUNTED_IN_POINTS:
            own |= {"unit": enums.RuleUnit.PIECE, "per_time": 0, "per_unit": Decimal(1)}
        return own | {"districts": list(self.districts)}


@transaction.atomic
def publish_rule(plan: RulePlan, *, by: _ledger.Actor | None, now: datetime) -> models.Rule:
    """This function will draft and publish the next version of a rule at once; from then on it never changes."""
    return publish_draft(draft_rule(plan, by=by, now=now), by=by, now=now)


@transaction.atomic
def draft_rule(plan: RulePlan, *, by: _ledger.Actor | None, now: datetime) -> models.Rule:
    """This function will write down the next version of a rule; the draft that there is becomes what is planned now."""
    versions = models.Rule.objects.select_for_update(no_key=True).filter(scope=enums.HOME_SCOPE, code=plan.code)
    draft = versions.filter(published_at=None).first()
    with common.translated():
        if draft is None:
            last = versions.aggregate(last=Max("version"))["last"] or 0
            draft = models.Rule(version=last + 1, created_by_code=_ledger.actor_code(by))
        for name, value in plan.columns().items():
            setattr(draft, name, value)
        draft.save()
        _write_children(draft, plan)
    audit.record("points.rule_drafted", by=by, subject=draft.code, now=now, version=draft.version)
    return draft


def _write_children(draft: models.Rule, plan: RulePlan) -> None:
    for rows in (draft.caps, draft.multipliers, draft.items):
        rows.all().delete()
    own = [CapPlan(subject=enums.CapSubject.PERSON, span=span, most=most) for span, most in plan.caps.items()]
    models.RuleCap.objects.bulk_create(models.RuleCap(rule=draft, **vars(cap)) for cap in [*own, *plan.shared_caps])
    models.RuleMultiplier.objects.bulk_create(
        models.RuleMultiplier(rule=draft, **vars(multiplier)) for multiplier in plan.multipliers
    )
    models.RuleItem.objects.bulk_create(
        models.RuleItem(rule=draft, position=position, **vars(item)) for position, item in enumerate(plan.items)
    )


@transaction.atomic
def publish_draft(draft: models.Rule, *, by: _ledger.Actor | None, now: datetime) -> models.Rule:
    """This function will publish a draft; the version before it ends the day before, and neither changes any more.

    Raises RuleNotADraft, RuleStartsTooEarly (what it should rule has been paid), RuleOutsideCampaign, SeasonsOverlap,
    TableOfACleanUp.
    """
    rule = models.Rule.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if rule.published_at is not None:
        raise errors.RuleNotADraft
    _end_version_before(rule)
    with common.translated():
        rule.published_at = now
        rule.save(update_fields=["published_at"])
    rule.refresh_from_db()
    audit.record("points.rule_published", by=by, subject=rule.code, now=now, version=rule.version)
    return rule


def _end_version_before(rule: models.Rule) -> None:
    in_force = models.Rule.objects.filter(scope=rule.scope, code=rule.code, published_at__isnull=False)
    before = in_force.filter(Q(ends_on=None) | Q(ends_on__gte=rule.starts_on), starts_on__lt=rule.starts_on).first()
    if before is not None:
        end_rule(before, ends_on=rule.starts_on - timedelta(days=1))


def end_rule(rule: models.Rule, *, ends_on: date) -> models.Rule:
    """This function will say which day is a version's last; raises RuleStartsTooEarly when it has paid for later."""
    paid = models.Posting.objects.filter(rule=rule, kind=enums.PostingKind.AWARD, happened_on__gt=ends_on)
    last = paid.aggregate(last=Max("happened_on"))["last"]
    if last is not None:
        raise errors.RuleStartsTooEarly(day=f"{last:%Y年%-m月%-d日}")
    with common.translated():
        rule.ends_on = ends_on
        rule.save(update_fields=["ends_on"])
    return rule


@transaction.atomic
def close_rule(rule: models.Rule, *, ends_on: date, by: _ledger.Actor, now: datetime) -> models.Rule:
    """This function will let a published rule end, with nothing after it."""
    if rule.published_at is None:
        raise errors.RuleNotFound
    ended = end_rule(rule, ends_on=ends_on)
    audit.record("points.rule_ended", by=by, subject=rule.code, now=now, version=rule.version, ends_on=str(ends_on))
    return ended
