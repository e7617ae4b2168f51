from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from points import enums
from points.models.perks import (
    HAS_NO_VALUE,
    HAS_ONE_VALUE,
    IS_COUPON,
    Perk,
    PerkStep,
    short_code,
    voucher_code,
    voucher_secret,
)


class Voucher(models.Model):
    """An order of a perk and what it gave: a coupon or voucher (引換券・優待券) that works once, copies in parts.

    The QR carries a token signed over code and `secret`; `short_code` is for people without a camera. It works from
    `usable_from` to `valid_until` (Tokyo dates), once it is ready. What it is worth is copied from the perk, which may
    change later; with a `step`, `brought` says how many points it was chosen for. `counted` while it counts against
    stock and limits.
    """

    code = models.CharField(max_length=16, default=voucher_code, editable=False)
    perk = models.ForeignKey(Perk, on_delete=models.PROTECT, related_name="vouchers")
    person_code = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=enums.PerkKind.choices)
    price = models.PositiveIntegerField()
    step = models.ForeignKey(PerkStep, on_delete=models.PROTECT, null=True, related_name="vouchers")
    brought = models.PositiveIntegerField(null=True)
    worth_yen = models.PositiveIntegerField(null=True)
    yen_off = models.PositiveIntegerField(null=True)
    percent_off = models.PositiveSmallIntegerField(null=True)
    sheets = models.PositiveIntegerField(null=True)
    sheets_used = models.PositiveIntegerField(default=0)
    hold = models.OneToOneField("points.Hold", on_delete=models.PROTECT, related_name="voucher")
    secret = models.CharField(max_length=16, default=voucher_secret)
    short_code = models.CharField(max_length=8, default=short_code)
    state = models.CharField(max_length=10, choices=enums.VoucherState.choices, default=enums.VoucherState.ISSUED)
    counted = models.BooleanField(default=True)
    ordered_at = models.DateTimeField()
    usable_from = models.DateField()
    valid_until = models.DateField()
    pickup_on = models.DateField(null=True)
    ready_at = models.DateTimeField(null=True)
    remind_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
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
                condition=IS_COUPON & HAS_ONE_VALUE & Q(sheets=None)
                | Q(kind="copies", sheets__gt=0) & HAS_NO_VALUE
                | ~Q(kind__in=["room_coupon", "copies"]) & HAS_NO_VALUE,
            ),
            models.CheckConstraint(
                name="points_voucher_sheets_are_bought",
                condition=Q(sheets_used=0) | Q(kind="copies", sheets_used__lte=F("sheets")),
            ),
            models.CheckConstraint(name="points_voucher_days_in_order", condition=Q(valid_until__gte=F("usable_from"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_code", "-ordered_at"], name="points_voucher_of_person"),
            models.Index(fields=["valid_until"], condition=Q(state="issued"), name="points_voucher_open"),
            models.Index(fields=["perk", "person_code"], condition=Q(counted=True), name="points_voucher_counted"),
            models.Index(
                fields=["remind_on"], condition=Q(state="issued", reminded_at=None), name="points_voucher_to_remind"
            ),
        ]

    def is_usable_on(self, day: date) -> bool:
        """This function will tell whether the voucher works on a Tokyo date."""
        in_time = self.usable_from <= day <= self.valid_until
        return self.state == enums.VoucherState.ISSUED and self.ready_at is not None and in_time

    @property
    def is_cancellable(self) -> bool:
        """This function will tell whether who ordered it can give it up: unpaid, or a coupon that is on no booking."""
        unpaid = self.hold.state == enums.HoldState.OPEN
        return self.state == enums.VoucherState.ISSUED and not self.sheets_used and (unpaid or self.is_paid_coupon)

    @property
    def is_paid_coupon(self) -> bool:
        """This function will tell whether it is a room coupon whose points are taken: used once, or of former days."""
        return self.kind == enums.PerkKind.ROOM_COUPON and self.hold.state == enums.HoldState.CAPTURED

    @property
    def sheets_left(self) -> int:
        """This function will give the sheets that can still be copied."""
        return (self.sheets or 0) - self.sheets_used

    @property
    def in_parts(self) -> bool:
        """This function will tell whether it can be used in parts."""
        return self.kind == enums.PerkKind.COPIES


class VoucherUse(models.Model):
    """Some of the sheets of a voucher, used at a place; numbered from 1 for each voucher. Append-only."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses")
    seq = models.PositiveSmallIntegerField()
    sheets = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    place_kind = models.CharField(max_length=10)
    place_code = models.CharField(max_length=40)
    place_name = models.CharField(max_length=80)
    by_code = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voucher", "seq"], name="points_voucher_use_in_turn"),
            models.UniqueConstraint(fields=["voucher", "key"], name="points_voucher_use_key_once"),
            models.CheckConstraint(name="points_voucher_use_is_something", condition=Q(sheets__gt=0)),
        ]


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
