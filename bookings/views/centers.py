from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.common import clock
from bookings.forms import searching
from bookings.queries import availability, switches
from bookings.queries import centers as queries
from bookings.views import looking

WEEK = timedelta(days=7)


@require_safe
def centers(request: HttpRequest) -> HttpResponse:
    """This function will list the centers by district, or those that somebody searches."""
    form = searching.CenterSearchForm(request.GET, districts=queries.districts())
    wanted = form.cleaned_data if form.is_valid() else {"words": "", "district": ""}
    found = queries.directory(words=wanted["words"], district_code=wanted["district"])
    return render(request, "bookings/centers.html", {"form": form, "centers": found})


@require_safe
def center(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a center with its rooms."""
    page = queries.center_page(code, today=clock.today())
    offering = switches.offering(page.center, now=clock.now())
    return render(request, "bookings/center.html", {"page": page, "center": page.center, "offering": offering})


@require_safe
def center_week(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what is free at a center over seven days, to everybody."""
    found, today = queries.center(code), clock.today()
    first = searching.WeekForm(request.GET).first_day(today=today)
    groups, group = looking.as_whom(request)
    user_class = group.class_on(first) if group else ""
    week = availability.free_periods(found, first=first, now=clock.now(), user_class=user_class)
    offering = switches.offering(found, now=clock.now())
    context = {
        "center": found,
        "week": week,
        "groups": groups,
        "group": group,
        "offering": offering,
        "can_reserve": offering.here.opens_online(for_group=group is not None),
        "today": today,
        **_neighbours(first, today),
    }
    return render(request, "bookings/center_week.html", context)


def _neighbours(first: date, today: date) -> dict[str, date | None]:
    return {"previous": max(first - WEEK, today) if first > today else None, "next": first + WEEK}
