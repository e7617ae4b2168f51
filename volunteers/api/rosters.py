"""Who stands to a shift, applications that wait for the organiser, times that are put right, hours of many shifts."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, audit, clock
from volunteers import actions, models, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import rosters as serializers
from volunteers.serializers.attendance import AttendanceSerializer, HoursSerializer, WordsSerializer
from volunteers.serializers.places import ReasonSerializer

HISTORY = {200: serializers.HistorySerializer, **PROBLEMS}
ANSWERED = {204: None, **PROBLEMS}


class ShiftRoster(api.ApiView):
    """Everybody of a shift by name: with a place, applied, kept a place for, and in line in their turn."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.RosterRowSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list them to who keeps the roster, and record the look at each."""
        shift = queries.reach.kept_shift(request.user, code)
        roster = actions.read_roster(shift, by=person(request), now=clock.now())
        rows = [*roster.confirmed, *roster.asked, *roster.applied, *roster.waiting]
        return Response(serializers.RosterRowSerializer(rows, many=True).data)


class ShiftHeardWithdrawals(api.ApiView):
    """Who told the organiser or a desk, as by phone, that they do not come to a shift."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.HeardSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list them to who runs the shift, the latest first, and record the look at each."""
        shift = queries.reach.organised_shift(request.user, code)
        heard = actions.read_heard_withdrawals(shift, by=person(request), now=clock.now())
        return Response(serializers.HeardSerializer(heard, many=True).data)


class ApplicationAcceptance(api.ApiView):
    """Saying yes to an application, where the organiser looks first."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=ANSWERED)
    def post(self, request: Request, code: str) -> Response:
        """This function will give the person a place, or a number in the line, and tell them."""
        found = queries.reach.organised_assignment(request.user, code)
        actions.accept_application(found, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApplicationRefusal(api.ApiView):
    """Saying no to an application, with thanks."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=ReasonSerializer, responses=ANSWERED)
    def post(self, request: Request, code: str) -> Response:
        """This function will say no, and tell the person with the words that were given."""
        found = queries.reach.organised_assignment(request.user, code)
        sent = api.checked(ReasonSerializer, request.data)
        actions.decline_application(found, by=person(request), now=clock.now(), **sent)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AssignmentAttendance(api.ApiView):
    """The times of somebody who came, as they are written and as they were."""

    scope = "volunteers"

    @extend_schema(responses=HISTORY)
    def get(self, request: Request, code: str) -> Response:
        """This function will show them to who keeps the roster, and record the look."""
        found = queries.reach.kept_assignment(request.user, code)
        queries.assignments.attendance_of(found)
        by, center = person(request), found.shift.center_code
        audit.look("volunteers.attendance", by=by, about=found.person, subject=code, center_code=center)
        return Response(serializers.HistorySerializer(queries.attendance.history_of(found)).data)

    @extend_schema(parameters=[KEY], request=serializers.CorrectionSerializer, responses=HISTORY)
    def put(self, request: Request, code: str) -> Response:
        """This function will put the times right with a reason; what was stays, and the person is told both."""
        found = queries.reach.kept_assignment(request.user, code)
        sent = api.checked(serializers.CorrectionSerializer, request.data)
        sent["stays"] = [(stay["starts_at"], stay["ends_at"]) for stay in sent["stays"]]
        actions.correct_attendance(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.HistorySerializer(queries.attendance.history_of(found)).data)


class AssignmentCheckInWithdrawal(api.ApiView):
    """A check-in that was a mistake, crossed out."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=WordsSerializer, responses=ANSWERED)
    def post(self, request: Request, code: str) -> Response:
        """This function will cross it out with a reason; the person can be checked in anew."""
        found = queries.reach.kept_assignment(request.user, code)
        sent = api.checked(WordsSerializer, request.data)
        actions.void_check_in(found, by=person(request), now=clock.now(), **sent)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ShiftSheet(api.ApiView):
    """The list of a shift that was kept on paper."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.PaperSheetSerializer,
        responses={200: serializers.PaperEnteredSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take in what was ticked, all or nothing; other times than written are a correction."""
        shift = queries.reach.kept_shift(request.user, code)
        sent = api.checked(serializers.PaperSheetSerializer, request.data)
        lines = [
            actions.SheetLine(
                line["assignment_code"],
                [(stay["starts_at"], stay["ends_at"]) for stay in line["stays"]],
                line["break_minutes"],
            )
            for line in sent["lines"]
        ]
        count = actions.enter_sheet(shift, lines=lines, reason=sent["reason"], by=person(request), now=clock.now())
        return Response(serializers.PaperEnteredSerializer({"entered": count}).data)


class HoursPagination(api.CursorPagination):
    """What waits longest stands first."""

    ordering = ("begins_at", "pk")  # type: ignore[assignment]  # DRF takes several


class Hours(api.ApiView, generics.ListAPIView[models.Assignment]):
    """The hours of all the shifts that one runs."""

    scope = "volunteers"
    serializer_class = serializers.WaitingHoursSerializer
    pagination_class = HoursPagination
    queryset = models.Assignment.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Assignment]:
        """This function will give those that wait for the caller's approval; of their own there are none."""
        return queries.attendance.awaiting_of(person(self.request), now=clock.now())

    def paginate_queryset(self, queryset: Any) -> list[Any]:  # noqa: ANN401 - what DRF gives
        """This function will give one page, and record the look at each person on it."""
        return actions.read_hours(super().paginate_queryset(queryset) or [], by=person(self.request), now=clock.now())

    @extend_schema(
        parameters=[KEY],
        request=HoursSerializer,
        responses={200: AttendanceSerializer(many=True), **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will approve the hours of people of several shifts, all or none, and award their points."""
        sent = api.checked(HoursSerializer, request.data)
        lines = [actions.HoursLine(**line) for line in sent["lines"]]
        by = person(request)
        shifts = queries.attendance.shifts_of(by, {line.assignment_code for line in lines})
        approved = actions.approve_hours_of_shifts(shifts, lines=lines, by=by, now=clock.now())
        return Response(AttendanceSerializer(approved, many=True).data)
