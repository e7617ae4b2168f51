"""Waits for what comes true in another process or thread, and for no set time: the one place of the tests that does."""

import time
from collections.abc import Callable

# What has not come true by then never will: the test must fail, not hang.
PATIENCE_S = 60.0
_PAUSE_S = 0.05


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE_S) -> None:
    """This function will wait until something holds, and fail when it does not come true."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"Waited {patience:g} s in vain: {what}."
        time.sleep(_PAUSE_S)
