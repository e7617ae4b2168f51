"""Rules and campaigns, for those who decide for the city: draft, try, publish; and what a budget has given."""

import functools
import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from backend.common import errors as common
from points import actions, errors, models, permissions, queries
from points.forms import campaigns as campaign_forms
from points.forms import earning as forms
from points.forms import keyed
from points.forms.records import member_number
from points.rules import words

LOOK_BACK = timedelta(days=30)
EXPIRED = "期限が切れて、予算に戻った分"


_official = functools.partial(roles.allowed, permissions.may_set_rules)


@require_safe
@decorators.signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """This function will list the rules with their newest versions."""
    _official(request)
    return render(request, "points/rules.html", {"rules": queries.newest_versions(), "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def rule_new(request: HttpRequest) -> HttpResponse:
    """This function will draft a rule that is not there yet."""
    person = _official(request)
    form = forms.NewRuleForm(
        request.POST if request.method == "POST" else None,
        campaigns=queries.campaigns(),
        initial={"starts_on": clock.today(), "expiry_amount": 2, "per_time": 0, "per_unit": Decimal(0)},
    )
    if form.is_valid():
        return _drafted(request, form, form.cleaned_data["code"], person)
    return render(request, "points/rule_new.html", {"form": form}, status=422 if form.errors else 200)


def _drafted(request: HttpRequest, form: forms.RuleForm, code: str, person: accounts.User) -> HttpResponse:
    try:
        draft = actions.draft_rule(form.plan(code), by=person, now=clock.now())
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "points/rule_new.html", {"form": form, "code": code}, status=refusal.status)
    messages.success(request, "下書きにしました。試してから公開してください。")
    return redirect("points:rule-version", code=code, version=draft.version)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def rule_draft(request: HttpRequest, code: str) -> HttpResponse:
    """This function will draft the next version of a rule, beginning with what its newest one says."""
    person = _official(request)
    newest = queries.rule_versions(code).first()
    if newest is None:
        raise errors.RuleNotFound
    initial = forms.initial_of(newest)
    if newest.published_at is not None:
        initial["starts_on"] = clock.today() + timedelta(days=1)
    form = forms.RuleForm(
        request.POST if request.method == "POST" else None, campaigns=queries.campaigns(), initial=initial
    )
    if form.is_valid():
        return _drafted(request, form, code, person)
    context = {"form": form, "rule": newest, "code": code}
    return render(request, "points/rule_new.html", context, status=422 if form.errors else 200)


@require_safe
@decorators.signed_in
def rule_version(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """This function will show a version of a rule, beside another, and for a draft what it would give."""
    _official(request)
    found, versions, districts = (
        queries.rule_version(code, version),
        list(queries.rule_versions(code)),
        queries.district_names(),
    )
    other = _other(request, found, versions)
    facts, from_day = queries.facts(found, districts), max(found.starts_on, clock.today())
    trial = forms.trial_form(found, request.GET)
    context = {
        "rule": found,
        "versions": versions,
        "other": other,
        "lines": words.lines(facts),
        "order": words.ORDER,
        "differences": words.compare(queries.facts(other, districts), facts) if other else [],
        "late_caps": _late_caps(facts, found.version, versions, districts),
        "trial": trial,
        "from_day": from_day,
        "lasts_until": queries.lasts_until(found, from_day),
        "today": clock.today(),
    }
    if trial.is_valid():
        tried, context["trial_refusal"] = _tried(found, _cases(trial, found))
        context |= {"tried": list(_alike(tried)), "tried_points": sum(one.amount for one in tried)}
        context["shared_points"] = sum(int(one.case.quantity) for one in tried)
    if found.published_at is None:
        context |= _past(found)
    return render(request, "points/rule_version.html", context, status=422 if trial.errors else 200)


def _other(request: HttpRequest, rule: models.Rule, versions: list[models.Rule]) -> models.Rule | None:
    named = request.GET.get("beside", "")
    beside = named if named.isdecimal() else str(rule.version - 1)
    return next((one for one in versions if str(one.version) == beside and one != rule), None)


def _late_caps(facts: words.Facts, version: int, versions: list[models.Rule], districts: dict[str, str]) -> list[str]:
    before = next((one for one in versions if one.version == version - 1), None)
    return words.late_caps(queries.facts(before, districts), facts) if before else []


def _cases(trial: forms.TrialForm | forms.SheetTrialForm, rule: models.Rule) -> list[actions.Case]:
    data = trial.cleaned_data
    person = member_number(data["number"]) if data["number"] else ""
    day = max(rule.starts_on, clock.today())
    return [actions.Case(quantity, day, person, weighed, present) for quantity, weighed, present in trial.cases]


def _tried(rule: models.Rule, cases: list[actions.Case]) -> tuple[list[actions.Tried], common.DomainError | None]:
    try:
        return actions.try_draft(rule, cases, now=clock.now()), None
    except common.DomainError as refusal:
        return [], refusal


def _alike(tried: list[actions.Tried]) -> Iterator[tuple[int, int, actions.Tried]]:
    """Puts those next to each other who get the same together: from which to which, and what."""
    place = 0
    for _, group in itertools.groupby(tried, key=lambda one: (one.case, one.amount, one.asked, one.said)):
        found = list(group)
        yield place + 1, place + len(found), found[0]
        place += len(found)


def _past(draft: models.Rule) -> dict[str, object]:
    """The awards of the last weeks once more, by the draft, as far apart as they were and from its first day on."""
    past = queries.past_awards(draft.code, since=clock.today() - LOOK_BACK)
    if not past:
        return {}
    shift = draft.starts_on - past[0].happened_on
    cases = [
        actions.Case(part, _within(one.happened_on + shift, draft), one.person_code)
        for one, part in zip(past, queries.past_parts(draft, past), strict=True)
    ]
    tried, refusal = _tried(draft, cases)
    return {
        "past_count": len(past),
        "past_people": len({one.person_code for one in past}),
        "past_points": sum(one.amount for one in past),
        "would_be_points": sum(one.amount for one in tried),
        "would_be_cut": sum(one.refusal is not None or one.amount < one.asked for one in tried),
        "past_refusal": refusal,
    }


def _within(day: date, draft: models.Rule) -> date:
    return min(day, draft.ends_on) if draft.ends_on else day


@require_POST
@decorators.signed_in
def rule_publication(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """This function will publish a draft for good."""
    person = _official(request)
    rule = actions.publish_draft(queries.rule_version(code, version), by=person, now=clock.now())
    messages.success(request, f"公開しました。{rule.starts_on:%Y年%-m月%-d日}の活動から使われます。")
    return redirect("points:rule-version", code=code, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def rule_ending(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """This function will ask for the last day of a rule, and let it end."""
    person, found = _official(request), queries.rule_version(code, version)
    form = forms.EndingForm(request.POST if request.method == "POST" else None, initial={"ends_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_rule(found, ends_on=form.cleaned_data["ends_on"], by=person, now=clock.now())
        except common.DomainError as refusal:
            form.add_error("ends_on", refusal.sentence)
        else:
            messages.success(request, "最後の日を決めました。")
            return redirect("points:rule-version", code=code, version=version)
    return render(request, "points/rule_ending.html", {"rule": found, "form": form}, status=422 if form.errors else 200)


@require_safe
@decorators.signed_in
def campaigns(request: HttpRequest) -> HttpResponse:
    """This function will list the campaigns with what is left of them."""
    _official(request)
    return render(request, "points/campaigns.html", {"campaigns": queries.campaigns()[:100]})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def campaign_new(request: HttpRequest) -> HttpResponse:
    """This function will set points aside for a campaign."""
    person = _official(request)
    form = campaign_forms.CampaignForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_campaign(**form.cleaned_data, by=person, now=clock.now())
        except errors.KeyReused as refusal:
            form.add_error(None, keyed.SPENT)
            status = refusal.status
        else:
            messages.success(request, "キャンペーンを作りました。決まりの下書きで選べます。")
            return redirect("points:campaign", code=made.code)
    return render(request, "points/campaign_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what a campaign has given, drawn and as a table, and add points to it."""
    person, found = _official(request), queries.campaign(code)
    data = request.POST if request.method == "POST" else None
    form, status = campaign_forms.MorePointsForm(data, initial={"seen": found.budget}), 422
    if form.is_valid() and "again" not in request.POST:
        if "decided" not in request.POST:
            return _more_preview(request, found, form)
        try:
            actions.add_to_campaign(found, **form.cleaned_data, by=person, now=clock.now())
        except errors.CampaignChanged as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, "予算を足しました。")
            return redirect("points:campaign", code=code)
    names = queries.rule_names()
    context = {
        "campaign": found,
        "form": form,
        "drawn": [(one, names.get(one.rule_code, one.rule_code or EXPIRED)) for one in queries.drawn(found)],
        "left": queries.left_of(found),
    }
    return render(request, "points/campaign.html", context, status=status if form.errors else 200)


def _more_preview(request: HttpRequest, found: models.Campaign, form: campaign_forms.MorePointsForm) -> HttpResponse:
    more, left = form.cleaned_data["points"], queries.left_of(found)
    context = {
        "campaign": found,
        "form": form,
        "more": more,
        "budget": found.budget + more,
        "left": left,
        "left_then": left + more,
    }
    return render(request, "points/campaign_preview.html", context)
