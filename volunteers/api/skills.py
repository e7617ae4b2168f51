"""Proofs of skills, and the city's list of skills, under /api/v1/."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts.queries import person as person_of
from backend.common import api, audit, clock, errors
from volunteers import actions, models, permissions, queries
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import skills as serializers

HELD = {200: serializers.SeenSkillSerializer(many=True), **PROBLEMS}


def _refuse_others(request: Request) -> None:
    if not permissions.may_keep_skills(request.user):
        raise errors.NotFound


class SkillList(api.ApiView):
    """The city's list of skills."""

    scope, public = "volunteers", True

    @extend_schema(responses={200: serializers.SkillSerializer(many=True), **PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the skills that are in use."""
        return Response(serializers.SkillSerializer(queries.held_skills.skills(), many=True).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.NewSkillSerializer,
        responses={201: serializers.SkillSerializer, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will add a skill at the end of the list, for the city's section in charge."""
        _refuse_others(request)
        sent = api.checked(serializers.NewSkillSerializer, request.data)
        made = actions.skills.add_skill(by=person(request), now=clock.now(), **sent)
        return Response(serializers.SkillSerializer(made).data, status=status.HTTP_201_CREATED)


class SkillRetirement(api.ApiView):
    """Taking a skill off the city's list, or putting it back."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.RetirementSerializer,
        responses={200: serializers.RetirementSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will say whether a skill is asked for any more; who has named it keeps it."""
        _refuse_others(request)
        sent = api.checked(serializers.RetirementSerializer, request.data)
        found = queries.held_skills.skill(code)
        kept = actions.skills.retire_skill(found, by=person(request), now=clock.now(), **sent)
        return Response(serializers.RetirementSerializer(kept).data)


class PersonSkills(api.ApiView):
    """What one of a desk's people says they can do, and which papers the desk has seen."""

    scope = "volunteers"

    @extend_schema(responses=HELD)
    def get(self, request: Request, code: str) -> Response:
        """This function will list it for the person's desks; the look is written down."""
        served = _served(request, code)
        audit.look("volunteers.skills", by=person(request), about=served, subject=served.code, now=clock.now())
        return Response(serializers.SeenSkillSerializer(queries.held_skills.of(served), many=True).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.ProofSerializer,
        responses={201: serializers.SeenSkillSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will write down which paper a desk saw, and until when it is good; no number, no copy."""
        served, by = _served(request, code), person(request)
        sent = serializers.ProofSerializer(data=request.data, context={"by": by})
        sent.is_valid(raise_exception=True)
        held = actions.skills.confirm_skill(served, by=by, now=clock.now(), **sent.validated_data)
        return Response(serializers.SeenSkillSerializer(held).data, status=status.HTTP_201_CREATED)


def _served(request: Request, code: str) -> accounts.User:
    """This function will give somebody whom the caller's desk serves; of anybody else, and of oneself, nobody."""
    found = person_of(code)
    if not permissions.may_confirm_skills(request.user, found):
        raise errors.NotFound
    return found


class HeldSkillWithdrawal(api.ApiView):
    """Taking back that a paper was seen."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.WhySerializer,
        responses={200: serializers.SeenSkillSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take it back, for a reason that the person reads; what they said of themselves stays."""
        held = _confirmed(request, code)
        sent = api.checked(serializers.WhySerializer, request.data)
        done = actions.skills.withdraw_skill_confirmation(held, by=person(request), now=clock.now(), **sent)
        return Response(serializers.SeenSkillSerializer(done).data)


def _confirmed(request: Request, code: str) -> models.HeldSkill:
    found = queries.held_skills.held(code)
    if not found.is_confirmed or not permissions.may_confirm_skills(request.user, found.person):
        raise errors.NotFound
    return found
