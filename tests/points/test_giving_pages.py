"""The pages and the API of giving, from the code somebody shows to the gift that comes back."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from points import models
from points.actions import gift_terms, giving
from points.queries import giving as queries
from tests.factories import accounts
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def _signed_in(person: Any) -> Client:  # noqa: ANN401 - a user
    client = Client()
    client.force_login(person)
    return client


def _caller(person: Any) -> dict[str, Any]:  # noqa: ANN401 - a user
    return {"headers": accounts.bearer(person, "points:read", "points:write")}


def test_from_a_code_by_a_look_at_what_would_come_to_the_gift() -> None:
    gifts.terms(giver_day=30)
    giver, taker = gifts.adult(50), gifts.adult(name="例示 太郎")
    word, client = gifts.word_of(taker), _signed_in(giver)
    answer = client.post(reverse("points:gift-codes"), {"word": f"{word[:5].lower()}－{word[5:]}"})
    assert answer["Location"] == reverse("points:gift-new", args=[word])
    page = client.get(answer["Location"]).content.decode()
    assert "例示さん" in page
    assert "太郎" not in page
    assert "1日に30ポイントまで（あと30ポイント）" in page
    typed = {"key": "K", "amount": "１０", "note": "ありがとう"}
    preview = client.post(answer["Location"], typed).content.decode()
    assert "贈ったあとに使えるのは40ポイントです" in preview
    assert models.Gift.objects.count() == 0
    made = client.post(answer["Location"], typed | {"decided": "1"}, follow=True).content.decode()
    assert "例示さんに10ポイントを贈りました。" in made
    again = client.post(answer["Location"], typed | {"decided": "1"})
    assert (again.status_code, models.Gift.objects.count()) == (302, 1)
    statement = client.get(reverse("points:statement")).content.decode()
    assert "贈ったポイント：例示さんへ" in statement


def test_a_form_over_the_limit_keeps_what_was_typed_and_says_how_much_is_left() -> None:
    gifts.terms(giver_day=30)
    giver, taker = gifts.adult(50), gifts.adult()
    answer = _signed_in(giver).post(
        reverse("points:gift-new", args=[gifts.word_of(taker)]), {"key": "K", "amount": "31", "note": "どうぞ"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "いま贈れるのは、あと30ポイントです。" in page
    assert 'value="31"' in page
    assert "どうぞ" in page


def test_a_wrong_code_is_said_beside_the_field_and_many_of_them_have_to_wait() -> None:
    client = _signed_in(gifts.adult())
    answers = [client.post(reverse("points:gift-codes"), {"word": "AAAAAAAAAA"}) for _ in range(31)]
    assert [one.status_code for one in answers] == [422] * 30 + [429]
    assert "この受け取り番号では贈れません" in answers[0].content.decode()


def test_a_taker_answers_returns_blocks_and_reports_and_a_giver_can_do_none_of_it() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult()
    gift = gifts.give(giver, taker, 10, note="言葉です")
    mine, theirs = _signed_in(taker), _signed_in(giver)
    for name in ("gift-answer", "gift-return", "gift-block"):
        assert theirs.post(reverse(f"points:{name}", args=[gift.code]), {"text": "x"}).status_code == 404
    empty = mine.post(reverse("points:gift-answer", args=[gift.code]), {"text": ""})
    assert (empty.status_code, "言葉を書いてください" in empty.content.decode()) == (422, True)
    mine.post(reverse("points:gift-answer", args=[gift.code]), {"text": "ありがとう"})
    assert "ありがとう" in theirs.get(reverse("points:gift", args=[gift.code])).content.decode()
    mine.post(reverse("points:gift-report", args=[gift.code, "giver"]), {"reason": "困ります"})
    mine.post(reverse("points:gift-block", args=[gift.code]))
    mine.post(reverse("points:gift-return", args=[gift.code]))
    page = mine.get(reverse("points:gift", args=[gift.code])).content.decode()
    assert "市にお知らせしました。確認の結果をお待ちください" in page
    assert "困っていることを市に知らせる" not in page
    assert "返されました" in page
    assert "届かないようにしています" in page
    assert "この方からまた受け取る" in page
    assert "見本さんからまた受け取る" in mine.get(reverse("points:gift-address")).content.decode()
    mine.post(reverse("points:gift-unblocking", args=[gift.code]))
    assert not queries.blocks_of(taker.code).exists()


def test_the_city_hides_reported_words_and_has_to_say_why() -> None:
    gifts.terms()
    gift = gifts.give(gifts.adult(50), taker := gifts.adult(), 10, note="困る言葉")
    report = gift_terms.report_note(gift, "giver", reason="困ります", by=taker, now=NOW)
    client = _signed_in(accounts.city_official())
    path = reverse("points:gift-report-decision", args=[report.code])
    assert "困る言葉" in client.get(path).content.decode()
    assert client.post(path, {"hide": "1", "reason": ""}).status_code == 422
    assert client.post(path, {"hide": "1", "reason": "不適切"}).status_code == 302
    page = _signed_in(taker).get(reverse("points:gift", args=[gift.code])).content.decode()
    assert "困る言葉" not in page
    assert "市の確認により見えなくなっています" in page


def test_terms_are_published_after_a_page_that_says_what_will_change() -> None:
    gifts.terms(giver_day=30, starts_on=factories.TODAY)
    client, path = _signed_in(accounts.city_official()), reverse("points:gift-terms-list")
    parts = {"starts_on_year": "2026", "starts_on_month": "12", "starts_on_day": "1"}
    typed = {"key": "K", "per_gift": "1000", "minor_per_gift": "100", "youngest": "15", "return_days": "7"}
    sent = typed | parts | {"giver_day": "45", "reason": "年末のため"}
    page = client.post(path, sent)
    told = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert re.search(r"おひとりが贈る分・1日 +30ポイントまで +45ポイントまで", told)
    assert "変わらないところ（15項目）" in told
    assert models.GiftTerms.objects.count() == 1
    assert 'value="年末のため"' in client.post(path, sent | {"again": "1"}).content.decode()
    answers = [client.post(path, sent | {"decided": "1"}).status_code for _ in range(2)]
    other = client.post(path, sent | {"decided": "1", "giver_day": "50"})
    assert (answers, other.status_code) == ([302, 302], 409)
    assert "別の内容ですでに使われています" in other.content.decode()
    assert list(models.GiftTerms.objects.order_by("pk").values_list("giver_day", flat=True)) == [30, 45]


def test_the_first_terms_say_that_there_were_none() -> None:
    client = _signed_in(accounts.city_official())
    parts = {"starts_on_year": "2026", "starts_on_month": "12", "starts_on_day": "1"}
    typed = {"key": "K", "per_gift": "100", "minor_per_gift": "10", "youngest": "15", "return_days": "7"}
    page = client.post(reverse("points:gift-terms-list"), typed | parts | {"reason": "見本"}).content.decode()
    assert "この日から贈れるようになります" in page


def test_terms_that_cannot_be_published_are_refused_before_the_page_that_confirms_them() -> None:
    client = _signed_in(accounts.city_official())
    parts = {"starts_on_year": "2026", "starts_on_month": "4", "starts_on_day": "1"}
    typed = {"key": "K", "per_gift": "100", "minor_per_gift": "10", "youngest": "15", "return_days": "7"}
    page = client.post(reverse("points:gift-terms-list"), typed | parts | {"reason": "見本"})
    assert (page.status_code, "公開する前の確認" in page.content.decode()) == (422, False)
    assert not models.GiftTerms.objects.exists()


def test_a_community_opens_its_code_gets_points_and_uses_them_at_a_center() -> None:
    gifts.terms()
    manager = gifts.adult()
    district = accounts.DistrictFactory.create(center_code="kuji")
    body = gifts.community(manager, name="見本町内会")
    client = _signed_in(manager)
    assert "見本町内会" not in Client().get(reverse("points:communities")).content.decode()
    client.post(reverse("points:community-address", args=[body.code]))
    assert "見本町内会" in Client().get(reverse("points:communities")).content.decode()
    address = queries.open_address(body.code, now=NOW)
    assert address is not None
    plan = giving.GiftPlan(word=address.word, amount=30, note="どうぞ", key="K")
    giving.give_gift(plan, by=gifts.adult(50), now=NOW)
    typed = {"key": "U", "center": district.center_code, "amount": "20", "purpose": "コピー"}
    page = client.post(reverse("points:community-gifts", args=[body.code]), typed, follow=True).content.decode()
    assert "コピー" in page
    assert queries.community_points(queries.community_account(body.code), today=factories.TODAY) == 10
    assert _signed_in(gifts.adult()).get(reverse("points:community-gifts", args=[body.code])).status_code == 403
    client.post(reverse("points:community-address", args=[body.code]), {"close": "1"})
    assert queries.accepting(now=NOW) == []


def test_the_api_tries_gives_once_answers_and_sends_back() -> None:
    gifts.terms()
    giver, taker = gifts.adult(50), gifts.adult(name="例示 太郎")
    ours, theirs = (_caller(one) for one in (giver, taker))
    made = Client().post(
        "/api/v1/points/gift-address/", {"name_form": "family"}, content_type="application/json", **theirs
    )
    sent = {"to": made.json()["word"], "amount": 10, "note": "どうぞ"}
    tried = Client().post("/api/v1/points/gifts/", sent | {"dry_run": True}, content_type="application/json", **ours)
    assert (tried.status_code, tried.json()["to_name"], tried.json()["code"]) == (200, "例示さん", "")
    keyed: dict[str, Any] = {"headers": ours["headers"] | {"Idempotency-Key": "one"}}
    first, again = (
        Client().post("/api/v1/points/gifts/", sent, content_type="application/json", **keyed) for _ in range(2)
    )
    assert (first.status_code, again.json()["code"]) == (201, first.json()["code"])
    code = first.json()["code"]
    listed = Client().get("/api/v1/points/gifts/", **theirs).json()["results"]
    assert [(one["code"], one["is_sent"], one["other_name"]) for one in listed] == [(code, False, "見本さん")]
    answered = Client().post(
        f"/api/v1/points/gifts/{code}/answer/", {"text": "ありがとう"}, content_type="application/json", **theirs
    )
    assert (answered.status_code, answered.json()["answer"]["text"]) == (201, "ありがとう")
    back = Client().post(f"/api/v1/points/gifts/{code}/return/", **theirs)
    assert back.json()["returned_at"] is not None
    unknown = Client().post("/api/v1/points/gifts/", sent | {"to": "AAAA"}, content_type="application/json", **ours)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "gift_code_unknown")
