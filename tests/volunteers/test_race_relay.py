"""One mail, handed in by several processes at once, is one message."""

from datetime import datetime

import pytest

from backend.notices import models as notices
from tests.factories import contact
from tests.factories import volunteers as factories
from tests.support import race
from volunteers import actions, enums, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(5)
PROCESSES = 4


def _deliver(raw: bytes, to: str, now: datetime) -> str:
    return str(actions.relay.deliver_reply(raw, recipient=to, now=now))


def test_the_same_mail_delivered_by_several_processes_at_once_is_one_message() -> None:
    side = enums.Side.PERSON
    with race.runners(PROCESSES) as field:
        for number in range(ROUNDS):
            thread = contact.ThreadFactory.create()
            raw = contact.reply(thread, side, Message_ID=f"<{number}@example.test>")
            call = race.Call(_deliver, {"raw": raw, "to": queries.relay.address(thread, side), "now": factories.NOW})
            outcomes = field.run([call] * PROCESSES)
            assert race.tally(outcomes) == {"ok": PROCESSES}, outcomes
            assert sorted(outcome.value for outcome in outcomes) == ["repeated"] * (PROCESSES - 1) + ["taken"]
            assert models.Message.objects.filter(thread=thread).count() == 1
            assert notices.Notice.objects.filter(user=contact.manager(thread)).count() == 1


def _write(thread_id: int, text: str, now: datetime) -> str:
    thread = queries.threads.detailed().get(pk=thread_id)
    return actions.threads.write_message(thread, side=enums.Side.PERSON, text=text, by=thread.person, now=now).code


def test_messages_written_at_once_are_all_kept_up_to_what_people_write_in_an_hour() -> None:
    most = queries.threads.MOST_IN_AN_HOUR
    thread = contact.ThreadFactory.create()
    contact.MessageFactory.create_batch(most - 2, thread=thread)
    calls = [
        race.Call(_write, {"thread_id": thread.pk, "text": f"文{number}", "now": factories.NOW})
        for number in range(PROCESSES)
    ]
    assert race.tally(race.run(calls)) == {"ok": 2, "TooManyMessages": PROCESSES - 2}
    assert thread.messages.count() == most
