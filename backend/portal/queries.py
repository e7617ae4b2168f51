from collections.abc import Iterator

from backend.common import errors


def refusals() -> list[type[errors.DomainError]]:
    """This function will list every refusal that the service knows, by code."""
    known = {error.code: error for error in _descendants(errors.DomainError)}
    return [known[code] for code in sorted(known)]


def _descendants(parent: type[errors.DomainError]) -> Iterator[type[errors.DomainError]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)
