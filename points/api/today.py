"""Where one can earn today."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import queries
from points.serializers import today as serializers


class SitesToday(api.ApiView):
    """The sites with a window today."""

    scope = "points"

    @extend_schema(responses={200: serializers.SiteTodaySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them, those of one's own center first, and whether one has been there."""
        found = queries.sites_today(roles.person_of(request), now=clock.now())
        return Response(serializers.SiteTodaySerializer(found, many=True).data)
