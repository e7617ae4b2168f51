"""Shops and centers that take points: their terms, the codes that residents show, and what was paid."""

import functools
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from backend.common import clock, codes
from points import enums, rules
from points.models.ledger import Posting, reference

till_code = functools.partial(codes.new, "tl")
contract_code = functools.partial(codes.new, "sc")
booklet_code = functools.partial(codes.new, "pb")
payment_code_code = functools.partial(codes.new, "pc")
payment_code = functools.partial(codes.new, "py")
refund_code = functools.partial(codes.new, "rf")
short_code = functools.partial(codes.random_part, 8)
secret = functools.partial(codes.random_part, 20)


class Till(models.Model):
    """Where a shop or center takes points. Its printed QR proves nothing alone; `secret` makes its words."""

    code = models.CharField(max_length=16, unique=True, default=till_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    place_kind = models.CharField(max_length=10, choices=enums.PLACES)
    place_code = models.CharField(max_length=40)
    place_name = models.CharField(max_length=80)
    secret = models.CharField(max_length=20, default=secret, editable=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "place_kind", "place_code"], name="points_till_once"),
            models.CheckConstraint(
                name="points_till_place_is_whole", condition=Q(place_kind__in=["shop", "center"]) & ~Q(place_code="")
            ),
        ]

    def __str__(self) -> str:
        return self.place_name

    @property
    def center_code(self) -> str:
        """This function will give the center whose till it is, for the audit log; empty for a shop's."""
        return self.place_code if self.place_kind == enums.AccountKind.CENTER else ""


class ShopContract(models.Model):
    """Under which terms a shop or center takes points.

    Only its end changes, never before what was paid under it, and whether each day's payments are mailed. A point is
    worth `yen_per_point` to the shop. `most_…` are points; a refund by the shop itself is possible for `refund_days`
    after the payment, and a slip can be sent for `slip_days` after it was noted.
    """

    code = models.CharField(max_length=16, unique=True, default=contract_code, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="contracts")
    document = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    yen_per_point = models.DecimalField(max_digits=6, decimal_places=2)
    most_per_payment = models.PositiveIntegerField()
    most_per_day = models.PositiveIntegerField()
    most_per_person_day = models.PositiveIntegerField()
    refund_days = models.PositiveSmallIntegerField()
    slip_days = models.PositiveSmallIntegerField()
    mails_daily = models.BooleanField(default=False)
    key = models.CharField(max_length=40)
    # What was agreed, so that the key with another content is refused although the contract has changed since.
    request_hash = models.CharField(max_length=64, blank=True, editable=False)
    decided_by_code = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="points_shop_contract_once_per_page"),
            models.CheckConstraint(
                name="points_shop_contract_dates_in_order", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="points_shop_contract_has_a_document", condition=~Q(document="")),
            models.CheckConstraint(
                name="points_shop_contract_limits_in_order",
                condition=Q(
                    yen_per_point__gte=0,
                    most_per_payment__gt=0,
                    most_per_person_day__gte=F("most_per_payment"),
                    most_per_day__gte=F("most_per_person_day"),
                ),
            ),
            ExclusionConstraint(
                name="points_shop_contract_one_at_a_time",
                expressions=[
                    ("till", RangeOperators.EQUAL),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.document


class Booklet(models.Model):
    """Codes on paper for somebody without a phone, or for a shop without a network; blocked once it is lost."""

    code = models.CharField(max_length=16, unique=True, default=booklet_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    person_code = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    issued_by_code = models.CharField(max_length=40)
    valid_until = models.DateField()
    blocked_at = models.DateTimeField(null=True)
    blocked_by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_code", "key"], name="points_booklet_once_per_page"),
        ]
        indexes: ClassVar = [models.Index(fields=["person_code"], name="points_booklet_of_person")]


class PaymentCode(models.Model):
    """What a resident shows to pay, once: on a screen for some minutes, or one line of a booklet.

    A new code on the screen ends the one before (`ended_at`), so that of a person at most one is open.
    """

    code = models.CharField(max_length=16, unique=True, default=payment_code_code, editable=False)
    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    person_code = models.CharField(max_length=40)
    short_code = models.CharField(max_length=8, default=short_code)
    booklet = models.ForeignKey(Booklet, null=True, on_delete=models.PROTECT, related_name="codes")
    position = models.PositiveSmallIntegerField(null=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["short_code"], name="points_payment_code_short_once"),
            models.UniqueConstraint(
                fields=["person_code", "scope"],
                condition=Q(booklet=None, ended_at=None),
                name="points_payment_code_one_open",
            ),
            models.UniqueConstraint(fields=["booklet", "position"], name="points_payment_code_line_once"),
            models.CheckConstraint(name="points_payment_code_lives", condition=Q(expires_at__gt=F("issued_at"))),
            models.CheckConstraint(
                name="points_payment_code_on_screen_or_paper",
                condition=Q(booklet=None, position=None) | Q(booklet__isnull=False, position__isnull=False),
            ),
        ]

    def is_open(self, now: datetime) -> bool:
        """This function will tell whether it can still be shown on a screen."""
        return self.ended_at is None and now < self.expires_at


class Payment(models.Model):
    """Points that a resident paid at a till, with the posting that took them. `refunded` changes, and only up.

    `freed_at` is when the correction of a mistyped slip, all of which went back, left the code to its right use.
    `number` counts the payments of a till on a day, beginning with 1; a slip from paper has none. `around` is the time
    during which the person can pay by no other printed QR.
    """

    code = models.CharField(max_length=16, unique=True, default=payment_code, editable=False)
    scope = models.CharField(max_length=12)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="payments")
    contract = models.ForeignKey(ShopContract, on_delete=models.PROTECT, related_name="payments")
    person_code = models.CharField(max_length=40)
    way = models.CharField(max_length=8, choices=enums.PaymentWay.choices)
    payment_code = models.ForeignKey(PaymentCode, null=True, on_delete=models.PROTECT, related_name="payments")
    amount = models.IntegerField()
    refunded = models.IntegerField(default=0)
    freed_at = models.DateTimeField(null=True)
    posting = reference(Posting, related_name="payments")
    key = models.CharField(max_length=120)
    day = models.DateField()
    number = models.PositiveIntegerField(null=True)
    at = models.DateTimeField()
    around = DateTimeRangeField(null=True)
    by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key"], name="points_payment_key_once"),
            models.UniqueConstraint(
                fields=["payment_code"], condition=Q(freed_at=None), name="points_payment_code_once"
            ),
            models.CheckConstraint(
                name="points_payment_freed_when_given_back",
                condition=Q(freed_at=None) | Q(way="slip", refunded=F("amount")),
            ),
            models.UniqueConstraint(fields=["posting"], name="points_payment_posting_once"),
            models.UniqueConstraint(fields=["till", "day", "number"], name="points_payment_number_once"),
            models.CheckConstraint(name="points_payment_takes_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="points_payment_refunds_no_more", condition=Q(refunded__gte=0, refunded__lte=F("amount"))
            ),
            models.CheckConstraint(
                name="points_payment_way_has_its_code",
                condition=Q(way="printed", payment_code=None, around__isnull=False, number__isnull=False)
                | Q(way="code", payment_code__isnull=False, number__isnull=False)
                | Q(way="slip", payment_code__isnull=False, number=None)
                | Q(way="addition", payment_code=None, number=None, around=None),
            ),
            ExclusionConstraint(
                name="points_payment_one_place_at_a_time",
                expressions=[("person_code", "="), ("around", "&&"), ("till", "<>")],
                condition=Q(around__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_code", "-at"], name="points_payment_of_person"),
            models.Index(fields=["person_code", "day"], name="points_payment_of_person_day"),
            models.Index(fields=["till", "-at"], name="points_payment_at_till"),
        ]

    @property
    def left(self) -> int:
        """This function will give what can still be refunded."""
        return self.amount - self.refunded

    def is_fresh(self, now: datetime) -> bool:
        """This function will tell whether word and colour are still shown: a later look gets a plain receipt."""
        return now - self.at < timedelta(minutes=5)

    @property
    def last_refund_on(self) -> date:
        """This function will give the last day on which the shop itself can refund."""
        return clock.date_of(self.at) + timedelta(days=self.contract.refund_days)

    @property
    def last_city_refund_on(self) -> date:
        """This function will give the last day on which the city can refund."""
        return rules.tills.city_refunds_until(clock.date_of(self.at))


class Refund(models.Model):
    """Points of a payment that went back into lots with their old dates. Append-only."""

    code = models.CharField(max_length=16, unique=True, default=refund_code, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.IntegerField()
    reason = models.CharField(max_length=200)
    by_city = models.BooleanField()
    by_code = models.CharField(max_length=40, blank=True)
    posting = reference(Posting, related_name="refunds")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posting"], name="points_refund_posting_once"),
            models.CheckConstraint(name="points_refund_gives_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="points_refund_by_city_says_why", condition=Q(by_city=False) | ~Q(reason="")),
        ]
