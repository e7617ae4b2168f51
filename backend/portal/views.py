from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions
from backend.accounts import queries as people
from backend.common import clock, decorators, errors
from backend.portal import actions, enums, forms, queries
from bookings import permissions as room_permissions
from bookings.queries import availability, bookings, centers
from volunteers import actions as volunteering
from volunteers import forms as volunteer_forms
from volunteers import models as volunteers
from volunteers.queries import people as volunteer_people
from volunteers.queries import reach, recurring, requests
from volunteers.rules.repetition import MOST


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This function will show what a newcomer can do here."""
    return render(request, "portal/home.html", {"front": queries.front(now=clock.now())})


@require_safe
@decorators.signed_in
def my(request: HttpRequest) -> HttpResponse:
    """This function will show a person what is theirs."""
    mine = queries.mine(cast("accounts.User", request.user), now=clock.now())
    return render(request, "portal/my.html", {"mine": mine})


@require_safe
@decorators.signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """This function will show a member of staff the desks at which they work, and the city's people their own work."""
    if not permissions.is_on_duty(request.user):
        raise errors.NotAllowed
    person = cast("accounts.User", request.user)
    today = clock.today()
    shown = {
        "today": today,
        "desks": queries.desks(person, today=today),
        "groups": queries.groups_to_review(person),
        "serves_at_desk": permissions.is_any_staff(person),
        "works_for_city": permissions.is_city_official(person),
        "administers": permissions.is_administrator(person),
    }
    return render(request, "portal/desk.html", shown)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_recurrence(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what recurring shifts would come to, date by date, and make those that are ticked."""
    found = reach.organised_request(request.user, code)
    if request.method == "GET":
        form = volunteer_forms.RecurrenceForm.after(requests.shifts_of(found).last())
        return render(request, "portal/request_recurrence.html", {"found": found, "form": form})
    form = volunteer_forms.RecurrenceForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/request_recurrence.html", {"found": found, "form": form})
    return _recurrence(request, found, form)


def _recurrence(request: HttpRequest, found: volunteers.Request, form: volunteer_forms.RecurrenceForm) -> HttpResponse:
    """This function will show the dry run, or make what was ticked in it."""
    now, closed = clock.now(), queries.closures_of(form.cleaned_data["center_code"], form.repetition())
    run = recurring.dry_run(found, form.repetition(), form.pattern(), closed=closed, now=now)
    ticked = volunteer_forms.TickedForm(request.POST, run=run)
    refusal = None
    if "make" in request.POST and ticked.is_valid():
        plan = form.plan(days=ticked.dates("days"), known=ticked.dates("known"))
        try:
            made = volunteering.repeat_shifts(
                found, plan=plan, key=form.cleaned_data["key"], closed=closed, by=_person(request), now=now
            )
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"{made.shifts.count()}回を作りました。")
            return redirect("volunteers:request-detail", code=found.code)
    context = {"found": found, "form": form, "run": run, "most": MOST, "refusal": refusal}
    return render(request, "portal/request_recurrence.html", context, status=refusal.status if refusal else 200)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_with_room(request: HttpRequest) -> HttpResponse:
    """This function will take a request together with the room in which it takes place: first the room, then the rest.

    What refuses the room stands above the sheet with what could be had instead; nothing that was typed is lost.
    """
    organisations = volunteer_people.managed_organisations(_person(request))
    data = forms.instead(request.POST) if request.method == "POST" else request.GET
    choice = forms.RoomChoiceForm(data if "room" in data else None, rooms=centers.rooms())
    if not organisations or not choice.is_valid():
        context = {"choice": choice, "organisations": organisations}
        return render(request, "portal/request_with_room.html", context)
    return _with_room(request, choice, data, organisations)


def _with_room(
    request: HttpRequest,
    choice: forms.RoomChoiceForm,
    data: QueryDict,
    organisations: QuerySet[accounts.Organisation],
) -> HttpResponse:
    room, day = centers.room_to_reserve(choice.cleaned_data["room"]), choice.cleaned_data["day"]
    shown = availability.room_day(room, date=day, now=clock.now())
    sheet = forms.RoomSheet.of(
        data if request.method == "POST" else None,
        organisations=organisations,
        slots=shown.slots,
        groups=people.groups_booking_for(_person(request)),
    )
    refusal = None
    if request.method == "POST" and "instead" not in request.POST and sheet.is_valid():
        try:
            return _posted(request, sheet, sheet.room.plan(room, day))
        except errors.DomainError as refused:
            refusal = refused
    context = {"choice": choice, "organisations": organisations, "sheet": sheet, "room": room, "day": day}
    status = refusal.status if refusal else HTTPStatus.OK
    return render(request, "portal/request_with_room.html", context | {"refusal": refusal}, status=status)


def _posted(request: HttpRequest, sheet: forms.RoomSheet, room: actions.RoomPlan) -> HttpResponse:
    made = actions.post_with_room(
        sheet.request.cleaned_data["organisation"],
        plan=sheet.plan(),
        room=room,
        by=_person(request),
        now=clock.now(),
        draft="draft" in request.POST,
    )
    messages.success(request, f"{made.outcome}部屋の予約も申し込みました。")
    return redirect("volunteers:request-detail", code=made.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_room(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the room of a shift, and cancel it where the shift was called off."""
    shift = reach.organised_shift(request.user, code)
    if not shift.booking_code:
        raise errors.NotFound
    if request.method == "POST":
        actions.cancel_room(shift, by=_person(request), now=clock.now())
        messages.success(request, "部屋の予約も取り消しました。")
        return redirect("volunteers:request-detail", code=shift.request.code)
    booking = bookings.booking(shift.booking_code)
    may_cancel = room_permissions.may_cancel(request.user, booking)
    context = {"shift": shift, "booking": booking, "may_cancel": may_cancel}
    return render(request, "portal/shift_room.html", context)


def _person(request: HttpRequest) -> accounts.User:
    return cast("accounts.User", request.user)


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """This function will list the help pages."""
    return render(request, "portal/help_index.html", {"topics": enums.HelpTopic})


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """This function will show one help page."""
    if topic not in enums.HelpTopic.values:
        raise errors.NotFound
    found = enums.HelpTopic(topic)
    return render(request, f"portal/help/{found}.html", {"topic": found, "refusals": queries.refusals})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """This function will tell what the service is."""
    return render(request, "portal/about.html", {"topics": enums.AboutTopic})


@require_safe
def about_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """This function will show one page on the service itself."""
    if topic not in enums.AboutTopic.values:
        raise errors.NotFound
    found = enums.AboutTopic(topic)
    return render(request, f"portal/about/{found}.html", {"topic": found, "form": forms.CatalogueForm})
