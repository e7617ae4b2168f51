"""With whom one lives, told by those who do: a word is given, entered and answered; no address, no names."""

from datetime import datetime

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, clock
from points import actions, queries
from points.serializers import households as serializers

SHOWN = {200: serializers.HouseholdSerializer, **api.PROBLEMS}


def _standing(person: accounts.User, now: datetime) -> Response:
    today = clock.date_of(now)
    member = queries.membership_of(person.code, today)
    shown = {
        "members": queries.members_of(member.household, today).count() if member else 0,
        "leaves_on": member.during.upper if member else None,
        "waiting": queries.entered_word_of(person.code, now) is not None,
        "invitations": queries.invitations_of(person.code, now),
    }
    return Response(serializers.HouseholdSerializer(shown).data)


class Household(api.ApiView):
    """One's own household."""

    scope = "points"

    @extend_schema(responses=SHOWN)
    def get(self, request: Request) -> Response:
        """This function will tell with how many one counts, and which words are open."""
        return _standing(roles.person_of(request), clock.now())

    @extend_schema(parameters=[api.KEY], responses=SHOWN)
    def delete(self, request: Request) -> Response:
        """This function will let a person leave, from next 1 April on."""
        person, now = roles.person_of(request), clock.now()
        actions.leave_household(person=person, now=now)
        return _standing(person, now)


class HouseholdInvitations(api.ApiView):
    """Words for somebody at home."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY], request=None, responses={201: serializers.HouseholdInvitationSerializer, **api.PROBLEMS}
    )
    def post(self, request: Request) -> Response:
        """This function will make a word; who is in no household yet begins one with it."""
        made = actions.invite_to_household(person=roles.person_of(request), now=clock.now())
        return Response(serializers.HouseholdInvitationSerializer(made).data, status=status.HTTP_201_CREATED)


class HouseholdWords(api.ApiView):
    """The word that one was given."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=serializers.WordSerializer, responses=SHOWN)
    def post(self, request: Request) -> Response:
        """This function will enter a word; one is in the household once its member confirms it."""
        person, now = roles.person_of(request), clock.now()
        sent = api.checked(serializers.WordSerializer, request.data)
        actions.enter_household_word(sent["word"], person=person, now=now)
        return _standing(person, now)


class HouseholdAnswer(api.ApiView):
    """The answer to who has entered one's own word."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=serializers.AnswerSerializer, responses=SHOWN)
    def post(self, request: Request, word: str) -> Response:
        """This function will confirm who has entered a word, or turn them away."""
        person, now = roles.person_of(request), clock.now()
        sent = api.checked(serializers.AnswerSerializer, request.data)
        actions.answer_household_word(word, confirm=sent["confirm"], person=person, now=now)
        return _standing(person, now)
