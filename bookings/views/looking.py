from django.http import HttpRequest

from backend.accounts import models as accounts
from backend.accounts import queries as people
from bookings.queries import bookings


def as_whom(request: HttpRequest) -> tuple[list[accounts.Group], accounts.Group | None]:
    """This function will give the groups for which a visitor books, and the one for which they look now."""
    if not isinstance(request.user, accounts.User):
        return [], None
    groups = list(people.groups_booking_for(request.user))
    return groups, bookings.group_for(request.user, request.GET.get("group", "")) if groups else None
