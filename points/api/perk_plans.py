"""What the city sells for points, for those who decide for the city."""

import functools
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import actions, enums, errors, models, permissions, queries
from points.forms import perk_plans as forms
from points.queries import perks as perk_queries
from points.queries import places
from points.serializers import perks as serializers

_official = functools.partial(roles.allowed, permissions.may_set_perks)


def _plan(request: Request) -> tuple[actions.PerkPlan, dict[str, Any]]:
    """This function will read a plan, and which perk it changes; it wants what the page's form wants."""
    sent = api.checked(serializers.PlanSerializer, request.data)
    which = {"code": sent.pop("code"), "revision": sent.pop("revision")}
    steps = [actions.StepPlan(**dict(one)) for one in sent.pop("steps", [])]
    where = _where(sent.pop("place"))
    kind = enums.PerkKind(sent.pop("kind"))
    price = sent.pop("price", None) or min((one.from_points for one in steps), default=0)
    plan = actions.PerkPlan(**sent, **where, kind=kind, steps=steps, price=price, captured=forms.captured(kind))
    actions.refuse_unfit_perk(plan)
    return plan, which


def _where(value: str) -> dict[str, Any]:
    if not value:
        return {}
    place = next((one for one in places.handover_places() if one.value == value), None)
    if place is None:
        raise errors.PerkUnfit(why="受け渡しの場所が見つかりません。センターかお店の番号をお確かめください。")
    return {"place_kind": place.kind, "place_code": place.code, "place_name": place.name}


class PerkPlans(api.ApiView, generics.GenericAPIView[models.Perk]):
    """Every perk, and new ones."""

    scope = "points"
    serializer_class = serializers.PlannedSerializer

    @extend_schema(responses={200: serializers.PlannedSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the perks, also those that are over."""
        _official(request)
        page = self.paginate_queryset(perk_queries.all_perks())
        return self.get_paginated_response(serializers.PlannedSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.PlanSerializer,
        responses={201: serializers.PlannedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will put a perk on sale."""
        person, (plan, _) = _official(request), _plan(request)
        made = actions.put_on_sale(plan, by=person, now=clock.now())
        return Response(serializers.PlannedSerializer(made).data, status=status.HTTP_201_CREATED)


class PerkPlanPreview(api.ApiView):
    """A plan, or a change, as people would read it."""

    scope = "points"

    @extend_schema(request=serializers.PlanSerializer, responses={200: serializers.ShownSerializer, **api.PROBLEMS})
    def post(self, request: Request) -> Response:
        """This function will carry it out by the same code, undo it, and tell what differs."""
        person, (plan, which) = _official(request), _plan(request)
        shown = actions.try_perk(plan, **which, by=person, now=clock.now())
        return Response(serializers.ShownSerializer(shown).data)


class PerkPlan(api.ApiView):
    """One perk as the city sees it."""

    scope = "points"

    @extend_schema(responses={200: serializers.PlannedSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a perk."""
        _official(request)
        return Response(serializers.PlannedSerializer(queries.perk(code)).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.PlanSerializer,
        responses={200: serializers.PlannedSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will change a perk for the orders to come; kind and stock stay."""
        person, (plan, which) = _official(request), _plan(request)
        made = actions.change_perk(code, plan, revision=which["revision"], by=person, now=clock.now())
        return Response(serializers.PlannedSerializer(made).data)


class PerkSupplies(api.ApiView, generics.GenericAPIView[models.PerkSupply]):
    """What has come in of a perk."""

    scope = "points"
    serializer_class = serializers.SupplySerializer

    @extend_schema(responses={200: serializers.SupplySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the supplies, the latest first."""
        _official(request)
        page = self.paginate_queryset(queries.perk(code).supply.order_by("-seq"))
        return self.get_paginated_response(serializers.SupplySerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SupplySerializer,
        responses={201: serializers.SupplySerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take a delivery in, or add to the stock; who waits longest is told that it is ready."""
        person = _official(request)
        plan = actions.SupplyPlan(**api.checked(serializers.SupplySerializer, request.data))
        made = actions.supply_perk(code, plan, key=api.write_key(request), by=person, now=clock.now())
        return Response(serializers.SupplySerializer(made).data, status=status.HTTP_201_CREATED)


class PerkEnding(api.ApiView):
    """The last day of a perk's orders."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.LastDaySerializer,
        responses={200: serializers.PlannedSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will say which day is the last for orders."""
        person = _official(request)
        sent = api.checked(serializers.LastDaySerializer, request.data)
        ended = actions.end_perk(code, ends_on=sent["ends_on"], by=person, now=clock.now())
        return Response(serializers.PlannedSerializer(ended).data)


class PerkWithdrawal(api.ApiView):
    """A perk withdrawn for good."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.PerkReasonSerializer,
        responses={200: serializers.PlannedSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will withdraw a perk; who waits gets their points back and is told the reason."""
        person = _official(request)
        sent = api.checked(serializers.PerkReasonSerializer, request.data)
        gone = actions.withdraw_perk(code, reason=sent["reason"], by=person, now=clock.now())
        return Response(serializers.PlannedSerializer(gone).data)
