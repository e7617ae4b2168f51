"""How points are earned, and what is left for oneself."""

import dataclasses
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import models, queries
from points.serializers import earning as serializers


class RuleList(api.ApiView, generics.ListAPIView[models.Rule]):
    """The rules by which points are earned today."""

    scope, public = "points", True
    serializer_class = serializers.RuleSerializer

    def get_queryset(self) -> Any:  # noqa: ANN401 - a QuerySet of rules
        """This function will give the rules in force."""
        return queries.rules_in_force(clock.today())


class LimitList(api.ApiView):
    """How the limits of today's rules stand for oneself."""

    scope = "points"

    @extend_schema(responses={200: serializers.LimitSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell of every limit how much of it is used and left."""
        found = queries.all_limits(roles.person_of(request).code, clock.today())
        shown = [
            {"rule": code, "left": limit.left} | dataclasses.asdict(limit)
            for code, limits in sorted(found.items())
            for limit in limits
        ]
        return Response(serializers.LimitSerializer(shown, many=True).data)


class SiteDetail(api.ApiView):
    """A site with a printed QR."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.SiteSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a site and when it counts."""
        return Response(serializers.SiteSerializer(queries.site(code)).data)
