from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models, serializers
from backend.common import api

PROBLEMS = dict.fromkeys([401, 403, 429], api.ProblemSerializer)


class Me(api.ApiView):
    """Oneself."""

    scope = "profile"

    @extend_schema(responses={200: serializers.MeSerializer, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell who the token's person is."""
        return Response(serializers.MeSerializer(cast("models.User", request.user)).data)
