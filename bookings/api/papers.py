"""Applications, permits, reports and check-ins under /api/v1/."""

import base64
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as drf
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from bookings import actions, enums, models, permissions
from bookings.queries import attendance as attendance_queries
from bookings.queries import bookings as booking_queries
from bookings.queries import centers as center_queries
from bookings.queries import papers as paper_queries
from bookings.serializers import bookings as booking_shapes
from bookings.serializers import papers as serializers
from bookings.serializers import permits


def _own(request: Request, code: str) -> models.Booking:
    found = booking_queries.booking(code)
    if not permissions.may_write_papers(request.user, found):
        raise errors.NotFound
    return found


def _looked_at(request: Request, code: str, what: str) -> models.Booking:
    found = _own(request, code)
    actions.note_look_at(f"bookings.{what}", by=roles.person_of(request), booking=found)
    return found


def _at_desk(request: Request, code: str) -> models.Booking:
    found = booking_queries.booking(code)
    if not permissions.may_keep_record(request.user, found):
        raise errors.NotFound
    return found


def _sent(shape: type[drf.Serializer[Any]], request: Request) -> dict[str, Any]:
    read = shape(data=request.data)
    read.is_valid(raise_exception=True)
    return dict(read.validated_data)


class BookingApplication(api.ApiView):
    """The application form of a booking."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.UseApplicationSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show the form that was handed in."""
        written = paper_queries.application(_looked_at(request, code, "application"))
        if written is None:
            raise errors.NotFound
        return Response(serializers.UseApplicationSerializer(written).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewUseApplicationSerializer,
        responses={200: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will hand in the form, or mend one that is not decided yet."""
        booking = _own(request, code)
        said = paper_queries.known_of(booking) | _sent(serializers.NewUseApplicationSerializer, request)
        done = actions.submit_application(booking, by=roles.person_of(request), now=clock.now(), **said)
        return Response(booking_shapes.BookingSerializer(done).data)


class BookingPaperApplication(api.ApiView):
    """An application form that has come to the desk on paper."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewPaperApplicationSerializer,
        responses={200: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will note that the desk has received the form."""
        booking, said = _at_desk(request, code), _sent(serializers.NewPaperApplicationSerializer, request)
        done = actions.receive_application(booking, by=roles.person_of(request), now=clock.now(), **said)
        return Response(booking_shapes.BookingSerializer(done).data)


class BookingPermit(api.ApiView):
    """The permit of a booking."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.PermitSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the permit, with its PDF."""
        permit = paper_queries.permit(_looked_at(request, code, "permit"))
        address = f"{settings.SITE_URL}{reverse('bookings:permit', args=[permit.token])}"
        shown = {
            "number": permit.booking.code,
            "state": permit.booking.state,
            "verification_url": address,
            "conditions": [condition.text for condition in permit.conditions],
            "pdf_base64": base64.b64encode(permits.pdf(permit, address=address)).decode(),
        }
        return Response(serializers.PermitSerializer(shown).data)


class BookingReport(api.ApiView):
    """The report of a use."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.UseReportSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show the report."""
        found = _looked_at(request, code, "report")
        return Response(serializers.UseReportSerializer(paper_queries.report(found)).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewUseReportSerializer,
        responses={201: serializers.UseReportSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will hand in the report."""
        said = _sent(serializers.NewUseReportSerializer, request)
        done = actions.submit_report(_own(request, code), by=roles.person_of(request), now=clock.now(), **said)
        shown = serializers.UseReportSerializer(paper_queries.report(done)).data
        return Response(shown, status=status.HTTP_201_CREATED)


class BookingRoomCheck(api.ApiView):
    """What the desk saw in the room after a use."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewRoomCheckSerializer,
        responses={200: serializers.UseReportSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take it down beside the report."""
        booking, said = _at_desk(request, code), _sent(serializers.NewRoomCheckSerializer, request)
        done = actions.check_room(booking, by=roles.person_of(request), now=clock.now(), **said)
        return Response(serializers.UseReportSerializer(done).data)


class CenterCheckIns(api.ApiView):
    """The check-ins of a center's desk."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.CodeSerializer,
        responses={200: serializers.CheckedInSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will check in by what was read or typed; a second time changes nothing."""
        center = center_queries.center(code)
        if not permissions.may_use_desk(request.user, center):
            raise errors.NotAllowed
        booking = attendance_queries.booking_of(_sent(serializers.CodeSerializer, request)["code"])
        done = actions.check_in(booking, at=center, by=roles.person_of(request), now=clock.now())
        return Response(serializers.CheckedInSerializer(done).data)


class BookingNoShow(api.ApiView):
    """A no-show, by the desk."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NoShowReasonSerializer,
        responses={200: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will note that nobody came."""
        reason = _sent(serializers.NoShowReasonSerializer, request)["reason"]
        done = actions.record_no_show(
            _at_desk(request, code), by=roles.person_of(request), reason=reason, now=clock.now()
        )
        return Response(booking_shapes.BookingSerializer(done).data)


class BookingObjection(api.ApiView):
    """What a person says against a no-show."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ObjectionTextSerializer,
        responses={201: serializers.ObjectionTextSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take it down for the desk."""
        booking = booking_queries.booking(code)
        if not permissions.may_object(request.user, booking):
            raise errors.NotFound
        text = _sent(serializers.ObjectionTextSerializer, request)["text"]
        said = actions.object_to_no_show(booking, by=roles.person_of(request), text=text, now=clock.now())
        return Response(serializers.ObjectionTextSerializer(said).data, status=status.HTTP_201_CREATED)


class BookingCorrection(api.ApiView):
    """What a no-show really was, by the desk."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewCorrectionSerializer,
        responses={200: booking_shapes.BookingSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put the record right, or keep it."""
        said = _sent(serializers.NewCorrectionSerializer, request)
        done = actions.put_no_show_right(
            _at_desk(request, code),
            to=enums.ObjectionOutcome(said["outcome"]),
            by=roles.person_of(request),
            reason=said["reason"],
            now=clock.now(),
        )
        return Response(booking_shapes.BookingSerializer(done).data)
