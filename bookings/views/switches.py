import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import switching
from bookings.queries import centers
from bookings.queries import switches as queries

_person = functools.partial(roles.allowed, permissions.may_switch_centers)


@require_safe
@decorators.signed_in
def switches(request: HttpRequest) -> HttpResponse:
    """This function will show the city what is switched on at each center, and what is planned."""
    _person(request)
    return render(request, "bookings/switches.html", {"offerings": queries.offerings(now=clock.now())})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def center_switches(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the switches of a center with their history, and turn one of them."""
    person, center = _person(request), centers.center(code)
    form = switching.SwitchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _turned(request, person, center, form)
    return _page(request, center, form, status=422 if form.is_bound else 200)


def _turned(
    request: HttpRequest, person: accounts.User, center: models.Center, form: switching.SwitchForm
) -> HttpResponse:
    try:
        turn = actions.switch_center(center, by=person, now=clock.now(), **form.turned())
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _page(request, center, form, status=refusal.status)
    messages.success(request, f"{center.name}の「{turn.get_switch_display()}」を切り替えます。職員にお知らせしました。")
    return redirect("bookings:center-switches", code=center.code)


def _page(request: HttpRequest, center: models.Center, form: switching.SwitchForm, *, status: int) -> HttpResponse:
    turns = queries.center_turns(center, now=clock.now())
    context = {"center": center, "form": form, "turns": turns, "offering": turns.offering}
    return render(request, "bookings/center_switches.html", context, status=status)


@require_POST
@decorators.signed_in
def center_switch_withdrawal(request: HttpRequest, code: str, turn: str) -> HttpResponse:
    """This function will withdraw a turn that has not taken effect."""
    person = _person(request)
    center = centers.center(code)
    actions.withdraw_switch(queries.turn(center, turn), by=person, now=clock.now())
    messages.success(request, "予定を取りやめました。職員にお知らせしました。")
    return redirect("bookings:center-switches", code=code)
