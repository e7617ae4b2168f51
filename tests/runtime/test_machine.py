"""What is asked of the machine, and what it is asked."""

import http.server
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.runtime import alive, browser, identity, ports
from tests.runtime import processes


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers /healthz to one name only, as Django does."""

    def do_GET(self) -> None:
        is_right = (self.path, self.headers["Host"]) == ("/healthz", "tsunagaru.example")
        self.send_response(200 if is_right else 400)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing into the output of the tests."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def check(port: int, site: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("SITE_URL", site)
    return alive.check()


def test_alive_asks_by_the_name_of_the_site(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(port, "https://tsunagaru.example/", monkeypatch) == 0
    assert check(port, "https://other.example/", monkeypatch) == 1


def test_silence_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(ports.free(), "https://tsunagaru.example/", monkeypatch) == 1


def test_the_browser_that_is_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mine", "google-chrome"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert browser.find() == tmp_path / "google-chrome"
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))
    assert browser.find() == tmp_path / "mine"
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM")
    assert browser.find() is None


def test_who_may_not_install_is_told_what_is_missing(checkout: Path) -> None:
    """An ordinary account without a browser and fonts: the tests go on, and it is said which will be skipped."""
    account = identity.find("nobody") if os.geteuid() == 0 else None
    done = subprocess.run(
        [processes.python_for(account), "-m", "backend.runtime", "equip"],
        cwd=checkout,
        env={"PATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
        **identity.credentials(account),
    )
    assert (done.returncode, done.stderr) == (0, "")
    missing = "tsunagaru: without chromium, fonts-ipaexfont-gothic"
    assert done.stdout in (f"{missing} some tests are skipped\n", f"{missing}, postgresql some tests are skipped\n")
