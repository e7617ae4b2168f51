"""The listener for answers by mail, as a process of its own on the test's database, spoken to by real SMTP or LMTP.

`with listening() as port: send(port, raw, to="t-…@relay.tsunagaru.invalid")`
"""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.support import waiting

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@contextmanager
def listening(*options: str, **environment: str) -> Iterator[int]:
    """This function will run a listener for the block and give its port."""
    port = _free()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "receive_mail", f"--port={port}", *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url(), "PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0


def database_url() -> str:
    """This function will give the address of the test's database."""
    database = connection.settings_dict
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    return f"postgres://{who}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        return int(holder.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    def listens() -> bool:
        assert process.poll() is None, "The listener ended."
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", port)) == 0

    waiting.until(listens, "the listener listens")


SENDER = "mihon@example.test"


def send(port: int, raw: bytes, *, to: str) -> None:
    """This function will hand a mail in as a mail system does; what it refuses raises as smtplib raises."""
    with smtplib.SMTP("127.0.0.1", port) as system:
        system.sendmail(SENDER, to, raw)


def send_by_lmtp(port: int, raw: bytes, *, to: Sequence[str]) -> list[int]:
    """This function will hand a mail in by LMTP and give the answer for each recipient, which smtplib does not read."""
    with smtplib.LMTP("127.0.0.1", port) as system:
        system.ehlo_or_helo_if_needed()
        system.mail(SENDER)
        for one in to:
            system.rcpt(one)
        system.docmd("DATA")
        system.send(raw.replace(b"\n", b"\r\n") + b"\r\n.\r\n")
        return [system.getreply()[0] for _ in to]
