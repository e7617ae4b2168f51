from typing import TYPE_CHECKING

from rest_framework import authentication, permissions
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it would import this module in turn


class TokenAuthentication(authentication.BaseAuthentication):
    """Signs an API client in by `Authorization: Bearer <token>`."""


class ScopedAccess(permissions.BasePermission):
    """Lets a person through, and a token only where its scopes allow."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """This function will be written by the accounts helper."""
        return bool(request.user and request.user.is_authenticated)
