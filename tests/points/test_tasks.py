import logging
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from points import actions, enums, models, queries, tasks
from points.actions import forgetting, slips, spending
from tests.factories import accounts, tills
from tests.factories import points as factories

pytestmark = pytest.mark.django_db


def test_the_nightly_jobs_lapse_expire_and_seal_and_may_run_twice() -> None:
    factories.rule(expiry=("days", 10))
    person = accounts.UserFactory.create()
    factories.earn(person, 50)
    voucher = factories.order(factories.PerkFactory.create(price=30, valid_days=5), person)
    with time_machine.travel(factories.NOW + timedelta(days=11)):
        for job in (tasks.lapse_holds, tasks.expire_lots, tasks.seal_chain) * 2:
            job()
        call_command("verify_points", stdout=StringIO())
    voucher.refresh_from_db()
    assert (voucher.state, voucher.hold.state) == (enums.VoucherState.LAPSED, enums.HoldState.LAPSED)
    assert queries.balance(person.code, now=factories.NOW).total == 0
    assert models.ChainLink.objects.count() == models.Posting.objects.count() == 2


def test_one_voucher_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    factories.rule()
    person = accounts.UserFactory.create()
    factories.earn(person, 50)
    broken, good = (factories.order(factories.PerkFactory.create(valid_days=5), person) for _ in range(2))
    lapse = spending.lapse

    def _lapse(code: str, **told: Any) -> actions.Hold:  # noqa: ANN401 - as lapse has them
        if code == broken.hold.code:
            raise DatabaseError("died midway")
        return lapse(code, **told)

    monkeypatch.setattr(spending, "lapse", _lapse)
    with time_machine.travel(factories.NOW + timedelta(days=11)), caplog.at_level(logging.ERROR):
        tasks.lapse_holds()
    states = models.Voucher.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [enums.VoucherState.ISSUED, enums.VoucherState.LAPSED]
    left = [f"The sweep left {code} as it is" for code in (broken.code, broken.hold.code)]
    assert [record.getMessage() for record in caplog.records] == left
    assert good.pk > broken.pk


def test_beat_knows_the_jobs() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {job.name for job in (tasks.lapse_holds, tasks.expire_lots, tasks.seal_chain)} <= scheduled


def test_codes_that_were_only_shown_are_forgotten_when_no_slip_can_name_them_any_more() -> None:
    long, short = tills.shop(slip_days=70), tills.shop()
    person = tills.payer(100)
    tills.pay(short, person, 10)
    noted, idle = tills.shown(tills.payer()), tills.shown(tills.payer())
    printed = tills.booklet(person)
    plan = slips.SlipPlan(written_code=noted.short_code, amount=999, noted_at=factories.NOW)
    slips.send_slip(plan, till=long, source="form", by=tills.by_of(long), now=factories.NOW)
    with time_machine.travel(factories.NOW + timedelta(days=70)):
        tasks.forget_payment_codes()
    assert models.PaymentCode.objects.count() == 3 + len(printed)
    with time_machine.travel(factories.NOW + timedelta(days=70, minutes=4)):
        tasks.forget_payment_codes()
        tasks.forget_payment_codes()
    assert models.PaymentCode.objects.count() == 2 + len(printed)
    assert not models.PaymentCode.objects.filter(pk=idle.pk).exists()


def test_many_codes_are_forgotten_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    person = accounts.UserFactory.create()
    for minute in range(5):
        tills.shown(person, now=factories.NOW + timedelta(minutes=minute))
    later = factories.NOW + timedelta(days=61)
    assert [actions.forget_payment_codes(now=later) for _ in range(2)] == [5, 0]
