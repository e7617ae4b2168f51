"""Restrictions under /api/v1/: a desk's decision on evidence, with a reason and an end."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, audit, clock, errors
from bookings import actions, models, permissions
from bookings.queries import attendance as queries
from bookings.queries import centers
from bookings.serializers import restrictions as serializers


class CenterRestrictions(api.ApiView):
    """The restrictions at a center, for its desk."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.RestrictionSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the restrictions that hold today, the one that ends first first."""
        center = _own_center(request, code)
        found = queries.restrictions_of(center, today=clock.today())
        _note_look(request, center, found)
        return Response(serializers.RestrictionSerializer(found, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewRestrictionSerializer,
        responses={201: serializers.RestrictionSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will keep somebody with too many no-shows at the center from reserving online for a while."""
        center = _own_center(request, code)
        sent = serializers.NewRestrictionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        case = queries.case(center, person_code=said["person"], group_code=said["group"], today=clock.today())
        made = actions.restrict(
            center,
            person=case.absentee.person,
            group=case.absentee.group,
            ends_on=said["ends_on"],
            reason=said["reason"],
            by=roles.person_of(request),
            now=clock.now(),
        )
        return Response(serializers.RestrictionSerializer(made).data, status=status.HTTP_201_CREATED)


def _own_center(request: Request, code: str) -> models.Center:
    center = centers.center(code)
    if not permissions.may_restrict(request.user, center):
        raise errors.NotAllowed
    return center


def _note_look(request: Request, center: models.Center, found: Iterable[models.Restriction]) -> None:
    abouts = [one.person for one in found if one.person]
    audit.looks("bookings.restrictions", by=roles.person_of(request), abouts=abouts, center_code=center.code)


class RestrictionLifting(api.ApiView):
    """The early end of a restriction."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.LiftingSerializer,
        responses={200: serializers.RestrictionSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will end a restriction early, and tell whom it held."""
        found = queries.restriction(code)
        if not permissions.may_restrict(request.user, found.center):
            raise errors.NotFound
        sent = serializers.LiftingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        done = actions.lift_restriction(found, by=roles.person_of(request), now=clock.now(), **sent.validated_data)
        return Response(serializers.RestrictionSerializer(done).data)
