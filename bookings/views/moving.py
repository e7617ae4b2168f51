"""Dates that are given back or changed: several of a series with a preview, or one booking that goes elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, errors
from bookings import actions, enums, models, permissions
from bookings.forms import deciding
from bookings.forms import series as forms
from bookings.queries import bookings as booking_queries
from bookings.queries import calendars, centers
from bookings.queries import series as queries
from bookings.views import series as pages


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def series_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask which dates to cancel, show what becomes of each, and cancel those that still can be."""
    found = pages.visible(request, code)
    bookings = queries.bookings_of(found)
    ahead = queries.meant(bookings, scope=enums.Scope.ALL, start="", now=clock.now())
    if request.method == "POST":
        return _cancelled(request, found, bookings)
    form = forms.ScopeForm(request.GET if "scope" in request.GET else None, ahead=ahead, initial=_start(request))
    context = pages.page_of(request, found) | {"form": form, "ahead": ahead, "reason": deciding.CancellationForm()}
    if form.is_valid():
        context["given"] = _given(request, found, form, bookings)
    return render(request, "bookings/series_cancellation.html", context, status=422 if form.errors else 200)


def _start(request: HttpRequest) -> dict[str, str]:
    """What a link from one date brings along."""
    start = request.GET.get("start", "")
    return {"start": start, "scope": enums.Scope.ONE if start else enums.Scope.ALL}


def _given(
    request: HttpRequest, found: models.Series, form: forms.ScopeForm, bookings: list[models.Booking]
) -> list[queries.Given]:
    now = clock.now()
    meant = queries.meant(bookings, scope=form.scope_value, start=form.cleaned_data["start"], now=now)
    by_desk = permissions.may_use_desk(request.user, found.room.center)
    return queries.given_back(meant, by_desk=by_desk, now=now)


def _cancelled(request: HttpRequest, found: models.Series, bookings: list[models.Booking]) -> HttpResponse:
    reason = deciding.CancellationForm(request.POST)
    if not reason.is_valid():
        raise errors.Invalid
    done = actions.cancel_series(
        found,
        bookings=_named(request, bookings),
        by=roles.person_of(request),
        now=clock.now(),
        reason=reason.cleaned_data["reason"],
    )
    if done.cancelled:
        messages.success(request, f"{len(done.cancelled)}日の予約を取り消しました。")
    if done.kept:
        days = "、".join(f"{one.booking.date:%-m月%-d日}" for one in done.kept)
        messages.warning(request, f"期限を過ぎた日は残っています：{days}。窓口へお電話ください。")
    return redirect("bookings:series", code=found.code)


def _named(request: HttpRequest, bookings: list[models.Booking]) -> list[models.Booking]:
    """This function will give the bookings whose codes a form sends."""
    codes = set(request.POST.getlist("booking"))
    return [booking for booking in bookings if booking.code in codes]


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def series_change(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask what to change on which dates, show what becomes of each, and change the ticked ones."""
    found = pages.visible(request, code)
    bookings = queries.bookings_of(found)
    ahead = queries.meant(bookings, scope=enums.Scope.ALL, start="", now=clock.now())
    form = _change_form(request, found, ahead)
    if not form.is_valid():
        context = pages.page_of(request, found) | {"form": form, "ahead": ahead}
        return render(request, "bookings/series_change.html", context, status=422 if form.errors else 200)
    if request.method == "POST":
        return _changed(request, found, form, bookings)
    return _preview(request, found, form, bookings)


def _change_form(request: HttpRequest, found: models.Series, ahead: list[models.Booking]) -> forms.SeriesChangeForm:
    center, today = found.room.center, clock.today()
    return forms.SeriesChangeForm(
        request.GET if "scope" in request.GET else None,
        ahead=ahead,
        initial=_start(request),
        rooms=centers.rooms_of(center),
        periods=calendars.calendar(center, first=today, last=today).periods(found.room, today),
        is_monthly=found.repetition == enums.Repetition.MONTHLY,
    )


def _preview(
    request: HttpRequest,
    found: models.Series,
    form: forms.SeriesChangeForm,
    bookings: list[models.Booking],
    *,
    ticked: set[str] | None = None,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    now = clock.now()
    meant = queries.meant(bookings, scope=form.scope_value, start=form.cleaned_data["start"], now=now)
    by_desk = permissions.may_use_desk(request.user, found.room.center)
    changed = queries.changed(meant, form.change().of, by_desk=by_desk, now=now)
    chosen = {row.booking.code for row in changed if row.can} if ticked is None else ticked
    context = pages.page_of(request, found) | {
        "form": form,
        "changed": changed,
        "chosen": chosen,
        "refusal": refusal,
        "wish": request.GET.urlencode(),
    }
    return render(request, "bookings/series_change.html", context, status=refusal.status if refusal else 200)


def _changed(
    request: HttpRequest, found: models.Series, form: forms.SeriesChangeForm, bookings: list[models.Booking]
) -> HttpResponse:
    ticked = _named(request, bookings)
    try:
        moved = actions.change_series(
            found,
            bookings=ticked,
            change=form.change(),
            by=roles.person_of(request),
            now=clock.now(),
            from_now_on=form.scope_value != enums.Scope.ONE,
        )
    except errors.DomainError as refusal:
        codes = {booking.code for booking in ticked}
        return _preview(request, found, form, bookings, ticked=codes, refusal=refusal)
    messages.success(request, f"{len(moved)}日の予約を変更しました。新しい内容をお確かめください。")
    return redirect("bookings:series", code=found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_move(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask where one booking is to go, and bring it there; a refusal says what can be had instead."""
    found = _movable(request, code)
    form = _move_form(request, found)
    if request.method == "POST" and form.is_valid():
        return _moved(request, found, form)
    return _move_page(request, found, form, status=422 if form.errors else 200)


def _movable(request: HttpRequest, code: str) -> models.Booking:
    found = booking_queries.booking(code)
    if not permissions.may_move(request.user, found):
        raise errors.NotFound
    if found.booked_by:
        center_code = found.center.code
        person = roles.person_of(request)
        audit.look("bookings.booking", by=person, about=found.booked_by, subject=found.code, center_code=center_code)
    return found


def _move_form(request: HttpRequest, found: models.Booking) -> forms.MoveForm:
    initial = {
        "room": request.GET.get("room", found.room.code),
        "date": request.GET.get("date", found.date),
        "periods": request.GET.getlist("period") or found.period_codes,
        "headcount": request.GET.get("headcount", found.headcount),
        "purpose": request.GET.get("purpose", found.purpose),
    }
    return forms.MoveForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        rooms=centers.rooms_of(found.center),
        periods=calendars.calendar(found.center, first=found.date, last=found.date).periods(found.room, found.date),
    )


def _moved(request: HttpRequest, found: models.Booking, form: forms.MoveForm) -> HttpResponse:
    try:
        actions.move_booking(found, by=roles.person_of(request), now=clock.now(), **form.change())
    except errors.DomainError as refusal:
        return _move_page(request, found, form, status=refusal.status, refusal=refusal)
    messages.success(request, "予約を変更しました。新しい内容をお確かめください。")
    return redirect("bookings:booking", code=found.code)


def _move_page(
    request: HttpRequest,
    found: models.Booking,
    form: forms.MoveForm,
    *,
    status: int,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    context = {"booking": found, "center": found.center, "form": form, "refusal": refusal}
    return render(request, "bookings/booking_move.html", context, status=status)
