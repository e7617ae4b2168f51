"""SQL written by hand so that somebody decides, or is paid, in an affair of their own: each meets its guard."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from backend.accounts import enums as account_enums
from backend.accounts import models as people
from points import actions, enums, errors, models, queries
from points.actions import gift_terms, households
from points.actions import slips as sending
from tests.factories import accounts, tills
from tests.factories import giving as gifts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW

# By a person's code, so that each statement names who does it.
HANDED_OVER = (
    "UPDATE points_voucher SET state = 'used', ended_at = ordered_at, place_kind = 'shop', place_code = '{shop}',"
    " place_name = 'x', by_code = '{by}' WHERE kind = '{kind}'"
)
SHEETS_USED = (
    "INSERT INTO points_voucheruse (voucher_id, seq, sheets, key, at, place_kind, place_code, place_name, by_code)"
    " SELECT id, 1, 1, 'x', ordered_at, 'shop', '{shop}', 'x', '{by}' FROM points_voucher WHERE kind = 'copies'"
)
CAPTURED = (
    "SELECT points_capture('home', 'pt-X', (SELECT h.code FROM points_hold h JOIN points_voucher v ON v.hold_id = h.id"
    " WHERE v.kind = 'goods'), 'shop', '{shop}', 'x', 'x', '2026-11-20 12:00+09')"
)


@dataclass(frozen=True)
class Shops:
    """A shop whose keeper and helper have ordered what is handed over there, and another shop."""

    own: str
    other: str
    keeper: people.User
    helper: people.User


@pytest.fixture
def shops() -> Shops:
    keeper, helper = accounts.UserFactory.create(), accounts.UserFactory.create()
    made = accounts.OrganisationFactory.create(kind="shop", manager=keeper)
    other = accounts.OrganisationFactory.create(kind="shop", manager=accounts.UserFactory.create())
    people.OrganisationMember.objects.create(organisation=made, user=helper, role=account_enums.OrganisationRole.MEMBER)
    factories.rule()
    place = {"place_kind": "shop", "place_code": made.code, "place_name": made.name}
    for person, perk in (
        (keeper, factories.PerkFactory.create(goods=True, stock=5, **place)),
        (helper, factories.PerkFactory.create(copies=True, **place)),
    ):
        factories.earn(person, 100)
        factories.order(perk, person)
    assert tills.refused_by_hand("SELECT 1") == ""
    return Shops(made.code, other.code, keeper, helper)


@pytest.mark.parametrize("kind", ["goods", "copies"])
def test_nobody_hands_in_a_voucher_at_their_own_shop(shops: Shops, kind: str) -> None:
    forged = HANDED_OVER.format(shop=shops.own, by="u-STRANGER", kind=kind)
    assert tills.refused_by_hand(forged) == "points_voucher_not_at_ones_own_shop"


def test_sheets_are_not_used_up_at_ones_own_shop(shops: Shops) -> None:
    forged = SHEETS_USED.format(shop=shops.own, by="u-STRANGER")
    assert tills.refused_by_hand(forged) == "points_voucher_not_at_ones_own_shop"


def test_nobody_takes_their_own_voucher_at_a_shop(shops: Shops) -> None:
    people.OrganisationMember.objects.all().delete()
    forged = HANDED_OVER.format(shop=shops.own, by=shops.keeper.code, kind="goods")
    assert tills.refused_by_hand(forged) == "points_voucher_not_at_ones_own_shop"


def test_a_shop_takes_no_voucher_of_another(shops: Shops) -> None:
    forged = HANDED_OVER.format(shop=shops.other, by="u-STRANGER", kind="goods")
    assert tills.refused_by_hand(forged) == "points_voucher_handed_over_at_its_shop"


@pytest.mark.parametrize("which", ["own", "other"])
def test_no_shop_is_paid_for_what_it_has_not_handed_over(shops: Shops, which: str) -> None:
    forged = CAPTURED.format(shop=getattr(shops, which))
    assert tills.refused_by_hand(forged) == "points_voucher_pays_where_it_was_taken"


def test_a_handover_to_a_stranger_is_refused_for_nothing(shops: Shops) -> None:
    people.OrganisationMember.objects.all().delete()
    handed_over = HANDED_OVER.format(shop=shops.own, by="u-STRANGER", kind="goods")
    assert tills.refused_by_hand(f"{handed_over}; {CAPTURED.format(shop=shops.own)}") == ""


def test_a_helper_hears_it_in_words_before_the_database_refuses(shops: Shops) -> None:
    voucher = models.Voucher.objects.get(person_code=shops.helper.code)
    place = queries.Place("shop", shops.own, "見本商店")
    with pytest.raises(errors.OwnVoucher):
        actions.redeem_voucher(voucher.code, place=place, by=shops.keeper, now=NOW, sheets=1)


def test_who_joins_the_shop_later_did_no_wrong(shops: Shops) -> None:
    people.OrganisationMember.objects.filter(user=shops.helper).delete()
    voucher = models.Voucher.objects.get(person_code=shops.helper.code)
    place = queries.Place("shop", shops.own, "見本商店")
    actions.redeem_voucher(voucher.code, place=place, by=shops.keeper, now=NOW, sheets=voucher.sheets)
    people.OrganisationMember.objects.create(
        organisation=people.Organisation.objects.get(code=shops.own), user=shops.helper
    )
    assert tills.refused_by_hand("SELECT 1") == ""


@pytest.fixture
def shop() -> models.Till:
    """A shop with a payment of somebody else, and three slips: one taken and two that are cases."""
    made = tills.shop()
    payer = tills.payer(300)
    tills.pay(made, payer, 50)
    for code, amount in ((tills.booklet(payer)[0].short_code, 30), ("ZZZZZZZZ", 21), ("ZZZZZZZZ", 22)):
        plan = sending.SlipPlan(written_code=code, amount=amount, noted_at=NOW + timedelta(hours=1))
        sending.send_slip(plan, till=made, source="form", by=tills.by_of(made), now=NOW + timedelta(days=1))
    assert tills.refused_by_hand("SELECT 1") == ""
    return made


PAID = (
    "INSERT INTO points_payment (code, scope, till_id, contract_id, person_code, way, payment_code_id, amount,"
    " refunded, posting_id, key, day, number, at, by_code) SELECT 'py-X', scope, till_id, contract_id, '{person}', way,"
    " NULL, amount, 0, posting_id, 'x', day, 9, at, '{by}' FROM points_payment WHERE way = 'code'"
)


def test_nobody_pays_at_their_own_till(shop: models.Till) -> None:
    keeper = tills.manager(shop).code
    assert tills.refused_by_hand(PAID.format(person=keeper, by="x")) == "points_payment_not_at_ones_own_till"
    assert tills.refused_by_hand(PAID.format(person="u-X", by="u-X")) == "points_payment_not_at_ones_own_till"
    assert tills.refused_by_hand(PAID.format(person="u-X", by="x")) == "points_payment_way_has_its_code"


@pytest.mark.parametrize("sender", [True, False])
def test_no_shop_decides_about_its_own_slip(shop: models.Till, *, sender: bool) -> None:
    by = "x"
    if sender:
        sent = models.Slip.objects.filter(state="case").earliest("pk")
        people.OrganisationMember.objects.all().delete()
        by = sent.sent_by_code
    else:
        helper = accounts.UserFactory.create()
        made = people.Organisation.objects.get(code=shop.place_code)
        people.OrganisationMember.objects.create(organisation=made, user=helper)
        by = helper.code
    forged = (
        "UPDATE points_slip SET state = 'refused', decided_at = now(), decided_by_code = '{}', note = 'x'"
        " WHERE amount = 21"
    )
    assert tills.refused_by_hand(forged.format(by)) == "points_slip_decided_by_another"
    assert tills.refused_by_hand(forged.format("u-STRANGER")) == ""


CORRECTED = (
    "INSERT INTO points_slipcorrection (code, slip_id, written_code, amount, noted_at, reason, center_code, key,"
    " by_code, at) SELECT 'sx-X', id, written_code, amount, noted_at, 'x', '', 'x', '{}', now() FROM points_slip"
    " WHERE state = 'taken'"
)


def test_nobody_corrects_a_slip_of_their_own(shop: models.Till) -> None:
    payer = models.Payment.objects.get(way="slip").person_code
    for by in (tills.manager(shop).code, payer):
        assert tills.refused_by_hand(CORRECTED.format(by)) == "points_slip_not_corrected_by_its_own"
    assert tills.refused_by_hand(CORRECTED.format("u-STRANGER")) == ""


def test_nobody_decides_about_their_own_words() -> None:
    gifts.terms()
    giver, taker = gifts.adult(30), gifts.adult()
    given = gifts.give(giver, taker, 5, note="ありがとう")
    gift_terms.report_note(given, enums.GiftSide.GIVER, reason="見本", by=taker, now=NOW)
    decided = "UPDATE points_giftnotereport SET outcome = 'kept', decided_at = now(), decided_by_code = '{}'"
    refused = "points_gift_report_not_of_ones_own_words"
    assert tills.refused_by_hand(decided.format(giver.code)) == refused
    assert tills.refused_by_hand(decided.format("u-STRANGER")) == ""
    assert tills.refused_by_hand(f"UPDATE points_giftnotereport SET reported_by_code = '{giver.code}'") == refused


def test_what_is_turned_down_or_withdrawn_has_its_reason() -> None:
    factories.PerkFactory.create()
    withdrawn = "UPDATE points_perk SET withdrawn_at = now(), withdrawn_for = '{}'"
    assert tills.refused_by_hand(withdrawn.format("")) == "points_perk_withdrawn_for_a_reason"
    assert tills.refused_by_hand(withdrawn.format("製造中止")) == ""


def test_nobody_enters_their_own_word_of_a_household() -> None:
    person = accounts.UserFactory.create()
    households.invite_to_household(person=person, now=NOW)
    entered = "UPDATE points_householdinvitation SET entered_by_code = made_by_code, entered_at = now()"
    assert tills.refused_by_hand(entered) == "points_household_invitation_of_another"
