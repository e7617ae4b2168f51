"""Real background work for a test: a Redis of its own, and Celery workers as processes on the test's database."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.db import connection
from kombu import pools

from backend.config import celery_app
from backend.runtime import programs, redis_server
from tests.support import waiting

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
SECRET = "mihon"


class Broker:
    """A Redis server that can be killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._service = redis_server.prepare(folder, SECRET)
        self.url = self._service.url

    def start(self) -> None:
        """This function will start the server and wait until it answers."""
        self._process = programs.start(self._service.program)
        waiting.until(lambda: self._service.program.is_ready(self._process.pid), "Redis answers")

    def kill(self) -> None:
        """This function will end the server at once, as a failing machine would."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    @property
    def waiting(self) -> int:
        """This property gives how many tasks wait for a worker."""
        with redis.Redis.from_url(self.url) as client:
            return int(client.llen("celery"))


@contextmanager
def broker(folder: Path) -> Iterator[Broker]:
    """This function will run a broker for the block, to which this process sends too."""
    server = Broker(folder)
    server.start()
    try:
        with sending_to(server.url):
            yield server
    finally:
        server.kill()


@contextmanager
def sending_to(url: str) -> Iterator[None]:
    """This function will let this process send its tasks to another broker for the block."""
    before = celery_app.conf.broker_url
    _send_to(url)
    try:
        yield
    finally:
        _send_to(before)


def _send_to(url: str) -> None:
    # What stands still leads to the old address, and is kept in several places.
    pools.reset()
    celery_app._pool = None  # type: ignore[attr-defined]  # its own, and there is no other way to forget it
    celery_app.amqp._producer_pool = None  # type: ignore[attr-defined]
    celery_app.conf.update(broker_url=url, broker_read_url=url, broker_write_url=url)


class Worker:
    """A Celery worker in a process of its own."""

    def __init__(self, broker_url: str, email_url: str, database_url: str = "") -> None:
        command = [sys.executable, "-m", "celery", "-A", "backend.config", "worker", "--pool=solo", "--loglevel=info"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._process = subprocess.Popen(
            [*command, *quiet],
            cwd=ROOT,
            env=os.environ
            | _environment(broker_url, email_url)
            | ({"DATABASE_URL": database_url} if database_url else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._log: list[str] = []
        self._ready = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._log.append(line)
            if " ready." in line:
                self._ready.set()

    def wait_until_ready(self) -> None:
        """This function will wait until the worker takes tasks."""
        assert self._ready.wait(PATIENCE_S), "".join(self._log)

    @property
    def is_alive(self) -> bool:
        """This property tells whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """This function will end the worker as kill -9 does."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


def _environment(broker_url: str, email_url: str) -> dict[str, str]:
    database = connection.settings_dict
    address = f"{database['HOST']}:{database['PORT']}"
    who = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    return {
        "DATABASE_URL": f"postgres://{who}@{address}/{database['NAME']}",
        "REDIS_URL": broker_url,
        "EMAIL_URL": email_url,
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def workers(count: int, *, broker_url: str, email_url: str) -> Iterator[list[Worker]]:
    """This function will run some workers for the block, ready from its beginning."""
    running = [Worker(broker_url, email_url) for _ in range(count)]
    try:
        for worker in running:
            worker.wait_until_ready()
        yield running
    finally:
        for worker in running:
            worker.kill()
