"""What the city agrees with shops and centers, decides of their slips, and owes them for a month."""

from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common import api
from points import enums, models, queries, rules
from points.actions import tills as actions
from points.queries import till_tables as tables
from points.serializers.tills import SettlementSerializer, SlipSerializer

MONTH = {"type": "string", "pattern": r"^20[0-9]{2}-(0[1-9]|1[0-2])$"}


@extend_schema_field(MONTH)
class MonthField(serializers.Field[Any, Any, Any, Any]):
    """A month, written YYYY-MM; read as its first day."""

    default_error_messages = {"invalid": "月は 2026-11 のように書いてください。"}  # noqa: RUF012 - as DRF has it

    def to_internal_value(self, data: object) -> date:
        """This function will give the first day of the month."""
        found = rules.tills.month(data) if isinstance(data, str) else None
        if found is None:
            self.fail("invalid")
        return found

    def to_representation(self, value: date) -> str:
        """This function will write a month."""
        return f"{value:%Y-%m}"


class MonthSerializer(serializers.Serializer[Any]):
    """A month."""

    month = MonthField()


class ContractSerializer(serializers.ModelSerializer[models.ShopContract]):
    """Under which terms a shop or center takes points; `most_…` are points."""

    till = serializers.CharField(source="till.code")
    place_kind = serializers.ChoiceField(source="till.place_kind", choices=enums.PLACES)
    place_code = serializers.CharField(source="till.place_code")
    place_name = serializers.CharField(source="till.place_name")

    class Meta:
        model = models.ShopContract
        fields = (
            "code",
            "till",
            "place_kind",
            "place_code",
            "place_name",
            "document",
            "starts_on",
            "ends_on",
            "yen_per_point",
            "most_per_payment",
            "most_per_person_day",
            "most_per_day",
            "refund_days",
            "slip_days",
            "mails_daily",
            "decided_at",
        )


class NewContractSerializer(serializers.Serializer[Any]):
    """A contract as it is agreed; the place is an approved shop or a center."""

    place_kind = serializers.ChoiceField(choices=enums.PLACES)
    place_code = serializers.CharField(max_length=40)
    document = serializers.CharField(max_length=60)
    starts_on = api.DateField()
    ends_on = api.DateField(required=False, allow_null=True, default=None)
    yen_per_point = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0, default=Decimal(1))
    most_per_payment = serializers.IntegerField(min_value=1, max_value=999_999, default=500)
    most_per_person_day = serializers.IntegerField(min_value=1, max_value=999_999, default=1000)
    most_per_day = serializers.IntegerField(min_value=1, max_value=999_999, default=10_000)
    refund_days = serializers.IntegerField(min_value=0, max_value=90, default=7)
    slip_days = serializers.IntegerField(min_value=0, max_value=90, default=14)
    mails_daily = serializers.BooleanField(required=False, default=False)


def plan(sent: dict[str, Any], place: queries.Place) -> actions.ContractPlan:
    """This function will give what `tills.agree_contract` takes."""
    return actions.ContractPlan(place_name=place.name, **sent)


class ContractEndSerializer(serializers.Serializer[Any]):
    """The last day of a contract."""

    ends_on = api.DateField()


class DailyMailSerializer(serializers.Serializer[Any]):
    """Whether a shop gets each day's payments by mail."""

    mails_daily = serializers.BooleanField()


class SlipCaseSerializer(SlipSerializer):
    """A slip that the city decides about, with the place that sent it."""

    till = serializers.CharField(source="till.code")
    place_name = serializers.CharField(source="till.place_name")

    class Meta(SlipSerializer.Meta):
        fields = (*SlipSerializer.Meta.fields, "till", "place_name", "decided_at")  # type: ignore[assignment]


class SlipCaseFactsSerializer(serializers.Serializer[Any]):
    """A case with what is known of its code; the codes are empty and the points null where nobody has it."""

    slip = SlipCaseSerializer()
    holder = serializers.CharField(allow_blank=True, help_text="The member's number of whose code it is.")
    usable = serializers.IntegerField(allow_null=True, help_text="What they can use now.")
    paid_by_code = serializers.CharField(allow_blank=True, help_text="The payment for which the code was used.")


class RefusedTillSerializer(serializers.Serializer[Any]):
    """A shop or center whose month could not be closed, and why."""

    till = serializers.CharField()
    place_name = serializers.CharField()
    why = serializers.CharField()


class ClosedMonthSerializer(serializers.Serializer[Any]):
    """What came of closing a month for all: what was settled now, and where something stands in the way."""

    settlements = SettlementSerializer(many=True)
    refusals = RefusedTillSerializer(many=True)


class SettlementLineSerializer(serializers.ModelSerializer[models.SettlementLine]):
    """One posting of a settlement; `points` is signed, as the shop sees it."""

    at = serializers.DateTimeField(source="posting.at")
    posting = serializers.CharField(source="posting.code")
    what = serializers.SerializerMethodField(help_text="In Japanese.")
    what_for = serializers.CharField(source="posting.source_code", help_text="The payment or slip.")

    class Meta:
        model = models.SettlementLine
        fields = ("at", "what", "points", "yen_per_point", "posting", "what_for")

    def get_what(self, line: models.SettlementLine) -> str:
        """This function will name the line."""
        return tables.what_of(line)


class StatementLineSerializer(serializers.Serializer[Any]):
    """A posting on a shop's statement; `points` is signed, as the shop sees it."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(choices=enums.PostingKind.choices)
    what = serializers.CharField(help_text="In Japanese.")
    points = serializers.IntegerField()
    number = serializers.IntegerField(allow_null=True)
    code = serializers.CharField(help_text="Of the payment, the slip or the posting.")


class ShopStatementSerializer(serializers.Serializer[Any]):
    """A month of a shop as the ledger has it; `waiting` are the points that no settlement has yet."""

    month = MonthField()
    taken = serializers.IntegerField()
    given_back = serializers.IntegerField()
    total = serializers.IntegerField()
    waiting = serializers.IntegerField()
    lines = StatementLineSerializer(many=True)
