"""Paper slips that were typed wrongly, put right by a desk or the city."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from backend.common import errors as common
from points import errors, models, permissions
from points.actions import slip_corrections as actions
from points.queries import slips as reads
from points.queries import tills
from points.serializers import slip_corrections as serializers


def _slip(request: Request, code: str) -> models.Slip:
    if not permissions.may_correct_slips(request.user):
        raise common.NotAllowed
    found = tills.slip(code)
    if found is None or not permissions.may_correct_slip(request.user, found.till):
        raise errors.SlipNotFound
    return found


class SlipCorrections(api.ApiView, generics.GenericAPIView[models.SlipCorrection]):
    """What was put right of a slip."""

    scope = "points"
    serializer_class = serializers.SlipCorrectionSerializer

    @extend_schema(responses={200: serializers.SlipCorrectionSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the corrections of a slip."""
        page = self.paginate_queryset(reads.corrections(_slip(request, code)))
        return self.get_paginated_response(serializers.SlipCorrectionSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewSlipCorrectionSerializer,
        responses={201: serializers.SlipCorrectionSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put a slip right, until it is settled, and tell the resident and the shop."""
        found, sent = _slip(request, code), api.checked(serializers.NewSlipCorrectionSerializer, request.data)
        plan = actions.CorrectionPlan(
            written_code=sent["short_code"],
            amount=sent["amount"],
            noted_at=sent["noted_at"],
            reason=sent["reason"],
            key=api.write_key(request),
            center_code=permissions.own_center(request.user),
        )
        made = actions.correct_slip(found.code, plan, by=roles.person_of(request), now=clock.now())
        return Response(serializers.SlipCorrectionSerializer(made).data, status=status.HTTP_201_CREATED)
