"""What somebody says when a request changed that they had joined."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, queries
from volunteers.views import _doors


@decorators.signed_in
@require_http_methods(["POST"])
def change_acceptance(request: HttpRequest, code: str) -> HttpResponse:
    """This function will note that somebody stays."""
    assignment = queries.reach.decided_assignment(request.user, code)
    actions.stay_after_change(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, "ご確認ありがとうございます。このままの参加で承りました。")
    return redirect("volunteers:assignment-detail", code=assignment.code)


@decorators.signed_in
@require_http_methods(["POST"])
def change_departure(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let somebody go by one button, without any mark."""
    assignment = queries.reach.decided_assignment(request.user, code)
    actions.leave_after_change(assignment, by=_doors.person(request), now=clock.now())
    messages.success(request, "参加をやめました。変更のためなので、不利になることはありません。")
    return redirect("volunteers:assignments")
