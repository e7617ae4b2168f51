"""Races of perks between real processes: of those who collide one wins, and the rest are told by name."""

from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import models as people
from points import actions, enums, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories
from tests.support import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

DESK = queries.Place("center", "kuji", "久慈交流センター")
LATER = factories.NOW.replace(year=2027, month=3)


def _person(points: int) -> people.User:
    made = accounts.UserFactory.create()
    factories.earn(made, points)
    return made


def _order(perk: models.Perk, person: people.User, key: str) -> str:
    return factories.order(perk, person, key=key).code


def _redeem(code: str, by: people.User, key: str = "") -> str:
    return actions.redeem_voucher(code, place=DESK, by=by, now=factories.NOW, sheets=6 if key else None, key=key).code


def _cancel(code: str, by: people.User) -> str:
    return actions.cancel_order(code, person_code=by.code, by=by, now=factories.NOW).code


def _apply(code: str, by: people.User, booking: str) -> str:
    return actions.apply_coupon(code, person_code=by.code, booking_code=booking, by=by, now=factories.NOW).code


def _cancel_for(code: str, by: people.User) -> str:
    return actions.cancel_for(code, reason="工事のため", by=by, now=factories.NOW).code


def _lapse() -> int:
    return actions.lapse_vouchers(now=LATER)


def _supply(code: str, by: people.User, key: str) -> int:
    return actions.supply_perk(
        code, actions.SupplyPlan(arrived_change=1, reason="納品"), key=key, by=by, now=factories.NOW
    ).seq


def _adds_up() -> None:
    actions.seal_chain(now=factories.NOW)
    call_command("verify_points", stdout=StringIO())


def test_the_last_piece_goes_to_one_person() -> None:
    factories.rule()
    persons = [_person(10 * race.rounds(5)) for _ in range(4)]
    with race.runners(4) as field:
        for number in range(race.rounds(5)):
            perk = factories.PerkFactory.create(goods=True, stock=1)
            calls = [race.Call(_order, {"perk": perk, "person": one, "key": f"k-{number}"}) for one in persons]
            assert race.tally(field.run(calls)) == {"ok": 1, "SoldOut": 3}
    _adds_up()


def test_one_person_does_not_get_past_the_limit_by_many_windows() -> None:
    factories.rule()
    person = _person(10 * race.rounds(5))
    with race.runners(4) as field:
        for number in range(race.rounds(5)):
            perk = factories.PerkFactory.create(most_per_person=1, person_span="month")
            calls = [race.Call(_order, {"perk": perk, "person": person, "key": f"{number}-{one}"}) for one in range(4)]
            assert race.tally(field.run(calls)) == {"ok": 1, "PerkLimitReached": 3}
    _adds_up()


def test_all_together_do_not_get_past_the_limit_of_a_month() -> None:
    factories.rule()
    persons = [_person(10 * race.rounds(5)) for _ in range(4)]
    with race.runners(4) as field:
        for number in range(race.rounds(5)):
            perk = factories.PerkFactory.create(most_in_span=1, total_span="month")
            calls = [race.Call(_order, {"perk": perk, "person": one, "key": f"k-{number}"}) for one in persons]
            assert race.tally(field.run(calls)) == {"ok": 1, "SoldOutForNow": 3}
    _adds_up()


def test_a_handover_and_cancellations_at_the_same_instant_have_one_winner() -> None:
    factories.rule()
    person, desk = _person(10 * race.rounds(8)), accounts.staff_of("kuji")
    with race.runners(3) as field:
        for _ in range(race.rounds(8)):
            voucher = factories.order(factories.PerkFactory.create(goods=True), person)
            calls = [
                race.Call(_redeem, {"code": voucher.code, "by": desk}),
                race.Call(_cancel, {"code": voucher.code, "by": person}),
                race.Call(_cancel_for, {"code": voucher.code, "by": desk}),
            ]
            told = race.tally(field.run(calls))
            assert told in ({"ok": 1, "VoucherUsed": 2}, {"ok": 1, "VoucherCancelled": 2})
            voucher.refresh_from_db()
            assert (voucher.state == enums.VoucherState.USED) == ("VoucherUsed" in told)
    _adds_up()


@pytest.mark.parametrize("was_used", [False, True])
def test_a_coupon_is_used_or_cancelled_at_the_same_instant_and_not_both(was_used: bool) -> None:
    factories.rule()
    person = _person(10 * race.rounds(10))
    with race.runners(2) as field:
        for number in range(race.rounds(10)):
            coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
            if was_used:
                _apply(coupon.code, person, f"b-before-{number}")
                actions.release_coupon(booking_code=f"b-before-{number}", by=person, now=factories.NOW)
            applied, cancelled = field.run(
                [
                    race.Call(_apply, {"code": coupon.code, "by": person, "booking": f"b-{number}"}),
                    race.Call(_cancel, {"code": coupon.code, "by": person}),
                ]
            )
            assert (applied.name, cancelled.name) in (("ok", "VoucherUsed"), ("VoucherCancelled", "ok"))
            coupon.refresh_from_db()
            assert (coupon.state == enums.VoucherState.USED) == (applied.name == "ok")
            held = coupon.hold.state == enums.HoldState.CAPTURED
            assert held == (was_used or applied.name == "ok")
    _adds_up()


def test_a_lapse_and_a_handover_at_the_same_instant_have_one_winner() -> None:
    factories.rule()
    person, desk = _person(10 * race.rounds(8)), accounts.staff_of("kuji")
    with race.runners(2) as field:
        for _ in range(race.rounds(8)):
            voucher = factories.order(factories.PerkFactory.create(goods=True), person)
            handed, lapsed = field.run([race.Call(_redeem, {"code": voucher.code, "by": desk}), race.Call(_lapse)])
            assert (handed.name, lapsed.value) in (("ok", 0), ("VoucherLapsed", 1))
    _adds_up()


def test_sheets_are_never_used_twice_at_two_desks() -> None:
    factories.rule()
    person, desk = _person(10 * race.rounds(8)), accounts.staff_of("kuji")
    with race.runners(3) as field:
        for _ in range(race.rounds(8)):
            voucher = factories.order(factories.PerkFactory.create(copies=True), person)
            calls = [race.Call(_redeem, {"code": voucher.code, "by": desk, "key": f"d{one}"}) for one in range(3)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "SheetsLeft": 2}
            told = next(one.value for one in outcomes if one.name != "ok")
            assert told == errors.SheetsLeft(left=4).sentence
    _adds_up()


def test_pieces_that_arrive_while_orders_come_and_go_are_promised_once() -> None:
    factories.rule()
    persons, desk = [_person(20 * race.rounds(5)) for _ in range(2)], accounts.staff_of("kuji")
    with race.runners(4) as field:
        for number in range(race.rounds(5)):
            perk = factories.PerkFactory.create(goods=True, by_delivery=True)
            waiting = factories.order(perk, persons[0])
            calls = [
                race.Call(_order, {"perk": perk, "person": persons[0], "key": f"k-{number}"}),
                race.Call(_order, {"perk": perk, "person": persons[1], "key": f"k-{number}"}),
                race.Call(_cancel, {"code": waiting.code, "by": persons[0]}),
                race.Call(_supply, {"code": perk.code, "by": desk, "key": "d"}),
            ]
            assert race.tally(field.run(calls)) == {"ok": 4}
            actions.serve_waiting(now=factories.NOW)
            perk.refresh_from_db()
            assert (perk.arrived, perk.readied, perk.taken) == (1, 1, 2)
    _adds_up()
