"""Communities that take points from their supporters."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import actions
from points.forms import perks as forms
from points.queries import perks as perk_queries


@require_safe
def support_communities(request: HttpRequest) -> HttpResponse:
    """This function will list the communities that take support; who manages one finds their own."""
    context: dict[str, object] = {"communities": perk_queries.accepting_communities()}
    if request.user.is_authenticated:
        own = list(perk_queries.communities_of(roles.person_of(request)))
        said = perk_queries.support_words([one.code for one in own])
        context["own"] = [(one, said.get(one.code)) for one in own]
    return render(request, "points/support_communities.html", context)


def _own(request: HttpRequest, code: str) -> accounts.Organisation:
    found = perk_queries.communities_of(roles.person_of(request)).filter(code=code).first()
    if found is None:
        raise common.NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def support_community(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask a community what it does with points, and let it take them or take them no more."""
    found = _own(request, code)
    said = perk_queries.support_words([code]).get(code)
    data = request.POST if request.method == "POST" else None
    form = forms.SupportForm(data, initial={"about": said.about if said else ""})
    if form.is_valid():
        accepts = "stop" not in request.POST
        person = roles.person_of(request)
        actions.accept_support(found, accepts=accepts, about=form.cleaned_data["about"], by=person, now=clock.now())
        messages.success(request, "応援の受け付けを始めました。" if accepts else "応援の受け付けを止めました。")
        return redirect("points:support-communities")
    context = {"organisation": found, "said": said, "form": form}
    return render(request, "points/support_community.html", context, status=422 if form.errors else 200)
