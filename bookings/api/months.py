"""A month of a center under /api/v1/."""

from datetime import date

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from bookings.queries import centers, months
from bookings.serializers import bookings as serializers

MONTH = OpenApiParameter("month", str, OpenApiParameter.PATH, description="YYYY-MM, this month or one of the next 12.")


class CenterMonth(api.ApiView):
    """A month of a center, day by day and room by room."""

    scope, public = "bookings", True

    @extend_schema(parameters=[MONTH], responses={200: serializers.RoomDaySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str, month: date) -> Response:
        """This function will tell what is free at one center over a month."""
        found = months.month(centers.center(code), first=month, now=clock.now(), today=clock.today())
        return Response(serializers.room_days(one for day in found.days for one in day.rooms))
