"""Applying, answering, withdrawing, and what a volunteer has before and behind them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, models, queries
from volunteers.views import _doors

ON_A_PAGE = 20


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_applications(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what one applies for, and take the application."""
    shift, person = queries.reach.readable_shift(request.user, code), _doors.person(request)
    asked = queries.people.asked_of(person, shift)
    form = forms.ApplicationForm(_doors.sent(request), request=shift.request, asked=asked)
    if request.method == "GET" or not form.is_valid():
        return render(request, "volunteers/shift_applications.html", {"shift": shift, "form": form})
    message, stated = form.cleaned_data["message"], form.stated()
    made = actions.apply_for_shift(shift, person=person, by=person, now=clock.now(), message=message, stated=stated)
    messages.success(request, made.outcome)
    return redirect("volunteers:assignment-detail", code=made.code)


@decorators.signed_in
@require_http_methods(["GET"])
def assignments(request: HttpRequest) -> HttpResponse:
    """This function will show a volunteer what is before them and what they have done."""
    person, now = _doors.person(request), clock.now()
    past = Paginator(queries.assignments.past_of(person, now=now), ON_A_PAGE)
    context = {
        "upcoming": queries.assignments.upcoming_of(person, now=now),
        "page": past.get_page(request.GET.get("page")),
        "total": queries.assignments.total_of(person),
    }
    return render(request, "volunteers/assignments.html", context)


@decorators.signed_in
@require_http_methods(["GET"])
def assignment_detail(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one activity of a volunteer's own."""
    assignment = queries.reach.own_assignment(request.user, code)
    context = {
        "assignment": assignment,
        "standing": queries.assignments.standing(assignment, now=clock.now()),
        "form": _answer_form(request, assignment),
        "pending": queries.changes.pending_of(assignment) if assignment.is_live else [],
    }
    return render(request, "volunteers/assignment_detail.html", context)


def _answer_form(request: HttpRequest, assignment: models.Assignment) -> forms.AcceptanceForm:
    asked = queries.people.asked_of(_doors.person(request), assignment.shift)
    return forms.AcceptanceForm(_doors.sent(request), request=assignment.shift.request, asked=asked)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a volunteer out of a shift, once they have confirmed."""
    assignment = queries.reach.own_assignment(request.user, code)
    form = forms.WithdrawalForm(_doors.sent(request))
    if request.method == "GET" or not form.is_valid():
        context = {"assignment": assignment, "form": form}
        return render(request, "volunteers/assignment_withdrawal.html", context)
    reason = form.cleaned_data["reason"]
    actions.withdraw(assignment, by=_doors.person(request), now=clock.now(), reason=reason)
    messages.success(request, "辞退を受け付けました。お知らせいただき、ありがとうございます。")
    return redirect("volunteers:assignments")


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_acceptance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say yes to an invitation for the person who was asked."""
    assignment = queries.reach.own_assignment(request.user, code)
    form = _answer_form(request, assignment)
    form.is_valid()  # what is not stated, the action refuses in words of its own
    accepted = actions.accept_invitation(assignment, by=_doors.person(request), now=clock.now(), stated=form.stated())
    messages.success(request, accepted.outcome)
    return redirect("volunteers:assignment-detail", code=accepted.code)


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say no to an invitation for the person who was asked."""
    assignment = queries.reach.own_assignment(request.user, code)
    actions.decline_invitation(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, "お誘いを断りました。不利になることはありません。")
    return redirect("volunteers:assignments")
