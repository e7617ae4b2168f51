from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models.functions import TruncDate

from backend.common import clock
from points import enums, models


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link of a day: its digest covers every posting sealed until then."""

    day: date
    position: int
    digest: str


def preview(rule_code: str, *, quantity: Decimal, happened_on: date, scope: str = enums.HOME_SCOPE) -> int | None:
    """This function will tell what a rule gives for an activity before caps, None when no rule is in force that day.

    The arithmetic is that of the award itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT points_preview(%s, %s, %s, %s)", [scope, rule_code, quantity, happened_on])
        row = cursor.fetchone()
    return row[0] if row else None


def chain_heads(*, days: int = 60) -> list[ChainHead]:
    """This function will give the last link of each of the latest Tokyo days on which postings were sealed."""
    sealed_on = TruncDate("sealed_at", tzinfo=clock.TOKYO)
    links = models.ChainLink.objects.annotate(day=sealed_on).order_by("-day", "-position").distinct("day")
    return [ChainHead(row.day, row.position, bytes(row.digest).hex()) for row in links[:days]]
