import functools
from typing import ClassVar

from django.db import models

from backend.accounts import enums
from backend.accounts.models.people import User
from backend.accounts.models.places import District
from backend.common import codes

organisation_code = functools.partial(codes.new, "o")


class Organisation(models.Model):
    """A body that posts requests or takes vouchers: a community association, an NPO, a shop, …"""

    code = models.CharField(max_length=16, unique=True, default=organisation_code, editable=False)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=enums.OrganisationKind.choices)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    about = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=enums.ReviewStatus.choices, default=enums.ReviewStatus.PENDING)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="organisation_name_once"),
            models.CheckConstraint(
                name="organisation_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """This function will tell whether the city has approved the organisation."""
        return self.status == enums.ReviewStatus.APPROVED


class OrganisationMember(models.Model):
    """A person's role in an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisation_memberships")
    role = models.CharField(
        max_length=10, choices=enums.OrganisationRole.choices, default=enums.OrganisationRole.MEMBER
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="organisation_member_once"),
        ]
