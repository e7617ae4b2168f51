"""Plans and series for tests: 13 May 2026 and the Wednesdays after it, mornings, for a group of the given person.

plan(room, group, last=...)            a weekly plan
make_series(room, group, by=...)       the series of all that fits in it
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from backend.accounts import models as accounts
from bookings import actions, models
from bookings.queries import named_slots, planning, wishes
from bookings.rules import repetition
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory

WEEKLY = repetition.Repetition(kind="weekly", weekday=2)
WEEK = timedelta(weeks=1)
LAST = make.DAY + 4 * WEEK


def wednesdays(count: int) -> list[date]:
    """This function will give the first Wednesdays of the plan."""
    return [make.DAY + number * WEEK for number in range(count)]


def group_of(person: accounts.User | None = None, **fields: Any) -> accounts.Group:  # noqa: ANN401 - the group's own
    """This function will make an approved group with a representative."""
    return GroupFactory.create(representative=person or UserFactory.create(), **fields)


def leader_of(group: accounts.Group) -> accounts.User:
    """This function will give the representative of a group."""
    user = group.members.get(role="representative").user
    assert user is not None
    return user


def plan(room: models.Room, group: accounts.Group, **fields: Any) -> planning.Plan:  # noqa: ANN401 - plan and wish
    """This function will make a plan; `pattern`, `first`, `last`, `purpose` or what a wish says may differ."""
    said = {name: fields.pop(name) for name in ("pattern", "first", "last", "purpose") if name in fields}
    usual = wishes.Wish(
        room=room,
        date=make.DAY,
        periods=("morning",),
        headcount=8,
        person=leader_of(group),
        group=group,
    )
    named = {"pattern": WEEKLY, "first": make.DAY, "last": LAST, "purpose": "健康体操の練習", **said}
    return planning.Plan(wish=replace(usual, date=named["first"], **fields), **named)


def ticked(run: planning.DryRun) -> dict[date, named_slots.Slot]:
    """This function will give what a dry run has ticked, as a person sends it who changes nothing."""
    found = {}
    for planned in run.dates:
        slot = named_slots.slot_from(planned.picked_text)
        if slot:
            found[planned.date] = slot
    return found


def make_series(room: models.Room, group: accounts.Group, **fields: Any) -> models.Series:  # noqa: ANN401 - a plan's
    """This function will make the series of all that fits in a plan."""
    wanted = plan(room, group, **fields)
    chosen = ticked(planning.dry_run(wanted, now=make.NOW))
    return actions.reserve_series(wanted, chosen=chosen, by=leader_of(group), now=make.NOW)
