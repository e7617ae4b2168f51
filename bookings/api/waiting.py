"""The waiting list, offers and public use under /api/v1/."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, audit, clock, errors, responses
from bookings import actions, models, permissions
from bookings.queries import bookings as booking_queries
from bookings.queries import centers as center_queries
from bookings.queries import waiting as queries
from bookings.serializers import bookings as booking_shapes
from bookings.serializers import waiting as serializers


def _sent(shape: type[Any], request: Request) -> dict[str, Any]:
    read = shape(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


class WaitingEntryList(api.ApiView, generics.GenericAPIView[models.WaitingEntry]):
    """Where one stands in line, and where one has stood."""

    scope = "bookings"
    serializer_class = serializers.WaitingEntrySerializer

    @extend_schema(responses={200: serializers.WaitingEntrySerializer(many=True)})
    def get(self, request: Request) -> Response:
        """This function will list the entries of a person and of their groups, the newest first."""
        page = self.paginate_queryset(queries.entries_of(roles.person_of(request)))
        return self.get_paginated_response(serializers.WaitingEntrySerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewWaitingEntrySerializer,
        responses={201: serializers.WaitingEntrySerializer},
    )
    def post(self, request: Request) -> Response:
        """This function will put a person or their group in line."""
        made = _join(roles.person_of(request), _sent(serializers.NewWaitingEntrySerializer, request))
        placed = queries.entry(made.code)
        return Response(serializers.WaitingEntrySerializer(placed).data, status=status.HTTP_201_CREATED)


def _join(person: accounts.User, wish: dict[str, Any]) -> models.WaitingEntry:
    room = center_queries.room_to_reserve(wish.pop("room"))
    group = booking_queries.group_for(person, wish.pop("group"))
    if not permissions.may_reserve(person, room):
        raise errors.NotAllowed
    return actions.join_line(room, by=person, for_group=group, now=clock.now(), **wish)


class WaitingEntryDetail(api.ApiView):
    """One place in line."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.WaitingEntrySerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a place in line to those who may see it."""
        entry = queries.entry(code)
        if not permissions.may_see_entry(request.user, entry):
            raise errors.NotFound
        audit.look(
            "bookings.waiting_entry",
            by=roles.person_of(request),
            about=entry.person,
            subject=entry.code,
            center_code=entry.room.center.code,
        )
        return Response(serializers.WaitingEntrySerializer(entry).data)


class WaitingEntryDeparture(api.ApiView):
    """The end of standing in line."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.WaitingEntrySerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will take somebody out of the line."""
        entry = queries.entry(code)
        if not permissions.may_leave(request.user, entry):
            raise errors.NotFound
        actions.leave_line(entry, by=roles.person_of(request), now=clock.now())
        return Response(serializers.WaitingEntrySerializer(queries.entry(code)).data)


class BookingAcceptance(api.ApiView):
    """The yes to an offer."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.AcceptanceSerializer,
        responses={200: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will make a booking of an offer.

        A refusal is answered and not raised: with an Idempotency-Key the call is one transaction, and that the room
        has gone on to the next in line must stay.
        """
        offer = _to_answer(request, code)
        coupon = _sent(serializers.AcceptanceSerializer, request)["coupon"]
        try:
            made = actions.accept_offer(offer, by=roles.person_of(request), now=clock.now(), coupon_code=coupon)
        except errors.DomainError as refusal:
            return cast("Response", responses.problem_handler(refusal, {}))
        return Response(booking_shapes.BookingSerializer(made).data)


class BookingDecline(api.ApiView):
    """The no to an offer."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: booking_shapes.BookingSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will give an offered room back."""
        done = actions.decline_offer(_to_answer(request, code), by=roles.person_of(request), now=clock.now())
        return Response(booking_shapes.BookingSerializer(done).data)


def _to_answer(request: Request, code: str) -> models.Booking:
    offer = booking_queries.booking(code)
    if not permissions.may_answer(request.user, offer) or not queries.was_offered(offer):
        raise errors.NotFound
    return offer


class BookingAlternatives(api.ApiView):
    """What is held for the person of a displaced booking."""

    scope = "bookings"

    @extend_schema(responses={200: booking_shapes.BookingSerializer(many=True)})
    def get(self, request: Request, code: str) -> Response:
        """This function will list what is held; each is taken or declined by its own code."""
        booking = booking_queries.booking(code)
        if not permissions.may_choose_instead(request.user, booking):
            raise errors.NotFound
        actions.note_look_at("bookings.booking", by=roles.person_of(request), booking=booking)
        held = queries.alternatives_for(booking, now=clock.now())
        return Response(booking_shapes.BookingSerializer(held, many=True).data)


class AlternativesDecline(api.ApiView):
    """The no to everything that is held for the person of a displaced booking."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.DeclinedSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will release all that is held; sent again, there is nothing left to release."""
        booking = booking_queries.booking(code)
        if not permissions.may_choose_instead(request.user, booking):
            raise errors.NotFound
        released = actions.decline_alternatives(booking, by=roles.person_of(request), now=clock.now())
        return Response(serializers.DeclinedSerializer({"released": released}).data)


class PublicUseList(api.ApiView):
    """Public use of rooms."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewPublicUseSerializer,
        responses={201: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request) -> Response:
        """This function will take a room for public use.

        What stands in the way comes back with `displacement_changed`, for `displacing` of the next call.
        """
        wanted = _sent(serializers.NewPublicUseSerializer, request)
        room = center_queries.room_to_reserve(wanted.pop("room"))
        if not permissions.may_book_public_use(request.user, room.center):
            raise errors.NotAllowed
        made = actions.book_public_use(room, by=roles.person_of(request), now=clock.now(), **wanted)
        return Response(booking_shapes.BookingSerializer(made).data, status=status.HTTP_201_CREATED)
