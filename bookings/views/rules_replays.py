from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import actions, models, permissions
from bookings import errors as refusals
from bookings.forms import usage_rules as forms
from bookings.queries import replay_results, replaying
from bookings.queries import usage_rules as queries

PAGE = 50


def _replay(request: HttpRequest, code: str) -> models.RulesReplay:
    found = queries.replay(code)
    if not permissions.may_draft_rules(request.user, found.draft.center):
        raise errors.NotFound
    return found


@require_safe
@decorators.signed_in
def rules_replay(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show how far a replay is, and what it has found; the page asks again by itself until then."""
    replay = _replay(request, code)
    named = permissions.may_name_the_refused(request.user, replay.draft.center)
    context = {
        "replay": replay,
        "version": replay.draft,
        "result": replay_results.result(replay, with_names=named),
        "named": named,
        "is_stale": not replay.is_of_the_draft_as_it_is,
    }
    return render(request, "bookings/rules_replay.html", context)


@require_safe
@decorators.signed_in
def rules_replay_bookings(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show by name whom the draft would have refused, to those entitled; each look is recorded."""
    replay = _replay(request, code)
    if not permissions.may_name_the_refused(request.user, replay.draft.center):
        raise errors.NotAllowed
    page = Paginator(replay_results.refused_bookings(replay), PAGE).get_page(request.GET.get("page"))
    rows = replay_results.with_sentences(replay, page.object_list)
    shown = [booking for booking, _ in rows]
    actions.note_look_across("bookings.replay", by=roles.person_of(request), subject=replay.code, shown=shown)
    context = {"replay": replay, "version": replay.draft, "page": page, "rows": rows}
    return render(request, "bookings/rules_replay_bookings.html", context)


@require_POST
@decorators.signed_in
def rules_replay_stop(request: HttpRequest, code: str) -> HttpResponse:
    """This function will stop a replay; what it has counted stays."""
    actions.stop_replay(_replay(request, code), by=roles.person_of(request), now=clock.now())
    messages.success(request, "計算を止めました。続きは、いつでも始められます。")
    return redirect("bookings:rules-replay", code=code)


@require_POST
@decorators.signed_in
def rules_replay_resumption(request: HttpRequest, code: str) -> HttpResponse:
    """This function will go on with a replay that was stopped."""
    actions.resume_replay(_replay(request, code), by=roles.person_of(request), now=clock.now())
    messages.success(request, "計算を続けます。")
    return redirect("bookings:rules-replay", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def usage_rules_publication(request: HttpRequest, code: str) -> HttpResponse:
    """This function will publish a draft from a date on, after showing how many bookings to come it would refuse."""
    draft = _draft(request, code)
    initial = {"valid_from": draft.valid.lower}
    form = forms.PublicationForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _published(request, draft, form)
        except refusals.RulesStartTooEarly as refusal:
            form.add_error("valid_from", refusal.sentence)
        except refusals.RulesOverlap as refusal:
            form.add_error("valid_from", refusal.sentence)
    concerned = replaying.would_refuse(draft, since=draft.valid.lower, now=clock.now())
    context = {"version": draft, "form": form, "concerned": len(concerned), "phoned": _without_account(concerned)}
    status = 422 if form.is_bound else 200
    return render(request, "bookings/usage_rules_publication.html", context, status=status)


def _draft(request: HttpRequest, code: str) -> models.UsageRules:
    found = queries.version(code)
    if not permissions.may_draft_rules(request.user, found.center):
        raise errors.NotFound
    if not found.is_draft:
        raise refusals.RulesNotADraft
    return found


def _without_account(concerned: Iterable[replaying.Judged]) -> int:
    return sum(found.booking.booked_by_id is None and found.booking.group_id is None for found in concerned)


def _published(request: HttpRequest, draft: models.UsageRules, form: forms.PublicationForm) -> HttpResponse:
    day = form.cleaned_data["valid_from"]
    done = actions.publish_draft(draft, valid_from=day, by=roles.person_of(request), now=clock.now())
    told = f"予約に関わる{len(done.told)}人にお知らせしました。" if done.told else ""
    phoned = f"電話でのお知らせが要る予約が{done.to_phone}件あります。下の一覧をご覧ください。" if done.to_phone else ""
    messages.success(request, f"新しい「利用のきまり」を公開しました。{told}{phoned}")
    return redirect("bookings:usage-rules-version", code=draft.code)


@require_safe
@decorators.signed_in
def usage_rules_concerned(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show by name the bookings to come that a version would have refused, to those entitled."""
    version = queries.version(code)
    if not permissions.may_name_the_refused(request.user, version.center):
        raise errors.NotFound
    concerned = replaying.would_refuse(version, since=version.valid.lower, now=clock.now())
    shown = [found.booking for found in concerned]
    actions.note_look_across("bookings.rules_concerned", by=roles.person_of(request), subject=version.code, shown=shown)
    return render(request, "bookings/usage_rules_concerned.html", {"version": version, "concerned": concerned})


@require_safe
@decorators.signed_in
def city_approvals(request: HttpRequest) -> HttpResponse:
    """This function will list what waits for the city's approval, where the usage rules leave it to the city."""
    if not permissions.may_decide_for_the_city(request.user):
        raise errors.NotAllowed
    waiting = list(queries.waiting_for_the_city(clock.now()))
    actions.note_look_across(
        "bookings.city_approvals", by=roles.person_of(request), subject="city-approvals", shown=waiting
    )
    return render(request, "bookings/city_approvals.html", {"waiting": waiting})
