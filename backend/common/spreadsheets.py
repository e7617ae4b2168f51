"""Tables for a spreadsheet: CSV with the mark by which Excel knows UTF-8, in which no cell is a formula."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from rest_framework import renderers

from backend.common import clock

MEDIA = "text/csv"


def written(at: datetime) -> str:
    """This function will write an instant as a spreadsheet reads it, in Tokyo's time."""
    return f"{at.astimezone(clock.TOKYO):%Y-%m-%d %H:%M}"


def text(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """This function will write a table under its head."""
    made = io.StringIO()
    made.write("\ufeff")
    writer = csv.writer(made)
    writer.writerow(list(head))
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return made.getvalue()


def _safe(cell: object) -> object:
    # A spreadsheet runs what begins so; an apostrophe keeps it a text. Numbers are written by us.
    dangerous = isinstance(cell, str) and cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    return f"'{cell}" if dangerous or (isinstance(cell, str) and cell[:1] in "\t\r\n" and cell) else cell


def named(name: str) -> str:
    """This function will give the header by which a browser keeps a table as a file."""
    return f'attachment; filename="{name}.csv"'


def answer(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """This function will answer a page's visitor with a table to keep."""
    made = HttpResponse(text(head, rows), content_type=f"{MEDIA}; charset=utf-8")
    made["Content-Disposition"] = named(name)
    return made


class TableRenderer(renderers.BaseRenderer):
    """What an API view answers with that gives a table; its refusals stay problems in JSON."""

    media_type, format, charset = MEDIA, "csv", "utf-8"

    def render(
        self,
        data: Any,  # noqa: ANN401 - a text, or a problem
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """This function will give the bytes of a table, or of a problem."""
        return (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
