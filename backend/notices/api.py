"""What one was told, under /api/v1/."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from backend.notices import actions, models, permissions, queries, serializers


class NoticePagination(api.CursorPagination):
    """The newest first."""

    ordering = ("-created_at", "-pk")  # type: ignore[assignment]  # DRF takes several too


@extend_schema(responses={200: serializers.NoticeSerializer(many=True), **api.PROBLEMS})
class NoticeList(api.ApiView, generics.ListAPIView[models.Notice]):
    """What one was told, the newest first."""

    scope = "notices"
    serializer_class = serializers.NoticeSerializer
    pagination_class = NoticePagination

    def get_queryset(self) -> QuerySet[models.Notice]:
        """This function will list one's notices."""
        return queries.notices_of(roles.person_of(self.request))


class NoticeReading(api.ApiView):
    """That one has read a notice."""

    scope = "notices"

    @extend_schema(
        parameters=[api.KEY],
        request=None,
        responses={200: serializers.NoticeSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will note that the notice was read; a second time changes nothing."""
        found = queries.notice(code)
        if not permissions.may_read(roles.person_of(request), found):
            raise errors.NotFound
        actions.mark_read(found, now=clock.now())
        return Response(serializers.NoticeSerializer(queries.notice(code)).data)


class NoticeSettings(api.ApiView):
    """How one wants to be told."""

    scope = "notices"

    @extend_schema(responses={200: serializers.WishesSerializer, **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will show what one chose, or what counts without a choice."""
        chosen = queries.preference_of(roles.person_of(request)) or actions.Wishes()
        return Response(serializers.WishesSerializer(chosen).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.WishesSerializer,
        responses={200: serializers.WishesSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request) -> Response:
        """This function will keep what one chose, in place of what was before."""
        sent = serializers.WishesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        caller = roles.person_of(request)
        chosen = actions.set_wishes(caller, wishes=sent.wishes(), by=caller, now=clock.now())
        return Response(serializers.WishesSerializer(chosen).data)


class DeskNoticeList(api.ApiView):
    """What the caller's desk tells its people by letter and phone."""

    scope = "notices"

    @extend_schema(responses={200: serializers.DeskNoticeSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list what waits; each person in it is noted as seen."""
        staff = _at_a_desk(request)
        waiting = actions.read_desk_list(roles.desks(staff), by=staff, now=clock.now())
        return Response(serializers.DeskNoticeSerializer(waiting, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.TicksSerializer,
        responses={200: serializers.TickedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will tick what was told or could not be."""
        staff = _at_a_desk(request)
        sent = serializers.TicksSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        ticked = actions.tick_off(center_codes=roles.desks(staff), by=staff, now=clock.now(), **sent.validated_data)
        return Response({"ticked": ticked})


def _at_a_desk(request: Request) -> accounts.User:
    staff = roles.person_of(request)
    if not permissions.may_tell_people(staff):
        raise errors.NotAllowed
    return staff
