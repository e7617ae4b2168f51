"""The client of every test: it fetches a page and refuses one that a person could not use."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.test import Client

from backend.accounts import models
from backend.common import sessions
from tests.support import html

# Pages that are not ours to draw.
FOREIGN = ("/admin/",)


class PageFaultsError(AssertionError):
    """A page has faults; each is named."""

    def __init__(self, where: str, found: list[html.Fault]) -> None:
        self.faults = found
        super().__init__("\n".join([f"{where} has {len(found)} fault(s):", *(f"  {fault}" for fault in found)]))


class QuickClient(Client):
    """Django's test client, which signs people in by one session; Django's own way makes two and writes five times."""

    def force_login(self, user: models.User, backend: str | None = None) -> None:
        """This function will leave a session behind as the sign-in page does."""
        if settings.SESSION_COOKIE_NAME in self.cookies:
            super().force_login(user, backend)
            return
        request = HttpRequest()
        request.session = sessions.SessionStore()
        request.session[auth.SESSION_KEY] = str(user.pk)
        request.session[auth.BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[0]
        request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        request.session.save()
        self._set_login_cookies(request)  # type: ignore[attr-defined]  # the stubs leave it out


class PageClient(QuickClient):
    """A client which inspects each HTML answer before the test sees it."""

    def request(self, **request: Any) -> Any:  # noqa: ANN401 - Django's
        """This function will fetch an answer and raise PageFaultsError when it is a page with faults."""
        response: Any = super().request(**request)
        path = str(request.get("PATH_INFO", "/"))
        if is_page(response) and not path.startswith(FOREIGN):
            found = inspect(response, for_htmx="HTTP_HX_REQUEST" in request)
            if found:
                raise PageFaultsError(f"{request.get('REQUEST_METHOD')} {path} ({response.status_code})", found)
        return response


def is_page(response: HttpResponse) -> bool:
    """This function will tell whether an answer is HTML with something in it."""
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and not response.streaming and bool(response.content)


def inspect(response: HttpResponse, *, for_htmx: bool = False) -> list[html.Fault]:
    """This function will give every fault of an HTML answer: of its headers, of its markup, of its forms."""
    source = response.content.decode()
    found = [*_policy(response), *html.faults(source), *_summaries(response, source)]
    if not for_htmx and not html.is_whole(source):
        found.append(html.Fault("doctype", "this is no whole page, and htmx did not ask"))
    return found


def _policy(response: HttpResponse) -> list[html.Fault]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "'unsafe-" in policy:
        return [html.Fault("csp", policy or "there is no policy")]
    return []


def _summaries(response: HttpResponse, source: str) -> list[html.Fault]:
    """Errors of a whole form stand only in the summary, so a page without it would swallow them."""
    refused = [form for form in _forms(response) if form.is_bound and form.errors]
    if refused and "data-error-summary" not in source:
        return [
            html.Fault("summary", f"{type(form).__name__} was refused: {form.errors.as_json()}") for form in refused
        ]
    return []


def _forms(response: HttpResponse) -> list[BaseForm]:
    found = getattr(response, "context", None) or []
    contexts = found if isinstance(found, list) else [found]  # of a single template Django gives it bare
    values = [value for context in contexts for layer in context for value in layer.values()]
    # type(), not isinstance(): that would wake lazy values and ask the database.
    unique = {id(value): value for value in values if issubclass(type(value), BaseForm)}
    return list(unique.values())
