"""Equipment under /api/v1/: what is lent is public, loans are one's own, and the desk hands out and takes back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import api, audit, clock, errors
from bookings import actions, models, permissions
from bookings.queries import bookings, centers
from bookings.queries import equipment as queries
from bookings.serializers import equipment as serializers


class EquipmentList(api.ApiView, generics.GenericAPIView[models.Equipment]):
    """What the centers lend."""

    scope, public = "bookings", True
    serializer_class = serializers.StockSerializer
    queryset = models.Equipment.objects.none()  # tells the schema what is listed

    @extend_schema(
        parameters=[serializers.EquipmentQuerySerializer],
        responses={200: serializers.StockSerializer(many=True)},
    )
    def get(self, request: Request) -> Response:
        """This function will list equipment with how many are free, now or for a time."""
        asked = api.checked(serializers.EquipmentQuerySerializer, request.query_params)
        now = clock.now()
        page = self.paginate_queryset(queries.search(words=asked["words"], center_code=asked["center"]))
        starts_at, ends_at = asked["starts_at"] or now, asked["ends_at"] or now
        found = queries.stocks(page or [], starts_at=starts_at, ends_at=ends_at, now=now)
        return self.get_paginated_response([api.shown(serializers.StockSerializer, one) for one in found])


class LoanList(api.ApiView, generics.GenericAPIView[models.Loan]):
    """One's own loans and those of groups for which one books."""

    scope = "bookings"
    serializer_class = serializers.LoanSerializer
    queryset = models.Loan.objects.none()  # tells the schema what is listed

    @extend_schema(responses={200: serializers.LoanSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """This function will list the loans."""
        person = roles.person_of(request)
        page = self.paginate_queryset(queries.loans_of(person, groups=people.groups_booking_for(person)))
        return self.get_paginated_response(serializers.LoanSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY], request=serializers.NewLoanSerializer, responses={201: serializers.LoanSerializer}
    )
    def post(self, request: Request) -> Response:
        """This function will reserve equipment, by itself or with a booking of one's own."""
        made = _reserve(roles.person_of(request), api.checked(serializers.NewLoanSerializer, request.data))
        return Response(api.shown(serializers.LoanSerializer, made), status=status.HTTP_201_CREATED)


def _reserve(person: accounts.User, wish: dict[str, Any]) -> models.Loan:
    equipment = queries.equipment(wish["equipment"])
    booking = _own_booking(person, wish["booking"])
    plan = actions.LoanPlan(
        equipment=equipment,
        pieces=wish["pieces"],
        starts_at=wish["starts_at"] or booking.starts_at,  # type: ignore[union-attr]  # one of the two is there
        ends_at=wish["ends_at"] or booking.ends_at,  # type: ignore[union-attr]
        purpose=wish["purpose"],
        booking=booking,
        group=booking.group if booking else bookings.group_for(person, wish["group"]),
    )
    return actions.reserve_equipment(plan, by=person, now=clock.now())


def _own_booking(person: accounts.User, code: str) -> models.Booking | None:
    if not code:
        return None
    found = bookings.booking(code)
    if not permissions.may_move(person, found):
        raise errors.NotFound
    return found


class LoanDetail(api.ApiView):
    """One loan."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.LoanSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a loan to those who may see it."""
        return Response(api.shown(serializers.LoanSerializer, _visible(request, code)))


def _visible(request: Request, code: str) -> models.Loan:
    found = queries.loan(code)
    if not permissions.may_see_loan(request.user, found):
        raise errors.NotFound
    if found.booked_by:
        center_code = found.equipment.center.code
        by = roles.person_of(request)
        audit.look("bookings.loan", by=by, about=found.booked_by, subject=found.code, center_code=center_code)
    return found


class LoanCancellation(api.ApiView):
    """The end of a loan that was not fetched."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY], request=serializers.LoanReasonSerializer, responses={200: serializers.LoanSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will call a loan off."""
        found = _visible(request, code)
        sent = api.checked(serializers.LoanReasonSerializer, request.data)
        done = actions.cancel_loan(found, by=roles.person_of(request), now=clock.now(), **sent)
        return Response(api.shown(serializers.LoanSerializer, done))


class LoanHandOut(api.ApiView):
    """What goes over the counter."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.DeskLoanSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will note that the pieces went to their person."""
        done = actions.hand_out_loan(_to_lend(request, code), by=roles.person_of(request), now=clock.now())
        return Response(api.shown(serializers.DeskLoanSerializer, done))


class LoanReturn(api.ApiView):
    """What comes back over the counter."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY], request=serializers.LoanNoteSerializer, responses={200: serializers.DeskLoanSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take the pieces back."""
        found = _to_lend(request, code)
        sent = api.checked(serializers.LoanNoteSerializer, request.data)
        done = actions.take_back_loan(found, by=roles.person_of(request), now=clock.now(), **sent)
        return Response(api.shown(serializers.DeskLoanSerializer, done))


def _to_lend(request: Request, code: str) -> models.Loan:
    found = queries.loan(code)
    if not permissions.may_lend(request.user, found):
        raise errors.NotFound
    return found


class DeskLoanList(api.ApiView):
    """The loans of a center as its desk works through them."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.DeskLoansSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a desk what to hand out, what is out, what is late and what comes."""
        center = centers.center(code)
        if not permissions.may_use_desk(request.user, center):
            raise errors.NotAllowed
        found = queries.desk(center, now=clock.now())
        actions.note_look_at_loans(by=roles.person_of(request), center=center, shown=found.everything)
        return Response(serializers.DeskLoansSerializer(found).data)
