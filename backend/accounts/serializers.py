from typing import ClassVar

from rest_framework import serializers

from backend.accounts import models


class MeSerializer(serializers.ModelSerializer[models.User]):
    """What the service knows of oneself."""

    district = serializers.SlugRelatedField[models.District](slug_field="code", read_only=True)
    identity_confirmed = serializers.BooleanField(source="is_identity_confirmed", read_only=True)

    class Meta:
        model = models.User
        fields: ClassVar = [
            "code",
            "email",
            "name",
            "furigana",
            "date_of_birth",
            "phone",
            "district",
            "lives_in_city",
            "works_in_city",
            "studies_in_city",
            "language",
            "identity_confirmed",
        ]
        read_only_fields = fields


class GroupSerializer(serializers.ModelSerializer[models.Group]):
    """A group in which one is."""

    class Meta:
        model = models.Group
        fields: ClassVar = ["code", "name", "kana", "purpose", "center_code", "status", "valid_until"]
        read_only_fields = fields
