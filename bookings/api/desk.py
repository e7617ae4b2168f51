"""The desk under /api/v1/desk/, and the claim of a booking by its person."""

from datetime import date
from typing import Any

from allauth.account.adapter import get_adapter
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from bookings import actions, enums, models, permissions
from bookings.queries import bookings, desk, desk_search
from bookings.queries import centers as center_queries
from bookings.serializers import desk as serializers


def _staff(request: Request) -> accounts.User:
    return roles.person_of(request)


def _own_center(request: Request, code: str) -> models.Center:
    center = center_queries.center(code)
    if not permissions.may_use_desk(request.user, center):
        raise errors.NotAllowed
    return center


def _at_own_desk(request: Request, code: str) -> models.Booking:
    found = bookings.booking(code)
    if not permissions.may_use_desk(request.user, found.center):
        raise errors.NotFound
    return found


class DeskDay(api.ApiView):
    """A day at a center, room by room and period by period."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.DeskRoomSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str, date: date) -> Response:
        """This function will show a desk one of its days, and record whose data it saw."""
        center = _own_center(request, code)
        board = desk.board(center, day=date, now=clock.now())
        shown = [entry.booking for entry in board.entries]
        actions.note_look("bookings.desk", by=_staff(request), center=center, shown=shown)
        return Response(serializers.DeskRoomSerializer(board.rows, many=True).data)


class DeskSearch(api.ApiView):
    """The search of a desk among its own."""

    scope = "bookings"

    @extend_schema(
        parameters=[serializers.DeskSearchQuerySerializer],
        responses={200: serializers.DeskFoundSerializer, **api.PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will find bookings, people and groups, and record each look."""
        center = _own_center(request, code)
        query = serializers.DeskSearchQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = desk_search.search(center, query.validated_data["q"], now=clock.now())
        actions.note_search(by=_staff(request), center=center, found=found)
        return Response(serializers.DeskFoundSerializer(found).data)


class ProxyBookings(api.ApiView):
    """Bookings that a desk writes down for others."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ProxyBookingSerializer,
        responses={201: serializers.DeskBookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will write a caller's booking down."""
        center = _own_center(request, code)
        sent = serializers.ProxyBookingSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = _whose(center, dict(sent.validated_data))
        wish["channel"] = enums.Channel(wish["channel"])
        made = actions.reserve_by_proxy(by=_staff(request), now=clock.now(), **wish)
        return Response(serializers.DeskBookingSerializer(made).data, status=status.HTTP_201_CREATED)


class WalkIns(api.ApiView):
    """Rooms of today for people at the counter."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.WalkInSerializer,
        responses={201: serializers.DeskBookingSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will give somebody a room that is free today."""
        center = _own_center(request, code)
        sent = serializers.WalkInSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wish = _whose(center, dict(sent.validated_data))
        made = actions.take_walk_in(by=_staff(request), now=clock.now(), **wish)
        return Response(serializers.DeskBookingSerializer(made).data, status=status.HTTP_201_CREATED)


def _whose(center: models.Center, wish: dict[str, Any]) -> dict[str, Any]:
    """This function will put the room, person and group of a center in the place of their codes, or raise NotFound."""
    person_code, group_code = wish.pop("person"), wish.pop("group")
    room = center_queries.room_to_reserve(wish["room"])
    person = desk_search.person_known(center, person_code)
    group = desk_search.group_known(center, group_code)
    if room.center_id != center.pk or (person_code and person is None) or (group_code and group is None):
        raise errors.NotFound
    return {**wish, "room": room, "for_person": person, "for_group": group}


class DeskNotes(api.ApiView):
    """What a desk writes down about a booking for itself."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.DeskNoteSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the notes, the newest first."""
        found = _at_own_desk(request, code)
        actions.note_look("bookings.desk_notes", by=_staff(request), center=found.center, shown=[found])
        return Response(serializers.DeskNoteSerializer(desk.notes_of(found), many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.DeskNoteSerializer,
        responses={201: serializers.DeskNoteSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will add a note."""
        found = _at_own_desk(request, code)
        sent = serializers.DeskNoteSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        note = actions.write_desk_note(found, by=_staff(request), text=sent.validated_data["text"], now=clock.now())
        return Response(serializers.DeskNoteSerializer(note).data, status=status.HTTP_201_CREATED)


class DeskClaims(api.ApiView):
    """Claim codes of bookings that a desk wrote down."""

    scope = "bookings"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - DRF's own signature
        """This function will check who asks, and keep no answer: the secret in it would stand in the table of keys."""
        super(api.ApiView, self).initial(request, *args, **kwargs)

    @extend_schema(request=None, responses={201: serializers.ClaimIssuedSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will make a claim code, which is told this once; an earlier one ends."""
        slip = actions.issue_claim(_at_own_desk(request, code), by=_staff(request), now=clock.now())
        return Response(serializers.ClaimIssuedSerializer(slip).data, status=status.HTTP_201_CREATED)


class BookingClaims(api.ApiView):
    """The claim of a booking by its person."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ClaimCodeSerializer,
        responses={200: serializers.ClaimedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will make the booking of a slip one's own."""
        sent = serializers.ClaimCodeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        address = str(get_adapter().get_client_ip(request._request))
        actions.count_claim_try(_staff(request), address=address)
        claimed = actions.claim_booking(sent.validated_data["code"], by=_staff(request), now=clock.now())
        return Response(serializers.ClaimedSerializer(claimed).data)
