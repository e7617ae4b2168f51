"""What a desk or shop hands over: the list, one order, and cancelling it for somebody with a reason."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators
from points import actions, enums, errors, models, queries, rules
from points.forms import perks as forms
from points.queries import perks as perk_queries

LISTED = 200


@require_safe
@decorators.signed_in
def pickups(request: HttpRequest) -> HttpResponse:
    """This function will list what waits to be handed over at one's places; a desk sees the names, a shop does not."""
    places = _places(request)
    chosen = [one for one in places if one.value == request.GET.get("place")] or places
    here = [(one.kind, one.code) for one in chosen]
    orders = list(perk_queries.to_hand_over(here)[:LISTED])
    context = {
        "places": places,
        "chosen": chosen[0].value if len(chosen) == 1 else "",
        "perks": perk_queries.perks_at(here),
        "orders": [(one, names) for one, names in zip(orders, _names(request, orders), strict=True)],
        "today": clock.today(),
    }
    return render(request, "points/pickups.html", context)


def _places(request: HttpRequest) -> list[queries.Place]:
    places = queries.places_of(roles.person_of(request))
    if not places:
        raise errors.NoPlace
    return places


def _names(request: HttpRequest, orders: Sequence[models.Voucher]) -> list[str]:
    """Names stand on the lists of desks only, and each look is recorded under the center whose list it is."""
    at_desk: dict[str, set[str]] = {}
    for one in orders:
        if one.perk.place_kind == enums.AccountKind.CENTER:
            at_desk.setdefault(one.perk.place_code, set()).add(one.person_code)
    shown = set[str]().union(*at_desk.values())
    people = {one.code: one for one in accounts.User.objects.filter(code__in=shown)} if shown else {}
    for center, codes in sorted(at_desk.items()):
        seen = [people[code] for code in sorted(codes & people.keys())]
        audit.looks("points.pickups", by=roles.person_of(request), abouts=seen, center_code=center, now=clock.now())
    return [people[one.person_code].name if _is_named(one, people) else "" for one in orders]


def _is_named(voucher: models.Voucher, people: dict[str, accounts.User]) -> bool:
    return voucher.perk.place_kind == enums.AccountKind.CENTER and voucher.person_code in people


def _at_ones_place(request: HttpRequest, code: str) -> tuple[models.Voucher, queries.Place]:
    found = queries.voucher(code)
    places = {(one.kind, one.code): one for one in _places(request)}
    place = places.get((found.perk.place_kind, found.perk.place_code)) if found else None
    if found is None or place is None:
        raise errors.VoucherNotFound
    return found, place


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def pickup(request: HttpRequest, code: str) -> HttpResponse:
    """This function will hand over an order from the list: with its short code, or at a desk with the name checked."""
    found, place = _at_ones_place(request, code)
    at_desk = place.kind == enums.AccountKind.CENTER
    form = forms.HandoverForm(request.POST if request.method == "POST" else None, at_desk=at_desk)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        if typed and rules.short_code(typed) != found.short_code:
            form.add_error("code", "この申込みの引換番号とちがいます。番号をもう一度お確かめください。")
        else:
            actions.redeem_voucher(code, place=place, by=roles.person_of(request), now=clock.now())
            messages.success(request, f"「{found.perk.name}」をお渡ししました。")
            return redirect("points:pickups")
    [name] = _names(request, [found])
    today = clock.today()
    context = {"voucher": found, "form": form, "name": name, "usable": found.is_usable_on(today), "today": today}
    return render(request, "points/pickup.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def pickup_cancellation(request: HttpRequest, code: str) -> HttpResponse:
    """This function will cancel somebody's order with a reason that they are told."""
    found, place = _at_ones_place(request, code)
    form = forms.CancellationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        center = place.code if place.kind == enums.AccountKind.CENTER else ""
        actions.cancel_for(
            code, reason=form.cleaned_data["reason"], by=roles.person_of(request), now=clock.now(), center_code=center
        )
        messages.success(request, "申込みを取りやめ、ご本人にお知らせしました。ポイントは戻っています。")
        return redirect("points:pickups")
    context = {"voucher": found, "form": form}
    return render(request, "points/pickup_cancellation.html", context, status=422 if form.errors else 200)
