"""Questions, threads, phone numbers on the day and announcements, under /api/v1/."""

from django.db.models import QuerySet
from django.utils.crypto import get_random_string
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.common import api, clock, errors
from volunteers import actions, enums, models, permissions, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import contact as serializers


class QuestionPagination(api.CursorPagination):
    """The latest first."""

    ordering = ("-asked_at", "-pk")  # type: ignore[assignment]  # DRF takes several


class QuestionList(api.ApiView, generics.ListAPIView[models.Question]):
    """Questions about a request, which everybody reads."""

    scope, public = "volunteers", True
    serializer_class = serializers.QuestionSerializer
    pagination_class = QuestionPagination
    queryset = models.Question.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Question]:
        """This function will give what is not hidden."""
        found = queries.reach.readable_request(self.request.user, self.kwargs["code"])
        return queries.questions.of_request(found)

    @extend_schema(
        parameters=[KEY],
        request=serializers.NewQuestionSerializer,
        responses={201: serializers.QuestionSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask something about a request."""
        found = queries.reach.readable_request(request.user, code)
        sent = api.checked(serializers.NewQuestionSerializer, request.data)
        asked = actions.questions.ask(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.QuestionSerializer(asked).data, status=status.HTTP_201_CREATED)


class QuestionAnswers(api.ApiView):
    """Answering a question as the organisation."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.AnswerTextSerializer,
        responses={201: serializers.QuestionAnswerSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will answer; who asked is told."""
        question = queries.questions.organised_question(request.user, code)
        sent = api.checked(serializers.AnswerTextSerializer, request.data)
        given = actions.questions.answer(question, by=person(request), now=clock.now(), **sent)
        return Response(serializers.QuestionAnswerSerializer(given).data, status=status.HTTP_201_CREATED)


HIDING = {200: serializers.HiddenSerializer, **PROBLEMS}


class QuestionHiding(api.ApiView):
    """Hiding a question with its answers."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.HidingSerializer, responses=HIDING)
    def post(self, request: Request, code: str) -> Response:
        """This function will hide it from everybody but the organisers."""
        return _hidden(request, queries.questions.organised_question(request.user, code))


class AnswerHiding(api.ApiView):
    """Hiding an answer."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.HidingSerializer, responses=HIDING)
    def post(self, request: Request, code: str) -> Response:
        """This function will hide it from everybody but the organisers."""
        return _hidden(request, queries.questions.organised_answer(request.user, code))


def _hidden(request: Request, post: models.Question | models.QuestionAnswer) -> Response:
    sent = api.checked(serializers.HidingSerializer, request.data)
    hidden = actions.questions.hide(post, by=person(request), now=clock.now(), **sent)
    return Response(serializers.HiddenSerializer(hidden).data)


class ThreadPagination(api.CursorPagination):
    """The latest first."""

    ordering = ("-last_at", "-pk")  # type: ignore[assignment]  # DRF takes several


class ThreadList(api.ApiView):
    """The threads in which the caller is, on either side."""

    scope = "volunteers"
    pagination_class = ThreadPagination

    @extend_schema(responses={200: serializers.ThreadLineSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them by pages, the latest first."""
        caller, pages = person(request), self.pagination_class()
        page = pages.paginate_queryset(queries.threads.threads_of(caller), request, view=self) or []
        lines = [queries.threads.line(thread, caller) for thread in page]
        return pages.get_paginated_response(serializers.ThreadLineSerializer(lines, many=True).data)


class ThreadDetail(api.ApiView):
    """One thread."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.ThreadSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show what was written, without an address of either side."""
        thread, side = queries.threads.readable_thread(request.user, code)
        reading = actions.threads.read_thread(thread, side=side, by=person(request), now=clock.now())
        return Response(serializers.ThreadSerializer(reading).data)


MESSAGE = {201: serializers.MessageSerializer, **PROBLEMS}


class ThreadMessages(api.ApiView):
    """Writing to the other side."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.TextSerializer, responses=MESSAGE)
    def post(self, request: Request, code: str) -> Response:
        """This function will write into a thread; the other side is told in the way that they chose."""
        thread, side = queries.threads.readable_thread(request.user, code)
        by, text = person(request), _text(request)
        written = actions.threads.write_message(thread, side=side, text=text, by=by, now=clock.now())
        return Response(serializers.MessageSerializer(written).data, status=status.HTTP_201_CREATED)


class AssignmentMessages(api.ApiView):
    """Writing to the other side of an assignment, also for the first time."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.TextSerializer, responses=MESSAGE)
    def post(self, request: Request, code: str) -> Response:
        """This function will write in the thread about an assignment, or open it."""
        assignment, side = _own_or_organised(request, code)
        by, text = person(request), _text(request)
        written = actions.threads.write_first(assignment, side=side, text=text, by=by, now=clock.now())
        return Response(serializers.MessageSerializer(written).data, status=status.HTTP_201_CREATED)


def _text(request: Request) -> str:
    return str(api.checked(serializers.TextSerializer, request.data)["text"])


def _own_or_organised(request: Request, code: str) -> tuple[models.Assignment, enums.Side]:
    try:
        return queries.reach.own_assignment(request.user, code), enums.Side.PERSON
    except errors.NotFound:
        return queries.reach.organised_assignment(request.user, code), enums.Side.ORGANISER


class DayContact(api.ApiView):
    """Whom to call on the day of an activity."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.DayContactSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the organiser's contact to somebody with a place, on the day; the look is noted."""
        assignment = queries.reach.own_assignment(request.user, code)
        contact = actions.phones.read_day_contact(assignment, by=person(request), now=clock.now())
        return Response({"contact": contact})


class AssignmentPhone(api.ApiView):
    """The number that a volunteer shares."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.PhoneSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the number to an organiser, on the day; the look is noted."""
        assignment = queries.reach.organised_assignment(request.user, code)
        return Response({"phone": actions.phones.read_phone(assignment, by=person(request), now=clock.now())})


class PhonePermission(api.ApiView):
    """Sharing one's number for one activity."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.SharingSerializer,
        responses={200: serializers.SharingSerializer, **PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will share the number on the day of the activity, or keep it."""
        assignment = queries.reach.own_assignment(request.user, code)
        sent = api.checked(serializers.SharingSerializer, request.data)
        actions.phones.share_phone(assignment, by=person(request), now=clock.now(), **sent)
        return Response(sent)


REACHED = {200: serializers.ReachedSerializer, 201: serializers.ReachedSerializer, **PROBLEMS}


class Announcements(api.ApiView):
    """An organiser's word to those who joined."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.AnnouncementSerializer, responses=REACHED)
    def post(self, request: Request, code: str) -> Response:
        """This function will tell those in some states to a request, or with `preview` how many that would be."""
        found, now = queries.reach.organised_request(request.user, code), clock.now()
        sent = serializers.AnnouncementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        shift, words = sent.validated_data["shift"], sent.words(_key())
        if shift is not None and shift.request_id != found.pk:
            raise errors.NotFound
        if sent.validated_data["preview"]:
            return _preview(queries.announcements.joined(found, shift=shift, to=words.to, now=now))
        return _reached(actions.announcements.announce(found, shift=shift, words=words, by=person(request), now=now))


class CityAnnouncements(api.ApiView):
    """The city's word to the people of a district."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=serializers.CityAnnouncementSerializer, responses=REACHED)
    def post(self, request: Request, code: str) -> Response:
        """This function will tell them, or with `preview` how many they would be."""
        if not permissions.may_announce_for_city(request.user):
            raise errors.NotFound
        district = accounts.District.objects.filter(code=code).first()
        if district is None:
            raise errors.NotFound
        sent = serializers.CityAnnouncementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        words = sent.words(_key())
        if sent.validated_data["preview"]:
            return _preview(queries.announcements.of_district(district, to=words.to))
        by = person(request)
        return _reached(actions.announcements.announce_to_district(district, words=words, by=by, now=clock.now()))


def _key() -> str:
    """This function will draw a key: a call that is sent again is known by its Idempotency-Key instead."""
    return get_random_string(20)


def _preview(people: QuerySet[accounts.User]) -> Response:
    return Response({"code": "", "reached": people.count()})


def _reached(made: models.Announcement) -> Response:
    return Response({"code": made.code, "reached": made.reached}, status=status.HTTP_201_CREATED)
