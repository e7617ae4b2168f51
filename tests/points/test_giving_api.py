"""What giving had on pages only: blocks, reports, the city's terms and decisions, and the books of a community."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import models as common
from points import enums, models
from points.actions import giving
from points.errors import giving as errors
from tests.factories import accounts, earning
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def call(person: people.User, method: str, name: str, body: object = None, *, key: str = "", **place: str) -> Any:  # noqa: ANN401 - JSON
    client = APIClient()
    client.force_authenticate(person)
    headers = {"Idempotency-Key": key} if key else {}
    return getattr(client, method)(reverse(f"api-points:{name}", kwargs=place), body, format="json", headers=headers)


def given(giver: people.User, taker: people.User, note: str = "どうぞ") -> models.Gift:
    plan = giving.GiftPlan(word=gifts.word_of(taker), amount=5, note=note, key="K")
    return giving.give_gift(plan, by=giver, now=NOW).gift


def test_a_giver_is_blocked_and_let_in_again_by_their_gift() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50, name="見本 太郎"), gifts.adult()
    gift = given(giver, taker)
    for _ in range(2):
        assert call(taker, "post", "gift-block", code=gift.code).status_code == 204
    (shown,) = call(taker, "get", "gift-blocks").json()["results"]
    assert (shown["gift"], shown["other_name"], shown["owner"]) == (gift.code, "見本さん", taker.code)
    plan = giving.GiftPlan(word=gifts.word_of(taker), amount=1, key="L")
    with pytest.raises(errors.GiftCodeUnknown):
        giving.give_gift(plan, by=giver, now=NOW)
    assert call(giver, "post", "gift-block", code=gift.code).json()["code"] == "gift_not_found"
    for _ in range(2):
        assert call(taker, "delete", "gift-block", code=gift.code).status_code == 204
    assert call(taker, "get", "gift-blocks").json()["results"] == []
    assert giving.give_gift(plan, by=giver, now=NOW).gift.amount == 1


def test_words_are_reported_once_and_the_city_hides_them_with_a_reason() -> None:
    gifts.terms()
    giver, taker, official = gifts.adult(50), gifts.adult(), accounts.city_official()
    gift = given(giver, taker, "困る言葉")
    sent = {"reason": "困っています"}
    own = call(giver, "post", "gift-note-report", sent, code=gift.code, side="giver")
    assert own.json()["code"] == "gift_own_words"
    made = [call(taker, "post", "gift-note-report", sent, key="A", code=gift.code, side="giver") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    code = made[0].json()["code"]
    again = call(taker, "post", "gift-note-report", sent, code=gift.code, side="giver")
    assert again.json()["code"] == "gift_note_reported"
    listed = call(official, "get", "gift-reports")
    assert ([one["code"] for one in listed.json()["results"]], "困る言葉" in listed.content.decode()) == ([code], False)
    assert call(official, "get", "gift-report", code=code).json()["text"] == "困る言葉"
    assert common.AuditEntry.objects.get(action="points.gift_note").about_code == giver.code
    without = call(official, "post", "gift-report-decision", {"hide": True}, code=code)
    assert without.json()["code"] == "points_reason_missing"
    decided = call(official, "post", "gift-report-decision", {"hide": True, "reason": "中傷のため"}, code=code)
    assert decided.json()["outcome"] == enums.NoteOutcome.HIDDEN
    shown = call(taker, "get", "gift", code=gift.code).json()["note"]
    assert (shown["text"], shown["is_hidden"]) == ("", True)


def test_the_city_publishes_terms_and_reads_all_versions() -> None:
    official = accounts.city_official()
    body = {"starts_on": "2026-12-01", "per_gift": 100, "minor_per_gift": 10, "return_days": 7, "reason": "見本"}
    made = [call(official, "post", "gift-terms-versions", body, key="A") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    (shown,) = call(official, "get", "gift-terms-versions").json()["results"]
    assert (shown["per_gift"], shown["giver_day"], shown["starts_on"]) == (100, None, "2026-12-01")
    early = call(official, "post", "gift-terms-versions", body | {"starts_on": "2026-01-01"})
    assert early.json()["code"] == "gift_terms_dates_invalid"
    wide = call(official, "post", "gift-terms-versions", body | {"minor_per_gift": 101})
    assert (wide.status_code, list(wide.json()["data"]["fields"])) == (400, ["minor_per_gift"])


def test_who_acts_for_a_community_reads_its_books_and_uses_its_points_once() -> None:
    gifts.terms()
    accounts.DistrictFactory.create(center_code="kuji", name="久慈")
    giver, manager = gifts.adult(50, name="見本 太郎"), gifts.adult()
    community = gifts.community(manager)
    opened = call(manager, "post", "community-address", code=community.code).json()
    assert (opened["usable"], len(opened["word"])) == (0, 10)
    giving.give_gift(giving.GiftPlan(word=opened["word"], amount=30, note="夏祭りに", key="K"), by=giver, now=NOW)
    books = call(manager, "get", "community", code=community.code).json()
    assert (books["usable"], books["expires_on"], books["name"]) == (30, "2028-03-31", community.name)
    (gift,) = call(manager, "get", "community-gifts", code=community.code).json()["results"]
    assert (gift["amount"], gift["other_name"], gift["note"]["text"]) == (30, "見本さん", "夏祭りに")
    use = {"center": "kuji", "amount": 20, "purpose": "会報のコピー"}
    for _ in range(2):
        assert call(manager, "post", "community-uses", use, key="A", code=community.code).status_code == 201
    (used,) = call(manager, "get", "community-uses", code=community.code).json()["results"]
    assert (used["amount"], used["center"]) == (20, "kuji")
    more = call(manager, "post", "community-uses", use, code=community.code)
    assert (more.status_code, more.json()["code"]) == (409, "not_enough_points")
    shop = call(manager, "post", "community-uses", use | {"center": "o-shop"}, code=community.code)
    assert (shop.status_code, shop.json()["code"]) == (422, "center_unknown")
    assert call(manager, "delete", "community-address", code=community.code).status_code == 204
    assert call(manager, "get", "community", code=community.code).json()["word"] == ""
    refused = call(giver, "get", "community", code=community.code)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_community")


WINDOW = {
    "starts_on": "2026-11-01",
    "ends_on": "2026-11-30",
    "weekdays": [5, 0, 0],
    "opens_at": "06:00",
    "closes_at": "07:00",
}


def test_the_city_sets_up_a_site_and_ends_it() -> None:
    earning.radio()
    accounts.DistrictFactory.create(center_code="kuji", name="久慈")
    official, staff = accounts.city_official(), accounts.staff_of("kuji")
    body = {"name": "見本公園", "rule_code": "radio", "center_code": "kuji", "asks_word": True, "window": WINDOW}
    made = [call(official, "post", "sites", body, key="A").json() for _ in range(2)]
    assert made[0] == made[1]
    code = made[0]["code"]
    assert made[0]["address"].endswith(f"/points/sites/{code}/visits/")
    assert made[0]["windows"][0]["weekdays"] == [0, 5]
    later = call(official, "post", "site-windows", WINDOW | {"starts_on": "2026-11-02"}, code=code).json()
    assert len(later["windows"]) == 2
    with time_machine.travel(NOW, tick=False):
        word = call(staff, "get", "site-word", code=code).json()
    assert (len(word["word"]), word["visitors"], word["changes_at"]) == (4, 0, "2026-11-20T12:05:00+09:00")
    assert [one["code"] for one in call(staff, "get", "sites").json()["results"]] == [code]
    assert call(accounts.staff_of("suwa"), "get", "sites").json()["results"] == []
    closed = [call(official, "post", "site-closing", code=code).json()["closed_at"] for _ in range(2)]
    assert closed[0] == closed[1] is not None


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"rule_code": "nothing"}, 404, "rule_not_found"),
        ({"center_code": "nowhere"}, 422, "center_unknown"),
        ({"window": WINDOW | {"closes_at": "06:00"}}, 400, "invalid"),
        ({"window": WINDOW | {"weekdays": []}}, 400, "invalid"),
        ({"window": WINDOW | {"ends_on": "2026-10-31"}}, 400, "invalid"),
    ],
)
def test_a_site_that_cannot_be_is_refused_by_name(changed: dict[str, Any], status: int, code: str) -> None:
    earning.radio()
    answer = call(
        accounts.city_official(), "post", "sites", {"name": "x", "rule_code": "radio", "window": WINDOW} | changed
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not models.Site.objects.exists()


def test_a_community_reads_what_it_said_of_support() -> None:
    manager = gifts.adult()
    community = gifts.community(manager)
    assert call(manager, "get", "support-community", code=community.code).status_code == 404
    call(manager, "put", "support-community", {"about": "夏祭りに使います"}, code=community.code)
    shown = call(manager, "get", "support-community", code=community.code).json()
    assert (shown["about"], shown["accepts"]) == ("夏祭りに使います", True)
    assert call(gifts.adult(), "get", "support-community", code=community.code).status_code == 404
