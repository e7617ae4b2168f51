"""Codes on paper for somebody at the counter who has no phone: made, printed and ended by a desk."""

import functools

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts import models as accounts
from backend.accounts import permissions as roles
from backend.common import audit, clock, decorators
from backend.common import errors as common
from points import errors, permissions, queries, rules
from points.actions import payments as actions
from points.forms import booklets as forms
from points.queries import tills as reads

_staff = functools.partial(roles.allowed, permissions.may_issue_booklets)


@require_safe
@decorators.signed_in
def desk_booklets(request: HttpRequest) -> HttpResponse:
    """This function will ask for a member's number, and go on to their booklets."""
    _staff(request)
    form = forms.MemberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        person = queries.person(form.cleaned_data["number"])
        if person is not None:
            return redirect("points:desk-member-booklets", number=person.code)
        form.add_error("number", errors.PersonUnknown(numbers=form.cleaned_data["number"]).sentence)
    return render(request, "points/desk_booklets.html", {"form": form}, status=422 if form.errors else 200)


def _member(number: str) -> accounts.User:
    person = queries.person(number)
    if person is None:
        raise errors.PersonUnknown(numbers=number)
    return person


@require_http_methods(["GET", "HEAD", "POST"])
@decorators.signed_in
def desk_member_booklets(request: HttpRequest, number: str) -> HttpResponse:
    """This function will show who stands there and their booklets without the codes, and make a new one."""
    staff, person = _staff(request), _member(number)
    form = forms.DeskBookletForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.issue_booklet_at_desk(
                    person,
                    by=staff,
                    center_code=permissions.own_center(request.user),
                    now=clock.now(),
                    **form.cleaned_data,
                )
            except common.DomainError as refusal:
                form.add_error(None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, "つづりを作りました。印刷して、ご本人に渡してください。")
                return redirect("points:desk-booklet", code=made.code)
    center = permissions.own_center(request.user)
    audit.look("points.booklets", by=staff, about=person, subject=person.code, center_code=center)
    context = {"member": person, "form": form, "booklets": reads.booklets_with_use(person.code)[:20]}
    return render(request, "points/desk_member_booklets.html", context, status=status)


@require_safe
@decorators.signed_in
def desk_booklet(request: HttpRequest, code: str) -> HttpResponse:
    """This function will give the sheet to print, on the day and to the one who made it, and note each look."""
    staff, found = _staff(request), reads.booklet(code)
    if found is None or not permissions.may_print_booklet(staff, found, clock.today()):
        raise errors.BookletNotFound
    person = _member(found.person_code)
    center = permissions.own_center(request.user)
    audit.look("points.booklet", by=staff, about=person, subject=found.code, center_code=center)
    lines = [(line, rules.shown_short_code(line.short_code)) for line, paid in reads.booklet_lines(found) if not paid]
    context = {"booklet": found, "member": person, "lines": lines}
    return render(request, "points/desk_booklet.html", context)


@require_POST
@decorators.signed_in
def desk_booklet_blocking(request: HttpRequest, code: str) -> HttpResponse:
    """This function will end a booklet for somebody who has lost it, and tell them."""
    staff, found = _staff(request), reads.booklet(code)
    if found is None:
        raise errors.BookletNotFound
    actions.block_booklet(found, by=staff, now=clock.now())
    messages.success(request, "つづりを止めました。書かれたコードは、もう使えません。ご本人にお知らせしました。")
    return redirect("points:desk-member-booklets", number=found.person_code)
