from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.api import posting
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import places
from volunteers.serializers import posting as written
from volunteers.serializers import requests as serializers


class BoardPagination(api.CursorPagination):
    """The board, the next to begin first."""

    ordering = ("next_starts_at", "pk")  # type: ignore[assignment]  # DRF takes several


class RequestList(api.ApiView, generics.ListAPIView[models.Request]):
    """The board: published requests with a shift to come."""

    scope, public = "volunteers", True
    serializer_class = serializers.RequestSerializer
    pagination_class = BoardPagination
    queryset = models.Request.objects.none()  # tells the schema what is listed

    @extend_schema(parameters=[serializers.BoardQuerySerializer])
    def get(self, request: Request) -> Response:
        """This function will list what help is wanted."""
        return self.list(request)

    @extend_schema(
        parameters=[api.KEY], request=written.NewRequestSerializer, responses={201: serializers.RequestSerializer}
    )
    def post(self, request: Request) -> Response:
        """This function will post a request of an organisation that the caller runs, or keep it as a draft."""
        return posting.post_new(request)

    def get_queryset(self) -> QuerySet[models.Request]:
        """This function will give what the query asks for."""
        query = serializers.BoardQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return queries.requests.board(query.wanted(), now=clock.now())


class RequestDetail(api.ApiView):
    """One request."""

    scope, public = "volunteers", True

    @extend_schema(responses={200: serializers.RequestSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a request to those who may read it."""
        found = queries.reach.readable_request(request.user, code)
        return Response(serializers.RequestSerializer(found).data)

    @extend_schema(
        parameters=[api.KEY], request=written.RequestSheetSerializer, responses={200: written.RevisedSerializer}
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will write a draft anew, or change what is published and give what those who joined are told.

        Of what is published, times that are left out stay.
        """
        return posting.rewrite(request, code)


class WindowApplications(api.ApiView):
    """Times picked in a window."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY], request=places.PickSerializer, responses={201: places.AssignmentSerializer, **PROBLEMS}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put the caller forward for a time that they picked."""
        window = queries.windows.readable_window(request.user, code)
        sent = api.checked(places.PickSerializer, request.data)
        caller = person(request)
        made = actions.pick_time(window, person=caller, by=caller, now=clock.now(), **sent)
        return Response(places.AssignmentSerializer(made).data, status=status.HTTP_201_CREATED)


class ShiftCallOff(api.ApiView):
    """Calling off one shift."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.CallOffSerializer,
        responses={200: serializers.ShiftSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will call off a shift for its organiser; everybody who stood to it is told."""
        found = queries.reach.organised_shift(request.user, code)
        done = actions.call_off_shift(found, by=person(request), now=clock.now(), **_reason(request))
        return Response(serializers.ShiftSerializer(done).data)


class RequestCallOff(api.ApiView):
    """Calling off a request with all that is before it."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.CallOffSerializer,
        responses={200: serializers.RequestSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will call off a request for its organiser; everybody who stood to it is told."""
        found = queries.reach.organised_request(request.user, code)
        actions.call_off_request(found, by=person(request), now=clock.now(), **_reason(request))
        fresh = queries.reach.organised_request(request.user, code)
        return Response(serializers.RequestSerializer(fresh).data)


class ChangeAcceptance(api.ApiView):
    """Staying after a change of time or place."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses={200: places.AssignmentSerializer, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will note that the caller stays."""
        found = queries.reach.decided_assignment(request.user, code)
        done = actions.stay_after_change(found, by=person(request), now=clock.now())
        return Response(places.AssignmentSerializer(done).data)


class ChangeDeparture(api.ApiView):
    """Leaving because of a change, without any mark."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses={200: places.AssignmentSerializer, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will let the caller go."""
        found = queries.reach.decided_assignment(request.user, code)
        done = actions.leave_after_change(found, by=person(request), now=clock.now())
        return Response(places.AssignmentSerializer(done).data)


def _reason(request: Request) -> dict[str, str]:
    return api.checked(serializers.CallOffSerializer, request.data)
