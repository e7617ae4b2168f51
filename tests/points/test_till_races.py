"""Real processes at one code, one slip, one payment, one month: one winner, and the named error for the rest."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import models as people
from points import actions, models, queries, rules
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slip_corrections as correcting
from points.actions import slip_returns as returning
from points.actions import slips as sending
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.factories import points as factories
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PROCESSES = 6
NOW = tills.NOW
MONTH = date(2026, 11, 1)
# The last instant of November in Tokyo, and the first of December.
LAST = datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC)
OVER = LAST + timedelta(seconds=1)


def _take(code: models.PaymentCode, till: models.Till, by: people.User, key: str) -> int:
    return payments.pay_by_code(code, till=till, amount=50, key=key, by=by, now=NOW).amount


def _refund(payment: models.Payment, by: people.User, key: str) -> int:
    return payments.refund(payment, amount=40, reason="", by_city=False, key=key, by=by, now=NOW).amount


def _send(till: models.Till, code: str, by: people.User) -> int:
    plan = sending.SlipPlan(written_code=code, amount=50, noted_at=NOW)
    return sending.send_slip(plan, till=till, source="api", by=by, now=NOW + timedelta(hours=1)).pk


def _decide(slip: str, by: people.User, decision: str) -> str:
    return sending.decide_slip(slip, decision=decision, note="停電", by=by, now=NOW).state


def _decide_return(code: str, by: people.User, *, approve: bool) -> str:
    return returning.decide_return(code, approve=approve, reason="正しい支払い", by=by, now=NOW).state


def _expire(now: datetime) -> int:
    return actions.expire_lots(now=now)


def _pay(till: models.Till, person: people.User, key: str, now: datetime) -> int:
    return payments.pay_at_till(till, person=person, amount=50, key=key, now=now).amount


def _settle(till: models.Till, by: people.User) -> int:
    return closing.settle(till, month=MONTH, by=by, now=OVER).points


def _reconciled() -> None:
    actions.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())


def test_two_shops_at_one_code_take_it_once() -> None:
    shops = [tills.shop() for _ in range(2)]
    workers = [tills.manager(shop) for shop in shops]
    with race.runners(2) as field:
        for number in range(race.rounds(4)):
            person = tills.payer(100)
            code = tills.shown(person)
            calls = [
                race.Call(_take, {"code": code, "till": till, "by": by, "key": f"{number}-{till.code}"})
                for till, by in zip(shops, workers, strict=True)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "PaymentCodeUsed": 1}, [one.detail for one in outcomes]
            assert queries.balance(person.code, now=NOW).total == 50
    _reconciled()


def test_one_slip_sent_at_once_counts_once() -> None:
    shop = tills.shop()
    by = tills.manager(shop)
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(4)):
            person = tills.payer(100)
            code = tills.booklet(person)[0].short_code
            outcomes = field.run([race.Call(_send, {"till": shop, "code": code, "by": by})] * PROCESSES)
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
            assert len({one.value for one in outcomes}) == 1
            assert queries.balance(person.code, now=NOW).total == 50
    _reconciled()


def test_a_slip_against_a_shown_code_that_was_freed_takes_it_once() -> None:
    """A typing mistake used the code up; once it is freed, one shop sends a slip with it while another scans it."""
    shops = [tills.shop() for _ in range(2)]
    with race.runners(2) as field:
        for number in range(race.rounds(4)):
            person = tills.payer(100)
            freed, right = tills.booklet(person)[:2]
            _freed(freed, right, shops[0])
            scan = {"code": freed, "till": shops[1], "by": tills.manager(shops[1]), "key": f"k-{number}"}
            slip = {"till": shops[0], "code": freed.short_code, "by": tills.manager(shops[0])}
            outcomes = field.run([race.Call(_take, scan), race.Call(_send, slip)])
            [way] = models.Payment.objects.filter(payment_code=freed, freed_at=None).values_list("way", flat=True)
            sent = models.Slip.objects.filter(till=shops[0], written_code=freed.short_code).latest("pk")
            told = (race.tally(outcomes), sent.state, sent.reason)
            assert (
                told
                == {
                    "code": ({"ok": 2}, "case", "payment_code_used"),
                    "slip": ({"ok": 1, "PaymentCodeUsed": 1}, "taken", "payment_code_not_found"),
                }[way]
            ), [one.detail for one in outcomes]
            assert queries.balance(person.code, now=NOW).total == 40
    _reconciled()


def test_two_slips_sent_for_one_freed_code_are_one_payment_and_one_case() -> None:
    shops = [tills.shop() for _ in range(2)]
    with race.runners(2) as field:
        for _ in range(race.rounds(4)):
            person = tills.payer(100)
            freed, right = tills.booklet(person)[:2]
            _freed(freed, right, shops[0])
            calls = [
                race.Call(_send, {"till": till, "code": freed.short_code, "by": tills.manager(till)}) for till in shops
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 2}, [one.detail for one in outcomes]
            sent = models.Slip.objects.filter(pk__in=[one.value for one in outcomes])
            assert sorted(sent.values_list("state", "reason")) == [
                ("case", "payment_code_used"),
                ("taken", "payment_code_not_found"),
            ]
            assert queries.balance(person.code, now=NOW).total == 40
    _reconciled()


def _freed(code: models.PaymentCode, right: models.PaymentCode, till: models.Till) -> None:
    """Sends a slip of ten points with a mistyped number, and puts it right: the code that it used up is free again."""
    plan = sending.SlipPlan(written_code=code.short_code, amount=10, noted_at=NOW)
    slip = sending.send_slip(plan, till=till, source="form", by=tills.manager(till), now=NOW)
    correction = correcting.CorrectionPlan(
        written_code=right.short_code, amount=10, noted_at=NOW, reason="番号の書き間違い", key="K"
    )
    correcting.correct_slip(slip.code, correction, by=accounts.city_official(), now=NOW)


def test_what_the_city_paid_is_taken_back_once() -> None:
    shop = tills.shop()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            plan = sending.SlipPlan(written_code=f"ZZZZ{number:04d}", amount=5, noted_at=NOW)
            case = sending.send_slip(plan, till=shop, source="form", by=tills.manager(shop), now=NOW)
            sending.decide_slip(case.code, decision="pay", note="停電", by=accounts.city_official(), now=NOW)
            asked = returning.ask_back(case.code, reason="取り違え", key="K", by=accounts.city_official(), now=NOW)
            calls = [
                race.Call(_decide_return, {"code": asked.code, "by": accounts.city_official(), "approve": approve})
                for approve in [True, False] * (PROCESSES // 2)
            ]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "RecordDecided": PROCESSES - 1}
            assert reads.waiting(shop) == 5 * models.SlipReturn.objects.filter(state="refused").count()
    _reconciled()


def test_a_case_is_decided_once() -> None:
    shop, officials = tills.shop(), [accounts.city_official() for _ in range(PROCESSES)]
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            plan = sending.SlipPlan(written_code=f"ZZZZ{number:04d}", amount=5, noted_at=NOW)
            case = sending.send_slip(plan, till=shop, source="form", by=tills.manager(shop), now=NOW)
            calls = [
                race.Call(_decide, {"slip": case.code, "by": by, "decision": decision})
                for by, decision in zip(officials, ["pay", "refuse"] * (PROCESSES // 2), strict=True)
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "SlipDecided": PROCESSES - 1}
    _reconciled()


def test_refund_against_refund_never_gives_more_than_was_paid() -> None:
    shop = tills.shop()
    by = tills.manager(shop)
    with race.runners(PROCESSES) as field:
        for _ in range(race.rounds(4)):
            person = tills.payer(100)
            paid = tills.pay(shop, person, 100)
            calls = [race.Call(_refund, {"payment": paid, "by": by, "key": f"{i}"}) for i in range(PROCESSES)]
            assert race.tally(field.run(calls)) == {"ok": 2, "RefundTooLarge": PROCESSES - 2}
            assert queries.balance(person.code, now=NOW).total == 80
    _reconciled()


def test_payment_against_expiry_spends_no_point_twice() -> None:
    shop = tills.shop()
    by = tills.manager(shop)
    factories.rule("short", expiry=("days", 0))
    swept = NOW + timedelta(days=1)
    with race.runners(2) as field:
        for number in range(race.rounds(4)):
            person = tills.payer(20)
            factories.earn(person, 60, rule_code="short")
            code = tills.shown(person)
            outcomes = field.run(
                [
                    race.Call(_take, {"code": code, "till": shop, "by": by, "key": f"e{number}"}),
                    race.Call(_expire, {"now": swept}),
                ]
            )
            # Swept first, 20 are left and 50 cannot be paid; paid first, 10 are left to sweep.
            paid = models.Payment.objects.filter(person_code=person.code).count()
            assert race.tally(outcomes) == ({"ok": 2} if paid else {"ok": 1, "NotEnoughPoints": 1})
            actions.expire_lots(now=swept)
            assert queries.balance(person.code, now=swept).total == 20
    _reconciled()


def test_a_late_payment_stands_in_one_settlement_and_no_point_is_lost() -> None:
    official = accounts.city_official()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(4)):
            shop, persons = tills.shop(), [tills.payer(100) for _ in range(PROCESSES - 1)]
            payments.pay_at_till(shop, person=persons[0], amount=5, key=f"first-{number}", now=NOW)
            calls = [
                race.Call(_pay, {"till": shop, "person": one, "key": f"{number}-{one.code}", "now": LAST})
                for one in persons
            ]
            outcomes = field.run([*calls, race.Call(_settle, {"till": shop, "by": official})])
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
            assert outcomes[-1].value + reads.waiting(shop) == 5 + 50 * len(persons)
    _reconciled()


def test_of_many_payments_at_the_last_place_of_a_day_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    # The processes are forked after this, and know the lower limit.
    monkeypatch.setattr(rules.tills, "MOST_PAYMENTS_A_DAY", 3)
    shop = tills.shop()
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(2)):
            person = tills.payer(500)
            for turn in range(2):
                _pay(shop, person, f"before-{number}-{turn}", NOW)
            calls = [
                race.Call(_pay, {"till": shop, "person": person, "key": f"{number}-{turn}", "now": NOW})
                for turn in range(PROCESSES)
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "PayerDayFull": PROCESSES - 1}
            assert models.Payment.objects.filter(person_code=person.code).count() == 3
    _reconciled()
