from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.common import audit, clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import reserving
from bookings.queries import availability, bookings
from bookings.queries import centers as queries

DAY = timedelta(days=1)


def _person(request: HttpRequest) -> accounts.User:
    return cast("accounts.User", request.user)


def _own_center(request: HttpRequest, code: str) -> models.Center:
    center = queries.center(code)
    if not permissions.may_use_desk(request.user, center):
        raise errors.NotAllowed
    return center


@require_safe
@decorators.signed_in
def center_desk(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what waits for it and what happens today."""
    center, today = _own_center(request, code), clock.today()
    waiting = bookings.waiting_at(center)
    rooms = bookings.day_at(center, queries.rooms_of(center), day=today)
    _note_look(request, center, [*waiting, *(booking for room in rooms for booking in room.bookings)])
    context = {"center": center, "waiting": waiting, "rooms": rooms, "today": today, "tomorrow": today + DAY}
    return render(request, "bookings/center_desk.html", context)


@require_safe
@decorators.signed_in
def center_day(request: HttpRequest, code: str, date: date) -> HttpResponse:
    """This function will show a desk one day at its center, made for paper."""
    center = _own_center(request, code)
    rooms = bookings.day_at(center, queries.rooms_of(center), day=date)
    _note_look(request, center, [booking for room in rooms for booking in room.bookings])
    context = {"center": center, "rooms": rooms, "day": date, "previous": date - DAY, "next": date + DAY}
    return render(request, "bookings/center_day.html", context)


def _note_look(request: HttpRequest, center: models.Center, shown: list[models.Booking]) -> None:
    audit.looks("bookings.desk", by=_person(request), abouts=bookings.people_on(shown), center_code=center.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def proxy_booking_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the booking of somebody on the phone: first the room and the day, then the rest."""
    center = _own_center(request, code)
    rooms = list(queries.rooms_of(center))
    chosen = reserving.ProxyDateForm(request.GET or None, rooms=rooms, today=clock.today())
    if not chosen.is_valid():
        return render(request, "bookings/proxy_booking_new.html", {"center": center, "form": chosen})
    room = next(room for room in rooms if room.code == chosen.cleaned_data["room"])
    room.center = center
    form = _proxy_form(request, room, chosen.cleaned_data["date"])
    if request.method == "POST" and form.is_valid():
        return _written_down(request, room, form)
    return _proxy_page(request, form, status=422 if form.is_bound else 200)


def _proxy_form(request: HttpRequest, room: models.Room, day: date) -> reserving.ProxyReservationForm:
    now = clock.now()
    options = reserving.Options(
        room=room,
        date=day,
        slots=lambda: availability.room_day(room, date=day, now=now).slots,
        activities=list(queries.activities(room.center)),
    )
    data = request.POST if request.method == "POST" else None
    typed = {name: request.GET.get(name, "") for name in reserving.CARRIED}
    initial = {"periods": request.GET.getlist("period"), **typed}
    return reserving.ProxyReservationForm(data, options=options, initial=initial)


def _written_down(request: HttpRequest, room: models.Room, form: reserving.ProxyReservationForm) -> HttpResponse:
    try:
        made = actions.reserve_by_proxy(room, by=_person(request), now=clock.now(), **form.contact(), **form.wish())
    except errors.DomainError as refusal:
        return _proxy_page(request, form, refusal=refusal, status=refusal.status)
    messages.success(request, f"{made.contact_name}さんの予約を入れました。予約番号 {made.code} をお伝えください。")
    return redirect("bookings:booking", code=made.code)


def _proxy_page(
    request: HttpRequest,
    form: reserving.ProxyReservationForm,
    *,
    status: int,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    room = form.options.room
    context = {
        "form": form,
        "room": room,
        "center": room.center,
        "day": form.options.date,
        "refusal": refusal,
        "by_desk": True,
    }
    return render(request, "bookings/proxy_booking_new.html", context, status=status)
