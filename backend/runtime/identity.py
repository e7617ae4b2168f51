"""Which account a service runs as: PostgreSQL refuses root, so there an existing account takes its place."""

import dataclasses
import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from backend.runtime import errors

# Tried in order; nothing is ever added to the machine's accounts.
_ACCOUNTS = ("postgres", "nobody")


@dataclasses.dataclass(frozen=True)
class Account:
    """An account of this machine that services are started as."""

    name: str
    user: int
    group: int


class Credentials(TypedDict):
    """The arguments of subprocess that name an account; all None keeps the present one."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@functools.cache
def service_account() -> Account | None:
    """Return the account to start services as, or None when this process is not root and keeps its own."""
    if os.geteuid() != 0:
        return None
    for account in map(find, _ACCOUNTS):
        if account:
            return account
    raise errors.Refused(
        f"PostgreSQL does not run as root, and none of the accounts {', '.join(_ACCOUNTS)} exists here. "
        "Start this as an ordinary user."
    )


def find(name: str) -> Account | None:
    """Return the account of this name, or None."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def can_use(account: Account | None, path: Path, how: str = "-x") -> bool:
    """Say whether the account passes `test -x PATH` (or another of test's file questions)."""
    # The search path of this process may lead through folders that are closed to the account.
    tools = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(["test", how, str(path)], cwd="/", env=tools, check=False, **credentials(account))
    return done.returncode == 0


def credentials(account: Account | None) -> Credentials:
    """Return the arguments of subprocess that start a program as the account, without our groups."""
    if account is None:
        return {"user": None, "group": None, "extra_groups": None}
    return {"user": account.user, "group": account.group, "extra_groups": []}


def own(account: Account | None, path: Path) -> None:
    """Make sure that the folder is there, the account's own, and closed to others."""
    path.mkdir(parents=True, exist_ok=True)
    if account is not None:
        shutil.chown(path, account.user, account.group)
    path.chmod(0o700)


def hand_over(account: Account | None, folder: Path) -> None:
    """Give a folder to the account with all that is in it: the data may have been made under another one."""
    if account is None or folder.stat().st_uid == account.user:
        return
    for inner in (*folder.rglob("*"), folder):
        os.chown(inner, account.user, account.group, follow_symlinks=False)


def write_for(account: Account | None, file: Path, text: str) -> None:
    """Write a file that the account alone may read."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(text)
    if account is not None:
        shutil.chown(file, account.user, account.group)
