from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import papers as forms
from bookings.queries import attendance as queries
from bookings.queries import centers


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def restriction_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk the evidence on one person or group, and take its decision."""
    center = centers.center(code)
    if not permissions.may_restrict(request.user, center):
        raise errors.NotAllowed
    today = clock.today()
    whose = {f"{kind}_code": request.GET.get(kind, "") for kind in ("person", "group")}
    case = queries.case(center, **whose, today=today)
    _note_look(request, center, case.absentee)
    form = _form(request, case)
    if request.method == "POST" and form.is_valid():
        return _restricted(request, center, case, form)
    return _page(request, center, case, form, status=422 if form.errors else 200)


def _note_look(request: HttpRequest, center: models.Center, absentee: queries.Absentee) -> None:
    if absentee.person:
        audit.look("bookings.no_shows", by=roles.person_of(request), about=absentee.person, center_code=center.code)


def _form(request: HttpRequest, case: queries.Case) -> forms.RestrictionForm:
    data = request.POST if request.method == "POST" else None
    return forms.RestrictionForm(data, last_day=case.last_day, last_text=case.last_text)


def _restricted(
    request: HttpRequest, center: models.Center, case: queries.Case, form: forms.RestrictionForm
) -> HttpResponse:
    ends_on: date = form.cleaned_data["ends_on"]
    try:
        actions.restrict(
            center,
            person=case.absentee.person,
            group=case.absentee.group,
            ends_on=ends_on,
            reason=form.cleaned_data["reason"],
            by=roles.person_of(request),
            now=clock.now(),
        )
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, center, case, form, status=refusal.status)
    messages.success(request, f"{case.absentee.name}さんのネット予約を、{ends_on:%-m月%-d日}までお休みいただきます。")
    return redirect("bookings:center-attendance", code=center.code)


def _page(
    request: HttpRequest, center: models.Center, case: queries.Case, form: forms.RestrictionForm, *, status: int
) -> HttpResponse:
    context = {"center": center, "case": case, "form": form}
    return render(request, "bookings/restriction_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def restriction_lifting(request: HttpRequest, code: str) -> HttpResponse:
    """This function will end a restriction early."""
    found = queries.restriction(code)
    if not permissions.may_restrict(request.user, found.center):
        raise errors.NotFound
    form = forms.LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.lift_restriction(
            found, by=roles.person_of(request), reason=form.cleaned_data["reason"], now=clock.now()
        )
        messages.success(request, "お休みを解除しました。本人にお知らせします。")
        return redirect("bookings:center-attendance", code=found.center.code)
    context = {"restriction": found, "center": found.center, "form": form}
    return render(request, "bookings/restriction_lifting.html", context, status=422 if form.errors else 200)
