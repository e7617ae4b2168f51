from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import places as serializers

ASSIGNMENT = {200: serializers.AssignmentSerializer, **PROBLEMS}


class ShiftApplications(api.ApiView):
    """Applications to a shift."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.NewApplicationSerializer,
        responses={201: serializers.AssignmentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put the caller forward for a shift."""
        shift = queries.reach.readable_shift(request.user, code)
        sent = serializers.NewApplicationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        caller = person(request)
        made = actions.apply_for_shift(shift, person=caller, by=caller, now=clock.now(), **sent.validated_data)
        return Response(serializers.AssignmentSerializer(made).data, status=status.HTTP_201_CREATED)


class AssignmentList(api.ApiView, generics.ListAPIView[models.Assignment]):
    """Everything that one applied to or was asked."""

    scope = "volunteers"
    serializer_class = serializers.AssignmentSerializer
    queryset = models.Assignment.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Assignment]:
        """This function will give one's own."""
        return queries.assignments.all_of(person(self.request))


class AssignmentDetail(api.ApiView):
    """One of one's own assignments."""

    scope = "volunteers"

    @extend_schema(responses=ASSIGNMENT)
    def get(self, request: Request, code: str) -> Response:
        """This function will show how one stands to a shift."""
        found = queries.reach.own_assignment(request.user, code)
        return Response(serializers.AssignmentSerializer(found).data)


class AssignmentWithdrawal(api.ApiView):
    """Stepping back from a shift, which costs nothing."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.ReasonSerializer, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will withdraw; the place goes to the next in line."""
        found = queries.reach.own_assignment(request.user, code)
        sent = serializers.ReasonSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        done = actions.withdraw(found, by=person(request), now=clock.now(), **sent.validated_data)
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentAcceptance(api.ApiView):
    """Saying yes to an invitation."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.StatementSerializer, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will accept the invitation."""
        found = queries.reach.own_assignment(request.user, code)
        sent = serializers.StatementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        done = actions.accept_invitation(found, by=person(request), now=clock.now(), **sent.validated_data)
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentRefusal(api.ApiView):
    """Saying no to an invitation, which costs nothing."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will decline the invitation."""
        found = queries.reach.own_assignment(request.user, code)
        done = actions.decline_invitation(found, by=person(request), now=clock.now())
        done.shift = found.shift
        return Response(serializers.AssignmentSerializer(done).data)
