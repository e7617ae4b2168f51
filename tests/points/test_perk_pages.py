"""The pages of perks: for residents, for desks and shops, for the city, and the same by the API."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import enums as account_enums
from backend.accounts import models as people
from backend.common import models as common
from points import actions, enums, models
from tests.factories import accounts
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

PLAN = {
    "key": "K1",
    "kind": "goods",
    "name": "見本の手ぬぐい",
    "steps": "10〜19 1000\n20以上 2000",
    "keeps_rest": "on",
    "place": "center:kuji",
    "starts_on": "2026-04-01",
    "sale_from": "4/1",
    "sale_to": "3月31日",
    "valid_days": "30",
    "stock": "３",
}


@pytest.fixture
def person(client: PageClient) -> people.User:
    """Somebody with 100 points, signed in."""
    accounts.DistrictFactory.create(code="kuji", name="久慈", center_code="kuji")
    factories.rule()
    made = accounts.UserFactory.create()
    factories.earn(made, 100)
    client.force_login(made)
    return made


def _decided(form: dict[str, str]) -> dict[str, str]:
    return form | {"decided": "1"}


def test_the_city_reads_a_perk_before_it_is_on_sale_and_twice_pressed_starts_once(
    client: PageClient, person: people.User
) -> None:
    client.force_login(accounts.city_official())
    shown = client.post(reverse("points:perk-plan-new"), PLAN)
    assert "10〜19ポイントで1,000円分、20ポイント以上で2,000円分" in pages.words(shown)
    assert models.Perk.objects.count() == 0
    for _ in range(2):
        client.post(reverse("points:perk-plan-new"), _decided(PLAN))
    perk = models.Perk.objects.get()
    assert (perk.stock, perk.sale_from, perk.sale_to, perk.place_name) == (3, 401, 331, "久慈交流センター")


def test_what_does_not_go_together_is_said_beside_the_field_and_stays_typed(
    client: PageClient, person: people.User
) -> None:
    client.force_login(accounts.city_official())
    wrong = PLAN | {"steps": "10 と 1000", "place": "", "sale_to": ""}
    page = client.post(reverse("points:perk-plan-new"), wrong)
    words = pages.words(page)
    assert page.status_code == 422
    assert "1行目を「10〜19 1000」のように書いてください。" in words
    assert "品物をお渡しする場所を選んでください。" in words
    assert "始まりと終わりの両方を入力してください。" in words
    assert "10 と 1000" in page.content.decode()


def test_a_change_shows_what_differs_first(client: PageClient, person: people.User) -> None:
    client.force_login(accounts.city_official())
    client.post(reverse("points:perk-plan-new"), _decided(PLAN))
    perk = models.Perk.objects.get()
    path = reverse("points:perk-plan-change", args=[perk.code])
    change = {name: value for name, value in PLAN.items() if name not in ("kind", "stock")}
    change |= {"valid_days": "60", "revision": "1"}
    words = pages.words(client.post(path, change))
    assert "申し込んだ日から30日間申し込んだ日から60日間" in words
    client.post(path, _decided(change))
    perk.refresh_from_db()
    assert (perk.valid_days, perk.revision, perk.stock) == (60, 2, 3)
    stale = client.post(path, _decided(change))
    assert "ほかの職員が先に変更しました" in pages.words(stale) or "変更されています" in pages.words(stale)


def test_the_points_brought_are_tried_before_they_are_spent(client: PageClient, person: people.User) -> None:
    steps = [actions.StepPlan(from_points=10, to_points=19, worth=1000)]
    plan = actions.PerkPlan(
        kind=enums.PerkKind.COUNTER_VOUCHER,
        name="見本の券",
        price=1,
        captured=enums.CaptureMoment.ON_HANDOVER,
        valid_days=30,
        starts_on=factories.TODAY,
        steps=steps,
    )
    path = reverse("points:perk-orders", args=[actions.put_on_sale(plan, by=None, now=factories.NOW).code])
    asked = client.post(path, {"key": "k", "brought": "15"})
    assert "10ポイント（15ポイントのうち。残りは使わずに取っておきます）" in pages.words(asked)
    assert models.Voucher.objects.count() == 0
    between = client.post(path, {"key": "k", "brought": "25"})
    assert (between.status_code, "10〜19ポイントで1,000円分です。" in pages.words(between)) == (409, True)
    client.post(path, {"key": "k", "brought": "15", "decided": "1"})
    assert models.Voucher.objects.get().worth_yen == 1000


def test_the_limit_is_said_before_and_after(client: PageClient, person: people.User) -> None:
    perk = factories.PerkFactory.create(most_per_person=1, person_span="fiscal_year")
    path = reverse("points:perk", args=[perk.code])
    assert "あなたはあと1" in pages.words(client.get(path))
    done = client.post(reverse("points:perk-orders", args=[perk.code]), {"key": "k"}, follow=True)
    assert "おひとりの上限（1枚）に達しました。次は2027年4月1日から申し込めます。" in pages.words(done)
    page = client.get(path)
    assert "おひとりの上限（1枚）に達しています" in pages.words(page)
    assert pages.links(page, "申込みへ進む") == []


def test_goods_are_counted_by_their_own_word(client: PageClient, person: people.User) -> None:
    perk = factories.PerkFactory.create(goods=True, most_per_person=1, person_span="fiscal_year")
    path, orders = reverse("points:perk", args=[perk.code]), reverse("points:perk-orders", args=[perk.code])
    assert "あなたはあと1個" in pages.words(client.get(path))
    assert "おひとりの上限（1個）に達しました。" in pages.words(client.post(orders, {"key": "k"}, follow=True))
    refused = pages.words(client.post(orders, {"key": "another"}, follow=True))
    assert "おひとり1個までです。すでに1個申し込まれています。" in refused


def test_the_catalogue_is_by_kind_and_says_when_a_perk_opens(client: PageClient, person: people.User) -> None:
    factories.PerkFactory.create(name="春の券", sale_from=401, sale_to=531)
    factories.PerkFactory.create(name="見本の品", goods=True)
    assert "2027年4月1日から" in pages.words(client.get(reverse("points:perks")))
    goods = pages.words(client.get(reverse("points:perks"), {"kind": "goods", "place": "kuji"}))
    assert ("見本の品" in goods, "春の券" in goods) == (True, False)


def test_copies_are_used_sheet_by_sheet_at_a_desk(client: PageClient, person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(copies=True), person)
    client.force_login(accounts.staff_of("kuji"))
    [link] = [client.post(reverse("points:voucher-redemptions"), {"code": voucher.short_code})["Location"]]
    too_many = client.post(link, {"place": "center:kuji", "sheets": "11", "key": "a"})
    assert "残りは10枚です。10枚以下を入力してください。" in pages.words(too_many)
    used = client.post(link, {"place": "center:kuji", "sheets": "4", "key": "a"}, follow=True)
    assert "残りは6枚です。" in pages.words(used)
    client.force_login(person)
    assert "残りの枚数6枚（10枚のうち）" in pages.words(client.get(reverse("points:voucher", args=[voucher.code])))


def test_a_desk_hands_over_from_the_list_with_the_name_checked_and_each_look_is_recorded(
    client: PageClient, person: people.User
) -> None:
    voucher = factories.order(factories.PerkFactory.create(goods=True), person)
    client.force_login(accounts.staff_of("kuji"))
    listed = client.get(reverse("points:pickups"))
    assert person.name in pages.words(listed)
    assert common.AuditEntry.objects.filter(action="points.pickups", kind="look").count() == 1
    path = reverse("points:pickup", args=[voucher.code])
    assert "お名前を確かめた印を付けてください" in pages.words(client.post(path, {}))
    assert "引換番号とちがいます" in pages.words(client.post(path, {"code": "0000-0000"}))
    client.post(path, {"checked": "on"})
    voucher.refresh_from_db()
    assert voucher.state == enums.VoucherState.USED


def test_a_look_at_the_orders_of_two_centers_is_recorded_under_each(client: PageClient, person: people.User) -> None:
    neighbour = accounts.UserFactory.create()
    factories.earn(neighbour, 100)
    for center, who in (("kuji", [person, neighbour]), ("suwa", [person])):
        place = {"place_kind": "center", "place_code": center, "place_name": center}
        perk = factories.PerkFactory.create(goods=True, **place)
        for one in who:
            factories.order(perk, one)
    staff = accounts.staff_of("kuji")
    accounts.StaffRoleFactory.create(user=staff, center_code="suwa")
    client.force_login(staff)
    client.get(reverse("points:pickups"))
    looks = common.AuditEntry.objects.filter(action="points.pickups").values_list("center_code", "about_code")
    assert sorted(looks) == sorted([("kuji", person.code), ("kuji", neighbour.code), ("suwa", person.code)])


def test_a_shop_sees_no_name_and_needs_the_number(client: PageClient, person: people.User) -> None:
    keeper = accounts.UserFactory.create()
    kind = account_enums.OrganisationKind.SHOP
    shop = accounts.OrganisationFactory.create(kind=kind, name="見本商店", manager=keeper)
    place = {"place_kind": "shop", "place_code": shop.code, "place_name": shop.name}
    voucher = factories.order(factories.PerkFactory.create(goods=True, **place), person)
    client.force_login(keeper)
    assert person.name not in pages.words(client.get(reverse("points:pickups")))
    path = reverse("points:pickup", args=[voucher.code])
    client.post(path, {"checked": "on"})
    voucher.refresh_from_db()
    assert voucher.state == enums.VoucherState.ISSUED
    client.post(path, {"code": voucher.short_code.lower()})
    assert models.Account.objects.get(owner_code=shop.code).balance == 10


@pytest.mark.parametrize(
    ("terms", "wish", "said"),
    [
        ({"by_delivery": True}, {}, "入荷待ち"),
        ({"pickup_weekdays": [2]}, {"pickup_on": date(2026, 11, 25)}, "11月25日から使えます"),
        ({}, {}, "使えます"),
    ],
)
def test_a_voucher_that_waits_does_not_say_that_it_works(
    client: PageClient, person: people.User, terms: dict[str, Any], wish: dict[str, Any], said: str
) -> None:
    voucher = factories.order(factories.PerkFactory.create(goods=True, **terms), person, **wish)
    with time_machine.travel(factories.NOW, tick=False):
        shown = [client.get(reverse("points:vouchers")), client.get(reverse("points:voucher", args=[voucher.code]))]
    assert [pages.texts(page, "span", **{"class": "badge"}) for page in shown] == [[said], [said]]


def test_a_delivery_is_taken_in_and_a_wrong_one_is_told(client: PageClient, person: people.User) -> None:
    perk = factories.PerkFactory.create(goods=True, by_delivery=True)
    factories.order(perk, person)
    client.force_login(accounts.city_official())
    path = reverse("points:perk-plan", args=[perk.code])
    client.post(path, {"key": "a", "arrived_change": "2", "reason": "1回目の納品"})
    words = pages.words(client.post(path, {"key": "b", "arrived_change": "-2", "reason": "数え間違い"}))
    assert "届いた数2（申込みに割り当て済み 1）" in words
    assert "より少なくはできません" in words
    assert "数を入力してください。" in pages.words(client.post(path, {"key": "c", "reason": "なし"}))


def test_a_community_says_itself_that_it_takes_support(client: PageClient, person: people.User) -> None:
    community = accounts.OrganisationFactory.create(name="見本町内会", manager=person)
    path = reverse("points:support-community", args=[community.code])
    client.post(path, {"about": "夏祭りに使います"})
    assert "見本町内会夏祭りに使います" in pages.words(client.get(reverse("points:support-communities")))
    client.post(path, {"about": "夏祭りに使います", "stop": "1"})
    assert "受け付けている団体はまだありません" in pages.words(client.get(reverse("points:support-communities")))


def test_the_api_plans_previews_orders_and_hands_over(person: people.User) -> None:
    official, desk, resident = APIClient(), APIClient(), APIClient()
    for client, who in ((official, accounts.city_official()), (desk, accounts.staff_of("kuji")), (resident, person)):
        client.force_login(who)
    plan = {
        "kind": "goods",
        "name": "見本の品",
        "steps": [{"from_points": 10, "to_points": 19, "worth": 1000}],
        "place": "center:kuji",
        "starts_on": "2026-04-01",
        "valid_days": 30,
    }
    shown = official.post(reverse("api-points:perk-plan-preview"), plan, format="json").json()
    assert {"label": "内容", "text": "10〜19ポイントで1,000円分"} in shown["lines"]
    unfit = official.post(reverse("api-points:perk-plans"), plan | {"place": ""}, format="json").json()
    assert unfit["code"] == "perk_unfit"
    nowhere = plan | {"kind": "counter_voucher", "place": "shop:o-NOBODY"}
    assert official.post(reverse("api-points:perk-plans"), nowhere, format="json").json()["code"] == "perk_unfit"
    made = official.post(reverse("api-points:perk-plans"), plan, format="json").json()
    ordered = resident.post(reverse("api-points:perk-orders", args=[made["code"]]), {"brought": 12}, format="json")
    assert (ordered.json()["price"], ordered.json()["worth_yen"]) == (10, 1000)
    [waiting] = desk.get(reverse("api-points:pickups")).json()["results"]
    path = reverse("api-points:pickup", args=[waiting["code"]])
    assert desk.post(path, {}, format="json").json()["code"] == "identity_unchecked"
    assert desk.post(path, {"name_checked": True}, format="json").json()["state"] == "used"
