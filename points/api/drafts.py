"""Rules and campaigns for who decides for the city: draft, try, publish, end; set points aside, and see them go."""

import functools
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import actions, models, permissions, queries
from points.serializers import drafts as serializers
from points.serializers.earning import CampaignSerializer

_official = functools.partial(roles.allowed, permissions.may_set_rules)


def _shown(code: str, version: int, *, made: int = status.HTTP_200_OK) -> Response:
    return Response(serializers.RuleVersionSerializer(queries.rule_version(code, version)).data, status=made)


class RuleVersionList(api.ApiView, generics.GenericAPIView[models.Rule]):
    """All versions of the rules, drafts too."""

    scope = "points"
    serializer_class = serializers.RuleVersionSerializer

    @extend_schema(responses={200: serializers.RuleVersionSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the versions, what was written last first."""
        _official(request)
        page = self.paginate_queryset(queries.all_versions())
        return self.get_paginated_response(serializers.RuleVersionSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewRuleVersionSerializer,
        responses={201: serializers.RuleVersionSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will draft the next version of a rule, or write its draft anew."""
        person = _official(request)
        sent: dict[str, Any] = api.checked(serializers.NewRuleVersionSerializer, request.data)
        campaign = queries.campaign(sent["campaign"]) if sent["campaign"] else None
        draft = actions.draft_rule(serializers.plan(sent, campaign), by=person, now=clock.now())
        return _shown(draft.code, draft.version, made=status.HTTP_201_CREATED)


class RuleVersionDetail(api.ApiView):
    """One version of a rule."""

    scope = "points"

    @extend_schema(responses={200: serializers.RuleVersionSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str, version: int) -> Response:
        """This function will show a version, published or not."""
        _official(request)
        return _shown(code, version)


class RuleTrial(api.ApiView):
    """What a version would give: the award's own code, with the limits and budgets of this moment, undone."""

    scope = "points"

    @extend_schema(
        request=serializers.TrialSerializer,
        responses={200: serializers.TriedSerializer(many=True), **api.PROBLEMS},
    )
    def post(self, request: Request, code: str, version: int) -> Response:
        """This function will try a version with cases, and leave nothing behind."""
        _official(request)
        found = queries.rule_version(code, version)
        sent = api.checked(serializers.TrialSerializer, request.data)
        tried = actions.try_draft(found, serializers.cases(sent, found), now=clock.now())
        return Response(serializers.TriedSerializer(tried, many=True).data)


class RulePublication(api.ApiView):
    """The publication of a draft."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY], request=None, responses={200: serializers.RuleVersionSerializer, **api.PROBLEMS}
    )
    def post(self, request: Request, code: str, version: int) -> Response:
        """This function will publish a draft for good; the version before it ends the day before."""
        person = _official(request)
        actions.publish_draft(queries.rule_version(code, version), by=person, now=clock.now())
        return _shown(code, version)


class RuleEnding(api.ApiView):
    """The last day of a published version."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.EndingSerializer,
        responses={200: serializers.RuleVersionSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str, version: int) -> Response:
        """This function will let a version end, with nothing after it."""
        person, found = _official(request), queries.rule_version(code, version)
        sent = api.checked(serializers.EndingSerializer, request.data)
        actions.close_rule(found, **sent, by=person, now=clock.now())
        return _shown(code, version)


class CampaignList(api.ApiView, generics.GenericAPIView[models.Campaign]):
    """Budgets of points, for who decides for the city."""

    scope = "points"
    serializer_class = CampaignSerializer

    @extend_schema(responses={200: CampaignSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the campaigns with what they have given, the latest first."""
        _official(request)
        page = self.paginate_queryset(queries.campaigns())
        return self.get_paginated_response(CampaignSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewCampaignSerializer,
        responses={201: CampaignSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will set points aside for a purpose and a time."""
        person = _official(request)
        sent = api.checked(serializers.NewCampaignSerializer, request.data)
        made = actions.open_campaign(**sent, key=api.write_key(request), by=person, now=clock.now())
        return Response(CampaignSerializer(queries.campaign(made.code)).data, status=status.HTTP_201_CREATED)


class CampaignDetail(api.ApiView):
    """One campaign."""

    scope = "points"

    @extend_schema(responses={200: CampaignSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a campaign with what it has given."""
        _official(request)
        return Response(CampaignSerializer(queries.campaign(code)).data)


class CampaignPoints(api.ApiView):
    """More points for a campaign, and where its points went."""

    scope = "points"

    @extend_schema(responses={200: serializers.DrawnSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell what was given by month and rule, less what was taken back."""
        _official(request)
        return Response(serializers.DrawnSerializer(queries.drawn(queries.campaign(code)), many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.MorePointsSerializer,
        responses={200: CampaignSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will add points to a campaign."""
        person, found = _official(request), queries.campaign(code)
        sent = api.checked(serializers.MorePointsSerializer, request.data)
        actions.add_to_campaign(found, **sent, by=person, now=clock.now())
        return Response(CampaignSerializer(queries.campaign(code)).data)
