"""What the two sides of an activity say to each other, under /api/v1/."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.serializers import thanks as serializers


class ShiftThanks(api.ApiView):
    """What was said after a shift, for its organisers."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.ExchangeSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list what was said between the organisation and everybody who came."""
        shift, now = queries.reach.organised_shift(request.user, code), clock.now()
        found = actions.thanks.read_answers(shift, by=roles.person_of(request), now=now)
        return Response(serializers.ExchangeSerializer(found, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ThanksSerializer,
        responses={201: serializers.ExchangeSerializer(many=True), **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will thank people, all or none."""
        shift, now = queries.reach.organised_shift(request.user, code), clock.now()
        sent = serializers.ThanksSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actions.thanks.thank(shift, words=sent.words(), by=roles.person_of(request), now=now)
        shown = serializers.ExchangeSerializer(queries.thanks.exchanges(shift, now=now), many=True)
        return Response(shown.data, status=status.HTTP_201_CREATED)


class AssignmentFeedback(api.ApiView):
    """What was said between oneself and the organisation."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.ExchangeSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show both sides of one of one's own activities."""
        assignment = queries.reach.own_assignment(request.user, code)
        found = actions.thanks.read_thanks(assignment, by=roles.person_of(request), now=clock.now())
        return Response(serializers.ExchangeSerializer(found).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SayingSerializer,
        responses={201: serializers.FeedbackSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will keep what one says of an activity."""
        assignment = queries.reach.own_assignment(request.user, code)
        sent = api.checked(serializers.SayingSerializer, request.data)
        made = actions.thanks.answer(assignment, by=roles.person_of(request), now=clock.now(), **sent)
        return _said(made, status.HTTP_201_CREATED)


def _said(feedback: models.Feedback, answer: int = status.HTTP_200_OK) -> Response:
    shown = queries.thanks.said(queries.thanks.detailed().get(pk=feedback.pk), now=clock.now())
    return Response(serializers.FeedbackSerializer(shown).data, status=answer)


class FeedbackDetail(api.ApiView):
    """What one said oneself."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SayingSerializer,
        responses={200: serializers.FeedbackSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will put what nobody has read yet in other words."""
        found = queries.thanks.own(request.user, code)
        sent = api.checked(serializers.SayingSerializer, request.data)
        person, now = roles.person_of(request), clock.now()
        return _said(actions.thanks.change_feedback(found, by=person, now=now, **sent))


class FeedbackAdditions(api.ApiView):
    """What one adds to what one said."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.FeedbackWordsSerializer,
        responses={201: serializers.FeedbackSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will add to what was said before."""
        found = queries.thanks.own(request.user, code)
        sent = api.checked(serializers.FeedbackWordsSerializer, request.data)
        person = roles.person_of(request)
        actions.thanks.add_to_feedback(found, by=person, now=clock.now(), **sent)
        return _said(found, status.HTTP_201_CREATED)


class FeedbackCity(api.ApiView):
    """Whether the city may read one's own answer."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.FeedbackCitySerializer,
        responses={200: serializers.FeedbackSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will open an answer to the city, or close it."""
        found = queries.thanks.own_answer(request.user, code)
        sent = api.checked(serializers.FeedbackCitySerializer, request.data)
        person = roles.person_of(request)
        return _said(actions.thanks.let_city_read(found, by=person, now=clock.now(), **sent))


class FeedbackReports(api.ApiView):
    """Telling the city of something that was said to oneself."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewFeedbackReportSerializer,
        responses={201: serializers.FeedbackReportSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will report what was said."""
        found = queries.thanks.received(request.user, code)
        sent = api.checked(serializers.NewFeedbackReportSerializer, request.data)
        person = roles.person_of(request)
        made = actions.thanks.report_feedback(found, by=person, now=clock.now(), **sent)
        return Response(serializers.FeedbackReportSerializer(made).data, status=status.HTTP_201_CREATED)
