"""By which ways and at what hours a person is told."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from backend.common import clock
from backend.common import models as common
from backend.notices import actions, enums, models, queries, rules
from tests.factories import accounts
from tests.factories import notices as factories
from tests.support import client as clients

NIGHT = rules.Quiet(time(21), time(7))
DAY = datetime(2026, 5, 8, tzinfo=clock.TOKYO)


def _at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return DAY + timedelta(days=days, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, _at(20, 59), None),
        (NIGHT, _at(21), _at(7, days=1)),
        (NIGHT, _at(23, 59), _at(7, days=1)),
        (NIGHT, _at(0), _at(7)),
        (NIGHT, _at(6, 59), _at(7)),
        (NIGHT, _at(7), None),
        (rules.Quiet(time(12), time(13)), _at(12, 30), _at(13)),
        (rules.Quiet(time(12), time(13)), _at(13), None),
        (rules.Quiet(time(9), time(9)), _at(9), None),
        (rules.Quiet(time(22), time(0)), _at(23), _at(0, days=1)),
        (rules.Quiet(time(22), time(0)), _at(0), None),
    ],
)
def test_until_when_a_mail_waits(quiet: rules.Quiet, now: datetime, until: datetime | None) -> None:
    assert rules.quiet_until(quiet, local=now) == until


def test_what_is_urgent_passes_unless_it_was_forbidden() -> None:
    forbidden = rules.Quiet(time(21), time(7), urgent_passes=False)
    assert rules.quiet_until(NIGHT, local=_at(22), is_urgent=True) is None
    assert rules.quiet_until(forbidden, local=_at(22), is_urgent=True) == _at(7, days=1)


@pytest.mark.parametrize(
    ("starts", "urgent"),
    [(_at(23), True), (_at(9, days=1), True), (_at(10, days=1), True), (_at(10, 1, days=1), False)],
)
def test_what_is_today_or_within_half_a_day_is_urgent(starts: datetime, urgent: bool) -> None:
    assert rules.is_urgent(local=_at(22), local_start=starts) is urgent


@pytest.fixture
def person(db: None) -> Any:  # noqa: ANN401 - a user
    return accounts.UserFactory.create(phone="090-1111-2222")


def _told_at(person: Any, now: datetime, *, urgent: bool = False, key: str = "k") -> models.Notice:  # noqa: ANN401
    context = {"group": "見本会", "until": "2027年3月31日"}
    return actions.send(to=person, template="accounts/group_approved", key=key, now=now, context=context, urgent=urgent)


def test_a_mail_in_the_night_waits_in_the_outbox_until_the_morning(person: Any) -> None:  # noqa: ANN401
    delivery = _told_at(person, _at(22)).deliveries.get()
    assert not actions.deliver(delivery.pk, now=_at(22))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.due_at) == (enums.DeliveryState.WAITING, 0, _at(7, days=1))
    assert not actions.deliver(delivery.pk, now=_at(6, 59, days=1))
    actions.sweep(now=_at(7, days=1))
    assert [one.to for one in mail.outbox] == [[person.email]]


def test_it_stands_in_the_list_of_the_pages_at_once(person: Any) -> None:  # noqa: ANN401
    notice = _told_at(person, _at(22))
    assert list(queries.notices_of(person)) == [notice]


@pytest.mark.parametrize(("allowed", "sent"), [(True, 1), (False, 0)])
def test_an_urgent_mail_passes_the_night_if_the_person_allows_it(person: Any, allowed: bool, sent: int) -> None:  # noqa: ANN401
    actions.set_wishes(person, wishes=actions.Wishes(urgent_passes=allowed), by=person, now=_at(12))
    actions.deliver(_told_at(person, _at(22), urgent=True).deliveries.get().pk, now=_at(22))
    assert len(mail.outbox) == sent


def test_a_new_wish_holds_for_what_waits_already(person: Any) -> None:  # noqa: ANN401
    delivery = _told_at(person, _at(22)).deliveries.get()
    actions.deliver(delivery.pk, now=_at(22))
    actions.set_wishes(person, wishes=actions.Wishes(quiet_from=time(0), quiet_until=time(0)), by=person, now=_at(23))
    assert actions.deliver(delivery.pk, now=_at(23))


def test_who_wants_no_mail_gets_none_also_of_what_waits(person: Any) -> None:  # noqa: ANN401
    waits = _told_at(person, _at(22))
    actions.set_wishes(person, wishes=actions.Wishes(by_mail=False), by=person, now=_at(22))
    later = _told_at(person, _at(23), key="later")
    assert not models.Delivery.objects.exists()
    assert list(queries.notices_of(person)) == [later, waits]


@pytest.mark.parametrize("way", ["letter", "phone"])
def test_a_letter_or_a_call_waits_for_the_desk_beside_the_mail(person: Any, way: str) -> None:  # noqa: ANN401
    actions.set_wishes(person, wishes=actions.Wishes(by_desk=way), by=person, now=_at(12))
    notice = _told_at(person, _at(13))
    assert set(notice.deliveries.values_list("channel", flat=True)) == {"mail", way}
    actions.sweep(now=_at(14))
    assert dict(notice.deliveries.values_list("channel", "state")) == {"mail": "sent", way: "waiting"}


def test_one_statement_still_writes_a_notice(person: Any, django_assert_num_queries: Any) -> None:  # noqa: ANN401
    actions.set_wishes(person, wishes=actions.Wishes(by_desk="phone"), by=person, now=_at(12))
    with django_assert_num_queries(1):
        _told_at(person, _at(13))


# Pages ---------------------------------------------------------------------------------------------------------------

SENT = {"by_desk": "", "quiet_from": "22:00", "quiet_until": "06:00", "urgent_passes": "on"}


@pytest.mark.django_db
def test_a_person_chooses_on_the_page(client: clients.PageClient, person: Any) -> None:  # noqa: ANN401
    client.force_login(person)
    page = reverse("notices:notice-settings")
    assert "メールを控える時間の始まり" in client.get(page).content.decode()
    client.post(page, SENT)
    chosen = models.Preference.objects.get(user=person)
    assert (chosen.by_mail, chosen.quiet_from, chosen.quiet_until, chosen.urgent_passes) == (
        *(False, time(22), time(6), True),
    )
    entry = common.AuditEntry.objects.get(action="notices.wishes")
    assert (entry.actor_code, entry.detail["quiet_from"]) == (person.code, "22:00:00")


@pytest.mark.django_db
def test_an_hour_that_is_none_is_refused_with_what_was_chosen(client: clients.PageClient, person: Any) -> None:  # noqa: ANN401
    client.force_login(person)
    page = client.post(reverse("notices:notice-settings"), {**SENT, "quiet_from": "25:00"}).content.decode()
    assert "メールを控える時間の始まり：" in page
    assert '<option value="06:00" selected>' in page
    assert not models.Preference.objects.exists()


@pytest.mark.django_db
def test_a_desk_chooses_for_its_own_people(client: clients.PageClient) -> None:
    person = accounts.UserFactory.create(district__center_code="kuji", email=None)
    staff = accounts.staff_of("kuji")
    client.force_login(staff)
    client.post(reverse("notices:person-notice-settings", args=[person.code]), {**SENT, "by_desk": "phone"})
    assert models.Preference.objects.get(user=person).by_desk == "phone"
    assert common.AuditEntry.objects.get(action="notices.wishes", kind="change").about_code == person.code
    client.force_login(accounts.staff_of("suwa"))
    assert client.get(reverse("notices:person-notice-settings", args=[person.code])).status_code == 404


@pytest.mark.django_db
def test_wishes_are_read_and_set_under_the_api(client: clients.PageClient, person: Any) -> None:  # noqa: ANN401
    headers = accounts.bearer(person, "notices:read", "notices:write")
    url = reverse("api-notices:notice-settings")
    usual = {"by_mail": True, "by_desk": "", "quiet_from": "21:00:00", "quiet_until": "07:00:00", "urgent_passes": True}
    assert client.get(url, headers=headers).json() == usual
    wished = {**usual, "by_desk": "letter", "quiet_from": "20:30:00"}
    assert client.put(url, wished, content_type="application/json", headers=headers).json() == wished
    assert client.get(url, headers=headers).json() == wished


# The desk's list -----------------------------------------------------------------------------------------------------


@pytest.fixture
def called(db: None) -> models.Notice:
    person = accounts.UserFactory.create(
        name="見本 電子", phone="090-1111-2222", district__center_code="kuji", email=None
    )
    factories.PreferenceFactory.create(user=person, by_desk="phone")
    return factories.tell(person)


def test_a_desk_reads_what_to_tell_its_own_people_and_ticks_it(
    client: clients.PageClient, called: models.Notice
) -> None:
    staff = accounts.staff_of("kuji")
    client.force_login(staff)
    page = reverse("notices:desk-notices")
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("見本 電子", "090-1111-2222", escape(called.subject), "印刷する"))
    client.post(page, {"codes": [called.code], "reason": ""})
    delivery = called.deliveries.get()
    assert (delivery.state, delivery.told_by) == ("sent", staff)
    assert "お伝えするものは、ありません" in client.get(page).content.decode()
    logged = common.AuditEntry.objects.filter(about_code=called.user.code).order_by("pk")
    assert {one.action for one in logged} == {"notices.desk-list", "notices.told"}


def test_who_could_not_be_reached_is_noted_with_the_reason(client: clients.PageClient, called: models.Notice) -> None:
    client.force_login(accounts.staff_of("kuji"))
    page, sent = reverse("notices:desk-notices"), {"codes": [called.code], "reason": "", "not-reached": "1"}
    refused = client.post(page, sent).content.decode()
    assert "届かなかった理由を書いてください" in refused
    assert f'value="{called.code}" checked' in refused
    client.post(page, {**sent, "reason": "3回電話したが、出なかった"})
    delivery = called.deliveries.get()
    assert (delivery.state, delivery.fault) == ("failed", "3回電話したが、出なかった")


def test_nothing_ticked_says_what_to_do(client: clients.PageClient, called: models.Notice) -> None:
    client.force_login(accounts.staff_of("kuji"))
    page = client.post(reverse("notices:desk-notices"), {"reason": ""}).content.decode()
    assert "印を付けてから" in page
    assert called.deliveries.get().state == "waiting"


def test_another_desk_neither_reads_nor_ticks_it(client: clients.PageClient, called: models.Notice) -> None:
    other = accounts.staff_of("suwa")
    client.force_login(other)
    assert "見本 電子" not in client.get(reverse("notices:desk-notices")).content.decode()
    assert actions.tick_off([called.code], center_codes={"suwa"}, reached=True, by=other, now=clock.now()) == 0
    assert called.deliveries.get().state == "waiting"


def test_a_desk_reads_and_ticks_under_the_api(client: clients.PageClient, called: models.Notice) -> None:
    headers = accounts.bearer(accounts.staff_of("kuji"), "notices:read", "notices:write")
    url, kind = reverse("api-notices:desk-notices"), "application/json"
    [row] = client.get(url, headers=headers).json()
    assert (row["code"], row["channel"], row["name"]) == (called.code, "phone", "見本 電子")
    unreached = {"codes": [called.code], "reached": False}
    assert client.post(url, unreached, content_type=kind, headers=headers).status_code == 400
    ticked = client.post(url, {"codes": [called.code]}, content_type=kind, headers=headers)
    assert ticked.json() == {"ticked": 1}
