from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, enums, models, permissions
from bookings.forms import papers as forms
from bookings.queries import attendance as queries
from bookings.queries import bookings, centers


def _at_desk(request: HttpRequest, code: str, what: str) -> models.Booking:
    """This function will find a booking for its desk, and record that they looked at its person."""
    found = bookings.booking(code)
    if not permissions.may_keep_record(request.user, found):
        raise errors.NotFound
    _note_look(request, [found], what)
    return found


def _note_look(request: HttpRequest, shown: list[models.Booking], what: str) -> None:
    center_code = shown[0].center.code if shown else ""
    people = bookings.people_on(shown)
    audit.looks(f"bookings.{what}", by=roles.person_of(request), abouts=people, center_code=center_code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the desk a booking to check in, and check it in."""
    found = _at_desk(request, code, "check_in")
    if request.method == "POST":
        done = actions.check_in(found, at=found.center, by=roles.person_of(request), now=clock.now())
        _say_checked_in(request, done)
        return redirect("bookings:center-check-in", code=found.center.code)
    context = {"booking": found, "center": found.center, "is_here": found.state in _HERE}
    return render(request, "bookings/booking_check_in.html", context)


_HERE = (enums.State.USED, enums.State.REPORTED)


def _say_checked_in(request: HttpRequest, done: actions.CheckedIn) -> None:
    booking = done.booking
    what = f"{booking.room.name}　{booking.periods_text}（許可番号 {booking.code}）"
    if done.already:
        messages.info(request, f"もう受け付けが済んでいます：{what}")
    else:
        messages.success(request, f"受け付けました：{what}")


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def center_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take permit codes one after the other at a desk or tablet; a wrong one stays to be mended."""
    center = _own_center(request, code)
    form = forms.CheckInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _checked_in(request, center, form)
    context = {"center": center, "form": form}
    return render(request, "bookings/center_check_in.html", context, status=422 if form.errors else 200)


def _own_center(request: HttpRequest, code: str) -> models.Center:
    center = centers.center(code)
    if not permissions.may_use_desk(request.user, center):
        raise errors.NotAllowed
    return center


def _checked_in(request: HttpRequest, center: models.Center, form: forms.CheckInForm) -> HttpResponse:
    try:
        booking = queries.booking_of(form.cleaned_data["code"])
        done = actions.check_in(booking, at=center, by=roles.person_of(request), now=clock.now())
    except errors.DomainError as refusal:
        form.add_error("code", refusal.sentence)
        context = {"center": center, "form": form}
        return render(request, "bookings/center_check_in.html", context, status=refusal.status)
    _say_checked_in(request, done)
    return redirect("bookings:center-check-in", code=center.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_no_show(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let the desk note that nobody came."""
    found = _at_desk(request, code, "no_show")
    form = forms.NoShowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.record_no_show(found, by=roles.person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
        messages.success(request, "「無断不使用」と記録し、部屋を空けました。本人に、申し出の方法もお知らせします。")
        return redirect("bookings:center-desk", code=found.center.code)
    context = {"booking": found, "center": found.center, "form": form}
    return render(request, "bookings/booking_no_show.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_objection(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take what the person of a no-show says against it."""
    found = bookings.booking(code)
    if not permissions.may_object(request.user, found):
        raise errors.NotFound
    form = forms.ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.object_to_no_show(found, by=roles.person_of(request), text=form.cleaned_data["text"], now=clock.now())
        messages.success(request, "申し出を受け付けました。窓口が確かめて、お返事します。")
        return redirect("bookings:booking", code=code)
    context = {"booking": found, "center": found.center, "form": form, "grace_until": queries.grace_text(found)}
    return render(request, "bookings/booking_objection.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_correction(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let the desk decide what a no-show really was."""
    found = _at_desk(request, code, "no_show")
    form = forms.CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _corrected(request, found, form)
    return _correction_page(request, found, form, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, booking: models.Booking, form: forms.CorrectionForm) -> HttpResponse:
    try:
        actions.put_no_show_right(
            booking,
            to=enums.ObjectionOutcome(form.cleaned_data["outcome"]),
            by=roles.person_of(request),
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _correction_page(request, booking, form, status=refusal.status)
    messages.success(request, "記録を決めました。本人にお知らせします。")
    return redirect("bookings:center-attendance", code=booking.center.code)


def _correction_page(
    request: HttpRequest, booking: models.Booking, form: forms.CorrectionForm, *, status: int
) -> HttpResponse:
    objection = queries.objection_to(booking)
    context = {"booking": booking, "center": booking.center, "form": form, "objection": objection}
    return render(request, "bookings/booking_correction.html", context, status=status)


@require_safe
@decorators.signed_in
def center_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what it has to say a word on: unclaimed uses, objections, many no-shows."""
    center, now = _own_center(request, code), clock.now()
    today = clock.date_of(now)
    unclaimed, objections = queries.unclaimed_at(center, now=now), queries.objections_at(center)
    absentees = queries.absentees(center, today=today)
    shown = [one.booking for one in objections]
    shown += [absence.booking for one in (*absentees.over, *absentees.below) for absence in one.absences]
    _note_look(request, [*unclaimed, *shown], "attendance")
    context = {
        "center": center,
        "unclaimed": unclaimed,
        "objections": objections,
        "absentees": absentees,
        "restrictions": queries.restrictions_of(center, today=today),
    }
    return render(request, "bookings/center_attendance.html", context)
