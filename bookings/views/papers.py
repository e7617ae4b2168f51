from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import papers as forms
from bookings.queries import bookings, papers
from bookings.serializers import permits


def _visible(request: HttpRequest, code: str, what: str) -> models.Booking:
    """This function will find a booking for those who may see its papers, and record that they looked."""
    found = bookings.booking(code)
    if not permissions.may_write_papers(request.user, found):
        raise errors.NotFound
    _note_look(request, found, what)
    return found


def _at_desk(request: HttpRequest, code: str, what: str) -> models.Booking:
    found = bookings.booking(code)
    if not permissions.may_keep_record(request.user, found):
        raise errors.NotFound
    _note_look(request, found, what)
    return found


def _note_look(request: HttpRequest, booking: models.Booking, what: str) -> None:
    if booking.booked_by:
        audit.look(
            f"bookings.{what}",
            by=roles.person_of(request),
            about=booking.booked_by,
            subject=booking.code,
            center_code=booking.center.code,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_application(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the application form, filled in with what is known; what was typed stays on an error."""
    found = _visible(request, code, "application")
    form = forms.ApplicationForm(request.POST if request.method == "POST" else None, initial=papers.known_of(found))
    if request.method == "POST" and form.is_valid():
        return _applied(request, found, form)
    return _application_page(request, found, form, status=422 if form.errors else 200)


def _applied(request: HttpRequest, booking: models.Booking, form: forms.ApplicationForm) -> HttpResponse:
    try:
        actions.submit_application(booking, by=roles.person_of(request), now=clock.now(), **form.cleaned_data)
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _application_page(request, booking, form, status=refusal.status)
    messages.success(request, "申請書を受け取りました。窓口が確かめて、結果をお知らせします。")
    return redirect("bookings:booking", code=booking.code)


def _application_page(
    request: HttpRequest, booking: models.Booking, form: forms.ApplicationForm, *, status: int
) -> HttpResponse:
    context = {"booking": booking, "center": booking.center, "form": form}
    return render(request, "bookings/booking_application.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_paper_application(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let the desk tick that the form has come on paper."""
    found = _at_desk(request, code, "application")
    form = forms.PaperApplicationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.receive_application(
            found, by=roles.person_of(request), remarks=form.cleaned_data["remarks"], now=clock.now()
        )
        messages.success(request, "申請書を受け取ったことを記録しました。内容を確かめて、許可してください。")
        return redirect("bookings:booking", code=code)
    context = {"booking": found, "center": found.center, "form": form}
    return render(request, "bookings/booking_paper_application.html", context, status=422 if form.errors else 200)


@require_safe
@decorators.signed_in
def booking_permit(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give the permit of a booking as PDF."""
    permit = papers.permit(_visible(request, code, "permit"))
    address = f"{settings.SITE_URL}{reverse('bookings:permit', args=[permit.token])}"
    answer = HttpResponse(permits.pdf(permit, address=address), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="permit-{permit.booking.code}.pdf"'
    return answer


@require_safe
def permit(request: HttpRequest, token: str) -> HttpResponse:
    """This function will tell anybody who reads a permit's QR code whether it holds; a desk gets to the check-in."""
    found = papers.booking_of_permit(token)
    if permissions.may_use_desk(request.user, found.center):
        return redirect("bookings:booking-check-in", code=found.code)
    context = {"booking": found, "center": found.center, "is_valid": found.state in papers.PERMITTED}
    return render(request, "bookings/permit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_report(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the report of a use with the room check, from a phone for one."""
    found = _visible(request, code, "report")
    check = papers.room_check(found)
    form = forms.ReportForm(
        request.POST if request.method == "POST" else None,
        items=check.items if check else (),
        initial={"headcount": found.headcount},
    )
    if request.method == "POST" and form.is_valid():
        return _reported(request, found, form)
    return _report_page(request, found, form, status=422 if form.errors else 200)


def _reported(request: HttpRequest, booking: models.Booking, form: forms.ReportForm) -> HttpResponse:
    try:
        actions.submit_report(booking, by=roles.person_of(request), now=clock.now(), **form.report())
    except errors.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return _report_page(request, booking, form, status=refusal.status)
    messages.success(request, "使用報告書を受け取りました。ありがとうございました。")
    return redirect("bookings:booking", code=booking.code)


def _report_page(request: HttpRequest, booking: models.Booking, form: forms.ReportForm, *, status: int) -> HttpResponse:
    context = {"booking": booking, "center": booking.center, "form": form}
    return render(request, "bookings/booking_report.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_room_check(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take down what the desk saw in the room, beside the report."""
    found = _at_desk(request, code, "report")
    report = papers.report(found)
    form = forms.RoomCheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.check_room(found, by=roles.person_of(request), note=form.cleaned_data["note"], now=clock.now())
        messages.success(request, "部屋の点検を記録しました。")
        return redirect("bookings:booking", code=code)
    context = {"booking": found, "center": found.center, "report": report, "form": form}
    return render(request, "bookings/booking_room_check.html", context, status=422 if form.errors else 200)
