"""A slip that was typed wrongly is put right beside what it says: points go back, or are taken, or a case is made."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import errors, models, queries
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slip_corrections as correcting
from points.actions import slips as sending
from points.queries import slips as reads
from points.queries import tills as till_reads
from points.queries.checks import CHECKS
from tests.factories import accounts, tills

pytestmark = pytest.mark.django_db
NOW = tills.NOW
NOTED = NOW + timedelta(hours=1)
SENT = NOW + timedelta(days=2)


def send(till: models.Till, code: str, amount: int = 50) -> models.Slip:
    plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=NOTED)
    return sending.send_slip(plan, till=till, source="form", by=tills.by_of(till), now=SENT)


def correct(
    slip: models.Slip,
    *,
    by: people.User | None = None,
    now: datetime = SENT,
    **changed: Any,  # noqa: ANN401 - as the plan has them
) -> models.SlipCorrection:
    was = reads.facts(slip)
    told: dict[str, Any] = {"written_code": was.written_code, "amount": was.amount, "noted_at": was.noted_at}
    plan = correcting.CorrectionPlan(**told | {"reason": "書き間違い", "key": "K"} | changed)
    return correcting.correct_slip(slip.code, plan, by=by or accounts.staff_of("kuji"), now=now)


def usable(person: people.User) -> int:
    return queries.balance(person.code, now=SENT).usable


def taken(amount: int = 50, *, points: int = 300) -> tuple[models.Slip, people.User]:
    payer = tills.payer(points)
    return send(tills.shop(), tills.booklet(payer)[0].short_code, amount), payer


def sums_up(till: models.Till) -> int:
    """What the shop is owed for November, after all that the database asks at commit and every check."""
    connection.check_constraints()
    assert [one for check in CHECKS for one in check.differences(SENT.date())] == []
    return till_reads.statement(till, date(2026, 11, 1)).total


def test_what_was_too_much_goes_back_and_the_old_slip_stays_readable() -> None:
    slip, payer = taken(120)
    made = correct(slip, amount=80)
    assert (usable(payer), sums_up(slip.till)) == (220, 80)
    slip.refresh_from_db()
    assert (slip.amount, slip.state, reads.facts(slip).amount) == (120, "taken", 80)
    assert made.refund is not None
    assert (made.refund.amount, made.refund.reason, made.made) == (40, "伝票の訂正: 書き間違い", None)
    told = notices.Notice.objects.get(user=payer, template="points/slip_corrected").body
    assert ("120ポイント" in told, "80ポイント" in told, "返したポイント: 40ポイント" in told) == (True, True, True)
    assert notices.Notice.objects.filter(user=tills.manager(slip.till), template="points/slip_corrected").count() == 1
    noted = common.AuditEntry.objects.get(action="points.slip_corrected")
    assert (noted.about_code, noted.subject_code, noted.reason) == (payer.code, slip.code, "書き間違い")
    correct(slip, amount=70, key="L")
    assert (usable(payer), sums_up(slip.till)) == (230, 70)


def test_what_was_missing_is_taken_as_a_slip_of_its_own() -> None:
    slip, payer = taken(50)
    made = correct(slip, amount=100).made
    assert made is not None
    assert (made.state, made.amount, made.addition_to, usable(payer), sums_up(slip.till)) == (
        "taken",
        50,
        slip,
        200,
        100,
    )
    with pytest.raises(errors.SlipNotCorrectable, match="追加の伝票"):
        correct(slip, amount=60, key="L")
    correct(made, amount=10, key="L")
    assert (usable(payer), sums_up(slip.till)) == (240, 60)


def test_what_is_missing_and_not_there_is_a_case_and_no_negative() -> None:
    slip, payer = taken(50, points=60)
    made = correct(slip, amount=100).made
    assert made is not None
    assert (made.state, made.reason, usable(payer)) == ("case", "not_enough_points", 10)
    with pytest.raises(errors.SlipNotCorrectable):
        correct(made, amount=5, key="L")
    tills.points_for(payer, 100)
    decided = sending.decide_slip(made.code, decision="take", note="", by=accounts.city_official(), now=SENT)
    assert (decided.state, usable(payer), sums_up(slip.till)) == ("taken", 60, 100)


def test_a_wrong_number_gives_all_back_and_takes_it_from_the_right_one() -> None:
    slip, wrong = taken(50)
    right = tills.payer(70)
    made = correct(slip, written_code=tills.booklet(right)[0].short_code).made
    assert made is not None
    slip.refresh_from_db()
    assert (slip.state, made.state, usable(wrong), usable(right)) == ("corrected", "taken", 300, 20)
    assert sums_up(slip.till) == 50
    assert "別の支払いコード" in notices.Notice.objects.get(user=wrong, template="points/slip_corrected").body
    assert not notices.Notice.objects.filter(user=right, template="points/slip_corrected").exists()
    with pytest.raises(errors.SlipDecided):
        correct(slip, amount=60, key="L")


def test_a_code_that_a_mistake_used_up_pays_once_more_and_then_no_more() -> None:
    slip, wrong = taken(50)
    correct(slip, written_code=tills.booklet(tills.payer(70))[0].short_code)
    code = models.PaymentCode.objects.get(short_code=slip.written_code)
    assert (till_reads.payment_of_code(code), code.ended_at) == (None, None)
    right = send(tills.shop(), slip.written_code, 40)
    assert (right.state, usable(wrong)) == ("taken", 260)
    again = send(tills.shop(), slip.written_code, 30)
    assert (again.state, again.reason) == ("case", "payment_code_used")
    noted = common.AuditEntry.objects.get(action="points.payment_code_freed")
    assert (noted.about_code, noted.reason, noted.detail["slip"]) == (wrong.code, "書き間違い", slip.code)
    told = notices.Notice.objects.get(user=wrong, template="points/slip_corrected").body
    assert "もう一度使えるようになりました" in told
    assert sums_up(slip.till) == 50


def test_a_code_that_was_freed_twice_pays_a_third_time() -> None:
    payer = tills.payer(300)
    code, shop = tills.booklet(payer)[0], tills.shop()
    for number, other in enumerate(tills.booklet(tills.payer(300))[:2]):
        correct(send(shop, code.short_code, 20 + number), written_code=other.short_code)
    paid = payments.pay_by_code(
        models.PaymentCode.objects.get(pk=code.pk), till=shop, amount=7, key="x", by=tills.manager(shop), now=SENT
    )
    assert (paid.amount, usable(payer), sums_up(shop)) == (7, 293, 48)


def test_a_slip_that_waits_for_the_code_is_taken_once_it_is_free() -> None:
    slip, payer = taken(50)
    waits = send(tills.shop(), slip.written_code, 40)
    assert waits.reason == "payment_code_used"
    correct(slip, written_code=tills.booklet(tills.payer(70))[0].short_code)
    decided = sending.decide_slip(waits.code, decision="take", note="", by=accounts.city_official(), now=SENT)
    assert (decided.state, usable(payer)) == ("taken", 260)


def test_a_case_that_took_nothing_frees_nothing() -> None:
    slip = send(tills.shop(), "ZZZZZZZZ")
    correct(slip, written_code=tills.booklet(tills.payer(70))[0].short_code)
    assert not common.AuditEntry.objects.filter(action="points.payment_code_freed").exists()


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE points_payment SET freed_at = now() WHERE refunded < amount", "points_payment_freed_when_given_back"),
        ("UPDATE points_payment SET freed_at = now() WHERE id = {back}", "points_payment_freed_by_a_correction"),
        ("UPDATE points_payment SET freed_at = NULL", "points_payment_identity_stays"),
        ("UPDATE points_payment SET freed_at = now() WHERE freed_at IS NOT NULL", "points_payment_identity_stays"),
        ("UPDATE points_paymentcode SET ended_at = NULL", "points_payment_code_identity_stays"),
    ],
)
def test_no_code_is_freed_by_hand(statement: str, constraint: str) -> None:
    slip, _ = taken(50)
    correct(slip, written_code=tills.booklet(tills.payer(70))[0].short_code)
    back = send(slip.till, tills.booklet(tills.payer(70))[0].short_code, 30)
    assert back.payment is not None
    payments.refund(back.payment, amount=30, reason="x", by_city=True, key="r", by=accounts.city_official(), now=SENT)
    connection.check_constraints()
    assert tills.refused_by_hand(statement.format(back=back.payment_id)) == constraint


def test_a_case_by_a_mistyped_number_is_taken_when_it_is_right() -> None:
    payer = tills.payer(300)
    slip = send(tills.shop(), "ZZZZZZZZ")
    made = correct(slip, written_code=tills.booklet(payer)[0].short_code, amount=30).made
    assert made is not None
    slip.refresh_from_db()
    assert (slip.state, slip.payment, made.state, usable(payer)) == ("corrected", None, "taken", 270)


def test_a_mistyped_day_of_what_was_taken_moves_nothing() -> None:
    slip, payer = taken(50)
    made = correct(slip, noted_at=NOTED - timedelta(hours=1))
    assert (made.refund, made.made, usable(payer)) == (None, None, 250)
    assert reads.facts(slip).noted_at == NOTED - timedelta(hours=1)


def test_the_same_page_sent_twice_corrects_once() -> None:
    slip, payer = taken(120)
    assert correct(slip, amount=80) == correct(slip, amount=70)
    assert usable(payer) == 220


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"amount": 50}, errors.SlipUnchanged),
        ({"amount": 40, "reason": " "}, errors.ReasonMissing),
        ({"noted_at": SENT + timedelta(minutes=1)}, errors.SlipInFuture),
    ],
)
def test_what_is_no_correction_is_refused(changed: dict[str, Any], error: type[Exception]) -> None:
    slip, payer = taken(50)
    with pytest.raises(error):
        correct(slip, **changed)
    assert (usable(payer), models.SlipCorrection.objects.exists()) == (250, False)


def test_nobody_corrects_a_slip_of_their_own_shop_or_their_own_points() -> None:
    slip, payer = taken(50)
    for by in (payer, tills.manager(slip.till)):
        with pytest.raises(errors.OwnRecord):
            correct(slip, amount=40, by=by)
    other = tills.booklet(tills.payer(10))[0]
    owner = people.User.objects.get(code=other.person_code)
    with pytest.raises(errors.OwnRecord):
        correct(slip, written_code=other.short_code, by=owner)


def test_what_is_settled_is_not_corrected_any_more() -> None:
    slip, payer = taken(50)
    over = SENT.replace(month=12)
    closing.settle(slip.till, month=date(2026, 11, 1), by=accounts.city_official(), now=over)
    for changed in ({"amount": 40}, {"noted_at": NOTED - timedelta(hours=1)}):
        with pytest.raises(errors.SlipSettled):
            correct(slip, now=over, **changed)
    assert usable(payer) == 250
    assert list(reads.correctable(center_codes=None)) == []


def test_a_slip_that_was_sent_rightly_besides_is_not_taken_twice() -> None:
    payer = tills.payer(300)
    shop, code = tills.shop(), tills.booklet(payer)[0].short_code
    wrong, right = send(shop, "ZZZZZZZZ"), send(shop, code)
    assert right.state == "taken"
    with pytest.raises(errors.SlipAlreadySent):
        correct(wrong, written_code=code)
    wrong.refresh_from_db()
    assert (wrong.state, usable(payer)) == ("case", 250)


def test_a_case_that_the_city_paid_or_refused_stays() -> None:
    slip = send(tills.shop(), "ZZZZZZZZ")
    sending.decide_slip(slip.code, decision="refuse", note="不明", by=accounts.city_official(), now=SENT)
    with pytest.raises(errors.SlipDecided):
        correct(slip, amount=40)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE points_slipcorrection SET amount = 1", "points_slipcorrection_append_only"),
        ("DELETE FROM points_slipcorrection", "points_slipcorrection_append_only"),
        ("UPDATE points_slip SET amount = 1", "points_slip_identity_stays"),
        (
            "UPDATE points_slip SET state = 'corrected', note = 'x', decided_at = now(), decided_by_code = 'x'",
            "points_slip_corrected_by_another",
        ),
        (
            "INSERT INTO points_slipcorrection (code, slip_id, written_code, amount, noted_at, reason, center_code,"
            " key, by_code, at) SELECT 'sx-X', id, written_code, 7, noted_at, 'x', '', 'x', 'x', now()"
            " FROM points_slip",
            "points_slip_correction_adds_up",
        ),
        (
            "INSERT INTO points_slip (code, till_id, written_code, amount, noted_at, source, sent_at, sent_by_code,"
            " state, reason, decided_by_code, note, addition_to_id) SELECT 'sl-X', till_id, written_code, 5, noted_at,"
            " 'desk',"
            " now(), 'x', 'case', 'x', '', '', id FROM points_slip",
            "points_slip_corrected_by_another",
        ),
    ],
)
def test_what_is_written_by_hand_is_refused(statement: str, constraint: str) -> None:
    slip, _ = taken(50)
    correct(slip, amount=40)
    connection.check_constraints()
    assert tills.refused_by_hand(statement) == constraint


def test_a_desk_finds_the_slips_of_shops_and_of_its_own_center() -> None:
    own, shop, other = tills.center("kuji"), tills.shop(), tills.center("suwa")
    sent = {till.place_code: send(till, "ZZZZZZZZ") for till in (own, shop, other)}
    found = reads.correctable(center_codes=frozenset({"kuji"}))
    assert set(found) == {sent["kuji"], sent[shop.place_code]}
    assert list(reads.correctable(center_codes=None, till=other.code)) == [sent["suwa"]]
