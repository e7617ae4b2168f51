"""Visits, reports, clean-ups and awards by hand. `dry_run` tells what would come of it, by the same code."""

import functools
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import api, audit, clock
from backend.common import errors as common
from points import actions, enums, errors, models, permissions, queries
from points.serializers import records as serializers


def _given(
    code: str, state: str, posting: actions.Posting | None, refusal: common.DomainError | None, cut: str
) -> dict[str, Any]:
    return {
        "code": code,
        "state": state,
        "points": posting.amount if posting else 0,
        "asked": posting.asked if posting else 0,
        "refusal": refusal.sentence if refusal else "",
        "cut": cut,
    }


def _answer(shown: dict[str, Any], *, dry_run: bool) -> Response:
    told = shown | {"code": ""} if dry_run else shown
    made = status.HTTP_200_OK if dry_run else status.HTTP_201_CREATED
    return Response(serializers.GivenSerializer(told).data, status=made)


GIVEN = {200: serializers.GivenSerializer, 201: serializers.GivenSerializer, **api.PROBLEMS}


class SiteVisitList(api.ApiView, generics.GenericAPIView[models.SiteVisit]):
    """One's own visits to sites."""

    scope = "points"
    serializer_class = serializers.VisitSerializer

    @extend_schema(responses={200: serializers.VisitSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the visits, the latest first."""
        page = self.paginate_queryset(queries.visits_of(roles.person_of(request).code))
        return self.get_paginated_response(serializers.VisitSerializer(page, many=True).data)

    @extend_schema(parameters=[api.KEY], request=serializers.NewVisitSerializer, responses=GIVEN)
    def post(self, request: Request) -> Response:
        """This function will note that one is at a site, and give the points."""
        sent, person = api.checked(serializers.NewVisitSerializer, request.data), roles.person_of(request)
        site = queries.site(sent["site"])
        if sent["dry_run"]:
            made = actions.try_visit(site, person=person, now=clock.now())
        else:
            made = actions.visit_site(site, person=person, word=sent["word"], now=clock.now())
        told = _given(made.visit.code, "noted", made.posting, made.refusal, made.cut)
        return _answer(told, dry_run=sent["dry_run"])


class ReportList(api.ApiView, generics.GenericAPIView[models.Report]):
    """One's own reports."""

    scope = "points"
    serializer_class = serializers.ReportSerializer

    @extend_schema(responses={200: serializers.ReportSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the reports, the latest first."""
        page = self.paginate_queryset(queries.reports_of(roles.person_of(request).code))
        return self.get_paginated_response(serializers.ReportSerializer(page, many=True).data)

    @extend_schema(parameters=[api.KEY], request=serializers.NewReportSerializer, responses=GIVEN)
    def post(self, request: Request) -> Response:
        """This function will take a report."""
        sent = api.checked(serializers.NewReportSerializer, request.data)
        dry_run = sent.pop("dry_run")
        take = actions.try_report if dry_run else actions.report
        made = take(actions.ReportPlan(**sent), person=roles.person_of(request), now=clock.now())
        told = _given(made.report.code, made.report.state, made.posting, made.refusal, made.cut)
        return _answer(told, dry_run=dry_run)


class ReportDetail(api.ApiView):
    """One report of one's own."""

    scope = "points"

    @extend_schema(responses={200: serializers.ReportSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a report to who wrote it, and to who decides about it."""
        found = queries.report(code)
        if found is None or not permissions.may_see_report(request.user, found):
            raise errors.ReportNotFound
        _look(request, found.person_code, "points.report", found.code, found.center_code)
        return Response(serializers.ReportSerializer(found).data)

    @extend_schema(parameters=[api.KEY], responses={200: serializers.ReportSerializer, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will take a report back that nobody has decided about."""
        taken = actions.withdraw_report(code, person=roles.person_of(request), now=clock.now())
        return Response(serializers.ReportSerializer(taken).data)


def _look(request: Request, person_code: str, what: str, subject: str, center_code: str) -> None:
    person = queries.person(person_code)
    if person is not None:
        audit.look(what, by=roles.person_of(request), about=person, subject=subject, center_code=center_code)


_staff = functools.partial(roles.allowed, permissions.may_award_by_hand)


class ReportReviewList(api.ApiView, generics.GenericAPIView[models.Report]):
    """Reports that wait for somebody to decide."""

    scope = "points"
    serializer_class = serializers.ReportSerializer

    @extend_schema(responses={200: serializers.ReportSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them, the oldest first."""
        _staff(request)
        waiting = queries.reports_waiting(center_codes=permissions.centers_to_decide(request.user))
        page = self.paginate_queryset(waiting)
        return self.get_paginated_response(serializers.ReportSerializer(page, many=True).data)


class ReportDecision(api.ApiView):
    """The decision about a report."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=serializers.DecisionSerializer, responses=GIVEN)
    def post(self, request: Request, code: str) -> Response:
        """This function will approve a report, whose points come with it, or turn it down with a reason."""
        staff, found = _staff(request), queries.report(code)
        if found is None or not permissions.may_decide_for(request.user, found.center_code):
            raise errors.ReportNotFound
        sent = api.checked(serializers.DecisionSerializer, request.data)
        made = actions.decide_report(code, **sent, by=staff, now=clock.now())
        told = _given(made.report.code, made.report.state, made.posting, made.refusal, made.cut)
        return _answer(told, dry_run=False)


class CleanUpList(api.ApiView, generics.GenericAPIView[models.CleanUp]):
    """The sheets of the clean-ups that one organises."""

    scope = "points"
    serializer_class = serializers.CleanUpSerializer

    @extend_schema(responses={200: serializers.CleanUpSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the sheets, the latest first."""
        page = self.paginate_queryset(_sheets(request))
        return self.get_paginated_response(serializers.CleanUpSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewCleanUpSerializer,
        responses={200: serializers.EnteredSerializer, 201: serializers.EnteredSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will enter a sheet and give everybody their part."""
        places = {one.value: one for one in _organisers(request)}
        sent = api.checked(serializers.NewCleanUpSerializer, request.data)
        organiser, dry_run = places.get(sent.pop("organiser")), sent.pop("dry_run")
        if organiser is None:
            raise errors.NoOrganiser
        is_center = organiser.kind == enums.AccountKind.CENTER
        whose: dict[str, Any] = {"center_code" if is_center else "organisation_code": organiser.code}
        plan = actions.CleanUpPlan(**sent, **whose, key=api.write_key(request))
        enter = actions.try_clean_up if dry_run else actions.enter_clean_up
        made = enter(plan, by=roles.person_of(request), now=clock.now())
        shown = {
            "code": "" if dry_run else made.clean_up.code,
            "points": made.clean_up.points,
            "shares": made.shares,
        }
        answered = status.HTTP_200_OK if dry_run else status.HTTP_201_CREATED
        return Response(serializers.EnteredSerializer(shown).data, status=answered)


def _organisers(request: Request) -> list[queries.Place]:
    found = queries.organisers_of(roles.person_of(request))
    if not found:
        raise errors.NoOrganiser
    return found


def _sheets(request: Request) -> queries.CleanUps:
    own = [one.code for one in _organisers(request) if one.kind == enums.AccountKind.COMMUNITY]
    return queries.clean_ups(organisation_codes=own, center_codes=permissions.centers_to_decide(request.user))


def _sheet(request: Request, code: str) -> models.CleanUp:
    found = _sheets(request).filter(code=code).first()
    if found is None:
        raise errors.CleanUpNotFound
    return found


class CleanUpDetail(api.ApiView):
    """One sheet."""

    scope = "points"

    @extend_schema(responses={200: serializers.EnteredSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a sheet with everybody's part."""
        sheet = _sheet(request, code)
        actions.look_at_clean_up(sheet, by=roles.person_of(request), now=clock.now())
        paid = queries.paid_by_person(enums.RuleWay.CLEAN_UP, sheet.code)
        shares = [
            {
                "person_code": share.person_code,
                "weight": share.weight,
                "points": share.points,
                "awarded": paid.get(share.person_code, 0),
            }
            for share in sheet.shares.all()
        ]
        shown = {"code": sheet.code, "points": sheet.points, "shares": shares}
        return Response(serializers.EnteredSerializer(shown).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.WithdrawalSerializer,
        responses={200: serializers.CleanUpSerializer, **api.PROBLEMS},
    )
    def delete(self, request: Request, code: str) -> Response:
        """This function will take a sheet back with all its points."""
        sheet = _sheet(request, code)
        sent = api.checked(serializers.WithdrawalSerializer, request.data)
        taken = actions.withdraw_clean_up(sheet.code, **sent, by=roles.person_of(request), now=clock.now())
        return Response(serializers.CleanUpSerializer(taken).data)


class ManualAwardList(api.ApiView, generics.GenericAPIView[models.ManualAward]):
    """Awards by hand."""

    scope = "points"
    serializer_class = serializers.ManualAwardSerializer

    @extend_schema(responses={200: serializers.ManualAwardSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list them with whom they are for, the latest first; the look is noted."""
        staff, centers = _staff(request), permissions.centers_to_decide(request.user)
        page = self.paginate_queryset(queries.manual_awards(center_codes=centers, by_code=staff.code))
        named = accounts.User.objects.filter(code__in={one.person_code for one in page or []})
        audit.looks("points.manual_awards", by=staff, abouts=named, now=clock.now())
        return self.get_paginated_response(serializers.ManualAwardSerializer(page, many=True).data)

    @extend_schema(parameters=[api.KEY], request=serializers.NewManualAwardSerializer, responses=GIVEN)
    def post(self, request: Request) -> Response:
        """This function will give points by hand, or leave them to a second member of staff."""
        staff = _staff(request)
        sent = api.checked(serializers.NewManualAwardSerializer, request.data)
        number, dry_run = sent.pop("person_code"), sent.pop("dry_run")
        person = queries.person(number)
        if person is None:
            raise errors.PersonUnknown(numbers=number)
        plan = actions.ManualPlan(
            **sent,
            person=person,
            key=api.write_key(request),
            center_code=permissions.own_center(request.user),
        )
        give = actions.try_by_hand if dry_run else actions.award_by_hand
        return _answer(_by_hand(give(plan, by=staff, now=clock.now())), dry_run=dry_run)


def _by_hand(made: actions.ByHand) -> dict[str, Any]:
    record = made.record
    return {
        "code": record.code,
        "state": record.state,
        "points": made.awarded,
        "asked": record.points,
        "refusal": "",
        "cut": made.cut,
    }


def _manual(request: Request, code: str) -> models.ManualAward:
    _staff(request)
    found = queries.manual_award(code)
    if found is None or not permissions.may_see_manual_award(request.user, found):
        raise errors.ManualAwardNotFound
    return found


class ManualAwardDetail(api.ApiView):
    """One award by hand."""

    scope = "points"

    @extend_schema(responses={200: serializers.ManualAwardSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show an award by hand."""
        found = _manual(request, code)
        _look(request, found.person_code, "points.manual_award", found.code, found.center_code)
        return Response(serializers.ManualAwardSerializer(found).data)


class ManualAwardDecision(api.ApiView):
    """The decision of a second member of staff."""

    scope = "points"

    @extend_schema(parameters=[api.KEY], request=serializers.DecisionSerializer, responses=GIVEN)
    def post(self, request: Request, code: str) -> Response:
        """This function will give the points, or turn the request down with a reason."""
        found = _manual(request, code)
        if not permissions.may_decide_for(request.user, found.center_code):
            raise errors.NeedsAnotherPerson
        sent = api.checked(serializers.DecisionSerializer, request.data)
        made = actions.decide_by_hand(code, **sent, by=roles.person_of(request), now=clock.now())
        return _answer(_by_hand(made), dry_run=False)
