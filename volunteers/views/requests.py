"""The board, a request's page, and what its organisation and the reviewers do with it."""

import functools
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.common import clock, decorators, errors
from volunteers import actions, enums, forms, models, permissions, queries, rules
from volunteers.views import _doors

ON_A_PAGE = 24
SHOWN_CHANGES = 5


@require_http_methods(["GET"])
def requests(request: HttpRequest) -> HttpResponse:
    """This function will show everybody what help is wanted."""
    # To turn a page is no search.
    form = forms.BoardForm(request.GET if request.GET.keys() - {"page"} else None)
    wanted = form.wanted()
    now = clock.now()
    board = Paginator(queries.requests.board(wanted, now=now), ON_A_PAGE)
    # Counted without what a card shows of each.
    board.count = queries.requests.number_on_board(wanted, now=now)
    page = board.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "cards": queries.cards.of_board(page),
        "events": wanted.purpose == enums.Purpose.EVENT,
    }
    return render(request, "volunteers/requests.html", context)


@decorators.signed_in
@require_http_methods(["GET"])
def organised_requests(request: HttpRequest) -> HttpResponse:
    """This function will show somebody the requests of their organisations."""
    organisations = list(queries.people.managed_organisations(_doors.person(request)))
    found = queries.requests.of_organisations(organisations)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    reviews = permissions.reviews_at_all(request.user)
    context = {"organisations": organisations, "page": page, "reviews": reviews}
    return render(request, "volunteers/organised_requests.html", context)


@require_http_methods(["GET"])
def request_detail(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what is asked for, and to its organisers who might help."""
    found = queries.reach.readable_request(request.user, code)
    now = clock.now()
    shifts = list(queries.requests.shifts_of(found))
    organises = permissions.may_organise(request.user, found)
    standings = queries.requests.with_standing(shifts, person=_visitor(request), now=now)
    context = {
        "found": found,
        "shifts": queries.requests.shown_to(standings, organises=organises),
        "windows": [] if found.has_set_times else queries.windows.of_request(found),
        "later": found.widening_sentence(now),
        "words": rules.events.words(found.purpose),
        "today": clock.date_of(now),
        "basis": queries.earning.basis(found, day=clock.date_of(now)),
        "organises": organises,
        "questions": queries.questions.of_request(found, with_hidden=organises),
        "reviews": found.is_in_review and permissions.may_review(request.user, found),
    }
    if context["organises"]:
        context |= {"changes": queries.changes.of_request(found)[:SHOWN_CHANGES]}
        by = _doors.person(request)
        if not found.is_event:
            context |= {"suggested": actions.offers.read_best_offers(found, shifts, by=by, now=now)}
    return render(request, "volunteers/request_detail.html", context)


def _visitor(request: HttpRequest) -> accounts.User | None:
    return request.user if isinstance(request.user, accounts.User) else None


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """This function will take a new request from somebody who acts for an organisation."""
    organisations = queries.people.managed_organisations(_doors.person(request))
    if not organisations:
        return render(request, "volunteers/request_new.html", {"sheet": None})
    if request.method == "GET":
        return render(request, "volunteers/request_new.html", {"sheet": _empty_sheet(request, organisations)})
    sheet = _sheet(request)
    if forms.asks_for_more(request.POST) or not sheet.is_valid():
        return render(request, "volunteers/request_new.html", {"sheet": sheet})
    try:
        organisation = sheet.request.cleaned_data["organisation"]
        given = _given(request, sheet)
        post = functools.partial(actions.post_request, organisation, draft="draft" in request.POST, **given)
        made = actions.post_once(post, key=sheet.sent_key(), by=given["by"])
    except errors.DomainError as refusal:
        context = {"sheet": sheet}
        return _doors.page(request, "volunteers/request_new.html", context, refusal)
    messages.success(request, made.outcome)
    return redirect("volunteers:request-detail", code=made.code)


def _given(request: HttpRequest, sheet: forms.RequestSheet) -> dict[str, Any]:
    """This function will give what was written, by whom and when, as the actions take it."""
    return {
        "plan": sheet.plan(),
        "shifts": sheet.shift_plans(),
        "windows": sheet.window_plans(),
        "by": _doors.person(request),
        "now": clock.now(),
    }


def _empty_sheet(request: HttpRequest, organisations: QuerySet[accounts.Organisation]) -> forms.RequestSheet:
    """This function will give a sheet to fill in: blank, from a template, or a copy of an earlier request."""
    if template := request.GET.get("template"):
        kept = queries.templates.own(request.user, template)
        return forms.RequestSheet.copied(kept.sheet, organisations)
    if copied := request.GET.get("copy"):
        earlier = queries.reach.organised_request(request.user, copied)
        return forms.RequestSheet.copied(queries.templates.sheet_of(earlier), organisations)
    return forms.RequestSheet.blank(organisations, asked=request.GET)


def _sheet(request: HttpRequest, found: models.Request | None = None) -> forms.RequestSheet:
    organisations = queries.people.managed_organisations(_doors.person(request))
    return forms.RequestSheet.sent(request.POST, organisations, of=found)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organisation write a request anew; a refusal stands above what was typed."""
    found = queries.reach.organised_request(request.user, code)
    if request.method == "GET":
        organisations = queries.people.managed_organisations(_doors.person(request))
        sheet = forms.RequestSheet.of(found, organisations, now=clock.now())
        return render(request, "volunteers/request_changes.html", {"found": found, "sheet": sheet})
    sheet = _sheet(request, found)
    if forms.asks_for_more(request.POST) or not sheet.is_valid():
        return render(request, "volunteers/request_changes.html", {"found": found, "sheet": sheet})
    try:
        outcome = _changed(request, found, sheet)
    except errors.DomainError as refusal:
        context = {"found": found, "sheet": sheet}
        return _doors.page(request, "volunteers/request_changes.html", context, refusal)
    messages.success(request, outcome)
    return redirect("volunteers:request-detail", code=found.code)


def _changed(request: HttpRequest, found: models.Request, sheet: forms.RequestSheet) -> str:
    """This function will change a draft, or what is published, and say what became of it."""
    if not found.is_public:
        return actions.change_request(found, draft="draft" in request.POST, **_given(request, sheet)).outcome
    actions.revise_request(found, **_given(request, sheet))
    return "募集を直し、申し込んだ方に、どこが変わったかをお知らせしました。"


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_closure(request: HttpRequest, code: str) -> HttpResponse:
    """This function will end the recruiting, once the organiser has confirmed."""
    found = queries.reach.organised_request(request.user, code)
    if request.method == "GET":
        return render(request, "volunteers/request_closure.html", {"found": found})
    actions.close_request(found, by=_doors.person(request), now=clock.now())
    messages.success(request, "募集を終えました。参加が決まっている方は、そのまま参加できます。")
    return redirect("volunteers:request-detail", code=found.code)


@decorators.signed_in
@require_http_methods(["GET"])
def request_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list the requests that wait for a reviewer."""
    if not permissions.reviews_at_all(request.user):
        raise errors.NotFound
    page = Paginator(queries.requests.in_review(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/request_reviews.html", {"page": page})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_review(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a request to a reviewer and take the verdict."""
    found = queries.reach.reviewable_request(request.user, code)
    form = forms.ReviewForm(_doors.sent(request))
    reviewed = _doors.attempted(form, lambda: _reviewed(request, found, form)) if form.is_valid() else None
    if reviewed is not None:
        messages.success(request, reviewed.outcome)
        return redirect("volunteers:request-reviews")
    context = {
        "found": found,
        "shifts": queries.requests.shifts_of(found),
        "windows": [] if found.has_set_times else queries.windows.of_request(found),
        "words": rules.events.words(found.purpose),
        "form": form,
    }
    return _doors.page(request, "volunteers/request_review.html", context)


def _reviewed(request: HttpRequest, found: models.Request, form: forms.ReviewForm) -> models.Request:
    return actions.review_request(
        found,
        verdict=form.cleaned_data["verdict"],
        note=form.cleaned_data["note"],
        by=_doors.person(request),
        now=clock.now(),
    )
