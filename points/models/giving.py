"""Giving: the city's limits, where gifts can be sent, the gifts themselves and the words that go with them.

Gifts and their counters are written by the ledger's triggers at every posting of a gift, whoever makes it.
"""

import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from points import enums
from points.models.ledger import Posting

WORD_LENGTH = 10
address_word = functools.partial(codes.random_part, WORD_LENGTH)
use_code = functools.partial(codes.new, "cu")


class GiftTerms(models.Model):
    """How much may be given, from a day on until newer terms begin. Append-only: what was published stays readable.

    A limit that is null does not limit. People under 18, and those whose birthday is not known, give and get at most
    `minor_per_gift` at a time; nobody younger than `youngest` gives or gets any.
    """

    scope = models.CharField(max_length=12, default=enums.HOME_SCOPE)
    starts_on = models.DateField()
    per_gift = models.PositiveIntegerField()
    minor_per_gift = models.PositiveIntegerField()
    youngest = models.PositiveSmallIntegerField(default=15)
    return_days = models.PositiveSmallIntegerField()
    giver_day = models.PositiveIntegerField(null=True)
    giver_month = models.PositiveIntegerField(null=True)
    giver_fiscal_year = models.PositiveIntegerField(null=True)
    person_day = models.PositiveIntegerField(null=True)
    person_month = models.PositiveIntegerField(null=True)
    person_fiscal_year = models.PositiveIntegerField(null=True)
    community_day = models.PositiveIntegerField(null=True)
    community_month = models.PositiveIntegerField(null=True)
    community_fiscal_year = models.PositiveIntegerField(null=True)
    pair_day = models.PositiveIntegerField(null=True)
    pair_month = models.PositiveIntegerField(null=True)
    pair_fiscal_year = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200)
    provisional = models.BooleanField(default=False)
    key = models.CharField(max_length=40)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], name="points_gift_terms_once_per_page"),
            models.CheckConstraint(name="points_gift_terms_begin_later", condition=Q(starts_on__gte=F("decided_on"))),
            models.CheckConstraint(
                name="points_gift_terms_allow_something", condition=Q(per_gift__gt=0, minor_per_gift__lte=F("per_gift"))
            ),
        ]


class GiftCounter(models.Model):
    """How many points went by gifts that stand, of one giver, to one taker or between two, in a window of time."""

    scope = models.CharField(max_length=12)
    side = models.CharField(max_length=10, choices=enums.GiftSide.choices)
    subject = models.CharField(max_length=90)
    span = models.CharField(max_length=12, choices=enums.Span.choices)
    starts_on = models.DateField()
    used = models.IntegerField()
    most = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "side", "span", "starts_on", "scope"], name="points_gift_counter_once"
            ),
            models.CheckConstraint(name="points_gift_counter_is_no_debt", condition=Q(used__gte=0)),
            models.CheckConstraint(
                name="points_gift_limit_is_kept", condition=Q(most__isnull=True) | Q(used__lte=F("most"))
            ),
        ]


class Gift(models.Model):
    """Points that one gave another: one for each posting of a gift, made with it and returned once at most."""

    code = models.CharField(max_length=16, unique=True)
    scope = models.CharField(max_length=12)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, db_constraint=False, related_name="gift")
    giver_code = models.CharField(max_length=40)
    taker_kind = models.CharField(max_length=10, choices=enums.AccountKind.choices)
    taker_code = models.CharField(max_length=40)
    amount = models.IntegerField()
    given_on = models.DateField()
    given_at = models.DateTimeField()
    return_until = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by_code = models.CharField(max_length=40, blank=True)
    return_posting = models.OneToOneField(
        Posting, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="returned_gift"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="points_gift_return_has_a_time",
                condition=Q(returned_at__isnull=True, return_posting__isnull=True)
                | Q(returned_at__isnull=False, return_posting__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["giver_code", "given_on"], name="points_gift_of_giver"),
            models.Index(fields=["taker_code", "given_on"], name="points_gift_of_taker"),
        ]


class GiftNote(models.Model):
    """The words with a gift, and the answer: plain text from which addresses were taken. Both sides read both.

    What is hidden keeps its text for the city alone.
    """

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="notes")
    side = models.CharField(max_length=10, choices=enums.NoteSide.choices)
    text = models.CharField(max_length=400)
    is_masked = models.BooleanField(default=False)
    written_by_code = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_by_code = models.CharField(max_length=40, blank=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gift", "side"], name="points_gift_note_once"),
            models.CheckConstraint(name="points_gift_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="points_gift_note_hidden_for_a_reason",
                condition=Q(hidden_at__isnull=True, hidden_by_code="", hidden_reason="")
                | Q(hidden_at__isnull=False) & ~Q(hidden_by_code="") & ~Q(hidden_reason=""),
            ),
        ]

    @property
    def is_hidden(self) -> bool:
        """This function will tell whether the city has hidden the words."""
        return self.hidden_at is not None


class GiftNoteReport(models.Model):
    """Words that a reader finds unfit, for the city to look at; decided once."""

    code = models.CharField(max_length=16, unique=True, default=functools.partial(codes.new, "gr"), editable=False)
    note = models.ForeignKey(GiftNote, on_delete=models.PROTECT, related_name="reports")
    reported_by_code = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    reported_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=enums.NoteOutcome.choices, blank=True)
    decided_by_code = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["note", "reported_by_code"], condition=Q(outcome=""), name="points_gift_report_once"
            ),
            models.CheckConstraint(name="points_gift_report_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="points_gift_report_end_has_a_time",
                condition=Q(outcome="", decided_at__isnull=True, decided_by_code="")
                | ~Q(outcome="") & Q(decided_at__isnull=False) & ~Q(decided_by_code=""),
            ),
            models.CheckConstraint(
                name="points_gift_report_not_decided_by_its_writer",
                condition=~Q(decided_by_code=F("reported_by_code")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reported_at", "id"], condition=Q(outcome=""), name="points_gift_report_to_decide"),
        ]


class GiftAddress(models.Model):
    """A word by which somebody can be given points, and the name that its owner agreed to show to who knows it.

    An owner has one at a time. A new one ends the one before, which is good for nothing from then on.
    """

    word = models.CharField(max_length=12, unique=True, default=address_word, editable=False)
    owner_kind = models.CharField(max_length=10, choices=enums.AccountKind.choices)
    owner_code = models.CharField(max_length=40)
    name_form = models.CharField(max_length=10, choices=enums.GiftName.choices)
    nickname = models.CharField(max_length=20, blank=True)
    agreed_by_code = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    # Null for a community, whose word hangs on a wall.
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_code"], condition=Q(ended_at__isnull=True), name="points_gift_address_one_at_a_time"
            ),
            models.CheckConstraint(
                name="points_gift_address_of_a_person_or_community",
                condition=Q(owner_kind="person", expires_at__isnull=False)
                | Q(owner_kind="community", expires_at__isnull=True),
            ),
        ]


class GiftBlock(models.Model):
    """Whose gifts somebody wants no more of, until they lift it. The other is not told."""

    owner_code = models.CharField(max_length=40)
    giver_code = models.CharField(max_length=40)
    blocked_by_code = models.CharField(max_length=40)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_code", "giver_code"], condition=Q(ended_at__isnull=True), name="points_gift_block_once"
            ),
            models.CheckConstraint(name="points_gift_block_of_another", condition=~Q(owner_code=F("giver_code"))),
        ]


class CommunityUse(models.Model):
    """What a community used its points for at a center; whoever acted for it is named."""

    code = models.CharField(max_length=16, unique=True, default=use_code, editable=False)
    community_code = models.CharField(max_length=40)
    center_code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=120)
    amount = models.PositiveIntegerField()
    posting_code = models.CharField(max_length=16, unique=True)
    used_by_code = models.CharField(max_length=40)
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="points_community_use_says_what", condition=Q(amount__gt=0) & ~Q(purpose="") & ~Q(center_code="")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community_code", "-used_at"], name="points_community_use_of")]
