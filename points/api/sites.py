"""Sites with a printed QR, for who sets them up, and for the desk that runs one."""

import functools

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from backend.common import errors as common
from points import actions, enums, errors, models, permissions, queries, rules
from points.queries import reach
from points.serializers import sites as serializers

_official = functools.partial(roles.allowed, permissions.may_set_rules)


class SiteList(api.ApiView, generics.GenericAPIView[models.Site]):
    """The sites."""

    scope = "points"
    serializer_class = serializers.SetSiteSerializer

    @extend_schema(responses={200: serializers.SetSiteSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the sites: all to the city, a center's own to its desk."""
        if not permissions.may_award_by_hand(request.user):
            raise common.NotAllowed
        found = queries.sites(center_codes=permissions.centers_to_decide(request.user))
        page = self.paginate_queryset(found)
        return self.get_paginated_response(serializers.SetSiteSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewSiteSerializer,
        responses={201: serializers.SetSiteSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will set up a site with its first window; its rule is one in force that sites pay."""
        person = _official(request)
        sent = api.checked(serializers.NewSiteSerializer, request.data)
        paid = queries.rules_in_force(clock.today()).filter(way=enums.RuleWay.SITE, code=sent["rule_code"])
        if not paid.exists():
            raise errors.RuleNotFound
        if sent["center_code"] and sent["center_code"] not in queries.center_names():
            raise errors.CenterUnknown
        window = actions.WindowPlan(**sent.pop("window"))
        made = actions.open_site(
            actions.SitePlan(**sent), window=window, key=api.write_key(request), by=person, now=clock.now()
        )
        return Response(
            serializers.SetSiteSerializer(reach.site(roles.person_of(request), made.code)).data,
            status=status.HTTP_201_CREATED,
        )


class SiteWindows(api.ApiView):
    """When a site's code counts."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SiteWindowSerializer,
        responses={201: serializers.SetSiteSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will add a window to a site."""
        person, found = _official(request), reach.site(roles.person_of(request), code)
        window = actions.WindowPlan(**api.checked(serializers.SiteWindowSerializer, request.data))
        actions.add_window(found, window, key=api.write_key(request), by=person, now=clock.now())
        return Response(
            serializers.SetSiteSerializer(reach.site(roles.person_of(request), code)).data,
            status=status.HTTP_201_CREATED,
        )


class SiteClosing(api.ApiView):
    """The end of a site."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.SetSiteSerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will close a site for good; a second time changes nothing."""
        person, found = _official(request), reach.site(roles.person_of(request), code)
        made = actions.close_site(found, by=person, now=clock.now())
        return Response(serializers.SetSiteSerializer(made).data)


class SiteWord(api.ApiView):
    """What the screen at a site shows."""

    scope = "points"

    @extend_schema(responses={200: serializers.SiteWordSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give the digits of the moment and how many came today, to those who run the site."""
        found = reach.site(roles.person_of(request), code)
        now = clock.now()
        shown = {
            "word": rules.visits.word(found.secret, now),
            "changes_at": rules.visits.word_changes_at(now),
            "visitors": queries.visitors(found, clock.today()),
        }
        return Response(serializers.SiteWordSerializer(shown).data)
