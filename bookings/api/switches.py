"""The switches of centers under /api/v1/, for the city."""

import functools

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from bookings import actions, enums, models, permissions
from bookings.queries import centers
from bookings.queries import switches as queries
from bookings.serializers import switches as serializers

_person = functools.partial(roles.allowed, permissions.may_switch_centers)


class CenterSwitchList(api.ApiView, generics.GenericAPIView[models.CenterSwitch]):
    """Every turn of a center's switches, and new ones."""

    scope = "bookings"
    serializer_class = serializers.TurnSerializer

    @extend_schema(responses={200: serializers.TurnSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the turns, the newest first."""
        _person(request)
        page = self.paginate_queryset(queries.turns_of(centers.center(code)))
        return self.get_paginated_response(serializers.TurnSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewTurnSerializer,
        responses={201: serializers.TurnSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will turn a switch at once or from a moment on."""
        person = _person(request)
        wanted = api.checked(serializers.NewTurnSerializer, request.data)
        wanted["switch"] = enums.Switch(wanted["switch"])
        made = actions.switch_center(centers.center(code), by=person, now=clock.now(), **wanted)
        return Response(serializers.TurnSerializer(made).data, status=status.HTTP_201_CREATED)


class CenterSwitchWithdrawal(api.ApiView):
    """The withdrawal of a turn that has not taken effect."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.TurnSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str, turn: str) -> Response:
        """This function will withdraw a turn."""
        person = _person(request)
        done = actions.withdraw_switch(queries.turn(centers.center(code), turn), by=person, now=clock.now())
        return Response(serializers.TurnSerializer(done).data)
