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


def readable_copy(folder: Path, entry: Path, account: identity.Account | None) -> Path:
    """Return `folder`, or a copy of it under SHARED when the account cannot run `entry` inside it."""
    if account is None or identity.can_use(account, entry):
        return folder
    info = entry.stat()
    mark = hashlib.sha256(f"{folder} {info.st_mtime_ns} {info.st_size}".encode()).hexdigest()[:10]
    copy = _shared("programs") / f"{folder.name}-{mark}"
    if not copy.exists():
        _copy(folder, copy)
    return copy


def usable_program(program: Path, account: identity.Account | None) -> Path:
    """Return the program, or a copy which the account can run when it is closed to it."""
    return readable_copy(program.parent, program, account) / program.name


def _copy(folder: Path, copy: Path) -> None:
    """Copy under a passing name first: what has the final name is whole, also with two starts at once."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(folder, fresh, symlinks=True)
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
