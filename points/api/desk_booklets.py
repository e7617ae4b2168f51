"""Codes on paper that a desk makes for somebody at the counter."""

import functools
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, audit, clock
from points import errors, permissions, queries
from points.actions import payments as actions
from points.queries import tills as reads
from points.serializers import booklets as serializers

_staff = functools.partial(roles.allowed, permissions.may_issue_booklets)


class DeskBooklets(api.ApiView):
    """Booklets for people at the counter."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewDeskBookletSerializer,
        responses={201: serializers.BookletSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will make a booklet for a member who stands there, and tell them."""
        staff, sent = _staff(request), api.checked(serializers.NewDeskBookletSerializer, request.data)
        person = queries.person(sent["person"])
        if person is None:
            raise errors.PersonUnknown(numbers=sent["person"])
        made = actions.issue_booklet_at_desk(
            person,
            by=staff,
            seen=sent["seen"],
            center_code=permissions.own_center(request.user),
            key=api.write_key(request),
            now=clock.now(),
        )
        return Response(serializers.BookletSerializer(made).data, status=status.HTTP_201_CREATED)


class DeskBooklet(api.ApiView):
    """A booklet that one has just made for somebody."""

    scope = "points"

    @extend_schema(responses={200: serializers.BookletSheetSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the codes to print, on the day and to the one who made it, and note the look."""
        staff = _staff(request)
        found: Any = reads.booklet(code)
        if found is None or not permissions.may_print_booklet(staff, found, clock.today()):
            raise errors.BookletNotFound
        person = queries.person(found.person_code)
        if person is not None:
            center = permissions.own_center(request.user)
            audit.look("points.booklet", by=staff, about=person, subject=found.code, center_code=center)
        found.lines = serializers.lines(reads.booklet_lines(found))
        return Response(serializers.BookletSheetSerializer(found).data)


class DeskBookletBlocking(api.ApiView):
    """The end of a booklet that somebody has lost."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.BookletSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will end a booklet and tell its owner; a second time changes nothing."""
        staff, found = _staff(request), reads.booklet(code)
        if found is None:
            raise errors.BookletNotFound
        actions.block_booklet(found, by=staff, now=clock.now())
        return Response(serializers.BookletSerializer(reads.booklet(code)).data)
