"""The organiser's page at the venue, which goes on without a connection, and the card that volunteers show there."""

import functools

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.common import clock, codes, decorators
from volunteers import actions, enums, errors, models, permissions, queries, rules
from volunteers.forms import attendance as forms
from volunteers.views import _doors

WORKER = "js/reception_worker.js"


@decorators.signed_in
@require_http_methods(["GET"])
def shift_reception(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show who is expected, here and gone, on one screen of a phone."""
    shift = queries.reach.kept_shift(request.user, code)
    return _reception(request, shift, forms.NumberForm())


def _reception(request: HttpRequest, shift: models.Shift, form: forms.NumberForm) -> HttpResponse:
    now = clock.now()
    roster = actions.read_roster(shift, by=_doors.person(request), now=now)
    until = rules.presence.names_kept_until(shift.ends_at)
    lines = queries.attendance.lines_of(shift, roster.confirmed)
    context = {
        "shift": shift,
        "lines": lines,
        "totals": queries.attendance.totals_of(lines),
        "form": form,
        "until": until,
        "admits": permissions.may_organise(request.user, shift.request)
        and rules.hours.can_check_in_by_code(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now),
        "is_open": rules.hours.can_check_in_by_name(starts_at=shift.starts_at, ends_at=shift.ends_at, now=now),
    }
    answer = _doors.page(request, "volunteers/shift_reception.html", context)
    answer.headers["X-Kept-Until"] = until.isoformat()
    return answer


@decorators.signed_in
@require_http_methods(["POST"])
def shift_check_ins(request: HttpRequest, code: str) -> HttpResponse:
    """This function will check in whom a typed number names, where no camera and no script helps."""
    shift = queries.reach.kept_shift(request.user, code)
    form = forms.NumberForm(request.POST)
    place = _named(shift, form) if form.is_valid() else None
    if place is None or not _came(request, place, form):
        return _reception(request, shift, form)
    messages.success(request, f"{place.person.display_name}さんの受付をしました。")
    return redirect("volunteers:shift-reception", code=shift.code)


def _named(shift: models.Shift, form: forms.NumberForm) -> models.Assignment | None:
    try:
        return queries.check_ins.place_of(shift, form.cleaned_data["code"])
    except errors.CardUnknown as unknown:
        form.add_error("code", unknown.sentence)
        return None


def _came(request: HttpRequest, place: models.Assignment, form: forms.NumberForm) -> models.Attendance | None:
    by, now, method = _doors.person(request), clock.now(), enums.CheckInMethod.CODE
    check_in = functools.partial(actions.check_in, place.shift, person=place.person, method=method, by=by, now=now)
    return _doors.attempted(form, check_in)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let an organiser give a free place to somebody who just came, and check them in."""
    shift = queries.reach.organised_shift(request.user, code)
    form = forms.WalkInForm(_doors.sent(request), initial={"code": request.GET.get("number", "")})
    came = _doors.attempted(form, lambda: _admitted(request, shift, form)) if form.is_valid() else None
    if came is None:
        return _doors.page(request, "volunteers/shift_walk_in.html", {"shift": shift, "form": form})
    messages.success(request, f"{came.assignment.person.display_name}さんの参加を決め、受付をしました。")
    return redirect("volunteers:shift-reception", code=shift.code)


def _admitted(request: HttpRequest, shift: models.Shift, form: forms.WalkInForm) -> models.Attendance:
    by, now = _doors.person(request), clock.now()
    person = actions.holder(actions.Shown(number=form.cleaned_data["code"]), by=by, now=now)
    stated = [*queries.people.asked_of(person, shift), *form.stated()]
    return actions.admit(shift, person=person, by=by, now=now, stated=stated)


@require_http_methods(["GET"])
def reception_worker(request: HttpRequest) -> HttpResponse:
    """This function will give the script that answers for the page at the venue while there is no connection.

    It is served here, not among the static files, as a worker rules only what lies below its own address, or what
    this header names.
    """
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/shifts/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _script() -> bytes:
    found = finders.find(WORKER)
    if isinstance(found, str):
        with open(found, "rb") as script:  # noqa: PTH123 - a path from Django's finders
            return script.read()
    with staticfiles_storage.open(WORKER) as kept:
        return bytes(kept.read())


@decorators.signed_in
@require_http_methods(["GET"])
def reception_card(request: HttpRequest) -> HttpResponse:
    """This function will show a volunteer's own code, which changes; htmx draws it anew."""
    person = _doors.person(request)
    token = queries.check_ins.card_of(person, now=clock.now())
    address = settings.SITE_URL + reverse("volunteers:card", args=[token])
    context = {
        "svg": codes.qr_svg(address, label="受付カードの二次元コード"),
        "number": _grouped(person.code),
        "seconds": rules.hours.CODE_SECONDS,
    }
    template = "volunteers/reception_card.html"
    return render(request, f"{template}#code" if request.htmx else template, context)  # type: ignore[attr-defined]


def _grouped(code: str) -> str:
    rest = code.rpartition("-")[2]
    return " ".join(rest[at : at + 3] for at in range(0, len(rest), 3))


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show an organiser whose card their phone read, and check that person in."""
    person, now = _doors.person(request), clock.now()
    holder = queries.check_ins.holder_of(token, now=now)
    places = queries.attendance.kept_places(person, holder, day=clock.date_of(now))
    if request.method == "GET" or not places:
        context = {"holder": holder if places else None, "places": places, "token": token}
        return render(request, "volunteers/card.html", context)
    place = next((one for one in places if one.code == request.POST.get("place")), places[0])
    actions.check_in(place.shift, person=holder, method=enums.CheckInMethod.CARD, by=person, now=now)
    messages.success(request, f"{holder.display_name}さんの受付をしました。")
    return redirect("volunteers:shift-reception", code=place.shift.code)
