"""The shapes of requests with rooms and equipment in the API."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from backend.portal import actions
from bookings.queries import bookings, centers, wants
from bookings.queries import equipment as lent
from bookings.serializers.bookings import BookingSerializer
from bookings.serializers.equipment import LoanSerializer
from volunteers import actions as volunteering
from volunteers import enums
from volunteers.queries.recurring import Pattern
from volunteers.rules.repetition import Repetition
from volunteers.serializers.posting import MOST, NewShiftSerializer, RequestWordsSerializer

KINDS = 10
OF_SHIFT = ("starts_at", "ends_at", "place", "capacity", "minimum", "reserve", "center_code")


class PiecesSerializer(serializers.Serializer[Any]):
    """So many of one kind of equipment."""

    equipment = serializers.CharField(max_length=16, help_text="Code of the equipment.")
    pieces = serializers.IntegerField(min_value=1, max_value=999, required=False, default=1)


class WantSerializer(serializers.Serializer[Any]):
    """A room, equipment or both; of the room, the periods that cover the time are reserved."""

    room = serializers.SlugField(max_length=60, required=False, default="", allow_blank=True)
    headcount = serializers.IntegerField(
        min_value=1, max_value=999, required=False, default=None, allow_null=True, help_text="Null: as many as places."
    )
    # The stubs take the arguments of a list for those of one, here and below.
    equipment = PiecesSerializer(many=True, required=False, default=list, max_length=KINDS)  # type: ignore[call-arg]


class OneWantSerializer(WantSerializer):
    """What a shift that stands would like."""

    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    renames = serializers.BooleanField(
        required=False, default=True, help_text="The activity takes place in the room, and those who joined are told."
    )


class PlacedShiftSerializer(NewShiftSerializer, WantSerializer):
    """One time of a request with its room and equipment; without a place, the room's name is written."""

    code = None  # a new request has no shifts yet
    place = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for a place where no room is chosen."""
        if not attrs["room"] and not attrs["place"]:
            raise serializers.ValidationError({"place": ["場所を書くか、部屋を選んでください。"]})
        return attrs


class PlacedRequestSerializer(RequestWordsSerializer):
    """A request whose times have rooms and equipment: all of it is reserved and posted, or nothing."""

    kind = None  # times with rooms are always set

    organisation = serializers.CharField(max_length=16, help_text="Code of the organisation.")
    group = serializers.CharField(
        max_length=16, required=False, default="", allow_blank=True, help_text="In whose name rooms are reserved."
    )
    draft = serializers.BooleanField(required=False, default=False)
    shifts = PlacedShiftSerializer(many=True, min_length=1, max_length=MOST)  # type: ignore[call-arg]


class RecurrenceSerializer(OneWantSerializer):
    """A rule, what each of its shifts is, and what each would like."""

    renames = None  # type: ignore[assignment]  # nobody has joined yet

    frequency = serializers.ChoiceField(choices=enums.Frequency.choices)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7, help_text="1 is Monday."
    )
    nth = serializers.ChoiceField(choices=[1, 2, 3, 4, -1], required=False, default=1, help_text="Monthly; -1 is last.")
    first = api.DateField()
    last = api.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    place = serializers.CharField(max_length=120)
    capacity = serializers.IntegerField(min_value=1, max_value=999)
    minimum = serializers.IntegerField(min_value=1, max_value=999, required=False, default=1)
    reserve = serializers.IntegerField(min_value=0, max_value=99, required=False, default=0)
    center_code = serializers.SlugField(max_length=40, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will compare the times and the days."""
        if attrs["ends_at"] <= attrs["starts_at"]:
            raise serializers.ValidationError({"ends_at": ["終了の時刻は、開始の時刻より後にしてください。"]})
        if attrs["last"] < attrs["first"]:
            raise serializers.ValidationError({"last": ["最後の日は、最初の日以後にしてください。"]})
        return attrs


class NewRecurrenceSerializer(RecurrenceSerializer):
    """The dates of a dry run that are to be made; `known` are those whose conflicts were seen there."""

    days = serializers.ListField(child=api.DateField(), min_length=1, max_length=100)
    known = serializers.ListField(child=api.DateField(), required=False, default=list, max_length=100)
    key = serializers.CharField(max_length=40, help_text="Of one's own making; the same key makes its shifts once.")


class RecurrenceDateSerializer(serializers.Serializer[Any]):
    """One date of a dry run, and what is in its way."""

    day = serializers.DateField(source="planned.day")
    starts_at = serializers.DateTimeField(source="planned.starts_at")
    ends_at = serializers.DateTimeField(source="planned.ends_at")
    notes = serializers.ListField(child=serializers.CharField(), help_text="In words; empty where nothing is.")
    is_out = serializers.BooleanField(help_text="Whether it cannot be made as it is wished for.")


class MadeRecurrenceSerializer(serializers.Serializer[Any]):
    """What was made by a rule."""

    code = serializers.CharField()
    rule = serializers.CharField(help_text="RFC 5545.")
    shifts = serializers.ListField(child=serializers.CharField(), help_text="Codes of the shifts, by time.")


class ShiftPlacesSerializer(serializers.Serializer[Any]):
    """The room and the equipment of a shift."""

    booking = BookingSerializer(allow_null=True)
    loans = LoanSerializer(many=True)


def want_of(
    sent: dict[str, Any], starts_at: datetime, ends_at: datetime, *, people: int, group: accounts.Group | None
) -> wants.Want:
    """This function will give what was wished for at a time; raises NotFound for rooms and equipment there are not."""
    return wants.Want(
        starts_at=starts_at,
        ends_at=ends_at,
        room=centers.room_to_reserve(sent["room"]) if sent["room"] else None,
        headcount=sent["headcount"] or people,
        group=group,
        pieces=tuple(wants.Pieces(lent.equipment(one["equipment"]), one["pieces"]) for one in sent["equipment"]),
    )


def placed_of(sent: dict[str, Any], *, person: accounts.User) -> list[actions.PlacedShift]:
    """This function will give the times of a request with what each would like."""
    group = bookings.group_for(person, sent["group"])
    found = []
    for one in sent["shifts"]:
        shift = volunteering.ShiftPlan(**{name: one[name] for name in OF_SHIFT})
        want = want_of(one, shift.starts_at, shift.ends_at, people=shift.capacity, group=group)
        found.append(actions.PlacedShift(shift, want))
    return found


def repetition_of(sent: dict[str, Any]) -> Repetition:
    """This function will give the rule."""
    return Repetition(**{name: sent[name] for name in ("frequency", "first", "last", "weekdays", "nth")})


def pattern_of(sent: dict[str, Any]) -> Pattern:
    """This function will give what each shift is."""
    return Pattern(sent["starts_at"], sent["ends_at"], sent["place"])


def recurrence_of(sent: dict[str, Any]) -> volunteering.RecurrencePlan:
    """This function will give the whole, with the dates that are to be made."""
    plain = {name: sent[name] for name in ("days", "known", "capacity", "minimum", "reserve", "center_code")}
    return volunteering.RecurrencePlan(repetition=repetition_of(sent), pattern=pattern_of(sent), **plain)
