"""Real processes that give, spend and send back the same points at once; the long form by RACE_ROUNDS."""

import random
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import models as accounts
from points import actions, errors, models
from points.actions import giving
from points.errors import giving as refusals
from tests.factories import giving as gifts
from tests.factories import points as factories
from tests.support import race, tries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PROCESSES = 8


def _give(word: str, amount: int, key: str, giver_code: str) -> str:
    giver = accounts.User.objects.get(code=giver_code)
    return giving.give_gift(giving.GiftPlan(word=word, amount=amount, key=key), by=giver, now=factories.NOW).gift.code


def _spend(person_code: str, amount: int, key: str) -> str:
    return actions.redeem(
        person_code=person_code, amount=amount, source_kind="t", source_code=key, key=key, by=None, now=factories.NOW
    ).code


def _return(gift_code: str, taker_code: str) -> str:
    taker = accounts.User.objects.get(code=taker_code)
    gift = models.Gift.objects.get(code=gift_code)
    return giving.return_gift(gift, by=taker, now=factories.NOW).code


def _balance(code: str) -> int:
    return models.Account.objects.get(owner_code=code).balance


def test_one_press_of_the_button_sent_many_times_gives_once() -> None:
    gifts.terms()
    giver, taker = gifts.adult(1000), gifts.adult()
    word = gifts.word_of(taker)
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(3)):
            tries.forget("gift-code", giver.code)
            call = race.Call(_give, {"word": word, "amount": 1, "key": f"k{number}", "giver_code": giver.code})
            outcomes = field.run([call] * PROCESSES)
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
            assert len({one.value for one in outcomes}) == 1
    assert _balance(taker.code) == race.rounds(3)
    call_command("verify_points", stdout=StringIO())


def test_gifts_at_a_limit_leave_exactly_one_winner() -> None:
    gifts.terms()
    givers = [gifts.adult(10 * race.rounds(3)) for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(3)):
            for giver in givers:  # nobody guesses here: the tries of the long form are no guesses
                tries.forget("gift-code", giver.code)
            taker = gifts.adult()
            gifts.terms(person_day=15)
            word = gifts.word_of(taker)
            calls = [
                race.Call(_give, {"word": word, "amount": 10, "key": f"k{number}", "giver_code": giver.code})
                for giver in givers
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "GiftLimitReached": PROCESSES - 1}
            assert _balance(taker.code) == 10
    call_command("verify_points", stdout=StringIO())


def test_the_same_points_are_given_or_spent_and_never_both() -> None:
    gifts.terms()
    taker = gifts.adult()
    word = gifts.word_of(taker)
    with race.runners(2) as field:
        for number in range(race.rounds(5)):
            giver = gifts.adult(10)
            outcomes = field.run(
                [
                    race.Call(_give, {"word": word, "amount": 10, "key": f"k{number}", "giver_code": giver.code}),
                    race.Call(_spend, {"person_code": giver.code, "amount": 10, "key": f"s{number}"}),
                ]
            )
            assert race.tally(outcomes) == {"ok": 1, "NotEnoughPoints": 1}
            assert _balance(giver.code) == 0
    call_command("verify_points", stdout=StringIO())


def test_a_gift_goes_back_or_is_spent_and_never_both() -> None:
    gifts.terms()
    giver, taker = gifts.adult(10 * race.rounds(5)), gifts.adult()
    with race.runners(2) as field:
        for number in range(race.rounds(5)):
            tries.forget("gift-code", giver.code)
            gift = gifts.give(giver, taker, 10)
            outcomes = field.run(
                [
                    race.Call(_return, {"gift_code": gift.code, "taker_code": taker.code}),
                    race.Call(_spend, {"person_code": taker.code, "amount": 10, "key": f"s{number}"}),
                ]
            )
            names = [one.name for one in outcomes]
            assert names in (["ok", "NotEnoughPoints"], ["GiftUsed", "ok"])
            assert _balance(taker.code) == 0
    call_command("verify_points", stdout=StringIO())


def _ping_pong(codes: list[str], words: list[str], seed: int) -> dict[str, int]:
    dice, told = random.Random(seed), Counter[str]()
    for number in range(15):
        giver, taker = dice.sample(range(len(codes)), 2)
        try:
            _give(words[taker], dice.randrange(1, 9), f"{seed}-{number}", codes[giver])
            told["given"] += 1
        except (refusals.GiftLimitReached, refusals.GiftTriesTooMany, errors.NotEnoughPoints) as refusal:
            told[type(refusal).__name__] += 1
    return dict(told)


def test_ping_pong_in_parallel_drifts_by_nothing_and_makes_nothing_younger() -> None:
    gifts.terms(pair_day=200)
    people = [gifts.adult(40) for _ in range(4)]
    codes, words = [one.code for one in people], [gifts.word_of(one) for one in people]
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(2)):
            outcomes = field.run(
                [
                    race.Call(_ping_pong, {"codes": codes, "words": words, "seed": number * PROCESSES + seed})
                    for seed in range(PROCESSES)
                ]
            )
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
    assert sum(_balance(code) for code in codes) == 160
    assert models.Gift.objects.count() > 10
    dates = models.Lot.objects.filter(remaining__gt=0).values_list("expires_on", flat=True).distinct()
    assert len(set(dates)) == 1
    actions.seal_chain(now=factories.NOW)
    call_command("verify_points", stdout=StringIO())
