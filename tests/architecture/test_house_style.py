"""The figures and rules of the house style, measured over the whole code; each measure is shown something bad, too."""

import ast
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
CODE = ("backend", "bookings", "volunteers", "points")
APPS = ("bookings", "volunteers", "points", "backend/accounts", "backend/notices", "backend/portal")
TEMPLATES = ROOT / "templates"
OURS = tuple(name.replace("/", ".") for name in CODE)
Function = ast.FunctionDef | ast.AsyncFunctionDef

DOORS = {"views", "api", "admin", "tasks", "management", "authentication", "adapter"}
WRITE_NOTHING = {"enums", "errors", "rules", "permissions", "models", "queries", "forms", "serializers", "urls"} | DOORS
CLOCK_READERS = {
    # allauth makes the form of a newcomer by itself, so that no door of ours can hand it the day.
    "backend/accounts/forms/profile.py",
}

WRITERS = {
    # Django makes people by the manager's create_user, in createsuperuser for one.
    "backend/accounts/models/people.py",
}

ALWAYS_WRITES = {"bulk_create", "get_or_create", "update_or_create", "bulk_update", "save"}
WRITES_ROWS = {"create", "update", "delete"}
MOCKS = re.compile(
    r"unittest\.mock|\b(?:Magic|Async)?Mock\(|\bmocker\b|create_autospec|\bpatch\(|patch\.(?:setattr|setitem|delattr)\("
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
TAGS = re.compile(r"\{[%#].*?[%#]\}", re.DOTALL)
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\ssrc=)|\s(?:style|on[a-z]+|hx-on[\w:.-]*)\s*=|javascript:", re.IGNORECASE
)


def _modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text())


def _functions(*folders: str) -> Iterator[tuple[str, Function]]:
    for path, module in _modules(*folders):
        for node in ast.walk(module):
            if isinstance(node, Function):
                yield f"{path}:{node.lineno} {node.name}", node


def _faults(check: Callable[[ast.Module], Iterator[int]], *folders: str) -> list[str]:
    """This function will give file and line of everything that a check finds in folders."""
    return [f"{path}:{line}" for path, module in _modules(*folders) for line in check(module)]


def _lines(function: Function) -> int:
    """This function will count the lines from `def` to the end, without the docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_functions_are_short_everywhere() -> None:
    lengths = {where: _lines(function) for where, function in _functions(*CODE)}
    assert {where: n for where, n in lengths.items() if n > 50} == {}
    assert statistics.median(lengths.values()) <= 8
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25


def test_functions_of_tests_are_short_too() -> None:
    lengths = {where: _lines(function) for where, function in _functions("tests")}
    assert {where: n for where, n in lengths.items() if n > 50} == {}
    assert statistics.median(lengths.values()) <= 9


def test_a_docstring_does_not_make_a_function_long() -> None:
    (function,) = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    a = 1\n    return a\n').body
    assert isinstance(function, ast.FunctionDef)
    assert _lines(function) == 3


def test_modules_of_the_code_are_short() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path, _ in _modules(*CODE)}
    assert {path: n for path, n in lengths.items() if n > 400} == {}


def _untyped(module: ast.Module) -> Iterator[int]:
    """This function will give the lines of functions with a parameter or an answer of no stated type."""
    methods = {id(f) for c in ast.walk(module) if isinstance(c, ast.ClassDef) for f in c.body}
    for node in ast.walk(module):
        if isinstance(node, Function):
            own = node.args.posonlyargs + node.args.args
            bound = id(node) in methods and not any(ast.unparse(d) == "staticmethod" for d in node.decorator_list)
            rest = [one for one in (node.args.vararg, node.args.kwarg) if one]
            stated = [one.annotation for one in own[bound:] + node.args.kwonlyargs + rest] + [node.returns]
            if not all(stated):
                yield node.lineno


def test_every_parameter_and_answer_has_a_type() -> None:
    assert _faults(_untyped, *CODE, "tests") == []


@pytest.mark.parametrize(
    "source",
    [
        "def f(a) -> None: ...",
        "def f(a: int): ...",
        "def f(*a, b: int) -> None: ...",
        "def f(*, a) -> None: ...",
        "async def f(**a) -> None: ...",
        "class A:\n  def f(self, a) -> None: ...",
        "class A:\n  @staticmethod\n  def f(a) -> None: ...",
    ],
)
def test_a_function_without_a_type_is_found(source: str) -> None:
    assert len(list(_untyped(ast.parse(source)))) == 1


def _reads_of_the_clock(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today") and ast.unparse(node.value) == "clock":
            yield node.lineno


def test_only_doors_read_the_clock() -> None:
    readers = {
        str(path)
        for path, module in _modules(*APPS)
        if not DOORS & {path.stem, *path.parts} and list(_reads_of_the_clock(module))
    }
    assert readers == CLOCK_READERS


def test_a_read_of_the_clock_is_found() -> None:
    assert sorted(_reads_of_the_clock(ast.parse("day = 1\nnow = clock.now()\nread = clock.today"))) == [2, 3]


def _writes(module: ast.Module) -> Iterator[int]:
    """This function will give the lines which write rows."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_rows = re.search(r"\bobjects\b|_set\b|\.all\(\)|\.filter\(", ast.unparse(node.func.value))
            if node.func.attr in ALWAYS_WRITES or (node.func.attr in WRITES_ROWS and of_rows):
                yield node.lineno


def test_only_actions_write_rows() -> None:
    writers = {
        str(path)
        for path, module in _modules(*APPS)
        # The demo's command makes a town; it is no door to the service.
        if WRITE_NOTHING & {path.stem, *path.parts} and "_demo" not in path.parts and list(_writes(module))
    }
    assert writers == WRITERS


@pytest.mark.parametrize(
    "source",
    [
        "models.Booking.objects.create(room=room)",
        "models.Booking.objects.filter(pk=1).update(state='used')",
        "room.bookings.all().delete()",
        "Booking.objects.get_or_create(code='b-1')",
        "booking.save()",
        "form.save(commit=False)",
    ],
)
def test_a_write_of_rows_is_found(source: str) -> None:
    assert list(_writes(ast.parse(source))) == [1]


def _signals(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import | ast.ImportFrom):
            source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names]
            if {"signals", "dispatch"} & set(".".join([source, *names]).split(".")):
                yield node.lineno


def test_nothing_is_done_by_signals() -> None:
    assert _faults(_signals, *CODE) == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.db.models import signals",
        "from django.db.models.signals import post_save",
        "import django.dispatch",
        "from django.dispatch import receiver",
        "from allauth.account.signals import user_signed_up",
    ],
)
def test_a_signal_is_found(source: str) -> None:
    assert list(_signals(ast.parse(source))) == [1]


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def test_no_model_has_an_order_of_its_own() -> None:
    assert {model.__name__: model._meta.ordering for model in _models() if model._meta.ordering} == {}


def test_no_model_does_work_when_it_is_saved() -> None:
    ours = {base for model in _models() for base in model.__mro__ if base.__module__.startswith(OURS)}
    assert {base.__name__ for base in ours if {"save", "delete", "full_clean", "clean"} & vars(base).keys()} == set()
    assert len(ours) > 30


def _texts() -> Iterator[Path]:
    for folder in (*CODE, "tests", "templates"):
        for kind in ("py", "html", "txt", "css", "js", "sql", "md"):
            yield from sorted((ROOT / folder).rglob(f"*.{kind}"))
    yield from (ROOT / name for name in ("Makefile", "Dockerfile", "pyproject.toml", "README.md", "docker-compose.yml"))


def test_nothing_is_left_for_later() -> None:
    here = Path(__file__)
    assert [str(path) for path in _texts() if path != here and UNFINISHED.search(path.read_text())] == []
    assert UNFINISHED.search("# TODO: later")


def _inline(page: str) -> list[str]:
    return INLINE.findall(TAGS.sub("", page))


def test_templates_hold_no_style_and_no_script() -> None:
    found = {str(path): _inline(path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert len(found) > 50


@pytest.mark.parametrize(
    "page",
    [
        "<style>p { color: red }</style>",
        '<p style="margin: 0">',
        '<p\n  STYLE = "margin: 0">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_an_inline_style_or_script_is_found(page: str) -> None:
    assert len(_inline(page)) == 1


def test_files_and_tags_of_django_are_not_inline() -> None:
    page = '<script src="{% static "js/once.js" %}" defer></script>{% include "a.html" with one="1" style="2" %}'
    assert _inline(page) == []


def test_mocks_are_few_among_tests() -> None:
    tests = sum(function.name.startswith("test_") for _, function in _functions("tests"))
    here = Path(__file__).relative_to(ROOT)
    mocks = [where for path, _ in _modules("tests") if path != here for where in _mocks(path)]
    assert len(mocks) <= tests * 5 / 100, "\n".join(mocks)


def _mocks(path: Path) -> list[str]:
    return [f"{path}: {line.strip()}" for line in (ROOT / path).read_text().splitlines() if MOCKS.search(line)]


@pytest.mark.parametrize(
    "line",
    [
        "from unittest.mock import patch",
        "sent = MagicMock()",
        "def test_a(mocker): ...",
        "with patch('points.actions.award'):",
        "monkeypatch.setattr(actions, 'send', print)",
    ],
)
def test_a_mock_is_counted_as_one(line: str) -> None:
    assert MOCKS.search(line)


def test_every_test_is_called_by_a_sentence() -> None:
    short = [
        where
        for where, function in _functions("tests")
        if function.name.startswith("test_") and len(function.name.split("_")) < 5
    ]
    assert short == []
