"""What an organiser does with the people of a shift: answers, roster, check-in, hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.common import clock, codes, decorators
from volunteers import actions, enums, forms, models, permissions, queries, rules
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET"])
def shift_roster(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who comes, to check them in and approve their hours."""
    shift = queries.reach.kept_shift(request.user, code)
    return _roster(request, shift, None)


def _roster(request: HttpRequest, shift: models.Shift, form: forms.SelectionForm | None) -> HttpResponse:
    now = clock.now()
    roster = actions.read_roster(shift, by=_doors.person(request), now=now)
    context = {
        "shift": shift,
        "roster": roster,
        "form": form,
        "awaiting": roster.awaiting_from(_doors.person(request)),
        "organises": permissions.may_approve_hours(request.user, shift),
        "shows_phone": rules.hours.shows_phone(day=shift.day, today=clock.date_of(now)),
        "checks_in": rules.hours.can_check_in_by_name(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now),
        "approves": shift.has_started(now),
    }
    return render(request, "volunteers/shift_roster.html", context)


@decorators.signed_in
@require_http_methods(["POST"])
def shift_hours(request: HttpRequest, code: str) -> HttpResponse:
    """This function will approve the hours of the chosen people as proposed."""
    shift = queries.reach.organised_shift(request.user, code)
    awaiting = queries.assignments.roster(shift).awaiting_from(_doors.person(request))
    form = forms.SelectionForm(request.POST, awaiting=awaiting)
    if not form.is_valid():
        return _roster(request, shift, form)
    approved = actions.approve_hours_of_shift(shift, lines=form.lines(), by=_doors.person(request), now=clock.now())
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
    if request.method == "GET" or not form.is_valid():
        context = {"assignment": assignment, "attendance": attendance, "form": form}
        return render(request, "volunteers/assignment_hours.html", context)
    actions.approve_hours(assignment, by=_doors.person(request), now=clock.now(), **form.cleaned_data)
    messages.success(request, "活動時間を認定しました。")
    return redirect("volunteers:shift-roster", code=assignment.shift.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_hours_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take an approval back with its points, so that it can be given anew."""
    assignment = queries.reach.organised_assignment(request.user, code)
    form = forms.ReasonForm(_doors.sent(request))
    if request.method == "GET" or not form.is_valid():
        context = {"assignment": assignment, "form": form}
        return render(request, "volunteers/assignment_hours_withdrawal.html", context)
    reason = form.cleaned_data["reason"]
    actions.withdraw_hours_approval(assignment, reason=reason, by=_doors.person(request), now=clock.now())
    messages.success(request, "認定を取り消しました。正しい時間で、もう一度認定できます。")
    return redirect("volunteers:assignment-hours", code=assignment.code)


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """This function will check somebody in by name, at the venue or at the desk of its center."""
    assignment = queries.reach.kept_assignment(request.user, code)
    shift = assignment.shift
    by, now = _doors.person(request), clock.now()
    actions.check_in(shift, person=assignment.person, method=enums.CheckInMethod.NAME, by=by, now=now)
    messages.success(request, f"{assignment.person.display_name}さんの受付をしました。")
    return redirect("volunteers:shift-roster", code=shift.code)


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
    if request.method == "GET" or not form.is_valid():
        context = {"assignment": assignment, "form": form}
        return render(request, "volunteers/application_refusal.html", context)
    reason = form.cleaned_data["reason"]
    actions.decline_application(assignment, by=_doors.person(request), now=clock.now(), reason=reason)
    messages.success(request, "お断りのお返事をしました。")
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
