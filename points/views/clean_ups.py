"""The sheets of clean-ups, for those who organise them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import actions, enums, errors, models, permissions, queries
from points.forms import records as forms


def _organisers(request: HttpRequest) -> list[queries.Place]:
    found = queries.organisers_of(roles.person_of(request))
    if not found:
        raise errors.NoOrganiser
    return found


@require_safe
@decorators.signed_in
def clean_ups(request: HttpRequest) -> HttpResponse:
    """This function will list the sheets of the clean-ups that one organises."""
    organisers = _organisers(request)
    found = _own(request, organisers)
    context = {"sheets": found[:100], "rules": queries.rules_in_force(clock.today()).filter(way="clean_up")}
    return render(request, "points/clean_ups.html", context)


def _own(request: HttpRequest, organisers: list[queries.Place]) -> "queries.CleanUps":
    codes = [one.code for one in organisers if one.kind == enums.AccountKind.COMMUNITY]
    return queries.clean_ups(organisation_codes=codes, center_codes=permissions.centers_to_decide(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def clean_up_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a sheet: what was collected by whom, who would get what, and then the sheet itself."""
    organisers, person, now = _organisers(request), roles.person_of(request), clock.now()
    rule = queries.rule_on(code, clock.date_of(now))
    if rule is None or rule.way != enums.RuleWay.CLEAN_UP:
        raise errors.RuleNotFound
    form = forms.CleanUpForm(
        request.POST if request.method == "POST" else None,
        rule=rule,
        organisers=organisers,
        initial={"happened_on": clock.date_of(now)},
    )
    if not form.is_valid() or "again" in request.POST:
        return _form_page(request, form, status=422 if form.errors else 200)
    try:
        if "decided" in request.POST:
            made = actions.enter_clean_up(form.plan(), by=person, now=now)
            messages.success(request, "記録しました。参加した方にお知らせしました。")
            return redirect("points:clean-up", code=made.clean_up.code)
        told = actions.try_clean_up(form.plan(), by=person, now=now)
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _form_page(request, form, status=refusal.status)
    return render(request, "points/clean_up_preview.html", {"form": form, "told": told, "rule": rule})


def _form_page(request: HttpRequest, form: forms.CleanUpForm, *, status: int) -> HttpResponse:
    context = {"form": form, "rule": form.rule, "items": form.rule.items.all()}
    return render(request, "points/clean_up_new.html", context, status=status)


@require_safe
@decorators.signed_in
def clean_up(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a sheet: what was collected, and what came to whom."""
    sheet = _sheet(request, code)
    actions.look_at_clean_up(sheet, by=roles.person_of(request), now=clock.now())
    awards = queries.awards_of(enums.RuleWay.CLEAN_UP, sheet.code).select_related("credit")
    paid = {one.credit.owner_code: one for one in awards}
    cuts = queries.cuts_of(paid.values())
    shares = [
        _told(share, paid.get(share.person_code), cuts) for share in sorted(sheet.shares.all(), key=lambda one: one.pk)
    ]
    return render(request, "points/clean_up.html", {"sheet": sheet, "shares": shares})


def _told(
    share: models.CleanUpShare, posting: models.Posting | None, cuts: dict[str, str]
) -> tuple[models.CleanUpShare, int, str]:
    """This function will give a part with the points that came of it, and the limit that left fewer."""
    if posting is None:
        return share, 0, share.said or ("上限に達していたため、付いていません。" if share.points else "")
    return share, posting.amount, share.said or cuts.get(posting.code, "")


def _sheet(request: HttpRequest, code: str) -> models.CleanUp:
    found = _own(request, _organisers(request)).filter(code=code).first()
    if found is None:
        raise errors.CleanUpNotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def clean_up_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask why a sheet is taken back, and take it back with all its points."""
    sheet = _sheet(request, code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw_clean_up(sheet.code, reason=reason, by=roles.person_of(request), now=clock.now())
        messages.success(request, "記録とポイントを取り下げました。")
        return redirect("points:clean-up", code=sheet.code)
    context = {"sheet": sheet, "form": form}
    return render(request, "points/clean_up_withdrawal.html", context, status=422 if form.errors else 200)
