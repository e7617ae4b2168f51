from typing import TypeVar

from django.db.models import Model, QuerySet

from backend.common import errors

Row = TypeVar("Row", bound=Model)


def numbered(rows: QuerySet[Row], typed: str) -> Row:
    """This function will give one row by the number that its form sends."""
    found = rows.filter(pk=typed).first() if typed.isdecimal() else None
    if found is None:
        raise errors.NotFound
    return found
