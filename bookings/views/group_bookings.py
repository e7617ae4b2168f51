from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.accounts import permissions as roles
from backend.accounts import queries as people
from backend.common import clock, decorators, errors
from bookings.queries import group_bookings as queries

PAGE = 20


@require_safe
@decorators.signed_in
def group_bookings(request: HttpRequest, code: str) -> HttpResponse:
    """This function will show a group's bookings to its members and its desk; who books for it gets to each of them."""
    person, group = roles.person_of(request), people.group(code)
    if not roles.may_see_group(person, group):
        raise errors.NotFound
    found = queries.upcoming_of_group(group, person, now=clock.now())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"group": group, "page": page, "books": roles.represents(person, group)}
    return render(request, "bookings/group_bookings.html", context)
