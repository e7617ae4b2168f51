"""Oneself and one's groups under /api/v1/."""

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models, queries, serializers
from backend.common import api

PROBLEMS = dict.fromkeys([401, 403, 429], api.ProblemSerializer)


class Me(api.ApiView):
    """Oneself."""

    scope = "profile"

    @extend_schema(responses={200: serializers.MeSerializer, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell who the token's person is."""
        return Response(serializers.MeSerializer(cast("models.User", request.user)).data)


@extend_schema(responses={200: serializers.GroupSerializer(many=True), **PROBLEMS})
class GroupList(api.ApiView, generics.ListAPIView[models.Group]):
    """The groups in which one is."""

    scope = "profile"
    serializer_class = serializers.GroupSerializer

    def get_queryset(self) -> QuerySet[models.Group]:
        """This function will list one's groups."""
        return queries.groups_of(cast("models.User", self.request.user))
