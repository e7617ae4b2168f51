"""Requests with the rooms and the equipment of centers, and the place of a single shift."""

import functools
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions
from backend.accounts import queries as people
from backend.common import clock, decorators, errors
from backend.portal import actions, forms
from bookings import permissions as room_permissions
from bookings.queries import bookings, equipment, wants
from volunteers import actions as volunteering
from volunteers import models as volunteers
from volunteers.forms import asks_for_more
from volunteers.queries import people as volunteer_people
from volunteers.queries import reach
from volunteers.queries import templates as sheets


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_with_room(request: HttpRequest) -> HttpResponse:
    """This function will take a request together with the rooms and the equipment that its times need.

    What refuses one stands above the sheet with what could be had instead; nothing that was typed is lost.
    """
    if not volunteer_people.managed_organisations(permissions.person_of(request)):
        return render(request, "portal/request_with_room.html", {"sheet": None})
    sheet = _sheet(request)
    asks = {"look", "instead"} & set(request.POST) or asks_for_more(request.POST)
    if request.method == "GET" or not sheet.is_valid() or (asks and "look" not in request.POST):
        return render(request, "portal/request_with_room.html", {"sheet": sheet})
    if "look" in request.POST:
        wanted = [one.want for one in sheet.placed()]
        sheet.show(wants.look(wanted, person=permissions.person_of(request), now=clock.now()))
        return render(request, "portal/request_with_room.html", {"sheet": sheet, "looked": True})
    return _posted(request, sheet)


def _sheet(request: HttpRequest) -> forms.PlacedSheet:
    person = permissions.person_of(request)
    organisations, groups = volunteer_people.managed_organisations(person), people.groups_booking_for(person)
    if request.method == "POST":
        data = forms.instead(request.POST)
        return forms.PlacedSheet.sent(data, organisations).for_groups(groups, data)
    if template := request.GET.get("template"):
        kept = sheets.own(request.user, template)
        return forms.PlacedSheet.copied(kept.sheet, organisations).for_groups(groups, None)
    if copied := request.GET.get("copy"):
        earlier = sheets.sheet_of(reach.organised_request(request.user, copied))
        return forms.PlacedSheet.copied(earlier, organisations).for_groups(groups, None)
    return forms.PlacedSheet.blank(organisations, asked=request.GET).for_groups(groups, None)


def _posted(request: HttpRequest, sheet: forms.PlacedSheet) -> HttpResponse:
    person, now = permissions.person_of(request), clock.now()
    try:
        post = functools.partial(
            actions.post_with_places,
            sheet.request.cleaned_data["organisation"],
            plan=sheet.plan(),
            shifts=sheet.placed(),
            by=person,
            now=now,
            draft="draft" in request.POST,
        )
        made = volunteering.post_once(post, key=sheet.sent_key(), by=person)
    except errors.DomainError as refusal:
        context = {"sheet": sheet, "refusal": refusal}
        return render(request, "portal/request_with_room.html", context, status=refusal.status)
    messages.success(request, f"{made.outcome}部屋と備品の予約も申し込みました。")
    return redirect("volunteers:request-detail", code=made.code)


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_room(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the room and the equipment of a shift, add to them, and give the room back.

    The room is given back here where the shift was called off; else on the page of the booking.
    """
    shift = reach.organised_shift(request.user, code)
    if "cancel-room" in request.POST:
        actions.cancel_room(shift, by=permissions.person_of(request), now=clock.now())
        messages.success(request, "部屋の予約も取り消しました。")
        return redirect("volunteers:request-detail", code=shift.request.code)
    form = forms.PlaceForm(
        forms.in_the_room(request.POST) if request.method == "POST" else None,
        offered=forms.Offered(),
        groups=people.groups_booking_for(permissions.person_of(request)),
    )
    if not form.is_bound or not form.is_valid():
        return _shift_page(request, shift, form)
    return _placed(request, shift, form)


def _placed(request: HttpRequest, shift: volunteers.Shift, form: forms.PlaceForm) -> HttpResponse:
    found = form.cleaned_data
    want = form.want(shift.starts_at, shift.ends_at, people=shift.capacity, group=found["group"])
    try:
        actions.reserve_for_shift(
            shift, want=want, by=permissions.person_of(request), now=clock.now(), renames=found["renames"]
        )
    except errors.DomainError as refusal:
        return _shift_page(request, shift, form, refusal)
    messages.success(request, "この回の部屋・備品を予約しました。")
    return redirect("portal:shift-room", code=shift.code)


def _shift_page(
    request: HttpRequest,
    shift: volunteers.Shift,
    form: forms.PlaceForm,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    booking = bookings.booking(shift.booking_code) if shift.booking_code else None
    if booking is not None and booking.is_live:
        for name in ("room", "headcount", "renames"):
            del form.fields[name]
    context: dict[str, Any] = {
        "shift": shift,
        "booking": booking,
        "loans": equipment.of_shifts([shift.code]),
        "may_cancel": booking is not None and room_permissions.may_cancel(request.user, booking),
        "can_add": not shift.is_called_off and not shift.has_started(clock.now()),
        "form": form,
        "refusal": refusal,
    }
    if refusal:
        # There is one time only, so its number says nothing.
        refusal.data.pop("number", None)
        context["other_rooms"] = [one for one in refusal.data.get("alternatives", ()) if _covers(one, shift)]
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "portal/shift_room.html", context, status=status)


def _covers(other: dict[str, Any], shift: volunteers.Shift) -> bool:
    """Whether an alternative is a room that is free while the shift goes on, so that it can be had as it stands."""
    starts, ends = (at.astimezone(clock.TOKYO) for at in (shift.starts_at, shift.ends_at))
    day = (starts.date().isoformat(), ends.date().isoformat())
    return (
        "room_code" in other
        and day == (other["date"],) * 2
        and other["starts"] <= f"{starts:%H:%M}" <= f"{ends:%H:%M}" <= other["ends"]
    )
