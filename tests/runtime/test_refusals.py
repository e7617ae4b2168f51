"""What stands in the way of `make serve` is said in a sentence, and the exit code tells it too."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from backend.runtime import identity, places, ports
from tests.runtime import processes

SERVE = ("-m", "backend.runtime", "serve")


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def refusal(var: Path, **environment: str) -> str:
    given = {name: text for name, text in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [processes.PYTHON, *SERVE],
        cwd=places.ROOT,
        env={**given, "TSUNAGARU_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.removeprefix("\ntsunagaru: ")


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "-1", "八千"])
def test_a_port_that_is_none(var: Path, port: str) -> None:
    assert refusal(var, PORT=port) == (f"PORT is “{port}”, which is not a port. Give a whole number from 1 to 65535.\n")


def test_a_port_in_use(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(var, PORT=str(port)) == (
            f"Port {port} of 127.0.0.1 cannot be used (Address already in use). "
            "End the program that has it, or take another: PORT=8123 make serve\n"
        )


@pytest.mark.parametrize(
    ("name", "address"),
    [("DATABASE_URL", "postgres://a:geheim@127.0.0.1:1/x"), ("REDIS_URL", "redis://:geheim@127.0.0.1:1/0")],
)
def test_a_given_service_that_does_not_answer(var: Path, name: str, address: str) -> None:
    said = refusal(var, PORT=str(ports.free()), **{name: address})
    first, second = said.splitlines()
    assert first.startswith(f"What {name} names cannot be reached: ")
    assert second == f"Start it, correct {name}, or leave {name} away to have one started here."
    assert "geheim" not in said


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    var = tmp_path / "file" / "var"
    assert refusal(var).startswith(f"The folder {var} cannot be written to (Not a directory). ")


def test_a_folder_of_somebody_else(checkout: Path) -> None:
    account = identity.find("nobody") if os.geteuid() == 0 else None
    var = checkout / "var"
    var.mkdir()
    var.chmod(0o555)
    done = subprocess.run(
        [processes.python_for(account), *SERVE],
        cwd=checkout,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        **identity.credentials(account),
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"\ntsunagaru: The folder {var} cannot be written to (Permission denied). ")
