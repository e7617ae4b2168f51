from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from backend.accounts import permissions as roles
from backend.common import clock, decorators
from points import queries
from points.queries import expiring

# What is lost within the time of the first notice is marked.
SOON = timedelta(days=30)


@require_http_methods(["GET"])
@decorators.signed_in
def statement(request: HttpRequest) -> HttpResponse:
    """This function will show a person's points: how many, what expires when, and the statement page by page."""
    person, now = roles.person_of(request), clock.now()
    account = queries.account_of(person.code)
    postings, next_code = queries.statement_page(account, before=request.GET.get("before", ""))
    context = {
        "balance": queries.balance(person.code, now=now),
        "expiries": queries.expiries(person.code, now=now),
        "carried": expiring.carried_of(person.code, today=clock.date_of(now)),
        "soon": clock.date_of(now) + SOON,
        "sites": queries.sites_today(person, now=now),
        "months": queries.months(account, today=clock.date_of(now)),
        "lines": queries.lines(account, postings),
        "next_href": f"?before={next_code}" if next_code else "",
        "previous_href": reverse("points:statement") if "before" in request.GET else "",
    }
    return render(request, "points/statement.html", context)
