"""The import contracts of pyproject.toml hold, and each of them can fail: a copy of the code with one bad line does."""

import ast
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
PACKAGES = ("backend", "bookings", "volunteers", "points")
APPS = ("backend.accounts", "backend.notices", "backend.portal", "bookings", "volunteers", "points")
DOORS = ("views", "api", "admin", "tasks", "management", "adapter", "authentication")

LAYERS = "Apps import downwards; bookings and volunteers do not see each other"
BACKEND = "The backend has no other package"
SHELVES = "Every app has the same shelves and no other module"
ACCOUNTS = "Accounts has two doors more"
CLOSED_DOORS = "Doors do not import each other"
PURE = "Rules are pure"
POINTS = "From outside, points is its actions, queries, enums and errors"
RUNTIME = "The runtime knows nothing of the service"
SERVICE = "Nothing of the service knows the runtime"

TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
OFFENCES = [
    ("bookings/actions/__init__.py", "import volunteers.queries", {LAYERS}),
    ("volunteers/queries/__init__.py", "import bookings.models", {LAYERS}),
    ("volunteers/queries/__init__.py", f"{TYPED}from bookings import models", {LAYERS}),
    ("points/queries/__init__.py", "def f() -> None:\n    import bookings.enums", {LAYERS}),
    ("bookings/enums.py", "import backend.portal.enums", {LAYERS}),
    ("backend/portal/enums.py", "import backend.config.settings", {LAYERS, BACKEND}),
    # Of notices, the queries ask those of accounts.
    ("backend/accounts/queries.py", "import backend.notices.actions", {LAYERS, SHELVES, BACKEND}),
    ("backend/common/clock.py", "import backend.accounts.enums", {LAYERS, BACKEND}),
    ("backend/helpers/__init__.py", "LIMIT = 3", {BACKEND}),
    ("bookings/utils.py", "LIMIT = 3", {SHELVES}),
    ("points/signals.py", "LIMIT = 3", {SHELVES}),
    ("volunteers/helpers/__init__.py", "LIMIT = 3", {SHELVES}),
    ("backend/portal/services.py", "LIMIT = 3", {SHELVES}),
    ("bookings/enums.py", "import bookings.errors", {SHELVES}),
    ("volunteers/rules/__init__.py", "import volunteers.permissions", {SHELVES, PURE}),
    ("bookings/models/places.py", "import bookings.queries.rooms", {SHELVES}),
    ("points/queries/__init__.py", "import points.actions", {SHELVES}),
    ("bookings/actions/__init__.py", "import bookings.forms", {SHELVES}),
    ("bookings/serializers.py", "import bookings.forms", {SHELVES}),
    ("points/forms/perk_plans.py", "import points.views", {SHELVES, CLOSED_DOORS}),
    ("points/views/perks.py", "import points.urls", {SHELVES, CLOSED_DOORS}),
    ("volunteers/migrations/0001_requests_and_places.py", "import volunteers.models", {SHELVES}),
    ("bookings/queries/__init__.py", "import bookings.apps", {SHELVES}),
    ("bookings/management/commands/import_centers.py", "import bookings.admin", {SHELVES, CLOSED_DOORS}),
    ("points/tasks.py", "import points.api", {SHELVES, CLOSED_DOORS}),
    ("backend/notices/views.py", "import backend.notices.tasks", {SHELVES, CLOSED_DOORS}),
    ("backend/portal/views/pages.py", "import bookings.views", {CLOSED_DOORS}),
    ("bookings/views/desk.py", "import backend.notices.views", {CLOSED_DOORS}),
    ("backend/accounts/signals.py", "LIMIT = 3", {ACCOUNTS}),
    ("backend/accounts/queries.py", "import backend.accounts.actions", {ACCOUNTS}),
    ("backend/accounts/adapter.py", "import backend.accounts.authentication", {ACCOUNTS, CLOSED_DOORS}),
    ("backend/accounts/rules.py", "from django.db import models", {PURE}),
    ("bookings/rules/__init__.py", "from django.conf import settings", {PURE}),
    ("bookings/rules/dates.py", "from backend.common import clock", {PURE}),
    ("points/rules/perks.py", "from backend.config import settings", {LAYERS, BACKEND, PURE}),
    ("volunteers/rules/__init__.py", "import time", {PURE}),
    ("volunteers/rules/places.py", "from backend.accounts import models", {PURE}),
    ("volunteers/actions/__init__.py", "import points.models", {POINTS}),
    ("volunteers/actions/__init__.py", f"{TYPED}from points import models", {POINTS}),
    ("bookings/actions/__init__.py", "from points.models import Voucher", {POINTS}),
    ("backend/portal/queries.py", "from points import rules", {POINTS}),
    ("bookings/forms/reserving.py", "from points import forms", {POINTS}),
    ("backend/runtime/ports.py", "from backend.common import clock", {RUNTIME}),
    ("backend/runtime/ports.py", "import django", {RUNTIME}),
    ("backend/common/health.py", "from backend.runtime import ports", {BACKEND, SERVICE}),
]


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This fixture gives a copy of the code, in which a test may break one thing and mend it."""
    folder = tmp_path_factory.mktemp("code")
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            copy = folder / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def broken_by(code: Path, request: pytest.FixtureRequest) -> Iterator[set[str]]:
    """This fixture gives the contracts that one more line in one file breaks, and takes the line back."""
    name, line = request.param
    file = code / name
    before = file.read_text() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{before or ''}\n{line}\n")
    yield _broken(_lint(code))
    if before is None:
        file.unlink()
    else:
        file.write_text(before)


def _lint(folder: Path) -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    wide = os.environ | {"COLUMNS": "300"}
    done = subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, check=False)
    assert done.returncode == int("0 broken" not in done.stdout), done.stdout + done.stderr
    return done.stdout


def _broken(answer: str) -> set[str]:
    return set(re.findall(r"^(.+) BROKEN", answer, re.MULTILINE))


def test_the_code_keeps_every_contract(code: Path) -> None:
    kept = re.findall(r"^(.+) KEPT", _lint(code), re.MULTILINE)
    assert kept == [contract["name"] for contract in CONTRACTS]


def test_every_contract_has_an_offence_that_breaks_it() -> None:
    proved = set().union(*(contracts for _, _, contracts in OFFENCES))
    assert proved == {contract["name"] for contract in CONTRACTS}


@pytest.mark.parametrize(
    ("broken_by", "contracts"),
    [((file, line), contracts) for file, line, contracts in OFFENCES],
    ids=[f"{file}: {line.splitlines()[-1].strip()}" for file, line, _ in OFFENCES],
    indirect=["broken_by"],
)
def test_one_bad_line_breaks_its_contracts_and_no_other(broken_by: set[str], contracts: set[str]) -> None:
    assert broken_by == contracts


def test_the_contract_of_the_doors_names_every_door() -> None:
    named = next(contract["modules"] for contract in CONTRACTS if contract["name"] == CLOSED_DOORS)
    there = {f"{app}.{door}" for app in APPS for door in DOORS if _exists(f"{app}.{door}")}
    assert {door for door in there if not any(_matches(door, name) for name in named)} == set()


def _exists(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def _matches(module: str, expression: str) -> bool:
    """This function will tell whether an expression of import-linter means a module; its * stays within two dots."""
    return module.count(".") == expression.count(".") and fnmatch.fnmatch(module, expression)


def test_permissions_load_no_models() -> None:
    """The contracts let permissions name models as types; this holds that they do nothing else with them."""
    loaded = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for app in APPS
        for file in (ROOT / app.replace(".", "/")).glob("permissions*")
        for node in _run_imports(ast.parse(file.read_text()))
        if "models" in {alias.name.rpartition(".")[2] for alias in node.names} | set(_source(node).split("."))
        if not _source(node).startswith("django")
    ]
    assert loaded == []


def _run_imports(module: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """This function will give the imports of a module but for those which only the type checker reads."""
    for part in module.body:
        if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING":
            continue
        yield from (node for node in ast.walk(part) if isinstance(node, ast.Import | ast.ImportFrom))


def _source(node: ast.Import | ast.ImportFrom) -> str:
    return node.module or "" if isinstance(node, ast.ImportFrom) else ""


def test_the_runtime_needs_nothing_but_python() -> None:
    """It makes the virtual environment; `reach` alone is run inside of it, in a process of its own."""
    needed = {
        (file.stem, name.partition(".")[0])
        for file in (ROOT / "backend" / "runtime").glob("*.py")
        for node in _run_imports(ast.parse(file.read_text()))
        for name in ([_source(node)] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    foreign = {(module, name) for module, name in needed if name not in sys.stdlib_module_names | {"backend"}}
    assert foreign == {("reach", "psycopg"), ("reach", "redis")}
