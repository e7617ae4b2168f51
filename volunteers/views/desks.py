"""What people who use no screen have before them, at their desk: answers and withdrawals on their word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import audit, clock, decorators, errors
from volunteers import enums
from volunteers.actions import desks as actions
from volunteers.forms.desks import DeskAnswerForm
from volunteers.queries import desks
from volunteers.views import _doors

DONE = {
    enums.DeskStep.ACCEPT: "参加のお返事を記録しました。",
    enums.DeskStep.ADULT: "18歳以上と記録し、参加が決まりました。",
    enums.DeskStep.DECLINE: "お断りのお返事を記録しました。",
    enums.DeskStep.WITHDRAW: "辞退を記録し、団体に知らせました。",
}


@decorators.signed_in
@require_http_methods(["GET", "POST"])
def person_assignments(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a desk what one of its people has before them, and write down what they say about it."""
    person, staff, now = desks.served(request.user, code), _doors.person(request), clock.now()
    places = desks.upcoming_of(person, now=now)
    rows = [DeskAnswerForm(_doors.sent(request), place=one, now=now) for one in places]
    sent = next((row for row in rows if row.is_bound), None)
    refusal = None
    if sent is not None and sent.is_valid():
        try:
            actions.answer_at_desk(sent.place, by=staff, now=now, **sent.answer())
        except errors.DomainError as refused:
            refusal = refused
        else:
            messages.success(request, DONE[enums.DeskStep(sent.cleaned_data["step"])])
            return redirect("volunteers:person-assignments", code=person.code)
    audit.look("volunteers.assignments", by=staff, about=person, subject=person.code)
    context = {"person": person, "rows": rows, "form": sent}
    template = "volunteers/person_assignments.html"
    return _doors.page(request, template, context, refusal)
