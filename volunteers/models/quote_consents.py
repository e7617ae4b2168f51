import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.common import codes
from volunteers import enums
from volunteers.models._mailed import MailedToGuardian
from volunteers.models.stories import Quote

quote_consent_code = functools.partial(codes.new, "qc")
ANSWERED = ["given", "refused", "withdrawn"]


class QuoteConsentQuerySet(models.QuerySet["QuoteConsent"]):
    """Filters on what guardians are asked about words in stories."""

    def to_mail(self) -> "QuoteConsentQuerySet":
        """This function will keep those whose guardian's address is still needed."""
        return self.exclude(contact="")


class QuoteConsent(MailedToGuardian):
    """What the guardian of somebody under 18 says to one wording in one story, under the name that the minor chose.

    The minor has agreed first; the quote stays unpublished until the guardian has too, and is gone when that is taken
    back: triggers hold both. The link is signed over quote, code and address, so that nothing of it is kept. A desk
    that saw the guardian sign is `recorded_by`. `mails` counts the mails that were asked for.
    """

    code = models.CharField(max_length=16, unique=True, default=quote_consent_code, editable=False)
    quote = models.OneToOneField(Quote, on_delete=models.CASCADE, related_name="guardian_consent")
    shown_as = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=9, choices=enums.ConsentState.choices, default=enums.ConsentState.ASKED)
    asked_at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=0)
    guardian_name = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=8, choices=enums.Relation.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    center_code = models.CharField(max_length=40, blank=True)

    objects = QuoteConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="quote_consent_state_is_known", condition=Q(state__in=["asked", *ANSWERED])),
            models.CheckConstraint(
                name="quote_consent_answered_by_somebody",
                condition=(Q(state__in=ANSWERED, answered_at__isnull=False) & ~Q(guardian_name="") & ~Q(relation=""))
                | Q(state="asked", answered_at__isnull=True, guardian_name="", relation=""),
            ),
            models.CheckConstraint(
                name="quote_consent_withdrawn_has_a_time",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="quote_consent_keeps_an_address_only_while_it_is_asked",
                condition=Q(contact="") | Q(state="asked", mail_due_at__isnull=False) & ~Q(contact_digest=""),
            ),
            models.CheckConstraint(
                name="quote_consent_recorded_was_answered", condition=Q(recorded_by__isnull=True) | ~Q(state="asked")
            ),
            models.UniqueConstraint(
                fields=["short_digest"], condition=~Q(short_digest=""), name="quote_consent_short_code_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["mail_due_at"], condition=~Q(contact=""), name="quote_consent_to_mail"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_asked(self) -> bool:
        """This function will tell whether the guardian has not answered yet."""
        return self.state == enums.ConsentState.ASKED

    @property
    def is_given(self) -> bool:
        """This function will tell whether the consent stands."""
        return self.state == enums.ConsentState.GIVEN
