"""Paper slips that were typed wrongly, for the desk or the city that puts them right before they are settled."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import enums, errors, models, permissions
from points.actions import slip_corrections as actions
from points.forms import slip_corrections as forms
from points.queries import slips as reads
from points.queries import tills

_staff = functools.partial(roles.allowed, permissions.may_correct_slips)


@require_safe
@decorators.signed_in
def slips(request: HttpRequest) -> HttpResponse:
    """This function will list the slips that can be put right, of all places or of one."""
    _staff(request)
    own = [till for till in tills.tills() if permissions.may_correct_slip(request.user, till)]
    form = forms.TillForm(request.GET, tills=own)
    chosen = form.cleaned_data["till"] if form.is_valid() else ""
    found = reads.correctable(center_codes=permissions.centers_to_decide(request.user), till=chosen)
    return render(request, "points/slips.html", {"form": form, "slips": [(s, reads.latest(s)) for s in found[:100]]})


def _slip(request: HttpRequest, code: str) -> models.Slip:
    found = tills.slip(code)
    if found is None or not permissions.may_correct_slip(request.user, found.till):
        raise errors.SlipNotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def slip_correction(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a slip with its corrections, and put it right."""
    staff, found = _staff(request), _slip(request, code)
    form = forms.CorrectionForm(request.POST if request.method == "POST" else None, initial=forms.initial(found))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            plan = form.correction(permissions.own_center(request.user))
            try:
                made = actions.correct_slip(code, plan, by=staff, now=clock.now())
            except common.DomainError as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _said(made))
                return redirect("points:slip-correction", code=code)
    open_ones = (enums.SlipState.TAKEN, enums.SlipState.CASE)
    context = {
        "slip": found,
        "facts": reads.facts(found),
        "corrections": reads.corrections(found),
        "form": form if found.state in open_ones else None,
    }
    return render(request, "points/slip_correction.html", context, status=status)


def _said(made: models.SlipCorrection) -> str:
    if made.made is not None and made.made.state == enums.SlipState.CASE:
        return "訂正しました。受け取れなかった分は、市が確認します。お客さまとお店にお知らせしました。"
    if made.refund is not None and made.made is None:
        return f"訂正し、{made.refund.amount}ポイントを返しました。お客さまとお店にお知らせしました。"
    return "訂正しました。お客さまとお店にお知らせしました。"
