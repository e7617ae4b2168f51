from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts import models as accounts
from backend.accounts import queries as people
from backend.common import clock
from bookings.forms import searching
from bookings.queries import availability, bookings, house_rules
from bookings.queries import centers as queries

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
    return render(request, "bookings/center.html", {"page": page, "center": page.center})


@require_safe
def center_week(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show what is free at a center over seven days, to everybody."""
    found, today = queries.center(code), clock.today()
    first = searching.WeekForm(request.GET).first_day(today=today)
    groups = _groups(request)
    group = bookings.group_for(request.user, request.GET.get("group", "")) if groups else None  # type: ignore[arg-type]
    user_class = group.class_on(first) if group else ""
    week = availability.free_periods(found, first=first, now=clock.now(), user_class=user_class)
    context = {"center": found, "week": week, "groups": groups, "group": group, **_neighbours(first, today)}
    return render(request, "bookings/center_week.html", context)


def _groups(request: HttpRequest) -> list[accounts.Group]:
    return list(people.groups_booking_for(request.user)) if isinstance(request.user, accounts.User) else []


def _neighbours(first: date, today: date) -> dict[str, date | None]:
    return {"previous": max(first - WEEK, today) if first > today else None, "next": first + WEEK}


@require_safe
def center_rules(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show the usage rules that are in force at a center, with what single rooms add."""
    today = clock.today()
    page = queries.center_page(code, today=today)
    found = house_rules.house_rules(page.center, page.rooms, date=today)
    context = {"page": page, "center": page.center, "today": today, "rules": found}
    return render(request, "bookings/center_rules.html", context)
