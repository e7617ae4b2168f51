"""What a person sees and does on the pages of points, through the inspecting client."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from backend.accounts import enums as account_enums
from backend.accounts import models as people
from points import actions, enums, models, queries
from tests.factories import accounts
from tests.factories import points as factories
from tests.support import pages, qr
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: PageClient) -> people.User:
    """Somebody with 100 points, signed in."""
    factories.rule()
    made = accounts.UserFactory.create()
    factories.earn(made, 100)
    client.force_login(made)
    return made


def test_somebody_without_points_is_told_how_to_get_some(client: PageClient) -> None:
    client.force_login(accounts.UserFactory.create())
    page = client.get(reverse("points:statement"))
    assert "まだポイントはありません" in pages.words(page)
    assert pages.links(page, "募集をさがす") == [reverse("volunteers:requests")]


def test_the_statement_tells_what_came_went_is_set_aside_and_expires(client: PageClient, person: people.User) -> None:
    factories.order(factories.PerkFactory.create(price=30, name="コピー券"), person)
    coupon = factories.order(factories.PerkFactory.create(coupon=True, price=25), person)
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=person, now=factories.NOW)
    page = client.get(reverse("points:statement"))
    words = pages.words(page)
    assert "使えるポイント 45ポイント" in words
    assert "30ポイントを、" in words
    assert pages.texts(page, "span", class_="amount") == ["-25", "+100"]
    assert "施設優待券 200円" in words
    assert "2028年3月31日 45" in words
    assert "使ったポイント：施設優待券 200円" in words
    assert "活動に参加：清掃活動への参加" in words
    assert "2026年11月（今月） 100 25 75" in words


def test_a_long_statement_goes_on_from_page_to_page(client: PageClient, person: people.User) -> None:
    for _ in range(24):
        factories.earn(person, 1)
    first = client.get(reverse("points:statement"))
    [more] = pages.links(first, "次へ")
    second = client.get(reverse("points:statement") + more)
    rows = [pages.texts(page, "span", class_="amount") for page in (first, second)]
    assert [len(each) for each in rows] == [20, 5]
    assert rows[1][-1] == "+100"
    assert pages.links(second, "次へ") == []


def test_the_rules_are_told_to_everybody(client: PageClient) -> None:
    factories.rule(caps={"day": 200, "fiscal_year": 5000})
    words = pages.words(client.get(reverse("points:earning-rules")))
    assert "清掃活動への参加" in words
    assert "1時間につき1ポイント" in words
    assert "おひとり1年度に5000ポイントまで" in words


def test_the_catalogue_says_what_is_left(client: PageClient) -> None:
    factories.PerkFactory.create(stock=3)
    factories.PerkFactory.create(stock=0)
    words = pages.words(client.get(reverse("points:perks")))
    assert ("残り3" in words, "なくなりました" in words) == (True, True)


def test_a_perk_is_ordered_after_a_confirmation_and_twice_pressed_counts_once(
    client: PageClient, person: people.User
) -> None:
    perk = factories.PerkFactory.create(price=30)
    [order] = pages.links(client.get(reverse("points:perk", args=[perk.code])), "申込みへ進む")
    asked = client.get(order)
    assert "申込みの後70ポイント" in pages.words(asked)
    key = asked.context["form"]["key"].value()
    made = [client.post(order, {"key": key}) for _ in range(2)]
    voucher = models.Voucher.objects.get()
    assert [answer["Location"] for answer in made] == [reverse("points:voucher", args=[voucher.code])] * 2
    assert queries.balance(person.code, now=factories.NOW).held == 30


def test_somebody_with_too_few_points_is_not_led_on(client: PageClient, person: people.User) -> None:
    perk = factories.PerkFactory.create(price=300)
    page = client.get(reverse("points:perk-orders", args=[perk.code]))
    assert "ポイントが足りません" in pages.words(page)
    refused = client.post(reverse("points:perk-orders", args=[perk.code]), {"key": "k"})
    assert (refused.status_code, models.Voucher.objects.count()) == (409, 0)
    assert "あと200ポイント必要です。" in pages.words(refused)


def test_a_scanned_voucher_is_confirmed_and_redeemed_once(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30), person)
    scanned = qr.read(client.get(reverse("points:voucher", args=[voucher.code])).content.decode())
    assert scanned.startswith(settings.SITE_URL)
    path = urlsplit(scanned).path
    client.force_login(accounts.staff_of("kuji"))
    asked = client.get(path)
    assert voucher.perk.name in pages.words(asked)
    assert person.name not in pages.words(asked)
    assert models.Voucher.objects.get().state == enums.VoucherState.ISSUED
    done = client.post(path, {"place": "center:kuji"}, follow=True)
    assert "引き換えました" in pages.words(done)
    again = client.post(path, {"place": "center:kuji"})
    assert again.status_code == 409
    assert "2026年11月20日 12:00にkuji交流センターで使われています" in pages.words(again)
    assert "この引換券は使えません" in pages.words(client.get(path))


def test_without_a_camera_the_short_code_leads_to_the_same_page(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(), person)
    [shown] = pages.texts(client.get(reverse("points:voucher", args=[voucher.code])), "p", class_="qr-card__text")
    client.force_login(accounts.staff_of("kuji"))
    answer = client.post(reverse("points:voucher-redemptions"), {"code": shown.lower().replace("-", " ")})
    assert answer["Location"] == reverse("points:voucher-redemption", args=[queries.token_of(voucher)])


def test_a_mistyped_code_is_said_beside_the_field(client: PageClient) -> None:
    client.force_login(accounts.staff_of("kuji"))
    page = client.post(reverse("points:voucher-redemptions"), {"code": "0000-0000"})
    assert "この番号の引換券は見つかりません" in pages.words(page)
    assert "引換番号を入力してください" in pages.words(client.post(reverse("points:voucher-redemptions"), {"code": ""}))


def test_codes_of_vouchers_are_not_guessed(client: PageClient, person: people.User) -> None:
    client.force_login(accounts.staff_of("kuji"))
    page = reverse("points:voucher-redemptions")
    tried = [client.post(page, {"code": "ZZZZ-ZZZZ"}).status_code for _ in range(31)]
    assert (set(tried[:30]), tried[30]) == ({422}, 429)
    right = {"code": factories.order(factories.PerkFactory.create(), person).short_code}
    assert client.post(page, right).status_code == 429
    body = {"short_code": right["code"], "place": "center:kuji"}
    by_api = client.post(reverse("api-points:voucher-redemptions"), body, content_type="application/json")
    assert (by_api.status_code, by_api.json()["code"]) == (429, "code_tries_too_many")
    client.force_login(accounts.staff_of("kuji"))
    assert client.post(page, right).status_code == 302


def test_a_forged_token_names_no_voucher(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(), person)
    client.force_login(accounts.staff_of("kuji"))
    token = queries.token_of(voucher)
    for forged in (token[:-1], voucher.code, token.replace(":", ".")):
        assert client.get(reverse("points:voucher-redemption", args=[forged])).status_code == 404


def test_a_shopkeeper_redeems_for_the_shop_and_chooses_among_places(client: PageClient, person: people.User) -> None:
    keeper = accounts.staff_of("kuji")
    shop = accounts.OrganisationFactory.create(
        kind=account_enums.OrganisationKind.SHOP, name="見本商店", manager=keeper
    )
    accounts.StaffRoleFactory.create(user=keeper, center_code="suwa")
    bound = {"place_kind": "shop", "place_code": shop.code, "place_name": shop.name}
    at_desks = factories.order(factories.PerkFactory.create(price=10), person)
    at_shop = factories.order(factories.PerkFactory.create(price=30, **bound), person)
    client.force_login(keeper)
    asked = client.get(reverse("points:voucher-redemption", args=[queries.token_of(at_desks)]))
    assert pages.texts(asked, "option") == ["kuji交流センター", "suwa交流センター"]
    path = reverse("points:voucher-redemption", args=[queries.token_of(at_shop)])
    client.post(path, {"place": f"shop:{shop.code}"})
    assert models.Account.objects.get(owner_code=shop.code).balance == 30


def test_a_place_that_is_not_ones_own_is_refused(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(), person)
    client.force_login(accounts.staff_of("suwa"))
    client.post(reverse("points:voucher-redemption", args=[queries.token_of(voucher)]), {"place": "center:kuji"})
    voucher.refresh_from_db()
    assert voucher.state == enums.VoucherState.ISSUED


def test_who_scans_a_voucher_of_another_place_reads_where_it_counts(client: PageClient, person: people.User) -> None:
    perk = factories.PerkFactory.create(place_kind="shop", place_code="o-SHOP", place_name="見本商店")
    url = reverse("points:voucher-redemption", args=[queries.token_of(factories.order(perk, person))])
    client.force_login(accounts.staff_of("kuji"))
    page = client.get(url)
    assert "この引換券は「見本商店」でだけ使えます。" in pages.words(page)
    assert "引き換える</button>" not in page.content.decode()


def test_the_name_of_a_desk_is_that_of_its_district(client: PageClient) -> None:
    accounts.DistrictFactory.create(code="kuji", name="久慈", center_code="kuji")
    assert [one.name for one in queries.places_of(accounts.staff_of("kuji"))] == ["久慈交流センター"]


def test_a_held_order_is_cancelled_after_a_confirmation(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(price=30), person)
    [link] = pages.links(client.get(reverse("points:voucher", args=[voucher.code])), "申込みを取りやめる")
    assert "30ポイントが戻ります" in pages.words(client.get(link))
    done = client.post(link, follow=True)
    assert "申込みを取りやめました。30ポイントが戻りました。" in pages.words(done)
    assert queries.balance(person.code, now=factories.NOW).usable == 100


def test_a_coupon_says_that_it_is_for_bookings_and_shows_no_code(client: PageClient, person: people.User) -> None:
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    page = client.get(reverse("points:voucher", args=[coupon.code]))
    assert "部屋の予約で使えます" in pages.words(page)
    assert coupon.short_code not in page.content.decode()
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=person, now=factories.NOW)
    assert "予約 b-1" in pages.words(client.get(reverse("points:voucher", args=[coupon.code])))


def test_the_list_of_vouchers_has_those_first_that_can_be_used(client: PageClient, person: people.User) -> None:
    perks = [factories.PerkFactory.create(name=name) for name in ("使った券", "使える券")]
    used, _ = (factories.order(perk, person) for perk in perks)
    place = queries.Place("center", "kuji", "久慈交流センター")
    actions.redeem_voucher(used.code, place=place, by=person, now=factories.NOW)
    words = pages.words(client.get(reverse("points:vouchers")))
    assert words.index("使える券") < words.index("使った券")
    assert "久慈交流センター 使用済み" in words
