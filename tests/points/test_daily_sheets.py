"""The mail of a shop's day: to shops whose contract says so, once, through a real mail system, without names."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from backend.notices import actions as notices
from backend.notices import models as notice_models
from points import models
from points.actions import payments
from points.actions import tills as actions
from tests.factories import accounts, tills
from tests.support import background, race, smtp

pytestmark = pytest.mark.django_db
NOW = tills.NOW
MORNING = NOW + timedelta(days=1)


@pytest.fixture
def system(settings: Any) -> Iterator[smtp.MailSystem]:  # noqa: ANN401 - pytest-django's wrapper
    """A mail system on this machine, and nobody who delivers but the test."""
    with smtp.listening() as started, background.sending_to("memory://"):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = started.address
        yield started


def day_of(till: models.Till) -> None:
    """150 taken from one person, of which 20 go back."""
    person = accounts.UserFactory.create(name="見本 秘密子")
    tills.points_for(person, 200)
    paid = tills.pay(till, person, 150)
    payments.refund(paid, amount=20, reason="", by_city=False, key="r", by=tills.manager(till), now=NOW)


def delivered(template: str = "points/daily_sheet") -> None:
    for one in notice_models.Delivery.objects.filter(notice__template=template):
        notices.deliver(one.pk, now=MORNING)


def test_a_shop_that_wishes_it_gets_its_day_and_the_next_run_sends_nothing(system: smtp.MailSystem) -> None:
    till, silent = tills.shop(mails_daily=True), tills.shop()
    day_of(till)
    tills.pay(silent, tills.payer(100), 30)
    assert [actions.send_daily_sheets(now=MORNING) for _ in range(2)] == [1, 1]
    delivered()
    (mail,) = system.wait_for(1)
    words = mail.message.get_content()
    assert mail.recipients == (tills.manager(till).email,)
    assert mail.subject == f"11月20日のポイント（{till.place_name}）"
    assert ("12:00　支払い　+150ポイント　1番" in words, "返金　-20ポイント" in words) == (True, True)
    assert ("受け取り: 150ポイント" in words, "差し引き: 130ポイント" in words, "秘密子" in words) == (
        True,
        True,
        False,
    )
    assert len(system.mails) == 1


def test_a_day_without_anything_and_a_contract_that_is_over_send_nothing() -> None:
    tills.shop(mails_daily=True)
    over = tills.contract(mails_daily=True)
    tills.pay(over.till, tills.payer(100), 30)
    actions.end_contract(over, ends_on=NOW.date(), by=accounts.city_official(), now=NOW)
    assert actions.send_daily_sheets(now=MORNING + timedelta(days=1)) == 0
    assert actions.send_daily_sheets(now=MORNING) == 1


def test_who_asked_for_letters_gets_the_day_by_letter() -> None:
    till = tills.shop(mails_daily=True)
    wishes = notices.Wishes(by_mail=False, by_desk="letter")
    manager = tills.manager(till)
    notices.set_wishes(manager, wishes=wishes, by=manager, now=NOW)
    day_of(till)
    actions.send_daily_sheets(now=MORNING)
    found = notice_models.Delivery.objects.filter(notice__template="points/daily_sheet")
    assert [one.channel for one in found] == ["letter"]


def test_the_city_begins_and_ends_it_by_page_and_by_api() -> None:
    made, official = tills.contract(), accounts.city_official()
    client = APIClient()
    client.force_authenticate(official)
    client.force_login(official)
    page = reverse("points:shop-contract-mail", args=[made.code])
    said = client.post(page, {"wanted": "1"}, format="multipart", follow=True).content.decode()
    made.refresh_from_db()
    assert (made.mails_daily, "毎朝お知らせします。" in said) == (True, True)
    address = reverse("api-points:shop-contract-mail", args=[made.code])
    answers = [client.put(address, {"mails_daily": False}, format="json").json() for _ in range(2)]
    assert [one["mails_daily"] for one in answers] == [False, False]
    told = notice_models.Notice.objects.filter(user=tills.manager(made.till), template="points/shop_contract")
    assert told.count() == 3


def test_a_contract_still_changes_in_nothing_else() -> None:
    tills.contract()
    statement = "UPDATE points_shopcontract SET mails_daily = true, slip_days = 90"
    assert tills.refused_by_hand(statement) == "points_shop_contract_immutable"


def _send() -> int:
    return actions.send_daily_sheets(now=MORNING)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(system: smtp.MailSystem) -> None:
    till = tills.shop(mails_daily=True)
    day_of(till)
    with race.runners(4) as field:
        outcomes = field.run([race.Call(_send, {})] * 4)
    assert race.tally(outcomes) == {"ok": 4}, outcomes
    delivered()
    delivered()
    assert [mail.recipients for mail in system.wait_for(1)] == [(tills.manager(till).email,)]
