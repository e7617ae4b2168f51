"""Stories of activities under /api/v1/."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from volunteers import actions, models, permissions, queries
from volunteers.serializers import stories as serializers

STORY = {200: serializers.StorySerializer, **api.PROBLEMS}


class StoryPagination(api.CursorPagination):
    """The stories, the latest activity first."""

    ordering = ("-happened_on", "-pk")  # type: ignore[assignment]  # DRF takes several


class StoryList(api.ApiView, generics.ListAPIView[models.Story]):
    """The stories that everybody reads, and new ones."""

    scope, public = "volunteers", True
    serializer_class = serializers.StorySerializer
    pagination_class = StoryPagination
    queryset = models.Story.objects.none()  # tells the schema what is listed

    @extend_schema(parameters=[serializers.StoriesQuerySerializer])
    def get(self, request: Request) -> Response:
        """This function will list the stories, the latest activity first."""
        return self.list(request)

    def get_queryset(self) -> QuerySet[models.Story]:
        """This function will give what the query asks for."""
        query = serializers.StoriesQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return queries.stories.published(queries.stories.StoryFilter(**query.validated_data))

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewStorySerializer,
        responses={201: serializers.StorySerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will keep a new story as a draft."""
        sent = serializers.NewStorySerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        person = roles.person_of(request)
        teller = _teller(person, sent.validated_data["organisation"])
        made = actions.stories.write_story(teller, plan=sent.plan(), by=person, now=clock.now())
        return _shown(request, made.code, status.HTTP_201_CREATED)


def _teller(person: accounts.User, code: str) -> accounts.Organisation | None:
    """This function will give the organisation of a code, or None for the city, to somebody who writes for it."""
    organisation = queries.people.managed_organisations(person).filter(code=code).first() if code else None
    if code and organisation is None:
        raise errors.NotFound
    if not permissions.may_tell_for(person, organisation):
        raise errors.NotAllowed
    return organisation


def _shown(request: Request, code: str, answer: int = status.HTTP_200_OK) -> Response:
    found = queries.stories.readable(request.user, code)
    return Response(serializers.StorySerializer(queries.stories.with_quotes(found)).data, status=answer)


class StoryDetail(api.ApiView):
    """One story."""

    scope, public = "volunteers", True

    @extend_schema(responses=STORY)
    def get(self, request: Request, code: str) -> Response:
        """This function will show a story to those who may read it."""
        return _shown(request, code)

    @extend_schema(parameters=[api.KEY], request=serializers.StoryPlanSerializer, responses=STORY)
    def put(self, request: Request, code: str) -> Response:
        """This function will put a story in other words."""
        found = queries.stories.own(request.user, code)
        sent = serializers.StoryPlanSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        actions.stories.change_story(found, plan=sent.plan(), by=roles.person_of(request), now=clock.now())
        return _shown(request, code)


class StoryPublication(api.ApiView):
    """Publishing a story; an organisation's first one goes to the city before."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses=STORY)
    def post(self, request: Request, code: str) -> Response:
        """This function will publish a story, or send it to the city."""
        found = queries.stories.own(request.user, code)
        actions.stories.publish_story(found, by=roles.person_of(request), now=clock.now())
        return _shown(request, code)


class StoryWithdrawal(api.ApiView):
    """Taking a story away from everybody's eyes."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses=STORY)
    def post(self, request: Request, code: str) -> Response:
        """This function will take a story back."""
        found = queries.stories.own(request.user, code)
        actions.stories.withdraw_story(found, by=roles.person_of(request), now=clock.now())
        return _shown(request, code)


class OrganisedStoryList(api.ApiView, generics.ListAPIView[models.Story]):
    """The stories that one writes, drafts as well."""

    scope = "volunteers"
    serializer_class = serializers.StorySerializer
    queryset = models.Story.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Story]:
        """This function will give those of one's organisations, and the city's to those who write for it."""
        person = roles.person_of(self.request)
        organisations = list(queries.people.managed_organisations(person))
        found = queries.stories.of_organisations(organisations, of_city=permissions.may_tell_for(person, None))
        return queries.stories.quoting(found)


class StoryReviewList(api.ApiView, generics.ListAPIView[models.Story]):
    """The stories that wait for the city."""

    scope = "volunteers"
    serializer_class = serializers.StorySerializer
    queryset = models.Story.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Story]:
        """This function will give what waits, to the city's section in charge."""
        if not permissions.reviews_stories(self.request.user):
            raise errors.NotFound
        return queries.stories.quoting(queries.stories.in_review())


class StoryReview(api.ApiView):
    """What the city says to a first story."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=serializers.StoryVerdictSerializer, responses=STORY)
    def post(self, request: Request, code: str) -> Response:
        """This function will publish a first story, or send it back."""
        found = queries.stories.reviewable(request.user, code)
        sent = api.checked(serializers.StoryVerdictSerializer, request.data)
        actions.stories.review_story(found, by=roles.person_of(request), now=clock.now(), **sent)
        done = queries.stories.reviewable(request.user, code)
        return Response(serializers.StorySerializer(queries.stories.with_quotes(done)).data)
