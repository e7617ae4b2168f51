"""SQL written by hand against perks, vouchers and tables of steps: each meets its guard."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from points import actions, enums, models, queries
from tests.factories import accounts, tills
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def copied(table: str, where: str, **changes: object) -> str:
    """This function will give an INSERT of a row that is another one but for the given columns."""
    new = json.dumps({"id": 987_654} | changes)
    return (
        f"INSERT INTO points_{table} SELECT (jsonb_populate_record(NULL::points_{table}, to_jsonb(x) || '{new}')).*"
        f" FROM points_{table} x WHERE {where}"
    )


def _voucher(where: str, **changes: object) -> str:
    return copied("voucher", where, **{"code": "v-X", "short_code": "XXXXXXXX", "key": "x"} | changes)


def _voucher_with(hold: str, where: str) -> str:
    held = f"jsonb_build_object('hold_id', (SELECT id FROM points_hold WHERE source_code = '{hold}'))"
    return _voucher(where).replace("to_jsonb(x) ||", f"to_jsonb(x) || {held} ||")


GOODS, COPIES, STEPPED, SUPPORT = "kind = 'goods'", "kind = 'copies'", "step_id IS NOT NULL", "kind = 'support'"
WAITING = "kind = 'goods' AND state = 'issued'"
COUPON = "kind = 'room_coupon'"

ATTACKS = [
    ("points_voucher_opens_as_its_perk", _voucher(GOODS, kind="produce")),
    ("points_voucher_opens_as_its_perk", _voucher(GOODS, state="used")),
    ("points_voucher_opens_as_its_perk", _voucher(COPIES, sheets_used=1)),
    (
        "points_voucher_opens_as_its_perk",
        f"UPDATE points_perk SET withdrawn_at = now(), withdrawn_for = 'x' WHERE {GOODS};"
        f" {_voucher(GOODS, state='issued')}",
    ),
    ("points_voucher_agrees_with_its_perk", _voucher(GOODS, price=1)),
    ("points_voucher_agrees_with_its_perk", _voucher(COPIES, sheets=99, sheets_used=0)),
    ("points_voucher_agrees_with_its_perk", _voucher(COUPON, state="issued", yen_off=9000)),
    ("points_voucher_agrees_with_its_step", _voucher(STEPPED, worth_yen=9000)),
    ("points_voucher_agrees_with_its_step", _voucher(STEPPED, price=1)),
    ("points_voucher_agrees_with_its_step", _voucher(STEPPED, brought=99)),
    ("points_support_is_accepted", _voucher(SUPPORT, place_code="o-ELSEWHERE")),
    ("points_voucher_holds_its_price", _voucher_with("v-Y", WAITING)),
    ("points_support_reaches_its_community", _voucher_with("v-X", SUPPORT)),
    ("points_voucher_identity_stays", f"UPDATE points_voucher SET price = 1 WHERE {GOODS}"),
    ("points_voucher_identity_stays", "UPDATE points_voucher SET person_code = 'u-THIEF'"),
    ("points_voucher_identity_stays", "UPDATE points_voucher SET valid_until = valid_until + 1"),
    (
        "points_voucher_ends_once",
        "UPDATE points_voucher SET state = 'issued', ended_at = NULL WHERE state = 'cancelled'",
    ),
    ("points_voucher_ends_once", f"UPDATE points_voucher SET place_code = 'o-ELSEWHERE' WHERE {SUPPORT}"),
    (
        "points_voucher_used_in_time",
        f"UPDATE points_voucher SET state = 'used', ended_at = ordered_at + interval '1 year' WHERE {GOODS}",
    ),
    (
        "points_voucher_used_in_time",
        f"UPDATE points_voucher SET ready_at = NULL, state = 'used', ended_at = ordered_at WHERE {GOODS}",
    ),
    ("points_voucher_sheets_stay_used", f"UPDATE points_voucher SET sheets_used = 0 WHERE {COPIES}"),
    (
        "points_voucher_follows_its_hold",
        f"UPDATE points_voucher SET state = 'used', ended_at = ordered_at WHERE {WAITING}",
    ),
    (
        "points_voucher_follows_its_hold",
        f"UPDATE points_voucher SET state = 'cancelled', counted = false, ended_at = now() WHERE {WAITING}",
    ),
    ("points_voucher_counts_until_given_back", f"UPDATE points_voucher SET counted = false WHERE {WAITING}"),
    ("points_voucher_sheets_follow_its_uses", f"UPDATE points_voucher SET sheets_used = 10 WHERE {COPIES}"),
    ("points_voucher_sheets_are_bought", f"UPDATE points_voucher SET sheets_used = 11 WHERE {COPIES}"),
    ("points_voucher_never_deleted", "DELETE FROM points_voucher"),
    ("points_coupon_used_while_on_a_booking", "UPDATE points_couponuse SET released_at = now()"),
    (
        "points_coupon_used_while_on_a_booking",
        f"UPDATE points_voucher SET state = 'issued', ended_at = NULL WHERE {COUPON}",
    ),
    ("points_couponuse_never_deleted", "DELETE FROM points_couponuse"),
    ("points_perk_captured_in_time", f"UPDATE points_perk SET captured = 'on_order' WHERE {COUPON}"),
    ("points_voucher_use_in_time", copied("voucheruse", "true", seq=2, key="x", at="2028-01-01T00:00:00Z")),
    ("points_voucher_use_in_time", copied("voucheruse", "true", seq=3, key="x")),
    ("points_voucher_sheets_follow_its_uses", copied("voucheruse", "true", seq=2, key="x")),
    ("points_voucheruse_append_only", "UPDATE points_voucheruse SET sheets = 1"),
    ("points_voucheruse_append_only", "DELETE FROM points_voucheruse"),
    ("points_perk_counts_its_orders", "UPDATE points_perk SET taken = taken - 1 WHERE taken > 0"),
    ("points_perk_quota_counts_its_orders", "UPDATE points_perkquota SET taken = taken - 1"),
    ("points_perk_quota_is_kept", "UPDATE points_perkquota SET taken = most + 1"),
    ("points_perkquota_never_deleted", "DELETE FROM points_perkquota"),
    ("points_perk_identity_stays", f"UPDATE points_perk SET kind = 'produce' WHERE {GOODS}"),
    ("points_perk_identity_stays", "UPDATE points_perk SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL"),
    ("points_perk_stock_by_supply", f"UPDATE points_perk SET stock = stock + 1 WHERE {GOODS}"),
    ("points_perk_stock_by_supply", f"UPDATE points_perk SET stock = NULL WHERE {GOODS}"),
    ("points_perk_place_stays_for_orders", f"UPDATE points_perk SET place_code = 'suwa' WHERE {GOODS}"),
    ("points_perk_never_deleted", "DELETE FROM points_perk"),
    ("points_perksupply_append_only", "UPDATE points_perksupply SET stock_change = 9"),
    ("points_step_table_immutable", "UPDATE points_perksteptable SET keeps_rest = NOT keeps_rest"),
    ("points_step_table_immutable", "UPDATE points_perkstep SET worth = 9000"),
    ("points_step_table_immutable", "DELETE FROM points_perkstep"),
    ("points_step_table_immutable", copied("perkstep", "true", from_points=50)),
    ("points_step_table_is_sealed_whole", copied("perksteptable", "true", version=9)),
    (
        "points_step_table_is_sealed_whole",
        f"{copied('perksteptable', 'true', version=9, sealed_at=None)};"
        " UPDATE points_perksteptable SET sealed_at = now() WHERE version = 9",
    ),
    (
        "points_step_table_is_sealed_whole",
        f"{copied('perksteptable', 'true', version=9, sealed_at=None)};"
        " INSERT INTO points_perkstep (table_id, from_points, to_points, worth) VALUES (987654, 1, 5, 9),"
        " (987654, 6, 7, 8); UPDATE points_perksteptable SET sealed_at = now() WHERE version = 9",
    ),
    ("points_perksteptable_never_deleted", "DELETE FROM points_perksteptable"),
]


@pytest.fixture
def _sold() -> None:
    """Goods that wait and some that were cancelled, a coupon on a booking, sheets, a step, support, two loose holds."""
    person = accounts.UserFactory.create()
    factories.rule()
    factories.earn(person, 200)
    goods = factories.PerkFactory.create(goods=True, stock=5, most_per_person=4)
    factories.order(goods, person)
    dropped = factories.order(goods, person)
    actions.cancel_order(dropped.code, person_code=person.code, by=person, now=NOW)
    stocked = actions.SupplyPlan(stock_change=1, reason="入荷")
    actions.supply_perk(goods.code, stocked, key="s", by=person, now=NOW)
    coupon = factories.order(factories.PerkFactory.create(coupon=True), person)
    actions.apply_coupon(coupon.code, person_code=person.code, booking_code="b-1", by=None, now=NOW)
    copies = factories.order(factories.PerkFactory.create(copies=True), person)
    desk = queries.Place("center", "kuji", "久慈交流センター")
    actions.redeem_voucher(copies.code, place=desk, by=person, now=NOW, sheets=3)
    _stepped(person.code)
    community = accounts.OrganisationFactory.create(manager=person)
    actions.accept_support(community, accepts=True, about="夏祭り", by=person, now=NOW)
    factories.order(factories.PerkFactory.create(support=True), person, community=community.code)
    _hold_for("v-X", person.code)
    _hold_for("v-Y", person.code)
    over = factories.PerkFactory.create()
    actions.withdraw_perk(over.code, reason="製造中止", by=person, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _stepped(person: str) -> None:
    plan = actions.PerkPlan(
        kind=enums.PerkKind.COUNTER_VOUCHER,
        name="段階のある券",
        price=10,
        captured=enums.CaptureMoment.ON_HANDOVER,
        valid_days=30,
        starts_on=factories.TODAY,
        steps=[actions.StepPlan(from_points=10, to_points=19, worth=1000)],
    )
    perk = actions.put_on_sale(plan, by=None, now=NOW)
    by = accounts.UserFactory._meta.model.objects.get(code=person)
    factories.order(perk, by, brought=12)


def _hold_for(source: str, person: str) -> None:
    """Sets ten points aside under the name of a voucher that is not there, and takes them."""
    held = actions.hold(
        person_code=person,
        amount=10,
        source_kind="voucher",
        source_code=source,
        expires_at=NOW + timedelta(days=9),
        key=f"hold-{source}",
        by=None,
        now=NOW,
    )
    actions.capture(held.code, key=f"capture-{source}", by=None, now=NOW)


@pytest.mark.parametrize(("refused_by", "statement"), ATTACKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(ATTACKS)])
@pytest.mark.usefixtures("_sold")
def test_an_attack_is_refused_by_its_guard(refused_by: str, statement: str) -> None:
    assert tills.refused_by_hand(statement) == refused_by


@pytest.mark.usefixtures("_sold")
def test_a_town_without_attacks_passes_every_guard() -> None:
    assert tills.refused_by_hand("SELECT 1") == ""
    assert models.Voucher.objects.count() == 6
