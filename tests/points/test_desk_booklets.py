"""A desk makes codes on paper for somebody without a phone: once, with a word to them, and ends what was lost."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import errors, models
from points.actions import payments
from tests.factories import accounts, tills
from tests.support import client as clients
from tests.support import race

pytestmark = pytest.mark.django_db
NOW = tills.NOW
SEEN = "本人確認の書類を見た"


@pytest.fixture
def staff() -> people.User:
    return accounts.staff_of("kuji")


def page(staff: people.User) -> clients.PageClient:
    made = clients.PageClient()
    made.force_login(staff)
    return made


def issue(person: people.User, by: people.User, key: str = "K") -> models.Booklet:
    return payments.issue_booklet_at_desk(person, by=by, seen=SEEN, center_code="kuji", key=key, now=NOW)


def test_from_the_number_to_the_printed_sheet(staff: people.User) -> None:
    person = accounts.UserFactory.create(name="見本 ウメ")
    client = page(staff)
    asked = client.get(reverse("points:desk-booklets"), {"number": person.code.removeprefix("u-").lower()})
    assert asked["Location"] == reverse("points:desk-member-booklets", args=[person.code])
    assert "見本 ウメさん" in client.get(asked["Location"]).content.decode()
    missing = client.post(asked["Location"], {"key": "K"})
    assert (missing.status_code, models.Booklet.objects.exists()) == (422, False)
    answers = [client.post(asked["Location"], {"key": "K", "seen": SEEN}) for _ in range(2)]
    made = models.Booklet.objects.get()
    assert {one["Location"] for one in answers} == {reverse("points:desk-booklet", args=[made.code])}
    sheet = client.get(answers[0]["Location"]).content.decode()
    first = made.codes.order_by("position")[0].short_code
    assert f"{first[:4]}-{first[4:]}" in sheet
    told = notices.Notice.objects.get(user=person)
    assert ("窓口で" in told.body, made.code in told.body) == (True, True)
    noted = common.AuditEntry.objects.get(action="points.booklet", kind="change")
    assert (noted.actor_code, noted.about_code, noted.reason, noted.center_code) == (
        staff.code,
        person.code,
        SEEN,
        "kuji",
    )
    look = common.AuditEntry.objects.get(action="points.booklet", kind="look", about_code=person.code)
    assert look.center_code == "kuji"


def test_the_sheet_is_for_who_made_it_and_for_that_day(staff: people.User) -> None:
    made = issue(accounts.UserFactory.create(), staff)
    sheet = reverse("points:desk-booklet", args=[made.code])
    assert page(accounts.staff_of("kuji")).get(sheet).status_code == 404
    assert page(staff).get(sheet).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1)):
        assert page(staff).get(sheet).status_code == 404
    own = payments.issue_booklet(tills.payer(1), by=staff, key="x", now=NOW - timedelta(days=2))
    assert page(staff).get(reverse("points:desk-booklet", args=[own.code])).status_code == 404


def test_nobody_gets_a_second_booklet_while_the_first_is_unused(staff: people.User) -> None:
    person, shop = tills.payer(100), tills.shop()
    made = issue(person, staff)
    with pytest.raises(errors.BookletUnused):
        issue(person, staff, "L")
    answer = page(staff).post(reverse("points:desk-member-booklets", args=[person.code]), {"key": "L", "seen": SEEN})
    assert (answer.status_code, "先にそのつづりを止めて" in answer.content.decode()) == (409, True)
    payments.pay_by_code(made.codes.all()[0], till=shop, amount=5, key="k", by=tills.manager(shop), now=NOW)
    assert issue(person, staff, "L").code != made.code


def test_what_was_lost_is_ended_and_the_person_is_told(staff: people.User) -> None:
    person, shop = tills.payer(100), tills.shop()
    made = issue(person, staff)
    client = page(accounts.staff_of("suwa"))
    for _ in range(2):
        ended = client.post(reverse("points:desk-booklet-blocking", args=[made.code]), follow=True)
    assert ("停止" in ended.content.decode(), made.codes.count()) == (True, 10)
    assert notices.Notice.objects.filter(user=person, template="points/booklet_blocked").count() == 1
    with pytest.raises(errors.PaymentCodeBlocked):
        payments.pay_by_code(made.codes.all()[0], till=shop, amount=5, key="k", by=tills.manager(shop), now=NOW)
    assert issue(person, staff, "L").blocked_at is None


def test_nobody_makes_one_for_oneself_or_without_saying_how_they_knew(staff: people.User) -> None:
    with pytest.raises(errors.OwnRecord):
        issue(staff, staff)
    with pytest.raises(errors.ReasonMissing):
        payments.issue_booklet_at_desk(
            accounts.UserFactory.create(), by=staff, seen=" ", center_code="kuji", key="K", now=NOW
        )
    unknown = page(staff).get(reverse("points:desk-booklets"), {"number": "u-NOBODY"})
    assert (unknown.status_code, "u-NOBODY" in unknown.content.decode()) == (422, True)


def call(person: people.User, method: str, name: str, body: object = None, *, key: str = "", **place: str) -> Any:  # noqa: ANN401 - JSON
    client = APIClient()
    client.force_authenticate(person)
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(reverse(f"api-points:{name}", kwargs=place), body, format="json", headers=headers)


def test_the_same_by_the_api(staff: people.User) -> None:
    person = accounts.UserFactory.create()
    sent = {"person": person.code, "seen": SEEN}
    made = [call(staff, "post", "desk-booklets", sent, key="A").json() for _ in range(2)]
    assert made[0] == made[1]
    again = call(staff, "post", "desk-booklets", sent, key="B")
    assert (again.status_code, again.json()["code"]) == (409, "booklet_unused")
    sheet = call(staff, "get", "desk-booklet", code=made[0]["code"]).json()
    assert len(sheet["lines"]) == 10
    assert call(accounts.staff_of("suwa"), "get", "desk-booklet", code=made[0]["code"]).status_code == 404
    ended = call(staff, "post", "desk-booklet-blocking", code=made[0]["code"]).json()
    assert ended["blocked_at"] is not None
    assert call(person, "post", "desk-booklets", sent).status_code == 403
    assert call(staff, "post", "desk-booklets", sent | {"person": "u-NOBODY"}).json()["code"] == "person_unknown"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_desks_at_once_one_makes_the_booklet() -> None:
    desks = [accounts.staff_of(code) for code in ("kuji", "suwa")]
    with race.runners(2) as field:
        for _ in range(race.rounds(2)):
            person = accounts.UserFactory.create()
            calls = [race.Call(issue, {"person": person, "by": by, "key": by.code}) for by in desks]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": 1, "BookletUnused": 1}, [one.detail for one in outcomes]
