from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import models, queries
from volunteers.api._shared import PROBLEMS
from volunteers.serializers import requests as serializers


class BoardPagination(api.CursorPagination):
    """The board, the next to begin first."""

    ordering = ("next_starts_at", "pk")  # type: ignore[assignment]  # DRF takes several


class RequestList(api.ApiView, generics.ListAPIView[models.Request]):
    """The board: published requests with a shift to come."""

    scope, public = "volunteers", True
    serializer_class = serializers.RequestSerializer
    pagination_class = BoardPagination
    queryset = models.Request.objects.none()  # tells the schema what is listed

    @extend_schema(parameters=[serializers.BoardQuerySerializer])
    def get(self, request: Request) -> Response:
        """This function will list what help is wanted."""
        return self.list(request)

    def get_queryset(self) -> QuerySet[models.Request]:
        """This function will give what the query asks for."""
        query = serializers.BoardQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return queries.requests.board(query.wanted(), now=clock.now())


class RequestDetail(api.ApiView):
    """One request."""

    scope, public = "volunteers", True

    @extend_schema(responses={200: serializers.RequestSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a request to those who may read it."""
        found = queries.reach.readable_request(request.user, code)
        return Response(serializers.RequestSerializer(found).data)
