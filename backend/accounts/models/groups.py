import functools
from typing import ClassVar

from django.db import models

from backend.accounts import enums
from backend.accounts.models.people import User
from backend.accounts.models.places import Municipality
from backend.common import codes

group_code = functools.partial(codes.new, "g")


class UserClass(models.Model):
    """A class of users (利用者区分) such as 登録団体; usage rules give it its tier. Lower `position` comes first.

    `fee_percent` is what the class pays of a fee (減免): 100 is the whole fee, 0 is free.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    fee_percent = models.PositiveSmallIntegerField(default=100)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="user_class_once_in_its_city"),
            models.CheckConstraint(
                name="user_class_pays_a_part_of_the_fee", condition=models.Q(fee_percent__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A group that books rooms (登録団体), approved by the desk of one center; `user_class` sets its tier."""

    code = models.CharField(max_length=16, unique=True, default=group_code, editable=False)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    center_code = models.CharField(max_length=40)
    user_class = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=10, choices=enums.ReviewStatus.choices, default=enums.ReviewStatus.PENDING)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center_code", "name"], name="group_name_once_per_center"),
            models.CheckConstraint(
                name="group_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """This function will tell whether a desk has approved the group."""
        return self.status == enums.ReviewStatus.APPROVED


class GroupMember(models.Model):
    """A member of a group: somebody with an account, or only a name on the list."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="group_memberships")
    name = models.CharField(max_length=60)
    furigana = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=enums.GroupRole.choices, default=enums.GroupRole.MEMBER)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(role="representative"),
                name="group_has_one_representative",
            ),
            models.UniqueConstraint(fields=["group", "user"], name="group_member_once"),
            models.CheckConstraint(
                name="group_representative_has_an_account",
                condition=models.Q(role="member") | models.Q(user__isnull=False),
            ),
        ]
