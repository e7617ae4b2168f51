"""What the city paid for a slip by mistake: asked back by one person, taken back by another, by page and API."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import actions as ledger
from points import errors, models
from points.actions import settlement as closing
from points.actions import slip_returns as actions
from points.actions import slips as sending
from points.errors import slip_returns as refusals
from points.queries import till_tables
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NOW = tills.NOW
LATER = NOW + timedelta(days=30)


@pytest.fixture
def slip() -> models.Slip:
    """A slip of 21 points whose code nobody has, paid by the city at 1.50 yen a point."""
    return paid()


def paid(**terms: object) -> models.Slip:
    shop = tills.shop(**{"yen_per_point": "1.50"} | terms)
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=21, noted_at=NOW)
    case = sending.send_slip(plan, till=shop, source="form", by=tills.manager(shop), now=NOW)
    return sending.decide_slip(
        case.code, decision=sending.PAY, note="停電", by=accounts.city_official(), now=NOW + timedelta(hours=1)
    )


def _asked(slip: models.Slip, *, by: people.User | None = None, key: str = "K") -> models.SlipReturn:
    person = by or accounts.city_official()
    return actions.ask_back(slip.code, reason="取り違え", key=key, by=person, now=NOW + timedelta(days=1))


def _returned(asked: models.SlipReturn) -> models.SlipReturn:
    return actions.decide_return(asked.code, approve=True, reason="", by=accounts.city_official(), now=LATER)


def test_nothing_moves_before_a_second_person_agrees(slip: models.Slip) -> None:
    asker = accounts.city_official()
    asked = _asked(slip, by=asker)
    assert (asked.state, reads.waiting(slip.till)) == ("waiting", 21)
    with pytest.raises(errors.NeedsAnotherPerson):
        actions.decide_return(asked.code, approve=True, reason="", by=asker, now=LATER)
    made = _returned(asked)
    assert (made.state, made.posting.amount, reads.waiting(slip.till)) == ("returned", 21, 0)  # type: ignore[union-attr]
    slip.refresh_from_db()
    assert slip.state == "paid"
    kept = common.AuditEntry.objects.filter(subject_code=made.code).order_by("pk").values_list("action", "reason")
    assert list(kept) == [("points.slip_return_asked", "取り違え"), ("points.slip_return_returned", "取り違え")]
    call_command("verify_points", stdout=StringIO())


def test_the_shop_hears_of_what_was_taken_back_and_why(slip: models.Slip) -> None:
    made = _returned(_asked(slip))
    told = notices.Notice.objects.get(template="points/slip_returned")
    assert told.user == tills.manager(slip.till)
    assert made.reason in told.body


def test_it_stands_in_the_settlement_of_its_own_month_and_changes_none_before(slip: models.Slip) -> None:
    city = accounts.city_official()
    first = closing.settle(slip.till, month=date(2026, 11, 1), by=city, now=LATER - timedelta(days=10))
    assert (first.adjusted, first.yen) == (21, 31)
    _returned(_asked(slip))
    tills.pay(slip.till, tills.payer(100, now=LATER), 50, now=LATER)
    second = closing.settle(slip.till, month=date(2026, 12, 1), by=city, now=LATER + timedelta(days=30))
    assert (second.taken, second.adjusted, second.points, second.yen) == (50, -21, 29, 43)
    lines = [(till_tables.what_of(one), one.points) for one in reads.settlement_lines(second)]
    assert lines == [("市の調整の取り戻し（伝票）", -21), ("支払い", 50)]
    first.refresh_from_db()
    assert (first.adjusted, first.yen) == (21, 31)
    call_command("verify_points", stdout=StringIO())


def test_it_is_asked_once_by_a_key_and_once_for_a_slip(slip: models.Slip) -> None:
    city = accounts.city_official()
    asked = _asked(slip, by=city)
    assert _asked(slip, by=city) == asked
    with pytest.raises(errors.KeyReused):
        actions.ask_back(slip.code, reason="別の理由", key="K", by=city, now=NOW)
    with pytest.raises(refusals.SlipReturnAsked):
        _asked(slip)
    _returned(asked)
    with pytest.raises(refusals.SlipReturnAsked):
        _asked(slip)
    with pytest.raises(errors.RecordDecided):
        _returned(asked)


def test_who_is_turned_down_hears_why_and_may_ask_again(slip: models.Slip) -> None:
    asked = _asked(slip)
    with pytest.raises(errors.ReasonMissing):
        actions.decide_return(asked.code, approve=False, reason=" ", by=accounts.city_official(), now=LATER)
    actions.decide_return(asked.code, approve=False, reason="正しい支払い", by=accounts.city_official(), now=LATER)
    assert reads.waiting(slip.till) == 21
    told = notices.Notice.objects.get(template="points/slip_return_refused")
    assert (told.user.code, "正しい支払い" in told.body) == (asked.asked_by_code, True)
    assert _asked(slip).state == "waiting"


def test_only_what_the_city_paid_is_asked_back_and_by_nobody_of_the_shop(slip: models.Slip) -> None:
    city = accounts.city_official()
    shop = people.Organisation.objects.get(code=slip.till.place_code)
    people.OrganisationMember.objects.create(organisation=shop, user=city)
    with pytest.raises(errors.OwnRecord):
        _asked(slip, by=city)
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=22, noted_at=NOW)
    case = sending.send_slip(plan, till=slip.till, source="form", by=tills.manager(slip.till), now=NOW)
    with pytest.raises(refusals.SlipNotPaid):
        _asked(case)


def test_neither_of_the_two_postings_is_reversed(slip: models.Slip) -> None:
    made = _returned(_asked(slip))
    for posting in (slip.posting, made.posting):
        with pytest.raises(errors.NotReversible):
            ledger.reverse(posting.code, reason="x", key=posting.code, by=None, now=LATER)  # type: ignore[union-attr]


ASKED = (
    "INSERT INTO points_slipreturn (code, slip_id, reason, key, state, asked_at, asked_by_code, decided_by_code, note)"
    " SELECT 'sb-{key}', id, '{reason}', '{key}', '{state}', now(), '{by}', '', '' FROM points_slip"
    " WHERE state = '{of}'"
)


def asked(**lies: str) -> str:
    """This function will give SQL that asks back as the city does, right but for the given parts."""
    return ASKED.format(**{"key": "x", "reason": "x", "state": "waiting", "by": "u-X", "of": "paid"} | lies)


def decided(state: str, by: str, posting: str = "NULL") -> str:
    """This function will give SQL that asks back, and decides."""
    return (
        f"{asked()}; UPDATE points_slipreturn SET state = '{state}', decided_at = now(), decided_by_code = '{by}',"
        f" note = 'x', posting_id = {posting}"
    )


PAID = "(SELECT posting_id FROM points_slip WHERE state = 'paid')"
ATTACKS = [
    ("points_slip_return_says_why", asked(reason="")),
    ("points_slip_return_four_eyes", asked(by="")),
    ("points_slip_return_of_what_was_paid", asked(of="case")),
    ("points_slip_return_of_what_was_paid", asked(state="refused")),
    ("points_slip_return_by_another", asked(by="KEEPER")),
    ("points_slip_return_by_another", decided("refused", "KEEPER")),
    ("points_slip_return_once", f"{asked()}; {asked(key='y')}"),
    ("points_slip_return_four_eyes", decided("refused", "u-X")),
    ("points_slip_return_ends_in_one_way", decided("returned", "u-Y")),
    ("points_slip_return_ends_in_one_way", decided("refused", "u-Y", PAID)),
    ("points_slip_return_by_its_posting", decided("returned", "u-Y", PAID)),
    ("points_slip_return_decided_once", f"{decided('refused', 'u-Y')}; UPDATE points_slipreturn SET note = 'y'"),
    ("points_slip_return_decided_once", f"{asked()}; UPDATE points_slipreturn SET reason = 'y'"),
    ("points_slipreturn_never_deleted", f"{asked()}; DELETE FROM points_slipreturn"),
    ("points_slipreturn_never_truncated", "TRUNCATE points_slipreturn"),
    ("", decided("refused", "u-Y")),
]


@pytest.mark.parametrize(("refused_by", "statement"), ATTACKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(ATTACKS)])
def test_an_attack_is_refused_by_its_guard(slip: models.Slip, refused_by: str, statement: str) -> None:
    plan = sending.SlipPlan(written_code="ZZZZZZZZ", amount=22, noted_at=NOW)
    sending.send_slip(plan, till=slip.till, source="form", by=tills.manager(slip.till), now=NOW)
    assert tills.refused_by_hand(statement.replace("KEEPER", tills.manager(slip.till).code)) == refused_by


@time_machine.travel(LATER, tick=False)
def test_the_page_leads_from_the_slip_to_the_second_person(client: PageClient, slip: models.Slip) -> None:
    client.force_login(accounts.city_official())
    path = reverse("points:slip-return", args=[slip.code])
    assert path in client.get(reverse("points:slip-case", args=[slip.code])).content.decode()
    empty = client.post(path, {"key": "K", "reason": ""})
    assert (empty.status_code, "取り戻す理由を書いてください。" in pages.words(empty)) == (422, True)
    assert client.post(path, {"key": "K", "reason": "取り違え"}).status_code == 302
    assert "申し込んだ職員とは別の職員が確認します。" in pages.words(client.get(path))
    own = client.post(path, {"approve": "1"})
    assert (own.status_code, "別の職員が確認してください。" in pages.words(own)) == (403, True)
    client.force_login(accounts.city_official())
    assert path in client.get(reverse("points:slip-cases")).content.decode()
    wordless = client.post(path, {"refuse": "1", "reason": ""})
    assert (wordless.status_code, "見送る理由を書いてください。" in pages.words(wordless)) == (422, True)
    assert client.post(path, {"approve": "1"}).status_code == 302
    after = pages.words(client.get(path))
    assert ("取り戻し済み" in after, "市が取り戻せる支払いはありません" in after) == (True, True)
    statement = client.get(reverse("points:shop-statement", args=[slip.till.code]), {"month": f"{LATER:%Y-%m}"})
    assert "市の調整の取り戻し（伝票）" in pages.words(statement)


def _calling(person: people.User) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


@time_machine.travel(LATER, tick=False)
def test_the_api_asks_once_and_a_second_person_decides(slip: models.Slip) -> None:
    first, second = _calling(accounts.city_official()), _calling(accounts.city_official())
    url = reverse("api-points:slip-returns", args=[slip.code])
    headers = {"Idempotency-Key": "K"}
    made, again = (first.post(url, {"reason": "取り違え"}, format="json", headers=headers) for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    decision = reverse("api-points:slip-return-decision", args=[made.json()["code"]])
    own = first.post(decision, {"approve": True}, format="json")
    assert (own.status_code, own.json()["code"]) == (403, "needs_another_person")
    done = second.post(decision, {"approve": True}, format="json").json()
    assert (done["state"], done["points"]) == ("returned", 21)
    assert [one["posting"] for one in first.get(url).json()["results"]] == [done["posting"]]
    unknown = second.post(
        reverse("api-points:slip-return-decision", args=["sb-NONE"]), {"approve": True}, format="json"
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "slip_return_not_found")
