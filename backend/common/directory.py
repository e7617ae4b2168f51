"""The centers' names and cities, for layers that do not know centers: the app that keeps them offers them at start."""

from collections.abc import Callable, Mapping

Source = Callable[[], Mapping[str, str]]
_sources: list[Source] = []
_cities: list[Source] = []


def use(source: Source) -> None:
    """This function will make a source the one that names the centers, in the order of their list."""
    _sources[:] = [source]


def use_cities(source: Source) -> None:
    """This function will make a source the one that tells of each center the code of its municipality."""
    _cities[:] = [source]


def city_of(center_code: str) -> str:
    """This function will give the code of the municipality of a center, or an empty text for one unknown."""
    return next((source().get(center_code, "") for source in _cities), "")


def center_names() -> Mapping[str, str]:
    """This function will give the centers' names by code."""
    return {code: name for source in _sources for code, name in source().items()}
