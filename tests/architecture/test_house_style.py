"""The figures of the house style, measured over the whole code."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("backend", "bookings", "volunteers", "points")
Function = ast.FunctionDef | ast.AsyncFunctionDef
MOCKS = re.compile(r"\b(MagicMock|AsyncMock|Mock|mock\.patch|mocker|create_autospec)\b|\bpatch\(")


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


def _lines(function: Function) -> int:
    """This function will count the lines from `def` to the end, without the docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_functions_are_short() -> None:
    lengths = {where: _lines(function) for where, function in _functions(*CODE)}
    assert {where: n for where, n in lengths.items() if n > 50} == {}
    assert statistics.median(lengths.values()) <= 8
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25


def test_modules_are_short() -> None:
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path, _ in _modules(*CODE)}
    assert {path: n for path, n in lengths.items() if n > 400} == {}


def test_rules_read_no_clock() -> None:
    asked = [
        f"{path}:{node.lineno}"
        for path, module in _modules(*CODE)
        if "rules" in (path.stem, path.parent.name) and "models" not in path.parts
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")
        if _name(node.value) in ("clock", "datetime", "date", "timezone")
    ]
    assert asked == []


def test_only_doors_read_the_clock() -> None:
    doors = {"views", "api", "admin", "tasks", "management", "authentication", "adapter", "forms", "urls"}
    asked = [
        f"{path}:{node.lineno}"
        for path, module in _modules("bookings", "volunteers", "points", "backend/accounts", "backend/notices")
        if not doors & {path.stem, *path.parts}
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today") and _name(node.value) == "clock"
    ]
    assert asked == []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def test_mocks_are_few() -> None:
    tests = sum(function.name.startswith("test_") for _, function in _functions("tests"))
    here = Path(__file__).relative_to(ROOT)
    sources = [(ROOT / path).read_text() for path, _ in _modules("tests") if path != here]
    mocks = sum(len(MOCKS.findall(source)) for source in sources)
    assert mocks <= tests * 5 / 100
