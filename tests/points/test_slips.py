"""Paper slips: each counts once, ends as a payment or as a case, and never makes a balance negative."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from backend.accounts import models as people
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from points.actions import payments, slip_corrections
from points.actions import slips as sending
from tests.factories import accounts, tills
from tests.factories import points as factories
from tests.support import tries

pytestmark = pytest.mark.django_db
NOW = tills.NOW
NOTED = NOW + timedelta(hours=1)
SENT = NOW + timedelta(days=2)


def send(
    till: models.Till, code: str, amount: int = 50, *, noted_at: object = NOTED, now: object = SENT
) -> models.Slip:
    plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=noted_at)  # type: ignore[arg-type]
    return sending.send_slip(plan, till=till, source="form", by=tills.by_of(till), now=now)  # type: ignore[arg-type]


def decide(slip: models.Slip, decision: str, note: str = "", **how: object) -> models.Slip:
    by = how.pop("by", None) or accounts.city_official()
    return sending.decide_slip(slip.code, decision=decision, note=note, by=by, now=SENT)  # type: ignore[arg-type]


def usable(person: people.User) -> int:
    return queries.balance(person.code, now=SENT).usable


def test_a_slip_from_a_booklet_is_taken_once_however_often_it_is_sent() -> None:
    shop, person = tills.shop(), tills.payer(300)
    code = tills.booklet(person)[0].short_code
    sent = [send(shop, typed) for typed in (code, f"{code[:4]}-{code[4:].lower()}", code)]
    assert {one.pk for one in sent} == {sent[0].pk}
    taken = models.Payment.objects.get()
    assert (sent[0].state, sent[0].payment, taken.number, usable(person)) == ("taken", taken, None, 250)


def test_a_code_that_was_noted_twice_with_one_amount_pays_for_the_first_and_makes_the_second_a_case() -> None:
    shop, person = tills.shop(), tills.payer(300)
    code = tills.booklet(person)[0].short_code
    send(shop, code)
    again = send(shop, code, noted_at=NOTED + timedelta(minutes=1))
    assert (again.state, again.reason, usable(person)) == ("case", enums.SlipReason.USED, 250)
    with pytest.raises(errors.SlipNotTakeable, match="使用済み"):
        decide(again, sending.TAKE)


def test_a_slip_that_was_added_to_and_is_sent_again_is_the_one_that_was_sent() -> None:
    shop, code = tills.shop(), tills.booklet(tills.payer(300))[0].short_code
    first = send(shop, code)
    plan = slip_corrections.CorrectionPlan(
        written_code=code, amount=100, noted_at=first.noted_at, reason="書き誤り", key="k"
    )
    made = slip_corrections.correct_slip(first.code, plan, by=accounts.city_official(), now=SENT).made
    assert made is not None
    assert (made.amount, send(shop, code)) == (first.amount, first)


def test_a_code_from_the_screen_can_be_noted_while_it_counts() -> None:
    shop, person = tills.shop(), tills.payer()
    code = tills.shown(person)
    late = send(shop, code.short_code, noted_at=NOW + timedelta(minutes=4))
    assert late.reason == enums.SlipReason.EXPIRED_CODE
    assert send(shop, code.short_code, noted_at=NOW + timedelta(minutes=2)).state == "taken"


def _used(person: people.User, code: models.PaymentCode) -> None:
    other = tills.shop()
    payments.pay_by_code(code, till=other, amount=1, key="x", by=tills.manager(other), now=NOTED)


def _gone(person: people.User, code: models.PaymentCode) -> None:
    factories.rule("brief", expiry=("days", 1))
    factories.earn(person, 40, rule_code="brief")


def _blocked(person: people.User, code: models.PaymentCode) -> None:
    assert code.booklet is not None
    payments.block_booklet(code.booklet, by=person, now=NOW)


def _nothing(person: people.User, code: models.PaymentCode) -> None:
    """Nothing happens before."""


@pytest.mark.parametrize(
    ("reason", "before", "changes"),
    [
        (enums.SlipReason.USED, _used, {}),
        (enums.SlipReason.UNKNOWN, _nothing, {"code": "ZZZZZZZZ"}),
        (enums.SlipReason.SHORT, _nothing, {"amount": 61}),
        (enums.SlipReason.GONE, _gone, {"amount": 90}),
        (enums.SlipReason.NO_CONTRACT, _nothing, {"noted_at": NOTED + timedelta(days=1)}),
        (enums.SlipReason.LATE, _nothing, {"now": NOTED + timedelta(days=15)}),
        (enums.SlipReason.BLOCKED, _blocked, {}),
        (enums.SlipReason.TOO_LARGE, _nothing, {"amount": 501}),
    ],
)
def test_what_cannot_be_taken_becomes_a_case_and_takes_nothing(
    reason: str, before: Callable[..., None], changes: dict[str, Any]
) -> None:
    shop, person = tills.shop(ends_on=NOTED.date()), tills.payer(60)
    code = tills.booklet(person)[0]
    before(person, code)
    had = usable(person)
    sent = {"code": code.short_code} | changes
    made = send(shop, **sent)
    assert (made.state, made.reason, usable(person)) == ("case", reason, had)
    assert send(shop, **sent) == made


def _holds(person: people.User) -> None:
    factories.order(factories.PerkFactory.create(price=20), person)


def _pays(person: people.User) -> None:
    tills.pay(tills.shop(), person, 20)


def _lets_expire(person: people.User) -> None:
    factories.rule("brief", expiry=("days", 0))
    factories.earn(person, 20, rule_code="brief")


@pytest.mark.parametrize(
    ("before", "left"), [(_holds, 40), (_pays, 40), (_lets_expire, 60)], ids=["held", "paid", "expired"]
)
def test_a_slip_takes_the_last_usable_point_and_one_more_is_a_case(
    before: Callable[[people.User], None], left: int
) -> None:
    """What is set aside for an order, spent meanwhile or expired since is not there for a slip."""
    shop, person = tills.shop(), tills.payer(60)
    first, second = (one.short_code for one in tills.booklet(person)[:2])
    before(person)
    sent = []
    for code, amount in ((first, left + 1), (second, left)):
        plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=NOTED)
        slip = sending.send_slip(plan, till=shop, source="form", by=tills.by_of(shop), now=SENT)
        sent.append(slip.state)
    assert sent == ["case", "taken"]
    assert usable(person) == 0


def test_who_notes_codes_that_are_not_there_very_often_has_to_wait() -> None:
    shop = tills.shop()
    for number in range(30):
        send(shop, "ZZZZZZZZ", number + 1)
    code = tills.booklet(tills.payer(60))[0].short_code
    with pytest.raises(errors.perks.CodeTriesTooMany):
        send(shop, code)
    assert models.Slip.objects.filter(state="case").count() == 30
    with pytest.raises(errors.perks.CodeTriesTooMany):
        payments.code_typed(code, by=tills.by_of(shop))
    tries.forget("payment-code", tills.by_of(shop).code)
    assert send(shop, code).state == "taken"


def test_a_slip_of_the_future_is_refused() -> None:
    with pytest.raises(errors.SlipInFuture):
        send(tills.shop(), "ABCDEFGH", noted_at=SENT + timedelta(minutes=1))


def test_the_city_pays_a_case_and_the_resident_loses_nothing() -> None:
    shop, person = tills.shop(), tills.payer(10)
    case = send(shop, tills.booklet(person)[0].short_code)
    with pytest.raises(errors.ReasonMissing):
        decide(case, sending.PAY)
    paid = decide(case, sending.PAY, "停電のため")
    assert (paid.state, usable(person)) == ("paid", 10)
    assert models.Account.objects.get(owner_code=shop.place_code).balance == 50
    assert notices.Notice.objects.filter(user=tills.manager(shop), subject__contains="伝票の確認").count() == 1
    with pytest.raises(errors.SlipDecided):
        decide(case, sending.REFUSE, "もう一度")


MIRROR = """
    DO $$ DECLARE o points_posting; v points_posting; BEGIN
        SELECT * INTO o FROM points_posting WHERE source_kind = 'slip';
        v.debit_id := o.credit_id;
        v.credit_id := o.debit_id;
        v.reverses_id := o.id;
        PERFORM points_write(points_draft(v, 'pt-X', 'home', 'reverse', o.amount, o.source_kind, o.source_code,
                                          o.happened_on, 'x', sha256('x'), '', o.at));
    END $$
"""


def test_what_the_city_paid_for_a_slip_is_not_taken_back_beside_it() -> None:
    shop, person = tills.shop(), tills.payer(10)
    paid = decide(send(shop, tills.booklet(person)[0].short_code), sending.PAY, "停電のため")
    assert paid.posting is not None
    with pytest.raises(errors.NotReversible):
        actions.reverse(paid.posting.code, reason="まちがい", key="x", by=None, now=SENT)
    assert tills.refused_by_hand(MIRROR) == "points_slip_stays_paid"
    assert models.Account.objects.get(owner_code=shop.place_code).balance == 50


def test_the_city_refuses_a_case_with_a_reason() -> None:
    case = send(tills.shop(), "ZZZZZZZZ")
    assert decide(case, sending.REFUSE, "番号が確かめられないため").state == "refused"


def test_a_case_is_taken_after_all_when_the_points_are_there() -> None:
    shop, person = tills.shop(), tills.payer(10)
    case = send(shop, tills.booklet(person)[0].short_code)
    with pytest.raises(errors.SlipNotTakeable, match="ポイントが足りない"):
        decide(case, sending.TAKE)
    factories.earn(person, 100)
    assert (decide(case, sending.TAKE).state, usable(person)) == ("taken", 60)


def test_nobody_decides_about_their_own_shop() -> None:
    official = accounts.city_official()
    case = send(tills.shop(manager=official), "ZZZZZZZZ")
    with pytest.raises(errors.OwnRecord):
        decide(case, sending.PAY, "x", by=official)


def test_the_sweep_and_verify_know_nothing_amiss_after_slips() -> None:
    shop, person = tills.shop(), tills.payer(10)
    decide(send(shop, tills.booklet(person)[0].short_code), sending.PAY, "停電のため")
    assert actions.expire_lots(now=NOW + timedelta(days=3000)) == 1
