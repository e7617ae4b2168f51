from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common import clock
from bookings.forms import searching
from bookings.queries import centers
from bookings.queries import searching as queries

# Where nobody says a day: near enough to be open for all, far enough for the forms that centers want before.
USUAL_LEAD = timedelta(days=14)
# Centers on one page of results: two screens of a phone, hardly more.
PAGE = 9


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """This function will search the rooms of all centers for a day, or for several, without sign-in."""
    form = searching.RoomSearchForm(
        _asked(request), districts=centers.districts(), periods=centers.period_names(), today=clock.today()
    )
    found = _found(form) if form.is_valid() else None
    page = Paginator(found.centers, PAGE).get_page(request.GET.get("page")) if found else None
    return render(request, "bookings/rooms.html", {"form": form, "found": found, "page": page})


def _asked(request: HttpRequest) -> QueryDict:
    asked = request.GET.copy()
    if not any(name.startswith("date") for name in asked):
        asked["date"] = (clock.today() + USUAL_LEAD).isoformat()
    return asked


def _found(form: searching.RoomSearchForm) -> queries.Found:
    wanted = form.cleaned_data
    return queries.free_on(
        date=wanted["date"],
        until=wanted["until"],
        now=clock.now(),
        period_code=wanted["period"],
        headcount=wanted["headcount"],
        district_code=wanted["district"],
    )
