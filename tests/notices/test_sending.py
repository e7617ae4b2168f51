"""What `actions.send` writes, in the transaction of what it tells of."""

import pytest
from django.core import mail

from backend.common import clock
from backend.notices import actions, enums, models, queries
from tests.factories import accounts
from tests.factories import notices as factories

pytestmark = pytest.mark.django_db


def test_a_notice_says_what_its_template_says() -> None:
    person = accounts.UserFactory.create(name="見本 花子")
    notice = factories.tell(person)
    assert notice.subject == "団体「見本&会」の登録が承認されました"
    assert notice.body.splitlines() == [
        "見本 花子 様",
        "",
        "団体「見本&会」の登録を承認しました。2027年3月31日まで、団体の名前で部屋を予約できます。",
        "",
        "予約できるのは、代表者と副代表です。会員が替わったときは、名簿を直してください。",
        "",
        "http://localhost:8000/groups/g-1/",
    ]


def test_a_notice_waits_in_the_outbox_for_its_persons_address() -> None:
    person = accounts.UserFactory.create()
    notice = factories.tell(person)
    delivery = models.Delivery.objects.get()
    assert (delivery.notice, delivery.address, delivery.state) == (notice, person.email, enums.DeliveryState.WAITING)
    assert delivery.message_id == f"<{notice.code}.mail@tsunagaru.invalid>"
    assert mail.outbox == []


@pytest.mark.parametrize("by_desk", ["", "letter"])
def test_nothing_goes_out_to_somebody_whose_account_is_closed(by_desk: str) -> None:
    person = accounts.UserFactory.create()
    actions.set_wishes(person, wishes=actions.Wishes(by_desk=by_desk), by=person, now=clock.now())
    person.is_active = False
    person.save(update_fields=["is_active"])
    notice = factories.tell(person)
    assert (list(models.Notice.objects.all()), models.Delivery.objects.count()) == ([notice], 0)


def test_a_thing_is_told_once_however_often_it_is_sent() -> None:
    person = accounts.UserFactory.create()
    assert factories.tell(person, "mihon:1") == factories.tell(person, "mihon:1", group="ほかの団体")
    assert models.Delivery.objects.count() == 1


def test_two_people_are_told_the_same_thing_each() -> None:
    person, other = accounts.UserFactory.create_batch(2)
    assert factories.tell(person) != factories.tell(other)
    assert models.Delivery.objects.count() == 2


def test_somebody_without_an_address_reads_it_in_the_list_alone() -> None:
    person = accounts.UserFactory.create(email=None)
    notice = factories.tell(person)
    assert list(queries.notices_of(person)) == [notice]
    assert not models.Delivery.objects.exists()


@pytest.mark.parametrize("name", ["見本" * 150, "見本\r\nBcc: mihon@example.test", "見本\n会\t会", "見本\u2028会"])
def test_a_name_that_fits_no_subject_stops_nothing(name: str) -> None:
    notice = factories.tell(accounts.UserFactory.create(), group=name)
    assert len(notice.subject) <= 200
    assert len(notice.subject.splitlines()) == 1
    assert actions.deliver(models.Delivery.objects.get().pk, now=clock.now())
    [sent] = mail.outbox
    assert (sent.to, sent.cc, sent.bcc) == ([models.Delivery.objects.get().address], [], [])


def test_a_mail_names_nobody_but_the_one_it_is_for() -> None:
    person, other = accounts.UserFactory.create(name="見本 花子"), accounts.UserFactory.create(name="例示 次郎")
    notice, _ = factories.tell(person), factories.tell(other)
    actions.deliver(models.Delivery.objects.get(notice=notice).pk, now=clock.now())
    [sent] = mail.outbox
    source = sent.message().as_string() + sent.body
    assert (sent.subject, sent.body, sent.recipients()) == (notice.subject, notice.body, [person.email])
    assert set(sent.message().keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
        *("Subject", "From", "To", "Date", "Message-ID"),
    }
    assert str(other.email) not in source
    assert other.name not in source
