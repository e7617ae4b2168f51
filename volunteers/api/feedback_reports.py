"""What the city decides about feedback, and reads of it, under /api/v1/."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock, errors, fiscal_year
from volunteers import actions, models, permissions, queries
from volunteers.serializers import thanks as serializers


class ReportPagination(api.CursorPagination):
    """The reports, the oldest first."""

    ordering = ("reported_at", "pk")  # type: ignore[assignment]  # DRF takes several


class ReportList(api.ApiView, generics.ListAPIView[models.FeedbackReport]):
    """The reports that wait for the city."""

    scope = "volunteers"
    serializer_class = serializers.FeedbackReportSerializer
    pagination_class = ReportPagination
    queryset = models.FeedbackReport.objects.none()  # tells the schema what is listed

    def get_queryset(self) -> QuerySet[models.FeedbackReport]:
        """This function will give what waits, to the city's section in charge."""
        if not permissions.decides_reports(self.request.user):
            raise errors.NotFound
        return queries.thanks.reports(is_open=True)


class ReportDetail(api.ApiView):
    """One report."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.FeedbackReportDetailSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show what was reported, and record the look."""
        found = queries.thanks.decidable_report(request.user, code)
        actions.thanks.read_report(found, by=roles.person_of(request), now=clock.now())
        return Response(serializers.FeedbackReportDetailSerializer(found).data)


class ReportDecision(api.ApiView):
    """The city's decision about a report."""

    scope = "volunteers"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.FeedbackDecisionSerializer,
        responses={200: serializers.FeedbackReportSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will hide what was reported, or leave it."""
        found = queries.thanks.decidable_report(request.user, code)
        sent = api.checked(serializers.FeedbackDecisionSerializer, request.data)
        person = roles.person_of(request)
        done = actions.thanks.decide_report(found, by=person, now=clock.now(), **sent)
        return Response(serializers.FeedbackReportSerializer(done).data)


class ImprovementHints(api.ApiView):
    """What would help activities, counted from what volunteers let the city read."""

    scope = "volunteers"

    @extend_schema(
        parameters=[serializers.HintsQuerySerializer], responses={200: serializers.HintsSerializer, **api.PROBLEMS}
    )
    def get(self, request: Request) -> Response:
        """This function will give the counts of a fiscal year; small ones are left out."""
        if not permissions.may_read_hints(request.user):
            raise errors.NotFound
        query = serializers.HintsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        now, wanted = clock.now(), query.validated_data
        year = wanted["year"] or fiscal_year.of(clock.date_of(now))
        found = queries.thanks.hints(year=year, field=wanted["field"])
        actions.thanks.read_words(found.words, by=roles.person_of(request), now=now)
        return Response(serializers.HintsSerializer(found).data)
