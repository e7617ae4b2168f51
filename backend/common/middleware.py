from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend.common import errors, responses


class DomainErrorMiddleware:
    """Turns a domain error that left a view into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer a domain error and leave every other exception to Django."""
        if isinstance(exception, errors.DomainError):
            return responses.error_page(request, exception)
        return None
