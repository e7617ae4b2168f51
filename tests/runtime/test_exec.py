import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from backend.runtime import identity
from tests.runtime import processes
from tests.support import waiting

EXEC = ("-m", "backend.runtime", "exec")
# Says where the services are, then stays until its input ends.
SHOW = ("--", "sh", "-c", "echo $DATABASE_URL $REDIS_URL; cat; exit 7")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [processes.PYTHON, *EXEC, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def running() -> Iterator[tuple["subprocess.Popen[str]", str, str]]:
    with processes.started(processes.PYTHON, *EXEC, *SHOW) as process:
        database, redis_url = processes.line_with(process, "postgres://").split()
        yield process, database, redis_url


def port_of(url: str) -> str:
    return url.split("@127.0.0.1:")[1].split("/")[0]


def is_gone(database: str, redis_url: str) -> bool:
    return not processes.with_text(f"--port={port_of(database)}") and not processes.with_text(
        f"127.0.0.1:{port_of(redis_url)}"
    )


def test_both_sources_serve_root_and_others(
    source: str, account: identity.Account | None, checkout: Path, open_folder: Path
) -> None:
    """Started, used with an extension, ended, and nothing is left."""
    temporary = open_folder / "temporary"
    temporary.mkdir()
    temporary.chmod(0o777)
    process = subprocess.Popen(
        [processes.python_for(account), *EXEC, *SHOW],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(temporary), "TSUNAGARU_POSTGRES": source},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **identity.credentials(account),
    )
    with process:
        database, redis_url = processes.line_with(process, "postgres://").split()
        with psycopg.connect(database) as connection:
            connection.execute("CREATE EXTENSION btree_gist")
            owners = {Path(f"/proc/{one}").stat().st_uid for one in processes.with_text(str(temporary))}
        with redis.Redis.from_url(redis_url) as client:
            assert client.ping() is True
        process.communicate()
    assert 0 not in owners - {os.geteuid()}
    assert process.returncode == 7
    assert is_gone(database, redis_url)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(("command", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -TERM $$", 143)])
def test_the_exit_code_is_that_of_the_command(command: str, code: int) -> None:
    assert run("--", "sh", "-c", command).returncode == code


def test_a_command_that_is_not_there_is_named() -> None:
    done = run("--", "no-such-command")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "\ntsunagaru: no-such-command cannot be run: No such file or directory.\n"


@pytest.mark.parametrize(("options", "fsync"), [((), "off"), (("--durable",), "on")])
def test_only_measuring_writes_to_disk(options: tuple[str, ...], fsync: str) -> None:
    question = (
        "import os, psycopg; print(*psycopg.connect(os.environ['DATABASE_URL']).execute('SHOW fsync').fetchone())"
    )
    assert run(*options, "--", processes.PYTHON, "-c", question).stdout == f"{fsync}\n"


def test_strangers_are_not_let_in(running: tuple["subprocess.Popen[str]", str, str]) -> None:
    _, database, redis_url = running
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(f"postgres://tsunagaru@127.0.0.1:{port_of(database)}/tsunagaru")
    with (
        redis.Redis(port=int(port_of(redis_url))) as client,
        pytest.raises(redis.AuthenticationError, match="authenticated"),
    ):
        client.ping()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_its_end(running: tuple["subprocess.Popen[str]", str, str], number: signal.Signals) -> None:
    process, database, redis_url = running
    folder = Path(processes.commands()[processes.with_text(f"--port={port_of(database)}")[0]].split()[2]).parent
    below = processes.descendants(process.pid)
    process.send_signal(number)
    assert process.wait(processes.PATIENCE) in (-number, 128 + number)
    waiting.until(lambda: is_gone(database, redis_url), "the services end")
    waiting.until(lambda: not any(map(processes.is_alive, below)), "all children end")
    waiting.until(lambda: not folder.exists(), "the folder goes")


def test_the_data_is_kept_on_request() -> None:
    done = run("--keep", "--", "true")
    folder = Path(done.stdout.rsplit(" ", 1)[1].strip())
    try:
        assert (folder / "postgres" / "PG_VERSION").exists()
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_source_that_does_not_exist_is_refused() -> None:
    done = run("--", "true", TSUNAGARU_POSTGRES="cloud")
    assert done.returncode == 1
    assert done.stderr.endswith("TSUNAGARU_POSTGRES is “cloud”. It may be machine or wheel, or left away.\n")
