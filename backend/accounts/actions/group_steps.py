"""What all actions of groups do: lock first, then record, look at other lists, tell the people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.accounts import enums, models, queries, rules
from backend.common import announcements, audit, clock

Role = enums.GroupRole


@dataclass(frozen=True)
class NewMember:
    """Somebody for a group's list of members: a name, and the account if there is one."""

    name: str
    furigana: str = ""
    user: models.User | None = None
    role: enums.GroupRole = Role.MEMBER


def locked(group: models.Group) -> models.Group:
    """This function will lock a group, so that what changes its list or its standing follows one another."""
    return models.Group.objects.select_for_update(no_key=True).get(pk=group.pk)


def enter(group: models.Group, members: Sequence[NewMember]) -> None:
    """This function will put people on a list."""
    models.GroupMember.objects.bulk_create(
        models.GroupMember(group=group, user=m.user, name=m.name, furigana=m.furigana, role=m.role) for m in members
    )


def record(
    group: models.Group,
    action: str,
    *,
    by: models.User | None,
    now: datetime,
    about: models.User | None = None,
    reason: str = "",
    **detail: Any,  # noqa: ANN401 - whatever JSON the action tells
) -> None:
    """This function will write down what was done with a group."""
    center = group.center_code
    audit.record(action, by=by, about=about, subject=group.code, center_code=center, reason=reason, now=now, **detail)


def tell(
    group: models.Group, people: Iterable[models.User | None], template: str, *, key: str, now: datetime, **said: str
) -> None:
    """This function will tell people something about a group, once per key."""
    for person in people:
        if person is not None:
            announcements.send(
                to=person,
                template=f"accounts/{template}",
                key=f"accounts/{template}:{group.code}:{key}",
                now=now,
                context={"group": group.name, **said},
                url=f"/groups/{group.code}/",
            )


def note_overlaps(group: models.Group, *, now: datetime) -> list[queries.Overlap]:
    """This function will note which other lists hold the same people, for the desk to look at, and give them.

    Nothing is refused. What the desk has settled stays so unless more people are in common than it knew.
    """
    found = queries.overlaps_of(group, today=clock.date_of(now))
    counts = {each.other.pk: each.count for each in found}
    rows = list(group.overlaps.order_by("pk"))
    open_ones = {row.other_id: row for row in rows if row.settled_at is None}
    known = {row.other_id: row.shared for row in rows if row.settled_at is not None}
    gone = [row.pk for other, row in open_ones.items() if other not in counts]
    models.GroupOverlap.objects.filter(pk__in=gone).delete()
    for other, row in open_ones.items():
        if counts.get(other, row.shared) != row.shared:
            models.GroupOverlap.objects.filter(pk=row.pk).update(shared=counts[other])
    models.GroupOverlap.objects.bulk_create(
        models.GroupOverlap(group=group, other=each.other, shared=each.count, found_at=now)
        for each in found
        if each.other.pk not in open_ones and each.count > known.get(each.other.pk, rules.SHARED_FROM - 1)
    )
    return found
