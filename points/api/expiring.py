"""Decrees by which points can be used longer, for those who decide for the city."""

import functools
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock, codes
from points import actions, models, permissions
from points.queries import expiring as queries
from points.serializers import expiring as serializers

_person = functools.partial(roles.allowed, permissions.may_carry_over)


def _plan(request: Request) -> actions.CarryOverPlan:
    """This function will read a decree; it is for everybody unless districts or numbers are named."""
    sent = api.checked(serializers.NewCarryOverSerializer, request.data)
    districts, numbers = sent.pop("districts", []), sent.pop("numbers", [])
    if not districts and not numbers:
        return actions.CarryOverPlan(**sent)
    owners = queries.owners_chosen(districts=districts, numbers=numbers)
    return actions.CarryOverPlan(**sent, owners=tuple(owners), of_whom=queries.described(districts, numbers))


class CarryOverList(api.ApiView, generics.GenericAPIView[models.CarryOver]):
    """What was decreed, and new decrees."""

    scope = "points"
    serializer_class = serializers.CarryOverSerializer

    @extend_schema(responses={200: serializers.CarryOverSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the decrees, the latest first."""
        _person(request)
        page = self.paginate_queryset(queries.carry_overs())
        return self.get_paginated_response(serializers.CarryOverSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewCarryOverSerializer,
        responses={201: serializers.CarryOverSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will decide that points can be used longer."""
        person = _person(request)
        # A call with a key is answered once by ApiView, however long the key and whoever else uses the same one.
        key = codes.random_part(20)
        made = actions.decree_carry_over(_plan(request), by=person, key=key, now=clock.now())
        return Response(serializers.CarryOverSerializer(made).data, status=status.HTTP_201_CREATED)


class CarryOverPreview(api.ApiView):
    """What a decree would reach, before it is decided."""

    scope = "points"

    @extend_schema(
        request=serializers.NewCarryOverSerializer, responses={200: serializers.ReachSerializer, **api.PROBLEMS}
    )
    def post(self, request: Request) -> Response:
        """This function will count the accounts, lots and points, and change nothing."""
        _person(request)
        plan, today = _plan(request), clock.today()
        actions.refuse_unfit(plan, today=today)
        reach = queries.reach(first=plan.first, last=plan.last, since=today, owners=plan.owners)
        return Response(serializers.ReachSerializer(reach).data)


class CarryOverDetail(api.ApiView):
    """One decree."""

    scope = "points"

    @extend_schema(responses={200: serializers.CarryOverProgressSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give a decree and how far it has been carried out."""
        _person(request)
        decree: Any = queries.carry_over(code)
        progress = queries.progress(decree)
        decree.done, decree.left = progress.done, progress.left
        return Response(serializers.CarryOverProgressSerializer(decree).data)
