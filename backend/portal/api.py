"""Requests with the rooms and the equipment of centers, under /api/v1/."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from backend.portal import actions, queries
from backend.portal import serializers as shapes
from bookings.queries import bookings, equipment
from volunteers import enums
from volunteers import errors as refusals
from volunteers import models as volunteers
from volunteers.queries import people, reach, recurring
from volunteers.rules.repetition import MOST
from volunteers.serializers import posting as written
from volunteers.serializers.requests import RequestSerializer


class RequestWithRoom(api.ApiView):
    """New requests with rooms and equipment."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=shapes.PlacedRequestSerializer, responses={201: RequestSerializer})
    def post(self, request: Request) -> Response:
        """This function will reserve rooms and equipment and post the request that needs them: all, or nothing.

        `data.number` of a refusal says which of the shifts it is about, counted from 1.
        """
        sent = api.checked(shapes.PlacedRequestSerializer, request.data)
        person = roles.person_of(request)
        made = actions.post_with_places(
            people.managed_organisation(person, sent["organisation"]),
            plan=written.plan_of({"kind": enums.RequestKind.FIXED, **sent}),
            shifts=shapes.placed_of(sent, person=person),
            by=person,
            now=clock.now(),
            draft=sent["draft"],
        )
        shown = api.shown(RequestSerializer, reach.organised_request(request.user, made.code))
        return Response(shown, status=status.HTTP_201_CREATED)


class ShiftRoom(api.ApiView):
    """The room and the equipment of a shift."""

    scope = "volunteers"

    @extend_schema(responses={200: shapes.ShiftPlacesSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will show an organiser the room and the equipment of a shift."""
        return Response(_places_of(reach.organised_shift(request.user, code)))

    @extend_schema(
        parameters=[api.KEY], request=shapes.OneWantSerializer, responses={201: shapes.ShiftPlacesSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will reserve a room, equipment or both for a shift that stands: all, or nothing."""
        shift = reach.organised_shift(request.user, code)
        sent, person = api.checked(shapes.OneWantSerializer, request.data), roles.person_of(request)
        group = bookings.group_for(person, sent["group"])
        want = shapes.want_of(sent, shift.starts_at, shift.ends_at, people=shift.capacity, group=group)
        done = actions.reserve_for_shift(shift, want=want, by=person, now=clock.now(), renames=sent["renames"])
        return Response(_places_of(done), status=status.HTTP_201_CREATED)


def _places_of(shift: volunteers.Shift) -> dict[str, Any]:
    booking = bookings.booking(shift.booking_code) if shift.booking_code else None
    found = {"booking": booking, "loans": list(equipment.of_shifts([shift.code]))}
    return api.shown(shapes.ShiftPlacesSerializer, found)


class ShiftRoomCancellation(api.ApiView):
    """The room of what was called off."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: shapes.ShiftPlacesSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will give the room of a shift back that was called off."""
        shift = reach.organised_shift(request.user, code)
        actions.cancel_room(shift, by=roles.person_of(request), now=clock.now())
        return Response(_places_of(shift))


class RecurrencePlan(api.ApiView):
    """The dry run of recurring shifts."""

    scope = "volunteers"

    @extend_schema(request=shapes.RecurrenceSerializer, responses={200: shapes.RecurrenceDateSerializer(many=True)})
    def post(self, request: Request, code: str) -> Response:
        """This function will tell date by date what a rule comes to, and what has no room; nothing is made."""
        found = reach.organised_request(request.user, code)
        sent = api.checked(shapes.RecurrenceSerializer, request.data)
        person, now = roles.person_of(request), clock.now()
        rule = shapes.repetition_of(sent)
        closed = queries.closures_of(sent["center_code"], rule)
        run = recurring.dry_run(found, rule, shapes.pattern_of(sent), closed=closed, now=now)
        if len(run) > MOST:
            raise refusals.RecurrenceTooLong(most=MOST)
        group = bookings.group_for(person, sent["group"])
        want = shapes.want_of(sent, now, now, people=sent["capacity"], group=group)
        placed = queries.placed_run(run, want, person=person, now=now)
        return Response([api.shown(shapes.RecurrenceDateSerializer, one) for one in placed])


class Recurrences(api.ApiView):
    """Recurring shifts."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=shapes.NewRecurrenceSerializer,
        responses={201: shapes.MadeRecurrenceSerializer},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will make the shifts of the dates that are named, with their rooms and equipment, or none."""
        found = reach.organised_request(request.user, code)
        sent = api.checked(shapes.NewRecurrenceSerializer, request.data)
        person, now = roles.person_of(request), clock.now()
        group = bookings.group_for(person, sent["group"])
        made = actions.repeat_with_places(
            found,
            plan=shapes.recurrence_of(sent),
            want=shapes.want_of(sent, now, now, people=sent["capacity"], group=group),
            key=sent["key"],
            closed=queries.closures_of(sent["center_code"], shapes.repetition_of(sent)),
            by=person,
            now=now,
        )
        codes = list(made.shifts.order_by("starts_at", "pk").values_list("code", flat=True))
        shown = {"code": made.code, "rule": made.rule, "shifts": codes}
        return Response(shown, status=status.HTTP_201_CREATED)
