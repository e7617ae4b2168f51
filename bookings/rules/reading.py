"""JSON that people publish → the frozen values of `schema`, or every problem in it with its place."""

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from typing import Any, Literal

from bookings.rules import contradictions
from bookings.rules.schema import Rules


class InvalidRules(ValueError):
    """The JSON is not usage rules; `problems` names every place and what is wrong there."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


# Clauses of these kinds have names of their own and are replaced one by one; every other clause as a whole.
NAMED = ("deadlines", "bans")


@functools.lru_cache(maxsize=512)
def parse(*texts: str) -> Rules:
    """This function will read usage rules from JSON texts, from the most general to the most particular.

    A later clause takes the place of an earlier one of the same name, and null takes it away. Raises InvalidRules.
    The answer depends on the texts alone, so keeping it can never make it stale.
    """
    return read(combined(*[json.loads(text) for text in texts]))


def as_text(content: Mapping[str, Any]) -> str:
    """This function will write a content as the text that `parse` reads."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def combined(*contents: Mapping[str, Any]) -> dict[str, Any]:
    """This function will lay contents over one another, the most particular last."""
    whole: dict[str, Any] = {}
    for content in contents:
        for kind, clause in content.items():
            named = kind in NAMED and isinstance(clause, dict)
            whole[kind] = {**whole.get(kind, {}), **clause} if named else clause
    for kind in NAMED:
        if kind in whole:
            whole[kind] = {name: clause for name, clause in (whole[kind] or {}).items() if clause is not None}
    return {kind: clause for kind, clause in whole.items() if clause is not None}


def read(content: object) -> Rules:
    """This function will make rules of a JSON value, or raise InvalidRules with every problem in it."""
    problems: list[str] = []
    rules = typing.cast("Rules", _read(Rules, content, "rules", problems))
    problems = problems or [f"rules.{where}: {words}" for where, words in contradictions.of(rules)]
    if problems:
        raise InvalidRules(problems)
    return rules


def _read(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401 - a type form
    origin = typing.get_origin(wanted)
    if origin in (typing.Union, types.UnionType):
        return _read_union(wanted, value, where, problems)
    if origin is Literal:
        return value if value in typing.get_args(wanted) else _wrong(where, wanted, value, problems)
    if origin is tuple and isinstance(value, list):
        inner = typing.get_args(wanted)[0]
        return tuple(_read(inner, item, f"{where}[{n}]", problems) for n, item in enumerate(value))
    if origin is Mapping and isinstance(value, dict):
        inner = typing.get_args(wanted)[1]
        return {key: _read(inner, item, f"{where}.{key}", problems) for key, item in value.items()}
    if dataclasses.is_dataclass(wanted) and isinstance(value, dict):
        return _read_clause(wanted, value, where, problems)
    return _read_plain(wanted, value, where, problems)


def _read_union(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401
    attempts: list[list[str]] = []
    for choice in typing.get_args(wanted):
        attempts.append([])
        answer = None if choice is type(None) and value is None else _read(choice, value, where, attempts[-1])
        if not attempts[-1]:
            return answer
    problems += attempts[0]
    return None


def _read_clause(wanted: Any, value: dict[str, Any], where: str, problems: list[str]) -> object:  # noqa: ANN401
    hints = _hints(wanted)
    problems += [
        f"{where}.{key}: この名前の項目はありません。つづりを確かめるか、消してください。"
        for key in value
        if key not in hints
    ]
    problems += [f"{where}.{key}: この項目が必要です。" for key in _required(wanted) if key not in value]
    found = {key: _read(hints[key], item, f"{where}.{key}", problems) for key, item in value.items() if key in hints}
    return None if problems else wanted(**found)


@functools.cache
def _hints(wanted: Any) -> dict[str, Any]:  # noqa: ANN401 - a class, which the cache must see as hashable
    return typing.get_type_hints(wanted)


def _required(wanted: type[Any]) -> Iterator[str]:
    for item in dataclasses.fields(wanted):
        if item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            yield item.name


def _read_plain(wanted: Any, value: object, where: str, problems: list[str]) -> object:  # noqa: ANN401
    reader = _PLAIN.get(wanted)
    answer = reader(value) if reader else None
    return _wrong(where, wanted, value, problems) if answer is None else answer


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _time_of_day(value: object) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


_PLAIN: Mapping[Any, Callable[[object], object]] = {
    str: lambda value: value if isinstance(value, str) else None,
    bool: lambda value: value if isinstance(value, bool) else None,
    int: _whole_number,
    time: _time_of_day,
    type(None): lambda _value: None,
}


def _wrong(where: str, wanted: Any, value: object, problems: list[str]) -> object:  # noqa: ANN401
    shown = json.dumps(value, ensure_ascii=False, default=str)
    problems.append(f"{where}: {shown}は使えません。{_wanted(wanted)}を入れてください。")
    return None


def _wanted(wanted: Any) -> str:  # noqa: ANN401
    if typing.get_origin(wanted) is Literal:
        return "・".join(str(choice) for choice in typing.get_args(wanted)) + "のどれか"
    return _NAMES.get(wanted, "{ }で囲んだ項目" if dataclasses.is_dataclass(wanted) else "決められた形の値")


_NAMES: Mapping[Any, str] = {
    str: "文字",
    bool: "true か false",
    int: "0以上の整数",
    time: "09:00 のような時刻",
}
