import functools
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from backend.accounts import models as accounts
from backend.common import clock, codes
from bookings import enums, rules
from bookings.models.places import Center, Room, Space
from bookings.models.series import Series

booking_code = functools.partial(codes.new, "b")


class BookingQuerySet(models.QuerySet["Booking"]):
    """Filters on bookings alone."""

    def live(self) -> Self:
        """This function will keep the bookings that hold their room."""
        return self.filter(state__in=enums.LIVE_STATES)

    def holding_at(self, now: datetime) -> Self:
        """This function will keep the bookings that hold their room now, swept or not."""
        return self.live().filter(Q(holds_until=None) | Q(holds_until__gt=now))

    def overdue(self, now: datetime) -> Self:
        """This function will keep the bookings whose hold has ended by itself and that nobody has swept yet."""
        return self.live().filter(holds_until__lte=now)

    def counted_for(self, user: accounts.User | None, group: accounts.Group | None) -> Self:
        """This function will keep what counts towards one's caps: the group's, or the person's own without a group."""
        if group is not None:
            return self.filter(group=group)
        return self.filter(booked_by=user, group__isnull=True)


class Booking(models.Model):
    """A room on a date for one period or several that follow one another.

    `starts_at` to `ends_at` is the use; `during` is what is kept from others, buffers included, half-open. The names
    of periods are kept as they were. `booked_by` is None for somebody without an account, for whom the desk wrote
    (`entered_by`, `contact_name`, `contact_phone`). `fee_yen` None means that the desk tells the fee.

    `holds_until` is when the hold ends by itself unless a step comes first: the time to answer an offer, the form's
    deadline where a booking without it lapses, the time after which an unclaimed room is released. From then on the
    room counts as free, swept or not. `replaces` is the displaced booking for whose person an offer is held.
    """

    code = models.CharField(max_length=16, unique=True, default=booking_code, editable=False)
    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="bookings")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    date = models.DateField()
    period_codes = ArrayField(models.SlugField(max_length=20))
    periods_text = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=enums.State.choices)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    group = models.ForeignKey(accounts.Group, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    user_class = models.CharField(max_length=40, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_name = models.CharField(max_length=60, blank=True)
    contact_kana = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=200)
    activity = models.CharField(max_length=40, blank=True)
    headcount = models.PositiveSmallIntegerField()
    with_guardian = models.BooleanField(default=False)
    fee_yen = models.PositiveIntegerField(null=True, blank=True)
    discount_yen = models.PositiveIntegerField(default=0)
    coupon_code = models.CharField(max_length=20, blank=True)
    form_due_at = models.DateTimeField(null=True, blank=True)
    form_reminded_at = models.DateTimeField(null=True, blank=True)
    report_due_at = models.DateTimeField(null=True, blank=True)
    report_reminded_at = models.DateTimeField(null=True, blank=True)
    holds_until = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    displaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="displacements"
    )
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements")
    approver = models.CharField(max_length=10, choices=enums.Approver.choices, default=enums.Approver.DESK)
    channel = models.CharField(max_length=8, choices=enums.Channel.choices, default=enums.Channel.ONLINE)
    rules_codes = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="booking_state_is_known", condition=Q(state__in=enums.State.values)),
            models.CheckConstraint(name="booking_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="booking_keeps_at_least_its_use",
                condition=Q(
                    during__contains=Func(
                        "starts_at", "ends_at", function="TSTZRANGE", output_field=DateTimeRangeField()
                    )
                ),
            ),
            models.CheckConstraint(name="booking_has_a_period", condition=Q(period_codes__len__gte=1)),
            models.CheckConstraint(
                name="booking_is_somebodys",
                condition=Q(booked_by__isnull=False) | Q(entered_by__isnull=False) & ~Q(contact_name=""),
            ),
            models.CheckConstraint(name="booking_has_people", condition=Q(headcount__gte=1)),
            models.CheckConstraint(
                name="booking_discount_is_within_its_fee",
                condition=Q(discount_yen=0) | Q(discount_yen__lte=F("fee_yen")),
            ),
            models.CheckConstraint(
                name="booking_offer_ends", condition=~Q(state="offered") | Q(holds_until__isnull=False)
            ),
            models.CheckConstraint(
                name="booking_is_displaced_by_another",
                condition=Q(state="displaced", displaced_by__isnull=False)
                | ~Q(state="displaced") & Q(displaced_by__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_checked_in_is_used",
                condition=Q(checked_in_at__isnull=True) | Q(state__in=["used", "reported"]),
            ),
            models.CheckConstraint(name="booking_approver_is_known", condition=Q(approver__in=enums.Approver.values)),
            models.CheckConstraint(name="booking_channel_is_known", condition=Q(channel__in=enums.Channel.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["center", "date"], name="booking_of_center"),
            models.Index(fields=["holds_until"], condition=Q(holds_until__isnull=False), name="booking_overdue"),
            models.Index(
                fields=["form_due_at"],
                condition=Q(state="tentative", form_reminded_at__isnull=True),
                name="booking_form_to_remind",
            ),
            models.Index(
                fields=["report_due_at"],
                condition=Q(state="used", report_reminded_at__isnull=True),
                name="booking_report_to_remind",
            ),
            # Few at any time: what is permitted and still to come, and what waits for the desk's word afterwards.
            models.Index(fields=["ends_at"], condition=Q(state="approved"), name="booking_approved_ends"),
            # For the count of somebody's absences at a center.
            models.Index(fields=["center", "date"], condition=Q(state="no_show"), name="booking_no_show"),
            models.Index(
                fields=["date"],
                condition=Q(approver="city", state__in=["tentative", "applied"]),
                name="booking_city_to_approve",
            ),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="booking_of_series"),
            models.Index(fields=["booked_by", "date"], name="booking_of_person"),
            models.Index(fields=["group", "date"], condition=Q(group__isnull=False), name="booking_of_group"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_live(self) -> bool:
        """This function will tell whether the booking holds its room."""
        return self.state in enums.LIVE_STATES

    @property
    def form_due_text(self) -> str:
        """This function will tell residents by when the form is due, or give an empty text where none is."""
        return rules.text_of(self.form_due_at.astimezone(clock.TOKYO)) if self.form_due_at else ""

    @property
    def report_due_text(self) -> str:
        """This function will tell residents by when the report is due, or give an empty text where none is."""
        return rules.text_of(self.report_due_at.astimezone(clock.TOKYO)) if self.report_due_at else ""

    @property
    def to_pay_yen(self) -> int | None:
        """This function will give the fee less the coupon, or None where the desk tells the fee."""
        return None if self.fee_yen is None else self.fee_yen - self.discount_yen


class SpaceHold(models.Model):
    """One leaf space kept by one booking. The exclusion constraint is what makes a double booking impossible."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="space_holds")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="holds")
    during = DateTimeRangeField()
    holds = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="space_hold_never_overlaps",
                expressions=[("space", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(holds=True),
            ),
            models.UniqueConstraint(fields=["booking", "space"], name="space_hold_once_per_booking"),
            models.CheckConstraint(name="space_hold_is_some_time", condition=Q(during__isempty=False)),
        ]


class BookingStateChange(models.Model):
    """One step of a booking: from which state to which, by whom, when and why. Append-only by trigger."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="state_changes")
    from_state = models.CharField(max_length=10, choices=enums.State.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=enums.State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
