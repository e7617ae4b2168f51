"""Pages behind a signed link, whose address is a secret: it goes to no other site, no search and no log of ours."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from backend.common import errors, responses, tries
from volunteers import errors as refusals
from volunteers import rules

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
# With `no-referrer` a browser would send its forms from nowhere (Origin: null), which the guard against forged forms
# refuses; `strict-origin` names the site alone, never the address of the page.
HEADERS = {
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store, private",
}


def discreet(view: View[P]) -> View[P]:
    """This function will keep a page's address to itself, also where the page is refused."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except errors.DomainError as refusal:
            response = responses.error_page(request, refusal)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return cast("View[P]", wrapper)


def count_visit(request: HttpRequest, *, what: str = "consent-visit", limit: int = rules.consents.VISITS) -> None:
    """This function will count a visit from an address on the net. Raises ConsentVisitsTooMany."""
    whose = str(get_adapter().get_client_ip(request))
    if not tries.is_within(what, whose, limit=limit, seconds=rules.consents.VISITS_SECONDS):
        raise refusals.ConsentVisitsTooMany
