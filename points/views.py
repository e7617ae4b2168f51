from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.common import clock, codes, decorators
from points import actions, errors, forms, models, permissions, queries, rules


def _person(request: HttpRequest) -> accounts.User:
    return cast("accounts.User", request.user)


@require_http_methods(["GET"])
@decorators.signed_in
def statement(request: HttpRequest) -> HttpResponse:
    """This function will show a person's points: how many, what expires when, and the statement page by page."""
    person, now = _person(request), clock.now()
    account = queries.account_of(person.code)
    postings, next_code = queries.statement_page(account, before=request.GET.get("before", ""))
    context = {
        "balance": queries.balance(person.code, now=now),
        "expiries": queries.expiries(person.code, now=now),
        "lines": queries.lines(account, postings),
        "next_href": f"?before={next_code}" if next_code else "",
        "previous_href": reverse("points:statement") if "before" in request.GET else "",
    }
    return render(request, "points/statement.html", context)


@require_http_methods(["GET"])
def earning_rules(request: HttpRequest) -> HttpResponse:
    """This function will show how points are earned: the rules in force today with their limits."""
    return render(request, "points/earning_rules.html", {"rules": queries.rules_in_force(clock.today())})


@require_http_methods(["GET"])
def perks(request: HttpRequest) -> HttpResponse:
    """This function will show the catalogue of perks, to everybody."""
    context: dict[str, object] = {"perks": queries.perks_on_sale(clock.today())}
    if request.user.is_authenticated:
        context["balance"] = queries.balance(_person(request).code, now=clock.now())
    return render(request, "points/perks.html", context)


@require_http_methods(["GET"])
def perk(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one perk, to everybody."""
    return render(request, "points/perk.html", {"perk": _perk(code)})


def _perk(code: str) -> models.Perk:
    found = queries.perk(code)
    if found is None:
        raise errors.PerkNotFound
    return found


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def perk_orders(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask whether to order a perk, and order it."""
    found, person = _perk(code), _person(request)
    form = forms.OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        voucher = actions.order_perk(
            code, person_code=person.code, key=form.cleaned_data["key"], by=person, now=clock.now()
        )
        messages.success(request, f"「{found.name}」を申し込みました。")
        return redirect("points:voucher", code=voucher.code)
    balance = queries.balance(person.code, now=clock.now())
    context = {"perk": found, "form": form, "balance": balance, "after": balance.usable - found.price}
    return render(request, "points/perk_orders.html", context)


@require_http_methods(["GET"])
@decorators.signed_in
def vouchers(request: HttpRequest) -> HttpResponse:
    """This function will list a person's vouchers, those that can be used first."""
    return render(request, "points/vouchers.html", {"vouchers": queries.vouchers_of(_person(request).code)[:100]})


@require_http_methods(["GET"])
@decorators.signed_in
def voucher(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one's own voucher with its QR and short code."""
    found = _own(request, code)
    context = {"voucher": found, "usable": found.is_usable_on(clock.today())}
    if context["usable"] and not found.perk.is_coupon:
        path = reverse("points:voucher-redemption", kwargs={"token": queries.token_of(found)})
        context["qr"] = codes.qr_svg(f"{settings.SITE_URL}{path}", label="引換券のQRコード")
        context["short_code"] = rules.shown_short_code(found.short_code)
    return render(request, "points/voucher.html", context)


def _own(request: HttpRequest, code: str) -> models.Voucher:
    found = queries.voucher(code)
    if found is None or not permissions.may_see_voucher(_person(request), found):
        raise errors.VoucherNotFound
    return found


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def voucher_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask whether to cancel an order, and cancel it."""
    found, person = _own(request, code), _person(request)
    if request.method == "POST":
        actions.cancel_order(code, person_code=person.code, by=person, now=clock.now())
        messages.success(request, f"申込みを取りやめました。{found.price}ポイントが戻りました。")
        return redirect("points:vouchers")
    return render(request, "points/voucher_cancellation.html", {"voucher": found})


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def voucher_redemptions(request: HttpRequest) -> HttpResponse:
    """This function will ask the desk or shop for a short code, and go on to the voucher it names."""
    _places(request)
    form = forms.ShortCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.voucher_by_short_code(rules.short_code(form.cleaned_data["code"]))
        if found is not None:
            return redirect("points:voucher-redemption", token=queries.token_of(found))
        form.add_error("code", errors.VoucherNotFound().sentence)
    return render(request, "points/voucher_redemptions.html", {"form": form})


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def voucher_redemption(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show a scanned voucher to the desk or shop, and use it when they confirm."""
    places = _places(request)
    found = queries.voucher_by_token(token)
    if found is None:
        raise errors.VoucherNotFound
    form = forms.PlaceForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        actions.redeem_voucher(found.code, place=form.chosen, by=_person(request), now=clock.now())
        messages.success(request, f"「{found.perk.name}」を引き換えました。品物やサービスをお渡しください。")
        return redirect("points:voucher-redemptions")
    context = {"voucher": found, "form": form, "usable": found.is_usable_on(clock.today())}
    return render(request, "points/voucher_redemption.html", context)


def _places(request: HttpRequest) -> list[queries.Place]:
    places = queries.places_of(_person(request))
    if not places:
        raise errors.NoPlace
    return places
