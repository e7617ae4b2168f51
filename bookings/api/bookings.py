"""Rooms under /api/v1/: what is free is public, bookings are one's own."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from bookings import actions, models, permissions
from bookings.queries import availability
from bookings.queries import bookings as booking_queries
from bookings.queries import centers as center_queries
from bookings.serializers import bookings as serializers


class SwitchedView(api.ApiView):
    """What is told depends on the switches that are in force at the moment (施設を限定しての試行)."""

    def get_serializer_context(self) -> dict[str, Any]:
        """This function will give the moment to the serializer, which reads no clock."""
        return {"request": self.request, "view": self, "format": self.format_kwarg, "now": clock.now()}


class CenterList(SwitchedView, generics.ListAPIView[models.Center]):
    """The centers."""

    scope, public = "bookings", True
    serializer_class = serializers.CenterSerializer
    queryset = center_queries.centers()


class CenterDetail(SwitchedView, generics.RetrieveAPIView[models.Center]):
    """One center."""

    scope, public = "bookings", True
    serializer_class = serializers.CenterSerializer
    queryset = center_queries.centers()
    lookup_field = "code"


class RoomList(SwitchedView, generics.ListAPIView[models.Room]):
    """The rooms that can be reserved."""

    scope, public = "bookings", True
    serializer_class = serializers.RoomSerializer
    queryset = center_queries.rooms()


class CenterWeek(api.ApiView):
    """A center's seven days, room by room."""

    scope, public = "bookings", True

    @extend_schema(
        parameters=[serializers.WeekQuerySerializer],
        responses={200: serializers.WeekRoomSerializer(many=True), **api.PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will tell what is free at one center from a day on."""
        query = serializers.WeekQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        first = query.validated_data["first"] or clock.today()
        now = clock.now()
        week = availability.free_periods(center_queries.center(code), first=first, now=now)
        return Response(serializers.WeekRoomSerializer(week.rooms, many=True, context={"now": now}).data)


class Availability(api.ApiView):
    """What is free on a day, or on several, over all centers."""

    scope, public = "bookings", True

    @extend_schema(
        parameters=[serializers.AvailabilityQuerySerializer],
        responses={200: serializers.RoomDaySerializer(many=True), **api.PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """This function will search the rooms of all centers for a day, or for up to 31."""
        query = serializers.AvailabilityQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = _search(query.validated_data)
        return Response(serializers.room_days(found))


def _search(wanted: dict[str, Any]) -> list[availability.RoomDay]:
    return availability.search(
        date=wanted["date"],
        until=wanted["until"],
        now=clock.now(),
        period_code=wanted["period"],
        headcount=wanted["headcount"],
        district_code=wanted["district"],
    )


class BookingList(api.ApiView, generics.GenericAPIView[models.Booking]):
    """One's own bookings and those of groups for which one books."""

    scope = "bookings"
    serializer_class = serializers.BookingSerializer

    @extend_schema(responses={200: serializers.BookingSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the bookings, the newest first."""
        page = self.paginate_queryset(booking_queries.bookings_of(roles.person_of(request)))
        return self.get_paginated_response(serializers.BookingSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewBookingSerializer,
        responses={201: serializers.BookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will reserve a room."""
        made = _reserve(roles.person_of(request), api.checked(serializers.NewBookingSerializer, request.data))
        return Response(api.shown(serializers.BookingSerializer, made), status=status.HTTP_201_CREATED)


def _reserve(person: accounts.User, wish: dict[str, Any]) -> models.Booking:
    room = center_queries.room_to_reserve(wish.pop("room"))
    group = booking_queries.group_for(person, wish.pop("group"))
    if not permissions.may_reserve(person, room):
        raise errors.NotAllowed
    return actions.reserve_room(
        room, by=person, for_group=group, coupon_code=wish.pop("coupon"), now=clock.now(), **wish
    )


class BookingDetail(api.ApiView):
    """One booking."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.BookingSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a booking to those who may see it."""
        booking = booking_queries.booking(code)
        if not permissions.may_see_booking(request.user, booking):
            raise errors.NotFound
        actions.note_look_at("bookings.booking", by=roles.person_of(request), booking=booking)
        return Response(serializers.BookingSerializer(booking).data)


class BookingCancellation(api.ApiView):
    """The cancellation of a booking."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.BookingReasonSerializer,
        responses={200: serializers.BookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will cancel a booking."""
        booking = booking_queries.booking(code)
        if not permissions.may_cancel(request.user, booking):
            raise errors.NotFound
        reason = _reason(request)
        done = actions.cancel_booking(booking, by=roles.person_of(request), now=clock.now(), reason=reason)
        return Response(serializers.BookingSerializer(done).data)


class BookingApproval(api.ApiView):
    """The approval of a booking by its desk."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.BookingSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will approve a booking."""
        done = actions.approve_booking(_to_decide(request, code), by=roles.person_of(request), now=clock.now())
        return Response(serializers.BookingSerializer(done).data)


class BookingRefusal(api.ApiView):
    """The refusal of a booking by its desk."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.BookingReasonSerializer,
        responses={200: serializers.BookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will refuse a booking, with a reason."""
        booking = _to_decide(request, code)
        done = actions.refuse_booking(booking, by=roles.person_of(request), reason=_reason(request), now=clock.now())
        return Response(serializers.BookingSerializer(done).data)


def _to_decide(request: Request, code: str) -> models.Booking:
    booking = booking_queries.booking(code)
    if not permissions.may_decide(request.user, booking):
        raise errors.NotFound
    return booking


def _reason(request: Request) -> str:
    sent = serializers.BookingReasonSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    return str(sent.validated_data["reason"])
