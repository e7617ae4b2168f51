"""The plugin that says skips aloud, and fails on them where nothing may be missing."""

import os
import subprocess
from pathlib import Path

import pytest

from backend.runtime import places
from tests.runtime import processes

CASES = """
import pytest

def test_skipped_inside():
    pytest.skip("no browser is here")

@pytest.mark.skip(reason="no browser is here")
def test_skipped_by_mark(): ...

@pytest.mark.xfail
def test_fails_as_expected():
    assert False
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    (tmp_path / "test_cases.py").write_text(CASES)
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('there_is_none')\n")
    return tmp_path


def run(cases: Path, switch: str) -> "subprocess.CompletedProcess[str]":
    plain = ("-p", "tests.support.no_skip", "-p", "no:django", "-p", "no:cacheprovider", "-c", os.devnull)
    return subprocess.run(
        [processes.PYTHON, "-m", "pytest", *plain, "--rootdir", str(cases), "--color=no", str(cases)],
        cwd=places.ROOT,
        env={**_as_on_a_desk(), "TSUNAGARU_NO_SKIP": switch},
        capture_output=True,
        text=True,
        check=False,
    )


def _as_on_a_desk() -> dict[str, str]:
    """Where CI is set, pytest repeats whole reasons in its summary, and a count of them would be another."""
    return {name: value for name, value in os.environ.items() if name not in {"CI", "BUILD_NUMBER"}}


def test_skips_are_counted_with_their_reasons(cases: Path) -> None:
    done = run(cases, "0")
    *_, first, second, summary = done.stdout.splitlines()
    assert done.returncode == 0
    assert first == "2 skipped: no browser is here"
    assert second.startswith("1 skipped: could not import 'there_is_none'")
    assert "3 skipped, 1 xfailed in " in summary


def test_where_nothing_may_be_missing_every_skip_fails(cases: Path) -> None:
    done = run(cases, "1")
    assert done.returncode != 0
    assert "No test may be skipped here (TSUNAGARU_NO_SKIP=1): could not import" in done.stdout
    (cases / "test_module.py").unlink()
    done = run(cases, "1")
    assert done.returncode == 1
    assert done.stdout.count("No test may be skipped here (TSUNAGARU_NO_SKIP=1): no browser is here\n") == 2
    assert "1 failed, 1 xfailed, 1 error in " in done.stdout.splitlines()[-1]
