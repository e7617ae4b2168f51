"""Every URL of the project × who asks. The shapes are told at the head of tests/architecture/tables.py."""

import dataclasses
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import time_machine

from backend.accounts import enums, models
from tests.architecture import addresses, stage, tables
from tests.factories import accounts
from tests.support import client as clients

# It walks the whole service, which each part's own tests measure: here coverage would double the time for nothing.
pytestmark = pytest.mark.no_cover

ROWS: list[tables.Row] = stage.rows_of("permission_rows")
WRITES = [row for row in ROWS if row.method != "GET"]
API = [row for row in ROWS if row.name.startswith("api-") and row.name != "api-schema"]
REFUSED: frozenset[tables.Answer] = frozenset({tables.SIGN_IN, 401, 403, 404})


@pytest.fixture(autouse=True)
def _noon_of_a_friday() -> Iterator[None]:
    with time_machine.travel(tables.NOW):
        yield


def _title(row: tables.Row) -> str:
    return f"{row.method} {row.name}"


def test_every_url_and_method_has_a_row() -> None:
    rows = {(row.name, row.method) for row in ROWS}
    named = {name for name, _ in rows}
    missing = [
        (address.name, method)
        for address in addresses.everything()
        if address.is_ours
        for method in sorted(address.methods) or ["states no methods"]
        if (address.name, method) not in rows
    ]
    missing += [(a.name, "any") for a in addresses.everything() if not a.is_ours and a.name not in named]
    assert missing == []


def test_every_row_has_a_url() -> None:
    known = {address.name: address for address in addresses.everything()}
    astray = [
        _title(row)
        for row in ROWS
        if row.name not in known or (known[row.name].is_ours and row.method not in known[row.name].methods)
    ]
    assert astray == []


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=_title)
def test_each_role_gets_what_the_table_says(row: tables.Row) -> None:
    cast = stage.cast()
    target = row.build(cast)
    answers, bodies = {}, {}
    for role in tables.Role:
        with stage.undone():
            response = stage.ask(clients.QuickClient(), row, target, cast.playing(role))
            answers[role], bodies[role] = stage.answer_of(response), _text(response)
    assert answers == row.expected
    assert _leaks(row, target, bodies) == []
    if REFUSED & set(answers.values()):
        assert set(answers.values()) - REFUSED or _owner_gets_in(row, target) != target.closed


def _text(response: object) -> str:
    return response.getvalue().decode(errors="replace")  # type: ignore[attr-defined,no-any-return]


def _leaks(row: tables.Row, target: tables.Target, bodies: dict[tables.Role, str]) -> list[str]:
    """This function will name the roles that are refused and see the secret, or let in and do not."""
    if not target.secret:
        return []
    shown = {role for role, body in bodies.items() if target.secret in body}
    entitled = {role for role, answer in row.expected.items() if answer == HTTPStatus.OK}
    return sorted(shown ^ entitled)


def _owner_gets_in(row: tables.Row, target: tables.Target) -> bool:
    assert target.owner is not None, "Everybody is refused and there is no owner: nothing could have leaked."
    with stage.undone():
        return stage.answer_of(stage.ask(clients.QuickClient(), row, target, target.owner)) not in REFUSED


@pytest.mark.django_db
@pytest.mark.parametrize("row", WRITES, ids=_title)
def test_a_write_without_its_csrf_token_is_refused(row: tables.Row) -> None:
    cast = stage.cast()
    target = row.build(cast)
    admitted = [role for role, answer in row.expected.items() if answer not in REFUSED]
    person = cast.playing(admitted[-1]) if admitted else target.owner
    response = stage.ask(clients.QuickClient(enforce_csrf_checks=True), row, target, person)
    assert response.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.django_db
@pytest.mark.parametrize("row", API, ids=_title)
def test_a_token_does_what_its_scope_names_and_nothing_else(row: tables.Row) -> None:
    cast = stage.cast()
    target = row.build(cast)
    role = _somebody_admitted(row)
    person = cast.playing(role)
    assert person is not None
    needed, public = _scope(row)
    others = [scope for scope in enums.Scope.values if scope != needed]
    answers = [_by_token(row, target, person, scopes) for scopes in ([needed], others)]
    assert answers == [row.expected[role], row.expected[role] if public else HTTPStatus.FORBIDDEN]


def _somebody_admitted(row: tables.Row) -> tables.Role:
    signed_in = [role for role in tables.Role if role != tables.Role.ANONYMOUS]
    return next(role for role in signed_in if row.expected[role] not in REFUSED)


def _scope(row: tables.Row) -> tuple[str, bool]:
    """This function will tell which scope a call needs, and whether it is open to everybody."""
    view = next(a.api_view for a in addresses.everything() if a.name == row.name)
    reads = row.method == "GET"
    return f"{getattr(view, 'scope', '')}:{'read' if reads else 'write'}", reads and getattr(view, "public", False)


def _by_token(row: tables.Row, target: tables.Target, person: models.User, scopes: list[str]) -> tables.Answer:
    with stage.undone():
        header = accounts.bearer(person, *scopes)
        sent = dataclasses.replace(target, headers={**target.headers, **header})
        return stage.answer_of(stage.ask(clients.QuickClient(), row, sent, None))
