"""Announcements: written, looked at with the number of people they reach, then sent."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, forms, permissions, queries
from volunteers.views import _doors


def _page_key() -> dict[str, str]:
    return {"key": get_random_string(20)}


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def announcement_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser write to those who joined, first showing how many it reaches."""
    found, now = queries.reach.organised_request(request.user, code), clock.now()
    shifts = list(queries.announcements.shifts_to_tell_of(found, now=now))
    form = forms.AnnouncementForm(_doors.sent(request), shifts=shifts, initial=_page_key())
    context = {"found": found, "form": form}
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        return render(request, "volunteers/announcement_new.html", context)
    shift, words = form.shift_chosen(), form.words()
    if "send" not in request.POST:
        context["text"] = queries.announcements.as_sent(words.text)
        context["counts"] = queries.announcements.counts(found, shift=shift, now=now)
        context["reached"] = queries.announcements.joined(found, shift=shift, to=words.to, now=now).count()
        return render(request, "volunteers/announcement_new.html", context)
    by = _doors.person(request)
    announce = functools.partial(actions.announcements.announce, found, shift=shift, words=words, by=by, now=now)
    if not (made := _doors.attempted(form, announce)):
        return _doors.page(request, "volunteers/announcement_new.html", context)
    messages.success(request, f"{made.reached}人にお知らせを送りました。")
    return redirect("volunteers:request-detail", code=found.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def city_announcement_new(request: HttpRequest) -> HttpResponse:
    """This function will let the city's section in charge write to the people of a district."""
    if not permissions.may_announce_for_city(request.user):
        raise errors.NotFound
    form = forms.CityAnnouncementForm(_doors.sent(request), initial=_page_key())
    context: dict[str, object] = {"form": form}
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        return render(request, "volunteers/city_announcement_new.html", context)
    district, words = form.cleaned_data["district"], form.words()
    if "send" not in request.POST:
        context |= {"text": words.text, "reached": queries.announcements.of_district(district, to=words.to).count()}
        return render(request, "volunteers/city_announcement_new.html", context)
    by, now = _doors.person(request), clock.now()
    announce = functools.partial(actions.announcements.announce_to_district, district, words=words, by=by, now=now)
    if not (made := _doors.attempted(form, announce)):
        return _doors.page(request, "volunteers/city_announcement_new.html", context)
    messages.success(request, f"{made.reached}人にお知らせを送りました。")
    return redirect("portal:desk")
