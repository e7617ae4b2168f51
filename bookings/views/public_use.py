"""The desk's pages of the waiting list and of public use."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import desk as desk_forms
from bookings.forms import public_use as forms
from bookings.forms import reserving
from bookings.queries import availability, bookings, calendars, waiting
from bookings.queries import centers as queries
from bookings.queries import public_use as public_queries
from bookings.views.desk import own_center


@require_safe
@decorators.signed_in
def center_waiting(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk who stands in line for what, with their names."""
    center = own_center(request, code)
    lines = waiting.lines_at(center, today=clock.today())
    shown = {entry.person.pk: entry.person for line in lines for entry in line.entries}
    audit.looks("bookings.waiting", by=roles.person_of(request), abouts=shown.values(), center_code=center.code)
    return render(request, "bookings/center_waiting.html", {"center": center, "lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def public_use_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a room for public use: the room and the day, the rest, then what would give way."""
    center = _public_center(request, code)
    rooms = list(queries.rooms_of(center))
    chosen = desk_forms.RoomAndDayForm(request.GET or None, rooms=rooms, today=clock.today())
    if not chosen.is_valid():
        context = {"center": center, "form": chosen}
        return render(request, "bookings/public_use_new.html", context, status=422 if chosen.errors else 200)
    room = next(room for room in rooms if room.code == chosen.cleaned_data["room"])
    room.center = center
    form = _form(request, room, chosen.cleaned_data["date"])
    if form.is_bound and form.is_valid():
        return _taken(request, form) if "confirmed" in request.POST else _previewed(request, form)
    return _form_page(request, form, status=422 if form.is_bound else 200)


def _public_center(request: HttpRequest, code: str) -> models.Center:
    center = queries.center(code)
    if not permissions.may_book_public_use(request.user, center):
        raise errors.NotAllowed
    return center


def _form(request: HttpRequest, room: models.Room, day: date) -> forms.PublicUseForm:
    now = clock.now()
    options = reserving.Options(
        room=room,
        date=day,
        slots=lambda: availability.room_day(room, date=day, now=now).slots,
        activities=list(queries.activities(room.center)),
    )
    sent = request.POST if request.method == "POST" and "again" not in request.POST else None
    typed = {name: value for name, value in request.POST.items() if name in forms.KEPT}
    return forms.PublicUseForm(
        sent,
        options=options,
        classes=public_queries.classes(room, calendars.rules_for(room, date=day)),
        initial={"periods": request.POST.getlist("periods"), **typed},
    )


def _form_page(
    request: HttpRequest, form: forms.PublicUseForm, *, status: int, refusal: errors.DomainError | None = None
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
    return render(request, "bookings/public_use_new.html", context, status=status)


def _previewed(request: HttpRequest, form: forms.PublicUseForm) -> HttpResponse:
    """This function will name what would give way, or take the room at once where nothing stands in its way."""
    try:
        preview = actions.preview_public_use(
            form.options.room, by=roles.person_of(request), now=clock.now(), **form.public_use()
        )
    except errors.DomainError as refusal:
        return _form_page(request, form, refusal=refusal, status=refusal.status)
    if not preview.obstacles.codes:
        return _taken(request, form)
    return _preview_page(request, form, preview)


def _preview_page(
    request: HttpRequest,
    form: forms.PublicUseForm,
    preview: public_queries.Preview,
    *,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    center = form.options.room.center
    sees_names = permissions.may_use_desk(request.user, center)
    if sees_names:
        shown = [*preview.obstacles.bookings, *preview.obstacles.offers]
        actions.note_look("bookings.public_use", by=roles.person_of(request), center=center, shown=shown)
    context = {
        "form": form,
        "room": form.options.room,
        "center": center,
        "day": form.options.date,
        "preview": preview,
        "sees_names": sees_names,
        "refusal": refusal,
    }
    return render(request, "bookings/public_use_preview.html", context, status=refusal.status if refusal else 200)


def _taken(request: HttpRequest, form: forms.PublicUseForm) -> HttpResponse:
    wanted, now = form.public_use(), clock.now()
    confirmed = request.POST.getlist("confirmed")
    try:
        made = actions.book_public_use(
            form.options.room, by=roles.person_of(request), now=now, displacing=confirmed, **wanted
        )
    except (errors.Conflict, errors.Invalid) as refusal:
        if not confirmed:
            return _form_page(request, form, refusal=refusal, status=refusal.status)
        preview = actions.preview_public_use(form.options.room, by=roles.person_of(request), now=now, **wanted)
        return _preview_page(request, form, preview, refusal=refusal)
    messages.success(request, f"{made.room.name}を公用で取りました。")
    return redirect("bookings:public-use", code=made.code)


@require_safe
@decorators.signed_in
def public_use(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what public use took, who had to give way, and what is held for them."""
    found = bookings.booking(code)
    if not permissions.may_book_public_use(request.user, found.center) or not public_queries.is_public(found):
        raise errors.NotFound
    displaced = public_queries.displaced_by(found)
    sees_names = permissions.may_use_desk(request.user, found.center)
    if sees_names:
        shown = [one.booking for one in displaced]
        actions.note_look("bookings.public_use", by=roles.person_of(request), center=found.center, shown=shown)
    context = {"booking": found, "center": found.center, "displaced": displaced, "sees_names": sees_names}
    return render(request, "bookings/public_use.html", context)
