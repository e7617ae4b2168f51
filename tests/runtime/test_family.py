import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.runtime import errors, family, programs, stopping
from tests.runtime import processes
from tests.support import waiting


@pytest.fixture
def wish() -> stopping.Wish:
    return stopping.Wish()


@pytest.fixture
def parent(tmp_path: Path, wish: stopping.Wish) -> Iterator[family.Family]:
    parent = family.Family(tmp_path, wish, is_shown=True)
    yield parent
    parent.end()


def shell(name: str, script: str, folder: Path) -> programs.Program:
    return programs.Program(name, ("sh", "-c", script), {"PATH": "/usr/bin:/bin"}, folder)


def await_word(parent: family.Family, child: family.Child) -> str:
    """Listen until the child has said something, and return it."""
    deadline = time.monotonic() + processes.PATIENCE
    while not child.journal.last:
        assert time.monotonic() < deadline, "it said nothing"
        parent.listen(0.02)
    return child.journal.last[0]


def mend_until(parent: family.Family, child: family.Child, deaths: int) -> None:
    deadline = time.monotonic() + processes.PATIENCE
    while child.deaths < deaths or child.again_at is not None:
        assert time.monotonic() < deadline, "it was not restarted"
        parent.listen(0.02)
        parent.mend()


def test_what_children_say_is_filed_and_shown_under_their_names(
    parent: family.Family, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parent.run(shell("web", "echo begun; printf ended", tmp_path)) == ["begun", "ended"]
    assert (tmp_path / "web.log").read_text() == "begun\nended\n"
    assert capsys.readouterr().out == "web       | begun\nweb       | ended\n"


def test_a_step_that_fails_is_refused_with_its_last_words(parent: family.Family, tmp_path: Path) -> None:
    with pytest.raises(errors.Refused) as refusal:
        parent.run(shell("migrate", "echo no such table; exit 2", tmp_path))
    assert str(refusal.value) == (
        f"migrate failed. All it said is in {tmp_path}/migrate.log; its last lines:\n    no such table"
    )


def test_a_child_that_ends_before_it_serves_is_refused(parent: family.Family, tmp_path: Path) -> None:
    never = programs.Program("web", ("false",), {}, tmp_path, is_ready=lambda _process: False)
    with pytest.raises(errors.Refused, match="web did not start"):
        parent.await_ready(parent.launch(never))


def test_a_child_that_dies_is_started_again(
    parent: family.Family, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = parent.launch(shell("worker", "exec sleep 60", tmp_path))
    first = child.process.pid
    child.process.kill()
    child.process.wait()
    mend_until(parent, child, deaths=1)
    assert child.process.pid != first
    assert child.is_running
    assert capsys.readouterr().out == "tsunagaru | worker was ended by SIGKILL; it is started again in 0.5 s\n"


def test_what_a_dead_child_leaves_is_ended_before_it_is_started_again(parent: family.Family, tmp_path: Path) -> None:
    child = parent.launch(shell("web", "sleep 61 & echo $!; exec sleep 61", tmp_path))
    grandchild = int(await_word(parent, child))
    child.process.kill()
    child.process.wait()
    mend_until(parent, child, deaths=1)
    waiting.until(lambda: not processes.is_alive(grandchild), "the grandchild ends")


def test_a_child_that_dies_again_and_again_is_given_up_aloud(
    parent: family.Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "BACKOFF_SECONDS", (0.01, 0.01))
    child = parent.launch(shell("beat", "echo out of order; exit 1", tmp_path))
    with pytest.raises(errors.Refused, match=r"beat died 3 times in a row[\s\S]*out of order"):
        mend_until(parent, child, deaths=9)


def test_children_end_youngest_first(parent: family.Family, tmp_path: Path) -> None:
    order = tmp_path / "order"
    for name in ("postgres", "redis", "web"):
        script = f"trap 'echo {name} >> {order}; exit' TERM; echo up; while :; do sleep 0.01; done"
        child = parent.launch(shell(name, script, tmp_path))
        await_word(parent, child)
    parent.end()
    assert order.read_text().split() == ["web", "redis", "postgres"]


def test_one_that_will_not_end_is_ended_by_force(
    parent: family.Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "STOP_SECONDS", 0.2)
    child = parent.launch(shell("worker", "trap '' TERM; echo up; while :; do sleep 0.01; done", tmp_path))
    await_word(parent, child)
    parent.dismiss(child)
    assert child.process.returncode == -signal.SIGKILL


def test_a_wish_to_stop_is_heeded_where_it_is_safe(parent: family.Family, wish: stopping.Wish) -> None:
    wish.listen()
    signal.raise_signal(signal.SIGTERM)
    with pytest.raises(stopping.Stopped):
        parent.listen()
