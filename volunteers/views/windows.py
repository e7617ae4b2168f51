"""Flexible and open-ended requests: a volunteer picks the time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, forms, models, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def window_applications(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show when one can help, and take the time that somebody picks."""
    window = queries.windows.readable_window(request.user, code)
    form = _form(request, window)
    if request.method == "GET" or not form.is_valid():
        return _shown(request, window, form)
    try:
        made = _picked(request, window, form)
    except errors.DomainError as refusal:
        return _shown(request, window, form, refusal)
    messages.success(request, made.outcome)
    return redirect("volunteers:assignment-detail", code=made.code)


def _shown(
    request: HttpRequest, window: models.Window, form: forms.PickForm, refusal: errors.DomainError | None = None
) -> HttpResponse:
    now = clock.now()
    context = {
        "window": window,
        "found": window.request,
        "picked": queries.windows.picked(window, now=now),
        "form": form,
        "foretold": actions.foretell_window(window, person=_doors.person(request), now=now),
    }
    template = "volunteers/window_applications.html"
    return _doors.page(request, template, context, refusal)


def _picked(request: HttpRequest, window: models.Window, form: forms.PickForm) -> models.Assignment:
    person = actions.tell_birth(_doors.person(request), born=form.born(), now=clock.now())
    return actions.pick_time(
        window,
        **form.time(),
        person=person,
        by=person,
        now=clock.now(),
        message=form.cleaned_data["message"],
        stated=form.stated(),
    )


def _form(request: HttpRequest, window: models.Window) -> forms.PickForm:
    # Of which day the age counts is known only once the day is picked; who might be under age is asked.
    person = _doors.person(request)
    return forms.PickForm(
        _doors.sent(request),
        request=window.request,
        asked=queries.people.asked_on(person, window.request, day=clock.today()),
        age=queries.people.asked_age(person, window.request, now=clock.now()),
    )
