"""The ledger. References inside it carry no foreign key where a guard trigger looks at the same row anyway:

a foreign key locks the row it points at FOR KEY SHARE, and every award points at one issuer and one rule.
"""

import functools
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from points import enums

reference = functools.partial(models.ForeignKey, on_delete=models.PROTECT, db_constraint=False, db_index=False)


class Account(models.Model):
    """An account of a scope. A stored one carries its balance and the number of postings it has seen (`version`)."""

    scope = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=enums.AccountKind.choices)
    owner_code = models.CharField(max_length=40, blank=True)
    computed = models.BooleanField()
    floor = models.IntegerField(default=0)
    ceiling = models.IntegerField(null=True)
    balance = models.BigIntegerField()
    held = models.BigIntegerField()
    version = models.BigIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_code", "kind", "scope"], name="points_account_once"),
        ]


class Hold(models.Model):
    """Points set aside for an order: exactly one of capture, void and lapse ends it."""

    code = models.CharField(max_length=16)
    scope = models.CharField(max_length=12)
    key = models.CharField(max_length=120)
    request_hash = models.BinaryField()
    account = reference(Account, related_name="holds")
    amount = models.IntegerField()
    source_kind = models.CharField(max_length=20)
    source_code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=enums.HoldState.choices)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="points_hold_code_once"),
            models.UniqueConstraint(fields=["key", "scope"], name="points_hold_key_once"),
            models.CheckConstraint(name="points_hold_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="points_hold_key_is_given", condition=~Q(key="")),
            models.CheckConstraint(name="points_hold_expires_later", condition=Q(expires_at__gt=F("opened_at"))),
            models.CheckConstraint(
                name="points_hold_end_has_a_time",
                condition=Q(state="open", ended_at__isnull=True)
                | Q(state__in=["captured", "voided", "lapsed"], ended_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account"], condition=Q(state="open"), name="points_hold_open"),
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="points_hold_due"),
        ]


class Posting(models.Model):
    """One line of the ledger: `amount` points from the debit to the credit account. Append-only.

    Its guard looks at what a CHECK cannot: accounts, rule, hold and original. What it refuses needs no CHECK besides:
    PostgreSQL reads each CHECK anew at every statement.

    The stored side carries its account's balance and version after the posting; a computed side carries none.
    `source_*` names what was paid for, `key` makes a retry harmless, `request_hash` tells a retry from a mistake.
    """

    code = models.CharField(max_length=16)
    scope = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, choices=enums.PostingKind.choices)
    debit = reference(Account, related_name="debits")
    credit = reference(Account, related_name="credits")
    amount = models.IntegerField()
    asked = models.IntegerField()
    debit_balance = models.BigIntegerField(null=True)
    debit_version = models.BigIntegerField(null=True)
    credit_balance = models.BigIntegerField(null=True)
    credit_version = models.BigIntegerField(null=True)
    rule = reference("points.Rule", null=True, related_name="postings")
    rule_code = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    # What the multipliers made of it together; null where there was none.
    factor = models.DecimalField(max_digits=10, decimal_places=6, null=True)
    source_kind = models.CharField(max_length=20)
    source_code = models.CharField(max_length=60)
    happened_on = models.DateField()
    reverses = reference("self", null=True, related_name="reversals")
    hold = reference(Hold, null=True, related_name="captures")
    key = models.CharField(max_length=120)
    request_hash = models.BinaryField()
    actor_code = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], name="points_posting_code_once"),
            models.UniqueConstraint(fields=["key", "scope"], name="points_posting_key_once"),
            models.UniqueConstraint(
                fields=["source_code", "credit", "rule_code", "source_kind"],
                condition=Q(kind="award"),
                name="points_posting_award_once",
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="points_posting_reversed_once"
            ),
            models.UniqueConstraint(
                fields=["hold"], condition=Q(hold__isnull=False), name="points_posting_captured_once"
            ),
            models.UniqueConstraint(
                fields=["debit", "debit_version"],
                condition=Q(debit_version__isnull=False),
                name="points_posting_debit_in_turn",
            ),
            models.UniqueConstraint(
                fields=["credit", "credit_version"],
                condition=Q(credit_version__isnull=False),
                name="points_posting_credit_in_turn",
            ),
        ]


class Lot(models.Model):
    """Points of one posting that expire together; `expires_on` is the last day on which they can be used.

    `origin` is set where points changed hands or came back: the lot in which they were first.
    """

    account = reference(Account, related_name="lots")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, db_constraint=False, related_name="lots")
    expires_on = models.DateField()
    granted = models.IntegerField()
    remaining = models.IntegerField()
    held = models.IntegerField()
    uses = models.IntegerField()
    origin = reference("self", null=True, related_name="copies")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account", "expires_on"], condition=Q(remaining__gt=0), name="points_lot_left"),
        ]


class LotUse(models.Model):
    """What a posting took out of a lot, numbered from 1 within the lot. Append-only."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lot_uses")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, db_constraint=False, related_name="lot_uses")
    seq = models.IntegerField()
    amount = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "seq"], name="points_lot_use_in_turn"),
            models.CheckConstraint(name="points_lot_use_takes_something", condition=Q(amount__gt=0)),
        ]


class HoldLot(models.Model):
    """Which lots a hold sets aside: the points of an order stay usable until the hold ends. Append-only."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="lots")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, db_constraint=False, related_name="holds")
    amount = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "lot"], name="points_hold_lot_once"),
            models.CheckConstraint(name="points_hold_lot_holds_something", condition=Q(amount__gt=0)),
        ]


class ChainLink(models.Model):
    """A sealed posting: its digest covers the posting and the digest before it. Append-only."""

    position = models.BigIntegerField(primary_key=True)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, db_constraint=False, related_name="link")
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()
