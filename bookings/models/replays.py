import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from bookings import enums
from bookings.models.booking import Booking
from bookings.models.usage_rules import UsageRules

replay_code = functools.partial(codes.new, "y")


class RulesReplay(models.Model):
    """What if: bookings of the days `first` to `last` held against a draft of usage rules, in the background.

    The bookings are those with ids up to `upto`, taken in the order of their ids; `position` is the last one that is
    judged, so whoever goes on after a worker died knows where. `digest` is of the draft's content as it was asked of.
    """

    code = models.CharField(max_length=16, unique=True, default=replay_code, editable=False)
    draft = models.ForeignKey(UsageRules, on_delete=models.CASCADE, related_name="replays")
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=8, choices=enums.ReplayState.choices, default=enums.ReplayState.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="replay_state_is_known", condition=Q(state__in=enums.ReplayState.values)),
            models.CheckConstraint(name="replay_of_some_days", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="replay_counts_add_up",
                condition=Q(done__lte=F("total"), refused__lte=F("done")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_at_work(self) -> bool:
        """This function will tell whether a worker has the replay before it."""
        return self.state in (enums.ReplayState.QUEUED, enums.ReplayState.RUNNING)

    @property
    def is_of_the_draft_as_it_is(self) -> bool:
        """This function will tell whether nobody has changed the draft since."""
        return self.digest == self.draft.digest


class ReplayRefusal(models.Model):
    """One rule of the draft that one booking of a replay would have broken, and had not broken before."""

    replay = models.ForeignKey(RulesReplay, on_delete=models.CASCADE, related_name="refusals")
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40)
    sentence = models.CharField(max_length=400)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["replay", "booking", "rule"], name="replay_refusal_once"),
        ]
