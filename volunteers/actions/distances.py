"""How far districts are from one another, as data that a city brings: neighbours, or metres between centers."""

from collections import deque
from collections.abc import Iterable, Mapping

from django.db import transaction

from backend.accounts import models as accounts
from volunteers import models

Pair = tuple[str, str]


@transaction.atomic
def keep_neighbours(pairs: Iterable[Pair]) -> int:
    """This function will keep which districts border on each other, by their codes, in place of what was known.

    From the borders the steps between all districts are counted; it gives how many pairs have a way.
    """
    beside: dict[str, set[str]] = {}
    for one, other in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    steps = {(origin, other): count for origin in beside for other, count in _steps_from(origin, beside).items()}
    return _keep("steps", steps)


def _steps_from(origin: str, beside: Mapping[str, set[str]]) -> dict[str, int]:
    found, open_ones = {origin: 0}, deque([origin])
    while open_ones:
        here = open_ones.popleft()
        for there in sorted(beside[here] - found.keys()):
            found[there] = found[here] + 1
            open_ones.append(there)
    del found[origin]
    return found


@transaction.atomic
def keep_metres(metres: Mapping[Pair, int]) -> int:
    """This function will keep how many metres lie between the centers of districts, in place of what was known."""
    return _keep("metres", {pair: far for one, far in metres.items() for pair in (one, one[::-1])})


def _keep(measure: str, known: Mapping[Pair, int]) -> int:
    other_measure = {"steps": "metres", "metres": "steps"}[measure]
    rows = models.DistrictDistance.objects.all()
    rows.filter(**{f"{other_measure}__isnull": True}).delete()
    rows.update(**{measure: None})
    ids = dict(accounts.District.objects.values_list("code", "pk"))
    for (origin, other), far in known.items():
        rows.update_or_create(origin_id=ids[origin], other_id=ids[other], defaults={measure: far})
    return len(known)
