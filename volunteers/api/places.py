from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import places as serializers
from volunteers.serializers.attendance import ForetoldSerializer

ASSIGNMENT = {200: serializers.AssignmentSerializer, **PROBLEMS}


class ShiftApplications(api.ApiView):
    """Applications to a shift."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.EventApplicationSerializer,
        responses={201: serializers.AssignmentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put the caller forward for a shift."""
        shift = queries.reach.readable_shift(request.user, code)
        sent = api.checked(serializers.EventApplicationSerializer, request.data)
        caller = person(request)
        made = actions.apply_for_shift(shift, person=caller, by=caller, now=clock.now(), **sent)
        return Response(serializers.AssignmentSerializer(made).data, status=status.HTTP_201_CREATED)


class ShiftPoints(api.ApiView):
    """What a shift earns, told before one applies."""

    scope = "volunteers"

    @extend_schema(responses={200: ForetoldSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell what being there to the end would give, and which limit would cut or refuse it."""
        shift = queries.reach.readable_shift(request.user, code)
        told = actions.foretell_points(shift, person=person(request), now=clock.now())
        return Response(ForetoldSerializer(told or {}).data)


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
        found = queries.reach.decided_assignment(request.user, code)
        sent = api.checked(serializers.ReasonSerializer, request.data)
        done = actions.withdraw(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentHeardWithdrawal(api.ApiView):
    """That somebody told the organiser, as by phone, that they do not come."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.HeardWithdrawalSerializer, responses={204: None, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will write it down; the person is told, and the place goes to the next in line."""
        found = queries.reach.organised_assignment(request.user, code)
        sent = api.checked(serializers.HeardWithdrawalSerializer, request.data)
        actions.hear_withdrawal(found, by=person(request), now=clock.now(), **sent)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AssignmentAcceptance(api.ApiView):
    """Saying yes to an invitation, to an offered place, or to one that is free when nobody is asked any more."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.StatementSerializer, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will accept what the caller was asked."""
        found = queries.reach.decided_assignment(request.user, code)
        sent = api.checked(serializers.StatementSerializer, request.data)
        done = actions.accept(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentRefusal(api.ApiView):
    """Saying no to an invitation or an offered place, which costs nothing."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will decline what the caller was asked."""
        found = queries.reach.decided_assignment(request.user, code)
        done = actions.decline(found, by=person(request), now=clock.now())
        done.shift = found.shift
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentShortNotice(api.ApiView):
    """Saying in line whether one comes at short notice."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.ShortNoticeSerializer, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will note it; a place that is free by then is the caller's at once."""
        found = queries.reach.decided_assignment(request.user, code)
        sent = api.checked(serializers.ShortNoticeSerializer, request.data)
        done = actions.set_short_notice(found, comes=sent["short_notice"], by=person(request), now=clock.now())
        return Response(serializers.AssignmentSerializer(done).data)


class ShiftInvitationWave(api.ApiView):
    """Inviting several of those whom a shift suits best at once, and the next as answers come."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.WaitingInvitationSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the invitations that wait for an answer, the first to end first."""
        shift = queries.reach.organised_shift(request.user, code)
        waiting = queries.invitations.of_shift(shift)
        return Response(serializers.WaitingInvitationSerializer(waiting, many=True).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.WaveSerializer,
        responses={201: serializers.WaitingInvitationSerializer(many=True), **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will invite them, and no more than there are places left."""
        shift = queries.reach.organised_shift(request.user, code)
        sent = api.checked(serializers.WaveSerializer, request.data)
        made = actions.invite_wave(shift, by=person(request), now=clock.now(), **sent)
        shown = serializers.WaitingInvitationSerializer(made, many=True)
        return Response(shown.data, status=status.HTTP_201_CREATED)
