"""The board, a request's page, and what its organisation and the reviewers do with it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.common import clock, decorators, errors
from volunteers import actions, forms, models, permissions, queries
from volunteers.views import _doors

ON_A_PAGE = 24
SHOWN_CHANGES = 5


@require_http_methods(["GET"])
def requests(request: HttpRequest) -> HttpResponse:
    """This function will show everybody what help is wanted."""
    form = forms.BoardForm(request.GET or None)
    found = queries.requests.board(form.wanted(), now=clock.now())
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "volunteers/requests.html", {"form": form, "page": page})


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
        "today": clock.date_of(now),
        "organises": organises,
        "reviews": found.is_in_review and permissions.may_review(request.user, found),
    }
    if context["organises"]:
        context |= {"changes": queries.changes.of_request(found)[:SHOWN_CHANGES]}
        context |= {"suggested": queries.matching.for_organiser(found, shifts, now=now)}
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
    if "add-shift" in request.POST or not sheet.is_valid():
        return render(request, "volunteers/request_new.html", {"sheet": sheet})
    made = actions.post_request(
        sheet.request.cleaned_data["organisation"],
        plan=sheet.plan(),
        shifts=sheet.shift_plans(),
        windows=sheet.window_plans(),
        by=_doors.person(request),
        now=clock.now(),
        draft="draft" in request.POST,
    )
    messages.success(request, made.outcome)
    return redirect("volunteers:request-detail", code=made.code)


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
    read = forms.RequestSheet.with_another_row if "add-shift" in request.POST else forms.RequestSheet.sent
    return read(request.POST, queries.people.managed_organisations(_doors.person(request)), of=found)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organisation write a draft or a refused request anew."""
    found = queries.reach.organised_request(request.user, code)
    if request.method == "GET":
        organisations = queries.people.managed_organisations(_doors.person(request))
        sheet = forms.RequestSheet.of(found, organisations, now=clock.now())
        return render(request, "volunteers/request_changes.html", {"found": found, "sheet": sheet})
    sheet = _sheet(request, found)
    if "add-shift" in request.POST or not sheet.is_valid():
        return render(request, "volunteers/request_changes.html", {"found": found, "sheet": sheet})
    if found.is_public:
        return _revised(request, found, sheet)
    changed = actions.change_request(
        found,
        plan=sheet.plan(),
        shifts=sheet.shift_plans(),
        windows=sheet.window_plans(),
        by=_doors.person(request),
        now=clock.now(),
        draft="draft" in request.POST,
    )
    messages.success(request, changed.outcome)
    return redirect("volunteers:request-detail", code=changed.code)


def _revised(request: HttpRequest, found: models.Request, sheet: forms.RequestSheet) -> HttpResponse:
    """This function will change what is published; a refusal stands above what was typed."""
    try:
        actions.revise_request(
            found,
            plan=sheet.plan(),
            shifts=sheet.shift_plans(),
            windows=sheet.window_plans(),
            by=_doors.person(request),
            now=clock.now(),
        )
    except errors.DomainError as refusal:
        context = {"found": found, "sheet": sheet, "refusal": refusal}
        return render(request, "volunteers/request_changes.html", context, status=refusal.status)
    messages.success(request, "募集を直し、申し込んだ方に、どこが変わったかをお知らせしました。")
    return redirect("volunteers:request-detail", code=found.code)


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
    if request.method == "POST" and form.is_valid():
        _verdict(request, found, form)
        return redirect("volunteers:request-reviews")
    context = {
        "found": found,
        "shifts": queries.requests.shifts_of(found),
        "windows": [] if found.has_set_times else queries.windows.of_request(found),
        "form": form,
    }
    return render(request, "volunteers/request_review.html", context)


def _verdict(request: HttpRequest, found: models.Request, form: forms.ReviewForm) -> None:
    reviewed = actions.review_request(
        found,
        verdict=form.cleaned_data["verdict"],
        note=form.cleaned_data["note"],
        by=_doors.person(request),
        now=clock.now(),
    )
    messages.success(request, reviewed.outcome)
