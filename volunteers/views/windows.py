"""Flexible and open-ended requests: a volunteer picks the time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, forms, models, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def window_applications(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show when one can help, and take the time that somebody picks."""
    window = queries.windows.readable_window(request.user, code)
    form = _form(request, window)
    if request.method == "GET" or not form.is_valid():
        picked = queries.windows.picked(window, now=clock.now())
        context = {"window": window, "found": window.request, "picked": picked, "form": form}
        return render(request, "volunteers/window_applications.html", context)
    person = _doors.person(request)
    made = actions.pick_time(
        window,
        **form.time(),
        person=person,
        by=person,
        now=clock.now(),
        message=form.cleaned_data["message"],
        stated=form.stated(),
    )
    messages.success(request, made.outcome)
    return redirect("volunteers:assignment-detail", code=made.code)


def _form(request: HttpRequest, window: models.Window) -> forms.PickForm:
    # Of which day the age counts is known only once the day is picked; who might be under age is asked.
    day = clock.today()
    asked = queries.people.asked_on(_doors.person(request), window.request, day=day)
    return forms.PickForm(_doors.sent(request), request=window.request, asked=asked)
