from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators
from points import actions, errors, models, permissions, queries, rules
from points.forms import vouchers as forms
from points.queries import perk_words


@require_http_methods(["GET"])
@decorators.signed_in
def vouchers(request: HttpRequest) -> HttpResponse:
    """This function will list a person's vouchers, those that can be used first."""
    mine = queries.vouchers_of(roles.person_of(request).code)[:100]
    return render(request, "points/vouchers.html", {"vouchers": mine, "today": clock.today()})


@require_http_methods(["GET"])
@decorators.signed_in
def voucher(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one's own voucher with its QR and short code."""
    found = _own(request, code)
    today = clock.today()
    context = {"voucher": found, "usable": found.is_usable_on(today), "today": today}
    if found.in_parts:
        context["uses"] = list(found.uses.order_by("seq"))
    if context["usable"] and not found.perk.is_coupon:
        path = reverse("points:voucher-redemption", kwargs={"token": queries.token_of(found)})
        context["qr"] = codes.qr_svg(f"{settings.SITE_URL}{path}", label="引換券のQRコード")
        context["short_code"] = rules.shown_short_code(found.short_code)
    return render(request, "points/voucher.html", context)


def _own(request: HttpRequest, code: str) -> models.Voucher:
    found = queries.voucher(code)
    if found is None or not permissions.may_see_voucher(roles.person_of(request), found):
        raise errors.VoucherNotFound
    return found


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def voucher_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask whether to cancel an order, and cancel it."""
    found, person = _own(request, code), roles.person_of(request)
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
    form, status = forms.ShortCodeForm(request.POST if request.method == "POST" else None), 422
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.voucher_typed(form.cleaned_data["code"], by=roles.person_of(request))
        except errors.perks.CodeTriesTooMany as refusal:
            form.add_error("code", refusal.sentence)
            status = refusal.status
        except errors.VoucherNotFound as refusal:
            form.add_error("code", refusal.sentence)
        else:
            return redirect("points:voucher-redemption", token=queries.token_of(found))
    return render(request, "points/voucher_redemptions.html", {"form": form}, status=status if form.errors else 200)


@require_http_methods(["GET", "POST"])
@decorators.signed_in
def voucher_redemption(request: HttpRequest, token: str) -> HttpResponse:
    """This function will show a scanned voucher to the desk or shop, and use it when they confirm."""
    places = _places(request)
    found = queries.voucher_by_token(token)
    if found is None:
        raise errors.VoucherNotFound
    here = queries.fitting(found.perk, places)
    sheets = found.sheets_left if found.in_parts else None
    form = forms.PlaceForm(request.POST or None, places=here or places, sheets=sheets)
    if request.method == "POST" and form.is_valid():
        done = actions.redeem_voucher(
            found.code,
            place=form.chosen,
            by=roles.person_of(request),
            now=clock.now(),
            sheets=form.cleaned_data.get("sheets"),
            key=form.cleaned_data.get("key", ""),
        )
        left = f"残りは{done.sheets_left}枚です。" if done.in_parts else ""
        messages.success(request, f"「{found.perk.name}」を引き換えました。品物やサービスをお渡しください。{left}")
        return redirect("points:voucher-redemptions")
    today = clock.today()
    usable = found.is_usable_on(today)
    context = {"voucher": found, "form": form, "usable": usable and here, "elsewhere": usable and not here}
    context |= {"place": perk_words.place(found.perk), "today": today}
    return render(request, "points/voucher_redemption.html", context, status=422 if form.errors else 200)


def _places(request: HttpRequest) -> list[queries.Place]:
    places = queries.places_of(roles.person_of(request))
    if not places:
        raise errors.NoPlace
    return places
