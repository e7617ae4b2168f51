"""What a desk writes down for people who use no screen, under /api/v1/."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, audit, clock
from volunteers.actions import apply_for_shift
from volunteers.actions import desks as actions
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.queries import desks, hosts, people
from volunteers.serializers import desks as serializers
from volunteers.serializers.places import AssignmentSerializer, DeskApplicationSerializer


class ShiftDeskApplications(api.ApiView):
    """Applications to a shift that a desk writes for its own people, who came or called."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=DeskApplicationSerializer,
        responses={201: AssignmentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put somebody forward in the name of the desk that they asked."""
        shift = hosts.shift_at_desk(request.user, code)
        sent = api.checked(DeskApplicationSerializer, request.data)
        served = desks.served(request.user, sent.pop("person"))
        if sent.pop("agrees"):
            sent["stated"] = [*sent["stated"], *people.asked_of(served, shift)]
        made = apply_for_shift(shift, person=served, by=person(request), now=clock.now(), **sent)
        return Response(AssignmentSerializer(made).data, status=status.HTTP_201_CREATED)


class PersonAssignments(api.ApiView):
    """What one of a desk's people has before them."""

    scope = "volunteers"

    @extend_schema(responses={200: AssignmentSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list it for the person's desks, the next first; the look is written down."""
        served, now = desks.served(request.user, code), clock.now()
        audit.look("volunteers.assignments", by=person(request), about=served, subject=served.code, now=now)
        return Response(AssignmentSerializer(desks.upcoming_of(served, now=now), many=True).data)


class PersonAssignmentAnswers(api.ApiView):
    """What somebody told their desk about one of these."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.DeskAnswerSerializer,
        responses={201: AssignmentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str, assignment: str) -> Response:
        """This function will write down a yes, a no or a withdrawal, as if the person had said so themselves."""
        served, now = desks.served(request.user, code), clock.now()
        place = desks.place_of(served, assignment, now=now)
        sent = api.checked(serializers.DeskAnswerSerializer, request.data)
        done = actions.answer_at_desk(place, by=person(request), now=now, **sent)
        done.shift = place.shift
        return Response(AssignmentSerializer(done).data, status=status.HTTP_201_CREATED)
