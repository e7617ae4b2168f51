"""Messages between a volunteer and the organisers."""

import functools

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, enums, forms, models, queries
from volunteers.views import _doors

ON_A_PAGE = 20


@decorators.signed_in
@require_http_methods(["GET"])
def threads(request: HttpRequest) -> HttpResponse:
    """This function will list the threads in which somebody is, for themselves or for an organisation."""
    found = Paginator(queries.threads.threads_of(_doors.person(request)), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    lines = [queries.threads.line(thread, _doors.person(request)) for thread in page]
    return render(request, "volunteers/threads.html", {"page": page, "lines": lines})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def thread_detail(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what two sides wrote to each other, and take a message."""
    thread, side = queries.threads.readable_thread(request.user, code)
    by, now = _doors.person(request), clock.now()
    form = forms.MessageForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        write = functools.partial(actions.threads.write_message, thread, side=side, by=by, now=now, **form.cleaned_data)
        if _doors.attempted(form, write):
            return _sent(request, thread.code)
    reading = actions.threads.read_thread(thread, side=side, by=by, now=now)
    return _doors.page(request, "volunteers/thread_detail.html", {"reading": reading, "form": form})


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def assignment_messages(request: HttpRequest, code: str) -> HttpResponse:
    """This function will lead to the thread about an assignment, and open one with the first message."""
    assignment, side = _readable(request, code)
    thread = queries.threads.of_assignment(assignment)
    if thread is not None:
        return redirect("volunteers:thread-detail", code=thread.code)
    by, now = _doors.person(request), clock.now()
    form = forms.MessageForm(_doors.sent(request))
    if request.method == "POST" and form.is_valid():
        write = functools.partial(
            actions.threads.write_first, assignment, side=side, by=by, now=now, **form.cleaned_data
        )
        if written := _doors.attempted(form, write):
            return _sent(request, written.thread.code)
    context = {"assignment": assignment, "form": form, "organises": side == enums.Side.ORGANISER}
    return _doors.page(request, "volunteers/assignment_messages.html", context)


def _readable(request: HttpRequest, code: str) -> tuple[models.Assignment, enums.Side]:
    try:
        return queries.reach.own_assignment(request.user, code), enums.Side.PERSON
    except errors.NotFound:
        return queries.reach.organised_assignment(request.user, code), enums.Side.ORGANISER


def _sent(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(request, "メッセージを送りました。")
    return redirect("volunteers:thread-detail", code=code)
