import functools
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import audit, clock, decorators, errors
from bookings import actions, enums, models, permissions, rules
from bookings.forms import deciding, reserving, searching
from bookings.queries import availability, centers, equipment, fees, moves, papers, switches, waiting
from bookings.queries import bookings as queries
from points import queries as points

PAGE = 20
GROWN_UP = 18


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a person's reservation; a refused one keeps what they typed and says what can be had."""
    room = centers.room_to_reserve(code)
    if not permissions.may_reserve(request.user, room):
        raise errors.NotAllowed
    day = searching.DayForm(request.GET).day(today=clock.today())
    if day is None:
        return redirect("bookings:center-week", code=room.center.code)
    form = _reservation_form(request, room, day)
    if request.method == "POST" and form.is_valid():
        return _reserved(request, room, form)
    return _reservation_page(request, form, status=422 if form.is_bound else 200)


def _reservation_form(request: HttpRequest, room: models.Room, day: date) -> reserving.ReservationForm:
    person, now = roles.person_of(request), clock.now()
    group = queries.group_for(person, request.GET.get("group", ""))
    user_class = group.class_on(day) if group else ""
    options = reserving.Options(
        room=room,
        date=day,
        slots=functools.cache(lambda: availability.room_day(room, date=day, now=now, user_class=user_class).slots),
        activities=list(centers.activities(room.center)),
        groups=list(people.groups_booking_for(person)),
        coupons=points.usable_coupons(person.code, now) if room.fee_yen and _takes_fees(room) else [],
        needs_guardian=(person.age_on(day) or GROWN_UP) < GROWN_UP,
        for_oneself=room.center.switches_at(now).opens_online(for_group=False),
    )
    return reserving.ReservationForm(
        request.POST if request.method == "POST" else None,
        options=options,
        rules_url=reverse("bookings:center-rules", args=[room.center.code]),
        person_name=person.display_name,
        initial=_carried(request),
    )


def _takes_fees(room: models.Room) -> bool:
    return room.center.switches_at(clock.now()).fees_on


def _carried(request: HttpRequest) -> dict[str, object]:
    """What a link brings along: the period that was chosen, and what was typed before a refusal."""
    typed = {name: request.GET.get(name, "") for name in reserving.CARRIED}
    return {"periods": request.GET.getlist("period"), "applicant": request.GET.get("group", ""), **typed}


def _reserved(request: HttpRequest, room: models.Room, form: reserving.ReservationForm) -> HttpResponse:
    person = roles.person_of(request)
    group = queries.group_for(person, form.group_code())
    try:
        made = actions.reserve_room(
            room, by=person, for_group=group, coupon_code=form.coupon_code(), now=clock.now(), **form.wish()
        )
    except errors.DomainError as refusal:
        return _reservation_page(request, form, refusal=refusal, status=refusal.status)
    messages.success(request, "予約を申し込みました。内容とこれからの手続きをお確かめください。")
    return redirect("bookings:booking", code=made.code)


def _reservation_page(
    request: HttpRequest,
    form: reserving.ReservationForm,
    *,
    status: int,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    room, day = form.options.room, form.options.date
    offering = switches.offering(room.center, now=clock.now())
    context = {
        "offering": offering,
        "can_reserve": offering.here.opens_online(for_group=bool(form.options.groups)),
        "form": form,
        "room": room,
        "center": room.center,
        "day": day,
        "refusal": refusal,
        "fees_off": not _takes_fees(room),
        "group_fees": fees.group_fees(room, form.options.groups, day=day, now=clock.now()),
    }
    return render(request, "bookings/booking_new.html", context, status=status)


@require_safe
@decorators.signed_in
def bookings(request: HttpRequest) -> HttpResponse:
    """This function will list a person's bookings and those of the groups for which they book."""
    now = clock.now()
    earlier = Paginator(queries.earlier_of(roles.person_of(request), now=now), PAGE)
    context = {
        "offers": waiting.offers_of(roles.person_of(request), now=now),
        "waiting": waiting.waiting_of(roles.person_of(request)),
        "upcoming": queries.upcoming_of(roles.person_of(request), now=now),
        "earlier": earlier.get_page(request.GET.get("page")),
    }
    return render(request, "bookings/bookings.html", context)


@require_safe
@decorators.signed_in
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a booking to its person, to those who book for its group, and to its desk."""
    found = _visible(request, code)
    context = {
        "booking": found,
        "center": found.center,
        "papers": papers.papers(found, now=clock.now()),
        "steps": queries.steps_of(found),
        "changes": queries.changes_of(found),
        "loans": equipment.of_booking(found),
        "can_borrow": found.is_live and found.starts_at > clock.now() and permissions.may_move(request.user, found),
        "is_desk": permissions.may_use_desk(request.user, found.center),
        "keeps_record": permissions.may_keep_record(request.user, found),
        "may_decide": permissions.may_decide(request.user, found),
        "can_decide": found.state != enums.State.OFFERED and rules.can_step(found.state, enums.State.APPROVED),
        "can_move": moves.is_movable(found, now=clock.now()) and permissions.may_move(request.user, found),
        "can_cancel": found.is_live and rules.can_step(found.state, enums.State.CANCELLED),
    }
    return render(request, "bookings/booking.html", context)


def _visible(
    request: HttpRequest,
    code: str,
    *,
    may: Callable[[roles.Visitor, models.Booking], bool] = permissions.may_see_booking,
) -> models.Booking:
    """This function will find a booking for somebody who may, and record that they looked at its person."""
    found = queries.booking(code)
    if not may(request.user, found):
        raise errors.NotFound
    if found.booked_by:
        audit.look(
            "bookings.booking",
            by=roles.person_of(request),
            about=found.booked_by,
            subject=found.code,
            center_code=found.center.code,
        )
    elif permissions.may_use_desk(request.user, found.center):
        actions.note_look("bookings.booking", by=roles.person_of(request), center=found.center, shown=[found])
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then cancel a booking."""
    found = _visible(request, code, may=permissions.may_cancel)
    form = deciding.CancellationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_booking(found, by=roles.person_of(request), now=clock.now(), reason=form.cleaned_data["reason"])
        messages.success(request, "予約を取り消しました。部屋は、ほかの方が予約できるようになりました。")
        return redirect("bookings:booking", code=code)
    context = {"booking": found, "form": form, "center": found.center}
    return render(request, "bookings/booking_cancellation.html", context, status=422 if form.errors else 200)


@require_POST
@decorators.signed_in
def booking_approval(request: HttpRequest, code: str) -> HttpResponse:
    """This function will permit a booking."""
    found = _to_decide(request, code)
    actions.approve_booking(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, f"{found.room.name}の予約を許可しました。申し込んだ方にお知らせします。")
    return _decided(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will refuse a booking with a reason that its person reads."""
    found = _to_decide(request, code)
    form = deciding.RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.refuse_booking(found, by=roles.person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
        messages.success(request, f"{found.room.name}の予約をお断りしました。理由を申し込んだ方にお知らせします。")
        return _decided(request, found)
    context = {"booking": found, "form": form, "center": found.center}
    return render(request, "bookings/booking_refusal.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, found: models.Booking) -> HttpResponse:
    """This function will go back to where the rest waits: the desk, or the city's list for what is left to the city."""
    if permissions.may_use_desk(request.user, found.center):
        return redirect("bookings:center-desk", code=found.center.code)
    return redirect("bookings:city-approvals")


def _to_decide(request: HttpRequest, code: str) -> models.Booking:
    return _visible(request, code, may=permissions.may_decide)
