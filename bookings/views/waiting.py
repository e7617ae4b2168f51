"""The waiting list and what is offered: to stand in line, see one's place, leave, take an offer or decline it."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import audit, clock, decorators, errors
from bookings import actions, enums, models, permissions
from bookings.forms import reserving, searching
from bookings.forms import waiting as forms
from bookings.queries import availability, bookings, centers
from bookings.queries import waiting as queries
from points import queries as points

GROWN_UP = 18


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def waiting_entry_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will put a person or their group in line for a period that somebody else has."""
    room = centers.room(code)
    if not permissions.may_reserve(request.user, room):
        raise errors.NotAllowed
    day = searching.DayForm(request.GET).day(today=clock.today())
    if day is None:
        return redirect("bookings:center-week", code=room.center.code)
    form = _form(request, _options(request, room, day))
    if request.method == "POST" and form.is_valid():
        return _joined(request, form)
    return _form_page(request, form, status=422 if form.is_bound else 200)


def _options(request: HttpRequest, room: models.Room, day: date) -> reserving.Options:
    person, now = roles.person_of(request), clock.now()
    group = bookings.group_for(person, request.GET.get("group", ""))
    user_class = group.user_class if group else ""
    return reserving.Options(
        room=room,
        date=day,
        slots=lambda: availability.room_day(room, date=day, now=now, user_class=user_class).slots,
        activities=list(centers.activities(room.center)),
        groups=list(people.groups_booking_for(person)),
        needs_guardian=(person.age_on(day) or GROWN_UP) < GROWN_UP,
    )


def _form(request: HttpRequest, options: reserving.Options) -> forms.WaitingForm:
    typed = {name: request.GET.get(name, "") for name in reserving.CARRIED}
    chosen = {"periods": request.GET.getlist("period"), "applicant": request.GET.get("group", "")}
    return forms.WaitingForm(
        request.POST if request.method == "POST" else None,
        options=options,
        rules_url=reverse("bookings:center-rules", args=[options.room.center.code]),
        person_name=roles.person_of(request).display_name,
        initial={**chosen, **typed},
    )


def _joined(request: HttpRequest, form: forms.WaitingForm) -> HttpResponse:
    person = roles.person_of(request)
    group = bookings.group_for(person, form.group_code())
    try:
        entry = actions.join_line(form.options.room, by=person, for_group=group, now=clock.now(), **form.wish())
    except errors.DomainError as refusal:
        return _form_page(request, form, refusal=refusal, status=refusal.status)
    messages.success(request, "キャンセル待ちを受け付けました。順番が来たら、お知らせします。")
    return redirect("bookings:waiting-entry", code=entry.code)


def _form_page(
    request: HttpRequest, form: forms.WaitingForm, *, status: int, refusal: errors.DomainError | None = None
) -> HttpResponse:
    room = form.options.room
    context = {"form": form, "room": room, "center": room.center, "day": form.options.date, "refusal": refusal}
    return render(request, "bookings/waiting_entry_new.html", context, status=status)


@require_safe
@decorators.signed_in
def waiting_entry(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a place in line to its person, to who books for its group, and to the desk."""
    entry = queries.entry(code)
    if not permissions.may_see_entry(request.user, entry):
        raise errors.NotFound
    audit.look(
        "bookings.waiting_entry",
        by=roles.person_of(request),
        about=entry.person,
        subject=entry.code,
        center_code=entry.room.center.code,
    )
    context = {"entry": entry, "can_leave": permissions.may_leave(request.user, entry) and entry.is_standing}
    return render(request, "bookings/waiting_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def waiting_entry_departure(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then take somebody out of the line."""
    entry = queries.entry(code)
    if not permissions.may_leave(request.user, entry):
        raise errors.NotFound
    if request.method == "POST":
        actions.leave_line(entry, by=roles.person_of(request), now=clock.now())
        messages.success(request, "キャンセル待ちをやめました。")
        return redirect("bookings:bookings")
    return render(request, "bookings/waiting_entry_departure.html", {"entry": entry})


@require_safe
@decorators.signed_in
def booking_offer(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what is held for somebody, until when, and let them take it or decline it."""
    return _offer_page(request, _offer(request, code))


def _offer(request: HttpRequest, code: str) -> models.Booking:
    found = bookings.booking(code)
    if not permissions.may_see_offer(request.user, found) or not queries.was_offered(found):
        raise errors.NotFound
    if found.booked_by:
        audit.look(
            "bookings.offer",
            by=roles.person_of(request),
            about=found.booked_by,
            subject=found.code,
            center_code=found.center.code,
        )
    return found


def _offer_page(
    request: HttpRequest, offer: models.Booking, *, refusal: errors.DomainError | None = None
) -> HttpResponse:
    now = clock.now()
    context = {
        "booking": offer,
        "center": offer.center,
        "until_text": queries.until_text(offer),
        "is_open": queries.is_open(offer, now=now),
        "can_answer": permissions.may_answer(request.user, offer),
        "form": _answer_form(request, offer),
        "refusal": refusal,
    }
    return render(request, "bookings/booking_offer.html", context, status=refusal.status if refusal else 200)


def _answer_form(request: HttpRequest, offer: models.Booking) -> forms.AnswerForm:
    is_own = offer.booked_by_id == roles.person_of(request).pk and offer.fee_yen
    coupons = points.usable_coupons(roles.person_of(request).code, clock.now()) if is_own else []
    return forms.AnswerForm(request.POST if request.method == "POST" else None, offer=offer, coupons=coupons)


@require_POST
@decorators.signed_in
def booking_acceptance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will make a booking of an offer, or say which rule does not allow it any more."""
    offer = _to_answer(request, code)
    form = _answer_form(request, offer)
    if not form.is_valid():
        return _offer_page(request, offer, refusal=errors.Invalid())
    try:
        actions.accept_offer(offer, by=roles.person_of(request), now=clock.now(), coupon_code=form.coupon_code())
    except errors.DomainError as refusal:
        return _offer_page(request, bookings.booking(code), refusal=refusal)
    messages.success(request, "予約になりました。内容とこれからの手続きをお確かめください。")
    return redirect("bookings:booking", code=code)


def _to_answer(request: HttpRequest, code: str) -> models.Booking:
    offer = _offer(request, code)
    if not permissions.may_answer(request.user, offer):
        raise errors.NotAllowed
    return offer


@require_POST
@decorators.signed_in
def booking_decline(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give an offered room back, so that the next in line gets it."""
    offer = _to_answer(request, code)
    actions.decline_offer(offer, by=roles.person_of(request), now=clock.now())
    messages.success(request, "お返事を受け付けました。部屋は次の方へご案内します。")
    return redirect("bookings:bookings") if offer.booked_by else redirect("bookings:booking", code=code)


@require_safe
@decorators.signed_in
def booking_alternatives(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what is held for somebody whose booking gave way to public use."""
    found = _displaced(request, code)
    context = {
        "booking": found,
        "center": found.center,
        "held": queries.alternatives_for(found, now=clock.now()),
        "reason": queries.reason_of(found),
    }
    return render(request, "bookings/booking_alternatives.html", context)


def _displaced(request: HttpRequest, code: str) -> models.Booking:
    found = bookings.booking(code)
    if found.state != enums.State.DISPLACED or not permissions.may_choose_instead(request.user, found):
        raise errors.NotFound
    if found.booked_by:
        audit.look(
            "bookings.booking",
            by=roles.person_of(request),
            about=found.booked_by,
            subject=found.code,
            center_code=found.center.code,
        )
    return found


@require_POST
@decorators.signed_in
def alternatives_decline(request: HttpRequest, code: str) -> HttpResponse:
    """This function will release all that is held for a displaced booking."""
    found = _displaced(request, code)
    actions.decline_alternatives(found, by=roles.person_of(request), now=clock.now())
    messages.success(request, "お返事を受け付けました。取っておいた部屋は、ほかの方が予約できるようになりました。")
    return redirect("bookings:booking", code=code)
