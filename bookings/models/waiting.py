import functools
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from backend.common import codes
from bookings import enums
from bookings.models.booking import Booking
from bookings.models.places import Room

waiting_code = functools.partial(codes.new, "w")


class WaitingEntry(models.Model):
    """Somebody's place in the line (キャンセル待ち) for a room at a time; the line's order is that of the ids.

    `offer` is the booking in the state offered which keeps the room for this person while they make up their mind, and
    later the booking it became.
    """

    code = models.CharField(max_length=16, unique=True, default=waiting_code, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="waiting")
    date = models.DateField()
    period_codes = ArrayField(models.SlugField(max_length=20))
    periods_text = models.CharField(max_length=80)
    during = DateTimeRangeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waiting")
    group = models.ForeignKey(accounts.Group, null=True, blank=True, on_delete=models.PROTECT, related_name="waiting")
    headcount = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=200)
    activity = models.CharField(max_length=40, blank=True)
    with_guardian = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=enums.WaitingState.choices, default=enums.WaitingState.WAITING)
    offer = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="waiting_entry")
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="waiting_state_is_known", condition=Q(state__in=enums.WaitingState.values)),
            models.UniqueConstraint(
                fields=["person", "room", "during"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waiting_once_per_person_and_time",
            ),
            # The representative and a deputy are one group: they stand in line once.
            models.UniqueConstraint(
                fields=["group", "room", "during"],
                condition=Q(state__in=["waiting", "offered"], group__isnull=False),
                name="waiting_once_per_group_and_time",
            ),
            models.CheckConstraint(
                name="waiting_offer_is_there_when_offered",
                condition=Q(offer__isnull=False) | ~Q(state__in=["offered", "accepted"]),
            ),
            models.CheckConstraint(
                name="waiting_ends_once",
                condition=Q(state__in=["waiting", "offered"], ended_at__isnull=True)
                | ~Q(state__in=["waiting", "offered"]) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(name="waiting_has_people", condition=Q(headcount__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["room", "date"], condition=Q(state="waiting"), name="waiting_line"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_standing(self) -> bool:
        """This function will tell whether the person still waits, or was offered the room and has not answered."""
        return self.state in (enums.WaitingState.WAITING, enums.WaitingState.OFFERED)
