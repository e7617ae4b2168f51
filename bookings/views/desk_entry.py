"""What a desk writes down for others: bookings of callers, and rooms for who stands at the counter."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, enums, models
from bookings.forms import desk as forms
from bookings.forms import reserving
from bookings.queries import availability, desk_search
from bookings.queries import centers as queries
from bookings.queries import desk as desk_queries
from bookings.views.desk import own_center


@dataclass(frozen=True)
class Caller:
    """Whom the desk found before it writes: somebody with an account, a group, both or nobody."""

    person: accounts.User | None
    group: accounts.Group | None

    def contact(self) -> dict[str, str]:
        """This function will give what is known of the person, to be looked over."""
        if self.person is None:
            return {}
        known = self.person
        return {"contact_name": known.name, "contact_kana": known.furigana, "contact_phone": known.phone}

    def whose(self) -> dict[str, Any]:
        """This function will give whose booking it is."""
        return {"for_person": self.person, "for_group": self.group}


def _caller(request: HttpRequest, center: models.Center) -> Caller:
    """This function will find whom the desk chose among its own people and groups, or raise NotFound."""
    person_code, group_code = request.GET.get("person", ""), request.GET.get("group", "")
    person = desk_search.person_known(center, person_code)
    group = desk_search.group_known(center, group_code)
    if (person_code and person is None) or (group_code and group is None):
        raise errors.NotFound
    if person:
        audit.look("bookings.desk_entry", by=roles.person_of(request), about=person, center_code=center.code)
    return Caller(person, group)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def proxy_booking_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the booking of somebody on the phone: the room and the day, then the rest."""
    center = own_center(request, code)
    caller = _caller(request, center)
    rooms = list(queries.rooms_of(center))
    sent = request.POST if "room" in request.POST else request.GET
    chosen = forms.RoomAndDayForm(sent if "room" in sent else None, rooms=rooms, today=clock.today())
    if not chosen.is_valid():
        return _first_page(request, center, caller, chosen)
    room = next(room for room in rooms if room.code == chosen.cleaned_data["room"])
    room.center = center
    form = _proxy_form(request, room, chosen.cleaned_data["date"], caller)
    if form.is_bound and form.is_valid():
        return _written_down(request, form, chosen, caller)
    return _proxy_page(request, form, chosen, caller, status=422 if form.is_bound else 200)


def _first_page(
    request: HttpRequest, center: models.Center, caller: Caller, chosen: forms.RoomAndDayForm
) -> HttpResponse:
    kept = [(name, request.POST[name]) for name in forms.KEPT if request.POST.get(name)]
    periods = request.POST.getlist("periods") or request.GET.getlist("period")
    context = {
        "center": center,
        "form": chosen,
        "caller": caller,
        "kept": [*kept, *(("periods", period) for period in periods)],
    }
    return render(request, "bookings/proxy_booking_new.html", context, status=422 if chosen.errors else 200)


def _proxy_form(request: HttpRequest, room: models.Room, day: date, caller: Caller) -> forms.ProxyReservationForm:
    now = clock.now()
    user_class = caller.group.class_on(day) if caller.group else ""
    options = reserving.Options(
        room=room,
        date=day,
        slots=lambda: availability.room_day(room, date=day, now=now, user_class=user_class).slots,
        activities=list(queries.activities(room.center)),
    )
    if request.method == "POST" and "look" not in request.POST:
        return forms.ProxyReservationForm(request.POST, options=options)
    typed = {name: value for name, value in forms.typed(request.POST).items() if value}
    initial = {"periods": request.GET.getlist("period"), **caller.contact(), **typed}
    return forms.ProxyReservationForm(options=options, initial=initial)


def _written_down(
    request: HttpRequest, form: forms.ProxyReservationForm, chosen: forms.RoomAndDayForm, caller: Caller
) -> HttpResponse:
    try:
        made = actions.reserve_by_proxy(
            form.options.room,
            by=roles.person_of(request),
            now=clock.now(),
            **caller.whose(),
            **form.call(),
            **form.wish(),
        )
    except errors.DomainError as refusal:
        return _proxy_page(request, form, chosen, caller, refusal=refusal, status=refusal.status)
    messages.success(request, f"{made.contact_name}さんの予約を入れました。予約番号 {made.code} をお伝えください。")
    return redirect("bookings:booking", code=made.code)


def _proxy_page(
    request: HttpRequest,
    form: forms.ProxyReservationForm,
    chosen: forms.RoomAndDayForm,
    caller: Caller,
    *,
    status: int,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    room = form.options.room
    context = {
        "form": form,
        "chosen": chosen,
        "caller": caller,
        "room": room,
        "center": room.center,
        "day": form.options.date,
        "refusal": refusal,
        "by_desk": True,
    }
    return render(request, "bookings/proxy_booking_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def walk_in_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give a room that is free today to somebody at the counter, in one short form."""
    center = own_center(request, code)
    caller = _caller(request, center)
    board = desk_queries.board(center, day=clock.today(), now=clock.now())
    form = _walk_in_form(request, center, board, caller)
    if form.is_bound and form.is_valid():
        return _let_in(request, form, board, caller)
    return _walk_in_page(request, form, board, caller, status=422 if form.is_bound else 200)


def _walk_in_form(
    request: HttpRequest, center: models.Center, board: desk_queries.Board, caller: Caller
) -> forms.WalkInForm:
    return forms.WalkInForm(
        request.POST if request.method == "POST" else None,
        slots=_free_slots(board),
        activities=queries.activities(center),
        group=caller.group,
        initial={"slots": request.GET.getlist("slot"), **caller.contact()},
    )


def _free_slots(board: desk_queries.Board) -> list[tuple[str, str]]:
    return [
        (
            f"{row.room.code}/{cell.period.code}",
            f"{row.room.name}　{cell.period.name}（{cell.period.starts:%-H:%M}〜{cell.period.ends:%-H:%M}）",
        )
        for row in board.rows
        for cell in row.cells
        if cell.status == enums.CellStatus.FREE
    ]


def _let_in(request: HttpRequest, form: forms.WalkInForm, board: desk_queries.Board, caller: Caller) -> HttpResponse:
    room = next(row.room for row in board.rows if row.room.code == form.room_code())
    contact = form.contact()
    if caller.group and not contact["contact_name"]:
        contact["contact_name"] = caller.group.name[:60]
    try:
        made = actions.take_walk_in(
            room, by=roles.person_of(request), now=clock.now(), **caller.whose(), **contact, **form.wish()
        )
    except errors.DomainError as refusal:
        # Somebody was quicker: what is free now stands in the form again, with all that was typed.
        fresh = desk_queries.board(board.center, day=board.day, now=clock.now())
        form.fields["slots"].choices = _free_slots(fresh)  # type: ignore[attr-defined]
        return _walk_in_page(request, form, fresh, caller, refusal=refusal, status=refusal.status)
    messages.success(request, f"{made.room.name}（{made.periods_text}）の利用を受け付けました。予約番号 {made.code}")
    return redirect("bookings:center-desk", code=board.center.code)


def _walk_in_page(
    request: HttpRequest,
    form: forms.WalkInForm,
    board: desk_queries.Board,
    caller: Caller,
    *,
    status: int,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "center": board.center,
        "day": board.day,
        "caller": caller,
        "refusal": refusal,
        "is_walk_in": True,
        "by_desk": True,
    }
    return render(request, "bookings/walk_in_new.html", context, status=status)
