"""The list on paper: it is printed on one sheet, and what was ticked on it comes back by typing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators, errors
from volunteers import actions, models, queries
from volunteers.forms import attendance as forms
from volunteers.views import _doors

Rows = forms.Rows[forms.SheetRow]


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def shift_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the list with boxes, and take in what was ticked on it."""
    shift = queries.reach.kept_shift(request.user, code)
    roster = actions.read_roster(shift, by=_doors.person(request), now=clock.now())
    sheet = _rows(shift, roster.confirmed, _doors.sent(request))
    refused = None
    if request.method == "POST" and sheet.is_valid():
        try:
            count = _entered(request, shift, sheet)
        except errors.DomainError as refusal:
            refused, sheet.refusal = refusal, refusal.sentence
        else:
            messages.success(request, f"出席表を取り込みました。{count}人の記録を書き込みました。")
            return redirect("volunteers:shift-roster", code=shift.code)
    context = {"shift": shift, "sheet": sheet, "form": sheet}
    return _doors.page(request, "volunteers/shift_sheet.html", context, refused)


def _entered(request: HttpRequest, shift: models.Shift, sheet: Rows) -> int:
    lines = [row.line() for row in sheet.rows if row.has_came]
    reason = sheet.beside.cleaned_data["reason"] if sheet.beside else ""
    return actions.enter_sheet(shift, lines=lines, reason=reason, by=_doors.person(request), now=clock.now())


def _rows(shift: models.Shift, places: list[models.Assignment], sent: QueryDict | None) -> Rows:
    """Whose hours are approved is left out: nothing of theirs can be written any more."""
    stays = queries.attendance.stays_of(shift)
    writable = [one for one in places if not (queries.assignments.came(one) and one.attendance.is_approved)]
    rows = [_row(shift, one, stays.get(one.pk, []), sent) for one in writable]
    return Rows(rows, beside=forms.SheetReasonForm(sent))


def _row(
    shift: models.Shift, place: models.Assignment, stays: list[models.Stay], sent: QueryDict | None
) -> forms.SheetRow:
    rest = place.attendance.break_minutes if stays else 0
    begin = forms.initial_times(stays, break_minutes=rest)
    initial = {
        "came": bool(stays),
        "came_at": begin.get("came_1"),
        "left_at": begin.get("left_1"),
        "break_minutes": rest or None,
    }
    return forms.SheetRow(sent, place=place, shift=shift, stays=stays, initial=initial, prefix=place.code)
