"""Who watches the service is away for the length of a function, and back whatever became of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.support import tracing


@contextmanager
def _seeing() -> Iterator[list[str]]:
    """The names of the functions that a tracer sees in the block."""
    names: list[str] = []

    def tracer(frame: FrameType, event: str, _: object) -> None:
        names.append(frame.f_code.co_name)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        yield names
    finally:
        # Coverage's own tracer comes back in the frame in which it went.
        sys.settrace(before)


def _watched() -> None:
    return None


@tracing.unwatched
def _unwatched() -> None:
    _watched()


@tracing.unwatched
def _failing() -> None:
    raise ZeroDivisionError


def test_what_runs_nothing_of_the_service_is_not_seen_and_what_follows_is() -> None:
    with _seeing() as names:
        _unwatched()
        between = list(names)
        _watched()
    assert ("_watched" in between, "_watched" in names) == (False, True)


def test_after_a_fault_the_tracer_is_back() -> None:
    with _seeing() as names:
        with pytest.raises(ZeroDivisionError):
            _failing()
        _watched()
    assert "_watched" in names


def test_who_left_is_not_seen_again() -> None:
    with _seeing() as names:
        tracing.leave_unwatched()
        _watched()
    assert "_watched" not in names
