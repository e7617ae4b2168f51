from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions, serializers
from backend.common import api


class Me(api.ApiView):
    """Oneself."""

    scope = "profile"

    @extend_schema(responses={200: serializers.MeSerializer, **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell who the token's person is."""
        return Response(serializers.MeSerializer(permissions.person_of(request)).data)
