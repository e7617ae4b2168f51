"""A group's bookings under /api/v1/, for its members."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import api, errors
from bookings import models
from bookings.queries import group_bookings as queries
from bookings.serializers import group_bookings as serializers


class GroupBookingList(api.ApiView, generics.GenericAPIView[models.Booking]):
    """A group's bookings."""

    scope = "bookings"
    serializer_class = serializers.GroupBookingSerializer

    @extend_schema(responses={200: serializers.GroupBookingSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the bookings of a group to its members, the newest first."""
        person, group = roles.person_of(request), people.group(code)
        if not roles.may_see_group(person, group):
            raise errors.NotFound
        page = self.paginate_queryset(queries.bookings_of_group(group, person))
        return self.get_paginated_response(serializers.GroupBookingSerializer(page, many=True).data)
