"""People's words in stories, under /api/v1/."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.serializers import stories as serializers

QUOTE = {200: serializers.QuoteSerializer, **api.PROBLEMS}


class StoryQuotes(api.ApiView):
    """The answers that a story could quote, for who writes it."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.QuotableSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the answers, with what was asked and said to it."""
        found, now = queries.stories.own(request.user, code), clock.now()
        answers = queries.stories.quotable(found, today=clock.date_of(now))
        read = [one.feedback for one in answers]
        actions.stories.read_answers(found, read, by=roles.person_of(request), now=now)
        return Response(serializers.QuotableSerializer(answers, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewQuoteSerializer,
        responses={201: serializers.QuoteSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask somebody whether a passage may stand in the story; another wording asks anew."""
        found = queries.stories.own(request.user, code)
        sent = api.checked(serializers.NewQuoteSerializer, request.data)
        feedback = queries.stories.answer_to_quote(found, sent["answer"])
        made = actions.stories.ask_or_reword(
            found, feedback=feedback, text=sent["text"], by=roles.person_of(request), now=clock.now()
        )
        return Response(serializers.QuoteSerializer(made).data, status=status.HTTP_201_CREATED)


class QuotePagination(api.CursorPagination):
    """One's words in stories, the latest asked first."""

    ordering = ("-asked_at", "-pk")  # type: ignore[assignment]  # DRF takes several


class QuoteList(api.ApiView, generics.ListAPIView[models.Quote]):
    """Where one's words stand or are asked for."""

    scope = "volunteers"
    serializer_class = serializers.QuoteSerializer
    pagination_class = QuotePagination
    queryset = models.Quote.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Quote]:
        """This function will give one's own."""
        return queries.stories.of_person(roles.person_of(self.request))


class QuoteDetail(api.ApiView):
    """One wording of one's own."""

    scope = "volunteers"

    @extend_schema(responses=QUOTE)
    def get(self, request: Request, code: str) -> Response:
        """This function will show what would stand in which story."""
        return Response(serializers.QuoteSerializer(queries.stories.own_quote(request.user, code)).data)

    @extend_schema(parameters=[api.KEY], request=None, responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will take a quote out of a story for who writes it."""
        found = queries.stories.written_quote(request.user, code)
        actions.stories.drop_quote(found, by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class QuoteConsent(api.ApiView):
    """Agreeing to a wording."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=serializers.QuoteAgreementSerializer, responses=QUOTE)
    def post(self, request: Request, code: str) -> Response:
        """This function will let one's words stand in a story under the name one chooses."""
        found = queries.stories.own_quote(request.user, code)
        sent = api.checked(serializers.QuoteAgreementSerializer, request.data)
        person = roles.person_of(request)
        done = actions.stories.agree_to_quote(found, by=person, now=clock.now(), **sent)
        return Response(serializers.QuoteSerializer(done).data)


class QuoteRefusal(api.ApiView):
    """Saying no; nobody asks again for that story."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses=QUOTE)
    def post(self, request: Request, code: str) -> Response:
        """This function will keep one's words out of a story."""
        found = queries.stories.own_quote(request.user, code)
        done = actions.stories.decline_quote(found, by=roles.person_of(request), now=clock.now())
        return Response(serializers.QuoteSerializer(done).data)


class QuoteWithdrawal(api.ApiView):
    """Taking a consent back."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses=QUOTE)
    def post(self, request: Request, code: str) -> Response:
        """This function will take one's words out of a story at once."""
        found = queries.stories.own_quote(request.user, code)
        done = actions.stories.take_back_quote(found, by=roles.person_of(request), now=clock.now())
        return Response(serializers.QuoteSerializer(done).data)
