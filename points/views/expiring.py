import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from points import actions, permissions
from points.forms import expiring as forms
from points.queries import expiring as queries

_person = functools.partial(roles.allowed, permissions.may_carry_over)


@require_safe
@decorators.signed_in
def carry_overs(request: HttpRequest) -> HttpResponse:
    """This function will list the decrees by which points can be used longer."""
    _person(request)
    return render(request, "points/carry_overs.html", {"decrees": queries.carry_overs(), "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def carry_over_new(request: HttpRequest) -> HttpResponse:
    """This function will take a decree: what it says, whom it reaches, and then the decision."""
    person = _person(request)
    form = forms.CarryOverForm(request.POST if request.method == "POST" else None)
    if not form.is_valid() or "again" in request.POST:
        return _form_page(request, form, status=422 if form.errors else 200)
    plan, now = form.plan(), clock.now()
    try:
        if "decided" in request.POST:
            made = actions.decree_carry_over(plan, by=person, key=form.cleaned_data["key"], now=now)
            messages.success(request, "決定しました。対象の方のポイントの期限を延ばしています。")
            return redirect("points:carry-over", code=made.code)
        actions.refuse_unfit(plan, today=clock.date_of(now))
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _form_page(request, form, status=refusal.status)
    reach = queries.reach(first=plan.first, last=plan.last, since=clock.date_of(now), owners=plan.owners)
    return render(request, "points/carry_over_preview.html", {"form": form, "plan": plan, "reach": reach})


def _form_page(request: HttpRequest, form: forms.CarryOverForm, *, status: int) -> HttpResponse:
    return render(request, "points/carry_over_new.html", {"form": form}, status=status)


@require_safe
@decorators.signed_in
def carry_over(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a decree and how far it has been carried out."""
    _person(request)
    decree = queries.carry_over(code)
    progress = queries.progress(decree)
    context = {"decree": decree, "progress": progress, "total": progress.done.points + progress.left.points}
    return render(request, "points/carry_over.html", context)
