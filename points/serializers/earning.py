from typing import Any

from rest_framework import serializers

from points import models, queries
from points.rules import words


class CapSerializer(serializers.ModelSerializer[models.RuleCap]):
    """The most points in a window: of a person, a household, at a site, or of everybody together."""

    class Meta:
        model = models.RuleCap
        fields = ("subject", "span", "most")


class MultiplierSerializer(serializers.ModelSerializer[models.RuleMultiplier]):
    """What points are multiplied by, and when."""

    class Meta:
        model = models.RuleMultiplier
        fields = ("kind", "factor", "span", "length", "starts_on", "ends_on")


class ItemSerializer(serializers.ModelSerializer[models.RuleItem]):
    """What a kilogram of something is worth."""

    class Meta:
        model = models.RuleItem
        fields = ("code", "name", "per_kg")


class LineSerializer(serializers.Serializer[Any]):
    """One thing that a rule says, in Japanese."""

    label = serializers.CharField()  # type: ignore[assignment]  # what the rule calls it; we never read .label
    text = serializers.CharField()


class RuleSerializer(serializers.ModelSerializer[models.Rule]):
    """How an activity earns points: floor((per_time + floor(per_unit × quantity)) × multipliers), then the limits."""

    caps = CapSerializer(many=True, read_only=True)
    multipliers = MultiplierSerializer(many=True, read_only=True)
    items = ItemSerializer(many=True, read_only=True)
    lines = serializers.SerializerMethodField(help_text="The rule in words that can be shown to a resident.")

    class Meta:
        model = models.Rule
        fields = (
            "code",
            "version",
            "name",
            "way",
            "about",
            "unit",
            "per_time",
            "per_unit",
            "most_per_award",
            "starts_on",
            "ends_on",
            "expiry_kind",
            "expiry_amount",
            "age_from",
            "age_to",
            "residence",
            "districts",
            "reviewed",
            "report_days",
            "provisional",
            "caps",
            "multipliers",
            "items",
            "lines",
        )

    def get_lines(self, rule: models.Rule) -> list[dict[str, str]]:
        """This function will say the rule in words."""
        return [{"label": line.label, "text": line.text} for line in words.lines(queries.facts(rule))]


class LimitSerializer(serializers.Serializer[Any]):
    """A limit of a rule as it stands for the person."""

    rule = serializers.CharField(help_text="The rule's code.")
    subject = serializers.CharField()
    span = serializers.CharField()
    most = serializers.IntegerField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()


class CampaignSerializer(serializers.ModelSerializer[models.Campaign]):
    """A budget of points and what was given of it."""

    used = serializers.IntegerField(read_only=True, help_text="Given and not taken back.")

    class Meta:
        model = models.Campaign
        fields = ("code", "name", "starts_on", "ends_on", "budget", "used", "returns_expired")


class SiteSerializer(serializers.ModelSerializer[models.Site]):
    """A site with a printed QR, and when it counts."""

    windows = serializers.SerializerMethodField(help_text="In Japanese.")
    rule = serializers.CharField(source="rule_code")

    class Meta:
        model = models.Site
        fields = ("code", "name", "about", "rule", "asks_word", "closed_at", "windows")

    def get_windows(self, site: models.Site) -> list[str]:
        """This function will say when the site's code counts."""
        return queries.windows_in_words(site)
