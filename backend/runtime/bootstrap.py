"""Makes .venv from a lock file when the lock changed; the standard library is all it may use."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys

from backend.runtime import errors, lineage, machine, places

_LOCK = places.ROOT / "requirements-dev.lock"
_PYTHON = places.VENV / "bin" / "python"
_STAMP = places.VENV / ".installed"
# There while an install runs; found at a start it tells of one that was interrupted.
_UNFINISHED = places.VENV / ".installing"


def ensure() -> int:
    """Bring .venv to what the lock file says; two calls at once do it one after the other."""
    with (places.make(places.VAR) / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_current():
            _install()
    return 0


def _is_current() -> bool:
    return _PYTHON.exists() and _STAMP.exists() and _STAMP.read_text() == _mark()


def _mark() -> str:
    """What an install depends on: the lock, this Python, and the path, which stands in the scripts of .venv."""
    version = ".".join(map(str, sys.version_info[:2]))
    return hashlib.sha256(_LOCK.read_bytes() + f"{version} {places.ROOT}".encode()).hexdigest()


def _install() -> None:
    print(f"tsunagaru: installing what {_LOCK.name} lists into .venv (about half a minute)", flush=True)
    if _UNFINISHED.exists() or not _is_sound():
        shutil.rmtree(places.VENV, ignore_errors=True)
        _create()
    _UNFINISHED.touch()
    options = ("--disable-pip-version-check", "--no-input", "-qq", "--no-deps", "--require-hashes")
    if _call(str(_PYTHON), "-m", "pip", "install", *options, "-r", str(_LOCK)):
        raise errors.Refused(
            "The packages could not be installed; pip says why above. "
            "If the package index was out of reach, try again when it answers."
        )
    _STAMP.write_text(_mark())
    _UNFINISHED.unlink()


def _is_sound() -> bool:
    """Whether .venv is there, belongs to this Python, and has a pip that works."""
    if not _PYTHON.exists():
        return False
    question = "import sys, pip; print(*sys.version_info[:2], sys.prefix)"
    done = subprocess.run([_PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return done.stdout.strip() == f"{sys.version_info[0]} {sys.version_info[1]} {places.VENV}"


def _create() -> None:
    command = (sys.executable, "-m", "venv", str(places.VENV))
    if _call(*command, silent=True) == 0:
        return
    # Debian keeps the part that puts pip into a new environment in a package of its own.
    machine.install(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if _call(*command, "--clear"):
        raise errors.Refused(
            "Python could not make a virtual environment; it says why above. "
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def _call(*command: str, silent: bool = False) -> int:
    # An activated environment, or one variable of it, must not lead pip astray.
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PIP_USER")}
    output = subprocess.DEVNULL if silent else None
    this = os.getpid()
    done = subprocess.run(
        command,
        env=environment,
        stdout=output,
        stderr=output,
        check=False,
        # A pip that outlived us would write into what the next call has begun anew.
        preexec_fn=lambda: lineage.die_with_parent(this, signal.SIGTERM),
    )
    return done.returncode
