"""Series of groups under /api/v1/, with their dry run, and bookings that go elsewhere."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import api, audit, clock, errors
from bookings import actions, models, permissions
from bookings.queries import bookings as booking_queries
from bookings.queries import centers, planning, wishes
from bookings.queries import series as queries
from bookings.rules import repetition
from bookings.serializers import bookings as booking_serializers
from bookings.serializers import series as serializers


def _plan(request: Request, room: models.Room, said: dict[str, Any]) -> planning.Plan:
    """This function will give the plan of a wish, for a group of one's own or, at a desk, one of the center."""
    own = people.groups_booking_for(roles.person_of(request)).filter(code=said["group"]).first()
    group, person = own, roles.person_of(request)
    if own is None and permissions.may_use_desk(request.user, room.center):
        group = queries.groups_at_desk(room.center).filter(code=said["group"]).first()
        person = queries.representative(group) if group else person
    if group is None:
        raise errors.NotFound
    wish = wishes.Wish(
        room=room,
        date=said["first"],
        periods=tuple(said["periods"]),
        headcount=said["headcount"],
        activity=said["activity"],
        person=person,
        group=group,
        by_desk=own is None,
    )
    pattern = repetition.Repetition(kind=said["repetition"], weekday=said["weekday"], nth=said["nth"])
    return planning.Plan(wish=wish, pattern=pattern, first=said["first"], last=said["last"], purpose=said["purpose"])


class SeriesPlan(api.ApiView):
    """The dry run of a series: nothing is written."""

    scope = "bookings"

    @extend_schema(
        parameters=[serializers.SeriesWishSerializer],
        responses={200: serializers.PlannedDateSerializer(many=True), **api.PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will judge every date of a wish."""
        sent = serializers.SeriesWishSerializer(data=request.query_params)
        sent.is_valid(raise_exception=True)
        plan = _plan(request, centers.room_to_reserve(code), sent.validated_data)
        run = planning.dry_run(plan, now=clock.now())
        return Response(serializers.PlannedDateSerializer(run.dates, many=True).data)


class SeriesList(api.ApiView, generics.GenericAPIView[models.Series]):
    """The series of groups for which one books."""

    scope = "bookings"
    serializer_class = serializers.SeriesSerializer

    @extend_schema(responses={200: serializers.SeriesSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the series, the newest first."""
        page = self.paginate_queryset(queries.series_of(roles.person_of(request), now=clock.now()))
        return self.get_paginated_response(serializers.SeriesSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewSeriesSerializer,
        responses={201: serializers.SeriesWithDatesSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will reserve the named dates, all of them or none."""
        sent = serializers.NewSeriesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        room = centers.room_to_reserve(sent.validated_data["room"])
        plan = _plan(request, room, sent.validated_data)
        made = actions.reserve_series(plan, chosen=sent.chosen(), by=roles.person_of(request), now=clock.now())
        return Response(_with_dates(made), status=status.HTTP_201_CREATED)


def _with_dates(series: models.Series) -> dict[str, Any]:
    context = {"bookings": queries.bookings_of(series)}
    return dict(serializers.SeriesWithDatesSerializer(series, context=context).data)


def _visible(request: Request, code: str) -> models.Series:
    found = queries.series(code)
    if not permissions.may_see_series(request.user, found):
        raise errors.NotFound
    return found


def _named(series: models.Series, codes: list[str]) -> list[models.Booking]:
    found = [booking for booking in queries.bookings_of(series) if booking.code in set(codes)]
    if len(found) != len(set(codes)):
        raise errors.NotFound
    return found


class SeriesDetail(api.ApiView):
    """One series."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.SeriesWithDatesSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a series with its dates."""
        found = _visible(request, code)
        center_code = found.room.center.code
        about = found.created_by
        audit.look(
            "bookings.series", by=roles.person_of(request), about=about, subject=found.code, center_code=center_code
        )
        return Response(_with_dates(found))


class SeriesCancellation(api.ApiView):
    """The cancellation of dates of a series."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SeriesCancellationSerializer,
        responses={200: serializers.CancelledSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will cancel the named dates and tell which were kept, as it was too late for them."""
        series = _visible(request, code)
        sent = serializers.SeriesCancellationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        named, reason = _named(series, sent.validated_data["bookings"]), sent.validated_data["reason"]
        done = actions.cancel_series(
            series, bookings=named, by=roles.person_of(request), now=clock.now(), reason=reason
        )
        return Response(serializers.CancelledSerializer(done).data)


class SeriesChange(api.ApiView):
    """A change of dates of a series."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SeriesChangeSerializer,
        responses={200: booking_serializers.BookingSerializer(many=True), **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will change the named dates, all of them or none."""
        series = _visible(request, code)
        sent = serializers.SeriesChangeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        named, from_now_on = _named(series, said.pop("bookings")), said.pop("from_now_on")
        change = actions.SeriesChange(**_placed(said))
        moved = actions.change_series(
            series, bookings=named, change=change, by=roles.person_of(request), now=clock.now(), from_now_on=from_now_on
        )
        return Response(booking_serializers.BookingSerializer(moved, many=True).data)


def _placed(said: dict[str, Any]) -> dict[str, Any]:
    """This function will put the room for its code and the periods as a tuple, where they are said."""
    room, periods = said.pop("room"), said.pop("periods")
    found = centers.room_to_reserve(room) if room else None
    return {**said, "room": found, "periods": tuple(periods) if periods else None}


class SeriesApproval(api.ApiView):
    """The approval of a series by its desk."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY], request=None, responses={200: serializers.SeriesWithDatesSerializer, **api.PROBLEMS}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will permit every date that waits."""
        series = _visible(request, code)
        if not permissions.may_use_desk(request.user, series.room.center):
            raise errors.NotFound
        actions.approve_series(series, by=roles.person_of(request), now=clock.now())
        return Response(_with_dates(series))


class BookingMove(api.ApiView):
    """A booking that goes to another room, date or period of its center."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.MoveSerializer,
        responses={200: booking_serializers.BookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will move a booking, wholly or not at all."""
        booking = booking_queries.booking(code)
        if not permissions.may_move(request.user, booking):
            raise errors.NotFound
        sent = serializers.MoveSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = _placed(dict(sent.validated_data))
        moved = actions.move_booking(booking, by=roles.person_of(request), now=clock.now(), **said)
        return Response(booking_serializers.BookingSerializer(moved).data)
