"""Which PostgreSQL is taken, and what an earlier one may have left."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from backend.runtime import errors, identity, leftover, places, postgres, redis_server
from tests.runtime import conftest, processes

# Starts the embedded PostgreSQL of a folder, says where, and stays until its input ends.
KEEPER = """
import pathlib, sys
from backend.runtime import family, places, services, stopping
places.SHARED = pathlib.Path(sys.argv[2])
data = pathlib.Path(sys.argv[1])
parent = family.Family(places.make(data.parent), stopping.Wish(), is_shown=False)
print(services.start_postgres(parent, data, "secret", is_durable=False), flush=True)
sys.stdin.read()
parent.end()
"""


def binaries(source: str, major: int) -> postgres.Binaries:
    return postgres.Binaries(source, major, Path("/nowhere"))


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [binaries("machine", 17), binaries("machine", 15), binaries("wheel", 18)]
    monkeypatch.setattr(postgres, "available", lambda: there)
    monkeypatch.delenv("TSUNAGARU_POSTGRES", raising=False)


@pytest.fixture
def data(open_folder: Path) -> Path:
    return open_folder / "postgres"


def written_by(data: Path, major: int) -> Path:
    data.mkdir()
    (data / "PG_VERSION").write_text(f"{major}\n")
    return data


def test_fresh_data_takes_the_newest_of_the_machine(three: None, data: Path) -> None:
    assert postgres.choose(data) == binaries("machine", 17)


def test_the_wheel_is_taken_when_asked_for(three: None, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TSUNAGARU_POSTGRES", "wheel")
    assert postgres.choose(data) == binaries("wheel", 18)


@pytest.mark.parametrize(("major", "source"), [(15, "machine"), (17, "machine"), (18, "wheel")])
def test_data_is_served_by_the_version_that_wrote_it(three: None, data: Path, major: int, source: str) -> None:
    assert postgres.choose(written_by(data, major)) == binaries(source, major)


def test_data_of_a_version_that_is_not_here_is_refused(three: None, data: Path) -> None:
    with pytest.raises(errors.Refused) as refusal:
        postgres.choose(written_by(data, 13))
    assert str(refusal.value) == (
        f"The data in {data} was written by PostgreSQL 13, and here there is only version 15, 17, 18. "
        f"Install PostgreSQL 13, or move {data} away to begin with fresh demo data."
    )


def test_a_machine_without_any_is_told_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "available", list)
    monkeypatch.setenv("TSUNAGARU_POSTGRES", "machine")
    with pytest.raises(errors.Refused, match="asks for PostgreSQL 15 or newer; this machine has none"):
        postgres.choose(data)


def keeper(data: Path, shared: Path = places.SHARED) -> tuple[str, ...]:
    return (processes.PYTHON, "-c", KEEPER, str(data), str(shared))


def test_data_outlives_a_kill_9_and_the_file_it_left(data: Path) -> None:
    """The leftover server is waited for, and a number that went to another program is disregarded."""
    home = data.parent / "home" / "postgres"
    with processes.started(*keeper(home)) as first:
        with psycopg.connect(processes.line_with(first, "postgres://"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        first.kill()
    with processes.started(*keeper(home)) as second:
        with psycopg.connect(processes.line_with(second, "postgres://")) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
        second.communicate()
    (home / "postmaster.pid").write_text(f"{os.getpid()}\n{home}\n0\n5432\n")
    with processes.started(*keeper(home)) as third:
        assert processes.line_with(third, "postgres://")
        third.communicate()


def test_an_interrupted_first_start_is_begun_anew(data: Path) -> None:
    home = data.parent / "home" / "postgres"
    fresh = home.with_name("postgres.new")
    fresh.mkdir(parents=True)
    (fresh / "PG_VERSION").write_text("1")
    with processes.started(*keeper(home)) as process:
        assert processes.line_with(process, "postgres://")
        process.communicate()
    assert not fresh.exists()


def test_a_file_of_a_process_that_is_gone_is_left_to_postgresql(data: Path) -> None:
    data.mkdir()
    file = data / "postmaster.pid"
    gone = subprocess.Popen(["true"])
    gone.wait()
    file.write_text(f"{gone.pid}\n")
    leftover.clear(data)
    assert file.exists()


@pytest.fixture
def closed(open_folder: Path) -> Path:
    """A folder like root's home: nobody else can enter it."""
    if os.geteuid() != 0:
        pytest.skip("this is not root, which alone starts services as another account")
    folder = open_folder / "closed"
    folder.mkdir(mode=0o700)
    return folder


def test_data_of_a_closed_checkout_lies_where_its_server_can_reach_it(closed: Path) -> None:
    data = closed / "home" / "postgres"
    shared = closed.parent / "shared"
    with processes.started(*keeper(data, shared)) as process:
        told = processes.line_with(process, "cannot reach")
        with psycopg.connect(processes.line_with(process, "postgres://")) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        process.communicate()
    assert row is not None
    assert Path(row[0]).is_relative_to(shared)
    assert told.endswith(f"cannot reach {data.parent}: postgres lies in {row[0]}")


def test_the_wheel_in_a_closed_checkout_serves_from_a_copy(closed: Path) -> None:
    for package in conftest.binary_packages():
        shutil.copytree(package, closed / package.name, symlinks=True)
    own = {"PYTHONPATH": f"{closed}:{places.ROOT}", "TSUNAGARU_POSTGRES": "wheel"}
    with processes.started(*keeper(closed / "home" / "postgres", closed.parent / "shared"), **own) as process:
        with psycopg.connect(processes.line_with(process, "postgres://")) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
        servers = processes.with_text(f"{closed.parent}/shared/programs/")
        process.communicate()
    assert servers


def test_programs_in_a_closed_folder_are_copied_once(
    closed: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SHARED", open_folder / "shared")
    program = closed / "bin" / "redis-server"
    program.parent.mkdir()
    shutil.copy("/bin/true", program)
    account = identity.service_account()
    copy = places.runnable(program, account, closed, "bin")
    assert copy != program
    assert places.runnable(program, account, closed, "bin") == copy
    assert identity.can_use(account, copy)


def test_a_machine_without_redis_is_told_so(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(open_folder))
    monkeypatch.setattr("importlib.util.find_spec", {}.get)
    with pytest.raises(errors.Refused, match="Neither redis-server, valkey-server nor"):
        redis_server.prepare(open_folder / "redis", "secret")
