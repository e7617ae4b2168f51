"""Gathers the rows of the tables, casts the roles and plays a request."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from backend.accounts import models
from tests.architecture import tables
from tests.factories import accounts


def rows_of(folder: str) -> list[Any]:
    """This function will give the rows of every module of a folder beside this one."""
    package = importlib.import_module(f"tests.architecture.{folder}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [row for name in names for row in importlib.import_module(f"{package.__name__}.{name}").ROWS]


def cast() -> tables.Cast:
    """This function will make the people of a row."""
    staff = accounts.staff_of(tables.CENTER)
    confirmed = {"identity_confirmed_at": accounts.NOW, "identity_confirmed_by": staff}
    return tables.Cast(
        resident=accounts.UserFactory.create(**confirmed),
        other=accounts.UserFactory.create(**confirmed),
        staff=staff,
        other_staff=accounts.staff_of(tables.OTHER_CENTER),
        administrator=accounts.administrator(),
        city_employee=accounts.city_employee(),
        city_official=accounts.city_official(),
    )


@contextmanager
def undone() -> Iterator[None]:
    """This function will undo whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    client: Client, row: tables.Row | tables.Budget, target: tables.Target, person: models.User | None
) -> HttpResponse:
    """This function will send the request of a row as a person."""
    if person is not None:
        client.force_login(person)
    path = target.path or reverse(row.name, kwargs=target.kwargs)
    if target.query:
        path = f"{path}?{urlencode(target.query, doseq=True)}"
    return send(client, getattr(row, "method", "GET"), path, target)


def send(client: Client, method: str, path: str, target: tables.Target) -> HttpResponse:
    """This function will send a target's data: JSON to the API, a form to a page."""
    if path.startswith("/api/"):
        body = json.dumps(target.data) if method != "GET" else ""
        answer = client.generic(method, path, body, content_type="application/json", headers=target.headers)
    elif method == "POST":
        answer = client.post(path, target.data, headers=target.headers)
    else:
        answer = client.generic(method, path, headers=target.headers)
    return answer  # type: ignore[return-value]  # Django's test response is an HttpResponse with more on it


def answer_of(response: HttpResponse) -> tables.Answer:
    """This function will give the status, or SIGN_IN for a way to the sign-in page."""
    doors = (reverse("account_login"), reverse("admin:login"))
    if response.status_code == 302 and urlsplit(response["Location"]).path in doors:
        return tables.SIGN_IN
    return response.status_code
