"""What is written of one person's attendance: read by both sides, put right with a reason, answered in a sentence."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import audit, clock, decorators
from volunteers import actions, enums, forms, models, queries, rules
from volunteers.forms import attendance as attendance_forms
from volunteers.views import _doors


def _back(request: HttpRequest) -> str:
    """Where a press on one of two pages leads back to."""
    return "volunteers:shift-reception" if request.POST.get("back") == "reception" else "volunteers:shift-roster"


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """This function will check somebody in by name, at the venue or at the desk of its center."""
    assignment = queries.reach.kept_assignment(request.user, code)
    shift, by, now = assignment.shift, _doors.person(request), clock.now()
    actions.check_in(shift, person=assignment.person, method=enums.CheckInMethod.NAME, by=by, now=now)
    messages.success(request, f"{assignment.person.display_name}さんの受付をしました。")
    return redirect(_back(request), code=shift.code)


@decorators.signed_in
@require_http_methods(["POST"])
def assignment_check_out(request: HttpRequest, code: str) -> HttpResponse:
    """This function will note by name that somebody left."""
    assignment = queries.reach.kept_assignment(request.user, code)
    shift, by, now = assignment.shift, _doors.person(request), clock.now()
    actions.check_out(shift, person=assignment.person, method=enums.CheckInMethod.NAME, by=by, now=now)
    messages.success(request, f"{assignment.person.display_name}さんが帰ったことを記録しました。")
    return redirect(_back(request), code=shift.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show all that is written of somebody's attendance, and put their times right."""
    assignment = queries.reach.kept_assignment(request.user, code)
    attendance = queries.assignments.attendance_of(assignment)
    history = queries.attendance.history_of(assignment)
    begin = attendance_forms.initial_times(history.stays, break_minutes=attendance.break_minutes)
    form = attendance_forms.CorrectionForm(_doors.sent(request), shift=assignment.shift, initial=begin)
    if request.method == "POST" and form.is_valid() and _corrected(request, assignment, form):
        messages.success(request, "記録を直しました。前の記録も残り、ご本人に伝わります。")
        return redirect("volunteers:assignment-attendance", code=code)
    person, center = assignment.person, assignment.shift.center_code
    by, what = _doors.person(request), "volunteers.attendance"
    audit.look(what, by=by, about=person, subject=assignment.code, center_code=center)
    context = {"assignment": assignment, "attendance": attendance, "history": history, "form": form}
    return _doors.page(request, "volunteers/assignment_attendance.html", context)


def _corrected(
    request: HttpRequest, assignment: models.Assignment, form: attendance_forms.CorrectionForm
) -> models.Attendance | None:
    correct = functools.partial(
        actions.correct_attendance,
        assignment,
        stays=form.stays(),
        break_minutes=form.cleaned_data["break_minutes"] or 0,
        reason=form.cleaned_data["reason"],
        by=_doors.person(request),
        now=clock.now(),
    )
    return _doors.attempted(form, correct)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_check_in_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will cross out a check-in that was a mistake."""
    assignment = queries.reach.kept_assignment(request.user, code)
    form = forms.ReasonForm(_doors.sent(request), initial={"reason": "別の方とまちがえた"})
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.void_check_in(assignment, reason=reason, by=by, now=clock.now())):
            messages.success(request, f"{assignment.person.display_name}さんの受付を取り消しました。")
            return redirect("volunteers:shift-roster", code=assignment.shift.code)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/assignment_check_in_withdrawal.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_no_show(request: HttpRequest, code: str) -> HttpResponse:
    """This function will say what the record serves for, and then record that somebody did not come."""
    assignment = queries.reach.kept_assignment(request.user, code)
    if request.method == "GET":
        return render(request, "volunteers/assignment_no_show.html", {"assignment": assignment})
    actions.record_no_show(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, f"{assignment.person.display_name}さんが来られなかったことを記録しました。")
    return redirect("volunteers:shift-roster", code=assignment.shift.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_headcount(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write how many of a party came."""
    place = queries.reach.kept_party(request.user, code)
    begin = {"present": place.party.present or place.places, "contact_came": place.party.contact_came}
    form = forms.PartyCountForm(_doors.sent(request), place=place, initial=begin)
    if form.is_valid():
        by, now = _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.count_party(place, by=by, now=now, **form.cleaned_data)):
            came = form.cleaned_data["present"]
            messages.success(request, f"「{place.party.name}」から{came}人が来たと記録しました。")
            return redirect("volunteers:shift-roster", code=place.shift.code)
    return _doors.page(request, "volunteers/assignment_headcount.html", {"assignment": place, "form": form})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_no_shows(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who is still expected, and record of the chosen ones that they did not come."""
    shift, now, by = queries.reach.kept_shift(request.user, code), clock.now(), _doors.person(request)
    expected = actions.read_expected(shift, by=by, now=now)
    can_record = rules.presence.can_record_no_show(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now)
    form = attendance_forms.NoShowsForm(_doors.sent(request) if can_record else None, expected=expected)
    if form.is_valid():
        codes = form.cleaned_data["assignments"]
        if done := _doors.attempted(form, lambda: actions.record_no_shows(shift, codes=codes, by=by, now=now)):
            messages.success(request, _told(done))
            return redirect("volunteers:shift-roster", code=shift.code)
    context = {"shift": shift, "expected": expected, "form": form, "can_record": can_record}
    return _doors.page(request, "volunteers/shift_no_shows.html", context)


def _told(done: actions.NoShowsRecorded) -> str:
    words = f"{len(done.recorded)}人が来られなかったことを記録しました。"
    came = "、".join(f"{one.person.display_name}さん" for one in done.came)
    return f"{words}{came}は受付が済んでいたため、記録していません。" if came else words


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_no_show_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the record back, with a reason; what the person said to it is shown."""
    assignment = queries.reach.kept_assignment(request.user, code)
    form = forms.ReasonForm(_doors.sent(request))
    if form.is_valid():
        reason, by = form.cleaned_data["reason"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.undo_no_show(assignment, reason=reason, by=by, now=clock.now())):
            messages.success(request, "来られなかったという記録を取り消しました。")
            return redirect("volunteers:shift-roster", code=assignment.shift.code)
    context = {"assignment": assignment, "no_show": queries.attendance.no_show_of(assignment), "form": form}
    return _doors.page(request, "volunteers/assignment_no_show_withdrawal.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_objection(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take what somebody says to the record that they did not come."""
    assignment = queries.reach.own_assignment(request.user, code)
    form = attendance_forms.ObjectionForm(_doors.sent(request))
    if form.is_valid():
        words, by = form.cleaned_data["words"], _doors.person(request)
        if _doors.attempted(form, lambda: actions.object_to_no_show(assignment, words=words, by=by, now=clock.now())):
            messages.success(request, "団体に伝えました。この記録は、もう何にも使われません。")
            return redirect("volunteers:assignment-detail", code=code)
    context = {"assignment": assignment, "form": form}
    return _doors.page(request, "volunteers/assignment_objection.html", context)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_own_hours(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take how long somebody says they helped, for the organiser to approve."""
    assignment = queries.reach.own_assignment(request.user, code)
    attendance = queries.assignments.attendance_of(assignment)
    begin = {"minutes": attendance.own_minutes or attendance.proposed_minutes, "note": attendance.own_note}
    form = attendance_forms.OwnHoursForm(_doors.sent(request), initial=begin)
    if form.is_valid():
        by, now = _doors.person(request), clock.now()
        if _doors.attempted(form, lambda: actions.propose_own_minutes(assignment, by=by, now=now, **form.cleaned_data)):
            messages.success(request, "団体に伝えました。団体が確かめて、活動時間を認定します。")
            return redirect("volunteers:assignment-detail", code=code)
    context = {"assignment": assignment, "attendance": attendance, "form": form}
    return _doors.page(request, "volunteers/assignment_own_hours.html", context)
