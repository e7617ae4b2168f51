from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from backend.common import errors, responses


class DomainErrorMiddleware:
    """Turns a domain error that left a view, or a request that none can take, into an answer with words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on, and put words on a refused method or an address that nobody types."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            # PostgreSQL keeps no such character, and finds nothing by it.
            return responses.bad_request(request, BadRequest())
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return responses.wrong_method(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer a domain error, or a NUL that no form has read; the rest is left to Django."""
        if isinstance(exception, errors.DomainError):
            return responses.error_page(request, exception)
        if isinstance(exception, DataError) and any("\x00" in one for _, sent in request.POST.lists() for one in sent):
            return responses.bad_request(request, BadRequest())
        return None


class PersonalPageMiddleware:
    """Keeps what somebody sees out of caches that others share, and out of the browser's own once they sign out.

    At a desk or at home the next person presses Back at the same machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will mark what is answered to somebody with a session; a view that says more is not asked."""
        came_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        response = self.get_response(request)
        if came_in:
            response.setdefault("Cache-Control", "private, no-cache")
            if request.method == "POST" and _name_of(request) == "account_logout":
                response.headers["Clear-Site-Data"] = '"cache"'
        return response


def _name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
