from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from bookings import enums, rules


class Center(models.Model):
    """A building with an office (交流センター). What is not known of it stays empty; `is_provisional` marks 仮データ.

    What the city has switched on here (施設を限定しての試行) is `switches_at(now)`: `booking_mode`, and `lottery_on`,
    `fees_on` and `open_space_on` each on its own. The fields hold what was so at first; `switch_plan` holds what
    came and will come after, each turn with its moment. A trigger writes it from CenterSwitch.

    `external_id` is the row's ID in the open data of its municipality, by which an import finds it again.
    """

    code = models.SlugField(max_length=40, unique=True)
    municipality = models.ForeignKey(accounts.Municipality, on_delete=models.PROTECT)
    district = models.ForeignKey(accounts.District, null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, blank=True)
    postal_code = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    url = models.URLField(blank=True)
    note = models.TextField(blank=True)
    external_id = models.CharField(max_length=60, blank=True)
    is_provisional = models.BooleanField(default=False)
    booking_mode = models.CharField(
        max_length=20, choices=enums.BookingMode.choices, default=enums.BookingMode.EVERYONE
    )
    lottery_on = models.BooleanField(default=False)
    fees_on = models.BooleanField(default=True)
    open_space_on = models.BooleanField(default=False)
    switch_plan = models.JSONField(default=list, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "external_id"],
                condition=~Q(external_id=""),
                name="center_external_id_once",
            ),
            models.CheckConstraint(
                name="center_has_both_coordinates_or_none",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="center_booking_mode_is_known",
                condition=Q(booking_mode__in=enums.BookingMode.values),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def switches_at(self, now: datetime) -> rules.Switches:
        """This function will give what is switched on here at a moment."""
        first = rules.Switches(self.booking_mode, self.lottery_on, self.fees_on, self.open_space_on)
        return rules.switches_at(first, rules.turns(self.switch_plan), now) if self.switch_plan else first

    def turns_after(self, now: datetime) -> tuple[rules.Turn, ...]:
        """This function will give what will be switched here after a moment, the next first."""
        return rules.turns_after(rules.turns(self.switch_plan), now)


class Space(models.Model):
    """A leaf of a center's floor plan: what one booking at a time can hold. Rooms are made of spaces."""

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="spaces")
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "name"], name="space_name_once_per_center"),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """Something that can be reserved: one space, or several joined (和室A+B).

    `fee_yen` is for one period; 0 is free and None is not known to us. The minutes before and after a use, in which
    nobody else may have the room, are `setup_minutes` and `cleanup_minutes`.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="rooms")
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    kana = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    area_m2 = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    fee_yen = models.PositiveIntegerField(null=True, blank=True)
    setup_minutes = models.PositiveSmallIntegerField(default=0)
    cleanup_minutes = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    is_provisional = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    spaces = models.ManyToManyField(Space, through="RoomSpace", related_name="rooms")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["center", "name"], name="room_name_once_per_center"),
            models.CheckConstraint(
                name="room_buffers_are_under_a_day",
                condition=Q(setup_minutes__lt=1440, cleanup_minutes__lt=1440),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoomSpace(models.Model):
    """One space of which a room is made."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="room_spaces")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="room_spaces")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "space"], name="room_space_once"),
        ]


class Activity(models.Model):
    """A kind of activity that a person chooses when reserving, and that usage rules may ban."""

    municipality = models.ForeignKey(accounts.Municipality, on_delete=models.PROTECT)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="activity_code_once"),
        ]

    def __str__(self) -> str:
        return self.name
