"""Where things lie, and folders that the service account reaches even in a closed checkout."""

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from backend.runtime import errors, identity

ROOT = Path(__file__).resolve().parents[2]
# The settings read the same variable.
VAR = Path(os.environ.get("TSUNAGARU_VAR") or ROOT / "var").absolute()
VENV = ROOT / ".venv"
# Root's own folder for services: open to every account, writable by root alone.
SHARED = Path("/var/lib/tsunagaru")


def make(folder: Path) -> Path:
    """Make the folder if need be, and refuse in a sentence when it cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise errors.Refused(
            f"The folder {folder} cannot be written to ({error.strerror}). "
            "Give this account the right to write there, or move the checkout to a folder that it owns."
        ) from error
    return folder


def reachable(wanted: Path, account: identity.Account | None) -> Path:
    """Return `wanted`, or a folder for this checkout under SHARED when the account cannot reach it."""
    if account is None or identity.can_use(account, make(wanted.parent)):
        return wanted
    mark = hashlib.sha256(str(wanted.parent).encode()).hexdigest()[:10]
    chosen = _shared(mark) / wanted.name
    print(f"tsunagaru | {account.name} cannot reach {wanted.parent}: {wanted.name} lies in {chosen}", flush=True)
    return chosen


def runnable(program: Path, account: identity.Account | None, base: Path, *parts: str) -> Path:
    """Return the program, or its like in a copy under SHARED when the account cannot run it where it is.

    `parts` of `base` are what it needs beside it, since it finds its libraries by the way to them.
    """
    if account is None or identity.can_use(account, program):
        return program
    info = program.stat()
    mark = hashlib.sha256(f"{program} {info.st_mtime_ns} {info.st_size}".encode()).hexdigest()[:10]
    copy = _shared("programs") / mark
    if not copy.exists():
        _copy(base, parts, copy)
    return copy / program.relative_to(base)


def _copy(base: Path, parts: tuple[str, ...], copy: Path) -> None:
    """Copy under a passing name first: what has the final name is whole, also with two starts at once."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    for part in parts:
        shutil.copytree(base / part, fresh / part, symlinks=True)
    fresh.chmod(0o755)
    try:
        fresh.rename(copy)
    except OSError:
        shutil.rmtree(fresh)
        if not copy.exists():
            raise


def _shared(name: str) -> Path:
    folder = make(SHARED) / name
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def secret(path: Path) -> str:
    """Return the secret kept in the file, made at the first call and readable by this account alone."""
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        fresh.replace(path)
    return path.read_text()
