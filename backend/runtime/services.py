"""The embedded PostgreSQL and Redis, started and answering."""

from collections.abc import Callable
from pathlib import Path

from backend.runtime import errors, family, postgres, programs, redis_server

_TRIES = 3
# Between choosing a free port and listening on it another program may take it.
_TAKEN = "Address already in use"


def start_postgres(parent: family.Family, data: Path, secret: str, *, is_durable: bool) -> str:
    """Start PostgreSQL and return its address."""
    return _start(parent, lambda: postgres.prepare(data, secret, is_durable=is_durable))


def start_redis(parent: family.Family, data: Path, secret: str) -> str:
    """Start Redis and return its address."""
    return _start(parent, lambda: redis_server.prepare(data, secret))


def _start(parent: family.Family, prepare: Callable[[], programs.Service]) -> str:
    for _ in range(_TRIES - 1):
        service = prepare()
        child = parent.launch(service.program)
        try:
            parent.await_ready(child)
        except errors.Refused:
            if not any(_TAKEN in line for line in child.journal.last):
                raise
            parent.dismiss(child)
        else:
            return service.url
    service = prepare()
    parent.await_ready(parent.launch(service.program))
    return service.url
