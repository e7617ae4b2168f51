"""Paying with points, for residents: their code, a shop's printed QR, what they paid, booklets on paper."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, codes, decorators
from backend.common import errors as common
from points import errors, models, permissions, queries, rules
from points.actions import payments as actions
from points.forms import tills as forms
from points.queries import reach
from points.queries import tills as reads


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def payment_codes(request: HttpRequest) -> HttpResponse:
    """This function will say how to pay, and give a new payment code when asked for."""
    person = roles.person_of(request)
    if request.method == "POST":
        made = actions.issue_payment_code(person, now=clock.now())
        return redirect("points:payment-code", code=made.code)
    context = {
        "balance": queries.balance(person.code, now=clock.now()),
        "payments": reads.payments_of(person.code)[:5],
        "minutes": int(rules.tills.CODE_LIVES.total_seconds() // 60),
    }
    return render(request, "points/payment_codes.html", context)


@require_safe
@decorators.signed_in
def payment_code(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one's own code while it counts, and what it paid afterwards."""
    found = models.PaymentCode.objects.filter(
        code=code, person_code=roles.person_of(request).code, booklet=None
    ).first()
    if found is None:
        raise errors.PaymentCodeNotFound
    now = clock.now()
    context = {"code": found, "now": now, "open": found.is_open(now), "payment": None}
    if context["open"]:
        path = reverse("points:payment-scan", kwargs={"token": reads.token_of(found)})
        context["qr"] = codes.qr_svg(f"{settings.SITE_URL}{path}", label="支払いコードのQRコード")
        context["short_code"] = rules.shown_short_code(found.short_code)
    else:
        context["payment"] = reads.payment_of_code(found)
    return render(request, "points/payment_code.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def till(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take the amount that somebody pays by a shop's printed QR: asked, shown once more, paid."""
    found, person, now = _till(code), roles.person_of(request), clock.now()
    form = forms.PayForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "till": found,
        "form": form,
        "balance": queries.balance(person.code, now=now),
        "contract": reads.contract(found, clock.date_of(now)),
    }
    if not form.is_valid() or "again" in request.POST:
        return render(request, "points/till.html", context, status=422 if form.errors else 200)
    decided, sent = "decided" in request.POST, form.cleaned_data
    pay = actions.pay_at_till if decided else actions.try_at_till
    try:
        paid = pay(found, person=person, amount=sent["amount"], key=sent["key"], now=now)
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "points/till.html", context, status=refusal.status)
    if not decided:
        context["after"] = context["balance"].usable - paid.amount
        return render(request, "points/till_preview.html", context)
    return redirect("points:payment", code=paid.code)


def _till(code: str) -> models.Till:
    found = reads.till(code)
    if found is None:
        raise errors.TillNotFound
    return found


@require_safe
@decorators.signed_in
def payments(request: HttpRequest) -> HttpResponse:
    """This function will list what a person paid."""
    mine = reads.payments_of(roles.person_of(request).code)[:100]
    return render(request, "points/payments.html", {"payments": mine})


@require_safe
@decorators.signed_in
def payment(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a payment to who paid it, with its words while it is fresh, to the shop and the city."""
    found, person = _payment(request, code), roles.person_of(request)
    takes = found.person_code != person.code and found.left > 0
    form = forms.RefundForm(initial={"amount": found.left}) if takes else None
    return _payment_page(request, found, form, status=200)


def _payment_page(
    request: HttpRequest, found: models.Payment, form: forms.RefundForm | None, *, status: int
) -> HttpResponse:
    now = clock.now()
    context = {
        "payment": found,
        "own": found.person_code == roles.person_of(request).code,
        "now": now,
        "sign": reads.sign_of(found, now),
        "refunds": found.refunds.order_by("pk"),
        "form": form,
        "alive": reads.points_left_alive(found, clock.date_of(now)) if form else None,
    }
    return render(request, "points/payment.html", context, status=status)


def _payment(request: HttpRequest, code: str) -> models.Payment:
    found, person = reads.payment(code), roles.person_of(request)
    if found is None:
        raise errors.PaymentNotFound
    if found.person_code == person.code or reach.takes_at(person, found.till_id):
        return found
    if not permissions.may_settle(person):
        raise errors.PaymentNotFound
    about = queries.person(found.person_code)
    if about is not None:
        audit.look("points.payment", by=person, about=about, subject=found.code)
    return found


@require_POST
@decorators.signed_in
def payment_refunds(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give points of a payment back: by its shop for some days, by the city with a reason."""
    found, person = _payment(request, code), roles.person_of(request)
    at_till = reach.takes_at(person, found.till_id)
    if found.person_code == person.code or not (at_till or permissions.may_settle(person)):
        raise common.NotAllowed
    form = forms.RefundForm(request.POST)
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.refund(found, by_city=not at_till, by=person, now=clock.now(), **data)
        except common.DomainError as refusal:
            form.add_error(None, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, f"{data['amount']}ポイントを返しました。")
            return redirect("points:payment", code=code)
    return _payment_page(request, found, form, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def payment_booklets(request: HttpRequest) -> HttpResponse:
    """This function will list one's codes on paper, and make new ones."""
    person = roles.person_of(request)
    form = forms.KeyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.issue_booklet(person, by=person, key=form.cleaned_data["key"], now=clock.now())
        return redirect("points:payment-booklet", code=made.code)
    context = {"booklets": reads.booklets_of(person.code)[:20], "form": form}
    return render(request, "points/payment_booklets.html", context, status=422 if form.errors else 200)


def _booklet(person: accounts.User, code: str) -> models.Booklet:
    found = reads.booklet(code)
    if found is None or found.person_code != person.code:
        raise errors.BookletNotFound
    return found


@require_safe
@decorators.signed_in
def payment_booklet(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one's codes on paper, to print; those that were used are crossed out."""
    found = _booklet(roles.person_of(request), code)
    shown = [(line, rules.shown_short_code(line.short_code), paid) for line, paid in reads.booklet_lines(found)]
    return render(request, "points/payment_booklet.html", {"booklet": found, "lines": shown})


@require_POST
@decorators.signed_in
def payment_booklet_blocking(request: HttpRequest, code: str) -> HttpResponse:
    """This function will end a booklet that was lost."""
    person = roles.person_of(request)
    actions.block_booklet(_booklet(person, code), by=person, now=clock.now())
    messages.success(request, "このつづりを止めました。書かれたコードは、もう使えません。")
    return redirect("points:payment-booklet", code=code)
