"""Answers by mail become messages: exactly once, without addresses, and only from who is of the thread."""

import io
import smtplib
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import codes
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import volunteers as factories
from tests.support import listener
from tests.support.client import PageClient
from volunteers import enums, models, queries

pytestmark = pytest.mark.django_db
NOW = factories.NOW
Side = enums.Side
Delivered = enums.Delivered
PERSON, ORGANISER = Side.PERSON, Side.ORGANISER


@pytest.fixture
def thread() -> models.Thread:
    return contact.ThreadFactory.create()


def _answers(thread: models.Thread) -> list[str]:
    told = notices.Notice.objects.filter(template="volunteers/reply_not_taken", user=thread.person)
    return [one.body for one in told.order_by("pk")]


# Addresses -----------------------------------------------------------------------------------------------------------


def test_an_address_of_ours_stands_for_one_side_of_one_thread(thread: models.Thread) -> None:
    for side in Side:
        assert queries.relay.addressed(queries.relay.address(thread, side)) == (thread, side)
    assert queries.relay.address(thread, PERSON) != queries.relay.address(thread, ORGANISER)


def test_an_address_says_nothing_about_anybody(thread: models.Thread) -> None:
    local, _, domain = queries.relay.address(thread, PERSON).partition("@")
    assert domain == "relay.tsunagaru.invalid"
    assert local.startswith(f"{thread.code.lower()}-p-")
    assert len(local) <= 64
    assert local == local.lower()


def test_mail_systems_may_write_the_address_in_capitals(thread: models.Thread) -> None:
    assert queries.relay.addressed(f"<{queries.relay.address(thread, PERSON).upper()}>") == (thread, PERSON)


def test_the_name_of_the_other_side_is_one_line_and_keeps_its_letters(thread: models.Thread) -> None:
    thread.request.organisation.name = 'Sports\r\nBcc: x "クラブ" \\'
    shown, _, address = queries.relay.sender(thread, PERSON).rpartition(" ")
    assert shown == '"Sports Bcc: x クラブ （つながる）"'
    assert address == f"<{queries.relay.address(thread, PERSON)}>"


@pytest.mark.parametrize("spoiled", ["stamp", "side", "code", "domain", "nothing", "words"])
def test_an_address_that_we_did_not_make_is_none(thread: models.Thread, spoiled: str) -> None:
    local, _, domain = queries.relay.address(thread, PERSON).partition("@")
    made = {
        "stamp": f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        "side": f"{local.replace('-p-', '-o-')}@{domain}",
        "code": f"{local.replace(thread.code.lower(), 't-000000000')}@{domain}",
        "domain": f"{local}@example.test",
        "nothing": "",
        "words": f"postmaster@{domain}",
    }
    assert queries.relay.addressed(made[spoiled]) is None


def test_a_stamp_by_a_key_that_was_replaced_still_counts(thread: models.Thread, settings: Any) -> None:  # noqa: ANN401
    before = queries.relay.address(thread, PERSON)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-mihon-key-" + "1" * 40
    assert queries.relay.addressed(before) == (thread, PERSON)
    assert codes.stamp("a", "b") != codes.stamp("b", "b")


# Taken ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", list(Side))
def test_an_answer_becomes_a_message_and_goes_on_to_the_other_side(thread: models.Thread, side: Side) -> None:
    assert contact.delivered(contact.reply(thread, side), thread, side) == Delivered.TAKEN
    message = models.Message.objects.get()
    assert (message.side, message.way, message.text) == (side, enums.Way.MAIL, "はい、あります。")
    other = contact.manager(thread) if side == PERSON else thread.person
    assert "はい、あります。" in notices.Notice.objects.get(user=other).body


def test_the_same_mail_is_one_message_however_often_it_comes(thread: models.Thread) -> None:
    raw = contact.reply(thread, PERSON)
    outcomes = [contact.delivered(raw, thread, PERSON) for _ in range(3)]
    assert outcomes == [Delivered.TAKEN, Delivered.REPEATED, Delivered.REPEATED]
    assert models.Message.objects.count() == notices.Notice.objects.count() == 1


def test_quotes_signatures_and_addresses_do_not_reach_the_other_side(thread: models.Thread) -> None:
    text = (
        f"090-1111-2222に電話してください。\n\n-- \n見本 花子\n{thread.person.email}\n"
        f"2026年5月8日 12:00 見本 <{contact.manager(thread).email}>:\n> 前の文"
    )
    contact.delivered(contact.reply(thread, PERSON, text), thread, PERSON)
    message = models.Message.objects.get()
    assert (message.text, message.is_masked) == ("［電話番号］に電話してください。", True)


def test_the_full_name_under_a_mail_does_not_reach_the_other_side(thread: models.Thread) -> None:
    name = thread.person.name
    contact.delivered(contact.reply(thread, PERSON, f"行きます。\n{name}\n"), thread, PERSON)
    told = notices.Notice.objects.get(user=contact.manager(thread))
    assert (models.Message.objects.get().text, name in f"{told.subject}{told.body}{told.envelope}") == (
        "行きます。",
        False,
    )


@pytest.mark.parametrize("side", [PERSON, ORGANISER])
def test_the_full_name_inside_a_sentence_does_not_reach_the_other_side(thread: models.Thread, side: enums.Side) -> None:
    writer = thread.person if side == PERSON else contact.manager(thread)
    accounts.User.objects.filter(pk=writer.pk).update(name="架空 太郎", furigana="かくう たろう")
    text = "架空太郎（カクウ　タロウ）と申します。架空の者が行きます。"
    contact.delivered(contact.reply(thread, side, text), thread, side)
    message = models.Message.objects.get()
    assert (message.text, message.is_masked) == (
        "［お名前］（［お名前］）と申します。架空の者が行きます。",
        True,
    )
    told = notices.Notice.objects.get(template="volunteers/message")
    assert ("太郎" in f"{told.subject}{told.body}{told.envelope}", "［お名前］" in told.body) == (False, True)


def test_the_messages_own_mail_answered_by_a_usual_program_gives_the_new_words_alone(thread: models.Thread) -> None:
    contact.delivered(contact.reply(thread, ORGANISER, "駐車場はあります。"), thread, ORGANISER)
    sent = notices.Notice.objects.get(user=thread.person).body
    quoted = "\n".join(f"> {line}" for line in sent.splitlines())
    answer = f"ありがとうございます。\n\n2026年5月8日(金) 12:00 見本 <t-1@relay.tsunagaru.invalid>:\n{quoted}"
    contact.delivered(contact.reply(thread, PERSON, answer, Message_ID="<2@x.test>"), thread, PERSON)
    assert models.Message.objects.get(side=PERSON).text == "ありがとうございます。"


def test_attachments_are_refused_kindly_and_the_words_are_delivered(thread: models.Thread) -> None:
    from email import message_from_bytes, policy
    from email.message import EmailMessage

    message = message_from_bytes(contact.reply(thread, PERSON, "写真です。"), policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    assert contact.delivered(message.as_bytes(), thread, PERSON) == Delivered.TAKEN
    assert models.Message.objects.get().text == "写真です。"
    [answer] = _answers(thread)
    assert "本文だけを相手にお届けしました" in answer


@pytest.mark.parametrize("text", ["", "> 前の文", "iPhoneから送信"])
def test_a_mail_without_new_words_gets_a_kind_word(thread: models.Thread, text: str) -> None:
    assert contact.delivered(contact.reply(thread, PERSON, text), thread, PERSON) == Delivered.REFUSED
    [answer] = _answers(thread)
    assert "新しく書かれた文が見つかりません" in answer
    assert not models.Message.objects.exists()


def test_a_mail_that_is_too_large_gets_a_kind_word(thread: models.Thread, settings: Any) -> None:  # noqa: ANN401
    settings.RELAY_MAX_BYTES = 2000
    raw = contact.reply(thread, PERSON, "あ" * 2000)
    assert contact.delivered(raw, thread, PERSON) == Delivered.REFUSED
    [answer] = _answers(thread)
    assert "大きすぎて" in answer


def test_after_the_thread_has_closed_one_kind_word_a_day_and_nothing_more(thread: models.Thread) -> None:
    late = contact.place_of(thread).shift.ends_at + timedelta(days=15)
    for number in range(3):
        raw = contact.reply(thread, PERSON, Message_ID=f"<{number}@x.test>")
        assert contact.delivered(raw, thread, PERSON, now=late) == Delivered.REFUSED
    [answer] = _answers(thread)
    assert "14日がたった" in answer
    assert not models.Message.objects.exists()


def test_a_kind_word_says_that_a_program_wrote_it(thread: models.Thread) -> None:
    contact.delivered(contact.reply(thread, PERSON, ""), thread, PERSON)
    told = notices.Notice.objects.get()
    assert told.envelope["headers"]["Auto-Submitted"] == "auto-replied"
    assert told.envelope["from"] == ""


# Dropped -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<a.b>"}])
def test_what_a_program_answers_is_dropped_without_a_word(thread: models.Thread, header: dict[str, str]) -> None:
    raw = contact.reply(thread, PERSON, "休暇中です。", **header)
    assert contact.delivered(raw, thread, PERSON) == Delivered.AUTOMATIC
    assert not models.Message.objects.exists()
    assert not notices.Notice.objects.exists()


def test_a_bounce_is_dropped_without_a_word(thread: models.Thread) -> None:
    raw = contact.reply(thread, PERSON)
    assert contact.delivered(raw, thread, PERSON, envelope_sender="") == Delivered.AUTOMATIC


def test_our_own_mails_that_come_back_are_dropped(thread: models.Thread) -> None:
    from django.core import mail

    from backend.notices import actions as outbox

    contact.delivered(contact.reply(thread, ORGANISER), thread, ORGANISER)
    outbox.deliver(notices.Delivery.objects.get().pk, now=NOW + timedelta(minutes=1))
    [sent] = mail.outbox
    assert contact.delivered(sent.message().as_bytes(), thread, PERSON) == Delivered.AUTOMATIC
    assert models.Message.objects.count() == 1


@pytest.mark.parametrize("by", ["mihon-stranger@example.test", "A <a@example.test>, B <b@example.test>"])
def test_a_stranger_gets_nothing_and_is_noted_without_an_address(thread: models.Thread, by: str) -> None:
    assert contact.delivered(contact.reply(thread, PERSON, by=by), thread, PERSON) == Delivered.FOREIGN
    assert not notices.Notice.objects.exists()
    entry = common.AuditEntry.objects.get(action="volunteers.foreign-reply")
    assert entry.subject_code == thread.code
    assert "example.test" not in str(entry.detail)


def test_each_side_writes_by_its_own_address_only(thread: models.Thread) -> None:
    assert contact.delivered(contact.reply(thread, ORGANISER), thread, PERSON) == Delivered.FOREIGN
    assert contact.delivered(contact.reply(thread, PERSON), thread, ORGANISER) == Delivered.FOREIGN


def test_who_left_the_organisation_answers_no_more(thread: models.Thread) -> None:
    raw = contact.reply(thread, ORGANISER)
    thread.request.organisation.members.all().delete()
    assert contact.delivered(raw, thread, ORGANISER) == Delivered.FOREIGN


# Doors ---------------------------------------------------------------------------------------------------------------


def _piped(monkeypatch: pytest.MonkeyPatch, raw: bytes, *options: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("deliver_reply", *options, stdout=out)
    return out.getvalue().strip()


def test_a_mail_system_hands_a_mail_in_by_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = contact.ThreadFactory.create(place=600)
    to = queries.relay.address(thread, PERSON)
    assert _piped(monkeypatch, contact.reply(thread, PERSON), f"--recipient={to}", "--sender=a@x.test") == "taken"
    assert _piped(monkeypatch, contact.reply(thread, PERSON), f"--recipient={to}", "--sender=") == "automatic"
    assert _piped(monkeypatch, contact.reply(thread, PERSON), "--recipient=mihon@example.test") == "unknown"
    assert models.Message.objects.count() == 1


def test_a_pipe_asks_for_another_try_while_the_database_is_away(thread: models.Thread) -> None:
    command = [sys.executable, "manage.py", "deliver_reply", f"--recipient={queries.relay.address(thread, PERSON)}"]
    environment = {"DATABASE_URL": "postgres://mihon@127.0.0.1:9/mihon", "PATH": "/usr/bin"}
    done = subprocess.run(
        command,
        cwd=listener.ROOT,
        env=environment,
        input=contact.reply(thread, PERSON),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 75
    assert b"example.test" not in done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_mail_system_hands_mails_in_by_smtp() -> None:
    thread = contact.ThreadFactory.create(place=600)
    to = queries.relay.address(thread, PERSON)
    with listener.listening() as port:
        listener.send(port, contact.reply(thread, PERSON), to=to)
        listener.send(port, contact.reply(thread, PERSON), to=to)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            listener.send(port, contact.reply(thread, PERSON), to="mihon@example.test")
        listener.send(port, contact.reply(thread, PERSON, by="x@example.test", Message_ID="<9@x>"), to=to)
    assert [code for code, _ in refused.value.recipients.values()] == [550]
    assert [one.text for one in models.Message.objects.all()] == ["はい、あります。"]
    assert common.AuditEntry.objects.filter(action="volunteers.foreign-reply").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_system_hands_mails_in_by_lmtp_with_an_answer_for_each_recipient() -> None:
    first, second = contact.ThreadFactory.create(place=600), contact.ThreadFactory.create(place=600)
    to = [queries.relay.address(one, PERSON) for one in (first, second)]
    with listener.listening("--lmtp") as port:
        assert listener.send_by_lmtp(port, contact.reply(first, PERSON), to=to) == [250, 250]
    assert [one.thread for one in models.Message.objects.all()] == [first]


@pytest.mark.django_db(transaction=True)
def test_the_listener_asks_for_another_try_while_the_database_is_away() -> None:
    thread = contact.ThreadFactory.create(place=600)
    with (
        listener.listening(DATABASE_URL="postgres://mihon@127.0.0.1:9/mihon") as port,
        pytest.raises(smtplib.SMTPRecipientsRefused) as refused,
    ):
        listener.send(port, contact.reply(thread, PERSON), to=queries.relay.address(thread, PERSON))
    assert [code for code, _ in refused.value.recipients.values()] == [451]


def test_people_of_the_organisation_answer_each_other_nothing(thread: models.Thread) -> None:
    other = people.OrganisationMemberFactory.create(organisation=thread.request.organisation).user
    contact.delivered(contact.reply(thread, ORGANISER), thread, ORGANISER)
    assert not notices.Notice.objects.filter(user__in=[other, contact.manager(thread)]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_of_the_demo_is_answered_from_its_mailbox(client: PageClient, settings: Any) -> None:  # noqa: ANN401
    thread = contact.ThreadFactory.create(place=600)
    sent = {"to": queries.relay.address(thread, PERSON), "by": thread.person.email, "text": "はい、行きます。"}
    page = reverse("notices:mailbox-replies")
    with listener.listening() as port:
        settings.RELAY_PORT = port
        assert "返信を送りました" in client.post(page, sent, follow=True).content.decode()
        client.post(page, {**sent, "to": "mihon@example.test"})
    assert [one.text for one in models.Message.objects.all()] == ["はい、行きます。"]
    assert "動いていません" in client.post(page, sent, follow=True).content.decode()


def test_production_answers_no_mail_for_anybody(client: PageClient, settings: Any) -> None:  # noqa: ANN401
    settings.EMBEDDED = False
    assert client.post(reverse("notices:mailbox-replies"), {}).status_code == 404
