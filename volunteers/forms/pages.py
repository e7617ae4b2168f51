"""The key of a page that posts something, by which a second press is known."""

import hashlib
from collections.abc import Mapping
from typing import Any

from backend.common import codes

PAGE_KEY, UNTYPED = "page_key", {"csrfmiddlewaretoken"}


def page_key(sent: Mapping[str, Any]) -> str:
    """This function will give the page's own key: new on an empty page, and the same each time it comes back."""
    return sent.get(PAGE_KEY, "") or codes.random_part(20)


def sent_key(sent: Any) -> str:  # noqa: ANN401 - a QueryDict, or what a test gives as one
    """This function will give the key of the page with all that was typed: a changed one is another request.

    It is empty where the page has none of its own.
    """
    if not sent.get(PAGE_KEY):
        return ""
    typed = sorted((name, value) for name in sent if name not in UNTYPED for value in sent.getlist(name))
    return hashlib.sha256(repr(typed).encode()).hexdigest()
