"""Calling off: the organiser confirms once, and everybody hears of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, models, queries
from volunteers.views import _doors

DONE = "中止にして、参加する方全員にお知らせしました。"


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_call_off(request: HttpRequest, code: str) -> HttpResponse:
    """This function will call off one shift; where a room goes with it, what becomes of the room is asked next."""
    shift = queries.reach.organised_shift(request.user, code)
    form = forms.CallOffForm(_doors.sent(request))
    by, now = _doors.person(request), clock.now()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if _doors.attempted(form, lambda: actions.call_off_shift(shift, by=by, reason=reason, now=now)):
            return _called_off(request, shift)
    told = queries.requests.count_standing(shift.request, shift=shift, now=now)
    begun = shift.has_started(now)
    context = {"shift": shift, "found": shift.request, "told": told, "form": form, "has_begun": begun}
    return _doors.page(request, "volunteers/shift_call_off.html", context)


def _called_off(request: HttpRequest, shift: models.Shift) -> HttpResponse:
    messages.success(request, DONE)
    if shift.booking_code:
        return redirect("portal:shift-room", code=shift.code)
    return redirect("volunteers:request-detail", code=shift.request.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_call_off(request: HttpRequest, code: str) -> HttpResponse:
    """This function will call off a request with all that is before it."""
    found = queries.reach.organised_request(request.user, code)
    form = forms.CallOffForm(_doors.sent(request))
    by, now = _doors.person(request), clock.now()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if _doors.attempted(form, lambda: actions.call_off_request(found, by=by, reason=reason, now=now)):
            messages.success(request, DONE)
            return redirect("volunteers:request-detail", code=found.code)
    told = queries.requests.count_standing(found, now=now)
    return _doors.page(request, "volunteers/request_call_off.html", {"found": found, "told": told, "form": form})
