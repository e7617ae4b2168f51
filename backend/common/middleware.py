from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from backend.common import errors, responses


class DomainErrorMiddleware:
    """Turns a domain error that left a view, or a method that it does not take, into an answer with words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """This function will pass the request on, and put words on a refused method."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return responses.wrong_method(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """This function will answer a domain error and leave every other exception to Django."""
        if isinstance(exception, errors.DomainError):
            return responses.error_page(request, exception)
        return None
