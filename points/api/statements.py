"""One's own points, and the heads of the chain."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import models, queries
from points.serializers import statements as serializers


class PointBalance(api.ApiView):
    """One's own points."""

    scope = "points"

    @extend_schema(responses={200: serializers.BalanceSerializer, **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell how many points there are and when they expire."""
        person, now = roles.person_of(request), clock.now()
        balance = queries.balance(person.code, now=now)
        shown = {
            "total": balance.total,
            "held": balance.held,
            "usable": balance.usable,
            "expiries": queries.expiries(person.code, now=now),
        }
        return Response(serializers.BalanceSerializer(shown).data)


class PostingList(api.ApiView, generics.GenericAPIView[models.Posting]):
    """One's own statement."""

    scope = "points"
    serializer_class = serializers.LineSerializer

    @extend_schema(responses={200: serializers.LineSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list what came in and went out, the newest first."""
        account = queries.account_of(roles.person_of(request).code)
        page = self.paginate_queryset(queries.postings_of(account))
        lines = queries.lines(account, page or [])
        return self.get_paginated_response(serializers.LineSerializer(lines, many=True).data)


class ChainHeads(api.ApiView):
    """The published heads of the chain, by which anybody can prove later that no posting was changed."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.ChainHeadSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will give the last link of each of the latest days."""
        return Response(serializers.ChainHeadSerializer(queries.chain_heads(), many=True).data)
