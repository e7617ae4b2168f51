from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import clock, decorators
from points import actions, enums, errors, models, queries
from points.forms import perks as forms
from points.queries import perk_words
from points.queries import perks as perk_queries


@require_safe
def perks(request: HttpRequest) -> HttpResponse:
    """This function will show the catalogue of perks, by kind and place, to everybody; with the day they open."""
    today, kind, place = clock.today(), request.GET.get("kind", ""), request.GET.get("place", "")
    kind = kind if kind in enums.PerkKind.values else ""
    listed = [
        (one, perk_queries.opens_on(one, today), perk_queries.steps_of(one))
        for one in perk_queries.perks_to_come(today, kind=kind, place=place)
    ]
    context: dict[str, object] = {
        "perks": [row for row in listed if row[1] is not None],
        "today": today,
        "kinds": enums.PerkKind.choices,
        "kind": kind,
        "places": queries.center_names().items(),
        "place": place,
    }
    if request.user.is_authenticated:
        context["balance"] = queries.balance(roles.person_of(request).code, now=clock.now())
    return render(request, "points/perks.html", context)


@require_safe
def perk(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show one perk, to everybody, and to a person how many more they can order."""
    found, today = queries.perk(code), clock.today()
    context: dict[str, object] = {
        "perk": found,
        "lines": perk_words.lines(found, perk_queries.steps_of(found)),
        "opens": perk_queries.opens_on(found, today),
        "today": today,
    }
    if request.user.is_authenticated:
        context["allowance"] = perk_queries.allowance(found, roles.person_of(request).code, today)
    return render(request, "points/perk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def perk_orders(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask what is open about an order, say what would come of it, and order it."""
    found, person, today = queries.perk(code), roles.person_of(request), clock.today()
    form = _order_form(request, found, today)
    if not form.is_valid() or "again" in request.POST:
        return _order_page(request, found, person, form, status=422 if form.errors else 200)
    if form.asks and "decided" not in request.POST:
        return _tried(request, found, person, form)
    made = actions.order_perk(
        code, person_code=person.code, key=form.cleaned_data["key"], by=person, now=clock.now(), wish=form.wish()
    )
    left = perk_queries.allowance(found, person.code, today)
    messages.success(request, f"「{found.name}」を申し込みました。{_after(left)}")
    return redirect("points:voucher", code=made.code)


def _order_form(request: HttpRequest, perk: models.Perk, today: date) -> forms.OrderForm:
    return forms.OrderForm(
        request.POST if request.method == "POST" else None,
        perk=perk,
        steps=perk_queries.steps_of(perk),
        days=actions.pickup_days(perk, today) if perk.pickup_weekdays else [],
        communities=perk_queries.accepting_communities() if perk.is_support else [],
    )


def _order_page(
    request: HttpRequest, perk: models.Perk, person: accounts.User, form: forms.OrderForm, *, status: int
) -> HttpResponse:
    balance = queries.balance(person.code, now=clock.now())
    context = {
        "perk": perk,
        "form": form,
        "lines": perk_words.lines(perk, perk_queries.steps_of(perk)),
        "balance": balance,
        "after": balance.usable - perk.price,
        "allowance": perk_queries.allowance(perk, person.code, clock.today()),
        "opens": perk_queries.opens_on(perk, clock.today()),
        "today": clock.today(),
    }
    return render(request, "points/perk_orders.html", context, status=status)


def _tried(request: HttpRequest, perk: models.Perk, person: accounts.User, form: forms.OrderForm) -> HttpResponse:
    """The order is made and undone: what is shown is what would be, and what is refused is refused now."""
    now = clock.now()
    try:
        tried = actions.try_order(perk.code, person_code=person.code, by=person, now=now, wish=form.wish())
    except (errors.NoStepForPoints, errors.TooFewForPerk, errors.NotEnoughPoints) as refusal:
        form.add_error("brought" if "brought" in form.fields else None, refusal.sentence)
        return _order_page(request, perk, person, form, status=refusal.status)
    balance = queries.balance(person.code, now=now)
    context = {"perk": perk, "form": form, "tried": tried, "balance": balance, "after": balance.usable - tried.price}
    return render(request, "points/perk_order_preview.html", context)


def _after(left: perk_queries.Allowance) -> str:
    if left.left is None:
        return ""
    if left.left:
        return f"おひとりの上限まで、あと{left.left}{left.counter}申し込めます。"
    anew = f"次は{left.anew_on:%Y年%-m月%-d日}から申し込めます。" if left.anew_on else ""
    return f"おひとりの上限（{left.most}{left.counter}）に達しました。{anew}"
