"""Equipment as residents see it: what is lent where, and their own loans."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import audit, clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import equipment as forms
from bookings.queries import bookings, centers
from bookings.queries import equipment as queries
from bookings.rules import lending

PAGE = 30


@require_safe
def equipment_list(request: HttpRequest) -> HttpResponse:
    """This function will tell everybody what the centers lend, and how many are free at a time."""
    form = forms.SearchForm(request.GET or None, centers=centers.centers())
    page = Paginator(queries.search(**form.wanted()), PAGE).get_page(request.GET.get("page"))
    span, now = form.span(), clock.now()
    starts_at, ends_at = span or (now, now)
    context = {
        "form": form,
        "page": page,
        "span": span,
        "stocks": queries.stocks(page, starts_at=starts_at, ends_at=ends_at, now=now),
    }
    return render(request, "bookings/equipment_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def loan_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take a loan of equipment; a refused one keeps what was typed and says where there are some."""
    equipment = queries.equipment(code)
    if not permissions.may_borrow(request.user, equipment):
        raise errors.NotAllowed
    person = roles.person_of(request)
    carried = {name: request.GET[name] for name in forms.CARRIED if name in request.GET}
    sent = request.POST if request.method == "POST" else None
    form = forms.LoanForm(sent, groups=people.groups_booking_for(person), initial=carried)
    if not form.is_bound or not form.is_valid():
        return _loan_page(request, equipment, form)
    try:
        made = actions.reserve_equipment(form.plan(equipment), by=person, now=clock.now())
    except errors.DomainError as refusal:
        return _loan_page(request, equipment, form, refusal)
    messages.success(request, "備品をお取りしました。当日、窓口で貸出番号をお伝えください。")
    return redirect("bookings:loan", code=made.code)


def _loan_page(
    request: HttpRequest,
    equipment: models.Equipment,
    form: forms.LoanForm,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    context = {
        "equipment": equipment,
        "center": equipment.center,
        "total": len(queries.usable([equipment.pk])[equipment.pk]),
        "form": form,
        "refusal": refusal,
        "by_itself": lending.is_lent_so(equipment.lending, with_room=False),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "bookings/loan_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def booking_loan_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take equipment for the whole use of a booking of one's own."""
    found = bookings.booking(code)
    if not permissions.may_move(request.user, found):
        raise errors.NotFound
    lent = queries.with_rooms(found.center)
    form = forms.BookingLoanForm(request.POST if request.method == "POST" else None, lent=lent)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            actions.reserve_equipment(form.plan(found), by=roles.person_of(request), now=clock.now())
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, "備品をいっしょにお取りしました。")
            return redirect("bookings:booking", code=found.code)
    free = queries.stocks(lent, starts_at=found.starts_at, ends_at=found.ends_at, now=clock.now())
    context = {"booking": found, "center": found.center, "form": form, "stocks": free, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "bookings/booking_loan_new.html", context, status=status)


@require_safe
@decorators.signed_in
def loans(request: HttpRequest) -> HttpResponse:
    """This function will list a person's loans and those of groups for which they book."""
    person = roles.person_of(request)
    found = queries.loans_of(person, groups=people.groups_booking_for(person))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "bookings/loans.html", {"page": page, "now": clock.now()})


@require_safe
@decorators.signed_in
def loan(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a loan to its person, to those who book for its group, and to its desk."""
    found = visible_loan(request, code)
    context = {
        "loan": found,
        "center": found.equipment.center,
        "numbers": queries.numbers_of(found),
        "is_desk": permissions.may_lend(request.user, found),
        "is_late": found.is_out and found.ends_at < clock.now(),
    }
    return render(request, "bookings/loan.html", context)


def visible_loan(request: HttpRequest, code: str) -> models.Loan:
    """This function will find a loan for somebody who may see it, and record that they looked at its person."""
    found = queries.loan(code)
    if not permissions.may_see_loan(request.user, found):
        raise errors.NotFound
    if found.booked_by:
        audit.look(
            "bookings.loan",
            by=roles.person_of(request),
            about=found.booked_by,
            subject=found.code,
            center_code=found.equipment.center.code,
        )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def loan_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask once more, then call a loan off."""
    found = visible_loan(request, code)
    form = forms.LoanEndForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.cancel_loan(found, by=roles.person_of(request), now=clock.now(), reason=reason)
        messages.success(request, "備品の予約を取り消しました。ほかの方が借りられるようになりました。")
        return redirect("bookings:loan", code=found.code)
    context = {"loan": found, "center": found.equipment.center, "form": form}
    return render(request, "bookings/loan_cancellation.html", context, status=422 if form.errors else 200)
