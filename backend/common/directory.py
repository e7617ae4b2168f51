"""The names of the centers, for layers that do not know centers: the app that keeps them offers them at start."""

from collections.abc import Callable, Mapping

Source = Callable[[], Mapping[str, str]]
_sources: list[Source] = []


def use(source: Source) -> None:
    """This function will make a source the one that names the centers, in the order of their list."""
    _sources[:] = [source]


def center_names() -> Mapping[str, str]:
    """This function will give the centers' names by code."""
    return {code: name for source in _sources for code, name in source().items()}
