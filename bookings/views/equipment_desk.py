"""Equipment at the desk of a center: what goes out and comes back, and what there is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import actions, models, permissions
from bookings.forms import equipment as forms
from bookings.queries import equipment as queries
from bookings.views.desk import own_center


@require_safe
@decorators.signed_in
def center_loans(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what to hand out, what is out, what is late and what comes."""
    center = own_center(request, code)
    found = queries.desk(center, now=clock.now())
    actions.note_look_at_loans(by=roles.person_of(request), center=center, shown=found.everything)
    return render(request, "bookings/center_loans.html", {"center": center, "desk": found})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def center_loan_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write a loan down for somebody on the phone or at the counter."""
    center = own_center(request, code)
    lent = queries.by_themselves(center)
    form = forms.DeskLoanForm(request.POST if request.method == "POST" else None, lent=lent)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            made = actions.reserve_equipment(form.written(), by=roles.person_of(request), now=clock.now())
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"{made.contact_name}さんの備品を取りました。貸出番号 {made.code}")
            return redirect("bookings:center-loans", code=center.code)
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"center": center, "form": form, "refusal": refusal}
    return render(request, "bookings/center_loan_new.html", context, status=status)


@require_POST
@decorators.signed_in
def loan_hand_out(request: HttpRequest, code: str) -> HttpResponse:
    """This function will note that the pieces went to their person."""
    found = _to_lend(request, code)
    actions.hand_out_loan(found, by=roles.person_of(request), now=clock.now())
    numbers = "、".join(f"{number}号" for number in queries.numbers_of(found))
    messages.success(request, f"{found.equipment.name}（{numbers}）をお渡ししました。")
    return redirect("bookings:center-loans", code=found.equipment.center.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def loan_return(request: HttpRequest, code: str) -> HttpResponse:
    """This function will take something back, with a word on how it is."""
    found = _to_lend(request, code)
    form = forms.ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.take_back_loan(found, by=roles.person_of(request), now=clock.now(), note=form.cleaned_data["note"])
        messages.success(request, f"{found.equipment.name}を受け取りました。すぐに、次の方が借りられます。")
        return redirect("bookings:center-loans", code=found.equipment.center.code)
    context = {
        "loan": found,
        "center": found.equipment.center,
        "form": form,
        "numbers": queries.numbers_of(found),
    }
    return render(request, "bookings/loan_return.html", context, status=422 if form.errors else 200)


def _to_lend(request: HttpRequest, code: str) -> models.Loan:
    found = queries.loan(code)
    if not permissions.may_lend(request.user, found):
        raise errors.NotFound
    return found


# The stock ----------------------------------------------------------------------------------------------------------


@require_safe
@decorators.signed_in
def center_equipment(request: HttpRequest, code: str) -> HttpResponse:
    """This function will list what a center has, piece by piece."""
    center = own_center(request, code)
    return render(request, "bookings/center_equipment.html", {"center": center, "kinds": queries.of_desk(center)})


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def center_equipment_new(request: HttpRequest, code: str) -> HttpResponse:
    """This function will write down equipment that a center lends."""
    center = own_center(request, code)
    form = forms.EquipmentForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_equipment(center, plan=form.plan(), by=roles.person_of(request), now=clock.now())
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"{made.name}を登録しました。")
            return redirect("bookings:center-equipment", code=center.code)
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"center": center, "form": form, "refusal": refusal}
    return render(request, "bookings/center_equipment_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def equipment_changes(request: HttpRequest, code: str) -> HttpResponse:
    """This function will change what is written about equipment, and show its pieces."""
    found = _own_equipment(request, code)
    in_use = len(queries.usable([found.pk])[found.pk])
    form = forms.EquipmentForm.of(found, in_use=in_use)
    refusal = None
    if request.method == "POST":
        form = forms.EquipmentForm(request.POST, in_use=in_use)
    if form.is_bound and form.is_valid():
        try:
            actions.change_equipment(found, plan=form.plan(), by=roles.person_of(request), now=clock.now())
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"{found.name}の内容を直しました。")
            return redirect("bookings:center-equipment", code=found.center.code)
    context = {"equipment": found, "center": found.center, "form": form, "refusal": refusal}
    context |= {"pieces": found.pieces.order_by("number")}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "bookings/equipment_changes.html", context, status=status)


def _own_equipment(request: HttpRequest, code: str) -> models.Equipment:
    found = queries.kept(code)
    if not permissions.may_keep_stock(request.user, found.center):
        raise errors.NotFound
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def piece_withdrawal(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """This function will take a piece out of use; where loans cannot be kept, the desk sees them first."""
    found = _own_equipment(request, code)
    piece = queries.piece(found, number)
    form = forms.PieceForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            actions.withdraw_piece(piece, by=roles.person_of(request), now=clock.now(), **form.cleaned_data)
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, f"{found.name}の{number}号を外しました。")
            return redirect("bookings:equipment-changes", code=found.code)
    promised = queries.needing(piece, now=clock.now()) if refusal else []
    context = {"equipment": found, "center": found.center, "piece": piece, "form": form}
    context |= {"refusal": refusal, "promised": promised}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "bookings/piece_withdrawal.html", context, status=status)


@require_POST
@decorators.signed_in
def piece_return(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """This function will take a piece into use again."""
    found = _own_equipment(request, code)
    actions.put_piece_back(queries.piece(found, number), by=roles.person_of(request), now=clock.now())
    messages.success(request, f"{found.name}の{number}号を、また貸し出します。")
    return redirect("bookings:equipment-changes", code=found.code)
