"""The points of a community, for those who act for it: what came, what went, its receiving code."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock
from points import models
from points.actions import gift_terms, giving
from points.errors import giving as errors
from points.errors.records import CenterUnknown
from points.queries import giving as queries
from points.queries import places
from points.serializers import giving as serializers


def _own(request: Request, code: str) -> accounts.Organisation:
    found = queries.communities().filter(code=code).first()
    if found is None:
        raise errors.CommunityNotFound
    if not roles.manages_organisation(request.user, found):
        raise errors.NoCommunity
    return found


def _books(community: accounts.Organisation) -> dict[str, object]:
    now = clock.now()
    today, account = clock.date_of(now), queries.community_account(community.code)
    address = queries.open_address(community.code, now=now)
    return {
        "code": community.code,
        "name": community.name,
        "usable": queries.community_points(account, today=today),
        "expires_on": queries.next_expiry(account, today=today),
        "word": address.word if address else "",
    }


class CommunityBooks(api.ApiView):
    """What a community has."""

    scope = "points"

    @extend_schema(responses={200: serializers.BooksSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell how many points there are, and how gifts reach the community."""
        return Response(serializers.BooksSerializer(_books(_own(request, code))).data)


class CommunityGifts(api.ApiView, generics.GenericAPIView[models.Gift]):
    """What a community got."""

    scope = "points"
    serializer_class = serializers.GiftSerializer

    @extend_schema(responses={200: serializers.GiftSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the gifts to a community, the newest first."""
        page = self.paginate_queryset(queries.gifts_to(_own(request, code).code))
        shown = queries.shown(page or [], to=code)
        return self.get_paginated_response(serializers.GiftSerializer(shown, many=True).data)


class CommunityUses(api.ApiView, generics.GenericAPIView[models.CommunityUse]):
    """What a community used its points for."""

    scope = "points"
    serializer_class = serializers.UseSerializer

    @extend_schema(responses={200: serializers.UseSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the uses, the latest first."""
        page = self.paginate_queryset(queries.uses_of(_own(request, code).code))
        return self.get_paginated_response(serializers.UseSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewUseSerializer,
        responses={201: serializers.UseSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will use points at a center, and tell all who act for the community."""
        community = _own(request, code)
        sent = api.checked(serializers.NewUseSerializer, request.data)
        if sent["center"] not in places.center_names():
            raise CenterUnknown
        plan = gift_terms.UsePlan(center_code=sent.pop("center"), key=api.write_key(request), **sent)
        made, _ = gift_terms.use_for_community(community, plan, by=roles.person_of(request), now=clock.now())
        return Response(serializers.UseSerializer(made).data, status=status.HTTP_201_CREATED)


class CommunityAddress(api.ApiView):
    """The receiving code of a community."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={201: serializers.BooksSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will let a community take gifts by a new code; the one before ends."""
        community = _own(request, code)
        giving.open_community_address(community, by=roles.person_of(request), now=clock.now())
        return Response(serializers.BooksSerializer(_books(community)).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[api.KEY], responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will take no more gifts."""
        giving.close_address(_own(request, code).code, by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
