"""Each kind of perk from the order to its end: seasons, tables of steps, deliveries, sheets in parts, support."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from backend.accounts import models as people
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

DESK = queries.Place("center", "kuji", "久慈交流センター")
NOW, DAY = factories.NOW, timedelta(days=1)


@pytest.fixture
def person() -> people.User:
    """Somebody with 100 points."""
    factories.rule()
    made = accounts.UserFactory.create()
    factories.earn(made, 100)
    return made


@pytest.fixture(autouse=True)
def _reconciled() -> Iterator[None]:
    """After each test every guard that waits for the commit is asked, and every aggregate adds up."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    actions.seal_chain(now=NOW)
    call_command("verify_points", stdout=StringIO())


def _plan(**fields: object) -> actions.PerkPlan:
    plan = {
        "kind": enums.PerkKind.GOODS,
        "name": "見本の手ぬぐい",
        "price": 10,
        "captured": enums.CaptureMoment.ON_HANDOVER,
        "valid_days": 30,
        "starts_on": date(2026, 4, 1),
        "place_kind": "center",
        "place_code": "kuji",
        "place_name": "久慈交流センター",
    } | fields
    return actions.PerkPlan(**plan)  # type: ignore[arg-type]


def _on_sale(**fields: object) -> models.Perk:
    return actions.put_on_sale(_plan(**fields), by=None, now=NOW)


def _steps(**fields: object) -> models.Perk:
    steps = [
        actions.StepPlan(from_points=10, to_points=19, worth=1000),
        actions.StepPlan(from_points=20, to_points=29, worth=2000),
        actions.StepPlan(from_points=40, worth=5000),
    ]
    return _on_sale(**{"steps": steps} | fields)


def _usable(person: people.User, now: object = NOW) -> int:
    return queries.balance(person.code, now=NOW).usable


def _redeem(voucher: models.Voucher, by: people.User, **more: object) -> models.Voucher:
    return actions.redeem_voucher(voucher.code, place=DESK, by=by, **{"now": NOW} | more)  # type: ignore[arg-type]


def _subjects(person: people.User) -> list[str]:
    return list(notices.Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def test_a_yearly_season_says_when_it_opens_again(person: people.User) -> None:
    perk = _on_sale(sale_from=401, sale_to=531)
    with pytest.raises(errors.PerkNotOnSale) as refused:
        factories.order(perk, person)
    assert refused.value.sentence == (
        "「見本の手ぬぐい」は今日は申し込めません。次は2027年4月1日から申し込めます。"
        "申込みの期間は毎年4月1日から5月31日まで（2026年4月1日から）です。"
    )


def test_a_season_of_use_is_apart_from_the_season_of_orders(person: people.User) -> None:
    perk = _on_sale(use_from=1201, use_to=115, valid_days=400)
    voucher = factories.order(perk, person)
    assert (voucher.usable_from, voucher.valid_until) == (date(2026, 12, 1), date(2027, 1, 15))
    with pytest.raises(errors.VoucherNotYet) as refused:
        _redeem(voucher, person)
    assert refused.value.sentence == "この引換券は2026年12月1日から使えます。"
    assert _redeem(voucher, person, now=NOW + 11 * DAY).state == enums.VoucherState.USED


def test_what_cannot_be_used_any_more_is_not_ordered(person: people.User) -> None:
    perk = _on_sale(use_ends_on=date(2026, 10, 31))
    with pytest.raises(errors.PerkUseOver):
        factories.order(perk, person)


def test_produce_is_picked_up_on_a_day_that_was_chosen(person: people.User) -> None:
    produce = enums.PerkKind.PRODUCE
    perk = _on_sale(kind=produce, pickup_weekdays=[5], lead_days=3, valid_days=1, use_ends_on=date(2026, 12, 12))
    days = actions.pickup_days(perk, factories.TODAY)
    assert days == [date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 12)]
    with pytest.raises(errors.PickupDayNotOffered) as refused:
        factories.order(perk, person, pickup_on=date(2026, 11, 21))
    assert refused.value.sentence.endswith("選べる日は11月28日、12月5日、12月12日です。")
    voucher = factories.order(perk, person, pickup_on=days[0])
    assert (voucher.usable_from, voucher.valid_until, voucher.remind_on) == (days[0], days[0], date(2026, 11, 27))
    assert _redeem(voucher, person, now=NOW + 8 * DAY).state == enums.VoucherState.USED


@pytest.mark.parametrize(
    ("brought", "price", "worth"), [(10, 10, 1000), (19, 10, 1000), (25, 20, 2000), (90, 40, 5000)]
)
def test_the_points_brought_decide_the_worth_and_the_rest_stays(
    person: people.User, brought: int, price: int, worth: int
) -> None:
    voucher = factories.order(_steps(), person, brought=brought)
    assert (voucher.price, voucher.worth_yen, _usable(person)) == (price, worth, 100 - price)


def test_where_the_city_keeps_nothing_back_all_that_is_brought_is_taken(person: people.User) -> None:
    voucher = factories.order(_steps(keeps_rest=False), person, brought=19)
    assert (voucher.price, voucher.worth_yen) == (19, 1000)


@pytest.mark.parametrize("brought", [None, 9, 35])
def test_points_between_the_steps_are_refused_with_the_table(person: people.User, brought: int | None) -> None:
    with pytest.raises(errors.NoStepForPoints) as refused:
        factories.order(_steps(), person, brought=brought)
    assert (
        "10〜19ポイントで1,000円分、20〜29ポイントで2,000円分、40ポイント以上で5,000円分です。"
        in refused.value.sentence
    )


def test_a_new_table_is_a_new_version_and_the_order_before_keeps_its_worth(person: people.User) -> None:
    perk, official = _steps(), accounts.city_official()
    before = factories.order(perk, person, brought=10)
    steps = [actions.StepPlan(from_points=10, worth=500)]
    actions.change_perk(perk.code, _plan(steps=steps), revision=1, by=official, now=NOW)
    after = factories.order(perk, person, brought=10)
    before.refresh_from_db()
    assert (before.worth_yen, after.worth_yen) == (1000, 500)
    assert list(perk.tables.order_by("version").values_list("version", flat=True)) == [1, 2]
    actions.change_perk(perk.code, _plan(steps=steps, name="新しい名"), revision=2, by=official, now=NOW)
    assert perk.tables.count() == 2


@pytest.mark.parametrize(
    "steps",
    [
        [actions.StepPlan(from_points=10, to_points=20, worth=1), actions.StepPlan(from_points=20, worth=2)],
        [actions.StepPlan(from_points=10, to_points=19, worth=2), actions.StepPlan(from_points=20, worth=2)],
    ],
)
def test_steps_that_overlap_or_give_no_more_are_refused(steps: list[actions.StepPlan]) -> None:
    with pytest.raises(errors.StepsInvalid):
        _on_sale(steps=steps)


def test_a_stepped_coupon_takes_the_step_off_a_fee(person: people.User) -> None:
    coupon = _steps(kind=enums.PerkKind.ROOM_COUPON)
    voucher = factories.order(coupon, person, brought=20)
    applied = actions.apply_coupon(voucher.code, person_code=person.code, booking_code="b-1", by=person, now=NOW)
    assert applied.discount_yen(3000) == 2000


def test_sheets_are_used_in_parts_and_paid_at_the_first(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(copies=True, price=30), person)
    assert queries.balance(person.code, now=NOW).held == 30
    begun = _redeem(voucher, person, sheets=3, key="a")
    assert (begun.sheets_left, begun.state, queries.balance(person.code, now=NOW).total) == (7, "issued", 70)
    assert _redeem(voucher, person, sheets=3, key="a").sheets_left == 7
    with pytest.raises(errors.SheetsLeft) as refused:
        _redeem(voucher, person, sheets=8, key="b")
    assert refused.value.sentence.startswith("この引換券の残りは7枚です。")
    with pytest.raises(errors.VoucherBegun):
        actions.cancel_order(voucher.code, person_code=person.code, by=person, now=NOW)
    assert _redeem(voucher, person).state == enums.VoucherState.USED
    with pytest.raises(errors.VoucherUsed):
        _redeem(voucher, person, sheets=1)
    assert list(voucher.uses.order_by("seq").values_list("sheets", flat=True)) == [3, 7]


def test_sheets_that_are_left_lapse_and_are_not_given_back(person: people.User) -> None:
    voucher = factories.order(factories.PerkFactory.create(copies=True, price=30, stock=5), person)
    _redeem(voucher, person, sheets=3)
    assert actions.lapse_vouchers(now=NOW + 40 * DAY) == 1
    voucher.refresh_from_db()
    assert (voucher.state, voucher.counted, _usable(person)) == ("lapsed", True, 70)


def test_support_goes_to_a_community_that_takes_it_with_its_dates(person: people.User) -> None:
    manager = accounts.UserFactory.create()
    community = accounts.OrganisationFactory.create(name="見本町内会", manager=manager)
    perk = factories.PerkFactory.create(support=True, price=20)
    with pytest.raises(errors.CommunityNotAccepting):
        factories.order(perk, person, community=community.code)
    actions.accept_support(community, accepts=True, about="夏祭りに使います", by=manager, now=NOW)
    with pytest.raises(errors.TooFewForPerk):
        factories.order(perk, person, community=community.code, brought=19)
    voucher = factories.order(perk, person, community=community.code, brought=35)
    account = models.Account.objects.get(owner_code=community.code)
    assert (account.kind, account.balance, voucher.state, voucher.place_name) == ("community", 35, "used", "見本町内会")
    assert set(models.Lot.objects.filter(account=account).values_list("expires_on", flat=True)) == {date(2028, 3, 31)}
    assert _subjects(manager) == ["points/support_arrived"]
    actions.accept_support(community, accepts=False, about="夏祭りに使います", by=manager, now=NOW)
    with pytest.raises(errors.CommunityNotAccepting):
        factories.order(perk, person, community=community.code)


def test_a_key_of_an_order_is_not_used_for_another_choice(person: people.User) -> None:
    perk, community = factories.PerkFactory.create(support=True, price=5), accounts.OrganisationFactory.create()
    actions.accept_support(community, accepts=True, about="夏祭りに使います", by=person, now=NOW)
    made = [factories.order(perk, person, key="K", brought=10, community=community.code) for _ in range(2)]
    with pytest.raises(errors.KeyReused):
        factories.order(perk, person, key="K", brought=20, community=community.code)
    assert (made[0], queries.balance(person.code, now=NOW).usable) == (made[1], 90)


def test_an_order_is_ready_when_its_piece_has_arrived_in_the_order_of_the_orders(person: people.User) -> None:
    perk, desk = _on_sale(by_delivery=True, stock=3), accounts.staff_of("kuji")
    first, second = factories.order(perk, person), factories.order(perk, person)
    with pytest.raises(errors.VoucherNotReady):
        _redeem(first, desk)
    plan = actions.SupplyPlan(arrived_change=1, reason="1回目の納品")
    for _ in range(2):
        actions.supply_perk(perk.code, plan, key="d1", by=desk, now=NOW)
    assert _subjects(person) == ["points/order_ready"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ready_at, second.ready_at) == (NOW, None)
    actions.cancel_order(first.code, person_code=person.code, by=person, now=NOW)
    second.refresh_from_db()
    assert second.ready_at == NOW
    assert _redeem(second, desk).state == enums.VoucherState.USED


def test_fewer_than_are_ordered_or_promised_cannot_be_there(person: people.User) -> None:
    perk, desk = _on_sale(by_delivery=True, stock=1), accounts.staff_of("kuji")
    factories.order(perk, person)
    with pytest.raises(errors.SoldOut):
        factories.order(perk, person)
    more = actions.SupplyPlan(stock_change=1, arrived_change=2, reason="追加")
    actions.supply_perk(perk.code, more, key="d1", by=desk, now=NOW)
    factories.order(perk, person)
    for plan in (
        actions.SupplyPlan(stock_change=-1, reason="誤り"),
        actions.SupplyPlan(arrived_change=-1, reason="誤り"),
    ):
        with pytest.raises(errors.StockBelowOrders):
            actions.supply_perk(perk.code, plan, key="d2", by=desk, now=NOW)
    unlimited = _on_sale(name="限りのない品")
    with pytest.raises(errors.StockWithoutLimit):
        actions.supply_perk(unlimited.code, more, key="d3", by=desk, now=NOW)


def test_a_limit_of_a_fiscal_year_begins_anew_in_april(person: people.User) -> None:
    perk = _on_sale(most_per_person=1, person_span="fiscal_year", valid_days=300)
    factories.order(perk, person)
    with pytest.raises(errors.PerkLimitReached) as refused:
        factories.order(perk, person)
    assert "1年度におひとり1個まで" in refused.value.sentence
    april = NOW.replace(year=2027, month=4)
    assert factories.order(perk, person, now=april).state == enums.VoucherState.ISSUED


def test_a_limit_of_all_together_counts_what_is_not_given_back(person: people.User) -> None:
    perk, other = _on_sale(most_in_span=1, total_span="month"), accounts.UserFactory.create()
    factories.earn(other, 50)
    voucher = factories.order(perk, person)
    with pytest.raises(errors.SoldOutForNow) as refused:
        factories.order(perk, other)
    assert "1か月の分はなくなりました" in refused.value.sentence
    actions.cancel_order(voucher.code, person_code=person.code, by=person, now=NOW)
    assert factories.order(perk, other).state == enums.VoucherState.ISSUED


def test_a_limit_that_is_set_later_counts_what_was_ordered_before(person: people.User) -> None:
    perk, official = _on_sale(), accounts.city_official()
    factories.order(perk, person)
    factories.order(perk, person)
    actions.change_perk(perk.code, _plan(most_per_person=2), revision=1, by=official, now=NOW)
    with pytest.raises(errors.PerkLimitReached):
        factories.order(perk, person)


def test_two_people_who_change_a_perk_do_not_overwrite_each_other(person: people.User) -> None:
    perk, official = _on_sale(), accounts.city_official()
    actions.change_perk(perk.code, _plan(price=20), revision=1, by=official, now=NOW)
    with pytest.raises(errors.PerkChanged):
        actions.change_perk(perk.code, _plan(price=30), revision=1, by=official, now=NOW)


def test_a_change_leaves_a_perk_where_it_stands_in_the_catalogue(person: people.User) -> None:
    perk = _on_sale(position=7)
    actions.change_perk(perk.code, _plan(price=20), revision=1, by=accounts.city_official(), now=NOW)
    perk.refresh_from_db()
    assert (perk.price, perk.position) == (20, 7)


def test_a_perk_does_not_end_before_it_begins(person: people.User) -> None:
    perk = _on_sale(starts_on=date(2027, 4, 1))
    with pytest.raises(errors.PerkUnfit):
        actions.end_perk(perk.code, ends_on=factories.TODAY, by=accounts.city_official(), now=NOW)
    perk.refresh_from_db()
    assert perk.ends_on is None


def test_a_supply_says_how_many_and_of_what_is_delivered(person: people.User) -> None:
    perk, official = _on_sale(stock=3), accounts.city_official()
    for number, plan in enumerate(
        [actions.SupplyPlan(reason="なし"), actions.SupplyPlan(arrived_change=2, reason="納品")]
    ):
        with pytest.raises(errors.SupplyUnfit):
            actions.supply_perk(perk.code, plan, key=f"s{number}", by=official, now=NOW)
    assert perk.supply.count() == 0


def test_the_place_stays_while_orders_wait(person: people.User) -> None:
    perk, official = _on_sale(), accounts.city_official()
    voucher = factories.order(perk, person)
    moved = _plan(place_code="suwa", place_name="諏訪交流センター")
    with pytest.raises(errors.PerkPlaceStays):
        actions.change_perk(perk.code, moved, revision=1, by=official, now=NOW)
    _redeem(voucher, person)
    assert actions.change_perk(perk.code, moved, revision=1, by=official, now=NOW).place_code == "suwa"


def test_a_preview_says_what_changes_and_leaves_no_trace() -> None:
    perk, official = _on_sale(), accounts.city_official()
    shown = actions.try_perk(_plan(price=25), code=perk.code, revision=1, by=official, now=NOW)
    assert [(one.label, one.before, one.after) for one in shown.differences] == [
        ("必要なポイント", "10ポイント", "25ポイント")
    ]
    perk.refresh_from_db()
    assert (perk.price, perk.revision) == (10, 1)
    assert actions.try_perk(_plan(), by=official, now=NOW).lines[0].text == "10ポイント"
    assert models.Perk.objects.count() == 1


def test_a_desk_cancels_with_a_reason_and_the_person_is_told(person: people.User) -> None:
    voucher, desk = factories.order(_on_sale(stock=1), person), accounts.staff_of("kuji")
    with pytest.raises(errors.ReasonMissing):
        actions.cancel_for(voucher.code, reason=" ", by=desk, now=NOW)
    actions.cancel_for(voucher.code, reason="品物に傷があったため", by=desk, now=NOW, center_code="kuji")
    assert _usable(person) == 100
    told = notices.Notice.objects.get(user=person)
    assert "理由: 品物に傷があったため" in told.body
    with pytest.raises(errors.VoucherCancelled):
        _redeem(voucher, desk)


def test_a_withdrawn_perk_gives_everybody_their_points_back_also_those_that_were_paid(person: people.User) -> None:
    coupon, official = factories.PerkFactory.create(coupon=True, price=30), accounts.city_official()
    voucher = factories.order(coupon, person)
    actions.apply_coupon(voucher.code, person_code=person.code, booking_code="b-1", by=person, now=NOW)
    actions.release_coupon(booking_code="b-1", by=person, now=NOW)
    actions.withdraw_perk(coupon.code, reason="工事のため", by=official, now=NOW)
    with pytest.raises(errors.PerkWithdrawn):
        factories.order(coupon, person)
    assert [actions.cancel_withdrawn(now=NOW) for _ in range(2)] == [1, 0]
    assert (_usable(person), _subjects(person)) == (100, ["points/order_cancelled"])


def test_the_last_day_of_orders_leaves_what_was_ordered(person: people.User) -> None:
    perk, official = _on_sale(), accounts.city_official()
    voucher = factories.order(perk, person)
    actions.end_perk(perk.code, ends_on=factories.TODAY - DAY, by=official, now=NOW)
    with pytest.raises(errors.PerkNotOnSale):
        factories.order(perk, person)
    assert _redeem(voucher, person).state == enums.VoucherState.USED


def test_people_are_reminded_once_a_week_before_the_end(person: people.User) -> None:
    voucher = factories.order(_on_sale(), person)
    assert voucher.remind_on == voucher.valid_until - 7 * DAY
    assert actions.remind_of_vouchers(now=NOW) == 0
    later = NOW + 25 * DAY
    assert [actions.remind_of_vouchers(now=later) for _ in range(2)] == [1, 0]
    assert _subjects(person) == ["points/voucher_reminder"]


def test_who_let_a_voucher_lapse_is_told_what_came_back(person: people.User) -> None:
    factories.order(_on_sale(), person)
    assert actions.lapse_vouchers(now=NOW + 40 * DAY) == 1
    assert "取り置いた10ポイントは戻っています" in notices.Notice.objects.get(user=person).body
    waiting = factories.order(_on_sale(by_delivery=True), person)
    actions.lapse_vouchers(now=NOW + 40 * DAY)
    assert "期限までに品物が届きませんでした" in notices.Notice.objects.get(key__endswith=waiting.code).body


def test_trying_an_order_leaves_no_trace(person: people.User) -> None:
    perk = _steps()
    tried = actions.try_order(perk.code, person_code=person.code, by=person, now=NOW, wish=actions.Wish(brought=25))
    assert (tried.price, tried.worth_yen) == (20, 2000)
    assert (models.Voucher.objects.count(), _usable(person)) == (0, 100)
