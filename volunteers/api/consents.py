from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, models, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import consents as serializers


class ConsentPagination(api.CursorPagination):
    """What was asked last stands first."""

    ordering = ("-asked_at", "-pk")  # type: ignore[assignment]  # DRF takes several


class ConsentRequests(api.ApiView):
    """Asking one's guardian to consent to a place that is held."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.NewConsentRequestSerializer,
        responses={201: serializers.PaperSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask by mail, or give what a paper says."""
        found = queries.reach.own_assignment(request.user, code)
        sent = api.checked(serializers.NewConsentRequestSerializer, request.data)
        made = actions.ask_guardian(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.PaperSerializer(made).data, status=status.HTTP_201_CREATED)


class ConsentList(api.ApiView, generics.ListAPIView[models.Consent]):
    """What one's guardian was asked and said."""

    scope = "volunteers"
    serializer_class = serializers.ConsentSerializer
    pagination_class = ConsentPagination
    queryset = models.Consent.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Consent]:
        """This function will give one's own."""
        return queries.consents.of_minor(person(self.request))
