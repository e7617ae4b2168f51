"""Two desks at one group, two groups at one name: one decision, one name, in every round."""

from datetime import UTC, datetime

import pytest

from backend.accounts import actions, enums, models, queries
from backend.notices import models as notices
from tests.factories import accounts
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROCESSES = race.processes(4, full=8)
ROUNDS = race.rounds(6)
NOW = accounts.NOW
FEBRUARY = datetime(2027, 2, 1, 3, 0, tzinfo=UTC)


def approve(group: int, person: int) -> str:
    return actions.approve_group(_group(group), by=_person(person), now=NOW).status


def refuse(group: int, person: int) -> str:
    return actions.refuse_group(_group(group), reason="見送り", by=_person(person), now=NOW).status


def register(name: str, person: int) -> str:
    made = actions.register_group(
        name=name, kana="", purpose="見本", center_code="kuji", members=[], by=_person(person), now=NOW
    )
    return made.code


def renew(group: int, person: int) -> str:
    found = _group(group)
    made = actions.renew_group(
        found, name=found.name, kana="", purpose="見本", staying=[], members=[], by=_person(person), now=FEBRUARY
    )
    return made.status


def hand_over(member: int, person: int) -> None:
    row = models.GroupMember.objects.select_related("user", "group").get(pk=member)
    actions.hand_over_group(row, by=_person(person), now=NOW)


def remind() -> int:
    return actions.remind_groups(now=FEBRUARY)


def _group(pk: int) -> models.Group:
    return models.Group.objects.get(pk=pk)


def _person(pk: int) -> models.User:
    return models.User.objects.get(pk=pk)


def test_one_of_all_desks_decides_in_every_round() -> None:
    desks = [accounts.staff_of("kuji").pk for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for _ in range(ROUNDS):
            group = accounts.GroupFactory.create(representative=accounts.UserFactory.create(), pending=True)
            deeds = [approve if place % 2 else refuse for place in range(PROCESSES)]
            outcomes = field.run(
                [race.Call(deed, {"group": group.pk, "person": desk}) for deed, desk in zip(deeds, desks, strict=True)]
            )
            assert race.tally(outcomes) == {"ok": 1, "AlreadyReviewed": PROCESSES - 1}, outcomes
            (line,) = queries.registrations_of(group)
            group.refresh_from_db()
            assert [outcome.value for outcome in outcomes if outcome.name == "ok"] == [group.status] == [line.status]


def test_one_of_all_groups_gets_a_name_in_every_round() -> None:
    people = [accounts.UserFactory.create().pk for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            names = [f"見本{' ' * place}の会{number}" for place in range(PROCESSES)]
            calls = [race.Call(register, {"name": n, "person": p}) for n, p in zip(names, people, strict=True)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "GroupNameTaken": PROCESSES - 1}, outcomes


def test_a_group_applies_once_when_all_its_deputies_press_at_once() -> None:
    deputies = [accounts.UserFactory.create() for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for _ in range(ROUNDS):
            group = accounts.GroupFactory.create(representative=accounts.UserFactory.create())
            for deputy in deputies:
                accounts.GroupMemberFactory.create(group=group, user=deputy, role=enums.GroupRole.DEPUTY)
            outcomes = field.run([race.Call(renew, {"group": group.pk, "person": d.pk}) for d in deputies])
            assert race.tally(outcomes) == {"ok": 1, "RegistrationWaits": PROCESSES - 1}, outcomes


def test_a_group_has_one_representative_whoever_is_handed_it_at_once() -> None:
    with race.runners(PROCESSES) as field:
        for _ in range(ROUNDS):
            leader = accounts.UserFactory.create()
            group = accounts.GroupFactory.create(representative=leader)
            rows = [
                accounts.GroupMemberFactory.create(group=group, role=enums.GroupRole.DEPUTY) for _ in range(PROCESSES)
            ]
            outcomes = field.run([race.Call(hand_over, {"member": row.pk, "person": leader.pk}) for row in rows])
            assert race.tally(outcomes) == {"ok": PROCESSES}, outcomes
            assert group.members.filter(role=enums.GroupRole.REPRESENTATIVE).count() == 1


def test_each_group_is_reminded_once_however_many_workers_run() -> None:
    with race.runners(PROCESSES) as field:
        for number in range(min(ROUNDS, 20)):
            leader = accounts.UserFactory.create()
            accounts.GroupFactory.create(representative=leader, valid_until=datetime(2027, 3, 31, tzinfo=UTC).date())
            outcomes = field.run([race.Call(remind)] * PROCESSES)
            assert sum(outcome.value for outcome in outcomes) == 1, outcomes
            assert notices.Notice.objects.filter(template="accounts/group_expiring").count() == number + 1
