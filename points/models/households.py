import functools
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from backend.common import codes

household_code = functools.partial(codes.new, "hh")


class Household(models.Model):
    """People who confirmed to one another that they live together; no address, no names."""

    code = models.CharField(max_length=16, unique=True, default=household_code, editable=False)
    founded_at = models.DateTimeField()


class HouseholdMember(models.Model):
    """A person in a household, in one at a time. Who leaves counts there until the fiscal year is over.

    So nobody gets a fresh limit by moving from one to another.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person_code = models.CharField(max_length=40)
    during = DateRangeField()
    confirmed_by_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="points_household_one_at_a_time", expressions=[("person_code", "="), ("during", "&&")]
            ),
            models.CheckConstraint(name="points_household_member_stays_a_while", condition=Q(during__isempty=False)),
        ]


class HouseholdInvitation(models.Model):
    """A word that a member gives to somebody at home: that one enters it, and the member confirms who did."""

    word = models.CharField(max_length=12, unique=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="invitations")
    made_by_code = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    entered_by_code = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entered_by_code"],
                condition=Q(ended_at__isnull=True) & ~Q(entered_by_code=""),
                name="points_household_invitation_one_at_a_time",
            ),
            models.CheckConstraint(
                name="points_household_invitation_of_another", condition=~Q(entered_by_code=F("made_by_code"))
            ),
        ]
