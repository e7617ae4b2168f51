import functools
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from backend.common import codes
from volunteers import enums
from volunteers.models._mailed import MailedToGuardian
from volunteers.models.requests import Field, Shift

consent_code = functools.partial(codes.new, "gc")
ANSWERED = ["given", "refused", "withdrawn", "outdated"]
BY_LINK = ["mail", "paper"]


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Filters on consents."""

    def live(self) -> "ConsentQuerySet":
        """This function will keep the consents that stand: given, and not taken back."""
        return self.filter(state=enums.ConsentState.GIVEN)

    def to_mail(self) -> "ConsentQuerySet":
        """This function will keep those whose guardian's address is still needed."""
        return self.exclude(contact="")


class Consent(MailedToGuardian):
    """What a guardian says to activities of somebody under 18: to one shift, or to a field until a day.

    A guardian has no account: the name stands as they typed it. `contact` is the address for the one mail that asks
    them, and is emptied once that is out. `shift_during` is when the shift takes place as the guardian was told; one
    that is moved beyond it is not what they agreed to. Of the link and of the number on the paper only digests are
    kept; `contact_digest` binds the link to the address it was sent to. A desk that saw the guardian sign has no link.
    """

    code = models.CharField(max_length=16, unique=True, default=consent_code, editable=False)
    minor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardian_consents")
    field = models.ForeignKey(Field, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.CASCADE, related_name="consents")
    shift_during = DateTimeRangeField(null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    during = models.GeneratedField(
        expression=models.Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
    )
    channel = models.CharField(max_length=5, choices=enums.ConsentChannel.choices)
    state = models.CharField(max_length=9, choices=enums.ConsentState.choices)
    asked_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, blank=True)
    guardian_name = models.CharField(max_length=60, blank=True)
    relation = models.CharField(max_length=8, choices=enums.Relation.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    center_code = models.CharField(max_length=40, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consent_state_is_known", condition=Q(state__in=["asked", "replaced", *ANSWERED])
            ),
            models.CheckConstraint(name="consent_channel_is_known", condition=Q(channel__in=[*BY_LINK, "desk"])),
            models.CheckConstraint(
                name="consent_is_to_a_field_or_a_shift",
                condition=Q(field__isnull=False, shift__isnull=True) | Q(field__isnull=True, shift__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_to_a_shift_names_its_time",
                condition=Q(shift__isnull=True, shift_during__isnull=True)
                | Q(shift__isnull=False, shift_during__isnull=False),
            ),
            models.CheckConstraint(name="consent_ends_after_it_begins", condition=Q(valid_until__gte=F("valid_from"))),
            models.CheckConstraint(
                name="consent_answered_by_somebody",
                condition=(Q(state__in=ANSWERED, answered_at__isnull=False) & ~Q(guardian_name="") & ~Q(relation=""))
                | Q(state__in=["asked", "replaced"], answered_at__isnull=True, guardian_name="", relation=""),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_has_a_time",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="consent_keeps_an_address_only_while_it_is_asked",
                condition=Q(contact="") | Q(state="asked", channel="mail", mail_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_by_link_or_seen_at_a_desk",
                condition=(Q(channel__in=BY_LINK, recorded_by__isnull=True) & ~Q(token_digest=""))
                | (Q(channel="desk", recorded_by__isnull=False, token_digest="") & ~Q(state="asked")),
            ),
            models.UniqueConstraint(fields=["token_digest"], condition=~Q(token_digest=""), name="consent_token_once"),
            models.UniqueConstraint(
                fields=["short_digest"], condition=~Q(short_digest=""), name="consent_short_code_once"
            ),
            ExclusionConstraint(
                name="consent_lives_once_per_field",
                expressions=[
                    ("minor", RangeOperators.EQUAL),
                    ("field", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="given", field__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["minor", "shift"], condition=Q(state="given"), name="consent_lives_once_per_shift"
            ),
            models.UniqueConstraint(
                fields=["minor", "field"], condition=Q(state="asked"), name="consent_asked_once_per_field"
            ),
            models.UniqueConstraint(
                fields=["minor", "shift"], condition=Q(state="asked"), name="consent_asked_once_per_shift"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["minor", "-asked_at"], name="consent_of_minor"),
            models.Index(fields=["mail_due_at"], condition=~Q(contact=""), name="consent_to_mail"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_given(self) -> bool:
        """This function will tell whether the consent stands."""
        return self.state == enums.ConsentState.GIVEN

    @property
    def is_asked(self) -> bool:
        """This function will tell whether the guardian has not answered yet."""
        return self.state == enums.ConsentState.ASKED

    @property
    def is_of_a_field(self) -> bool:
        """This function will tell whether later activities of a field are meant as well."""
        return self.field_id is not None
