from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from backend.accounts import models as accounts
from backend.accounts import permissions
from backend.notices import queries as notices


def site(request: HttpRequest) -> dict[str, object]:
    """This function will give every page what its frame shows: the mode, and for a signed-in person their tools.

    The figures are lazy: a page or fragment without the frame asks the database nothing.
    """
    person = request.user if hasattr(request, "user") else None
    return {
        "embedded": settings.EMBEDDED,
        "site_url": settings.SITE_URL,
        "is_on_duty": SimpleLazyObject(lambda: person is not None and permissions.is_on_duty(person)),
        "unread_notices": SimpleLazyObject(lambda: notices.unread_count(cast("accounts.User", person))),
    }
