import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from backend.common import errors

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 8
# deadlock_detected, serialization_failure, lock_not_available: the transaction is undone, and doing it again is safe.
TRANSIENT = frozenset({"40P01", "40001", "55P03"})


def on_conflict(action: Callable[P, R]) -> Callable[P, R]:
    """This function will make an action run again when PostgreSQL undid it for the sake of another transaction.

    Inside somebody else's transaction the action runs once: only the outermost can be run again. After the last
    attempt the caller gets TooBusy.
    """

    @functools.wraps(action)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return action(*args, **kwargs)
        return _attempts(functools.partial(action, *args, **kwargs))

    return wrapper


def _attempts(call: Callable[[], R]) -> R:
    for attempt in range(ATTEMPTS):
        try:
            return call()
        except OperationalError as fault:
            if _sqlstate(fault) not in TRANSIENT:
                raise
            last = fault
        time.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
    raise errors.TooBusy from last


def _sqlstate(fault: BaseException) -> str:
    return getattr(fault.__cause__, "sqlstate", None) or ""
