"""What the city paid for slips by mistake, and takes back: asked for by one person, decided by another."""

import functools

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import errors, models, permissions
from points.actions import slip_returns as actions
from points.queries import slip_returns as reads
from points.queries import tills
from points.serializers import slip_returns as serializers

_official = functools.partial(roles.allowed, permissions.may_settle)


class SlipReturns(api.ApiView, generics.GenericAPIView[models.SlipReturn]):
    """What was asked back of a slip."""

    scope = "points"
    serializer_class = serializers.SlipReturnSerializer

    @extend_schema(responses={200: serializers.SlipReturnSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list what was asked back of a slip."""
        _official(request)
        page = self.paginate_queryset(reads.returns(_slip(code)).select_related("slip", "posting"))
        return self.get_paginated_response(serializers.SlipReturnSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewSlipReturnSerializer,
        responses={201: serializers.SlipReturnSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask for what was paid for a slip; nothing moves until a second person agrees."""
        person, slip = _official(request), _slip(code)
        sent = api.checked(serializers.NewSlipReturnSerializer, request.data)
        made = actions.ask_back(slip.code, **sent, key=api.write_key(request), by=person, now=clock.now())
        return Response(serializers.SlipReturnSerializer(made).data, status=status.HTTP_201_CREATED)


class SlipReturnDecision(api.ApiView):
    """The second person's decision."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SlipReturnDecisionSerializer,
        responses={200: serializers.SlipReturnSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take the points back, or say why not, and tell the shop what was taken."""
        person = _official(request)
        sent = api.checked(serializers.SlipReturnDecisionSerializer, request.data)
        made = actions.decide_return(code, **sent, by=person, now=clock.now())
        return Response(serializers.SlipReturnSerializer(made).data)


def _slip(code: str) -> models.Slip:
    found = tills.slip(code)
    if found is None:
        raise errors.SlipNotFound
    return found
