"""Coverage only watches the service, but whatever runs beside it is slowed down as much.

Where nothing of the service runs, as when a page that was fetched is parsed and judged, the tests do without it.
"""

import functools
import sys
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def unwatched(function: Callable[P, R]) -> Callable[P, R]:
    """This function will let a function that runs nothing of the service run without the tracer of this thread."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        tracer = sys.gettrace()
        if tracer is None:
            return function(*args, **kwargs)
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return wrapper


def leave_unwatched() -> None:
    """This function will take the tracer away for good, in a forked process: nobody reads what coverage saw there."""
    threading.settrace(None)
    sys.settrace(None)
