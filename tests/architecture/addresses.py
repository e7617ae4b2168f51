"""Every URL of the project, found by walking the resolver."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.views import APIView

OURS = ("backend", "bookings", "volunteers", "points")
HTTP_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Address:
    """One URL: its full name (`bookings:booking`), its view, and the methods that a view of ours states."""

    name: str
    view: Callable[..., Any]

    @property
    def is_ours(self) -> bool:
        """This function will tell whether the view is our own code."""
        return module_of(self.view).split(".")[0] in OURS

    @property
    def api_view(self) -> type[APIView] | None:
        """This function will give the class of an API view."""
        found = getattr(self.view, "cls", None)
        return found if found and issubclass(found, APIView) else None

    @property
    def methods(self) -> frozenset[str]:
        """This function will give the methods which the view answers; HEAD and OPTIONS follow from them."""
        of_class = getattr(self.view, "cls", None) or getattr(self.view, "view_class", None)
        if of_class:
            return frozenset(name.upper() for name in HTTP_METHODS if hasattr(of_class, name))
        return frozenset(_stated(self.view)) - {"HEAD", "OPTIONS"}


def everything() -> list[Address]:
    """This function will list every URL of the project."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        else:
            yield Address(namespace + (pattern.name or f"unnamed {pattern.pattern}"), pattern.callback)


def _stated(view: Callable[..., Any]) -> list[str]:
    for layer in layers(view):
        found = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
        if found:
            return list(found)
    return []


def layers(view: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """This function will give a view and all that its decorators wrap."""
    layer: Callable[..., Any] | None = view
    while layer is not None:
        yield layer
        layer = getattr(layer, "__wrapped__", None)


def module_of(view: Callable[..., Any]) -> str:
    """This function will give the module in which a view is written."""
    innermost = getattr(view, "cls", None) or list(layers(view))[-1]
    return str(innermost.__module__)
