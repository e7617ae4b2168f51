import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from backend.common import codes
from bookings import enums
from bookings.models.places import Center

switch_code = functools.partial(codes.new, "y")


class CenterSwitch(models.Model):
    """One turn of a switch of a center: from `takes_effect_at` on it has this value, whether or not any job runs.

    `value` is a booking mode, or "on" or "off". A trigger keeps what is in force and still to come beside the center
    (`Center.switch_plan`), so that whoever reads a center reads its switches. A turn is never edited; one that has not
    taken effect can be withdrawn.
    """

    code = models.CharField(max_length=16, unique=True, default=switch_code, editable=False)
    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="turns")
    switch = models.CharField(max_length=20, choices=enums.Switch.choices)
    value = models.CharField(max_length=20)
    takes_effect_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="center_switch_value_fits_it",
                condition=Q(switch="booking_mode", value__in=enums.BookingMode.values)
                | Q(switch__in=["lottery_on", "fees_on", "open_space_on"], value__in=["on", "off"]),
            ),
            models.CheckConstraint(name="center_switch_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="center_switch_is_not_backdated", condition=Q(takes_effect_at__gte=F("created_at"))
            ),
            models.CheckConstraint(
                name="center_switch_is_withdrawn_before_it_holds",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__lt=F("takes_effect_at"), withdrawn_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["center", "switch", "takes_effect_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="center_switch_turns_once_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def value_text(self) -> str:
        """This function will give the value in words."""
        if self.switch == enums.Switch.BOOKING_MODE:
            return str(enums.BookingMode(self.value).label)
        return str(enums.SwitchValue(self.value).label)
