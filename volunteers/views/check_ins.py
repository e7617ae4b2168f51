"""A volunteer reads the code at the venue."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, errors, queries
from volunteers.views import _doors

SEEN = "check-in-code-read"
# Long enough to sign in; the session of one browser remembers, so a code sent to somebody else stays stale.
REMEMBERED_FOR = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """This function will note when this browser read the code, then let the person sign in and confirm."""
    return _check_in(request, token=token, read_at=_read_at(request, token))


@decorators.signed_in
def _check_in(request: HttpRequest, token: str, read_at: datetime) -> HttpResponse:
    person = _doors.person(request)
    if request.method == "GET":
        return _code_page(request, token, read_at)
    if request.POST.get("leaves"):
        attendance = actions.check_out_by_code(token, person=person, now=clock.now(), read_at=read_at)
        messages.success(request, "お疲れさまでした。帰る時刻を記録しました。")
    else:
        attendance = actions.check_in_by_code(token, person=person, now=clock.now(), read_at=read_at)
        messages.success(request, "受付が済みました。今日はよろしくお願いします。")
    return redirect("volunteers:assignment-detail", code=attendance.assignment.code)


def _code_page(request: HttpRequest, token: str, read_at: datetime) -> HttpResponse:
    shift = queries.check_ins.shift_of(token, now=read_at)
    place = queries.assignments.own_place(_doors.person(request), shift)
    came = place is not None and queries.assignments.came(place)
    context = {"shift": shift, "assignment": place, "attendance": place.attendance if place and came else None}
    return render(request, "volunteers/check_in.html", context)


def _read_at(request: HttpRequest, token: str) -> datetime:
    now = clock.now()
    seen, at = request.session.get(SEEN, ("", ""))
    if seen == token and now - datetime.fromisoformat(at) < REMEMBERED_FOR:
        return datetime.fromisoformat(at)
    _remember_good(request, token, now)
    return now


def _remember_good(request: HttpRequest, token: str, now: datetime) -> None:
    try:
        queries.check_ins.shift_of(token, now=now)
    except errors.StaleCode:
        return
    request.session[SEEN] = (token, now.isoformat())
