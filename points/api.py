"""Points under /api/v1/: balance and vouchers are one's own, rules and perks are public."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.common import api, clock, codes
from points import actions, errors, models, permissions, queries, rules, serializers

PROBLEMS = dict.fromkeys([400, 401, 403, 404, 409, 422, 429], api.ProblemSerializer)
KEY = OpenApiParameter(api.KEY_HEADER, str, OpenApiParameter.HEADER, description="Makes sending the write again safe.")


def _person(request: Request) -> accounts.User:
    return cast("accounts.User", request.user)


class PointBalance(api.ApiView):
    """One's own points."""

    scope = "points"

    @extend_schema(responses={200: serializers.BalanceSerializer, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will tell how many points there are and when they expire."""
        person, now = _person(request), clock.now()
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

    @extend_schema(responses={200: serializers.LineSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list what came in and went out, the newest first."""
        account = queries.account_of(_person(request).code)
        page = self.paginate_queryset(queries.postings_of(account))
        lines = queries.lines(account, page or [])
        return self.get_paginated_response(serializers.LineSerializer(lines, many=True).data)


class RuleList(api.ApiView, generics.ListAPIView[models.Rule]):
    """The rules by which points are earned today."""

    scope, public = "points", True
    serializer_class = serializers.RuleSerializer

    def get_queryset(self) -> Any:  # noqa: ANN401 - a QuerySet of rules
        """This function will give the rules in force."""
        return queries.rules_in_force(clock.today())


class ChainHeads(api.ApiView):
    """The published heads of the chain, by which anybody can prove later that no posting was changed."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.ChainHeadSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will give the last link of each of the latest days."""
        return Response(serializers.ChainHeadSerializer(queries.chain_heads(), many=True).data)


class PerkList(api.ApiView, generics.ListAPIView[models.Perk]):
    """The perks that can be ordered today."""

    scope, public = "points", True
    serializer_class = serializers.PerkSerializer

    def get_queryset(self) -> Any:  # noqa: ANN401 - a QuerySet of perks
        """This function will give the perks on sale."""
        return queries.perks_on_sale(clock.today())


class PerkDetail(api.ApiView):
    """One perk."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.PerkSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a perk."""
        found = queries.perk(code)
        if found is None:
            raise errors.PerkNotFound
        return Response(serializers.PerkSerializer(found).data)


class PerkOrders(api.ApiView):
    """Orders of a perk."""

    scope = "points"

    @extend_schema(parameters=[KEY], request=None, responses={201: serializers.VoucherSerializer, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will order a perk with one's points."""
        person = _person(request)
        key = request.headers.get(api.KEY_HEADER, "") or codes.random_part(20)
        made = actions.order_perk(code, person_code=person.code, key=f"api:{key}"[:120], by=person, now=clock.now())
        return Response(serializers.VoucherSerializer(made).data, status=status.HTTP_201_CREATED)


class VoucherList(api.ApiView, generics.GenericAPIView[models.Voucher]):
    """One's own vouchers."""

    scope = "points"
    serializer_class = serializers.VoucherSerializer

    @extend_schema(responses={200: serializers.VoucherSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the vouchers, the newest first."""
        page = self.paginate_queryset(queries.vouchers_of(_person(request).code))
        return self.get_paginated_response(serializers.VoucherSerializer(page, many=True).data)


class VoucherDetail(api.ApiView):
    """One voucher of one's own."""

    scope = "points"

    @extend_schema(responses={200: serializers.VoucherSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a voucher to its owner."""
        return Response(serializers.VoucherSerializer(_own(request, code)).data)

    @extend_schema(parameters=[KEY], responses={200: serializers.VoucherSerializer, **PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will cancel an order whose points are only held."""
        person = _person(request)
        _own(request, code)
        cancelled = actions.cancel_order(code, person_code=person.code, by=person, now=clock.now())
        return Response(serializers.VoucherSerializer(cancelled).data)


def _own(request: Request, code: str) -> models.Voucher:
    found = queries.voucher(code)
    if found is None or not permissions.may_see_voucher(_person(request), found):
        raise errors.VoucherNotFound
    return found


class VoucherRedemptions(api.ApiView):
    """Vouchers handed in at a desk or in a shop."""

    scope = "points"

    @extend_schema(
        parameters=[KEY],
        request=serializers.RedemptionSerializer,
        responses={201: serializers.RedeemedSerializer, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will use a voucher, once, at a place of the caller's own."""
        places = {one.value: one for one in queries.places_of(_person(request))}
        if not places:
            raise errors.NoPlace
        sent = serializers.RedemptionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        if sent.validated_data["place"] not in places:
            raise errors.NoPlace
        place = places[sent.validated_data["place"]]
        used = actions.redeem_voucher(
            _handed_in(sent.validated_data), place=place, by=_person(request), now=clock.now()
        )
        return Response(serializers.RedeemedSerializer(used).data, status=status.HTTP_201_CREATED)


def _handed_in(sent: dict[str, str]) -> str:
    if sent["token"]:
        found = queries.voucher_by_token(sent["token"])
    else:
        found = queries.voucher_by_short_code(rules.short_code(sent["short_code"]))
    if found is None:
        raise errors.VoucherNotFound
    return found.code
