"""Sites with a printed QR, for those who set them up."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from points import models


class SiteWindowSerializer(serializers.ModelSerializer[models.SiteWindow]):
    """When a site's code counts: on these weekdays (0 is Monday) between two dates, from one hour to another."""

    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), allow_empty=False, max_length=7
    )

    class Meta:
        model = models.SiteWindow
        fields = ("starts_on", "ends_on", "weekdays", "opens_at", "closes_at")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """This function will want dates and hours in their order, and each weekday once."""
        for first, last, later in (("starts_on", "ends_on", False), ("opens_at", "closes_at", True)):
            if attrs[last] < attrs[first] or (later and attrs[last] == attrs[first]):
                raise serializers.ValidationError({last: "始まりより後にしてください。"})
        return attrs | {"weekdays": tuple(sorted(set(attrs["weekdays"])))}


class SetSiteSerializer(serializers.ModelSerializer[models.Site]):
    """A site as it was set up; `address` is what its QR says."""

    windows = SiteWindowSerializer(many=True, read_only=True)
    address = serializers.SerializerMethodField()

    class Meta:
        model = models.Site
        fields = ("code", "name", "about", "rule_code", "center_code", "asks_word", "closed_at", "address", "windows")

    def get_address(self, site: models.Site) -> str:
        """This function will give the address of the page at which a visitor arrives."""
        return f"{settings.SITE_URL}{reverse('points:site-visits', kwargs={'code': site.code})}"


class NewSiteSerializer(serializers.Serializer[Any]):
    """A site with its first window; without a center the city runs it."""

    name = serializers.CharField(max_length=80)
    about = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    rule_code = serializers.SlugField(max_length=40)
    center_code = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    asks_word = serializers.BooleanField(required=False, default=False)
    window = SiteWindowSerializer()


class SiteWordSerializer(serializers.Serializer[Any]):
    """The digits of the moment, until when they are shown (ISO 8601), and how many people came today."""

    word = serializers.CharField()
    changes_at = serializers.DateTimeField()
    visitors = serializers.IntegerField()
