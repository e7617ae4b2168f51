"""The pages of minor, guardian, desk and city; the link changes nothing by being opened."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from backend.common import logs
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import consents as factories
from tests.factories import volunteers
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import actions, enums, models, queries

pytestmark = pytest.mark.django_db
State, Asked = enums.AssignmentState, enums.ConsentState
YES = {"answer": "yes", "guardian_name": "見本 保護者", "relation": "parent", "is_guardian": "on"}


@pytest.fixture(autouse=True)
def _noon_of_a_friday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _asked(**plan: Any) -> tuple[models.Assignment, models.Consent, str]:  # noqa: ANN401
    held = factories.held(volunteers.ShiftFactory.create())
    asked = {"scope": "shift", "channel": "paper", "contact": "", **plan}
    consent = actions.ask_guardian(held, by=held.person, now=NOW, **asked)
    return held, consent, reverse("volunteers:consent", args=[queries.consents.token_of(consent)])


def _everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (models.Consent, models.Assignment, models.Shift)]


def _state(held: models.Assignment) -> str:
    return str(models.Assignment.objects.get(pk=held.pk).state)


# The guardian ---------------------------------------------------------------------------------------------------------


def test_the_number_of_the_day_is_not_on_the_guardians_page(client: PageClient) -> None:
    held, _, link = _asked()
    client.post(link, YES)
    page = client.get(link).content.decode()
    assert (_state(held), "当日の連絡先" in page, held.shift.request.contact in page) == ("confirmed", True, False)


def test_a_mail_scanner_that_opens_the_link_again_and_again_changes_nothing(client: PageClient) -> None:
    _, _, link = _asked()
    before, entries = _everything(), common.AuditEntry.objects.count()
    prefetch = {"Sec-Purpose": "prefetch", "Purpose": "prefetch"}
    answers = [client.get(link), client.head(link), client.get(link), client.get(link, headers=prefetch)]
    answers += [client.get(f"{link}withdrawal/"), client.head(f"{link}withdrawal/"), client.options(link)]
    assert [one.status_code for one in answers] == [200, 200, 200, 200, 200, 200, 405]
    assert (_everything(), common.AuditEntry.objects.count()) == (before, entries)


def test_the_page_says_what_is_consented_to_without_an_account(client: PageClient) -> None:
    held, _, link = _asked()
    page = client.get(link).content.decode()
    request = held.shift.request
    for words in (request.title, held.shift.place, request.organisation.name, held.person.name, "5月11日", "見える人"):
        assert words in page


def test_a_yes_is_taken_and_sent_again_shows_the_result(client: PageClient) -> None:
    held, consent, link = _asked()
    answers = [client.post(link, YES, follow=True) for _ in range(2)]
    assert ["同意をいただいています" in one.content.decode() for one in answers] == [True, True]
    assert (_state(held), models.Consent.objects.get(pk=consent.pk).guardian_name) == ("confirmed", "見本 保護者")


def test_a_no_gives_the_place_back(client: PageClient) -> None:
    held, _, link = _asked()
    page = client.post(link, YES | {"answer": "no"}, follow=True).content.decode()
    assert ("「同意しない」とお答えいただきました" in page, _state(held)) == (True, "withdrawn")


@pytest.mark.parametrize("missing", ["answer", "guardian_name", "relation", "is_guardian"])
def test_an_answer_without_all_it_needs_keeps_what_was_typed(client: PageClient, missing: str) -> None:
    held, _, link = _asked()
    page = client.post(link, {name: value for name, value in YES.items() if name != missing}).content.decode()
    assert (_state(held), "data-error-summary" in page) == ("held", True)
    assert missing == "guardian_name" or 'value="見本 保護者"' in page


def test_a_guardian_takes_the_consent_back_by_the_same_link(client: PageClient) -> None:
    held, _, link = _asked()
    client.post(link, YES)
    shown = client.get(f"{link}withdrawal/").content.decode()
    done = client.post(f"{link}withdrawal/", follow=True).content.decode()
    assert (held.shift.request.title in shown, "同意を取りやめました" in done) == (True, True)
    assert _state(held) == "withdrawn"


def test_a_link_whose_time_is_over_says_what_to_do(client: PageClient) -> None:
    _, consent, link = _asked()
    with time_machine.travel(consent.expires_at + timedelta(seconds=1)):
        answer = client.get(link)
    assert (answer.status_code, "もう一度お願いを送る" in answer.content.decode()) == (410, True)


def test_the_number_on_the_paper_opens_the_same_page(client: PageClient) -> None:
    _, consent, link = _asked()
    typed = queries.consents.short_of(consent).lower().replace("-", " ")
    answer = client.post(reverse("volunteers:consents"), {"number": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, link)


def test_a_wrong_number_is_refused_and_soon_nobody_tries_more(client: PageClient) -> None:
    answers = [client.post(reverse("volunteers:consents"), {"number": "00000-00000"}) for _ in range(12)]
    assert [one.status_code for one in answers] == [404] * 10 + [429] * 2
    assert "10分ほどおいて" in answers[-1].content.decode()


def test_very_many_visits_are_slowed_down(client: PageClient) -> None:
    _, _, link = _asked()
    assert [client.get(link).status_code for _ in range(61)] == [200] * 60 + [429]


@pytest.mark.parametrize("path", ["", "withdrawal/"])
def test_the_address_of_the_page_goes_nowhere(client: PageClient, path: str) -> None:
    _, _, link = _asked()
    for answer in (client.get(link + path), client.get("/consents/mihon/" + path)):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_no_log_has_the_text_of_a_link() -> None:
    hide = logs.HideAddresses(["consents"])
    said = '127.0.0.1 - "GET /consents/abc:def/withdrawal/?a=1 HTTP/1.1" 200 "http://x.test/consents/abc:def/"'
    record = logging.LogRecord("visits", logging.INFO, "", 0, "%s", (said,), None)
    assert hide.filter(record)
    assert record.getMessage() == (
        '127.0.0.1 - "GET /consents/…/withdrawal/?a=1 HTTP/1.1" 200 "http://x.test/consents/…/"'
    )


def test_both_logs_hide_the_text_of_links(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    handlers = settings.LOGGING["handlers"]
    assert {name: one["filters"] for name, one in handlers.items()} == {
        "console": ["signed_paths"],
        "visits": ["signed_paths"],
    }
    assert settings.LOGGING["loggers"]["gunicorn.access"]["handlers"] == ["visits"]


# The mail -------------------------------------------------------------------------------------------------------------


def test_the_guardians_address_is_used_for_one_mail_and_forgotten() -> None:
    _, consent, link = _asked(channel="mail", contact="hogosha@example.test")
    assert actions.mail_guardian(consent.pk, now=NOW)
    assert not actions.mail_guardian(consent.pk, now=NOW)
    kept = models.Consent.objects.get(pk=consent.pk)
    (sent,) = mail.outbox
    assert (kept.contact, kept.mailed_at, sent.to) == ("", NOW, ["hogosha@example.test"])
    assert link in sent.body


def test_the_address_goes_with_the_answer_or_the_time() -> None:
    _, _, link = _asked(channel="mail", contact="hogosha@example.test")
    PageClient().post(link, YES)
    _, over, _ = _asked(channel="mail", contact="hoka@example.test")
    actions.mail_guardians(now=over.expires_at)
    assert list(models.Consent.objects.values_list("contact", flat=True)) == ["", ""]
    assert mail.outbox == []


def test_no_more_than_five_mails_go_out_in_a_day() -> None:
    held, _, _ = _asked(channel="mail", contact="hogosha@example.test")
    client = PageClient()
    client.force_login(held.person)
    sheet = {"scope": "shift", "channel": "mail", "contact": "hogosha@example.test"}
    answers = [client.post(reverse("volunteers:consent-requests", args=[held.code]), sheet) for _ in range(5)]
    assert [one.status_code for one in answers] == [302] * 4 + [429]
    assert "紙に印刷" in answers[-1].content.decode()


# The minor ------------------------------------------------------------------------------------------------------------


def test_a_minor_asks_by_mail_and_sees_that_it_is_under_way(client: PageClient) -> None:
    held = factories.held(volunteers.ShiftFactory.create())
    client.force_login(held.person)
    shown = client.get(reverse("volunteers:assignment-detail", args=[held.code])).content.decode()
    sheet = {"scope": "field", "channel": "mail", "contact": "hogosha@example.test"}
    done = client.post(reverse("volunteers:consent-requests", args=[held.code]), sheet, follow=True).content.decode()
    assert ("保護者の方の同意を待っています" in shown, "メールを送っています" in done) == (True, True)
    assert "hogosha@example.test" not in done
    assert models.Consent.objects.get().field == held.shift.request.field


@pytest.mark.parametrize("contact", ["", "hogosha", "own"])
def test_an_address_that_does_not_do_is_refused_by_words(client: PageClient, contact: str) -> None:
    held = factories.held(volunteers.ShiftFactory.create())
    client.force_login(held.person)
    sheet = {"scope": "shift", "channel": "mail", "contact": held.person.email if contact == "own" else contact}
    page = client.post(reverse("volunteers:consent-requests", args=[held.code]), sheet).content.decode()
    assert (models.Consent.objects.count(), "メールアドレス" in page) == (0, True)


def test_a_minor_prints_a_paper_with_a_number(client: PageClient) -> None:
    held = factories.held(volunteers.ShiftFactory.create())
    client.force_login(held.person)
    sheet = {"scope": "shift", "channel": "paper"}
    paper = client.post(reverse("volunteers:consent-requests", args=[held.code]), sheet, follow=True)
    assert queries.consents.short_of(models.Consent.objects.get()) in paper.content.decode()


def test_an_organiser_reads_neither_name_nor_address_of_a_guardian(client: PageClient) -> None:
    held, _, link = _asked()
    client.post(link, YES)
    organiser = volunteers.manager_of(held.shift.request)
    client.force_login(organiser)
    for name, code in (("shift-roster", held.shift.code), ("request-detail", held.shift.request.code)):
        assert "見本 保護者" not in client.get(reverse(f"volunteers:{name}", args=[code])).content.decode()
    assert client.get(reverse("volunteers:consent-history", args=[held.code])).status_code == 404


# Desk and city --------------------------------------------------------------------------------------------------------


def test_a_desk_finds_the_activity_by_its_number_and_records_the_signature(client: PageClient) -> None:
    held, desk = factories.held(volunteers.ShiftFactory.create()), people.staff_of("kuji")
    client.force_login(desk)
    found = client.post(reverse("volunteers:consent-records"), {"code": held.code.upper()}, follow=True)
    assert held.person.name in found.content.decode()
    sheet = {
        "scope": "shift",
        "guardian_name": "見本 保護者",
        "relation": "parent",
        "center_code": "kuji",
        "seen": "on",
    }
    done = client.post(reverse("volunteers:consent-record", args=[held.code]), sheet, follow=True).content.decode()
    assert ("同意を記録しました" in done, "見本 保護者" in done, _state(held)) == (True, False, "confirmed")
    assert enums.ConsentScope.SHIFT.label in done
    assert common.AuditEntry.objects.filter(kind="look", action="volunteers.consent-desk").count() == 2


def test_a_desk_records_that_a_guardian_takes_the_consent_back(client: PageClient) -> None:
    held, consent, link = _asked()
    client.post(link, YES)
    client.force_login(people.staff_of("kuji"))
    path = reverse("volunteers:consent-record-withdrawal", args=[consent.code])
    assert held.person.name in client.get(path).content.decode()
    look = common.AuditEntry.objects.get(kind="look", subject_code=consent.code)
    assert (look.action, look.about_code) == ("volunteers.consent-desk", held.person.code)
    client.post(path, {"center_code": "kuji"})
    assert (_state(held), client.get(path).status_code) == ("withdrawn", 404)


def test_the_city_reads_a_guardians_name_only_with_a_reason(client: PageClient) -> None:
    held, _, link = _asked()
    client.post(link, YES)
    client.force_login(people.city_official())
    path = reverse("volunteers:consent-history", args=[held.code])
    pages = [client.get(path), client.post(path, {"reason": ""}), client.post(path, {"reason": "事故の連絡のため"})]
    assert ["見本 保護者" in one.content.decode() for one in pages] == [False, False, True]
    assert common.AuditEntry.objects.get(kind="look").reason == "事故の連絡のため"


# API ------------------------------------------------------------------------------------------------------------------


def test_the_city_reads_by_the_api_what_guardians_said_for_a_reason_that_is_recorded(client: PageClient) -> None:
    held, _, link = _asked()
    client.post(link, YES)
    header = people.bearer(people.city_official(), "volunteers:write") | {"Idempotency-Key": "one"}
    path = reverse("api-volunteers:consent-history", args=[held.code])
    for wrong in ({}, {"reason": ""}, {"reason": " "}):
        assert client.post(path, wrong, content_type="application/json", headers=header).status_code == 400
    for _ in range(2):
        told = client.post(path, {"reason": "事故の連絡"}, content_type="application/json", headers=header)
        [one] = told.json()
        assert (one["guardian_name"], one["relation"], one["state"]) == ("見本 保護者", "parent", "given")
    looks = common.AuditEntry.objects.filter(kind="look", action="volunteers.consents", about_code=held.person.code)
    assert list(looks.values_list("reason", flat=True)) == ["事故の連絡"] * 2
    assert common.IdempotentResponse.objects.count() == 0


def test_an_app_asks_on_paper_and_lists_what_was_asked(client: PageClient) -> None:
    held = factories.held(volunteers.ShiftFactory.create())
    header = people.bearer(held.person, "volunteers:write", "volunteers:read")
    path = f"/api/v1/assignments/{held.code}/consent-requests/"
    sheet = {"scope": "shift", "channel": "paper"}
    made = client.post(path, sheet, content_type="application/json", headers=header)
    listed = client.get("/api/v1/consents/", headers=header).json()["results"]
    token = queries.consents.token_of(models.Consent.objects.get())
    assert (made.status_code, made.json()["link"].endswith(f"/consents/{token}/")) == (201, True)
    assert [(one["state"], one["shift"]) for one in listed] == [("asked", held.shift.code)]
