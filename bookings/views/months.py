from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common import clock
from bookings.queries import centers, months, switches
from bookings.views import looking


@require_safe
def center_month(request: HttpRequest, code: str, month: date) -> HttpResponse:
    """This function will show what is free at a center over a month, to everybody."""
    center, now = centers.center(code), clock.now()
    groups, group = looking.as_whom(request)
    found = months.month(
        center,
        first=month,
        now=now,
        today=clock.today(),
        user_class=group.class_on(max(month, clock.today())) if group else "",
        room_code=request.GET.get("room", ""),
    )
    offering = switches.offering(center, now=now)
    context = {
        "center": center,
        "month": found,
        "room_code": request.GET.get("room", ""),
        "groups": groups,
        "group": group,
        "offering": offering,
        "can_reserve": offering.here.opens_online(for_group=group is not None),
    }
    return render(request, "bookings/center_month.html", context)
