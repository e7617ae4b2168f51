"""The shapes of equipment and loans in the API."""

from typing import Any

from rest_framework import serializers

from backend.common import api
from bookings import enums, models
from bookings.queries import equipment as queries


class EquipmentQuerySerializer(serializers.Serializer[Any]):
    """Which equipment, and for which time it is to be free; both instants or none."""

    words = serializers.CharField(max_length=40, required=False, default="", help_text="A part of the name.")
    center = serializers.SlugField(max_length=40, required=False, default="", help_text="Code of the center.")
    starts_at = api.DateTimeField(required=False, default=None)
    ends_at = api.DateTimeField(required=False, default=None, help_text="Not part of the time.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will take a time with both ends, in their order, or none."""
        starts, ends = attrs["starts_at"], attrs["ends_at"]
        if (starts is None) != (ends is None) or (starts and ends <= starts):
            raise serializers.ValidationError({"ends_at": ["starts_at と ends_at を、この順に両方書いてください。"]})
        return attrs


class StockSerializer(serializers.Serializer[Any]):
    """What a center lends, and how many are free for the time that was asked for, or now."""

    code = serializers.CharField(source="equipment.code")
    name = serializers.CharField(source="equipment.name")
    center = serializers.CharField(source="equipment.center.code")
    center_name = serializers.CharField(source="equipment.center.name")
    lending = serializers.ChoiceField(choices=enums.Lending.choices, source="equipment.lending")
    most_days = serializers.IntegerField(source="equipment.most_days")
    note = serializers.CharField(source="equipment.note")
    is_provisional = serializers.BooleanField(source="equipment.is_provisional")
    total = serializers.IntegerField(help_text="Pieces in use.")
    free = serializers.IntegerField(help_text="Pieces that nobody has or keeps at that time.")


class LoanSerializer(serializers.ModelSerializer[models.Loan]):
    """A loan of equipment."""

    equipment = serializers.CharField(source="equipment.code")
    equipment_name = serializers.CharField(source="equipment.name")
    center = serializers.CharField(source="equipment.center.code")
    booking = serializers.CharField(source="booking.code", default=None, allow_null=True)
    group = serializers.CharField(source="group.code", default=None, allow_null=True)
    shift = serializers.CharField(source="shift_code", help_text="Code of the shift for which it is, or empty.")

    class Meta:
        model = models.Loan
        fields = (
            "code",
            "state",
            "equipment",
            "equipment_name",
            "center",
            "pieces",
            "starts_at",
            "ends_at",
            "purpose",
            "booking",
            "group",
            "shift",
            "handed_out_at",
            "ended_at",
            "end_note",
        )


class DeskLoanSerializer(LoanSerializer):
    """A loan as its desk sees it, with whose it is."""

    who = serializers.CharField(help_text="The group, the contact or the person.")
    contact_phone = serializers.CharField()
    numbers = serializers.SerializerMethodField(help_text="The numbers of its pieces.")

    class Meta(LoanSerializer.Meta):
        fields = (*LoanSerializer.Meta.fields, "who", "contact_phone", "numbers")  # type: ignore[assignment]  # longer

    def get_numbers(self, loan: models.Loan) -> list[int]:
        """This function will give the numbers of the pieces."""
        return sorted(hold.piece.number for hold in loan.piece_holds.all())


class DeskLoansSerializer(serializers.Serializer[queries.DeskLoans]):
    """The loans of a desk, as it works through them."""

    late = DeskLoanSerializer(many=True)
    to_hand_out = DeskLoanSerializer(many=True)
    out = DeskLoanSerializer(many=True)
    coming = DeskLoanSerializer(many=True)


class NewLoanSerializer(serializers.Serializer[Any]):
    """What it takes to borrow; with a booking the time may be left out, and is then its whole use."""

    equipment = serializers.CharField(max_length=16)
    pieces = serializers.IntegerField(min_value=1, max_value=999)
    starts_at = api.DateTimeField(required=False, default=None)
    ends_at = api.DateTimeField(required=False, default=None, help_text="Not part of the time.")
    purpose = serializers.CharField(max_length=200)
    booking = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)
    group = serializers.CharField(max_length=16, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will ask for the time of a loan that goes with no booking."""
        if not attrs["booking"] and not (attrs["starts_at"] and attrs["ends_at"]):
            raise serializers.ValidationError({"starts_at": ["借りる時間を、starts_at と ends_at に書いてください。"]})
        return attrs


class LoanReasonSerializer(serializers.Serializer[Any]):
    """Why, if one wants to say."""

    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class LoanNoteSerializer(serializers.Serializer[Any]):
    """In which state something came back."""

    note = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
