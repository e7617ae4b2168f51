import functools
import secrets
from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from backend.common import codes
from points import enums

perk_code = functools.partial(codes.new, "pk")
voucher_code = functools.partial(codes.new, "v")
voucher_secret = functools.partial(secrets.token_urlsafe, 9)
short_code = functools.partial(codes.random_part, 8)

# Where a limit counts altogether and not by a day, month or year.
ALTOGETHER = date(2000, 1, 1)
HAS_NO_VALUE = Q(yen_off__isnull=True, percent_off__isnull=True)
HAS_ONE_VALUE = Q(yen_off__gt=0, percent_off__isnull=True) | Q(yen_off__isnull=True, percent_off__range=(1, 100))
IS_COUPON = Q(kind="room_coupon")


def _whole_season(name: str) -> Q:
    """Both ends of a season of each year, as month * 100 + day, or none."""
    first, last = f"{name}_from", f"{name}_to"
    days = {f"{first}__range": (101, 1231), f"{last}__range": (101, 1231)}
    return Q(**{f"{first}__isnull": True, f"{last}__isnull": True}) | Q(**days)


class Perk(models.Model):
    """What points buy (特典). `stock` and the limits are None where nothing limits them.

    A room coupon takes `yen_off` or `percent_off` from a booking's fee; `sheets` of copies can be used in parts; where
    it is `stepped`, the newest table says what the points that somebody brings are worth. Orders are taken from
    `starts_on` to `ends_on`, each year only in the season `sale_from` to `sale_to` (month * 100 + day). A voucher works
    in the window of use, for `valid_days`; with `pickup_weekdays` on the day that was chosen. With `by_delivery` an
    order is ready when its piece has arrived: `arrived` pieces are there, `readied` of them are for somebody.
    """

    code = models.CharField(max_length=16, default=perk_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    kind = models.CharField(max_length=16, choices=enums.PerkKind.choices)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    price = models.PositiveIntegerField()
    stepped = models.BooleanField(default=False)
    yen_off = models.PositiveIntegerField(null=True, blank=True)
    percent_off = models.PositiveSmallIntegerField(null=True, blank=True)
    sheets = models.PositiveSmallIntegerField(null=True, blank=True)
    captured = models.CharField(max_length=12, choices=enums.CaptureMoment.choices)
    valid_days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    sale_from = models.PositiveSmallIntegerField(null=True, blank=True)
    sale_to = models.PositiveSmallIntegerField(null=True, blank=True)
    use_starts_on = models.DateField(null=True, blank=True)
    use_ends_on = models.DateField(null=True, blank=True)
    use_from = models.PositiveSmallIntegerField(null=True, blank=True)
    use_to = models.PositiveSmallIntegerField(null=True, blank=True)
    pickup_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    lead_days = models.PositiveSmallIntegerField(default=0)
    pickup_hours = models.CharField(max_length=200, blank=True)
    most_per_person = models.PositiveIntegerField(null=True, blank=True)
    person_span = models.CharField(max_length=12, choices=enums.Span.choices, blank=True)
    most_in_span = models.PositiveIntegerField(null=True, blank=True)
    total_span = models.CharField(max_length=12, choices=enums.Span.choices, blank=True)
    stock = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    by_delivery = models.BooleanField(default=False)
    arrival_words = models.CharField(max_length=100, blank=True)
    arrived = models.PositiveIntegerField(default=0)
    readied = models.PositiveIntegerField(default=0)
    supplies = models.PositiveIntegerField(default=0)
    place_kind = models.CharField(max_length=10, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    place_name = models.CharField(max_length=80, blank=True)
    provisional = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    # As what it was put on sale, so that the same key with another content is refused.
    request_hash = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_for = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="points_perk_code_once"),
            models.CheckConstraint(
                name="points_perk_stock_is_kept", condition=Q(stock=None) | Q(taken__lte=F("stock"))
            ),
            models.CheckConstraint(name="points_perk_costs_something", condition=Q(price__gt=0)),
            models.CheckConstraint(
                name="points_perk_value_fits_kind",
                condition=IS_COUPON & Q(stepped=False) & HAS_ONE_VALUE
                | IS_COUPON & Q(stepped=True) & HAS_NO_VALUE
                | Q(kind="copies", stepped=False, sheets__gt=0) & HAS_NO_VALUE
                | Q(kind="copies", stepped=True, sheets=None) & HAS_NO_VALUE
                | Q(kind__in=["goods", "produce", "support"], sheets=None) & HAS_NO_VALUE
                | Q(kind="counter_voucher") & HAS_NO_VALUE,
            ),
            models.CheckConstraint(
                name="points_perk_captured_in_time",
                condition=Q(captured="on_order") & ~Q(kind__in=["copies", "room_coupon"])
                | Q(captured="on_handover") & ~Q(kind="support"),
            ),
            models.CheckConstraint(
                name="points_perk_place_is_whole",
                condition=Q(place_kind="", place_code="") | Q(place_kind__in=["shop", "center"]) & ~Q(place_code=""),
            ),
            models.CheckConstraint(
                name="points_perk_goods_have_a_place", condition=~Q(kind__in=["goods", "produce"]) | ~Q(place_code="")
            ),
            models.CheckConstraint(
                name="points_perk_withdrawn_for_a_reason", condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_for="")
            ),
            models.CheckConstraint(name="points_perk_valid_for_a_day", condition=Q(valid_days__gte=1)),
            models.CheckConstraint(
                name="points_perk_windows_in_order",
                condition=(Q(ends_on=None) | Q(ends_on__gte=F("starts_on")))
                & (Q(use_starts_on=None) | Q(use_ends_on=None) | Q(use_ends_on__gte=F("use_starts_on"))),
            ),
            models.CheckConstraint(
                name="points_perk_seasons_are_whole", condition=_whole_season("sale") & _whole_season("use")
            ),
            models.CheckConstraint(
                name="points_perk_weekdays_exist",
                condition=Q(pickup_weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
            ),
            models.CheckConstraint(
                name="points_perk_support_has_no_table",
                condition=~Q(kind="support") | Q(stepped=False, by_delivery=False, pickup_weekdays=[]),
            ),
            models.CheckConstraint(
                name="points_perk_only_goods_are_delivered",
                condition=Q(by_delivery=False) | Q(kind__in=["goods", "produce"]),
            ),
            models.CheckConstraint(
                name="points_perk_readies_what_arrived", condition=Q(by_delivery=False) | Q(readied__lte=F("arrived"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int | None:
        """This function will give what is left of the stock, None without a stock."""
        return None if self.stock is None else self.stock - self.taken

    @property
    def is_coupon(self) -> bool:
        """This function will tell whether it reduces a booking's fee."""
        return self.kind == enums.PerkKind.ROOM_COUPON

    @property
    def is_support(self) -> bool:
        """This function will tell whether its points go to a community."""
        return self.kind == enums.PerkKind.SUPPORT

    def is_taken_at(self, place_kind: str, place_code: str) -> bool:
        """This function will tell whether it is handed over at a place; one that names none at every center's desk."""
        if self.place_code:
            return (self.place_kind, self.place_code) == (place_kind, place_code)
        return place_kind == enums.AccountKind.CENTER


class PerkStepTable(models.Model):
    """A version of what the points that somebody brings are worth; once `sealed_at` is set nothing of it changes.

    Where `keeps_rest`, only the first number of a step is taken and the rest stays with the person; else all is taken.
    """

    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="tables")
    version = models.PositiveSmallIntegerField()
    keeps_rest = models.BooleanField(default=True)
    sealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["perk", "version"], name="points_step_table_once"),
        ]


class PerkStep(models.Model):
    """A line of a table: from so many points to so many (None: or more), and the worth in yen or sheets."""

    table = models.ForeignKey(PerkStepTable, on_delete=models.PROTECT, related_name="steps")
    from_points = models.PositiveIntegerField()
    to_points = models.PositiveIntegerField(null=True)
    worth = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="points_step_is_some_points",
                condition=Q(from_points__gt=0) & (Q(to_points=None) | Q(to_points__gte=F("from_points"))),
            ),
            models.CheckConstraint(name="points_step_is_worth_something", condition=Q(worth__gt=0)),
            ExclusionConstraint(
                name="points_steps_do_not_overlap",
                expressions=[
                    ("table", "="),
                    (Func(F("from_points"), F("to_points"), Value("[]"), function="int4range"), "&&"),
                ],
            ),
        ]


class PerkQuota(models.Model):
    """How many of a perk one person, or with an empty `person_code` everybody, has taken in a window.

    `starts_on` is the window's first day; ALTOGETHER where the limit counts over all time (`span` empty).
    """

    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="quotas")
    person_code = models.CharField(max_length=40, blank=True)
    span = models.CharField(max_length=12, blank=True)
    starts_on = models.DateField(default=ALTOGETHER)
    most = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["perk", "person_code", "span", "starts_on"], name="points_perk_quota_once"),
            models.CheckConstraint(name="points_perk_quota_is_kept", condition=Q(taken__lte=F("most"))),
        ]


class PerkSupply(models.Model):
    """A change of how many of a perk there are: more or fewer to be ordered (`stock_change`), or pieces that arrived.

    Numbered from 1 for each perk; it carries what stood after it, as a posting does.
    """

    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="supply")
    seq = models.PositiveIntegerField()
    stock_change = models.IntegerField(default=0)
    arrived_change = models.IntegerField(default=0)
    stock_after = models.PositiveIntegerField(null=True)
    arrived_after = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    key = models.CharField(max_length=40)
    by_code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["perk", "seq"], name="points_supply_in_turn"),
            models.UniqueConstraint(fields=["perk", "key"], name="points_supply_key_once"),
            models.CheckConstraint(name="points_supply_has_a_reason", condition=~Q(reason="")),
        ]


class SupportCommunity(models.Model):
    """A community that says whether it takes points from people who support it, and what it does with them."""

    organisation_code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    about = models.CharField(max_length=200)
    accepts = models.BooleanField(default=True)
    said_at = models.DateTimeField()
    by_code = models.CharField(max_length=40)
