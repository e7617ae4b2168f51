import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.common import codes
from volunteers import enums
from volunteers.models.assignments import Assignment
from volunteers.models.parties import Party

party_member_code = functools.partial(codes.new, "pm")


class PartyMember(models.Model):
    """Somebody whom a party's contact named by their own number: once they agree, one of its places is their own.

    `place` is that place: an assignment like any other, so that one place per person and time holds across parties,
    and they are checked in and earn by themselves. Who does not agree stays one of those who are only counted.
    """

    code = models.CharField(max_length=16, unique=True, default=party_member_code, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=enums.MemberState.choices, default=enums.MemberState.ASKED)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    place = models.OneToOneField(
        Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="party_member"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="party_member_state_is_known", condition=Q(state__in=["asked", "agreed", "declined", "dropped"])
            ),
            models.CheckConstraint(
                name="party_member_answered_at_a_time",
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="party_member_agreed_has_a_place",
                condition=Q(state="agreed", place__isnull=False) | (~Q(state="agreed") & Q(place__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["party", "person"], condition=Q(state__in=["asked", "agreed"]), name="party_member_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_asked(self) -> bool:
        """This function will tell whether the person has not answered yet."""
        return self.state == enums.MemberState.ASKED

    @property
    def is_agreed(self) -> bool:
        """This function will tell whether the person comes as one of the party, with a place of their own."""
        return self.state == enums.MemberState.AGREED
