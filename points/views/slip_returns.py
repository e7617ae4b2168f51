"""What the city paid for a slip by mistake: one person asks for it, another takes it back."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import enums, errors, models, permissions
from points.actions import slip_returns as actions
from points.forms import slip_returns as forms
from points.forms.records import DecisionForm
from points.queries import slip_returns as reads
from points.queries import tills

_official = functools.partial(roles.allowed, permissions.may_settle)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def slip_return(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask for what was paid for a slip, or take the decision of a second person about it."""
    person = _official(request)
    slip = tills.slip(code)
    if slip is None:
        raise errors.SlipNotFound
    found = list(reads.returns(slip))
    last = found[-1] if found else None
    if last is not None and last.state == enums.SlipReturnState.WAITING:
        return _decision(request, person, last, found)
    return _asking(request, person, slip, found)


def _asking(
    request: HttpRequest, person: accounts.User, slip: models.Slip, found: list[models.SlipReturn]
) -> HttpResponse:
    form = forms.AskBackForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_back(slip.code, **form.cleaned_data, by=person, now=clock.now())
        except common.DomainError as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, "申し込みました。ほかの職員が確認するまで、お店のポイントは動きません。")
            return redirect("points:slip-return", code=slip.code)
    taken = any(one.state == enums.SlipReturnState.RETURNED for one in found)
    may_ask = slip.state == enums.SlipState.PAID and not taken
    context = {"slip": slip, "returns": found, "form": form if may_ask else None, "asking": True}
    return render(request, "points/slip_return.html", context, status=status)


def _decision(
    request: HttpRequest, person: accounts.User, last: models.SlipReturn, found: list[models.SlipReturn]
) -> HttpResponse:
    slip = last.slip
    mine = last.asked_by_code == person.code
    if mine and request.method == "POST":
        raise errors.NeedsAnotherPerson
    form = DecisionForm(request.POST if request.method == "POST" else None, told="申し込んだ職員")
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        decision = {"approve": form.approves, "reason": form.cleaned_data["reason"]}
        try:
            made = actions.decide_return(last.code, **decision, by=person, now=clock.now())
        except common.DomainError as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, _said(made))
            return redirect("points:slip-return", code=slip.code)
    context = {"slip": slip, "returns": found, "form": None if mine else form, "waits": mine}
    return render(request, "points/slip_return.html", context, status=status)


def _said(made: models.SlipReturn) -> str:
    if made.state == enums.SlipReturnState.REFUSED:
        return "見送りました。申し込んだ職員に理由をお知らせしました。"
    return "取り戻しました。次の精算で差し引かれます。お店にお知らせしました。"
