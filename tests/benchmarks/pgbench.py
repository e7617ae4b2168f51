"""Raw PostgreSQL, measured by its own pgbench on the same server and in the same run."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

# As the service runs (docs/operations.md): two web processes of four threads, each with a connection of its own.
JOBS = 2
CLIENTS = int(os.environ.get("BENCH_CLIENTS", "8"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
DATABASE = "bench_raw"
INSERT = "INSERT INTO raw_row (a, b, c) VALUES (1, 2, 'three');\n"


def prepare(scale: int = 10) -> None:
    """This function will fill a database of its own with pgbench's tables, as many branches as there are clients."""
    _outside_transaction(f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    _pgbench("--initialize", "--quiet", f"--scale={scale}")
    _psql_free("CREATE TABLE raw_row (id bigserial PRIMARY KEY, a bigint, b bigint, c text)")


def drop() -> None:
    """This function will remove the database again."""
    _outside_transaction(f"DROP DATABASE {DATABASE}")


def tpcb_per_s(protocol: str = "simple", clients: int = CLIENTS) -> float:
    """This function will tell how many tpcb-like transactions a second the server makes."""
    return _rate(f"--protocol={protocol}", "--builtin=tpcb-like", clients=clients)


def jobs_of(clients: int) -> int:
    """This function will tell how many processes share so many clients."""
    return min(JOBS, clients)


def insert_per_s() -> float:
    """This function will tell how many single-row inserts a second the server commits."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(INSERT)
        script.flush()
        return _rate("--protocol=prepared", f"--file={script.name}")


def _rate(*options: str, clients: int = CLIENTS) -> float:
    shape = (f"--client={clients}", f"--jobs={jobs_of(clients)}")
    told = _pgbench("--no-vacuum", *shape, f"--time={SECONDS:.0f}", *options)
    found = re.search(r"tps = ([\d.]+) \(without initial", told)
    assert found, told
    return float(found[1])


def _pgbench(*options: str) -> str:
    parameters = connection.get_connection_params()
    environment = os.environ | {"PGPASSWORD": str(parameters.get("password", ""))}
    address = [f"--host={parameters['host']}", f"--port={parameters['port']}", f"--username={parameters['user']}"]
    done = subprocess.run(
        [_binary(), *address, *options, DATABASE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _binary() -> str:
    folders = [os.environ.get("TSUNAGARU_POSTGRES_BIN", ""), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    found = shutil.which("pgbench", path=os.pathsep.join(filter(None, folders))) or shutil.which("pgbench")
    assert found, "pgbench was not found beside PostgreSQL's other programs"
    return found


def _psql_free(statement: str) -> None:
    """Pgbench runs the statement itself, so that no second driver is needed for another database."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(statement + ";\n")
        script.flush()
        _pgbench("--no-vacuum", "--client=1", "--transactions=1", f"--file={script.name}")


def _outside_transaction(*statements: Sequence[str] | str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(str(statement))
