from decimal import Decimal
from typing import Any

from rest_framework import serializers

from backend.common import api
from points import models

LONGEST_NUMBER = 40


class NewVisitSerializer(serializers.Serializer[Any]):
    """A visit to a site, by the person whose token it is."""

    site = serializers.CharField(help_text="The code in the QR's address.")
    word = serializers.CharField(required=False, default="", help_text="The four digits shown at the site, if any.")
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Tell only what would be given.")


class VisitSerializer(serializers.ModelSerializer[models.SiteVisit]):
    """A visit that was noted."""

    site = serializers.CharField(source="site.code")
    name = serializers.CharField(source="site.name")

    class Meta:
        model = models.SiteVisit
        fields = ("code", "site", "name", "day", "at")


class GivenSerializer(serializers.Serializer[Any]):
    """What came of it: points, or the sentence that says why there are none."""

    code = serializers.CharField(help_text="Of the record; empty in a dry run.")
    state = serializers.CharField()
    points = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="What the rule gives before limits.")
    refusal = serializers.CharField(help_text="In Japanese; empty where points were given or are waited for.")
    cut = serializers.CharField(help_text="In Japanese: the limit that left less than was asked; empty where none did.")


class NewReportSerializer(serializers.Serializer[Any]):
    """What a person did."""

    rule_code = serializers.CharField()
    happened_on = api.DateField(help_text="Tokyo date.")
    quantity = serializers.DecimalField(
        max_digits=9,
        decimal_places=2,
        required=False,
        default=Decimal(1),
        min_value=Decimal("0.01"),
        max_value=Decimal(10_000),
    )
    words = serializers.CharField(required=False, default="", max_length=300, allow_blank=True)
    dry_run = serializers.BooleanField(required=False, default=False)


class ReportSerializer(serializers.ModelSerializer[models.Report]):
    """A report."""

    class Meta:
        model = models.Report
        fields = (
            "code",
            "rule_code",
            "happened_on",
            "quantity",
            "words",
            "state",
            "reported_at",
            "decided_at",
            "reason",
        )


class DecisionSerializer(serializers.Serializer[Any]):
    """Yes, or no with a reason."""

    approve = serializers.BooleanField()
    reason = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class NewCleanUpSerializer(serializers.Serializer[Any]):
    """An organiser's sheet."""

    organiser = serializers.CharField(help_text="center:<code> or community:<code>, one of the caller's own.")
    rule_code = serializers.CharField()
    name = serializers.CharField(max_length=80)
    happened_on = api.DateField()
    kilograms = serializers.DictField(
        child=serializers.DecimalField(max_digits=7, decimal_places=2, min_value=0, max_value=50_000),
        help_text="By the items of the rule's table.",
    )
    people = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=10), help_text="Members' numbers, each with a weight."
    )
    dry_run = serializers.BooleanField(required=False, default=False)

    def validate_people(self, people: dict[str, int]) -> dict[str, int]:
        """This function will want numbers that somebody could have: the keys of an object are checked here alone."""
        if not all(number.isprintable() and len(number) <= LONGEST_NUMBER for number in people):
            raise serializers.ValidationError("会員番号をお確かめください。")
        return people


class CleanUpShareSerializer(serializers.Serializer[Any]):
    """A person's part of a sheet."""

    person_code = serializers.CharField()
    weight = serializers.IntegerField()
    points = serializers.IntegerField(help_text="The part of the table's points.")
    awarded = serializers.IntegerField(help_text="What the limits left of it.")
    said = serializers.CharField(
        default="",
        help_text="In Japanese, as the sheet is entered: the limit that cut or refused; empty where none did.",
    )


class CleanUpSerializer(serializers.ModelSerializer[models.CleanUp]):
    """A sheet as it was entered."""

    rule = serializers.CharField(source="rule.code")
    lines = serializers.SerializerMethodField()

    class Meta:
        model = models.CleanUp
        fields = ("code", "name", "rule", "happened_on", "points", "entered_at", "withdrawn_at", "withdrawal", "lines")

    def get_lines(self, sheet: models.CleanUp) -> dict[str, str]:
        """This function will give the kilograms by item."""
        return {line.item.code: str(line.kg) for line in sheet.lines.all()}


class EnteredSerializer(serializers.Serializer[Any]):
    """A sheet with everybody's part."""

    code = serializers.CharField(help_text="Empty in a dry run.")
    points = serializers.IntegerField()
    shares = CleanUpShareSerializer(many=True)


class WithdrawalSerializer(serializers.Serializer[Any]):
    """Why something is taken back."""

    reason = serializers.CharField(max_length=200)


class NewManualAwardSerializer(serializers.Serializer[Any]):
    """Points by hand."""

    person_code = serializers.CharField()
    rule_code = serializers.CharField()
    points = serializers.IntegerField(min_value=1, max_value=100_000)
    reason = serializers.CharField(max_length=200)
    dry_run = serializers.BooleanField(required=False, default=False)


class ManualAwardSerializer(serializers.ModelSerializer[models.ManualAward]):
    """An award by hand."""

    class Meta:
        model = models.ManualAward
        fields = (
            "code",
            "person_code",
            "rule_code",
            "points",
            "needs_second",
            "reason",
            "state",
            "asked_at",
            "asked_by_code",
            "decided_at",
            "decided_by_code",
            "refusal",
        )
