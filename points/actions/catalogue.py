"""What a city decides about points: how they are earned, and what they buy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from backend.common import audit
from backend.common import errors as common
from points import enums, models
from points.actions import _ledger


@dataclass(frozen=True, kw_only=True)
class RulePlan:
    """One version of how an activity earns points: `per_time + floor(per_unit × quantity)`, with caps by window."""

    code: str
    name: str
    unit: enums.RuleUnit
    starts_on: date
    ends_on: date | None = None
    per_time: int = 0
    per_unit: Decimal = Decimal(0)
    most_per_award: int | None = None
    expiry_kind: enums.ExpiryKind = enums.ExpiryKind.FISCAL_YEAR_END
    expiry_amount: int = 2
    provisional: bool = False
    caps: Mapping[enums.Span, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PerkPlan:
    """A perk as it is put on sale; a coupon has `yen_off` or `percent_off`, a counter voucher may have `sheets`."""

    kind: enums.PerkKind
    name: str
    price: int
    captured: enums.CaptureMoment
    valid_days: int
    starts_on: date
    ends_on: date | None = None
    about: str = ""
    yen_off: int | None = None
    percent_off: int | None = None
    sheets: int | None = None
    most_per_person: int | None = None
    stock: int | None = None
    place_kind: str = ""
    place_code: str = ""
    place_name: str = ""
    provisional: bool = False
    position: int = 0


@transaction.atomic
def publish_rule(plan: RulePlan, *, by: _ledger.Actor | None, now: datetime) -> models.Rule:
    """This function will publish the next version of a rule with its caps; from then on it never changes."""
    content = {name: value for name, value in asdict(plan).items() if name != "caps"}
    before = models.Rule.objects.filter(code=plan.code).order_by("-version").first()
    with common.translated():
        rule = models.Rule.objects.create(version=before.version + 1 if before else 1, **content)
        models.RuleCap.objects.bulk_create(
            models.RuleCap(rule=rule, span=span, most=most) for span, most in plan.caps.items()
        )
        rule.published_at = now
        rule.save(update_fields=["published_at"])
    audit.record("points.rule_published", by=by, subject=rule.code, now=now, version=rule.version)
    return rule


@transaction.atomic
def put_on_sale(plan: PerkPlan, *, by: _ledger.Actor | None, now: datetime) -> models.Perk:
    """This function will put a perk on sale."""
    with common.translated():
        perk = models.Perk.objects.create(**asdict(plan))
    audit.record("points.perk_put_on_sale", by=by, subject=perk.code, now=now, price=perk.price)
    return perk
