from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock, errors
from volunteers import actions, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import offers as serializers

MOST_SUGGESTIONS = 30


class OfferDetail(api.ApiView):
    """What one can do, when and where."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.OfferSerializer, **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will show one's own offer."""
        offer = queries.matching.offer_of(person(request))
        if offer is None:
            raise errors.NotFound
        return Response(serializers.OfferSerializer(offer).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.OfferSerializer,
        responses={200: serializers.OfferSerializer, **PROBLEMS},
    )
    def put(self, request: Request) -> Response:
        """This function will keep one's offer, in place of the one before."""
        sent = serializers.OfferSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        caller = person(request)
        actions.save_offer(caller, plan=sent.plan(), by=caller, now=clock.now())
        return self.get(request)


class SuggestionList(api.ApiView):
    """What fits one's offer."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.SuggestionSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the best suggestions with their reasons; none without an offer."""
        offer = queries.matching.offer_of(person(request))
        found = queries.matching.shift_suggestions(offer, now=clock.now()) if offer else []
        return Response(serializers.SuggestionSerializer(found[:MOST_SUGGESTIONS], many=True).data)
