import functools
from datetime import date
from typing import ClassVar

from django.db import models

from backend.accounts import enums
from backend.accounts.models import keys
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
    """A group that books rooms (登録団体), approved by the desk of one center year by year.

    What counts now stands here, its history in `registrations`: `valid_until` is the last day, `user_class` the code of
    the class that sets tier and exemption, and `later_class` takes its place for uses from `later_from` on, where a
    renewal for the next fiscal year has been approved. `name_key` is the name without spaces and differences of width.
    """

    code = models.CharField(max_length=16, unique=True, default=group_code, editable=False)
    name = models.CharField(max_length=80)
    name_key = models.GeneratedField(expression=keys.NAME_KEY, output_field=models.TextField(), db_persist=True)
    kana = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    center_code = models.CharField(max_length=40)
    user_class = models.CharField(max_length=40, blank=True)
    later_class = models.CharField(max_length=40, blank=True)
    later_from = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=enums.GroupStatus.choices, default=enums.GroupStatus.PENDING)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["center_code", "name_key"],
                condition=models.Q(status__in=["pending", "approved"]),
                name="group_name_once_per_center",
            ),
            models.CheckConstraint(
                name="group_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="group_later_class_has_a_day",
                condition=models.Q(later_class="") | models.Q(later_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_approved(self) -> bool:
        """This function will tell whether a desk has approved the group."""
        return self.status == enums.GroupStatus.APPROVED

    def is_valid_on(self, day: date) -> bool:
        """This function will tell whether the registration counts on a day."""
        return self.is_approved and (self.valid_until is None or day <= self.valid_until)

    def class_on(self, day: date) -> str:
        """This function will give the code of the class in which the group uses a room on a day."""
        return self.later_class if self.later_from is not None and day >= self.later_from else self.user_class


class GroupMember(models.Model):
    """A member of a group: somebody with an account, or only a name on the list.

    `person_key` is what the same person is known by under differently typed names, see `rules.person_key`.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="group_memberships")
    name = models.CharField(max_length=60)
    furigana = models.CharField(max_length=80, blank=True)
    person_key = models.GeneratedField(expression=keys.PERSON_KEY, output_field=models.TextField(), db_persist=True)
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
        indexes: ClassVar = [models.Index(fields=["person_key"], name="group_member_by_person")]

    @property
    def books(self) -> bool:
        """This function will tell whether the member books for the group."""
        return self.role != enums.GroupRole.MEMBER


class GroupRegistration(models.Model):
    """One application of a group for a time (通常は年度の終わりまで) and what the desk decided: the group's history.

    `valid_from` is set when it is approved. `overlap_reason` is why it was approved although others' lists hold the
    same people.
    """

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="registrations")
    status = models.CharField(max_length=10, choices=enums.ReviewStatus.choices, default=enums.ReviewStatus.PENDING)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField()
    user_class = models.CharField(max_length=40, blank=True)
    member_count = models.PositiveSmallIntegerField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    overlap_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(status="pending"), name="group_registration_waits_once"
            ),
            models.CheckConstraint(
                name="group_registration_reviewed_by_somebody",
                condition=models.Q(status="pending") | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="group_registration_approved_from_a_day",
                condition=~models.Q(status="approved")
                | models.Q(valid_from__isnull=False, valid_from__lte=models.F("valid_until")),
            ),
            models.UniqueConstraint(
                fields=["group", "valid_until"],
                condition=models.Q(status="approved"),
                name="group_registration_once_a_time",
            ),
        ]


class GroupOverlap(models.Model):
    """Two groups whose lists hold several of the same people, found for `group`; open until its desk settles it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="overlaps")
    other = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    shared = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "other"], condition=models.Q(settled_at__isnull=True), name="group_overlap_open_once"
            ),
            models.CheckConstraint(
                name="group_overlap_settled_for_a_reason",
                condition=models.Q(settled_at__isnull=True) | models.Q(settled_by__isnull=False) & ~models.Q(reason=""),
            ),
        ]
