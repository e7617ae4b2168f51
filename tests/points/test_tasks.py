from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from points import enums, models, queries, tasks
from tests.factories import accounts
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


def test_beat_knows_the_jobs() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {job.name for job in (tasks.lapse_holds, tasks.expire_lots, tasks.seal_chain)} <= scheduled
