"""Hours of several shifts, approved at once, with exceptions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.accounts import models as accounts
from backend.common import clock, decorators, errors
from volunteers import actions, queries
from volunteers.forms import attendance as forms
from volunteers.views import _doors

Rows = forms.Rows[forms.HoursRow]
# What one sheet shows; the rest follows once these are approved.
AT_ONCE = 300


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """This function will show all hours that wait for somebody's approval, and approve the chosen ones."""
    person = _doors.person(request)
    sheet = _rows(person, _doors.sent(request))
    if request.method == "GET" or not sheet.is_valid() or not _chosen(sheet):
        return _page(request, sheet)
    chosen = _chosen(sheet)
    shifts = list({row.place.shift_id: row.place.shift for row in chosen}.values())
    lines = [row.line() for row in chosen]
    try:
        approved = actions.approve_hours_of_shifts(shifts, lines=lines, by=person, now=clock.now())
    except errors.DomainError as refusal:
        sheet.refusal = refusal.sentence
        return _page(request, sheet, refusal)
    points = sum(attendance.points for attendance in approved)
    messages.success(request, f"{len(approved)}件の活動時間を認定し、合わせて{points}ポイントが付きました。")
    return redirect("volunteers:hours")


def _rows(person: accounts.User, sent: QueryDict | None) -> Rows:
    waiting = queries.attendance.awaiting_of(person, now=clock.now())[:AT_ONCE]
    return Rows(forms.HoursRow(sent, place=one) for one in waiting)


def _chosen(sheet: Rows) -> list[forms.HoursRow]:
    return [row for row in sheet.rows if row.is_chosen]


def _page(request: HttpRequest, sheet: Rows, refusal: errors.DomainError | None = None) -> HttpResponse:
    if request.method == "POST" and not sheet.errors:
        sheet.refusal = "認定する方を1人以上選んでください。"
    actions.read_hours([row.place for row in sheet.rows], by=_doors.person(request), now=clock.now())
    context = {"sheet": sheet, "form": sheet, "rows": sheet.rows}
    return _doors.page(request, "volunteers/hours.html", context, refusal)
