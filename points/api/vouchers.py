"""One's own vouchers, and vouchers handed in."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import actions, errors, models, permissions, queries
from points.serializers import vouchers as serializers


class VoucherList(api.ApiView, generics.GenericAPIView[models.Voucher]):
    """One's own vouchers."""

    scope = "points"
    serializer_class = serializers.VoucherSerializer

    @extend_schema(responses={200: serializers.VoucherSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the vouchers, the newest first."""
        page = self.paginate_queryset(queries.vouchers_of(roles.person_of(request).code))
        return self.get_paginated_response(serializers.VoucherSerializer(page, many=True).data)


class VoucherDetail(api.ApiView):
    """One voucher of one's own."""

    scope = "points"

    @extend_schema(responses={200: serializers.VoucherSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a voucher to its owner."""
        return Response(serializers.VoucherSerializer(_own(request, code)).data)

    @extend_schema(parameters=[api.KEY], responses={200: serializers.VoucherSerializer, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will cancel an order that is `cancellable`; what was held or paid comes back."""
        person = roles.person_of(request)
        _own(request, code)
        cancelled = actions.cancel_order(code, person_code=person.code, by=person, now=clock.now())
        return Response(serializers.VoucherSerializer(cancelled).data)


def _own(request: Request, code: str) -> models.Voucher:
    found = queries.voucher(code)
    if found is None or not permissions.may_see_voucher(roles.person_of(request), found):
        raise errors.VoucherNotFound
    return found


class VoucherRedemptions(api.ApiView):
    """Vouchers handed in at a desk or in a shop."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.RedemptionSerializer,
        responses={201: serializers.RedeemedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will use a voucher, once, at a place of the caller's own."""
        places = {one.value: one for one in queries.places_of(roles.person_of(request))}
        if not places:
            raise errors.NoPlace
        sent = serializers.RedemptionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["place"] not in places:
            raise errors.NoPlace
        place = places[sent.validated_data["place"]]
        used = actions.redeem_voucher(
            _handed_in(request, sent.validated_data),
            place=place,
            by=roles.person_of(request),
            now=clock.now(),
            sheets=sent.validated_data.get("sheets"),
            key=api.write_key(request),
        )
        return Response(serializers.RedeemedSerializer(used).data, status=status.HTTP_201_CREATED)


def _handed_in(request: Request, sent: dict[str, str]) -> str:
    if not sent["token"]:
        return actions.voucher_typed(sent["short_code"], by=roles.person_of(request)).code
    found = queries.voucher_by_token(sent["token"])
    if found is None:
        raise errors.VoucherNotFound
    return found.code
