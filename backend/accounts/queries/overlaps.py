"""Which groups' lists hold the same people (failures to design against: one circle of people under many names)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from backend.accounts import enums, models, rules
from backend.common import directory


@dataclass(frozen=True)
class Overlap:
    """Another group with some of the same people. `is_own` tells that the desk which asks may read its list, too."""

    other: models.Group
    pairs: list[rules.Pair]
    center: str = ""
    is_own: bool = False

    @property
    def count(self) -> int:
        """This function will tell how many people stand in both lists."""
        return len(self.pairs)


def overlaps_of(group: models.Group, *, today: date) -> list[Overlap]:
    """This function will give the groups with so many of the same people that a desk looks, in two queries.

    Looked at are groups of every center that count today or have applied.
    """
    mine = [_listed(row) for row in group.members.order_by("pk")]
    found = []
    for other, rows in groupby(_namesakes(group, mine, today), key=lambda row: row.group):
        pairs = rules.shared(mine, [_listed(row) for row in rows])
        if len(pairs) >= rules.SHARED_FROM:
            found.append(Overlap(other, pairs))
    return sorted(found, key=lambda overlap: (-overlap.count, overlap.other.pk))


def _namesakes(group: models.Group, mine: list[rules.Listed], today: date) -> Iterable[models.GroupMember]:
    accounts = [one.account for one in mine if one.account is not None]
    same = Q(user__in=accounts) | Q(person_key__in=[one.key for one in mine])
    counts = Q(group__valid_until__isnull=True) | Q(group__valid_until__gte=today)
    stands = Q(group__status=enums.GroupStatus.PENDING) | Q(group__status=enums.GroupStatus.APPROVED) & counts
    rows = models.GroupMember.objects.filter(same, stands).exclude(group=group)
    return rows.select_related("group").order_by("group_id", "pk")


def _listed(row: models.GroupMember) -> rules.Listed:
    return rules.Listed(row.pk, row.group_id, row.person_key, row.user_id, row.name, row.furigana)


def as_seen_by(found: Iterable[Overlap], desks: frozenset[str] | None) -> list[Overlap]:
    """This function will put the names of centers to overlaps, and tell which lists a desk may read (decision 0007)."""
    centers = directory.center_names()
    return [
        Overlap(
            other=each.other,
            pairs=each.pairs,
            center=centers.get(each.other.center_code, each.other.center_code),
            is_own=desks is None or each.other.center_code in desks,
        )
        for each in found
    ]


def people_seen(found: Iterable[Overlap]) -> list[models.User]:
    """This function will give the people with accounts on other lists whose names a desk is shown."""
    shown = {pair.theirs.account for each in found if each.is_own for pair in each.pairs if pair.theirs.account}
    return list(models.User.objects.filter(pk__in=shown).order_by("pk"))


def people_in_common(found: Iterable[Overlap]) -> list[models.User]:
    """This function will give the people with accounts on a group's own list who stand in others' lists, too."""
    shown = {pair.mine.account for each in found for pair in each.pairs if pair.mine.account}
    return list(models.User.objects.filter(pk__in=shown).order_by("pk"))


def mark_of(found: Iterable[Overlap]) -> str:
    """This function will give what a decision names to show which overlaps it was taken in view of."""
    return ",".join(sorted(f"{each.other.code}:{each.count}" for each in found))
