from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from volunteers.models.assignments import Assignment
from volunteers.models.offers import Offer


class Party(models.Model):
    """That an assignment is a group's or an organisation's: its person answers for them, its `places` are theirs.

    `asked` is for how many the organiser asked. The offer may be deleted; whose places they are stays known. `present`
    is how many of them came, as the organiser counted, and `contact_came` whether the assignment's own person was one.
    """

    assignment = models.OneToOneField(Assignment, primary_key=True, on_delete=models.CASCADE, related_name="party")
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="parties")
    group = models.ForeignKey(accounts.Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        accounts.Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    contact_came = models.BooleanField(default=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="party_is_of_one",
                condition=Q(group__isnull=True, organisation__isnull=False)
                | Q(group__isnull=False, organisation__isnull=True),
            ),
            models.CheckConstraint(name="party_is_asked_for_some", condition=Q(asked__gte=1)),
            models.CheckConstraint(
                name="party_present_is_some", condition=Q(present__isnull=True) | Q(present__gte=1, present__lte=999)
            ),
            models.CheckConstraint(
                name="party_counted_by_somebody",
                condition=Q(present__isnull=True, counted_by__isnull=True, counted_at__isnull=True)
                | Q(present__isnull=False, counted_by__isnull=False, counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """This function will name the group or organisation; organisers read it once it has said yes."""
        whose = self.group or self.organisation
        return whose.name if whose else ""

    @property
    def is_counted(self) -> bool:
        """This function will tell whether it is written how many of them came."""
        return self.present is not None


class PartyDeclaration(models.Model):
    """What who answers for a party said of its people and a request's conditions, of how many, and when; append-only.

    `conditions` are the request's as they stood in words when it was said.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="declarations")
    people = models.PositiveSmallIntegerField()
    conditions = models.CharField(max_length=600)
    words = models.CharField(max_length=300)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="party_declaration_says_something", condition=Q(people__gte=1) & ~Q(words="") & ~Q(conditions="")
            ),
        ]
