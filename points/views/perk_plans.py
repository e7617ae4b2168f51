"""What the city sells for points: put on sale, change, take deliveries in, end, withdraw."""

import functools
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import actions, enums, errors, permissions, queries
from points.forms import perk_plans as forms
from points.queries import perks as perk_queries
from points.queries import places as place_queries

_official = functools.partial(roles.allowed, permissions.may_set_perks)


@require_safe
@decorators.signed_in
def perk_plans(request: HttpRequest) -> HttpResponse:
    """This function will list every perk with what is ordered and left."""
    _official(request)
    today = clock.today()
    rows = [(one, perk_queries.opens_on(one, today)) for one in perk_queries.all_perks()[:200]]
    return render(request, "points/perk_plans.html", {"rows": rows, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_plan_new(request: HttpRequest) -> HttpResponse:
    """This function will take a new perk: what it is, how people will read it, and then put it on sale."""
    person = _official(request)
    initial: dict[str, Any] = {"starts_on": clock.today(), "valid_days": 90, "kind": enums.PerkKind.GOODS}
    data = request.POST if request.method == "POST" else None
    form = forms.PerkForm(data, places=place_queries.handover_places(), initial=initial)
    return _form(request, form, person)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_plan_change(request: HttpRequest, code: str) -> HttpResponse:
    """This function will change a perk: what is new, what differs, and then the change."""
    person, found = _official(request), queries.perk(code)
    newest = found.tables.order_by("-version").first()
    keeps = newest.keeps_rest if newest else True
    initial = forms.initial_of(found, perk_queries.steps_of(found), keeps_rest=keeps)
    data = request.POST if request.method == "POST" else None
    form = forms.PerkForm(data, places=place_queries.handover_places(), perk=found, initial=initial)
    return _form(request, form, person)


def _form(request: HttpRequest, form: forms.PerkForm, person: accounts.User) -> HttpResponse:
    if not form.is_valid() or "again" in request.POST:
        return _form_page(request, form, status=422 if form.errors else 200)
    try:
        if "decided" in request.POST:
            return _published(request, form, person)
        shown = actions.try_perk(form.plan(), **_which(form), by=person, now=clock.now())
    except common.DomainError as refusal:
        form.add_error("steps" if isinstance(refusal, errors.StepsInvalid) else None, refusal.sentence)
        return _form_page(request, form, status=refusal.status)
    context = {"form": form, "perk": form.perk, "shown": shown}
    return render(request, "points/perk_plan_preview.html", context)


def _which(form: forms.PerkForm) -> dict[str, Any]:
    return {"code": form.perk.code, "revision": form.cleaned_data["revision"] or 0} if form.perk else {}


def _published(request: HttpRequest, form: forms.PerkForm, person: accounts.User) -> HttpResponse:
    plan, now = form.plan(), clock.now()
    if form.perk:
        made = actions.change_perk(plan=plan, **_which(form), by=person, now=now)
        messages.success(request, "変更しました。これからの申込みから使われます。")
    else:
        made = actions.put_on_sale(plan, key=form.cleaned_data["key"], by=person, now=now)
        messages.success(request, "特典を始めました。")
    return redirect("points:perk-plan", code=made.code)


def _form_page(request: HttpRequest, form: forms.PerkForm, *, status: int) -> HttpResponse:
    return render(request, "points/perk_plan_new.html", {"form": form, "perk": form.perk}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_plan(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a perk with its orders, tables and deliveries, and take in what arrived."""
    person, found = _official(request), queries.perk(code)
    form = forms.SupplyForm(request.POST if request.method == "POST" else None, perk=found)
    if form.is_valid():
        try:
            actions.supply_perk(code, form.plan(), key=form.cleaned_data["key"], by=person, now=clock.now())
        except common.DomainError as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "記録しました。待っている方には、用意ができたことをお知らせしています。")
            return redirect("points:perk-plan", code=code)
    context = {
        "perk": found,
        "form": form,
        "lines": actions.lines_of(found),
        "supplies": list(found.supply.order_by("-seq")[:50]),
        "tables": list(found.tables.order_by("-version").prefetch_related("steps")),
        "counts": perk_queries.counts_of(found),
        "opens": perk_queries.opens_on(found, clock.today()),
        "today": clock.today(),
    }
    return render(request, "points/perk_plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_plan_ending(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask for the last day of orders."""
    person, found = _official(request), queries.perk(code)
    form = forms.LastDayForm(request.POST if request.method == "POST" else None, initial={"ends_on": clock.today()})
    if form.is_valid():
        try:
            actions.end_perk(code, ends_on=form.cleaned_data["ends_on"], by=person, now=clock.now())
        except errors.PerkUnfit as refusal:
            form.add_error("ends_on", refusal.sentence)
        else:
            messages.success(request, "申込みの最後の日を決めました。")
            return redirect("points:perk-plan", code=code)
    context = {"perk": found, "form": form}
    return render(request, "points/perk_plan_ending.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_plan_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will withdraw a perk for good; who waits gets their points back."""
    person, found = _official(request), queries.perk(code)
    form = forms.WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.withdraw_perk(code, reason=form.cleaned_data["reason"], by=person, now=clock.now())
        messages.success(request, "特典を取りやめました。申し込んでいる方に、ポイントを戻してお知らせしています。")
        return redirect("points:perk-plan", code=code)
    context = {"perk": found, "form": form, "counts": perk_queries.counts_of(found)}
    return render(request, "points/perk_plan_withdrawal.html", context, status=422 if form.errors else 200)
