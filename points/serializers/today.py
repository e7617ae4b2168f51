from typing import Any

from rest_framework import serializers

from points import enums


class SiteTodaySerializer(serializers.Serializer[Any]):
    """A site with a window today; a visit begins with the QR on the spot, so its code is not told."""

    name = serializers.CharField()
    about = serializers.CharField()
    center = serializers.CharField(help_text="Name of the center that looks after it; empty where the city does.")
    is_near = serializers.BooleanField(help_text="Whether that is the center of one's own district.")
    hours = serializers.CharField(help_text="As people read them, in Tokyo.")
    state = serializers.ChoiceField(choices=enums.SiteState.choices)
    done_at = serializers.DateTimeField(allow_null=True, help_text="When one was there in this window today.")
    rule_code = serializers.CharField()
    rule_name = serializers.CharField()
    earns = serializers.CharField(help_text="In Japanese.")
    left = serializers.IntegerField(allow_null=True, help_text="What one's limits leave today; null without a limit.")
