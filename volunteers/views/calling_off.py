"""Calling off: the organiser confirms once, and everybody hears of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, queries
from volunteers.views import _doors

DONE = "中止にして、参加する方全員にお知らせしました。"


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_call_off(request: HttpRequest, code: str) -> HttpResponse:
    """This function will call off one shift; where a room goes with it, what becomes of the room is asked next."""
    shift = queries.reach.organised_shift(request.user, code)
    form = forms.CallOffForm(_doors.sent(request))
    if request.method == "GET" or not form.is_valid():
        told = queries.requests.count_standing(shift.request, shift=shift, now=clock.now())
        context = {"shift": shift, "found": shift.request, "told": told, "form": form}
        return render(request, "volunteers/shift_call_off.html", context)
    actions.call_off_shift(shift, by=_doors.person(request), reason=form.cleaned_data["reason"], now=clock.now())
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
    if request.method == "GET" or not form.is_valid():
        told = queries.requests.count_standing(found, now=clock.now())
        return render(request, "volunteers/request_call_off.html", {"found": found, "told": told, "form": form})
    actions.call_off_request(found, by=_doors.person(request), reason=form.cleaned_data["reason"], now=clock.now())
    messages.success(request, DONE)
    return redirect("volunteers:request-detail", code=found.code)
