"""What the city decides about giving: its terms, and words that were reported."""

import functools

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock
from points import models, permissions
from points.actions import gift_terms
from points.queries import giving as queries
from points.serializers import giving as serializers

_official = functools.partial(roles.allowed, permissions.may_set_rules)


class TermsVersions(api.ApiView, generics.GenericAPIView[models.GiftTerms]):
    """Every version of the terms of giving."""

    scope = "points"
    serializer_class = serializers.TermsSerializer

    @extend_schema(responses={200: serializers.TermsSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the versions, the one published last first."""
        _official(request)
        page = self.paginate_queryset(queries.all_terms())
        return self.get_paginated_response(serializers.TermsSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewTermsSerializer,
        responses={201: serializers.TermsSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will publish terms, which begin today at the earliest."""
        person = _official(request)
        plan = gift_terms.GiftTermsPlan(**api.checked(serializers.NewTermsSerializer, request.data))
        # Keys of terms are one person's beside another's.
        key = f"{person.code}:{api.write_key(request)}"[:40]
        made = gift_terms.publish_gift_terms(plan, key=key, by=person, now=clock.now())
        return Response(serializers.TermsSerializer(made).data, status=status.HTTP_201_CREATED)


class GiftReports(api.ApiView, generics.GenericAPIView[models.GiftNoteReport]):
    """Words that wait for the city's decision."""

    scope = "points"
    serializer_class = serializers.ReportedSerializer

    @extend_schema(responses={200: serializers.ReportedSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the reports, without the words."""
        _official(request)
        page = self.paginate_queryset(queries.note_reports())
        return self.get_paginated_response(serializers.ReportedSerializer(page, many=True).data)


class GiftReportDetail(api.ApiView):
    """Reported words."""

    scope = "points"

    @extend_schema(responses={200: serializers.ReportedWordsSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show reported words without names, and note the look at who wrote them."""
        person, found = _official(request), queries.note_report(code)
        gift_terms.look_at_note(found, by=person, now=clock.now())
        return Response(serializers.ReportedWordsSerializer(found).data)


class GiftReportDecision(api.ApiView):
    """The city's decision about reported words."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ReportDecisionSerializer,
        responses={200: serializers.ReportedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will hide words from both sides, or keep them, and tell who reported them."""
        person, found = _official(request), queries.note_report(code)
        sent = api.checked(serializers.ReportDecisionSerializer, request.data)
        gift_terms.decide_note_report(found.code, **sent, by=person, now=clock.now())
        return Response(serializers.ReportedSerializer(queries.note_report(code)).data)
