"""Writing requests by the API: posting, rewriting, revising, copies and templates, reviews, the end of recruiting."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from volunteers import actions, enums, models, permissions, queries
from volunteers.serializers import posting as shapes
from volunteers.serializers import requests as serializers


class NewestFirst(api.CursorPagination):
    """The newest first."""

    ordering = ("-created_at", "-pk")  # type: ignore[assignment]  # DRF takes several


class OldestFirst(api.CursorPagination):
    """The oldest first."""

    ordering = ("created_at", "pk")  # type: ignore[assignment]  # DRF takes several


def posted(request: Request, sent: dict[str, Any], organisation: accounts.Organisation) -> Response:
    """This function will post what was written, and give it as it stands."""
    made = actions.post_request(
        organisation,
        plan=shapes.plan_of(sent),
        by=roles.person_of(request),
        now=clock.now(),
        draft=sent["draft"],
        **shapes.times_of(sent),
    )
    return Response(_shown(request, made.code), status=status.HTTP_201_CREATED)


def _shown(request: Request, code: str) -> dict[str, Any]:
    return api.shown(serializers.RequestSerializer, queries.reach.organised_request(request.user, code))


def post_new(request: Request) -> Response:
    """This function will take a new request of one of the caller's organisations."""
    sent = api.checked(shapes.NewRequestSerializer, request.data)
    return posted(request, sent, queries.people.managed_organisation(roles.person_of(request), sent["organisation"]))


def rewrite(request: Request, code: str) -> Response:
    """This function will write a draft anew, or change what is published and tell those who joined."""
    found = queries.reach.organised_request(request.user, code)
    sent = api.checked(shapes.RequestSheetSerializer, request.data)
    written: dict[str, Any] = {"plan": shapes.plan_of(sent), **shapes.times_of(sent)}
    by, now = roles.person_of(request), clock.now()
    changes: list[models.RequestChange] = []
    if found.is_public:
        changes = actions.revise_request(found, by=by, now=now, **written)
    else:
        actions.change_request(found, by=by, now=now, draft=sent["draft"], **written)
    told = [api.shown(shapes.RequestChangeSerializer, one) for one in changes]
    return Response({"request": _shown(request, code), "changes": told})


class OrganisedRequests(api.ApiView, generics.ListAPIView[models.Request]):
    """The requests of organisations that one runs, drafts among them."""

    scope = "volunteers"
    serializer_class = serializers.RequestSerializer
    pagination_class = NewestFirst
    queryset = models.Request.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Request]:
        """This function will give those of the caller."""
        organisations = queries.people.managed_organisations(roles.person_of(self.request))
        return queries.requests.with_times().filter(organisation__in=organisations)


class RequestChanges(api.ApiView, generics.GenericAPIView[models.RequestChange]):
    """What was changed about a request after people had joined."""

    scope = "volunteers"
    serializer_class = shapes.RequestChangeSerializer
    queryset = models.RequestChange.objects.none()  # tells the schema what is listed

    @extend_schema(responses={200: shapes.RequestChangeSerializer(many=True)})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the changes for an organiser, with how many stay, left or have not said yet."""
        found = queries.reach.organised_request(request.user, code)
        page = self.paginate_queryset(queries.changes.of_request(found))
        return self.get_paginated_response([api.shown(shapes.RequestChangeSerializer, one) for one in page or []])


class RequestClosure(api.ApiView):
    """The end of recruiting; those who have a place keep it."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.RequestSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will end the recruiting."""
        found = queries.reach.organised_request(request.user, code)
        actions.close_request(found, by=roles.person_of(request), now=clock.now())
        return Response(_shown(request, code))


# Copies and templates -----------------------------------------------------------------------------------------------


class RequestCopies(api.ApiView):
    """A request to write another one from."""

    scope = "volunteers"

    @extend_schema(responses={200: shapes.SheetSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will give what was written about a request, without days."""
        return Response(queries.templates.sheet_of(queries.reach.organised_request(request.user, code)))

    @extend_schema(parameters=[api.KEY], request=shapes.CopySerializer, responses={201: serializers.RequestSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will post a copy with new times; any other field that is sent is taken over it."""
        found = queries.reach.organised_request(request.user, code)
        return _from_sheet(request, queries.templates.sheet_of(found), found.organisation)


def _from_sheet(request: Request, sheet: queries.templates.Sheet, organisation: accounts.Organisation) -> Response:
    # Its times are looked at first: what is sent may be no object at all.
    api.checked(shapes.CopySerializer, request.data)
    sent = api.checked(shapes.RequestSheetSerializer, sheet["request"] | dict(request.data))
    return posted(request, sent, organisation)


class TemplateList(api.ApiView, generics.GenericAPIView[models.RequestTemplate]):
    """The templates of organisations that one runs."""

    scope = "volunteers"
    serializer_class = shapes.TemplateSerializer
    queryset = models.RequestTemplate.objects.none()  # tells the schema what is listed

    @extend_schema(responses={200: shapes.TemplateSerializer(many=True)})
    def get(self, request: Request) -> Response:
        """This function will list the templates."""
        organisations = queries.people.managed_organisations(roles.person_of(request))
        page = self.paginate_queryset(queries.templates.of_organisations(organisations))
        return self.get_paginated_response([api.shown(shapes.TemplateSerializer, one) for one in page or []])

    @extend_schema(
        parameters=[api.KEY], request=shapes.NewTemplateSerializer, responses={201: shapes.TemplateSheetSerializer}
    )
    def post(self, request: Request) -> Response:
        """This function will keep a request as a template, without its days."""
        sent = api.checked(shapes.NewTemplateSerializer, request.data)
        found = queries.reach.organised_request(request.user, sent["request"])
        made = actions.save_template(found, name=sent["name"], by=roles.person_of(request), now=clock.now())
        return Response(api.shown(shapes.TemplateSheetSerializer, made), status=status.HTTP_201_CREATED)


class TemplateDetail(api.ApiView):
    """One template."""

    scope = "volunteers"

    @extend_schema(responses={200: shapes.TemplateSheetSerializer})
    def get(self, request: Request, code: str) -> Response:
        """This function will give a template with its sheet."""
        return Response(api.shown(shapes.TemplateSheetSerializer, queries.templates.own(request.user, code)))

    @extend_schema(parameters=[api.KEY], request=None, responses={204: None})
    def delete(self, request: Request, code: str) -> Response:
        """This function will discard a template; what was written from it stays."""
        found = queries.templates.own(request.user, code)
        actions.discard_template(found, by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class TemplateRequests(api.ApiView):
    """Requests written from a template."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=shapes.CopySerializer, responses={201: serializers.RequestSerializer})
    def post(self, request: Request, code: str) -> Response:
        """This function will post a request from a template with its times; any other field is taken over it."""
        found = queries.templates.own(request.user, code)
        return _from_sheet(request, found.sheet, found.organisation)


# Reviews ------------------------------------------------------------------------------------------------------------


class RequestReviews(api.ApiView, generics.ListAPIView[models.Request]):
    """The first posts that wait for a reviewer, the oldest first."""

    scope = "volunteers"
    serializer_class = serializers.RequestSerializer
    pagination_class = OldestFirst
    queryset = models.Request.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Request]:
        """This function will give those that wait, to somebody who reviews."""
        if not permissions.reviews_at_all(self.request.user):
            raise errors.NotFound
        return queries.requests.with_times().filter(status=enums.RequestStatus.IN_REVIEW)


class RequestReview(api.ApiView):
    """The word of a reviewer."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY], request=shapes.ReviewVerdictSerializer, responses={200: serializers.RequestSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will publish a request that was in review, or send it back with words."""
        found = queries.reach.reviewable_request(request.user, code)
        sent = api.checked(shapes.ReviewVerdictSerializer, request.data)
        done = actions.review_request(found, by=roles.person_of(request), now=clock.now(), **sent)
        fresh = queries.requests.detailed().get(pk=done.pk)
        return Response(api.shown(serializers.RequestSerializer, fresh))
