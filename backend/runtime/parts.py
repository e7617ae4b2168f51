"""The programs of the service itself: steps that end, and web, worker and beat that stay."""

import dataclasses
import sys
from collections.abc import Mapping

from backend.runtime import alive, places, ports, programs

_GRACE_SECONDS = 8
# Celery warns of root; here it takes JSON only, from a Redis that asks for a password.
_CELERY = ("-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "--app=backend.config.celery")
_EVERYWHERE = {"0.0.0.0": ports.LOOPBACK, "::": "::1"}  # noqa: S104


@dataclasses.dataclass(frozen=True)
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def reached_by(self) -> str:
        """The address by which this machine itself reaches it."""
        return _EVERYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        name = "localhost" if self.reached_by in (ports.LOOPBACK, "::1") else self.host
        return f"http://{name}:{self.port}/"


def command(name: str, environment: Mapping[str, str], *arguments: str) -> programs.Program:
    """Return a program run by our Python in the root of the checkout."""
    return programs.Program(name, (sys.executable, *arguments), environment, places.ROOT)


def manage(name: str, environment: Mapping[str, str], *arguments: str) -> programs.Program:
    """Return a management command."""
    return command(name, environment, "manage.py", *arguments)


def silent(program: programs.Program) -> programs.Program:
    """Return the program with its lines in its log file only."""
    return dataclasses.replace(program, is_shown=False)


def web(environment: Mapping[str, str], address: Address, name: str) -> programs.Program:
    """Return the web server, which serves once /healthz answers to this host's name."""
    program = command(
        "web",
        environment,
        "-m",
        "gunicorn",
        "backend.config.wsgi:application",
        f"--bind={address.host}:{address.port}",
        "--worker-class=gthread",
        "--workers=2",
        "--threads=4",
        f"--graceful-timeout={_GRACE_SECONDS}",
        "--no-control-socket",
        "--access-logfile=-",
    )
    return dataclasses.replace(program, is_ready=lambda _process: alive.answers(address.reached_by, address.port, name))


def worker(environment: Mapping[str, str]) -> programs.Program:
    """Return the background worker."""
    options = ("--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO")
    return command("worker", environment, *_CELERY, "worker", *options)


def first_heartbeat(environment: Mapping[str, str]) -> programs.Program:
    """Return the step that asks the worker for a heartbeat, so that /readyz need not wait for the first beat."""
    return command("heartbeat", environment, *_CELERY, "call", "backend.common.tasks.beat_heart")


def receiver(environment: Mapping[str, str], port: int) -> programs.Program:
    """Return the program that takes answers by mail, which serves once it greets."""
    program = manage("mail", environment, "receive_mail", f"--host={ports.LOOPBACK}", f"--port={port}")
    return dataclasses.replace(program, is_ready=lambda _process: ports.answers(port, b"", b"220 "))


def beat(environment: Mapping[str, str]) -> programs.Program:
    """Return the clock that sends the worker its regular tasks."""
    schedule = places.VAR / "beat-schedule"
    return command("beat", environment, *_CELERY, "beat", f"--schedule={schedule}", "--loglevel=WARNING")
