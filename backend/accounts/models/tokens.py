import functools
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from backend.accounts import enums
from backend.accounts.models.people import User
from backend.common import codes

token_code = functools.partial(codes.new, "t")


class ApiToken(models.Model):
    """A personal token for the API. Only its SHA-256 is kept, and `hint`, its first letters, to know it by."""

    code = models.CharField(max_length=16, unique=True, default=token_code, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=enums.Scope.choices))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="api_token_expires_later", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(name="api_token_allows_something", condition=~models.Q(scopes=[])),
        ]

    @property
    def allowed(self) -> list[str]:
        """This function will say in words what the token allows."""
        return [enums.Scope(scope).label for scope in self.scopes]
