"""The one way from Python to the ledger's SQL functions: one statement on Django's own connection."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from backend.common import codes, retries
from backend.common import errors as common
from points import enums, errors
from points.actions import _wire
from points.rules import seasons, words

Row = _wire.Row


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

    @property
    def is_cut(self) -> bool:
        """This function will tell whether a limit left less than the rule gives."""
        return self.amount < self.asked


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

    The statement goes past Django's cursors (see `_wire`), and its faults come back as theirs do. Raises PointsTooMany.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    ours.ensure_connection()
    try:
        return _wire.rows(ours.connection, function, arguments)
    except psycopg.errors.NumericValueOutOfRange as fault:
        raise errors.PointsTooMany from fault
    except psycopg.Error:
        # Only now: what turns a fault of the driver into ours costs a call that has none.
        with common.translated(), ours.wrap_database_errors:
            raise


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


_WHY = {
    "way": "これは、別の方法で付くポイントです。",
    "age": "対象の年齢の方に付くポイントです（対象: {whom}）。",
    "age_unknown": "対象の年齢かどうか分かりません（対象: {whom}）。プロフィールに生年月日を登録してください。",
    "residence": "対象の方に付くポイントです（対象: {whom}）。プロフィールの内容をお確かめください。",
    "district": "対象の地区の方に付くポイントです（対象: {whom}）。",
    "district_unknown": "対象の地区の方かどうか分かりません（対象: {whom}）。プロフィールに地区を登録してください。",
}


def _named(detail: dict[str, Any]) -> dict[str, Any]:
    if "subject" in detail:
        detail["whose"] = words.WHOSE[enums.CapSubject(detail["subject"])]
    if "side" in detail:
        detail["whose"] = enums.GiftSide(detail["side"]).label
    if "why" in detail:
        detail["whom"] = words.whom(**detail["whom"])
        detail["why"] = _WHY[detail["why"]].format(whom=detail["whom"])
    if "span" in detail:
        detail["span"] = enums.Span(detail["span"]).label
    if "day" in detail:
        detail["day"] = seasons.day_words(date.fromisoformat(detail["day"]))
    if "state" in detail:
        detail["state_label"] = enums.HoldState(detail["state"]).label
    return detail


T = TypeVar("T")


def rehearsed(step: Callable[[], T]) -> T:
    """This function will do something for real, and undo it: what it gives is what it would have given."""
    with transaction.atomic():
        made = step()
        transaction.set_rollback(True)
    return made


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
