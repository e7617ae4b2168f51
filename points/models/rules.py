import functools
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums

campaign_code = functools.partial(codes.new, "cp")


class Campaign(models.Model):
    """A budget of points for a purpose and a time, kept in shards so that awards do not queue at one row.

    `returns_expired` says that its points which expire go back into the budget; else they are booked as expired only.
    """

    code = models.CharField(max_length=16, unique=True, default=campaign_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget = models.PositiveIntegerField()
    returns_expired = models.BooleanField(default=False)
    key = models.CharField(max_length=90, blank=True, editable=False)
    # What was asked, so that the key with another content is refused although points were added since.
    request_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="points_campaign_once_per_page"),
            models.CheckConstraint(name="points_campaign_dates_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """One version of how an activity earns points; a draft until published, immutable from then on.

    An award is `floor((per_time + floor(per_unit × quantity)) × the multipliers that hold)`, at most `most_per_award`,
    and then what the caps and the campaign leave.
    """

    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    way = models.CharField(max_length=10, choices=enums.RuleWay.choices, default=enums.RuleWay.ATTENDANCE)
    about = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    unit = models.CharField(max_length=10, choices=enums.RuleUnit.choices)
    per_time = models.PositiveIntegerField(default=0)
    per_unit = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    most_per_award = models.PositiveIntegerField(null=True, blank=True)
    expiry_kind = models.CharField(max_length=16, choices=enums.ExpiryKind.choices)
    expiry_amount = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT)
    # Who may earn by it, on the day of the activity.
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    residence = models.CharField(
        max_length=10, choices=enums.Residence.choices, blank=True, default=enums.Residence.ANY
    )
    districts = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Of reports: whether somebody looks at them first, and for how many days one may look back.
    reviewed = models.BooleanField(default=True)
    report_days = models.PositiveSmallIntegerField(default=7)
    # Of awards by hand: above this a second member of staff, and this much by one of them in a day.
    four_eyes_above = models.PositiveIntegerField(null=True, blank=True)
    most_per_staff_day = models.PositiveIntegerField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    created_by_code = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Filled in by a trigger on publication, so that an award reads one row: the caps of a person, the scope's issuer,
    # and whether there is anything more to look at.
    cap_spans = ArrayField(models.CharField(max_length=12), editable=False, db_default=[])
    cap_mosts = ArrayField(models.IntegerField(), editable=False, db_default=[])
    has_terms = models.BooleanField(editable=False, db_default=False)
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
            models.CheckConstraint(name="points_rule_way_is_known", condition=Q(way__in=enums.RuleWay.values)),
            models.CheckConstraint(
                name="points_rule_residence_is_known", condition=Q(residence__in=enums.Residence.values)
            ),
            models.CheckConstraint(
                name="points_rule_ages_in_order",
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
            ),
            # Shares of a sheet are points already, and a person's own hand is bound by both limits.
            models.CheckConstraint(
                name="points_rule_clean_up_pays_shares",
                condition=~Q(way="clean_up") | Q(unit="piece", per_time=0, per_unit=1),
            ),
            models.CheckConstraint(
                name="points_rule_manual_has_limits",
                condition=~Q(way="manual")
                | Q(
                    unit="piece",
                    per_time=0,
                    per_unit=1,
                    four_eyes_above__isnull=False,
                    most_per_staff_day__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"


class RuleCap(models.Model):
    """The most points by a rule in a window: of one person, of a household, at one site, or of everybody together."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="caps")
    subject = models.CharField(max_length=10, choices=enums.CapSubject.choices, default=enums.CapSubject.PERSON)
    span = models.CharField(max_length=12, choices=enums.Span.choices)
    most = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "subject", "span"], name="points_rule_cap_once_per_span"),
            models.CheckConstraint(
                name="points_rule_cap_span_is_known", condition=Q(span__in=["day", "week", "month", "fiscal_year"])
            ),
            models.CheckConstraint(
                name="points_rule_cap_subject_is_known", condition=Q(subject__in=enums.CapSubject.values)
            ),
        ]


class RuleMultiplier(models.Model):
    """What points are multiplied by: the first time, after `length` windows in a row, or between two dates."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="multipliers")
    kind = models.CharField(max_length=10, choices=enums.MultiplierKind.choices)
    factor = models.DecimalField(max_digits=4, decimal_places=2)
    span = models.CharField(max_length=12, choices=enums.Span.choices, blank=True)
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "kind"], condition=~Q(kind="seasonal"), name="points_rule_multiplier_once"
            ),
            models.CheckConstraint(name="points_rule_multiplier_in_bounds", condition=Q(factor__gt=1, factor__lte=10)),
            models.CheckConstraint(
                name="points_rule_multiplier_is_whole",
                condition=Q(kind="first_time", span="", length__isnull=True, starts_on__isnull=True)
                | Q(kind="streak", span__in=["day", "week", "month"], length__gte=2, length__lte=60)
                | Q(kind="seasonal", span="", length__isnull=True, starts_on__lte=F("ends_on")),
            ),
        ]


class RuleItem(models.Model):
    """A line of a clean-up's table: what a kilogram of something is worth."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="items")
    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=40)
    per_kg = models.DecimalField(max_digits=7, decimal_places=2)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "code"], name="points_rule_item_once"),
            models.CheckConstraint(name="points_rule_item_is_worth_something", condition=Q(per_kg__gt=0)),
        ]


class CapCounter(models.Model):
    """How many points a subject has by a rule in one window; a new version goes on counting.

    A person is named by their code, anybody else by `household:…`, `site:…` or `rule:…`. `last` is what the latest
    award found left for it: so counting and asking are one statement.
    """

    scope = models.CharField(max_length=12)
    rule_code = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    span = models.CharField(max_length=12)
    starts_on = models.DateField()
    used = models.IntegerField()
    most = models.IntegerField()
    last = models.IntegerField(db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "rule_code", "span", "starts_on", "scope"], name="points_cap_counter_once"
            ),
            models.CheckConstraint(name="points_cap_is_kept", condition=Q(used__gte=0, used__lte=F("most"))),
        ]


class CapUse(models.Model):
    """What a posting took from a counter that several people share (or gave back: a negative amount); append-only."""

    posting = models.ForeignKey("points.Posting", on_delete=models.PROTECT, db_constraint=False)
    counter = models.ForeignKey(CapCounter, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    amount = models.IntegerField()


class Cut(models.Model):
    """The limit that left an award less than its rule gives: a cap, or without one the campaign's budget; append-only.

    It is noted as the award is made, for other limits may be full later.
    """

    posting = models.OneToOneField(
        "points.Posting", primary_key=True, on_delete=models.PROTECT, db_constraint=False, related_name="cut"
    )
    subject = models.CharField(max_length=12, blank=True)
    span = models.CharField(max_length=12, blank=True)
    most = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="points_cut_by_a_cap_or_a_budget",
                condition=Q(subject="", span="", most=None)
                | Q(subject__in=enums.CapSubject.values, span__in=enums.Span.values, most__isnull=False),
            ),
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
    """What a posting took from a shard (or gave back, as a negative amount); append-only.

    What is given back names the award whose points it is: of each award its campaign gets every point back once.
    """

    posting = models.ForeignKey("points.Posting", on_delete=models.PROTECT, db_constraint=False)
    shard = models.ForeignKey(BudgetShard, on_delete=models.PROTECT, db_constraint=False)
    amount = models.IntegerField()
    award = models.ForeignKey(
        "points.Posting",
        null=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="returns",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["award"], condition=Q(award__isnull=False), name="points_budget_use_back"),
        ]
