from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import actions, models, permissions, rules
from bookings import errors as refusals
from bookings.forms import clause_rows, clauses
from bookings.forms import usage_rules as forms
from bookings.queries import centers, house_rules
from bookings.queries import usage_rules as queries


@require_safe
def center_rules(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the usage rules in force at a center on a date, with what single rooms add."""
    today = clock.today()
    form = forms.RulesDateForm(request.GET or None)
    asked = form.date(today=today)
    page = centers.center_page(code, today=asked)
    found = house_rules.house_rules(page.center, page.rooms, date=asked, today=today)
    context = {"page": page, "center": page.center, "today": today, "rules": found, "form": form}
    return render(request, "bookings/center_rules.html", context)


@require_safe
@decorators.signed_in
def usage_rules(request: HttpRequest) -> HttpResponse:
    """This function will show staff the drafts and versions of the rules that they look after."""
    if not permissions.may_compare_rules(request.user):
        raise errors.NotAllowed
    desks, today = roles.desks(request.user), clock.today()
    city_s = permissions.may_draft_rules(request.user, None)
    context = {
        "drafts": queries.drafts(center_codes=desks, with_the_city_s=city_s),
        "versions": queries.version_lines(queries.published_for(desks), today=today),
        "may_open_the_city_s": city_s,
        "today": today,
    }
    return render(request, "bookings/usage_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def usage_rules_new(request: HttpRequest) -> HttpResponse:
    """This function will begin a draft: from the rules in force, from nothing, or from a file."""
    today = clock.today()
    scopes = _scopes(request)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"scope": request.GET.get("scope", "")}
    form = forms.NewDraftForm(data, files, scopes=scopes, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _drafted(request, form, today)
        messages.success(request, "案をつくりました。公開するまで、予約には使われません。")
        return redirect("bookings:usage-rules-version", code=made.code)
    return render(request, "bookings/usage_rules_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _scopes(request: HttpRequest) -> list[queries.Scope]:
    found = queries.scopes(
        center_codes=roles.desks(request.user), with_the_city_s=permissions.may_draft_rules(request.user, None)
    )
    if not found:
        raise errors.NotAllowed
    return found


def _drafted(request: HttpRequest, form: forms.NewDraftForm, today: date) -> models.UsageRules:
    scope, wanted = form.chosen, form.cleaned_data
    now_in_force = queries.in_force(scope, on=today) if wanted["start"] == forms.START_IN_FORCE else None
    content = wanted.get("content", now_in_force.content if now_in_force else {})
    return actions.draft_usage_rules(
        content,
        municipality=scope.municipality,
        center=scope.center,
        room=scope.room,
        valid_from=wanted["valid_from"],
        note=wanted["note"],
        by=roles.person_of(request),
        now=clock.now(),
    )


def _own(request: HttpRequest, code: str, *, draft: bool = False) -> models.UsageRules:
    """This function will find a version that one may work on; others learn nothing of a draft."""
    found = queries.version(code)
    if not permissions.may_draft_rules(request.user, found.center):
        raise errors.NotFound
    if draft and not found.is_draft:
        raise refusals.RulesNotADraft
    return found


@require_safe
@decorators.signed_in
def usage_rules_version(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a version or a draft, clause by clause, with its replays."""
    found, today = _own(request, code), clock.today()
    words = queries.words(found.municipality, on=today)
    above = queries.above(found, on=today)
    context = {
        "version": found,
        "line": queries.version_lines([found], today=today)[0],
        "clauses": _clauses(found, above, words),
        "replays": queries.replays_of(found) if found.is_draft else [],
        "replay_form": forms.ReplayForm(today=today),
    }
    return render(request, "bookings/usage_rules_version.html", context)


def _clauses(version: models.UsageRules, above: Mapping[str, Any], words: rules.Words) -> list[dict[str, Any]]:
    own = rules.read(rules.combined(version.content))
    whole = rules.read(rules.combined(above, version.content))
    told = {kind: [p for p in rules.paragraphs(whole, words) if p.kind == kind] for kind in rules.HEADINGS}
    return [
        {
            "slug": kind.replace("_", "-"),
            "heading": heading,
            "paragraphs": told[kind],
            "is_own": bool(getattr(own, kind)),
            "is_taken_away": kind in version.content and version.content[kind] is None,
        }
        for kind, heading in rules.HEADINGS.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def usage_rules_clause(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """This function will let staff write one clause of a draft; what is wrong stands at its field."""
    draft = _own(request, code, draft=True)
    form_class = clause_rows.FORMS.get(kind.replace("-", "_"))
    if form_class is None:
        raise errors.NotFound
    form = _clause_form(request, draft, form_class)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        actions.revise_usage_rules(draft, form.draft(), seen=seen, by=roles.person_of(request), now=clock.now())
        messages.success(request, f"「{rules.HEADINGS[form.kind]}」を直しました。")
        return redirect("bookings:usage-rules-version", code=code)
    context = {"version": draft, "form": form, "heading": rules.HEADINGS[form.kind]}
    return render(request, "bookings/usage_rules_clause.html", context, status=422 if form.is_bound else 200)


def _clause_form(
    request: HttpRequest, draft: models.UsageRules, form_class: type[clauses.ClauseForm]
) -> clauses.ClauseForm:
    today = clock.today()
    return form_class(
        request.POST if request.method == "POST" else None,
        content=draft.content,
        above=queries.above(draft, on=today),
        has_above=draft.level > 0,
        words=queries.words(draft.municipality),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def usage_rules_plan(request: HttpRequest, code: str) -> HttpResponse:
    """This function will change from when a draft is meant to hold, and its note."""
    draft = _own(request, code, draft=True)
    initial = {"valid_from": draft.valid.lower, "note": draft.note}
    form = forms.PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.revise_usage_rules(
            draft, draft.content, seen=draft.digest, by=roles.person_of(request), now=clock.now(), **form.cleaned_data
        )
        messages.success(request, "案の予定を直しました。")
        return redirect("bookings:usage-rules-version", code=code)
    status = 422 if form.is_bound else 200
    return render(request, "bookings/usage_rules_plan.html", {"version": draft, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def usage_rules_removal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then throw a draft away."""
    draft = _own(request, code, draft=True)
    if request.method == "POST":
        actions.discard_usage_rules(draft, by=roles.person_of(request), now=clock.now())
        messages.success(request, "案を捨てました。今のきまりは変わりません。")
        return redirect("bookings:usage-rules")
    return render(request, "bookings/usage_rules_removal.html", {"version": draft})


@require_safe
@decorators.signed_in
def usage_rules_file(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give the content as a file that another center or city can read in."""
    found = _own(request, code)
    name = f'attachment; filename="usage-rules-{found.code}.json"'
    answer = JsonResponse(found.content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = name
    return answer


@require_POST
@decorators.signed_in
def usage_rules_replays(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask for the bookings of some days to be held against a draft."""
    draft = _own(request, code, draft=True)
    form = forms.ReplayForm(request.POST, today=clock.today())
    if not form.is_valid():
        return render(request, "bookings/replay_new.html", {"version": draft, "form": form}, status=422)
    made = actions.request_replay(draft, by=roles.person_of(request), now=clock.now(), **form.cleaned_data)
    return redirect("bookings:rules-replay", code=made.code)
