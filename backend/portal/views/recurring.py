"""Recurring shifts: what they would come to, date by date, with rooms and equipment, and the making of those ticked."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions
from backend.accounts import queries as people
from backend.common import clock, decorators, errors
from backend.portal import actions, forms, queries
from volunteers import forms as volunteer_forms
from volunteers import models as volunteers
from volunteers.queries import reach, recurring, requests
from volunteers.rules.repetition import MOST


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def request_recurrence(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what recurring shifts would come to, date by date, and make those that are ticked."""
    found = reach.organised_request(request.user, code)
    groups = people.groups_booking_for(permissions.person_of(request))
    if request.method == "GET":
        before = requests.shifts_of(found).last()
        rule = volunteer_forms.RecurrenceForm.after(before)
        place = forms.RecurrencePlaceForm.after(queries.room_of(before), groups=groups)
        return _page(request, found, forms.RecurrenceSheet(rule, place))
    sheet = forms.RecurrenceSheet(
        volunteer_forms.RecurrenceForm(request.POST),
        forms.RecurrencePlaceForm(request.POST, offered=forms.Offered(), groups=groups),
        queries.reserved_places(found),
    )
    return _recurrence(request, found, sheet) if sheet.is_valid() else _page(request, found, sheet)


def _recurrence(request: HttpRequest, found: volunteers.Request, sheet: forms.RecurrenceSheet) -> HttpResponse:
    """This function will show the dry run, or make what was ticked in it."""
    person, now, rule = permissions.person_of(request), clock.now(), sheet.rule
    closed = queries.closures_of(rule.cleaned_data["center_code"], rule.repetition())
    run = recurring.dry_run(found, rule.repetition(), rule.pattern(), closed=closed, now=now)
    placed = queries.placed_run(run, sheet.want(now), person=person, now=now)
    ticked = volunteer_forms.TickedForm(request.POST, run=run)
    if "make" not in request.POST or not ticked.is_valid():
        return _page(request, found, sheet, placed)
    plan = rule.plan(days=ticked.dates("days"), known=ticked.dates("known"))
    key = rule.cleaned_data["key"]
    try:
        made = actions.repeat_with_places(
            found, plan=plan, want=sheet.want(now), key=key, closed=closed, by=person, now=now
        )
    except errors.DomainError as refusal:
        return _page(request, found, sheet, placed, refusal)
    messages.success(request, f"{made.shifts.count()}回を作りました。")
    return redirect("volunteers:request-detail", code=found.code)


def _page(
    request: HttpRequest,
    found: volunteers.Request,
    sheet: forms.RecurrenceSheet,
    run: list[queries.PlacedDate] | None = None,
    refusal: errors.DomainError | None = None,
) -> HttpResponse:
    context = {"found": found, "sheet": sheet, "run": run, "most": MOST, "refusal": refusal}
    return render(request, "portal/request_recurrence.html", context, status=refusal.status if refusal else 200)
