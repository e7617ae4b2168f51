"""What a job does one by one: one that cannot be done is left as it is and told in the log; the others are done."""

import logging
from collections.abc import Callable, Iterable

from django.db import DatabaseError

from backend.common import errors

logger = logging.getLogger(__name__)


def for_each(codes: Iterable[str], step: Callable[[str], int]) -> int:
    """This function will do a step, in a transaction of its own, for each code, and add up what the steps tell."""
    return sum(_isolated(code, step) for code in codes)


def _isolated(code: str, step: Callable[[str], int]) -> int:
    try:
        return step(code)
    except (errors.DomainError, DatabaseError):
        logger.exception("The sweep left %s as it is", code)
        return 0
