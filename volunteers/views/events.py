"""Events: centers and the city as hosts, how many come, and applications that a desk writes for people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from volunteers import actions, enums, forms, models, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def hosts(request: HttpRequest) -> HttpResponse:
    """This function will let staff of a center, or of the city's section, post by its name."""
    person = _doors.person(request)
    if request.method == "POST":
        seat = queries.hosts.seat_of(person, request.POST.get("center_code", ""))
        made = actions.become_host(seat, by=person, now=clock.now())
        asked = urlencode({"organisation": made.code, "purpose": enums.Purpose.EVENT})
        return redirect(f"{reverse('volunteers:request-new')}?{asked}")
    seats = queries.hosts.seats_of(person)
    if not seats:
        raise errors.NotFound
    return render(request, "volunteers/hosts.html", {"seats": seats})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_party(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let somebody say that more or fewer come by their application."""
    assignment = queries.reach.decided_assignment(request.user, code)
    limit = assignment.shift.request.party_limit
    form = forms.PartyForm(_doors.sent(request), limit=limit, initial={"party": assignment.places})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_party(assignment, by=_doors.person(request), now=clock.now(), **form.cleaned_data)
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, "参加する人数を変えました。")
            return redirect("volunteers:assignment-detail", code=assignment.code)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/assignment_party.html", context, refusal)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_desk_applications(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a desk apply for one of its own people who came or called; a refusal keeps the sheet."""
    shift = queries.hosts.shift_at_desk(request.user, code)
    form = forms.DeskApplicationForm(_doors.sent(request), limit=shift.request.party_limit)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _applied(request, shift, form)
        except errors.DomainError as refused:
            refusal = refused
    context = {"shift": shift, "form": form}
    template = "volunteers/shift_desk_applications.html"
    return _doors.page(request, template, context, refusal)


def _applied(request: HttpRequest, shift: models.Shift, form: forms.DeskApplicationForm) -> HttpResponse:
    found = form.cleaned_data
    if not roles.may_see_person(request.user, found["person"]):
        form.add_error(
            "person", "この窓口の利用者ではありません。先に「利用者をさがす」で会員番号を提示してもらってください。"
        )
        context = {"shift": shift, "form": form}
        return render(request, "volunteers/shift_desk_applications.html", context)
    made = actions.apply_for_shift(
        shift,
        person=found["person"],
        by=_doors.person(request),
        now=clock.now(),
        message=found["message"],
        stated=[*queries.people.asked_of(found["person"], shift), *form.stated()],
        party=found.get("party") or 1,
    )
    name = found["person"].display_name
    messages.success(request, f"{name}さん（受付番号 {made.code}）：{made.outcome}")
    return redirect("volunteers:person-assignments", code=found["person"].code)
