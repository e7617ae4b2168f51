"""What a desk or shop hands over."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import actions, enums, errors, models, queries, rules
from points.queries import perks as perk_queries
from points.serializers import perks as serializers


def _places(request: Request) -> list[queries.Place]:
    places = queries.places_of(roles.person_of(request))
    if not places:
        raise errors.NoPlace
    return places


def _at_ones_place(request: Request, code: str) -> tuple[models.Voucher, queries.Place]:
    places = {(one.kind, one.code): one for one in _places(request)}
    found = queries.voucher(code)
    place = places.get((found.perk.place_kind, found.perk.place_code)) if found else None
    if found is None or place is None:
        raise errors.VoucherNotFound
    return found, place


class Pickups(api.ApiView, generics.GenericAPIView[models.Voucher]):
    """The orders that wait to be handed over at one's places."""

    scope = "points"
    serializer_class = serializers.PickupSerializer

    @extend_schema(responses={200: serializers.PickupSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them, the latest first."""
        places = [(one.kind, one.code) for one in _places(request)]
        page = self.paginate_queryset(perk_queries.to_hand_over(places))
        return self.get_paginated_response(serializers.PickupSerializer(page, many=True).data)


class Pickup(api.ApiView):
    """One order to be handed over."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.HandoverSerializer,
        responses={201: serializers.PickupSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will hand it over: by its short code, or at a desk with the name checked."""
        found, place = _at_ones_place(request, code)
        sent = api.checked(serializers.HandoverSerializer, request.data)
        known = sent["short_code"] and rules.short_code(sent["short_code"]) == found.short_code
        if not known and not (sent["name_checked"] and place.kind == enums.AccountKind.CENTER):
            raise errors.IdentityUnchecked
        done = actions.redeem_voucher(code, place=place, by=roles.person_of(request), now=clock.now())
        return Response(serializers.PickupSerializer(done).data, status=status.HTTP_201_CREATED)


class PickupCancellation(api.ApiView):
    """An order cancelled for somebody."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.PerkReasonSerializer,
        responses={200: serializers.PickupSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will cancel it with a reason; the points come back and the person is told."""
        _, place = _at_ones_place(request, code)
        sent = api.checked(serializers.PerkReasonSerializer, request.data)
        center = place.code if place.kind == enums.AccountKind.CENTER else ""
        by = roles.person_of(request)
        gone = actions.cancel_for(code, reason=sent["reason"], by=by, now=clock.now(), center_code=center)
        return Response(serializers.PickupSerializer(gone).data)
