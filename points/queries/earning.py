from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet, Sum
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


def rules_in_force(day: date, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list the published rules of a day with their caps, for people to read."""
    in_force = Q(ends_on=None) | Q(ends_on__gte=day)
    published = models.Rule.objects.filter(in_force, scope=scope, starts_on__lte=day, published_at__isnull=False)
    return published.prefetch_related("caps").order_by("code")


def awarded_points(*, source_kind: str, source_code: str, scope: str = enums.HOME_SCOPE) -> int:
    """This function will tell how many points an activity has paid and not taken back, over all persons."""
    paid = models.Posting.objects.filter(
        scope=scope, kind=enums.PostingKind.AWARD, source_kind=source_kind, source_code=source_code
    )
    return int(paid.exclude(reversals__isnull=False).aggregate(total=Sum("amount", default=0))["total"])


def chain_heads(*, days: int = 60) -> list[ChainHead]:
    """This function will give the last link of each of the latest Tokyo days on which postings were sealed."""
    sealed_on = TruncDate("sealed_at", tzinfo=clock.TOKYO)
    links = models.ChainLink.objects.annotate(day=sealed_on).order_by("-day", "-position").distinct("day")
    return [ChainHead(row.day, row.position, bytes(row.digest).hex()) for row in links[:days]]
