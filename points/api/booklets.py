"""One's own codes on paper: make them, see them, end them when they are lost."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import errors, models
from points.actions import payments as actions
from points.queries import tills as reads
from points.serializers import booklets as serializers


def _own(request: Request, code: str) -> models.Booklet:
    found = reads.booklet(code)
    if found is None or found.person_code != roles.person_of(request).code:
        raise errors.BookletNotFound
    return found


class Booklets(api.ApiView, generics.GenericAPIView[models.Booklet]):
    """One's own booklets."""

    scope = "points"
    serializer_class = serializers.BookletSerializer

    @extend_schema(responses={200: serializers.BookletSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list one's booklets, the latest first."""
        page = self.paginate_queryset(reads.booklets_of(roles.person_of(request).code))
        return self.get_paginated_response(serializers.BookletSerializer(page, many=True).data)

    @extend_schema(parameters=[api.KEY], request=None, responses={201: serializers.BookletSerializer, **api.PROBLEMS})
    def post(self, request: Request) -> Response:
        """This function will make a booklet; its codes are in the booklet itself, and in no kept answer."""
        person = roles.person_of(request)
        made = actions.issue_booklet(person, by=person, key=api.write_key(request), now=clock.now())
        return Response(serializers.BookletSerializer(made).data, status=status.HTTP_201_CREATED)


class Booklet(api.ApiView):
    """One booklet."""

    scope = "points"

    @extend_schema(responses={200: serializers.BookletSheetSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a booklet with its codes."""
        found: Any = _own(request, code)
        found.lines = serializers.lines(reads.booklet_lines(found))
        return Response(serializers.BookletSheetSerializer(found).data)


class BookletBlocking(api.ApiView):
    """The end of a booklet that was lost."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.BookletSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will end a booklet; a second time changes nothing."""
        actions.block_booklet(_own(request, code), by=roles.person_of(request), now=clock.now())
        return Response(serializers.BookletSerializer(_own(request, code)).data)
