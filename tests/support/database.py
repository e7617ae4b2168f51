"""A PostgreSQL of a test's own, which writes to disk as in production, and can be killed and started again."""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from backend.runtime import identity, leftover, places, postgres, programs
from tests.support import waiting

PATIENCE_S = 60
SECRET = "mihon"


class Server:
    """A durable server with the tables of the test's database, and nothing in them."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "postgres"
        self._service = postgres.prepare(self._data, SECRET, is_durable=True)
        self.url = self._service.url
        self._programs = postgres.choose(self._data).folder
        self.start()

    @property
    def settings(self) -> dict[str, Any]:
        """This property gives what Django calls the server."""
        parts = urlsplit(self.url)
        return {
            "NAME": parts.path[1:],
            "HOST": parts.hostname,
            "PORT": parts.port,
            "USER": parts.username,
            "PASSWORD": parts.password,
        }

    def start(self) -> None:
        """This function will start the server, once the last backend of a killed one has ended, and wait for it."""
        self._launch()
        waiting.until(self._is_back, "PostgreSQL comes back")

    def _is_back(self) -> bool:
        if self._process.poll() is not None:
            self._launch()
        return self._service.program.is_ready(self._process.pid)

    def _launch(self) -> None:
        leftover.clear(self._data)
        self._process = programs.start(self._service.program)
        threading.Thread(target=_drain, args=(self._process,), daemon=True).start()

    def fill(self) -> None:
        """This function will make the tables, functions and guards of the test's database."""
        ours = connection.settings_dict
        there = ["-h", ours["HOST"], "-p", str(ours["PORT"]), "-U", ours["USER"], "-d", ours["NAME"]]
        dump = self._run(
            "pg_dump", "--schema-only", "--no-owner", "--no-privileges", *there, PGPASSWORD=ours["PASSWORD"]
        )
        self._run("psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-d", self.url, said=dump)

    def _run(self, name: str, *options: str, said: str = "", **environment: str) -> str:
        command = [str(self._programs / name), *options]
        done = subprocess.run(
            command, input=said, capture_output=True, text=True, check=False, env=os.environ | environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill(self) -> None:
        """This function will end the postmaster as kill -9 does; its backends notice, and end by themselves."""
        self._process.kill()
        self._process.wait()

    def kill_backend(self, dice: random.Random) -> None:
        """This function will kill -9 one backend in the middle of a statement, upon which the server starts anew."""
        with psycopg.connect(self.url, autocommit=True) as raw:
            working = raw.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
                "ORDER BY state <> 'active', pid"
            ).fetchall()
            with suppress(ProcessLookupError):
                os.kill(dice.choice(working[:4])[0], signal.SIGKILL)

    def stop(self) -> None:
        """This function will end the server."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE_S)


@contextmanager
def server() -> Iterator[Server]:
    """This function will run a server for the block, in a folder that its account can reach."""
    usual = Path(tempfile.gettempdir())
    within = usual if identity.can_use(identity.service_account(), usual) else places.make(places.SHARED)
    folder = Path(tempfile.mkdtemp(prefix="tsunagaru-", dir=within))
    folder.chmod(0o711)
    made = Server(folder)
    try:
        made.fill()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _drain(process: subprocess.Popen[bytes]) -> None:
    """Reads what it says, or it would wait for somebody to."""
    if process.stdout:
        with process.stdout as said:
            for _ in said:
                continue
