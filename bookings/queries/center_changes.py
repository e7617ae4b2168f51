"""What a list of facilities would change in the centers that we keep. Asking changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bookings import models


@dataclass(frozen=True)
class CenterFacts:
    """What a published list says of one center. An empty text or None says nothing, and so changes nothing."""

    line: int
    municipality_code: str
    municipality_name: str
    external_id: str
    name: str
    kana: str
    postal_code: str
    address: str
    phone: str
    latitude: Decimal | None
    longitude: Decimal | None
    url: str
    note: str


class Kind(StrEnum):
    """What becomes of a center."""

    ADDED = "追加"
    CHANGED = "変更"
    SAME = "そのまま"
    AMBIGUOUS = "対象が決められない"


@dataclass(frozen=True)
class FieldChange:
    """One field, with what is kept now and what the list says."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class CenterChange:
    """One center of a list, the center that we have for it (None for a new one), and the fields that differ."""

    kind: Kind
    facts: CenterFacts
    center: models.Center | None
    fields: tuple[FieldChange, ...]


FIELDS = (
    "external_id",
    "name",
    "kana",
    "postal_code",
    "address",
    "phone",
    "latitude",
    "longitude",
    "url",
    "note",
)


def center_changes(listed: Sequence[CenterFacts]) -> list[CenterChange]:
    """This function will tell, for each center of a list, what differs from ours.

    A center is found by the ID of its municipality's open data, or else by its name among those without an ID. A list
    without IDs finds by name alone; where two of ours have the name, none is touched.
    """
    municipalities = {facts.municipality_code for facts in listed}
    centers = models.Center.objects.filter(municipality__code__in=municipalities)
    ours = _Known(centers.select_related("municipality").order_by("pk"))
    return [_change(facts, ours) for facts in listed]


class _Known:
    """Our centers by ID and by name."""

    def __init__(self, centers: Iterable[models.Center]) -> None:
        self.by_id: dict[tuple[str, str], models.Center] = {}
        self.by_name: dict[tuple[str, str], list[models.Center]] = {}
        for center in centers:
            self.by_id[center.municipality.code, center.external_id] = center
            self.by_name.setdefault((center.municipality.code, center.name), []).append(center)

    def matching(self, facts: CenterFacts) -> list[models.Center]:
        if facts.external_id and (found := self.by_id.get((facts.municipality_code, facts.external_id))):
            return [found]
        named = self.by_name.get((facts.municipality_code, facts.name), [])
        return [center for center in named if not (facts.external_id and center.external_id)]


def _change(facts: CenterFacts, ours: _Known) -> CenterChange:
    found = ours.matching(facts)
    if len(found) > 1:
        return CenterChange(Kind.AMBIGUOUS, facts, None, ())
    center = found[0] if found else None
    fields = tuple(_differences(facts, center))
    if center is None:
        return CenterChange(Kind.ADDED, facts, None, fields)
    return CenterChange(Kind.CHANGED if fields else Kind.SAME, facts, center, fields)


def _differences(facts: CenterFacts, center: models.Center | None) -> Iterable[FieldChange]:
    for field in FIELDS:
        said, kept = getattr(facts, field), getattr(center, field, None)
        if said not in ("", None) and said != kept:
            yield FieldChange(field, _text(kept), _text(said))


def _text(value: Any) -> str:  # noqa: ANN401 - a field of any kind
    return "" if value is None else str(value)
