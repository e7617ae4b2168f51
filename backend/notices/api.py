"""What one was told, under /api/v1/."""

from typing import cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.common import api, clock, errors
from backend.notices import actions, models, permissions, queries, serializers

PROBLEMS = dict.fromkeys([401, 403, 429], api.ProblemSerializer)
KEY = OpenApiParameter(api.KEY_HEADER, str, OpenApiParameter.HEADER, description="Makes sending the write again safe.")


class NoticePagination(api.CursorPagination):
    """The newest first."""

    ordering = ("-created_at", "-pk")  # type: ignore[assignment]  # DRF takes several too


@extend_schema(responses={200: serializers.NoticeSerializer(many=True), **PROBLEMS})
class NoticeList(api.ApiView, generics.ListAPIView[models.Notice]):
    """What one was told, the newest first."""

    scope = "notices"
    serializer_class = serializers.NoticeSerializer
    pagination_class = NoticePagination

    def get_queryset(self) -> QuerySet[models.Notice]:
        """This function will list one's notices."""
        return queries.notices_of(cast("accounts.User", self.request.user))


class NoticeReading(api.ApiView):
    """That one has read a notice."""

    scope = "notices"

    @extend_schema(
        parameters=[KEY],
        request=None,
        responses={200: serializers.NoticeSerializer, 404: api.ProblemSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will note that the notice was read; a second time changes nothing."""
        found = queries.notice(code)
        if not permissions.may_read(cast("accounts.User", request.user), found):
            raise errors.NotFound
        actions.mark_read(found, now=clock.now())
        return Response(serializers.NoticeSerializer(queries.notice(code)).data)
