"""Throw-away services around one command."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from backend.runtime import errors, family, identity, journal, lineage, places, postgres, services, stopping


def run(command: Sequence[str], *, is_kept: bool, is_durable: bool) -> int:
    """Run the command with DATABASE_URL and REDIS_URL of fresh services and return its exit code."""
    wish = stopping.Wish()
    wish.listen()
    folder = _folder()
    parent = family.Family(folder, wish, is_shown=False)
    if is_kept:
        journal.say(f"the data and logs of the services stay in {folder}")
    else:
        parent.leave_nothing_in(folder)
    try:
        return _wait(_start(command, _environment(parent, folder, is_durable=is_durable)), parent)
    except stopping.Stopped:
        return 128 + signal.SIGTERM
    finally:
        parent.end()


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tsunagaru-", dir=_temporary()))
    # PostgreSQL may run as another account, which must pass through.
    folder.chmod(0o711)
    return folder


def _temporary() -> Path:
    """Choose a folder for temporary files that the service account can reach too."""
    usual = Path(tempfile.gettempdir())
    return usual if identity.can_use(identity.service_account(), usual) else places.make(places.SHARED)


def _environment(parent: family.Family, folder: Path, *, is_durable: bool) -> dict[str, str]:
    """Start the services and return the environment in which a program finds them."""
    secret = secrets.token_hex(16)
    database = folder / "postgres"
    return {
        **os.environ,
        "REDIS_URL": services.start_redis(parent, folder / "redis", secret),
        "DATABASE_URL": services.start_postgres(parent, database, secret, is_durable=is_durable),
        # Where pgbench, psql and their like of the same version are.
        "TSUNAGARU_POSTGRES_BIN": str(postgres.choose(database).folder),
    }


def _start(command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the command; at a terminal in our group, which has the keyboard, else in a group of its own."""
    this = os.getpid()
    try:
        return subprocess.Popen(
            command,
            env=environment,
            process_group=None if sys.stdin.isatty() else 0,
            preexec_fn=lambda: lineage.die_with_parent(this, signal.SIGTERM),
        )
    except OSError as error:
        raise errors.Refused(f"{command[0]} cannot be run: {error.strerror}.") from error


def _wait(process: subprocess.Popen[bytes], parent: family.Family) -> int:
    """Wait for the command, which decides by itself when a signal ends it."""
    if os.getpgid(process.pid) == os.getpgrp():
        _leave_keyboard_to(process)
    else:
        parent.end_with_us(process.pid)
        _pass_on_signals_to_group(process.pid)
    while process.poll() is None:
        parent.listen()
    # As a shell says it: 128 + the number of the signal.
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _leave_keyboard_to(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C reaches the command from the terminal; only the rest is passed on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: process.send_signal(got))


def _pass_on_signals_to_group(group: int) -> None:
    def pass_on(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
