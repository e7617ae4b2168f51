"""Volunteers under /api/v1/: the board is public, everything else is one's own."""

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.common import api, clock, errors
from volunteers import actions, models, queries, serializers

PROBLEMS = dict.fromkeys([400, 401, 403, 404, 409, 422, 429], api.ProblemSerializer)
KEY = OpenApiParameter(api.KEY_HEADER, str, OpenApiParameter.HEADER, description="Makes sending the write again safe.")
ASSIGNMENT = {200: serializers.AssignmentSerializer, **PROBLEMS}
MOST_SUGGESTIONS = 30


def _person(request: Request) -> accounts.User:
    return cast("accounts.User", request.user)


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
        person = _person(request)
        made = actions.apply_for_shift(shift, person=person, by=person, now=clock.now(), **sent.validated_data)
        return Response(serializers.AssignmentSerializer(made).data, status=status.HTTP_201_CREATED)


class AssignmentList(api.ApiView, generics.ListAPIView[models.Assignment]):
    """Everything that one applied to or was asked."""

    scope = "volunteers"
    serializer_class = serializers.AssignmentSerializer
    queryset = models.Assignment.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Assignment]:
        """This function will give one's own."""
        return queries.assignments.all_of(_person(self.request))


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
        done = actions.withdraw(found, by=_person(request), now=clock.now(), **sent.validated_data)
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentAcceptance(api.ApiView):
    """Saying yes to an invitation."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will accept the invitation."""
        found = queries.reach.own_assignment(request.user, code)
        done = actions.accept_invitation(found, by=_person(request), now=clock.now())
        return Response(serializers.AssignmentSerializer(done).data)


class AssignmentRefusal(api.ApiView):
    """Saying no to an invitation, which costs nothing."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=ASSIGNMENT)
    def post(self, request: Request, code: str) -> Response:
        """This function will decline the invitation."""
        found = queries.reach.own_assignment(request.user, code)
        done = actions.decline_invitation(found, by=_person(request), now=clock.now())
        done.shift = found.shift
        return Response(serializers.AssignmentSerializer(done).data)


class OfferDetail(api.ApiView):
    """What one can do, when and where."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.OfferSerializer, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will show one's own offer."""
        offer = queries.matching.offer_of(_person(request))
        if offer is None:
            raise errors.NotFound
        return Response(serializers.OfferSerializer(offer).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.OfferSerializer,
        responses={200: serializers.OfferSerializer, **PROBLEMS},
    )
    def put(self, request: Request) -> Response:
        """This function will keep one's offer, in place of the one before."""
        sent = serializers.OfferSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        person = _person(request)
        actions.save_offer(person, plan=sent.plan(), by=person, now=clock.now())
        return self.get(request)


class CheckIns(api.ApiView):
    """Checking in with the code shown at the venue."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.TokenSerializer,
        responses={201: serializers.AttendanceSerializer, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will note that the caller came."""
        sent = serializers.TokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        token = sent.validated_data["token"]
        attendance = actions.check_in_by_code(token, person=_person(request), now=clock.now())
        return Response(serializers.AttendanceSerializer(attendance).data, status=status.HTTP_201_CREATED)


class SuggestionList(api.ApiView):
    """What fits one's offer."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.SuggestionSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the best suggestions with their reasons; none without an offer."""
        offer = queries.matching.offer_of(_person(request))
        found = queries.matching.shift_suggestions(offer, now=clock.now()) if offer else []
        return Response(serializers.SuggestionSerializer(found[:MOST_SUGGESTIONS], many=True).data)
