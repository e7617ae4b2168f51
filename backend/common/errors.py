"""Errors that people can act on, and the one place that maps database constraints to them.

A domain error carries a stable code, the HTTP status that fits, and a sentence in plain Japanese that names the fact
and what to do next. `backend.common.responses` turns it into a page, a fragment or an API problem.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db import IntegrityError


class DomainError(Exception):
    """A refusal that a person can understand; subclasses are facts, such as PeriodTaken."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "この操作はできません"
    template: ClassVar[str] = "この操作はできません。"

    def __init__(self, **data: Any) -> None:  # noqa: ANN401 - whatever the sentence names
        self.data = data
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """This function will give the Japanese sentence that names the fact and what to do next."""
        return self.template.format_map(_Blank(self.data))


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


class NotAllowed(DomainError):
    """The person may not do this."""

    code = "not_allowed"
    status = 403
    title = "この操作をする権限がありません"
    template = "このページを使う権限がありません。別の方の情報か、担当ではない施設のものです。"


class NotFound(DomainError):
    """There is no such thing, or the person may not know that there is."""

    code = "not_found"
    status = 404
    title = "見つかりません"
    template = "お探しのものは見つかりません。番号をもう一度お確かめください。"


class Invalid(DomainError):
    """What was sent is not acceptable."""

    code = "invalid"
    status = 422
    title = "入力を確かめてください"
    template = "入力された内容を受け付けられません。"


class Conflict(DomainError):
    """The state of things does not allow this now."""

    code = "conflict"
    status = 409
    title = "今は受け付けられません"
    template = "ほかの操作と重なりました。もう一度お試しください。"


class KeyReused(Conflict):
    """An idempotency key came again with another body."""

    code = "idempotency_key_reused"
    template = "同じ Idempotency-Key が、別の内容ですでに使われています。新しいキーを付けてください。"


class TooBusy(DomainError):
    """The database did not get through in the time allowed; trying again is safe."""

    code = "too_busy"
    status = 503
    title = "ただいま混み合っています"
    template = "ただいま混み合っています。少し待ってから、もう一度お試しください。操作は行われていません。"


_by_constraint: dict[str, type[DomainError]] = {}


def register(constraints: Mapping[str, type[DomainError]]) -> None:
    """This function will tell which error each named database constraint stands for."""
    _by_constraint.update(constraints)


def registered() -> Mapping[str, type[DomainError]]:
    """This function will give every constraint that has an error of its own."""
    return dict(_by_constraint)


@contextlib.contextmanager
def translated(**data: Any) -> Iterator[None]:  # noqa: ANN401 - whatever the sentence names
    """This function will turn an IntegrityError inside the block into the error of its constraint.

    A constraint without an error of its own is a fault of ours and goes on as it is.
    """
    try:
        yield
    except IntegrityError as fault:
        found = _by_constraint.get(constraint_of(fault))
        if found is None:
            raise
        raise found(**data) from fault


def constraint_of(fault: BaseException) -> str:
    """This function will give the name of the constraint that a database fault speaks of, or an empty string."""
    diagnosis = getattr(fault.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
