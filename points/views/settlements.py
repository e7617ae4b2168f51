"""Contracts, cases and settlements, for the city; a settlement also for its shop."""

import functools
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators, spreadsheets
from backend.common import errors as common
from points import errors, models, permissions, queries, rules
from points.actions import settlement as closing
from points.actions import slips as sending
from points.actions import tills as actions
from points.forms import tills as forms
from points.queries import places, reach, slip_returns
from points.queries import till_tables as tables
from points.queries import tills as reads

_official = functools.partial(roles.allowed, permissions.may_settle)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def shop_contracts(request: HttpRequest) -> HttpResponse:
    """This function will list the contracts of shops and centers, and take a new one."""
    person = _official(request)
    form = forms.ContractForm(
        request.POST if request.method == "POST" else None,
        places=places.contract_places(),
        initial={"starts_on": clock.today()},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.agree_contract(form.plan(), by=person, key=form.cleaned_data["key"], now=clock.now())
            except common.DomainError as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, "契約を登録しました。お店にQRコードと受付表を渡してください。")
                return redirect("points:shop-contracts")
    context = {
        "contracts": reads.contracts()[:200],
        "form": form,
        "today": clock.today(),
        "end": forms.ContractEndForm(),
    }
    return render(request, "points/shop_contracts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def shop_contract_ending(request: HttpRequest, code: str) -> HttpResponse:
    """This function will ask for the last day of a contract, and set it."""
    person = _official(request)
    found = reads.contract_by_code(code)
    if found is None:
        raise errors.ContractNotFound
    form = forms.ContractEndForm(
        request.POST if request.method == "POST" else None, initial={"ends_on": found.ends_on or clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_contract(found, ends_on=form.cleaned_data["ends_on"], by=person, now=clock.now())
        except common.DomainError as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "契約の終わりの日を決めました。")
            return redirect("points:shop-contracts")
    context = {"contract": found, "form": form}
    return render(request, "points/shop_contract_ending.html", context, status=422 if form.errors else 200)


@require_POST
@decorators.signed_in
def shop_contract_mail(request: HttpRequest, code: str) -> HttpResponse:
    """This function will begin or end the mails of each day's payments."""
    person, found = _official(request), reads.contract_by_code(code)
    if found is None:
        raise errors.ContractNotFound
    made = actions.mail_days(found, wanted="wanted" in request.POST, by=person, now=clock.now())
    said = "毎朝お知らせします。" if made.mails_daily else "毎朝のお知らせを止めました。"
    messages.success(request, f"{found.till.place_name}: {said}")
    return redirect("points:shop-contracts")


@require_safe
@decorators.signed_in
def slip_cases(request: HttpRequest) -> HttpResponse:
    """This function will list the slips that wait for the city, and those it decided."""
    _official(request)
    context = {
        "cases": reads.slip_cases()[:200],
        "decided": reads.slips_decided()[:30],
        "returns": slip_returns.waiting()[:50],
    }
    return render(request, "points/slip_cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def slip_case(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a slip with all that is known of its code, and take the city's decision."""
    person = _official(request)
    found = reads.slip(code)
    if found is None:
        raise errors.SlipNotFound
    form = forms.SlipDecisionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sending.decide_slip(code, by=person, now=clock.now(), **form.cleaned_data)
            except common.DomainError as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, "決めました。お店にお知らせしました。")
                return redirect("points:slip-cases")
    return render(request, "points/slip_case.html", _case(found, person, form), status=status)


def _case(slip: models.Slip, person: accounts.User, form: forms.SlipDecisionForm) -> dict[str, object]:
    payment_code = reads.payment_code(slip.written_code)
    holder = queries.person(payment_code.person_code) if payment_code else None
    if holder is not None:
        audit.look("points.slip_case", by=person, about=holder, subject=slip.code)
    return {
        "slip": slip,
        "form": form,
        "shown_code": rules.shown_short_code(slip.written_code),
        "payment_code": payment_code,
        "holder": holder,
        "balance": queries.balance(holder.code, now=clock.now()) if holder else None,
        "paid": reads.payment_of_code(payment_code) if payment_code else None,
    }


@require_http_methods(["GET", "HEAD"])
@decorators.signed_in
def settlements(request: HttpRequest) -> HttpResponse:
    """This function will list the settlements of a month, as a page or as a table for a spreadsheet."""
    _official(request)
    last_month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    month = forms.MonthForm(request.GET).first(last_month)
    found = reads.settlements(month=month)
    if request.GET.get("format") == "csv":
        return spreadsheets.answer(f"settlements-{month:%Y%m}", *tables.settlements(found))
    after = rules.tills.next_month(month)
    context = {
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": after,
        "drawn": tables.drawn(found),
        "over": after <= clock.today(),
        "still_open": reads.still_open(month),
    }
    return render(request, "points/settlements.html", context)


@require_POST
@decorators.signed_in
def settlement_closing(request: HttpRequest) -> HttpResponse:
    """This function will close a month for all shops and centers, for good."""
    person = _official(request)
    month = forms.MonthForm(request.POST).first(clock.today().replace(day=1))
    closed = closing.settle_all(month=month, by=person, now=clock.now())
    for till, why in closed.refusals:
        messages.warning(request, f"{till.place_name}: {why}")
    messages.success(request, f"{month.year}年{month.month}月分を、{len(closed.settlements)}件締めました。")
    return redirect(f"{reverse('points:settlements')}?month={month:%Y-%m}")


@require_safe
@decorators.signed_in
def settlement(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a closed month to its shop and the city, as a page to print or a table."""
    found = reach.settlement(roles.person_of(request), code)
    lines = reads.settlement_lines(found)
    if request.GET.get("format") == "csv":
        return spreadsheets.answer(f"settlement-{found.document}", *tables.settlement(lines))
    named = [(line, tables.what_of(line)) for line in lines]
    return render(request, "points/settlement.html", {"settlement": found, "lines": named})
