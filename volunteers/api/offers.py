from collections.abc import Callable

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock, errors
from volunteers import actions, models, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import offers as serializers

MOST_SUGGESTIONS = 30
OFFER = {200: serializers.OfferSerializer, **PROBLEMS}
PARTY_OFFER = {200: serializers.PartyOfferSerializer, **PROBLEMS}


def _own(request: Request) -> models.Offer:
    offer = queries.matching.offer_of(person(request))
    if offer is None:
        raise errors.NotFound
    return offer


class OfferDetail(api.ApiView):
    """What one can do, when, where and how often."""

    scope = "volunteers"

    @extend_schema(responses=OFFER)
    def get(self, request: Request) -> Response:
        """This function will show one's own offer."""
        return Response(serializers.OfferSerializer(_own(request)).data)

    @extend_schema(parameters=[KEY], request=serializers.NewOfferSerializer, responses=OFFER)
    def put(self, request: Request) -> Response:
        """This function will keep one's offer, in place of the one before."""
        sent = serializers.NewOfferSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        caller = person(request)
        actions.save_offer(caller, plan=sent.plan(), by=caller, now=clock.now())
        return self.get(request)

    @extend_schema(parameters=[KEY], request=None, responses={204: None, **PROBLEMS})
    def delete(self, request: Request) -> Response:
        """This function will delete one's offer with what one said one can do; places stay."""
        actions.offers.delete_offer(_own(request), by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class _Turn(api.ApiView):
    """A step of one's own offer."""

    scope = "volunteers"
    step: Callable[..., models.Offer]

    def _answer(self, request: Request) -> Response:
        type(self).step(_own(request), by=person(request), now=clock.now())
        return Response(serializers.OfferSerializer(_own(request)).data)


class OfferRest(_Turn):
    """Letting one's offer rest."""

    step = actions.offers.rest_offer

    @extend_schema(parameters=[KEY], request=None, responses=OFFER)
    def post(self, request: Request) -> Response:
        """This function will let the offer rest: nobody sees or matches it."""
        return self._answer(request)


class OfferResumption(_Turn):
    """Saying that one's offer holds."""

    step = actions.offers.resume_offer

    @extend_schema(parameters=[KEY], request=None, responses=OFFER)
    def post(self, request: Request) -> Response:
        """This function will take the offer up again, or note that it still holds, for another year."""
        return self._answer(request)


class SuggestionList(api.ApiView):
    """What fits one's offer."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.SuggestionSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the best suggestions with their reasons; none without an offer."""
        offer = queries.matching.offer_of(person(request))
        found = queries.matching.shift_suggestions(offer, now=clock.now()) if offer else []
        return Response(serializers.SuggestionSerializer(found[:MOST_SUGGESTIONS], many=True).data)


class ShiftWarnings(api.ApiView):
    """One's own limits beside a shift."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.WarningSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the limits of one's own that the shift would pass; applying is open all the same."""
        shift = queries.reach.readable_shift(request.user, code)
        passed = queries.limits.passed_by(person(request), shift)
        said = zip(passed, queries.limits.sentences(passed), strict=True)
        rows = [{"code": reason, "sentence": sentence} for reason, sentence in said]
        return Response(serializers.WarningSerializer(rows, many=True).data)


# Parties --------------------------------------------------------------------------------------------------------------


def _of_party(request: Request, code: str) -> models.Offer:
    offer = queries.offers.offer_of_party(queries.offers.party_of(person(request), code))
    if offer is None:
        raise errors.NotFound
    return offer


class PartyOfferDetail(api.ApiView):
    """What a group or an organisation can do; the code is the group's or the organisation's."""

    scope = "volunteers"

    @extend_schema(responses=PARTY_OFFER)
    def get(self, request: Request, code: str) -> Response:
        """This function will show the party's offer to who answers for it."""
        return Response(serializers.PartyOfferSerializer(_of_party(request, code)).data)

    @extend_schema(parameters=[KEY], request=serializers.NewPartyOfferSerializer, responses=PARTY_OFFER)
    def put(self, request: Request, code: str) -> Response:
        """This function will keep the party's offer; the caller is whom organisers reach."""
        party = queries.offers.party_of(person(request), code)
        sent = serializers.NewPartyOfferSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        by, now = person(request), clock.now()
        actions.offers.save_party_offer(party, plan=sent.plan(), of=sent.of(), by=by, now=now)
        return self.get(request, code)

    @extend_schema(parameters=[KEY], request=None, responses={204: None, **PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will delete the party's offer; places stay."""
        actions.offers.delete_offer(_of_party(request, code), by=person(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PartyOfferRest(api.ApiView):
    """Letting a party's offer rest."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=PARTY_OFFER)
    def post(self, request: Request, code: str) -> Response:
        """This function will let the offer rest: nobody sees or matches it."""
        actions.offers.rest_offer(_of_party(request, code), by=person(request), now=clock.now())
        return Response(serializers.PartyOfferSerializer(_of_party(request, code)).data)


class PartyOfferResumption(api.ApiView):
    """Saying that a party's offer holds."""

    scope = "volunteers"

    @extend_schema(parameters=[KEY], request=None, responses=PARTY_OFFER)
    def post(self, request: Request, code: str) -> Response:
        """This function will take the offer up again, or note that it still holds, for another year."""
        actions.offers.resume_offer(_of_party(request, code), by=person(request), now=clock.now())
        return Response(serializers.PartyOfferSerializer(_of_party(request, code)).data)


class PartyInvitationList(api.ApiView, generics.ListAPIView[models.Assignment]):
    """What the parties for which one answers are asked to do, or have agreed to."""

    scope = "volunteers"
    serializer_class = serializers.PartyInvitationSerializer
    queryset = models.Assignment.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.Assignment]:
        """This function will give those that are to come."""
        return queries.parties.upcoming_of(person(self.request), now=clock.now())


class PartyAcceptance(api.ApiView):
    """Saying with how many a party comes."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.ComingSerializer,
        responses={200: serializers.PartyInvitationSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will accept the invitation, or change with how many the party comes."""
        found = queries.parties.own_invitation(request.user, code)
        sent = api.checked(serializers.ComingSerializer, request.data)
        actions.parties.answer_for_party(found, by=person(request), now=clock.now(), **sent)
        fresh = queries.parties.own_invitation(request.user, code)
        return Response(serializers.PartyInvitationSerializer(fresh).data)


class PartyHours(api.ApiView):
    """What a group or an organisation has done; the code is the group's or the organisation's."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.PartyRecordSerializer(many=True), **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the fiscal years, the latest first, to who answers for the party."""
        party = queries.offers.party_of(person(request), code)
        return Response(serializers.PartyRecordSerializer(queries.parties.records_of(party), many=True).data)


# Organisers -----------------------------------------------------------------------------------------------------------


class ShiftOffers(api.ApiView):
    """The offers that fit a shift, without whose they are."""

    scope = "volunteers"

    @extend_schema(
        parameters=[serializers.WantedSerializer],
        responses={200: serializers.CardSerializer(many=True), **PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will list the offers for the shift's organiser; the look is written down."""
        shift = queries.reach.organised_shift(request.user, code)
        asked = serializers.WantedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wanted, by = queries.matching.Wanted(**asked.validated_data), person(request)
        found = actions.offers.read_offers(shift, wanted=wanted, by=by, now=clock.now(), most=MOST_SUGGESTIONS)
        return Response(serializers.CardSerializer(found, many=True).data)


class ShiftInvitations(api.ApiView):
    """Asking whoever is behind an offer."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.InvitationSerializer,
        responses={201: serializers.AskedSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will send an invitation; who was asked stays unsaid until they say yes."""
        shift = queries.reach.organised_shift(request.user, code)
        sent = api.checked(serializers.InvitationSerializer, request.data)
        actions.parties.invite_offer(shift, by=person(request), now=clock.now(), **sent)
        return Response({"invited": True}, status=status.HTTP_201_CREATED)
