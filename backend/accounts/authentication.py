"""How an API client shows who it is, and what a token lets it do. A door of its own: DRF loads it before any view."""

from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from backend.accounts import actions, errors, models, queries
from backend.accounts import permissions as predicates
from backend.common import clock

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it would import this module in turn


class TokenAuthentication(authentication.BaseAuthentication):
    """Signs an API client in by `Authorization: Bearer <token>`."""

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[models.User, models.ApiToken] | None:
        """This function will give the token's person and the token, or None where no token was sent."""
        keyword, _, secret = request.headers.get("Authorization", "").partition(" ")
        if keyword.lower() != self.keyword:
            return None
        now = clock.now()
        token = queries.living_token(actions.digest_of(secret.strip()), now=now)
        if token is None:
            raise exceptions.AuthenticationFailed(
                "APIトークンが正しくないか、期限が切れているか、取り消されています。新しいトークンを作ってください。"
            )
        actions.note_use(token, now=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """This function will make a refusal 401 with a challenge instead of 403."""
        return 'Bearer realm="api"'


class ScopedAccess(permissions.BasePermission):
    """Lets a signed-in person through, a token where its scopes allow, and everybody to what is public.

    A view names its `scope`, and with `public = True` opens its safe methods to everybody.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """This function will tell whether the call may go on; a token without the scope is told which is missing."""
        safe = request.method in permissions.SAFE_METHODS
        if safe and getattr(view, "public", False):
            return True
        if not request.user.is_authenticated:
            return False
        wanted = f"{getattr(view, 'scope', '')}:{'read' if safe else 'write'}"
        token = request.auth if isinstance(request.auth, models.ApiToken) else None
        if not predicates.token_allows(token, wanted):
            raise errors.ScopeMissing(scope=wanted)
        return True


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the token in the OpenAPI document."""

    target_class = TokenAuthentication
    name = "personalToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """This function will describe how a token is sent."""
        return {"type": "http", "scheme": "bearer", "description": "A personal token, made at /api-tokens/."}
