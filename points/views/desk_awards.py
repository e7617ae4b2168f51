"""Reports to look at and points by hand, for desks and the city."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators
from backend.common import errors as common
from points import actions, enums, errors, models, permissions, queries
from points.forms import records as forms

_staff = functools.partial(roles.allowed, permissions.may_award_by_hand)


@require_safe
@decorators.signed_in
def report_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list the reports that wait for somebody to decide."""
    _staff(request)
    waiting = list(queries.reports_waiting(center_codes=permissions.centers_to_decide(request.user))[:100])
    names = queries.rule_names()
    context = {"reports": [(one, names.get(one.rule_code, "")) for one in waiting]}
    return render(request, "points/report_reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def report_review(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a report to somebody who may decide, and take the decision."""
    staff, found = _staff(request), queries.report(code)
    if found is None or not permissions.may_decide_for(request.user, found.center_code):
        raise errors.ReportNotFound
    form = forms.DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decided = actions.decide_report(
            found.code, approve=form.approves, reason=form.cleaned_data["reason"], by=staff, now=clock.now()
        )
        messages.success(request, _decided(decided))
        return redirect("points:report-reviews")
    _look(staff, found.person_code, "points.report", found.code, found.center_code)
    rule = queries.rule_on(found.rule_code, found.happened_on)
    limits = queries.limits(rule, found.person_code, found.happened_on) if rule else []
    context = {"report": found, "form": form, "rule": rule, "limits": limits}
    return render(request, "points/report_review.html", context, status=422 if form.errors else 200)


def _decided(decided: actions.Reported) -> str:
    if decided.report.state == enums.ReportState.REFUSED:
        return "見送りました。ご本人に理由をお知らせしました。"
    if decided.refusal is not None:
        return f"承認しました。{decided.refusal.sentence}ご本人にお知らせしました。"
    points = decided.posting.amount if decided.posting else 0
    return f"承認しました。{points}ポイントが付きました。{decided.cut}ご本人にお知らせしました。"


def _look(staff: accounts.User, person_code: str, what: str, subject: str, center_code: str) -> None:
    person = queries.person(person_code)
    if person is not None:
        audit.look(what, by=staff, about=person, subject=subject, center_code=center_code)


@require_safe
@decorators.signed_in
def manual_awards(request: HttpRequest) -> HttpResponse:
    """This function will list awards by hand: those that wait for a second member of staff, and the latest."""
    staff = _staff(request)
    center_codes = permissions.centers_to_decide(request.user)
    found = queries.manual_awards(center_codes=center_codes, by_code=staff.code)
    context = {
        "waiting": found.filter(state=enums.ManualState.WAITING)[:100],
        "records": found.exclude(state=enums.ManualState.WAITING)[:50],
    }
    return render(request, "points/manual_awards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def manual_award_new(request: HttpRequest) -> HttpResponse:
    """This function will take an award by hand: for whom and why, what it would do, and then the award."""
    staff, now = _staff(request), clock.now()
    rules = list(queries.rules_in_force(clock.date_of(now)).filter(way=enums.RuleWay.MANUAL))
    form = forms.ManualAwardForm(
        request.POST if request.method == "POST" else None,
        rules=rules,
        initial={"number": request.GET.get("number", "")},
    )
    if not form.is_valid() or "again" in request.POST:
        return _form_page(request, form, rules, staff, status=422 if form.errors else 200)
    try:
        plan = _plan(request, form)
        if "decided" in request.POST:
            made = actions.award_by_hand(plan, by=staff, now=now)
            messages.success(request, _given(made))
            return redirect("points:manual-award", code=made.record.code)
        told = actions.try_by_hand(plan, by=staff, now=now)
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _form_page(request, form, rules, staff, status=refusal.status)
    _look(staff, plan.person.code, "points.manual_award", plan.person.code, plan.center_code)
    return render(request, "points/manual_award_preview.html", {"form": form, "plan": plan, "told": told})


def _plan(request: HttpRequest, form: forms.ManualAwardForm) -> actions.ManualPlan:
    data = form.cleaned_data
    person = queries.person(data["number"])
    if person is None:
        raise errors.PersonUnknown(numbers=data["number"])
    return actions.ManualPlan(
        person=person,
        rule_code=data["rule"],
        points=data["points"],
        reason=data["reason"],
        key=data["key"],
        center_code=permissions.own_center(request.user),
    )


def _form_page(
    request: HttpRequest,
    form: forms.ManualAwardForm,
    rules: list[models.Rule],
    staff: accounts.User,
    *,
    status: int,
) -> HttpResponse:
    given = queries.given_by_hand_today(staff.code, clock.today())
    told = [(rule, max(0, (rule.most_per_staff_day or 0) - given.get(rule.code, 0))) for rule in rules]
    return render(request, "points/manual_award_new.html", {"form": form, "rules": told}, status=status)


def _given(made: actions.ByHand) -> str:
    if made.record.state == enums.ManualState.WAITING:
        return "ほかの職員の確認を待っています。確認されるまで、ポイントは付きません。"
    return f"{made.awarded}ポイントを付けました。{made.cut}ご本人にお知らせしました。"


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def manual_award(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show an award by hand, and take the decision of a second member of staff."""
    staff, found = _staff(request), queries.manual_award(code)
    if found is None or not permissions.may_see_manual_award(request.user, found):
        raise errors.ManualAwardNotFound
    may_decide = permissions.may_decide_for(request.user, found.center_code) and found.asked_by_code != staff.code
    form = forms.DecisionForm(request.POST if request.method == "POST" else None, told="申し込んだ職員")
    if request.method == "POST" and form.is_valid():
        if not may_decide:
            raise errors.NeedsAnotherPerson
        made = actions.decide_by_hand(
            found.code, approve=form.approves, reason=form.cleaned_data["reason"], by=staff, now=clock.now()
        )
        messages.success(
            request, _given(made) if form.approves else "見送りました。申し込んだ職員に理由をお知らせしました。"
        )
        return redirect("points:manual-award", code=found.code)
    _look(staff, found.person_code, "points.manual_award", found.code, found.center_code)
    posting = queries.awards_of(enums.RuleWay.MANUAL, found.code).first()
    context = {
        "record": found,
        "person": queries.person(found.person_code),
        "asked_by": queries.person(found.asked_by_code),
        "form": form,
        "may_decide": may_decide and found.state == enums.ManualState.WAITING,
        "cut": queries.cut_of(posting),
        "rule": queries.rule_on(found.rule_code, found.happened_on),
    }
    return render(request, "points/manual_award.html", context, status=422 if form.errors else 200)
