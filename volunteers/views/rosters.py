"""What an organiser does with the people of a shift: answers, roster, check-in, hours."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.common import clock, codes, decorators
from volunteers import actions, forms, models, permissions, queries, rules
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET"])
def shift_roster(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who comes, to check them in and approve their hours."""
    shift = queries.reach.kept_shift(request.user, code)
    return _roster(request, shift, None)


def _roster(request: HttpRequest, shift: models.Shift, form: forms.SelectionForm | None) -> HttpResponse:
    now = clock.now()
    person = _doors.person(request)
    roster = actions.read_roster(shift, by=person, now=now)
    organises = permissions.may_approve_hours(person, shift)
    context = {
        "shift": shift,
        "heard": actions.read_heard_withdrawals(shift, by=person, now=now) if organises else [],
        "roster": roster,
        "form": form,
        "awaiting": roster.awaiting_from(person),
        "lines": queries.attendance.lines_of(shift, roster.confirmed),
        "expected_absent": queries.attendance.reserve_of(shift, now=now),
        "organises": organises,
        "shows_phone": actions.phones.shows_phone(shift, now=now),
        "checks_in": rules.hours.can_check_in_by_name(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now),
        "approves": shift.has_started(now),
        "is_over": shift.ends_at <= now,
        "hears": not shift.is_called_off and now < shift.ends_at,
        "can_call_off": not (shift.is_called_off or shift.has_started(now)),
    }
    return _doors.page(request, "volunteers/shift_roster.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def shift_hours(request: HttpRequest, code: str) -> HttpResponse:
    """This function will approve the hours of the chosen people as proposed."""
    shift = queries.reach.organised_shift(request.user, code)
    awaiting = queries.assignments.roster(shift).awaiting_from(_doors.person(request))
    form = forms.SelectionForm(request.POST, awaiting=awaiting)
    approve = functools.partial(actions.approve_hours_of_shift, shift, by=_doors.person(request), now=clock.now())
    approved = _doors.attempted(form, lambda: approve(lines=form.lines())) if form.is_valid() else None
    if approved is None:
        return _roster(request, shift, form)
    points = sum(attendance.points for attendance in approved)
    messages.success(request, f"{len(approved)}人の活動時間を認定し、合わせて{points}ポイントが付きました。")
    return redirect("volunteers:shift-roster", code=shift.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_hours(request: HttpRequest, code: str) -> HttpResponse:
    """This function will approve one person's hours, corrected with a reason where need be."""
    assignment = queries.reach.organised_assignment(request.user, code)
    attendance = queries.assignments.attendance_of(assignment)
    form = forms.HoursForm(_doors.sent(request), initial={"minutes": attendance.proposed_minutes})
    if request.method == "POST" and form.is_valid():
        by, now = _doors.person(request), clock.now()
        approve = functools.partial(actions.approve_hours, assignment, by=by, now=now, **form.cleaned_data)
        if _doors.attempted(form, approve):
            messages.success(request, "活動時間を認定しました。")
            return redirect("volunteers:shift-roster", code=assignment.shift.code)
    context = {"assignment": assignment, "attendance": attendance, "form": form}
    return _doors.page(request, "volunteers/assignment_hours.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_hours_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take an approval back with its points, so that it can be given anew."""
    assignment = queries.reach.organised_assignment(request.user, code)
    form = forms.ReasonForm(_doors.sent(request))
    if form.is_valid():
        reason, by, now = form.cleaned_data["reason"], _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.withdraw_hours_approval(assignment, reason=reason, by=by, now=now)):
            messages.success(request, "認定を取り消しました。正しい時間で、もう一度認定できます。")
            return redirect("volunteers:assignment-hours", code=assignment.code)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/assignment_hours_withdrawal.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def application_acceptance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say yes to an application for the organiser."""
    assignment = queries.reach.organised_assignment(request.user, code)
    accepted = actions.accept_application(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, f"{accepted.person.display_name}さんにお返事しました。")
    return redirect("volunteers:shift-roster", code=assignment.shift.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def application_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say no to an application for the organiser, with a word of thanks."""
    assignment = queries.reach.organised_assignment(request.user, code)
    form = forms.ThanksForm(_doors.sent(request))
    if form.is_valid():
        reason, by, now = form.cleaned_data["reason"], _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.decline_application(assignment, by=by, now=now, reason=reason)):
            messages.success(request, "お断りのお返事をしました。")
            return redirect("volunteers:shift-roster", code=assignment.shift.code)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/application_refusal.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_heard_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write down for an organiser that somebody said, as by phone, that they do not come."""
    assignment = queries.reach.organised_assignment(request.user, code)
    form, person = forms.HeardWithdrawalForm(_doors.sent(request)), _doors.person(request)
    done = None
    if form.is_valid():
        said = form.cleaned_data
        done = _doors.attempted(form, lambda: actions.hear_withdrawal(assignment, by=person, now=clock.now(), **said))
    if done is None:
        context = {"assignment": assignment, "form": form}
        return _doors.page(request, "volunteers/assignment_heard_withdrawal.html", context)
    messages.success(request, f"{assignment.person.display_name}さんの辞退を書きとめ、ご本人にお知らせしました。")
    return redirect("volunteers:shift-roster", code=assignment.shift.code)


@decorators.signed_in
@require_http_methods(["GET"])
def shift_check_in_code(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the code that volunteers read at the venue; htmx draws it anew."""
    shift = queries.reach.kept_shift(request.user, code)
    token = queries.check_ins.code_of(shift, now=clock.now())
    address = request.build_absolute_uri(reverse("volunteers:check-in", args=[token]))
    context = {
        "shift": shift,
        "svg": codes.qr_svg(address, label="受付の二次元コード"),
        "address": address,
        "seconds": rules.hours.CODE_SECONDS,
        "came": queries.assignments.count_came(shift),
    }
    template = "volunteers/shift_check_in_code.html"
    return render(request, f"{template}#code" if request.htmx else template, context)  # type: ignore[attr-defined]
