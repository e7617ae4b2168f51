"""The one way from a code to its row: to whoever may not know of it there is none, as for a code of nothing."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, QuerySet

from backend.common import errors

Row = TypeVar("Row", bound=Model)


def one(rows: QuerySet[Row], code: str, *, may: Callable[[Row], bool]) -> Row:
    """This function will give the row of a code to who `may` know of it. Raises NotFound."""
    found = rows.filter(code=code).first()
    if found is None or not may(found):
        raise errors.NotFound
    return found
