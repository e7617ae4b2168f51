"""Real processes at one notice and at one delivery."""

from datetime import datetime

import pytest
from django.core import mail

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import actions, models
from tests.factories import accounts as people
from tests.factories import notices as factories
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(5)
PROCESSES = 8


def _tell(person_id: int, key: str) -> str:
    return factories.tell(accounts.User.objects.get(pk=person_id), key).code


def _deliver(delivery_id: int, now: datetime) -> int:
    mail.outbox = []
    actions.deliver(delivery_id, now=now)
    return len(mail.outbox)


@pytest.mark.usefixtures("_nobody_asks")
def test_one_key_sent_by_many_processes_is_one_notice() -> None:
    person = people.UserFactory.create()
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            key = f"mihon:{number}"
            outcomes = field.run([race.Call(_tell, {"person_id": person.pk, "key": key})] * PROCESSES)
            assert race.tally(outcomes) == {"ok": PROCESSES}, outcomes
            notice = models.Notice.objects.get(key=key)
            assert {outcome.value for outcome in outcomes} == {notice.code}
            assert notice.deliveries.count() == 1


@pytest.mark.usefixtures("_nobody_asks")
def test_one_delivery_attempted_by_many_processes_is_one_mail() -> None:
    person = people.UserFactory.create()
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            delivery = factories.tell(person, f"mihon:{number}").deliveries.get()
            call = race.Call(_deliver, {"delivery_id": delivery.pk, "now": clock.now()})
            outcomes = field.run([call] * PROCESSES)
            assert race.tally(outcomes) == {"ok": PROCESSES}, outcomes
            assert sorted(outcome.value for outcome in outcomes) == [0] * (PROCESSES - 1) + [1]
            delivery.refresh_from_db()
            assert (delivery.attempts, delivery.state) == (1, "sent")
