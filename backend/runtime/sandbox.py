"""Throw-away services around one command."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.runtime import errors, family, identity, journal, lineage, places, postgres, redis_server


def run(command: Sequence[str], *, is_kept: bool, is_durable: bool) -> int:
    """Run the command with DATABASE_URL and REDIS_URL of fresh services and return its exit code."""
    with _folder(is_kept) as folder, _services(folder, is_durable) as (parent, addresses):
        return _run(command, {**os.environ, **addresses}, parent)


@contextlib.contextmanager
def _folder(is_kept: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tsunagaru-", dir=_temporary()))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        if is_kept:
            journal.say(f"the data and logs of the services are kept in {folder}")
        else:
            shutil.rmtree(folder)


def _temporary() -> str:
    """The folder for temporary files that the service account can reach too."""
    account = identity.service_account()
    usual = tempfile.gettempdir()
    return usual if identity.can_use(account, Path(usual)) else str(places.SHARED)


@contextlib.contextmanager
def _services(folder: Path, is_durable: bool) -> Iterator[tuple[family.Family, dict[str, str]]]:
    parent = family.Family(folder, is_shown=False)
    try:
        secret = secrets.token_hex(16)
        database = postgres.prepare(folder / "postgres", secret, is_durable=is_durable)
        redis = redis_server.prepare(folder / "redis", secret)
        parent.await_ready(parent.launch(redis.program), parent.launch(database.program))
        yield parent, {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
    finally:
        parent.end(is_hurried=lambda: False)


def _run(command: Sequence[str], environment: dict[str, str], parent: family.Family) -> int:
    this = os.getpid()
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            preexec_fn=lambda: lineage.die_with_parent(this, signal.SIGTERM),
        )
    except OSError as error:
        raise errors.Refused(f"{command[0]} cannot be run: {error.strerror}.") from error
    _pass_on_signals(process)
    while process.poll() is None:
        parent.listen()
    # As a shell says it: 128 + the signal's number.
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _pass_on_signals(process: subprocess.Popen[bytes]) -> None:
    """Let the command decide when it ends: Ctrl-C reaches it from the terminal, SIGTERM through us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: process.send_signal(got))
