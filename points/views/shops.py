"""Taking points, for shops and desks: codes scanned or typed, the sheet, slips and the statement."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, codes, decorators, spreadsheets
from backend.common import errors as common
from points import enums, errors, models, permissions
from points.actions import payments as actions
from points.actions import slips as sending
from points.forms import tills as forms
from points.queries import reach
from points.queries import till_tables as tables
from points.queries import tills as reads


@require_safe
@decorators.signed_in
def shops(request: HttpRequest) -> HttpResponse:
    """This function will list where a person takes points; the city sees every place."""
    person = roles.person_of(request)
    found = reads.tills() if permissions.may_settle(person) else reads.tills_of(person)
    if not found and not permissions.may_settle(person):
        raise errors.NoPlace
    return render(request, "points/shops.html", {"tills": found})


def _own(request: HttpRequest, code: str, *, also_city: bool = False) -> models.Till:
    return reach.till(roles.person_of(request), code, also_city=also_city)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def shop(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a till's day with the words of each payment, and take points for a code typed in."""
    found = _own(request, code, also_city=request.method != "POST")
    form = forms.TakeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        answer = _taken_by_typing(request, found, form)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    today = clock.today()
    paid = reads.payments_at(found, today)[:50]
    context = {
        "till": found,
        "form": form,
        "contract": reads.contract(found, today),
        "payments": [(one, reads.sign_of(one, clock.now())) for one in paid],
        "taken": reads.taken_on(found, today),
        "takes": reach.takes_at(roles.person_of(request), found.pk),
    }
    return render(request, "points/shop.html", context, status=status)


def _taken_by_typing(request: HttpRequest, till: models.Till, form: forms.TakeForm) -> HttpResponse | int:
    if not form.is_valid():
        return 422
    person, data = roles.person_of(request), form.cleaned_data
    try:
        found = actions.code_typed(data["code"], by=person)
        paid = actions.pay_by_code(found, till=till, amount=data["amount"], key=data["key"], by=person, now=clock.now())
    except errors.PaymentCodeNotFound as refusal:
        form.add_error("code", refusal.sentence)
        return 422
    except common.DomainError as refusal:
        form.add_error(None, refusal.sentence)
        return refusal.status
    return redirect("points:payment", code=paid.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def payment_scan(request: HttpRequest, token: str) -> HttpResponse:
    """This function will take points for a code that a shop's camera has read."""
    person = roles.person_of(request)
    own = list(reads.tills_of(person))
    if not own:
        raise errors.NoPlace
    code = reads.code_by_token(token)
    if code is None:
        raise errors.PaymentCodeNotFound
    form = forms.ScanForm(request.POST if request.method == "POST" else None, tills=own)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                paid = actions.pay_by_code(
                    code, till=form.chosen, amount=data["amount"], key=data["key"], by=person, now=clock.now()
                )
            except common.DomainError as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                return redirect("points:payment", code=paid.code)
    return render(request, "points/payment_scan.html", {"form": form}, status=status)


@require_safe
@decorators.signed_in
def shop_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give the printed QR and the words of a day, to be crossed out, for a shop without a device."""
    found = _own(request, code, also_city=True)
    day = _day(request)
    path = reverse("points:till", kwargs={"code": found.code})
    context = {
        "till": found,
        "day": day,
        "qr": codes.qr_svg(f"{settings.SITE_URL}{path}", label=f"{found.place_name}のQRコード"),
        "address": f"{settings.SITE_URL}{path}",
        "signs": reads.signs(found, day),
        "colours": reads.colours(found, day),
    }
    return render(request, "points/shop_sheet.html", context)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return clock.today()


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def shop_slips(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take slips noted on paper, one by one or as a file, and list what became of them."""
    found = _own(request, code, also_city=request.method != "POST")
    by_file = "file" in request.FILES or "by_file" in request.POST
    sent = request.method == "POST"
    one = forms.SlipForm(request.POST if sent and not by_file else None, initial={"day": clock.today()})
    many = forms.SlipFileForm(request.POST if sent and by_file else None, request.FILES if sent and by_file else None)
    context = {"till": found, "form": one, "file_form": many, "result": None, "bad": []}
    if sent and by_file and many.is_valid():
        plans, context["bad"] = many.read(clock.now())
        context["result"] = _all_sent(request, found, plans, many)
    elif sent and not by_file and one.is_valid():
        try:
            made = _sent(request, found, one.plan(), enums.SlipSource.FORM)
        except (errors.SlipInFuture, errors.perks.CodeTriesTooMany) as refusal:
            one.add_error("at" if isinstance(refusal, errors.SlipInFuture) else "code", refusal.sentence)
        else:
            _say(request, made)
            return redirect("points:shop-slips", code=code)
    context["slips"] = reads.slips_at(found)[:100]
    return render(request, "points/shop_slips.html", context, status=422 if one.errors or many.errors else 200)


def _all_sent(
    request: HttpRequest, till: models.Till, plans: list[sending.SlipPlan], form: forms.SlipFileForm
) -> list[models.Slip]:
    made: list[models.Slip] = []
    try:
        for plan in plans:
            made.append(_sent(request, till, plan, enums.SlipSource.FILE))
    except errors.perks.CodeTriesTooMany as refusal:
        left = len(plans) - len(made)
        form.add_error(
            "file", f"{refusal.sentence}残りの{left}件は、まだ送っていません。同じファイルをもう一度送れます。"
        )
    return made


def _sent(request: HttpRequest, till: models.Till, plan: sending.SlipPlan, source: str) -> models.Slip:
    return sending.send_slip(plan, till=till, source=source, by=roles.person_of(request), now=clock.now())


def _say(request: HttpRequest, slip: models.Slip) -> None:
    if slip.state == enums.SlipState.TAKEN:
        messages.success(request, f"伝票の{slip.amount}ポイントを受け取りました。")
    else:
        messages.warning(request, f"この伝票は市が確認します（{slip.reason_in_words}）。結果はお知らせします。")


@require_safe
@decorators.signed_in
def shop_statement(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give a month of a till as the ledger has it, as a page or as a table for a spreadsheet."""
    found = _own(request, code, also_city=True)
    month = forms.MonthForm(request.GET).first(clock.today().replace(day=1))
    statement = reads.statement(found, month)
    if request.GET.get("format") == "csv":
        return spreadsheets.answer(f"statement-{month:%Y%m}", *tables.statement(statement))
    context = {
        "till": found,
        "month": month,
        "statement": statement,
        "settlements": reads.settlements(till=found)[:24],
        "waiting": reads.waiting(found),
    }
    return render(request, "points/shop_statement.html", context)
