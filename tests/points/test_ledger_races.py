"""Real processes at the same accounts, with colliding keys and sources; the long form by RACE_ROUNDS."""

import os
import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from points import actions, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PROCESSES = 8
CALLS = 40
EXPECTED = (
    errors.AlreadyAwarded,
    errors.BudgetSpent,
    errors.CapReached,
    errors.HoldEnded,
    errors.KeyReused,
    errors.NotEnoughPoints,
    errors.PointsExpired,
)


def _work(seed: int, number: int) -> dict[str, int]:
    """One process of one round: calls whose keys, sources and accounts collide with those of the others."""
    dice = random.Random(f"{number}-{seed}")
    told: Counter[str] = Counter()
    for _ in range(CALLS):
        try:
            told["replayed" if _step(dice, number).replayed else "posted"] += 1
        except EXPECTED as refusal:
            told[type(refusal).__name__] += 1
    return dict(told)


def _step(dice: random.Random, number: int) -> Any:  # noqa: ANN401 - a posting or a hold
    person = f"u-{dice.randrange(6)}"
    key = f"{number}-{dice.randrange(60)}"
    moment: dict[str, Any] = {"by": None, "now": factories.NOW}
    match dice.randrange(8):
        case 0 | 1 | 2:
            return factories.earn(
                person, dice.randrange(1, 4), source_code=key, key=f"award-{dice.randrange(90)}-{number}"
            )
        case 3:
            return factories.earn(person, 1, rule_code="campaign", source_code=key, key=f"campaign-{key}-{person}")
        case 4:
            return actions.redeem(
                person_code=person,
                amount=dice.randrange(1, 4),
                source_kind="t",
                source_code="t",
                key=f"r-{key}",
                **moment,
            )
        case 5:
            return actions.give(
                person_code=person,
                amount=1,
                to_kind="person",
                to_code=f"u-{(int(person[2:]) + 1) % 6}",
                note="",
                key=f"g-{key}",
                **moment,
            )
        case 6:
            held = actions.hold(
                person_code=person,
                amount=2,
                source_kind="t",
                source_code="t",
                expires_at=factories.NOW + timedelta(days=9),
                key=f"h-{key}",
                **moment,
            )
            end = dice.choice([_capture, _void])
            return end(held.code)
        case _:
            code = models.Posting.objects.filter(kind="award").order_by("?").values_list("code", flat=True).first()
            return actions.reverse(code or "", reason="", key=f"v-{code}", **moment)


def _capture(code: str) -> actions.Posting:
    return actions.capture(code, key=f"c-{code}", by=None, now=factories.NOW)


def _void(code: str) -> actions.Hold:
    return actions.void(code, now=factories.NOW)


def _award_event(number: int, order: list[int]) -> list[str]:
    awards = [
        actions.Award(
            f"u-{one}", "attendance", "event", f"e-{number}", Decimal(1), factories.TODAY, f"e-{number}-{one}"
        )
        for one in order
    ]
    return [str(one.posting) for one in actions.award_event(awards, by=None, now=factories.NOW)]


def _redeem(code: str, by: Any, place: str) -> None:  # noqa: ANN401 - a person
    at = queries.Place("center", place, f"{place}の窓口")
    actions.redeem_voucher(code, place=at, by=by, now=factories.NOW)


def test_colliding_calls_of_eight_processes_leave_no_drift() -> None:
    factories.rule(caps={"day": 400})
    factories.rule("campaign", campaign=factories.campaign(40))
    factories.earn("u-0", 1)
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            outcomes = field.run([race.Call(_work, {"seed": seed, "number": number}) for seed in range(PROCESSES)])
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
    actions.seal_chain(now=factories.NOW)
    call_command("verify_points", stdout=StringIO())
    assert models.Posting.objects.count() == models.ChainLink.objects.count() > 100


def test_an_activity_pays_once_whatever_keys_come_at_the_same_instant() -> None:
    factories.rule()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(10)):
            calls = [
                race.Call(
                    factories.earn,
                    {"person": "u-1", "quantity": 5, "source_code": f"s-{number}", "key": f"k-{number}-{i}"},
                )
                for i in range(PROCESSES)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": PROCESSES}
            assert sorted(one.value.replayed for one in outcomes) == [False] + [True] * (PROCESSES - 1)
    assert models.Account.objects.get(owner_code="u-1").balance == 5 * race.rounds(10)


def test_a_key_is_used_once_by_whichever_person_comes_first() -> None:
    factories.rule()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(10)):
            calls = [
                race.Call(
                    factories.earn,
                    {"person": f"u-{i}", "quantity": 5, "source_code": f"s-{number}", "key": f"k-{number}"},
                )
                for i in range(PROCESSES)
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "KeyReused": PROCESSES - 1}
    call_command("verify_points", stdout=StringIO())


def test_two_events_with_the_same_people_in_other_order_do_not_deadlock() -> None:
    factories.rule()
    people = list(range(30))
    with race.runners(4) as field:
        for number in range(race.rounds(5)):
            orders = [random.Random(f"{number}{i}").sample(people, len(people)) for i in range(4)]
            outcomes = field.run([race.Call(_award_event, {"number": number, "order": order}) for order in orders])
            assert race.tally(outcomes) == {"ok": 4}, [one.detail for one in outcomes if one.detail]
    assert models.Posting.objects.count() == 30 * race.rounds(5)


def test_the_last_of_a_stock_goes_to_one_person() -> None:
    factories.rule()
    people = [accounts.UserFactory.create() for _ in range(PROCESSES)]
    for person in people:
        factories.earn(person, 10 * race.rounds(5))
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(5)):
            perk = factories.PerkFactory.create(stock=2)
            calls = [
                race.Call(factories.order, {"perk": perk, "person": person, "key": os.urandom(4).hex()})
                for person in people
            ]
            assert race.tally(field.run(calls)) == {"ok": 2, "SoldOut": PROCESSES - 2}
    call_command("verify_points", stdout=StringIO())


def test_one_key_orders_one_voucher_however_often_it_is_sent() -> None:
    factories.rule()
    person = accounts.UserFactory.create()
    factories.earn(person, 1000)
    perk = factories.PerkFactory.create(most_per_person=5)
    with race.runners(PROCESSES) as field:
        outcomes = field.run([race.Call(factories.order, {"perk": perk, "person": person, "key": "same"})] * PROCESSES)
    assert race.tally(outcomes) == {"ok": PROCESSES}
    assert len({one.value.code for one in outcomes}) == 1
    assert models.Voucher.objects.count() == 1


def test_two_desks_at_one_voucher_give_one_winner_and_the_other_learns_where() -> None:
    factories.rule()
    person, desk = accounts.UserFactory.create(), accounts.staff_of("kuji")
    factories.earn(person, 10 * race.rounds(10))
    with race.runners(2) as field:
        for _ in range(race.rounds(10)):
            voucher = factories.order(factories.PerkFactory.create(), person)
            calls = [
                race.Call(_redeem, {"code": voucher.code, "by": desk, "place": place}) for place in ("kuji", "suwa")
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "VoucherUsed": 1}
            winner = ["kuji", "suwa"][[one.name for one in outcomes].index("ok")]
            told = next(one.value for one in outcomes if one.name != "ok")
            assert told == f"この引換券は、2026年11月20日 12:00に{winner}の窓口で使われています。二度は使えません。"
    call_command("verify_points", stdout=StringIO())
