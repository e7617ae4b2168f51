from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import attendance as serializers


class CheckIns(api.ApiView):
    """Checking in with the code shown at the venue."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.TokenSerializer,
        responses={201: serializers.AttendanceSerializer, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will note that the caller came."""
        sent = serializers.TokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        token = sent.validated_data["token"]
        attendance = actions.check_in_by_code(token, person=person(request), now=clock.now())
        return Response(serializers.AttendanceSerializer(attendance).data, status=status.HTTP_201_CREATED)
