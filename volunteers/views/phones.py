"""Phone numbers on the day of an activity."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common import clock, decorators
from volunteers import actions, queries
from volunteers.views import _doors


@never_cache
@decorators.signed_in
@require_http_methods(["GET"])
def assignment_phone(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show an organiser the number that a volunteer shares for this activity, on its day."""
    assignment = queries.reach.organised_assignment(request.user, code)
    phone = actions.phones.read_phone(assignment, by=_doors.person(request), now=clock.now())
    return render(request, "volunteers/assignment_phone.html", {"assignment": assignment, "phone": phone})


@decorators.signed_in
@require_http_methods(["POST"])
def phone_permission(request: HttpRequest, code: str) -> HttpResponse:
    """This function will let a volunteer share their number for one activity, or keep it."""
    assignment = queries.reach.own_assignment(request.user, code)
    shared = request.POST.get("share") == "1"
    actions.phones.share_phone(assignment, shared=shared, by=_doors.person(request), now=clock.now())
    messages.success(
        request, "活動の日だけ、担当者に電話番号が見えます。" if shared else "電話番号は、担当者に見えません。"
    )
    return redirect("volunteers:assignment-detail", code=assignment.code)
