"""What the city sees of feedback: what was reported to it, and what would help activities."""

import functools

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from volunteers import actions, permissions, queries
from volunteers.forms import thanks as forms
from volunteers.views import _doors

ON_A_PAGE = 24


@decorators.signed_in
@require_http_methods(["GET"])
def feedback_reports(request: HttpRequest) -> HttpResponse:
    """This function will list what was reported to the city: what waits, or what is decided."""
    if not permissions.decides_reports(request.user):
        raise errors.NotFound
    decided = "decided" in request.GET
    page = Paginator(queries.thanks.reports(is_open=not decided), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/feedback_reports.html", {"page": page, "decided": decided})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def feedback_report(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show somebody of the city what was reported, note the look, and take the decision."""
    found = queries.thanks.decidable_report(request.user, code)
    person, now = roles.person_of(request), clock.now()
    form = forms.DecisionForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        decide = functools.partial(actions.thanks.decide_report, found, by=person, now=now, **form.cleaned_data)
        if _doors.attempted(form, decide):
            messages.success(request, "決めたことを、当事者の方にお知らせしました。")
            return redirect("volunteers:feedback-reports")
    actions.thanks.read_report(found, by=person, now=now)
    return _doors.page(request, "volunteers/feedback_report.html", {"report": found, "form": form})


@decorators.signed_in
@require_http_methods(["GET"])
def improvement_hints(request: HttpRequest) -> HttpResponse:
    """This function will show the city what would help activities: counts, and words that it may read."""
    if not permissions.may_read_hints(request.user):
        raise errors.NotFound
    now = clock.now()
    form = forms.HintsForm(request.GET or None, years=queries.thanks.years(today=clock.date_of(now)))
    year, field = form.wanted()
    found = queries.thanks.hints(year=year, field=field)
    actions.thanks.read_words(found.words, by=roles.person_of(request), now=now)
    return render(request, "volunteers/improvement_hints.html", {"hints": found, "field": field, "form": form})
