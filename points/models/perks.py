import functools
import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums

perk_code = functools.partial(codes.new, "pk")
voucher_code = functools.partial(codes.new, "v")
voucher_secret = functools.partial(secrets.token_urlsafe, 9)
short_code = functools.partial(codes.random_part, 8)

HAS_NO_VALUE = Q(yen_off__isnull=True, percent_off__isnull=True)
HAS_ONE_VALUE = Q(yen_off__gt=0, percent_off__isnull=True) | Q(yen_off__isnull=True, percent_off__range=(1, 100))


class Perk(models.Model):
    """What points buy (特典). `stock` and `most_per_person` are None where nothing limits them.

    A room coupon takes `yen_off` or `percent_off` from a booking's fee; a counter voucher is handed in for goods or
    `sheets` of copies, at `place_code` only when that is given. A voucher can be used for `valid_days` after the order.
    """

    code = models.CharField(max_length=16, default=perk_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    kind = models.CharField(max_length=16, choices=enums.PerkKind.choices)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    price = models.PositiveIntegerField()
    yen_off = models.PositiveIntegerField(null=True, blank=True)
    percent_off = models.PositiveSmallIntegerField(null=True, blank=True)
    sheets = models.PositiveSmallIntegerField(null=True, blank=True)
    captured = models.CharField(max_length=12, choices=enums.CaptureMoment.choices)
    valid_days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    most_per_person = models.PositiveIntegerField(null=True, blank=True)
    stock = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    place_kind = models.CharField(max_length=10, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    place_name = models.CharField(max_length=80, blank=True)
    provisional = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="points_perk_code_once"),
            models.CheckConstraint(
                name="points_perk_stock_is_kept", condition=Q(stock=None) | Q(taken__lte=F("stock"))
            ),
            models.CheckConstraint(name="points_perk_costs_something", condition=Q(price__gt=0)),
            models.CheckConstraint(
                name="points_perk_value_fits_kind",
                condition=Q(kind="room_coupon") & HAS_ONE_VALUE | Q(kind="counter_voucher") & HAS_NO_VALUE,
            ),
            models.CheckConstraint(
                name="points_perk_captured_in_time",
                condition=Q(captured="on_order") | Q(captured="on_handover", kind="counter_voucher"),
            ),
            models.CheckConstraint(
                name="points_perk_place_is_whole",
                condition=Q(place_kind="", place_code="") | Q(place_kind__in=["shop", "center"]) & ~Q(place_code=""),
            ),
            models.CheckConstraint(name="points_perk_valid_for_a_day", condition=Q(valid_days__gte=1)),
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


class PerkQuota(models.Model):
    """How many of a perk one person has taken."""

    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="quotas")
    person_code = models.CharField(max_length=40)
    most = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["perk", "person_code"], name="points_perk_quota_once"),
            models.CheckConstraint(name="points_perk_quota_is_kept", condition=Q(taken__lte=F("most"))),
        ]


class Voucher(models.Model):
    """An order of a perk and what it gave: a coupon or voucher (引換券・優待券) that works once.

    The QR carries a token signed over code and `secret`; `short_code` is for people without a camera. `valid_until` is
    the last Tokyo date on which it works. What it is worth is copied from the perk, which may change later.
    """

    code = models.CharField(max_length=16, default=voucher_code, editable=False)
    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="vouchers")
    person_code = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=enums.PerkKind.choices)
    price = models.PositiveIntegerField()
    yen_off = models.PositiveIntegerField(null=True)
    percent_off = models.PositiveSmallIntegerField(null=True)
    hold = models.OneToOneField("points.Hold", on_delete=models.PROTECT, related_name="voucher")
    secret = models.CharField(max_length=16, default=voucher_secret)
    short_code = models.CharField(max_length=8, default=short_code)
    state = models.CharField(max_length=10, choices=enums.VoucherState.choices, default=enums.VoucherState.ISSUED)
    ordered_at = models.DateTimeField()
    valid_until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    place_kind = models.CharField(max_length=10, blank=True)
    place_code = models.CharField(max_length=40, blank=True)
    place_name = models.CharField(max_length=80, blank=True)
    by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="points_voucher_code_once"),
            models.UniqueConstraint(fields=["short_code"], name="points_voucher_short_code_once"),
            models.UniqueConstraint(fields=["person_code", "key"], name="points_voucher_key_once"),
            models.CheckConstraint(
                name="points_voucher_end_has_a_time",
                condition=Q(state="issued", ended_at__isnull=True)
                | Q(state__in=["used", "cancelled", "lapsed"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="points_voucher_value_fits_kind",
                condition=Q(kind="room_coupon") & HAS_ONE_VALUE | Q(kind="counter_voucher") & HAS_NO_VALUE,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_code", "-ordered_at"], name="points_voucher_of_person"),
            models.Index(fields=["valid_until"], condition=Q(state="issued"), name="points_voucher_open"),
        ]

    def is_usable_on(self, day: date) -> bool:
        """This function will tell whether the voucher works on a Tokyo date."""
        return self.state == enums.VoucherState.ISSUED and day <= self.valid_until


class CouponUse(models.Model):
    """A room coupon on a booking, until the booking is cancelled and releases it."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="coupon_uses")
    booking_code = models.CharField(max_length=40)
    applied_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["voucher"], condition=Q(released_at__isnull=True), name="points_coupon_on_one_booking"
            ),
            models.UniqueConstraint(
                fields=["booking_code"], condition=Q(released_at__isnull=True), name="points_booking_has_one_coupon"
            ),
        ]
