"""What residents, shops and the city see and do about payments, slips and settlements."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backend.accounts import models as people
from points import models, queries
from points.actions import payments
from points.actions import settlement as closing
from points.actions import slips as sending
from points.queries import tills as reads
from tests.factories import accounts, tills
from tests.factories import points as factories
from tests.support import pages, qr
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NOW = tills.NOW


@pytest.fixture
def shop() -> models.Till:
    return tills.shop()


@pytest.fixture
def payer() -> people.User:
    return tills.payer(300)


def as_(client: PageClient, person: people.User) -> PageClient:
    client.force_login(person)
    return client


def usable(person: people.User) -> int:
    return queries.balance(person.code, now=NOW).usable


def test_a_resident_shows_a_code_and_sees_that_it_was_paid(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    page = as_(client, payer).post(reverse("points:payment-codes"), follow=True)
    code = models.PaymentCode.objects.get()
    assert f"{code.short_code[:4]}-{code.short_code[4:]}" in pages.words(page)
    payments.pay_by_code(code, till=shop, amount=40, key="a", by=tills.manager(shop), now=NOW)
    after = client.get(reverse("points:payment-code", args=[code.code]))
    assert "支払いが終わりました" in pages.words(after)
    assert pages.links(after, "支払いの画面を見せる") == [reverse("points:payment", args=[_only().code])]


def _only() -> models.Payment:
    return models.Payment.objects.get()


def test_the_qr_of_a_code_leads_the_shop_to_the_amount(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    token = reads.token_of(tills.shown(payer))
    path = reverse("points:payment-scan", args=[token])
    as_(client, tills.manager(shop)).get(path)
    page = client.post(path, {"till": shop.code, "amount": "１２０", "key": "K"}, follow=True)
    words = pages.words(page)
    sign = reads.sign_of(reads.payment(_only().code), NOW)  # type: ignore[arg-type]
    assert ("1番" in words, sign and sign.words in words, usable(payer)) == (True, True, 180)
    again = client.post(path, {"till": shop.code, "amount": "5", "key": "L"})
    assert (again.status_code, "二度は使えません" in pages.words(again)) == (409, True)


def test_somebody_who_runs_no_shop_gets_nothing_from_a_qr(client: PageClient, payer: people.User) -> None:
    path = reverse("points:payment-scan", args=[reads.token_of(tills.shown(payer))])
    answer = as_(client, accounts.UserFactory.create()).post(path, {"amount": "5", "key": "K"})
    assert (answer.status_code, usable(payer)) == (403, 300)


def test_a_shop_types_the_code_and_what_was_typed_stays_where_it_is_wrong(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    code, path = tills.shown(payer), reverse("points:shop", args=[shop.code])
    wrong = as_(client, tills.manager(shop)).post(path, {"code": "0000-0000", "amount": "77", "key": "K"})
    assert (wrong.status_code, "見つかりません" in pages.words(wrong)) == (422, True)
    assert 'value="77"' in wrong.content.decode()
    client.post(path, {"code": code.short_code.lower(), "amount": "77", "key": "K"})
    assert usable(payer) == 223
    assert "77" in pages.words(client.get(path))


def test_the_printed_qr_asks_the_amount_shows_it_once_more_and_pays(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    sheet = as_(client, tills.manager(shop)).get(reverse("points:shop-sheet", args=[shop.code]))
    assert qr.read(sheet.content.decode()).endswith(reverse("points:till", args=[shop.code]))
    path = reverse("points:till", args=[shop.code])
    sent = {"amount": "50", "key": "K"}
    preview = as_(client, payer).post(path, sent)
    said = "支払いの後に使えるポイント250ポイント" in pages.words(preview).replace(" ", "")
    assert (said, usable(payer)) == (True, 300)
    page = client.post(path, sent | {"decided": "1"}, follow=True)
    listed = dict(reads.signs(shop, factories.TODAY))
    assert (listed[1] in pages.words(page), listed[1] in pages.words(sheet), usable(payer)) == (True, True, 250)
    client.post(path, sent | {"decided": "1"})
    assert usable(payer) == 250


def test_at_a_center_one_pays_before_the_people_of_its_desk(client: PageClient, payer: people.User) -> None:
    path = reverse("points:till", args=[tills.center().code])
    sent = {"amount": "50", "key": "K"}
    seen = [as_(client, payer).get(path), client.post(path, sent)]
    seen.append(client.post(path, sent | {"decided": "1"}, follow=True))
    assert [("窓口の人" in words, "お店の人" in words) for words in map(pages.words, seen)] == [(True, False)] * 3


def test_a_refused_payment_says_why_and_keeps_the_amount(client: PageClient, shop: models.Till) -> None:
    poor = tills.payer(10)
    sent = {"amount": "50", "key": "K", "decided": "1"}
    answer = as_(client, poor).post(reverse("points:till", args=[shop.code]), sent)
    assert (answer.status_code, "あと40ポイント必要です" in pages.words(answer)) == (409, True)
    assert 'value="50"' in answer.content.decode()


def test_what_cannot_be_paid_is_said_before_the_last_button(client: PageClient, shop: models.Till) -> None:
    poor = tills.payer(10)
    answer = as_(client, poor).post(reverse("points:till", args=[shop.code]), {"amount": "50", "key": "K"})
    assert (answer.status_code, "あと40ポイント必要です" in pages.words(answer)) == (409, True)
    assert ("支払いの確認" in pages.words(answer), 'value="50"' in answer.content.decode()) == (False, True)
    assert (models.Payment.objects.count(), usable(poor)) == (0, 10)


def test_a_screenshot_of_five_minutes_ago_is_a_plain_receipt(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    paid = tills.pay(shop, payer, 50)
    word = dict(reads.signs(shop, factories.TODAY))[1]
    path = reverse("points:payment", args=[paid.code])
    assert word in pages.words(as_(client, payer).get(path))
    with time_machine.travel(NOW + timedelta(minutes=6)):
        assert word not in pages.words(client.get(path))


@pytest.mark.parametrize("minutes", [0, 4])
def test_payer_and_shop_see_the_same_words_in_the_same_colour(
    client: PageClient, shop: models.Till, payer: people.User, minutes: int
) -> None:
    """What the payer shows is what stands in the line of it on the shop's screen, at any moment while it counts."""
    paid = payments.pay_at_till(shop, person=payer, amount=50, key="K", now=NOW)
    word = dict(reads.signs(shop, factories.TODAY))[1]
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        shown = as_(client, payer).get(reverse("points:payment", args=[paid.code]))
        listed = as_(client, tills.manager(shop)).get(reverse("points:shop", args=[shop.code]))
    colours = [re.findall(r'data-colour="(\w+)"', page.content.decode()) for page in (shown, listed)]
    assert (len(colours[0]), colours[0]) == (1, colours[1])
    assert (word in pages.words(shown), word in pages.words(listed)) == (True, True)


def test_nobody_else_sees_a_payment(client: PageClient, shop: models.Till, payer: people.User) -> None:
    """LOVESAIJO 2022: the picture of one payment was read by several accounts."""
    paid = tills.pay(shop, payer, 50)
    for stranger in [accounts.UserFactory.create() for _ in range(3)] + [tills.manager(tills.shop())]:
        answer = as_(client, stranger).get(reverse("points:payment", args=[paid.code]))
        assert (answer.status_code, dict(reads.signs(shop, factories.TODAY))[1] in pages.words(answer)) == (404, False)


def test_a_shop_gives_points_back_and_the_payer_cannot(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    paid = tills.pay(shop, payer, 50)
    path = reverse("points:payment-refunds", args=[paid.code])
    assert as_(client, payer).post(path, {"amount": "50", "key": "K"}).status_code == 403
    too_much = as_(client, tills.manager(shop)).post(path, {"amount": "51", "key": "K", "reason": "返品"})
    assert (too_much.status_code, "あと50ポイント" in pages.words(too_much)) == (409, True)
    with time_machine.travel(tills.NOW + timedelta(days=600)):
        late = as_(client, tills.manager(shop)).post(path, {"amount": "20", "key": "K"})
    assert (late.status_code, "使えるのは0ポイント" in pages.words(late)) == (409, True)
    client.post(path, {"amount": "20", "key": "K", "reason": "返品"})
    assert usable(payer) == 270


def test_the_city_refunds_with_a_reason_and_its_look_is_written_down(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    paid = tills.pay(shop, payer, 50)
    path = reverse("points:payment-refunds", args=[paid.code])
    page = as_(client, accounts.city_official()).get(reverse("points:payment", args=[paid.code]))
    assert "2026年11月27日まで、市から返せるのは2027年5月31日まで" in pages.words(page)
    without = as_(client, accounts.city_official()).post(path, {"amount": "20", "key": "K"})
    assert without.status_code == 422
    client.post(path, {"amount": "20", "key": "L", "reason": "誤り"})
    assert models.Refund.objects.get().by_city is True


def test_codes_on_paper_are_printed_used_and_blocked(client: PageClient, shop: models.Till, payer: people.User) -> None:
    page = as_(client, payer).post(reverse("points:payment-booklets"), {"key": "K"}, follow=True)
    lines = list(models.PaymentCode.objects.order_by("position"))
    assert all(f"{one.short_code[:4]}-{one.short_code[4:]}" in pages.words(page) for one in lines)
    paid = payments.pay_by_code(lines[0], till=shop, amount=5, key="a", by=tills.manager(shop), now=NOW)
    booklet = models.Booklet.objects.get()
    payments.refund(paid, amount=2, reason="", by_city=False, key="b", by=tills.manager(shop), now=NOW)
    assert "5ポイント（うち2ポイントは返金）" in pages.words(
        client.get(reverse("points:payment-booklet", args=[booklet.code]))
    )
    client.post(reverse("points:payment-booklet-blocking", args=[booklet.code]))
    typed = {"code": lines[1].short_code, "amount": "5", "key": "K"}
    answer = as_(client, tills.manager(shop)).post(reverse("points:shop", args=[shop.code]), typed)
    assert (answer.status_code, "届け出がありました" in pages.words(answer)) == (409, True)


def test_slips_are_typed_one_by_one(client: PageClient, shop: models.Till, payer: people.User) -> None:
    code = tills.booklet(payer)[0]
    path = reverse("points:shop-slips", args=[shop.code])
    sent = {"code": code.short_code, "amount": "30", "day": "2026-11-20", "at": "12:00"}
    page = as_(client, tills.manager(shop)).post(path, sent, follow=True)
    assert ("30ポイントを受け取りました" in pages.words(page), usable(payer)) == (True, 270)
    wrong = client.post(path, sent | {"at": "99"})
    assert (wrong.status_code, "14:30 のように" in pages.words(wrong)) == (422, True)


def test_a_file_of_slips_tells_its_bad_rows_by_line_and_counts_each_slip_once(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    first, second = (one.short_code for one in tills.booklet(payer)[:2])
    text = f"支払いコード,ポイント,日時\n{first},10,2026-11-20 12:00\n{second},x,2026-11-20 12:00\n{second},5\n,,\n"
    text += f"{second},20,2026/11/20 12:00\nZZZZZZZZ,5,2026-11-20 12:00\nZZZZZZZZ,5,0001-01-01 00:00\n"
    path = reverse("points:shop-slips", args=[shop.code])
    for encoding in ("utf-8-sig", "cp932"):
        sent = {"by_file": "1", "file": SimpleUploadedFile("slips.csv", text.encode(encoding))}
        page = as_(client, tills.manager(shop)).post(path, sent)
        words = pages.words(page)
        told = ("3行を受け付けました", "3行目", "4行目", "8行目")
        assert [one for one in told if one not in words] == []
    assert usable(payer) == 270
    assert models.Slip.objects.count() == 3


def test_a_file_full_of_wrong_codes_stops_and_tells_what_is_left(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    lines = [f"ZZZZZZZZ,{number},2026-11-20 11:30" for number in range(1, 33)]
    client.force_login(tills.manager(shop))
    sent = SimpleUploadedFile("slips.csv", "\n".join(lines).encode())
    page = client.post(reverse("points:shop-slips", args=[shop.code]), {"by_file": "1", "file": sent})
    assert (page.status_code, models.Slip.objects.count()) == (422, 30)
    assert "残りの2件は、まだ送っていません" in pages.words(page)


def test_the_day_of_a_shop_adds_up_to_what_is_listed_and_names_slips_beside_it(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    first = tills.pay(shop, payer, 30)
    tills.pay(shop, payer, 20)
    by = tills.manager(shop)
    payments.refund(first, amount=5, reason="", by_city=False, key="r", by=by, now=tills.NOW)
    plan = sending.SlipPlan(written_code=tills.booklet(payer)[0].short_code, amount=7, noted_at=tills.NOW)
    sending.send_slip(plan, till=shop, source="form", by=by, now=tills.NOW)
    client.force_login(by)
    told = pages.words(client.get(reverse("points:shop", args=[shop.code])))
    assert "今日の受け取り 50ポイント" in told
    assert "このうち5ポイントは返金しました" in told
    assert "ほかに、今日の紙の伝票で7ポイントを受け取りました" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("支払いコード,ポイント,日時\rZZZZZZZZ,5,2026-11-20 12:00\r", "1行を受け付けました"),
        ("Z" * 140_000, "ファイルを読み取れません"),
    ],
)
def test_a_file_of_an_old_spreadsheet_or_of_no_spreadsheet_is_no_fault(
    client: PageClient, shop: models.Till, text: str, told: str
) -> None:
    sent = {"by_file": "1", "file": SimpleUploadedFile("slips.csv", text.encode())}
    page = as_(client, tills.manager(shop)).post(reverse("points:shop-slips", args=[shop.code]), sent)
    assert told in pages.words(page)


def test_a_case_is_decided_by_the_city(client: PageClient, shop: models.Till, payer: people.User) -> None:
    path = reverse("points:shop-slips", args=[shop.code])
    sent = {"code": "ZZZZZZZZ", "amount": "30", "day": "2026-11-20", "at": "12:00"}
    as_(client, tills.manager(shop)).post(path, sent)
    case = models.Slip.objects.get()
    official = as_(client, accounts.city_official())
    assert case.code in pages.words(official.get(reverse("points:slip-cases")))
    decision = reverse("points:slip-case", args=[case.code])
    assert official.post(decision, {"decision": "pay"}).status_code == 422
    official.post(decision, {"decision": "refuse", "note": "確かめられないため"})
    assert "確かめられないため" in pages.words(as_(client, tills.manager(shop)).get(path))


def test_contracts_are_agreed_and_ended_on_pages(client: PageClient) -> None:
    place = tills._new_shop(None)
    sent = {"place": f"shop:{place['place_code']}", "document": "見本第1号", "starts_on": "2026-11-01", "key": "K"}
    sent |= {"yen_per_point": "1", "most_per_payment": "100", "most_per_person_day": "200", "most_per_day": "900"}
    sent |= {"refund_days": "7", "slip_days": "14"}
    path = reverse("points:shop-contracts")
    official = as_(client, accounts.city_official())
    assert official.post(path, sent | {"most_per_day": "1"}).status_code == 422
    official.post(path, sent)
    contract = models.ShopContract.objects.get()
    assert (contract.document, contract.till.place_name) == ("見本第1号", place["place_name"])
    official.post(reverse("points:shop-contract-ending", args=[contract.code]), {"ends_on": "2026-11-30"})
    assert "2026年11月30日まで" in pages.words(official.get(path))


def test_a_month_is_closed_and_its_shop_sees_it_and_another_does_not(
    client: PageClient, shop: models.Till, payer: people.User
) -> None:
    tills.pay(shop, payer, 50)
    with time_machine.travel(datetime(2026, 12, 1, 1, 0, tzinfo=UTC)):
        official = as_(client, accounts.city_official())
        page = official.post(reverse("points:settlement-closing"), {"month": "2026-11"}, follow=True)
        assert "2026-0001" in pages.words(page)
        made = models.Settlement.objects.get()
        path = reverse("points:settlement", args=[made.code])
        assert "50円" in pages.words(as_(client, tills.manager(shop)).get(path))
        assert as_(client, tills.manager(tills.shop())).get(path).status_code == 404


def test_tables_for_a_spreadsheet_have_the_mark_and_run_no_formula(client: PageClient, payer: people.User) -> None:
    shop = tills.shop()
    models.Till.objects.filter(pk=shop.pk).update(place_name="=HYPERLINK(1)")
    tills.pay(shop, payer, 50)
    official = accounts.city_official()
    closing.settle(shop, month=factories.TODAY.replace(day=1), by=official, now=datetime(2026, 12, 1, tzinfo=UTC))
    file = as_(client, official).get(reverse("points:settlements"), {"month": "2026-11", "format": "csv"})
    text = file.content.decode()
    assert text.startswith("\ufeff文書番号,")
    assert "2026-0001,'=HYPERLINK(1),2026-11,50,0,0,50,50" in text
    lines = as_(client, tills.manager(shop)).get(
        reverse("points:shop-statement", args=[shop.code]), {"month": "2026-11", "format": "csv"}
    )
    assert lines.content.decode().splitlines()[1].startswith("2026-11-20 12:00,支払い,50,1,py-")
