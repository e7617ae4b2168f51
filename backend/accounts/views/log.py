from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts import forms, permissions, queries
from backend.common import audit, decorators, errors
from backend.common import models as common

PAGE = 50


@require_safe
@decorators.signed_in
def audit_trail(request: HttpRequest) -> HttpResponse:
    """This function will show a person who saw or changed their data, in what role and when."""
    page = _page(request, queries.trail_of(permissions.person_of(request)))
    context = {"page": page, "lines": queries.trail_lines(page)}
    return render(request, "accounts/audit_trail.html", context | _turning(request, page))


@require_safe
@decorators.signed_in
def audit_log(request: HttpRequest) -> HttpResponse:
    """This function will let an administrator search the log; to search for a person is itself a look at them."""
    administrator = permissions.person_of(request)
    if not permissions.may_read_log(administrator):
        raise errors.NotAllowed
    form = forms.LogForm(request.GET)
    wanted = form.wanted() if form.is_valid() else queries.LogFilter()
    if about := queries.find_person(wanted.person_code):
        audit.look("accounts.audit_log", by=administrator, about=about)
    page = _page(request, queries.log(wanted))
    lines = queries.trail_lines(page)
    context = {"form": form, "page": page, "lines": lines}
    return render(request, "accounts/audit_log.html", context | _turning(request, page))


def _page(request: HttpRequest, entries: QuerySet[common.AuditEntry]) -> Page[common.AuditEntry]:
    return Paginator(entries, PAGE).get_page(request.GET.get("page"))


def _turning(request: HttpRequest, page: Page[common.AuditEntry]) -> dict[str, str]:
    """This function will give the links to the pages before and after, where there are any, with the same search."""
    hrefs = {}
    if page.has_previous():
        hrefs["previous_href"] = _href(request, page.previous_page_number())
    if page.has_next():
        hrefs["next_href"] = _href(request, page.next_page_number())
    return hrefs


def _href(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
