"""The desk of a center: its day on one screen, its search, its sheets for paper, and its notes."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import desk as forms
from bookings.queries import bookings, desk_search
from bookings.queries import centers as queries
from bookings.queries import desk as desk_queries

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def own_center(request: HttpRequest, code: str) -> models.Center:
    """This function will find a center for somebody who works at its desk, or raise NotAllowed."""
    center = queries.center(code)
    if not permissions.may_use_desk(request.user, center):
        raise errors.NotAllowed
    return center


@require_safe
@decorators.signed_in
def center_desk(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk its day: what stands where, what to do next, and what waits."""
    center, today = own_center(request, code), clock.today()
    chosen = forms.DayChoiceForm(request.GET if "date" in request.GET or "date_day" in request.GET else None)
    day = (chosen.cleaned_data["date"] if chosen.is_valid() else None) or today
    found = desk_queries.desk(center, day=day, now=clock.now())
    actions.note_look("bookings.desk", by=roles.person_of(request), center=center, shown=found.bookings)
    context = {
        "center": center,
        "desk": found,
        "day": day,
        "today": today,
        "previous": day - DAY,
        "next": day + DAY,
        "form": chosen if chosen.errors else forms.DayChoiceForm(initial={"date": day}),
        "search": forms.SearchForm(),
    }
    return render(request, "bookings/center_desk.html", context, status=422 if chosen.errors else 200)


@require_safe
@decorators.signed_in
def center_search(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a desk find a booking, a person or a group of its own, and record each look."""
    center, now = own_center(request, code), clock.now()
    form = forms.SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = desk_search.search(center, words, now=now)
    actions.note_search(by=roles.person_of(request), center=center, found=found)
    context = {
        "center": center,
        "form": form,
        "words": words,
        "found": found,
        "coming": desk_search.coming(found.bookings, now=now),
        "over": desk_search.over(found.bookings, now=now),
    }
    return render(request, "bookings/center_search.html", context)


@require_safe
@decorators.signed_in
def center_day(request: HttpRequest, code: str, date: date) -> HttpResponse:
    """This function will show a desk one day at its center, made for paper."""
    center = own_center(request, code)
    board = desk_queries.board(center, day=date, now=clock.now())
    shown = [entry.booking for entry in board.entries]
    actions.note_look("bookings.day_sheet", by=roles.person_of(request), center=center, shown=shown)
    context = {"center": center, "board": board, "day": date, "previous": date - DAY, "next": date + DAY}
    return render(request, "bookings/center_day.html", context)


@require_safe
@decorators.signed_in
def center_week_board(request: HttpRequest, code: str, date: date) -> HttpResponse:
    """This function will show a desk seven days at its center for the wall, without anybody's name."""
    center = own_center(request, code)
    boards = desk_queries.week(center, first=date, now=clock.now())
    rooms = [[board.rows[place] for board in boards] for place in range(len(boards[0].rows))]
    context = {"center": center, "boards": boards, "rooms": rooms, "previous": date - WEEK, "next": date + WEEK}
    return render(request, "bookings/center_week_board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_desk_notes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what it wrote down about a booking, and take another line."""
    found = at_own_desk(request, code)
    form = forms.NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.write_desk_note(found, by=roles.person_of(request), text=form.cleaned_data["text"], now=clock.now())
        messages.success(request, "メモを書き足しました。")
        return redirect("bookings:booking-desk-notes", code=found.code)
    actions.note_look("bookings.desk_notes", by=roles.person_of(request), center=found.center, shown=[found])
    context = {"booking": found, "center": found.center, "form": form, "notes": desk_queries.notes_of(found)}
    return render(request, "bookings/booking_desk_notes.html", context, status=422 if form.errors else 200)


def at_own_desk(request: HttpRequest, code: str) -> models.Booking:
    """This function will find a booking for the desk of its center; anybody else learns of none."""
    found = bookings.booking(code)
    if not permissions.may_use_desk(request.user, found.center):
        raise errors.NotFound
    return found
