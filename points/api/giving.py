"""Gifts, one's receiving code, the limits, and the communities that accept points. Nobody is found by name."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from backend.common import errors as common
from points import models, permissions
from points.actions import gift_terms, giving
from points.errors import giving as errors
from points.queries import giving as queries
from points.serializers import giving as serializers


def _shown(request: Request, gift: models.Gift) -> dict[str, Any]:
    shown = queries.shown([gift], to=roles.person_of(request).code)[0]
    return dict(serializers.GiftSerializer(shown).data)


class GiftList(api.ApiView, generics.GenericAPIView[models.Gift]):
    """One's own gifts, given and got."""

    scope = "points"
    serializer_class = serializers.GiftSerializer

    @extend_schema(responses={200: serializers.GiftSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the gifts, the newest first."""
        person = roles.person_of(request)
        page = self.paginate_queryset(queries.gifts_of(person.code))
        shown = queries.shown(page or [], to=person.code)
        return self.get_paginated_response(serializers.GiftSerializer(shown, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewGiftSerializer,
        responses={200: serializers.GiftGivenSerializer, 201: serializers.GiftGivenSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will give points to the owner of a receiving code."""
        sent = api.checked(serializers.NewGiftSerializer, request.data)
        key = api.write_key(request)
        plan = giving.GiftPlan(word=sent["to"], amount=sent["amount"], note=sent["note"], key=key)
        dry_run: bool = sent["dry_run"]
        give = giving.try_gift if dry_run else giving.give_gift
        made = give(plan, by=roles.person_of(request), now=clock.now())
        shown = {
            "code": "" if dry_run else made.gift.code,
            "to_name": made.taker.name,
            "amount": made.gift.amount,
            "balance": made.posting.balance,
            "return_until": made.gift.return_until,
        }
        answered = status.HTTP_200_OK if dry_run else status.HTTP_201_CREATED
        return Response(serializers.GiftGivenSerializer(shown).data, status=answered)


def _gift(request: Request, code: str, *, as_taker: bool = False) -> models.Gift:
    found = queries.gift(code)
    may = permissions.may_take_gift if as_taker else permissions.may_see_gift
    if found is None or not may(request.user, found):
        raise errors.GiftNotFound
    return found


class GiftDetail(api.ApiView):
    """One gift."""

    scope = "points"

    @extend_schema(responses={200: serializers.GiftSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a gift to its two sides."""
        return Response(_shown(request, _gift(request, code)))


class GiftAnswer(api.ApiView):
    """The answer to a gift."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.GiftAnswerSerializer,
        responses={201: serializers.GiftSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will send the answer, once."""
        found = _gift(request, code, as_taker=True)
        sent = api.checked(serializers.GiftAnswerSerializer, request.data)
        giving.answer_gift(found, sent["text"], by=roles.person_of(request), now=clock.now())
        return Response(_shown(request, _gift(request, code)), status=status.HTTP_201_CREATED)


class GiftReturn(api.ApiView):
    """The way back of a gift."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.GiftSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will send a gift back whole; a second time changes nothing."""
        giving.return_gift(_gift(request, code, as_taker=True), by=roles.person_of(request), now=clock.now())
        return Response(_shown(request, _gift(request, code)))


class GiftBlock(api.ApiView):
    """Whether the giver of a gift may give again."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={204: None, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will take no more gifts from the giver of this one, who is not told."""
        giving.block_giver(_gift(request, code, as_taker=True), by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[api.KEY], responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will let the giver give again; a second time changes nothing."""
        found = _gift(request, code, as_taker=True)
        block = queries.blocks_of(found.taker_code).filter(giver_code=found.giver_code).first()
        if block is not None:
            giving.unblock_giver(block, by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GiftBlocks(api.ApiView, generics.GenericAPIView[models.GiftBlock]):
    """Whose gifts one wants no more of, for oneself and for the communities for which one acts."""

    scope = "points"
    serializer_class = serializers.BlockSerializer

    @extend_schema(responses={200: serializers.BlockSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the blocks, each with the gift by which it is lifted."""
        page = self.paginate_queryset(queries.blocks_for(roles.person_of(request)))
        shown = queries.blocks_shown(page or [])
        return self.get_paginated_response(serializers.BlockSerializer(shown, many=True).data)


class GiftReport(api.ApiView):
    """Words of a gift that trouble somebody."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.GiftReasonSerializer,
        responses={201: serializers.ReportedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str, side: str) -> Response:
        """This function will put the other's words before the city; `side` is `giver` or `taker`."""
        found, sent = _gift(request, code), api.checked(serializers.GiftReasonSerializer, request.data)
        made = gift_terms.report_note(found, side, **sent, by=roles.person_of(request), now=clock.now())
        return Response(serializers.ReportedSerializer(made).data, status=status.HTTP_201_CREATED)


class Address(api.ApiView):
    """One's own receiving code."""

    scope = "points"

    @extend_schema(responses={200: serializers.AddressSerializer, **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will give the code that works now."""
        found = queries.open_address(roles.person_of(request).code, now=clock.now())
        if found is None:
            raise common.NotFound
        return Response(serializers.AddressSerializer(found).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewAddressSerializer,
        responses={201: serializers.AddressSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will make a new code; the one before ends."""
        sent = api.checked(serializers.NewAddressSerializer, request.data)
        made = giving.open_address(person=roles.person_of(request), **sent, now=clock.now())
        return Response(serializers.AddressSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[api.KEY], responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request) -> Response:
        """This function will end the code."""
        person = roles.person_of(request)
        giving.close_address(person.code, by=person, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class GiftLimits(api.ApiView):
    """How much one may still give."""

    scope = "points"

    @extend_schema(responses={200: serializers.GiftLimitSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will give the limits of what one gives to anybody."""
        found = queries.limits(roles.person_of(request).code, None, day=clock.today())
        return Response(serializers.GiftLimitSerializer(found, many=True).data)


class Terms(api.ApiView):
    """The city's terms of giving."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.TermsSerializer, **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will give the terms in force."""
        found = queries.terms_on(clock.today())
        if found is None:
            raise common.NotFound
        return Response(serializers.TermsSerializer(found).data)


class CommunityList(api.ApiView):
    """The communities that accept points."""

    scope, public = "points", True

    @extend_schema(responses={200: serializers.CommunitySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them by name."""
        found = [
            {"code": one.code, "name": one.name, "kind": one.kind, "word": word}
            for one, word in queries.accepting(now=clock.now())
        ]
        return Response(serializers.CommunitySerializer(found, many=True).data)
