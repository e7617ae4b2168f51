import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from backend.runtime import errors


@contextlib.contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold the lock of a folder; refuse when another process holds it. The kernel frees it however one ends."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise errors.Refused(f"{file} cannot be opened ({error.strerror}). Whose is it?") from error
    with os.fdopen(descriptor, "r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise errors.Refused(
                f"`make serve` is already running in this folder (process {lock.read().strip() or 'unknown'}). "
                "Use that one, or stop it first."
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
