"""The same paper sent again after the city took back what it paid for it by mistake: never lost, never paid twice."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from rest_framework.test import APIClient

from points import models
from points.actions import slip_returns
from points.actions import slips as sending
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.support import pages, race
from tests.support.client import PageClient

NOW = tills.NOW
LATER = NOW + timedelta(days=3)


def _send(till: models.Till, *, code: str = "ZZZZZZZZ") -> models.Slip:
    plan = sending.SlipPlan(written_code=code, amount=21, noted_at=NOW)
    return sending.send_slip(plan, till=till, source="form", by=tills.manager(till), now=LATER)


def _send_for_code(till: models.Till) -> str:
    return _send(till).code


def _paid(slip: models.Slip) -> models.Slip:
    by = accounts.city_official()
    return sending.decide_slip(slip.code, decision=sending.PAY, note="停電", by=by, now=LATER)


def _taken_back(slip: models.Slip) -> models.Slip:
    asked = slip_returns.ask_back(slip.code, reason="取り違え", key="K", by=accounts.city_official(), now=LATER)
    slip_returns.decide_return(asked.code, approve=True, reason="", by=accounts.city_official(), now=LATER)
    return slip


def _reconciled() -> None:
    call_command("verify_points", stdout=StringIO())


@pytest.mark.django_db
def test_until_it_is_taken_back_the_same_paper_is_the_slip_that_is_there() -> None:
    slip = _paid(_send(tills.shop()))
    slip_returns.ask_back(slip.code, reason="取り違え", key="K", by=accounts.city_official(), now=LATER)
    assert _send(slip.till) == slip


@pytest.mark.django_db
def test_after_it_was_taken_back_the_same_paper_is_a_case_once_and_paid_once() -> None:
    first = _taken_back(_paid(_send(tills.shop())))
    again = _send(first.till)
    assert (again.state, again.again_of, _send(first.till)) == ("case", first, again)
    assert reads.waiting(first.till) == 0
    _paid(again)
    assert (_send(first.till), reads.waiting(first.till)) == (again, 21)
    third = _send(_taken_back(again).till)
    assert (third.state, third.again_of, reads.waiting(first.till)) == ("case", again, 0)
    _reconciled()


@pytest.mark.django_db
def test_what_can_be_taken_by_then_is_taken_of_who_wrote_it() -> None:
    shop, person = tills.shop(), tills.payer(10)
    code = tills.booklet(person)[0].short_code
    first = _taken_back(_paid(_send(shop, code=code)))
    tills.points_for(person, 40)
    again = _send(shop, code=code)
    assert (first.reason, again.state, again.again_of) == ("not_enough_points", "taken", first)
    assert (_send(shop, code=code), models.Payment.objects.count(), reads.waiting(shop)) == (again, 1, 21)
    _reconciled()


@pytest.mark.django_db
def test_the_api_tells_what_was_taken_back_and_of_what_a_slip_is_a_repeat() -> None:
    first = _taken_back(_paid(_send(tills.shop())))
    shop, official = APIClient(), APIClient()
    shop.force_authenticate(tills.manager(first.till))
    official.force_authenticate(accounts.city_official())
    sent = {"short_code": "ZZZZZZZZ", "amount": 21, "noted_at": NOW.isoformat()}
    with time_machine.travel(LATER, tick=False):
        again = shop.post(reverse("api-points:shop-slips", args=[first.till.code]), sent, format="json").json()
        listed = shop.get(reverse("api-points:shop-slips", args=[first.till.code])).json()["results"]
        cases = official.get(reverse("api-points:slip-cases")).json()["results"]
        case = official.get(reverse("api-points:slip-case", args=[first.code])).json()["slip"]
        decision = {"decision": "refuse", "note": "二重です"}
        ended = official.post(reverse("api-points:slip-decision", args=[again["code"]]), decision, format="json").json()
    told = [(one["code"], one["taken_back"], one["again_of"]) for one in (again, *listed, *cases, case, ended)]
    before, now = (first.code, True, None), (again["code"], False, first.code)
    assert told == [now, now, before, now, before, now]


@pytest.mark.django_db
def test_the_shop_and_who_decides_read_that_it_was_sent_again(client: PageClient) -> None:
    first = _taken_back(_paid(_send(tills.shop())))
    again = _send(first.till)
    with time_machine.travel(LATER, tick=False):
        client.force_login(accounts.city_official())
        page = client.get(reverse("points:slip-case", args=[again.code]))
        assert reverse("points:slip-return", args=[first.code]) in page.content.decode()
        assert "支払いを取り戻した伝票がもう一度送られました" in pages.words(page)
        client.force_login(tills.manager(first.till))
        listed = pages.words(client.get(reverse("points:shop-slips", args=[first.till.code])))
        assert listed.count("取り戻しのあとに送り直した伝票") == 1


AGAIN = (
    "INSERT INTO points_slip (code, till_id, written_code, amount, noted_at, source, sent_at, sent_by_code, state,"
    " reason, decided_by_code, note, again_of_id) SELECT 'sl-{key}', {till}, written_code, {amount}, noted_at, 'form',"
    " sent_at, 'x', 'case', 'payment_code_not_found', '', '', {of} FROM points_slip s WHERE {where}"
)
TAKEN_BACK, STILL_PAID = "amount = 21 AND again_of_id IS NULL", "amount = 22"


def _again(**lies: str) -> str:
    """This function will give SQL that sends a slip again that was taken back, right but for the given parts."""
    right = {"key": "X", "till": "s.till_id", "amount": "s.amount", "of": "s.id", "where": TAKEN_BACK}
    return AGAIN.format(**right | lies)


ELSEWHERE = "(SELECT max(id) FROM points_till)"
ATTACKS = [
    ("points_slip_once", _again(of="NULL")),
    ("points_slip_again_once", f"{_again()}; {_again(key='Y')}"),
    ("points_slip_again_of_what_was_taken_back", _again(where=STILL_PAID)),
    ("points_slip_again_of_what_was_taken_back", _again(amount="20")),
    ("points_slip_again_of_what_was_taken_back", _again(till=ELSEWHERE)),
    ("points_slip_identity_stays", f"{_again()}; UPDATE points_slip SET again_of_id = NULL WHERE code = 'sl-X'"),
    ("", _again()),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("refused_by", "statement"), ATTACKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(ATTACKS)])
def test_an_attack_is_refused_by_its_guard(refused_by: str, statement: str) -> None:
    shop = tills.shop()
    _taken_back(_paid(_send(shop)))
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=22, noted_at=NOW)
    _paid(sending.send_slip(plan, till=shop, source="form", by=tills.manager(shop), now=LATER))
    tills.shop()
    assert tills.refused_by_hand(statement) == refused_by


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sent_again_by_several_at_once_it_is_one_case() -> None:
    with race.runners(4) as field:
        for _ in range(race.rounds(2)):
            first = _taken_back(_paid(_send(tills.shop())))
            outcomes = field.run([race.Call(_send_for_code, {"till": first.till})] * 4)
            again = models.Slip.objects.get(again_of=first)
            assert ([one.value for one in outcomes], again.state) == ([again.code] * 4, "case")
    _reconciled()
