from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import attendance as serializers
from volunteers.serializers import offers as offer_serializers

ATTENDANCE = {200: serializers.AttendanceSerializer, **PROBLEMS}


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
        token = api.checked(serializers.TokenSerializer, request.data)["token"]
        attendance = actions.check_in_by_code(token, person=person(request), now=clock.now())
        return Response(serializers.AttendanceSerializer(attendance).data, status=status.HTTP_201_CREATED)


class CheckOuts(api.ApiView):
    """Checking out with the same code."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.TokenSerializer, responses=ATTENDANCE)
    def post(self, request: Request) -> Response:
        """This function will note that the caller left."""
        token = api.checked(serializers.TokenSerializer, request.data)["token"]
        attendance = actions.check_out_by_code(token, person=person(request), now=clock.now())
        return Response(serializers.AttendanceSerializer(attendance).data)


class ShiftAttendanceEvents(api.ApiView):
    """Who is there, and what a device saw of who came and left, now or while it had no connection.

    Every event counts once, by the number that the device gave it; a line that cannot be counted is refused by itself
    and may be sent again.
    """

    scope = "volunteers"

    @extend_schema(responses={200: serializers.PresenceSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell of each place whether its person is there, without names."""
        shift = queries.reach.kept_shift(request.user, code)
        return Response(serializers.PresenceSerializer(queries.attendance.states_of(shift), many=True).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.EventsSerializer,
        responses={200: serializers.EventAnswersSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will count what a device tells, and answer each line."""
        shift = queries.reach.kept_shift(request.user, code)
        sent = serializers.EventsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        answers = actions.take_events(
            shift, sent.lines(), by=person(request), now=clock.now(), sent_at=sent.validated_data.get("sent_at")
        )
        return Response(serializers.EventAnswersSerializer({"results": answers}).data)


class ShiftWalkIns(api.ApiView):
    """Who just comes to the venue, without having applied."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.AdmissionSerializer,
        responses={201: serializers.AdmittedSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will give them a place that is free and check them in, for those who run the activity."""
        shift = queries.reach.organised_shift(request.user, code)
        sent = serializers.AdmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        by, now = person(request), clock.now()
        who = actions.holder(sent.shown(), by=by, now=now)
        came = actions.admit(shift, person=who, by=by, now=now, stated=sent.validated_data["stated"])
        return Response(serializers.AdmittedSerializer(came).data, status=status.HTTP_201_CREATED)


class ShiftHours(api.ApiView):
    """The hours of a shift, approved at once."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.HoursSerializer,
        responses={200: serializers.AttendanceSerializer(many=True), **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will approve the hours of several people, all or none, and award their points."""
        shift = queries.reach.organised_shift(request.user, code)
        sent = api.checked(serializers.HoursSerializer, request.data)
        lines = [actions.HoursLine(**line) for line in sent["lines"]]
        approved = actions.approve_hours_of_shift(shift, lines=lines, by=person(request), now=clock.now())
        return Response(serializers.AttendanceSerializer(approved, many=True).data)


class AssignmentHoursWithdrawal(api.ApiView):
    """An approval that is taken back."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.WordsSerializer, responses=ATTENDANCE)
    def post(self, request: Request, code: str) -> Response:
        """This function will take an approval back with its points, so that it can be given anew."""
        found = queries.reach.organised_assignment(request.user, code)
        sent = api.checked(serializers.WordsSerializer, request.data)
        done = actions.withdraw_hours_approval(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.AttendanceSerializer(done).data)


class AssignmentOwnHours(api.ApiView):
    """How long one helped, as one says oneself."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.OwnHoursSerializer, responses=ATTENDANCE)
    def put(self, request: Request, code: str) -> Response:
        """This function will keep it for the organiser, who approves it or not."""
        found = queries.reach.own_assignment(request.user, code)
        sent = api.checked(serializers.OwnHoursSerializer, request.data)
        done = actions.propose_own_minutes(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.AttendanceSerializer(done).data)


class AssignmentHeadcount(api.ApiView):
    """How many of a party came."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=offer_serializers.HeadcountSerializer,
        responses={200: offer_serializers.HeadcountSerializer, **PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will write it, before the party's hours are approved."""
        found = queries.reach.kept_party(request.user, code)
        sent = api.checked(offer_serializers.HeadcountSerializer, request.data)
        done = actions.count_party(found, by=person(request), now=clock.now(), **sent)
        return Response(offer_serializers.HeadcountSerializer(done).data)


class ShiftNoShows(api.ApiView):
    """That several people of a shift did not come. It is no penalty for anybody, and each can object to it."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.NoShowsSerializer,
        responses={200: serializers.NoShowsRecordedSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will record it, and name those who were left out as they had been checked in."""
        shift = queries.reach.kept_shift(request.user, code)
        sent = api.checked(serializers.NoShowsSerializer, request.data)
        codes = sent["assignment_codes"]
        done = actions.record_no_shows(shift, codes=codes, by=person(request), now=clock.now())
        return Response(serializers.NoShowsRecordedSerializer(done).data)


class AssignmentNoShow(api.ApiView):
    """That somebody did not come. It is no penalty, and nobody but this organisation and the person sees it."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses={204: None, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will record it."""
        found = queries.reach.kept_assignment(request.user, code)
        actions.record_no_show(found, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class AssignmentNoShowWithdrawal(api.ApiView):
    """The record that somebody did not come, taken back."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.WordsSerializer, responses={204: None, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will take the record back with a reason."""
        found = queries.reach.kept_assignment(request.user, code)
        sent = api.checked(serializers.WordsSerializer, request.data)
        actions.undo_no_show(found, by=person(request), now=clock.now(), **sent)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AssignmentObjection(api.ApiView):
    """What one says to the record that one did not come."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.WordsSerializer, responses={204: None, **PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will tell the organisation."""
        found = queries.reach.own_assignment(request.user, code)
        sent = api.checked(serializers.WordsSerializer, request.data)
        words = sent["reason"]
        actions.object_to_no_show(found, words=words, by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
