from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock, errors
from volunteers import actions, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import events
from volunteers.serializers import places as serializers


class Hosts(api.ApiView):
    """Centers and the city as those who post: their own staff act for them."""

    scope = "volunteers"

    @extend_schema(responses={200: events.SeatSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the centers and the city for which the caller may post."""
        seats = queries.hosts.seats_of(person(request))
        if not seats:
            raise errors.NotFound
        return Response(events.SeatSerializer(seats, many=True).data)

    @extend_schema(
        parameters=[KEY], request=events.NewHostSerializer, responses={201: events.SeatSerializer, **PROBLEMS}
    )
    def post(self, request: Request) -> Response:
        """This function will let one of them post by its own name; asked again, it gives the same organisation."""
        caller, sent = person(request), api.checked(events.NewHostSerializer, request.data)
        seat = queries.hosts.seat_of(caller, sent["center_code"])
        actions.become_host(seat, by=caller, now=clock.now())
        taken = queries.hosts.seat_of(caller, seat.center_code)
        return Response(events.SeatSerializer(taken).data, status=status.HTTP_201_CREATED)


class AssignmentParty(api.ApiView):
    """How many come by one's application to an event."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.PartySerializer,
        responses={200: serializers.AssignmentSerializer, **PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will change how many come; places that are given back go to the next in line."""
        found = queries.reach.decided_assignment(request.user, code)
        sent = api.checked(serializers.PartySerializer, request.data)
        done = actions.change_party(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.AssignmentSerializer(done).data)
