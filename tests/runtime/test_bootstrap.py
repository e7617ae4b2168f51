import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import waiting


@pytest.fixture
def bare(checkout: Path) -> Path:
    """A checkout whose lock file asks for one package, which lies beside it."""
    lock(checkout, "1.0")
    return checkout


def lock(folder: Path, version: str) -> None:
    wheel = folder / f"tiny-{version}-py3-none-any.whl"
    parts = {
        "tiny.py": f"VERSION = '{version}'\n",
        f"tiny-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"tiny-{version}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={digest(text)},{len(text)}\n" for name, text in parts.items())
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in (parts | {f"tiny-{version}.dist-info/RECORD": record}).items():
            archive.writestr(name, text)
    sha = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements-dev.lock").write_text(f"tiny @ {wheel.as_uri()} --hash=sha256:{sha}\n")


def digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def start(folder: Path) -> "subprocess.Popen[str]":
    # The system's Python, as on a bare machine: nothing of ours is importable there.
    command = [sys._base_executable, "-m", "backend.runtime", "bootstrap"]  # type: ignore[attr-defined]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def bootstrap(folder: Path) -> tuple[int, str]:
    with start(folder) as process:
        said = process.communicate()[0]
    return process.returncode, said


def installed(folder: Path) -> str:
    question = "import tiny; print(tiny.VERSION, end='')"
    return subprocess.run(
        [folder / ".venv" / "bin" / "python", "-c", question], capture_output=True, text=True, check=True
    ).stdout


INSTALLING = "tsunagaru: installing what requirements-dev.lock lists into .venv (about half a minute)\n"


@pytest.mark.slow
def test_the_environment_follows_the_lock_file(bare: Path) -> None:
    assert bootstrap(bare) == (0, INSTALLING)
    assert installed(bare) == "1.0"
    assert bootstrap(bare) == (0, "")
    lock(bare, "1.1")
    assert bootstrap(bare) == (0, INSTALLING)
    assert installed(bare) == "1.1"


@pytest.mark.slow
def test_an_interrupted_install_is_begun_anew(bare: Path) -> None:
    with start(bare) as process:
        waiting.until((bare / ".venv" / ".installing").exists, "the install has begun")
        process.kill()
    (bare / ".venv" / "bin" / "python").unlink()
    assert bootstrap(bare) == (0, INSTALLING)
    assert installed(bare) == "1.0"


@pytest.mark.slow
def test_two_at_once_install_once(bare: Path) -> None:
    with start(bare) as first, start(bare) as second:
        said = {first.communicate()[0], second.communicate()[0]}
    assert (first.returncode, second.returncode, said) == (0, 0, {INSTALLING, ""})


@pytest.mark.slow
def test_a_package_that_is_not_what_was_locked_is_refused(bare: Path) -> None:
    file = bare / "requirements-dev.lock"
    file.write_text(file.read_text().split("sha256:")[0] + "sha256:" + "0" * 64 + "\n")
    code, said = bootstrap(bare)
    assert code == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in said
    assert "tsunagaru: The packages could not be installed; pip says why above." in said
    assert not (bare / ".venv" / ".installed").exists()
