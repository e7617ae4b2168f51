"""Rows read and written by statements whose text is worked out once, as the models that they are.

For what every request asks: putting the same SQL together anew costs the ORM several times what its execution does.
What is not on the way of every request stays with the ORM.
"""

import functools
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


@functools.cache
def columns(model: type[models.Model], alias: str) -> str:
    """This function will list the columns of a model for a SELECT, in the order in which `read` takes them."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def read(row: Sequence[Any], model: type[M]) -> tuple[M, Sequence[Any]]:
    """This function will make an object of the first columns of a row, and give the rest of the row."""
    values, converters = list(row[: _width(model)]), _converters(model)
    for place, convert in converters:
        values[place] = convert(values[place], None, connection)
    return model.from_db(connection.alias, [], values), row[len(values) :]


@functools.cache
def _width(model: type[models.Model]) -> int:
    return len(model._meta.concrete_fields)


@functools.cache
def _converters(model: type[models.Model]) -> tuple[tuple[int, Any], ...]:
    fields = enumerate(model._meta.concrete_fields)
    return tuple((place, field.from_db_value) for place, field in fields if hasattr(field, "from_db_value"))


def one(statement: str, parameters: Sequence[Any]) -> Sequence[Any] | None:
    """This function will run a statement and give its first row, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: Sequence[Any] | None = cursor.fetchone()
    return found
