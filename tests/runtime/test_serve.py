"""`make serve` as a whole: one site that lives, is hurt, ends, and lives on."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest

from backend.runtime import ports
from tests.runtime import processes
from tests.support import waiting


class Site:
    """A running `serve` with its own folder and port."""

    def __init__(self, var: Path) -> None:
        self.port = ports.free()
        self.environment = {
            **{
                name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "SITE_URL")
            },
            "TSUNAGARU_VAR": str(var),
            "PORT": str(self.port),
        }
        self.var = var
        self.said = var.with_name("said")
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.said.open("wb") as output:
            return subprocess.Popen(
                [processes.PYTHON, "-m", "backend.runtime", "serve"],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def await_welcome(self) -> str:
        waiting.until(
            lambda: "stop it with Ctrl-C" in self.said.read_text() or self.process.poll() is not None, "it is up", 180
        )
        assert self.process.poll() is None, self.said.read_text()
        return self.said.read_text()

    def restart(self) -> str:
        self.process = self._start()
        return self.await_welcome()

    def ask(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)
        except OSError as error:
            return 0, str(error)

    def is_ready(self) -> bool:
        return self.ask("/readyz")[0] == 200

    def child(self, text: str) -> int:
        """The oldest process below with this text in its command line, 0 when there is none."""
        below = processes.descendants(self.process.pid)
        return min(set(processes.with_text(text)) & set(below), default=0)

    def database(self) -> "psycopg.Connection[tuple[Any, ...]]":
        command = processes.commands()[self.child(" -D ")]
        port = command.split("--port=")[1].split()[0]
        secret = (self.var / "postgres-password").read_text()
        return psycopg.connect(f"postgres://tsunagaru:{secret}@127.0.0.1:{port}/tsunagaru")

    def everything(self) -> list[int]:
        return [self.process.pid, *processes.descendants(self.process.pid)]


@pytest.fixture
def site(open_folder: Path) -> Any:  # noqa: ANN401 - a generator's fixture
    site = Site(open_folder / "var")
    yield site
    if site.process.poll() is None:
        site.process.terminate()
    site.process.wait(60)


@pytest.mark.slow
def test_a_site_lives_heals_ends_and_lives_on(site: Site) -> None:
    welcome = site.await_welcome()
    assert f"つながる is at http://localhost:{site.port}/ " in welcome
    assert "@example.com" in welcome
    waiting.until(site.is_ready, "every part works, the worker too")

    _a_second_one_is_refused(site)
    for text in (" -D ", "gunicorn", "--quiet --app=backend.config.celery worker", "redis-server"):
        _heals_after_the_death_of(site, text)
    with site.database() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    all_of_it = site.everything()
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(60) == 0
    assert [one for one in all_of_it if processes.is_alive(one)] == []

    site.restart()
    with site.database() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    _nothing_outlives_kill_9(site)
    site.restart()
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(60) == 0


def _a_second_one_is_refused(site: Site) -> None:
    command = [processes.PYTHON, "-m", "backend.runtime", "serve"]
    environment = {**site.environment, "PORT": str(ports.free())}
    second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stderr) == (
        1,
        f"\ntsunagaru: `make serve` is already running in this folder (process {site.process.pid}). "
        "Use that one, or stop it first.\n",
    )


def _heals_after_the_death_of(site: Site, text: str) -> None:
    before = site.child(text)
    os.kill(before, signal.SIGKILL)
    waiting.until(lambda: not processes.is_alive(before), f"{text} is dead")
    waiting.until(lambda: site.child(text) not in (0, before) and site.is_ready(), f"{text} is back")


def _nothing_outlives_kill_9(site: Site) -> None:
    all_of_it = site.everything()
    site.process.kill()
    site.process.wait()
    waiting.until(lambda: not any(map(processes.is_alive, all_of_it)), "all of it ends", 20)
