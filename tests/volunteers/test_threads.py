"""What volunteers and organisers write to each other on the page."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import volunteers as factories
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries
from volunteers import errors as refusals

pytestmark = pytest.mark.django_db
NOW = factories.NOW
Side = enums.Side


def _write(thread: models.Thread, text: str = "駐車場はありますか。", side: Side = Side.PERSON) -> models.Message:
    by = thread.person if side == Side.PERSON else contact.manager(thread)
    return actions.threads.write_message(thread, side=side, text=text, by=by, now=NOW)


def test_the_first_message_opens_a_thread_and_the_next_goes_into_it() -> None:
    place = factories.confirmed(factories.ShiftFactory.create())
    first, second = (
        actions.threads.write_first(place, side=Side.PERSON, text=text, by=place.person, now=NOW)
        for text in ("一つめ", "二つめ")
    )
    assert first.thread == second.thread == models.Thread.objects.get()
    assert [one.text for one in queries.threads.messages_of(first.thread)] == ["一つめ", "二つめ"]


def test_a_message_is_told_to_each_manager_with_an_address_that_answers() -> None:
    thread = contact.ThreadFactory.create()
    other = people.OrganisationMemberFactory.create(organisation=thread.request.organisation).user
    _write(thread)
    told = notices.Notice.objects.filter(template="volunteers/message")
    assert {one.user for one in told} == {contact.manager(thread), other}
    answer_to = queries.relay.address(thread, Side.ORGANISER)
    assert {one.envelope["headers"]["Reply-To"] for one in told} == {answer_to}
    assert {one.envelope["from"] for one in told} == {f'"見本さん（つながる）" <{answer_to}>'}


def test_an_organisers_message_is_from_the_organisation_and_not_from_a_person() -> None:
    thread = contact.ThreadFactory.create()
    _write(thread, side=Side.ORGANISER)
    told = notices.Notice.objects.get(user=thread.person)
    assert told.envelope["from"].startswith(f'"{thread.request.organisation.name}（つながる）" <t-')
    assert contact.manager(thread).name not in told.subject + told.body


def test_addresses_in_a_message_are_masked_with_the_reason(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    message = _write(thread, f"{thread.person.email} か 090-1111-2222 にください。")
    assert (message.text, message.is_masked) == ("［メールアドレス］ か ［電話番号］ にください。", True)
    assert "伏せてお届けしています" in notices.Notice.objects.get(template="volunteers/message").body
    client.force_login(contact.manager(thread))
    page = client.get(reverse("volunteers:thread-detail", args=[thread.code])).content.decode()
    assert "個人の連絡先を守るため" in page
    assert str(thread.person.email) not in page


def test_an_organiser_cannot_write_to_somebody_who_was_only_asked() -> None:
    asked = factories.invited(factories.ShiftFactory.create())
    by = factories.manager_of(asked.shift.request)
    with pytest.raises(refusals.contact.NoThreadYet):
        actions.threads.write_first(asked, side=Side.ORGANISER, text="どうですか", by=by, now=NOW)
    assert not models.Thread.objects.exists()


def test_who_was_only_asked_writes_without_being_named() -> None:
    asked = factories.invited(factories.ShiftFactory.create(), people.UserFactory.create(name="架空 太郎"))
    manager = factories.manager_of(asked.shift.request)
    actions.threads.write_first(asked, side=Side.PERSON, text="何時までですか", by=asked.person, now=NOW)
    told = notices.Notice.objects.get(user=manager)
    assert told.subject.startswith("お誘いした方から")
    assert "お誘いした方" in told.envelope["from"]
    assert "架空" not in told.subject + told.body + told.envelope["from"]


def _end_unanswered(asked: models.Assignment, how: str) -> None:
    by = factories.manager_of(asked.shift.request)
    if how == "lapsed":
        models.Assignment.objects.filter(pk=asked.pk).update(invitation_due_at=NOW)
        actions.sweep(now=NOW)
    elif how == "called_off":
        actions.call_off_shift(asked.shift, by=by, reason="荒天", now=NOW)
    else:
        actions.withdraw(asked, by=asked.person, now=NOW)


@pytest.mark.parametrize("how", ["lapsed", "called_off", "withdrawn"])
def test_who_never_said_yes_stays_unnamed_when_the_invitation_ends(how: str, client: PageClient) -> None:
    asked = factories.invited(factories.ShiftFactory.create(), people.UserFactory.create(name="仮名 太郎"))
    manager = factories.manager_of(asked.shift.request)
    first = actions.threads.write_first(asked, side=Side.PERSON, text="何時までですか", by=asked.person, now=NOW)
    _end_unanswered(asked, how)
    assert models.Assignment.objects.get(pk=asked.pk).state == how
    actions.threads.write_message(first.thread, side=Side.PERSON, text="もう一度", by=asked.person, now=NOW)
    told = notices.Notice.objects.filter(user=manager, template="volunteers/message").latest("pk")
    assert "仮名" not in told.subject + told.body + told.envelope["from"]
    client.force_login(manager)
    for page in (reverse("volunteers:threads"), reverse("volunteers:thread-detail", args=[first.thread.code])):
        assert "仮名" not in client.get(page).content.decode()


def test_an_organiser_cannot_write_to_somebody_whose_invitation_lapsed() -> None:
    asked = factories.invited(factories.ShiftFactory.create())
    _end_unanswered(asked, "lapsed")
    gone = models.Assignment.objects.select_related("shift__request").get(pk=asked.pk)
    with pytest.raises(refusals.contact.NoThreadYet):
        actions.threads.write_first(
            gone, side=Side.ORGANISER, text="どうですか", by=factories.manager_of(gone.shift.request), now=NOW
        )


def test_who_said_yes_to_an_invitation_and_left_stays_known() -> None:
    asked = factories.invited(factories.ShiftFactory.create(), people.UserFactory.create(name="架空 太郎"))
    place = actions.accept(asked, by=asked.person, now=NOW)
    first = actions.threads.write_first(place, side=Side.PERSON, text="行きます", by=place.person, now=NOW)
    actions.withdraw(place, by=place.person, now=NOW)
    assert queries.threads.name_for_organisers(first.thread) == "架空さん"


def test_a_thread_closes_some_days_after_the_last_activity() -> None:
    thread = contact.ThreadFactory.create()
    ends = contact.place_of(thread).shift.ends_at
    assert queries.threads.closes_at(thread) == ends + timedelta(days=14)
    before, after = ends + timedelta(days=14, seconds=-1), ends + timedelta(days=14)
    write = actions.threads.write_message
    assert write(thread, side=Side.PERSON, text="ありがとう", by=thread.person, now=before).text == "ありがとう"
    with pytest.raises(refusals.contact.ThreadClosed):
        write(thread, side=Side.PERSON, text="まだ", by=thread.person, now=after)


def test_a_city_sets_how_long_its_threads_stay_open(capsys: pytest.CaptureFixture[str]) -> None:
    thread = contact.ThreadFactory.create()
    city: accounts.Municipality = thread.request.district.municipality  # type: ignore[union-attr]
    call_command("contact_rules", city.code, "--closes-after=3")
    assert "3日たつと" in capsys.readouterr().out
    assert queries.threads.closes_at(thread) == contact.place_of(thread).shift.ends_at + timedelta(days=3)
    assert common.AuditEntry.objects.get(action="volunteers.contact-rules").detail == {"days": 3}


def test_more_than_people_write_in_an_hour_is_stopped() -> None:
    thread = contact.ThreadFactory.create()
    contact.MessageFactory.create_batch(queries.threads.MOST_IN_AN_HOUR, thread=thread)
    with pytest.raises(refusals.contact.TooManyMessages):
        _write(thread)
    assert _write(thread, side=Side.ORGANISER).text


def test_each_message_and_each_look_of_an_organiser_is_in_the_log(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    _write(thread)
    client.force_login(contact.manager(thread))
    client.get(reverse("volunteers:thread-detail", args=[thread.code]))
    entries = common.AuditEntry.objects.filter(subject_code=thread.code).order_by("pk")
    assert [(one.action, one.about_code) for one in entries] == [
        ("volunteers.write", thread.person.code),
        ("volunteers.thread", thread.person.code),
    ]


# Pages ---------------------------------------------------------------------------------------------------------------


def test_both_sides_write_on_their_page_and_read_each_other(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    with time_machine.travel(NOW, tick=False):
        client.force_login(thread.person)
        first = client.get(reverse("volunteers:assignment-messages", args=[contact.place_of(thread).code]))
        page = reverse("volunteers:thread-detail", args=[thread.code])
        assert first["Location"] == page
        client.post(page, {"text": "駐車場はありますか。"})
        client.force_login(contact.manager(thread))
        assert "駐車場はありますか。" in client.get(page).content.decode()
        client.post(page, {"text": "あります。"})
        client.force_login(thread.person)
        read = client.get(page).content.decode()
    assert ("あります。" in read, "団体の担当者" in read, contact.manager(thread).name in read) == (True, True, False)


def test_an_empty_message_names_what_to_do_and_a_refused_one_keeps_what_was_typed(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    page = reverse("volunteers:thread-detail", args=[thread.code])
    client.force_login(thread.person)
    with time_machine.travel(NOW, tick=False):
        assert "メッセージ：" in client.post(page, {"text": " "}).content.decode()
        contact.MessageFactory.create_batch(queries.threads.MOST_IN_AN_HOUR, thread=thread)
        refused = client.post(page, {"text": "長く考えた文です。"}).content.decode()
    assert ("1時間ほど" in refused, "長く考えた文です。" in refused) == (True, True)


def test_a_closed_thread_is_read_and_says_that_it_is_closed(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    contact.MessageFactory.create(thread=thread, text="ありがとうございました。")
    client.force_login(thread.person)
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        page = client.get(reverse("volunteers:thread-detail", args=[thread.code])).content.decode()
    assert "ありがとうございました。" in page
    assert ("受付は終わりました" in page, "<textarea" in page) == (True, False)


def test_the_list_shows_ones_threads_of_both_sides_without_a_full_name(client: PageClient) -> None:
    thread = contact.ThreadFactory.create()
    contact.ThreadFactory.create()
    client.force_login(contact.manager(thread))
    page = client.get(reverse("volunteers:threads")).content.decode()
    assert (page.count("rows__main"), "見本さん" in page, thread.person.name in page) == (1, True, False)


def test_the_first_message_is_written_from_the_own_activity_and_from_the_roster(client: PageClient) -> None:
    place = factories.confirmed(factories.ShiftFactory.create())
    manager = factories.manager_of(place.shift.request)
    page = reverse("volunteers:assignment-messages", args=[place.code])
    client.force_login(manager)
    with time_machine.travel(NOW, tick=False):
        assert "団体の担当者" in client.get(page).content.decode()
        assert client.post(page, {"text": "持ち物についてです。"}).status_code == 302
    assert notices.Notice.objects.get(user=place.person).subject.endswith(place.shift.request.title)


def test_a_message_goes_out_as_a_mail_without_an_address_of_the_writer() -> None:
    from backend.notices import actions as outbox

    thread = contact.ThreadFactory.create()
    _write(thread, side=Side.ORGANISER)
    delivery = notices.Delivery.objects.get()
    outbox.deliver(delivery.pk, now=NOW + timedelta(minutes=1))
    [sent] = mail.outbox
    source = sent.message().as_string()
    assert sent.to == [thread.person.email]
    assert (sent.message()["Reply-To"], sent.message()["List-Id"]) == (
        queries.relay.address(thread, Side.PERSON),
        f"<{thread.code.lower()}.relay.tsunagaru.invalid>",
    )
    manager = contact.manager(thread)
    assert not any(word in source + sent.body for word in (str(manager.email), manager.phone))


# API -----------------------------------------------------------------------------------------------------------------


def test_threads_are_read_and_written_under_the_api(client: PageClient) -> None:
    place = factories.confirmed(factories.ShiftFactory.create())
    headers = people.bearer(place.person, "volunteers:read", "volunteers:write")
    with time_machine.travel(NOW, tick=False):
        written = client.post(
            reverse("api-volunteers:assignment-messages", args=[place.code]),
            {"text": "こんにちは"},
            content_type="application/json",
            headers=headers,
        )
        [line] = client.get(reverse("api-volunteers:threads"), headers=headers).json()["results"]
        again = client.post(
            reverse("api-volunteers:thread-messages", args=[line["code"]]),
            {"text": "もう一度"},
            content_type="application/json",
            headers=headers,
        )
        thread = client.get(reverse("api-volunteers:thread", args=[line["code"]]), headers=headers).json()
    assert (written.status_code, again.status_code) == (201, 201)
    assert [one["text"] for one in thread["messages"]] == ["こんにちは", "もう一度"]
    assert (line["side"], thread["other_name"]) == ("person", f"{place.shift.request.organisation.name}の担当者")
