"""Applying, answering, withdrawing, and what a volunteer has before and behind them."""

import functools

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, forms, models, queries, rules
from volunteers.views import _doors

ON_A_PAGE = 20
SHORT_NOTICE = {
    True: "「直前でも参加できる」とうかがいました。直前に空きが出たときは、順番に参加が決まります。",
    False: "直前の空きでは参加を決めません。順番はそのままです。",
}


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_applications(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what one applies for, and take the application."""
    shift, person = queries.reach.readable_shift(request.user, code), _doors.person(request)
    form = forms.ApplicationForm(
        _doors.sent(request),
        request=shift.request,
        asked=queries.people.asked_of(person, shift),
        asks_short_notice=shift.is_full and shift.request.confirms_late,
        age=queries.people.asked_age(person, shift.request, now=clock.now()),
    )
    if request.method == "GET" or not form.is_valid():
        return _application(request, shift, form)
    person = actions.tell_birth(person, born=form.born(), now=clock.now())
    try:
        made = actions.apply_for_shift(shift, person=person, by=person, now=clock.now(), **form.application())
    except errors.DomainError as refusal:
        return _application(request, shift, form, refusal)
    messages.success(request, made.outcome)
    return redirect("volunteers:assignment-detail", code=made.code)


def _application(
    request: HttpRequest, shift: models.Shift, form: forms.ApplicationForm, refusal: errors.DomainError | None = None
) -> HttpResponse:
    """This function will show what one applies for; a refusal stands above what was typed."""
    person = _doors.person(request)
    context = {
        "shift": shift,
        "form": form,
        "warnings": queries.limits.warnings_for(person, shift),
        "words": rules.events.words(shift.request.purpose),
        "foretold": actions.foretell_points(shift, person=person, now=clock.now()),
    }
    template = "volunteers/shift_applications.html"
    return _doors.page(request, template, context, refusal)


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
    return _detail(request, assignment, _answer_form(request, assignment))


def _detail(request: HttpRequest, assignment: models.Assignment, form: forms.AcceptanceForm) -> HttpResponse:
    context = {
        "assignment": assignment,
        "standing": queries.assignments.standing(assignment, now=clock.now()),
        **queries.attendance.seen_by_its_person(assignment),
        "line": queries.lines.standing(assignment, now=clock.now()),
        "form": form,
        "guardian": queries.consents.standing(assignment, now=clock.now()),
        "pending": queries.changes.pending_of(assignment) if assignment.is_live else [],
        "contact": actions.phones.read_contact(assignment, by=_doors.person(request), now=clock.now()),
    }
    return _doors.page(request, "volunteers/assignment_detail.html", context)


def _answer_form(request: HttpRequest, assignment: models.Assignment) -> forms.AcceptanceForm:
    """This function will give what somebody is asked before they accept; who applied has stated all but the age."""
    person, shift, now = _doors.person(request), assignment.shift, clock.now()
    is_invited = rules.places.can_answer(assignment.state)
    return forms.AcceptanceForm(
        _doors.sent(request),
        request=shift.request,
        asked=queries.people.asked_of(person, shift) if is_invited else (),
        age=queries.people.asked_age(person, shift.request, now=now, stated=assignment.stated),
    )


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a volunteer out of a shift, once they have confirmed."""
    assignment = queries.reach.decided_assignment(request.user, code)
    form = forms.WithdrawalForm(_doors.sent(request))
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.withdraw(assignment, by=by, now=clock.now(), reason=reason)):
            messages.success(request, "辞退を受け付けました。お知らせいただき、ありがとうございます。")
            return redirect("volunteers:assignments")
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/assignment_withdrawal.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_acceptance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say yes to an invitation or a place for the person who was asked."""
    assignment = queries.reach.decided_assignment(request.user, code)
    form = _answer_form(request, assignment)
    if not form.is_valid():
        return _detail(request, assignment, form)
    person = actions.tell_birth(_doors.person(request), born=form.born(), now=clock.now())
    assignment.person = person
    accept = functools.partial(actions.accept, assignment, by=person, now=clock.now(), stated=form.stated())
    if not (accepted := _doors.attempted(form, accept)):
        return _detail(request, assignment, form)
    messages.success(request, accepted.outcome)
    return redirect("volunteers:assignment-detail", code=accepted.code)


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say no to an invitation or a place for the person who was asked."""
    assignment = queries.reach.decided_assignment(request.user, code)
    actions.decline(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, "お返事を受け付けました。不利になることはありません。")
    return redirect("volunteers:assignments")


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_short_notice(request: HttpRequest, code: str) -> HttpResponse:
    """This function will note whether somebody in line comes at short notice."""
    assignment = queries.reach.decided_assignment(request.user, code)
    comes = "comes" in request.POST
    done = actions.set_short_notice(assignment, comes=comes, by=_doors.person(request), now=clock.now())
    messages.success(request, done.outcome if not done.is_waiting else SHORT_NOTICE[comes])
    return redirect("volunteers:assignment-detail", code=done.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_invitation_wave(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser invite several people at once, and the next as answers come."""
    shift, now = queries.reach.organised_shift(request.user, code), clock.now()
    form = forms.WaveForm(_doors.sent(request))
    if form.is_valid():
        invite = functools.partial(actions.invite_wave, shift, by=_doors.person(request), now=now, **form.cleaned_data)
        if made := _doors.attempted(form, invite):
            messages.success(request, f"{len(made)}人にお誘いを送りました。お返事があると、名簿に名前が出ます。")
            return redirect("volunteers:shift-invitation-wave", code=shift.code)
    context = {"shift": shift, "form": form, "asked": queries.invitations.of_shift(shift)}
    return _doors.page(request, "volunteers/shift_invitation_wave.html", context)
