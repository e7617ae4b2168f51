import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts import permissions as roles
from backend.common import clock, decorators, errors
from bookings import models, permissions
from bookings.forms import usage_rules as forms
from bookings.queries import centers, comparing

# So many columns can be taken in at a glance; more can be chosen.
USUAL = 4


@require_safe
@decorators.signed_in
def usage_rules_comparison(request: HttpRequest) -> HttpResponse:
    """This function will show staff the usage rules of centers side by side, with what differs marked."""
    form = _form(request)
    context = {"form": form, "comparison": _comparison(request, form), "query": request.GET.urlencode()}
    return render(request, "bookings/usage_rules_comparison.html", context)


@require_safe
@decorators.signed_in
def usage_rules_comparison_file(request: HttpRequest) -> HttpResponse:
    """This function will give the comparison as a table that a spreadsheet opens."""
    found = _comparison(request, _form(request))
    # With the mark by which Excel knows UTF-8.
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="usage-rules-{clock.today():%Y%m%d}.csv"'
    if found:
        writer = csv.writer(answer)
        writer.writerows([_safe(cell) for cell in row] for row in comparing.rows(found))
    return answer


def _safe(cell: str) -> str:
    # A spreadsheet runs what begins so; an apostrophe keeps it a text.
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _form(request: HttpRequest) -> forms.ComparisonForm:
    if not permissions.may_compare_rules(request.user):
        raise errors.NotAllowed
    data: Any = request.GET.copy()
    choice = list(centers.centers().order_by("position", "pk"))
    if not data.getlist("center"):
        data.setlist("center", _usual(request, choice))
    if not any(name.startswith("on") for name in data):
        data["on"] = clock.today().isoformat()
    return forms.ComparisonForm(data, centers=choice)


def _usual(request: HttpRequest, choice: list[models.Center]) -> list[str]:
    """One's own centers first, then others until the page is full."""
    own = roles.center_codes(request.user)
    ranked = sorted(choice, key=lambda center: center.code not in own)
    return [center.code for center in ranked[: max(USUAL, len(own))]]


def _comparison(request: HttpRequest, form: forms.ComparisonForm) -> comparing.Comparison | None:
    if not form.is_valid():
        return None
    codes = form.cleaned_data["center"]
    found = list(centers.centers().filter(code__in=codes).select_related("municipality").order_by("position", "pk"))
    if not found:
        return None
    return comparing.comparison(found[0].municipality, found, date=form.cleaned_data["on"] or clock.today())
