"""What a program is, and how one is started so that it ends with its parent."""

import dataclasses
import functools
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from backend.runtime import identity, lineage


def _always(process: int) -> bool:
    del process
    return True


@dataclasses.dataclass(frozen=True)
class Program:
    """A program to keep running: how it is started, how one knows that it serves, how it is ended."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    account: identity.Account | None = None
    # Asked with the number of the process until it says yes.
    is_ready: Callable[[int], bool] = _always
    stop_by: signal.Signals = signal.SIGTERM
    # A hurried end does not cut short a program that keeps data.
    keeps_data: bool = False
    # Whether its lines are shown at the terminal too; all are in its log file.
    is_shown: bool = True


@dataclasses.dataclass(frozen=True)
class Service:
    """A program that others speak to, and the address under which it will answer."""

    program: Program
    url: str


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start the program in a process group of its own, with one pipe for all that it says.

    A group of its own, because Ctrl-C must reach the parent alone, which ends the children in order.
    """
    return subprocess.Popen(
        program.command,
        env=program.environment,
        cwd=program.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
        # The parent has one thread only, so that running Python between fork and exec is safe.
        preexec_fn=functools.partial(lineage.die_with_parent, os.getpid(), program.stop_by),
        **identity.credentials(program.account),
    )
