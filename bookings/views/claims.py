"""The slip with a claim code, which a desk prints, and the page at which the person takes the booking over."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators, errors
from bookings import actions
from bookings.forms import desk as forms
from bookings.queries import claims
from bookings.views import desk


@require_POST
@decorators.signed_in
@never_cache
def booking_claim_slip(request: HttpRequest, code: str) -> HttpResponse:
    """This function will print a slip with a fresh claim code; the page cannot be opened again, only made anew."""
    found = desk.at_own_desk(request, code)
    slip = actions.issue_claim(found, by=roles.person_of(request), now=clock.now())
    actions.note_look("bookings.claim_slip", by=roles.person_of(request), center=found.center, shown=[found])
    address = f"{settings.SITE_URL}{reverse('bookings:booking-claims')}"
    link = f"{address}?{urlencode({'code': slip.code_text})}"
    context = {
        "booking": found,
        "center": found.center,
        "slip": slip,
        "address": address,
        "qr": codes.qr_svg(link, label="予約を受け取るページのQRコード"),
    }
    return render(request, "bookings/booking_claim_slip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
@never_cache
def booking_claims(request: HttpRequest) -> HttpResponse:
    """This function will take the code of a slip and show what it gives, without giving it yet."""
    form = forms.ClaimForm(request.POST or None, initial={"code": request.GET.get("code", "")[:60]})
    if not form.is_bound:
        return render(request, "bookings/booking_claims.html", {"form": form})
    if not form.is_valid():
        return _refused(request, form, 422)
    person = roles.person_of(request)
    try:
        actions.count_claim_try(person, address=_address(request))
        found = claims.claimable(form.cleaned_data["code"], by=person, now=clock.now())
    except errors.DomainError as refusal:
        form.add_error("code", refusal.sentence)
        return _refused(request, form, refusal.status)
    context = {"form": form, "found": found, "booking": found.booking, "center": found.booking.center}
    return render(request, "bookings/booking_claims.html", context)


@require_POST
@decorators.signed_in
def booking_claim_acceptances(request: HttpRequest) -> HttpResponse:
    """This function will make the booking of a slip the person's own."""
    form = forms.ClaimForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, 422)
    person = roles.person_of(request)
    try:
        actions.count_claim_try(person, address=_address(request))
        done = actions.claim_booking(form.cleaned_data["code"], by=person, now=clock.now())
    except errors.DomainError as refusal:
        form.add_error("code", refusal.sentence)
        return _refused(request, form, refusal.status)
    messages.success(request, "窓口の予約が、あなたの予約になりました。これからのお知らせは、ここに届きます。")
    return redirect("bookings:booking", code=done.booking.code)


def _refused(request: HttpRequest, form: forms.ClaimForm, status: int) -> HttpResponse:
    return render(request, "bookings/booking_claims.html", {"form": form}, status=status)


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
