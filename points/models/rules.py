import functools
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums

campaign_code = functools.partial(codes.new, "cp")


class Campaign(models.Model):
    """A budget of points for a purpose and a time, kept in shards so that awards do not queue at one row."""

    code = models.CharField(max_length=16, unique=True, default=campaign_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="points_campaign_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One version of how an activity earns points; a draft until published, immutable from then on.

    An award is `per_time + floor(per_unit × quantity)`, at most `most_per_award`.
    """

    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=enums.RuleUnit.choices)
    per_time = models.PositiveIntegerField(default=0)
    per_unit = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    most_per_award = models.PositiveIntegerField(null=True, blank=True)
    expiry_kind = models.CharField(max_length=16, choices=enums.ExpiryKind.choices)
    expiry_amount = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT)
    provisional = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    # Filled in by a trigger on publication, so that an award reads one row: the caps, and the scope's issuer.
    cap_spans = ArrayField(models.CharField(max_length=12), editable=False, db_default=[])
    cap_mosts = ArrayField(models.IntegerField(), editable=False, db_default=[])
    issuer = models.ForeignKey(
        "points.Account",
        null=True,
        on_delete=models.PROTECT,
        editable=False,
        db_index=False,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "code", "version"], name="points_rule_version_once"),
            models.CheckConstraint(
                name="points_rule_dates_in_order", condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="points_rule_unit_is_known", condition=Q(unit__in=["time", "hour", "piece"])),
            models.CheckConstraint(
                name="points_rule_expiry_is_known",
                condition=Q(expiry_kind__in=["days", "month_end", "fiscal_year_end"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"


class RuleCap(models.Model):
    """The most points that one person gets by a rule in a window."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="caps")
    span = models.CharField(max_length=12, choices=enums.Span.choices)
    most = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "span"], name="points_rule_cap_once_per_span"),
            models.CheckConstraint(
                name="points_rule_cap_span_is_known", condition=Q(span__in=["day", "week", "month", "fiscal_year"])
            ),
        ]


class CapCounter(models.Model):
    """How many points a subject (a person's code) has by a rule in one window; a new version goes on counting."""

    scope = models.CharField(max_length=12)
    rule_code = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    span = models.CharField(max_length=12)
    starts_on = models.DateField()
    used = models.IntegerField()
    most = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "rule_code", "span", "starts_on", "scope"], name="points_cap_counter_once"
            ),
            models.CheckConstraint(name="points_cap_is_kept", condition=Q(used__gte=0, used__lte=F("most"))),
        ]


class BudgetShard(models.Model):
    """A part of a campaign's budget; an award takes from the shard of its account, or from all when that is empty."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="shards")
    number = models.PositiveSmallIntegerField()
    granted = models.IntegerField()
    used = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="points_budget_shard_once"),
            models.CheckConstraint(name="points_budget_is_kept", condition=Q(used__gte=0, used__lte=F("granted"))),
        ]


class BudgetUse(models.Model):
    """What a posting took from a shard (or gave back, as a negative amount); append-only."""

    posting = models.ForeignKey("points.Posting", on_delete=models.PROTECT, db_constraint=False)
    shard = models.ForeignKey(BudgetShard, on_delete=models.PROTECT, db_constraint=False)
    amount = models.IntegerField()
