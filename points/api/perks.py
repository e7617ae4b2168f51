"""Perks and their orders, and the communities that take support."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from backend.common import errors as common
from points import actions, enums, models, queries
from points.queries import perks as perk_queries
from points.serializers import perks as serializers
from points.serializers import vouchers as voucher_serializers

FILTERS = [
    OpenApiParameter("kind", str, enum=list(enums.PerkKind.values)),
    OpenApiParameter("place", str, description="The code of a center: what is handed over there."),
]


class PerkList(api.ApiView, generics.ListAPIView[models.Perk]):
    """The perks that can be ordered today."""

    scope, public = "points", True
    serializer_class = serializers.PerkSerializer

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - DRF's own signature
        """This function will list the perks on sale, by kind and place."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:  # noqa: ANN401 - a QuerySet of perks
        """This function will give the perks on sale."""
        asked = self.request.query_params
        kind = asked.get("kind", "")
        kind = kind if kind in enums.PerkKind.values else ""
        place = asked.get("place", "").replace("\x00", "")
        return perk_queries.perks_on_sale(clock.today(), kind=kind, place=place)


class PerkDetail(api.ApiView):
    """One perk."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.PerkSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a perk."""
        return Response(serializers.PerkSerializer(queries.perk(code)).data)


class PerkOrders(api.ApiView):
    """Orders of a perk."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.OrderSerializer,
        responses={201: voucher_serializers.VoucherSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will order a perk with one's points."""
        person = roles.person_of(request)
        sent = api.checked(serializers.OrderSerializer, request.data)
        made = actions.order_perk(
            code,
            person_code=person.code,
            key=f"api:{api.write_key(request)}",
            by=person,
            now=clock.now(),
            wish=actions.Wish(**sent),
        )
        return Response(voucher_serializers.VoucherSerializer(made).data, status=status.HTTP_201_CREATED)


class SupportCommunities(api.ApiView):
    """The communities that take points from their supporters."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.SupportCommunitySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them by name."""
        found = perk_queries.accepting_communities()
        return Response(serializers.SupportCommunitySerializer(found, many=True).data)


class SupportCommunity(api.ApiView):
    """Whether a community of one's own takes points."""

    scope = "points"

    @extend_schema(responses={200: serializers.SupportCommunitySerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show what a community of one's own has said, if anything."""
        own = perk_queries.communities_of(roles.person_of(request)).filter(code=code).first()
        said = perk_queries.support_words([code]).get(code) if own else None
        if said is None:
            raise common.NotFound
        return Response(serializers.SupportCommunitySerializer(said).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SupportCommunitySerializer,
        responses={200: serializers.SupportCommunitySerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will write down whether it does, and what it does with them."""
        person = roles.person_of(request)
        own = perk_queries.communities_of(person).filter(code=code).first()
        if own is None:
            raise common.NotFound
        sent = {"accepts": True} | api.checked(serializers.SupportCommunitySerializer, request.data)
        said = actions.accept_support(own, **sent, by=person, now=clock.now())
        return Response(serializers.SupportCommunitySerializer(said).data)
