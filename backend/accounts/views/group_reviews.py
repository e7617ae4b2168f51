"""What a desk does with groups: lists, approval, refusal, lists with the same people."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import actions, enums, errors, forms, models, permissions, queries
from backend.accounts.views.group_access import group_for, members_for
from backend.common import audit, clock, decorators, directory
from backend.common import errors as common

PAGE = 50


@require_safe
@decorators.signed_in
def group_reviews(request: HttpRequest) -> HttpResponse:
    """This function will list a desk's groups: those that wait, that share people, that end soon, and all."""
    staff = permissions.person_of(request)
    if not permissions.is_any_staff(staff):
        raise common.NotAllowed
    show = enums.GroupShelf.named(request.GET.get("show", ""))
    page = Paginator(_shelf(show, permissions.desks(staff)), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "show": show, "shelves": list(enums.GroupShelf), "centers": directory.center_names()}
    return render(request, "accounts/group_reviews.html", context)


def _shelf(show: enums.GroupShelf, desks: frozenset[str] | None) -> QuerySet[models.Group]:
    today = clock.today()
    shelves = {
        enums.GroupShelf.WAITING: lambda: queries.groups_waiting(desks),
        enums.GroupShelf.OVERLAPS: lambda: queries.groups_with_overlaps(desks),
        enums.GroupShelf.EXPIRING: lambda: queries.groups_expiring(desks, today=today),
        enums.GroupShelf.REGISTERED: lambda: queries.groups_registered(desks, today=today),
        enums.GroupShelf.OVER: lambda: queries.groups_over(desks, today=today),
    }
    return shelves[show]()


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def group_approval(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what a group has applied for, with the evidence, and approve it."""
    found = group_for(request, code, may=permissions.may_review_group)
    if request.method != "POST":
        waits = queries.waiting_registration(found)
        return _approval_page(request, found) if waits else redirect("accounts:group", found.code)
    form = _approval_form(request, found, queries.overlaps_of(found, today=clock.today()))
    if not form.is_valid():
        return _approval_page(request, found, approval=form, status=422)
    try:
        actions.approve_group(
            found, by=permissions.person_of(request), seen=_seen(request), now=clock.now(), **form.approval()
        )
    except errors.OverlapUnseen as refusal:
        return _approval_page(request, found, approval=form, refusal=refusal, status=refusal.status)
    messages.success(request, "団体を承認し、代表の方にお知らせしました。")
    return redirect("accounts:group", found.code)


def _approval_form(request: HttpRequest, found: models.Group, overlaps: list[queries.Overlap]) -> forms.ApprovalForm:
    return forms.ApprovalForm(
        request.POST or None,
        classes=queries.user_classes(found.center_code),
        asks_reason=bool(overlaps),
        initial={"user_class": found.class_on(clock.today())},
    )


def _seen(request: HttpRequest) -> str:
    """This function will give the mark of the overlaps that stood on the page when the desk decided."""
    return request.POST.get("seen", "")


def _approval_page(
    request: HttpRequest,
    found: models.Group,
    *,
    approval: forms.ApprovalForm | None = None,
    refusal_form: forms.RefusalForm | None = None,
    refusal: common.DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    overlaps = _evidence(request, found)
    context = {
        "group": found,
        "registration": queries.waiting_registration(found),
        "earlier": queries.registrations_of(found).exclude(status=enums.ReviewStatus.PENDING).first(),
        "members": members_for(request, found),
        "center": directory.center_names().get(found.center_code, found.center_code),
        "overlaps": overlaps,
        "mark": queries.mark_of(overlaps),
        "approval": approval or _approval_form(request, found, overlaps),
        "refusal_form": refusal_form or forms.RefusalForm(),
        "refusal": refusal,
    }
    return render(request, "accounts/group_approval.html", context, status=status)


def _evidence(request: HttpRequest, found: models.Group) -> list[queries.Overlap]:
    staff = permissions.person_of(request)
    overlaps = queries.as_seen_by(queries.overlaps_of(found, today=clock.today()), permissions.desks(staff))
    if overlaps:
        seen = queries.people_seen(overlaps)
        audit.looks("accounts.group_overlaps", by=staff, abouts=seen, subject=found.code, center_code=found.center_code)
    return overlaps


@require_POST
@decorators.signed_in
def group_refusal(request: HttpRequest, code: str) -> HttpResponse:
    """This function will refuse a group and tell its people why."""
    found = group_for(request, code, may=permissions.may_review_group)
    form = forms.RefusalForm(request.POST)
    if not form.is_valid():
        return _approval_page(request, found, refusal_form=form, status=422)
    reason = form.cleaned_data["reason"]
    actions.refuse_group(found, reason=reason, by=permissions.person_of(request), now=clock.now())
    messages.success(request, "見送りにし、代表の方に理由をお知らせしました。")
    return redirect("accounts:group", found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def group_overlaps(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk a registered group whose list holds the people of others, and note its finding."""
    found = group_for(request, code, may=permissions.may_review_group)
    overlaps = _evidence(request, found)
    form = forms.OverlapForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_overlaps(
                found,
                reason=form.cleaned_data["overlap_reason"],
                seen=_seen(request),
                by=permissions.person_of(request),
                now=clock.now(),
            )
        except errors.OverlapUnseen as unseen:
            refusal = unseen
        else:
            messages.success(request, "確かめた内容を記録しました。")
            return redirect("accounts:group", found.code)
    mark = queries.mark_of(overlaps)
    context = {"group": found, "overlaps": overlaps, "mark": mark, "form": form, "refusal": refusal}
    return render(request, "accounts/group_overlaps.html", context, status=_status(form, refusal))


def _status(form: forms.OverlapForm, refusal: common.DomainError | None) -> int:
    return refusal.status if refusal else 422 if form.errors else 200
