"""The import contracts of pyproject.toml hold, and each of them can fail: a copy of the code with one bad line does."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend", "bookings", "volunteers", "points")
LAYERS = "Apps import downwards"
SHELVES = "Every app has the same shelves"
ACCOUNTS = "Accounts has two doors more"
RULES = "Rules are pure"
POINTS = "From outside, points is"

OFFENCES = [
    (LAYERS, "bookings/actions/__init__.py", "import volunteers.queries"),
    (LAYERS, "volunteers/queries/__init__.py", "import bookings.models"),
    (LAYERS, "backend/accounts/queries.py", "import backend.notices.actions"),
    (LAYERS, "backend/common/clock.py", "import backend.accounts.enums"),
    (LAYERS, "points/enums.py", "import bookings.enums"),
    (LAYERS, "backend/runtime/ports.py", "import backend.common.clock"),
    (SHELVES, "bookings/utils.py", "LIMIT = 3"),
    (SHELVES, "points/signals.py", "LIMIT = 3"),
    (SHELVES, "volunteers/helpers/__init__.py", "LIMIT = 3"),
    (SHELVES, "backend/portal/services.py", "LIMIT = 3"),
    (SHELVES, "points/tasks.py", "import points.api"),
    (SHELVES, "backend/notices/views.py", "import backend.notices.tasks"),
    (SHELVES, "bookings/models/places.py", "import bookings.actions"),
    (SHELVES, "points/permissions.py", "import points.models"),
    (ACCOUNTS, "backend/accounts/signals.py", "LIMIT = 3"),
    (ACCOUNTS, "backend/accounts/adapter.py", "import backend.accounts.authentication"),
    (ACCOUNTS, "backend/accounts/queries.py", "import backend.accounts.actions"),
    (RULES, "backend/accounts/rules.py", "from django.db import models"),
    (RULES, "bookings/rules/__init__.py", "from django.conf import settings"),
    (RULES, "volunteers/rules/__init__.py", "import redis"),
    (POINTS, "volunteers/actions/__init__.py", "import points.models"),
    (POINTS, "bookings/actions/__init__.py", "from points.models import Voucher"),
    (POINTS, "backend/portal/views.py", "import points.rules"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """This fixture gives a copy of the code, where a test may break it."""
    ignore = shutil.ignore_patterns("static", "__pycache__", "docs", "*.sql")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--cache-dir", str(ROOT / ".import_linter_cache")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold(copy: Path) -> None:
    found = _lint(copy)
    assert (found.returncode, found.stdout[-2000:]) == (0, found.stdout[-2000:])


@pytest.mark.parametrize(("contract", "file", "line"), OFFENCES, ids=lambda value: str(value))
def test_a_contract_can_fail(copy: Path, contract: str, file: str, line: str) -> None:
    path = copy / file
    path.parent.mkdir(exist_ok=True)
    before = path.read_text() if path.exists() else ""
    path.write_text(f"{before}\n{line}\n")
    found = _lint(copy)
    assert found.returncode == 1
    assert _broken(found.stdout) == [contract]


def _broken(output: str) -> list[str]:
    """This function will give the contracts that lint-imports calls broken; it wraps long names over two lines."""
    listed = " ".join(output.split("Contracts:")[0].split())
    return [c for c in (LAYERS, SHELVES, ACCOUNTS, RULES, POINTS) if _verdict(listed, c) == "BROKEN"]


def _verdict(listed: str, contract: str) -> str:
    words = listed[listed.index(contract) :].split()
    return next(word for word in words if word in ("KEPT", "BROKEN"))
