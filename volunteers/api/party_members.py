"""People of a party, under /api/v1/."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from volunteers import queries
from volunteers.actions import party_members as actions
from volunteers.serializers import party_members as serializers
from volunteers.serializers.places import StatementSerializer

ANSWER = {200: serializers.MemberAnswerSerializer, **api.PROBLEMS}


class PartyMembers(api.ApiView):
    """Whom a party has named, to those who answer for it."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.PartyMemberSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list who was named and has not said no."""
        found = queries.parties.own_invitation(request.user, code)
        members = queries.party_members.of_party(found.party)
        return Response(serializers.PartyMemberSerializer(members, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewPartyMemberSerializer,
        responses={201: serializers.PartyMemberSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask whom a number names whether they come as one of the party."""
        found = queries.parties.own_invitation(request.user, code)
        sent = serializers.NewPartyMemberSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        by, number = roles.person_of(request), sent.validated_data["who"]
        made = actions.name_member(found, number=number, by=by, now=clock.now())
        return Response(serializers.PartyMemberSerializer(made).data, status=status.HTTP_201_CREATED)


class PartyMemberDetail(api.ApiView):
    """One whom a party named."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will take it back for the party; who agreed loses the place, which is the party's again."""
        member = queries.party_members.of_own_party(request.user, code)
        actions.drop_member(member, by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PartyMemberAcceptance(api.ApiView):
    """Agreeing to come as one of a party, with a place of one's own."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=StatementSerializer, responses=ANSWER)
    def post(self, request: Request, code: str) -> Response:
        """This function will make one of the party's places one's own."""
        member = queries.party_members.own(request.user, code)
        sent = StatementSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        by, stated = roles.person_of(request), sent.validated_data["stated"]
        done = actions.agree_as_member(member, by=by, now=clock.now(), stated=stated)
        return Response(serializers.MemberAnswerSerializer(done).data)


class PartyMemberRefusal(api.ApiView):
    """Saying no to coming as one of a party, which costs nothing."""

    scope = "volunteers"

    @extend_schema(parameters=[api.KEY], request=None, responses=ANSWER)
    def post(self, request: Request, code: str) -> Response:
        """This function will say no."""
        member = queries.party_members.own(request.user, code)
        done = actions.decline_as_member(member, by=roles.person_of(request), now=clock.now())
        return Response(serializers.MemberAnswerSerializer(done).data)
