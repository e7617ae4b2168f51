"""The one way from Python to the ledger's SQL functions: one statement on Django's own connection."""

import contextlib
import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import psycopg
from django.db import connection

from backend.common import codes, retries
from backend.common import errors as common
from points import enums, errors

Row = tuple[Any, ...]


class Actor(Protocol):
    """Who does something: anybody with a public code."""

    code: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A line of the ledger as the person whose points it moved sees it.

    `amount` may be less than `asked` where a cap left less; `outcome` is "posted", or "replayed" when it was there
    before this call.
    """

    outcome: str
    code: str
    kind: str
    amount: int
    asked: int
    balance: int
    at: datetime
    happened_on: date
    expires_on: date | None
    rule_code: str
    rule_version: int | None
    source_kind: str
    source_code: str

    @property
    def replayed(self) -> bool:
        """This function will tell whether the posting was there before the call that gave it."""
        return self.outcome == "replayed"


@dataclass(frozen=True, slots=True)
class Hold:
    """Points set aside for an order; `state` as in HoldState."""

    code: str
    state: str
    amount: int
    balance: int
    opened_at: datetime
    replayed: bool


def posting_code() -> str:
    """This function will make the public code of a posting."""
    return codes.new("pt")


def call(function: str, *arguments: object) -> Row:
    """This function will run a ledger function as one statement and give its answer, or raise its refusal.

    A refusal leaves the caller's transaction intact. Outside a transaction the statement is tried again when another
    transaction was in its way; inside one only the outermost may do that.
    """
    return accepted(rows(function, *arguments)[0])


@retries.on_conflict
def rows(function: str, *arguments: object) -> list[Row]:
    """This function will run a ledger function and give its rows.

    The statement is prepared on the server, which Django's own cursors do not do: PostgreSQL parses and plans it once
    for each connection. Answers come in binary, which costs the least to read.
    """
    connection.ensure_connection()
    with common.translated(), connection.wrap_database_errors, _preparing(connection.connection):
        cursor = _cursor(connection.connection)
        cursor.execute(_statement(function, len(arguments)), arguments, binary=True)
        return cursor.fetchall()


@contextlib.contextmanager
def _preparing(raw: psycopg.Connection[Any]) -> Iterator[None]:
    usual = raw.prepare_threshold
    raw.prepare_threshold = 0
    try:
        yield
    finally:
        raw.prepare_threshold = usual


class _Kept(threading.local):
    cursor: psycopg.Cursor[Row] | None = None


_kept = _Kept()


def _cursor(raw: psycopg.Connection[Any]) -> psycopg.Cursor[Row]:
    """A thread keeps its cursor as long as its connection: a new one learns how to write and read every type anew."""
    if _kept.cursor is None or _kept.cursor.connection is not raw:
        _kept.cursor = psycopg.Cursor(raw)
    return _kept.cursor


@functools.cache
def _statement(function: str, count: int) -> bytes:
    return f"SELECT * FROM {function}({', '.join(['%s'] * count)})".encode()  # noqa: S608 - our own names only


def accepted(row: Row) -> Row:
    """This function will give back an answer that is none of the refusals, and raise those."""
    refusal = refusal_of(row)
    if refusal is not None:
        raise refusal
    return row


def refusal_of(row: Row) -> common.DomainError | None:
    """This function will give the error that an answer stands for, or None when something was done."""
    if row[0] in ("posted", "replayed"):
        return None
    return errors.REFUSALS[row[0]](**_named(row[13]))


def _named(detail: dict[str, Any]) -> dict[str, Any]:
    if "span" in detail:
        detail["span"] = enums.Span(detail["span"]).label
    if "state" in detail:
        detail["state_label"] = enums.HoldState(detail["state"]).label
    return detail


def posting(row: Row) -> Posting:
    """This function will shape an answer as a posting."""
    return Posting(*row[:13])


def held(row: Row) -> Hold:
    """This function will shape an answer as a hold."""
    return Hold(row[1], row[2], row[3], row[5], row[6], replayed=row[0] == "replayed")


def actor_code(by: Actor | None) -> str:
    """This function will give the code of who does something, empty for the service itself."""
    return by.code if by else ""


Sweep = Callable[[], int]


def repeat(sweep: Sweep, *, batch: int) -> int:
    """This function will call a sweep until it finds less than a full batch, and count what it found in all."""
    total = found = sweep()
    while found >= batch:
        found = sweep()
        total += found
    return total
