"""A key that comes again gives what it gave, and is refused with another content."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.urls import reverse

from backend.accounts import models as people
from points import actions, enums, errors, models
from points.actions import gift_terms, giving, tills
from points.errors.giving import GiftCodeUnknown
from tests.factories import giving as gifts
from tests.factories import points as factories
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
NOW, TODAY = factories.NOW, factories.TODAY

SHEETS = actions.PerkPlan(
    kind=enums.PerkKind.COPIES,
    name="コピー券",
    price=10,
    sheets=10,
    captured=enums.CaptureMoment.ON_HANDOVER,
    valid_days=30,
    starts_on=TODAY,
)
TERMS = gift_terms.GiftTermsPlan(starts_on=TODAY, per_gift=100, minor_per_gift=10, return_days=7, reason="見本")
DESK = tills.ContractPlan(
    place_kind="center", place_code="kuji", place_name="見本交流センター", document="見本契約", starts_on=TODAY
)


@pytest.mark.parametrize(
    "other", [{"price": 11}, {"name": "別の券"}, {"steps": [actions.StepPlan(from_points=1, worth=5)]}]
)
def test_a_perk_is_put_on_sale_once_by_a_key(other: dict[str, object]) -> None:
    first = actions.put_on_sale(SHEETS, by=None, key="K-1", now=NOW)
    changed = replace(SHEETS, name="新しい名前")
    actions.change_perk(first.code, changed, revision=first.revision, by=gifts.adult(), now=NOW)
    assert actions.put_on_sale(SHEETS, by=None, key="K-1", now=NOW) == first
    fits = {"sheets": None} if "steps" in other else {}
    with pytest.raises(errors.KeyReused):
        actions.put_on_sale(replace(SHEETS, **other, **fits), by=None, key="K-1", now=NOW)  # type: ignore[arg-type]
    assert models.Perk.objects.count() == 1


@pytest.mark.parametrize("other", [{"stock_change": 2}, {"reason": "数え直し"}])
def test_a_supply_counts_once_by_a_key(other: dict[str, object]) -> None:
    perk, by = factories.PerkFactory.create(goods=True, stock=5), gifts.adult()
    plan = actions.SupplyPlan(stock_change=1, reason="入荷")
    first = actions.supply_perk(perk.code, plan, key="K", by=by, now=NOW)
    assert actions.supply_perk(perk.code, plan, key="K", by=by, now=NOW) == first
    with pytest.raises(errors.KeyReused):
        actions.supply_perk(perk.code, replace(plan, **other), key="K", by=by, now=NOW)  # type: ignore[arg-type]
    perk.refresh_from_db()
    assert perk.stock == 6


@pytest.mark.parametrize("other", [{"giver_day": 5}, {"per_gift": 99}, {"reason": "別の理由"}])
def test_terms_of_giving_are_published_once_by_a_key(other: dict[str, object]) -> None:
    first = gift_terms.publish_gift_terms(TERMS, key="K", by=None, now=NOW)
    assert gift_terms.publish_gift_terms(TERMS, key="K", by=None, now=NOW) == first
    with pytest.raises(errors.KeyReused):
        gift_terms.publish_gift_terms(replace(TERMS, **other), key="K", by=None, now=NOW)  # type: ignore[arg-type]
    assert models.GiftTerms.objects.count() == 1


@pytest.mark.parametrize("other", [{"yen_per_point": Decimal(2)}, {"place_code": "suwa"}, {"document": "別の契約"}])
def test_a_contract_is_agreed_once_by_a_key(other: dict[str, object]) -> None:
    first = tills.agree_contract(DESK, by=None, key="K", now=NOW)
    tills.end_contract(first, ends_on=TODAY, by=gifts.adult(), now=NOW)
    same = replace(DESK, yen_per_point=Decimal("1.00"))
    assert tills.agree_contract(same, by=None, key="K", now=NOW) == first
    with pytest.raises(errors.KeyReused):
        tills.agree_contract(replace(DESK, **other), by=None, key="K", now=NOW)  # type: ignore[arg-type]
    assert models.Till.objects.count() == 1


@pytest.mark.parametrize("other", [{"price": 11}, {"name": "別の券"}, {"stock": 3}])
def test_a_perk_of_before_the_hash_is_compared_by_what_it_says(other: dict[str, object]) -> None:
    first = actions.put_on_sale(SHEETS, by=None, key="K-1", now=NOW)
    models.Perk.objects.update(request_hash="")
    assert actions.put_on_sale(SHEETS, by=None, key="K-1", now=NOW) == first
    with pytest.raises(errors.KeyReused):
        actions.put_on_sale(replace(SHEETS, **other), by=None, key="K-1", now=NOW)  # type: ignore[arg-type]


def test_a_table_of_before_the_hash_is_compared_too() -> None:
    steps = [actions.StepPlan(from_points=10, worth=5)]
    plan = replace(SHEETS, sheets=None, steps=steps)
    first = actions.put_on_sale(plan, by=None, key="K-1", now=NOW)
    models.Perk.objects.update(request_hash="")
    assert actions.put_on_sale(plan, by=None, key="K-1", now=NOW) == first
    other = replace(plan, steps=[actions.StepPlan(from_points=10, worth=6)])
    with pytest.raises(errors.KeyReused):
        actions.put_on_sale(other, by=None, key="K-1", now=NOW)


@pytest.mark.parametrize("other", [{"yen_per_point": Decimal(2)}, {"place_code": "suwa"}, {"ends_on": TODAY}])
def test_a_contract_of_before_the_hash_is_compared_by_what_it_says(other: dict[str, object]) -> None:
    first = tills.agree_contract(DESK, by=None, key="K", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE points_shopcontract DISABLE TRIGGER points_shopcontract_keeps;"
            " UPDATE points_shopcontract SET request_hash = '';"
            " ALTER TABLE points_shopcontract ENABLE ALWAYS TRIGGER points_shopcontract_keeps"
        )
    assert tills.agree_contract(DESK, by=None, key="K", now=NOW) == first
    with pytest.raises(errors.KeyReused):
        tills.agree_contract(replace(DESK, **other), by=None, key="K", now=NOW)  # type: ignore[arg-type]


def _given_and_renewed() -> tuple[people.User, giving.GiftPlan, giving.Given]:
    gifts.terms()
    giver, taker = gifts.adult(30), gifts.adult()
    plan = giving.GiftPlan(word=gifts.word_of(taker), amount=5, note="どうぞ", key="K")
    first = giving.give_gift(plan, by=giver, now=NOW)
    giving.open_address(person=taker, name_form=enums.GiftName.WHOLE, now=NOW)
    return giver, plan, first


def test_a_gift_that_comes_again_after_its_code_was_renewed_gets_the_first_answer() -> None:
    giver, plan, first = _given_and_renewed()
    again = giving.give_gift(plan, by=giver, now=NOW)
    assert (again.gift, again.posting.code, again.taker) == (first.gift, first.posting.code, first.taker)
    elsewhere = gifts.word_of(gifts.adult())
    for other in (replace(plan, amount=6), replace(plan, note="別の言葉"), replace(plan, word=elsewhere)):
        with pytest.raises(errors.KeyReused):
            giving.give_gift(other, by=giver, now=NOW)
    with pytest.raises(GiftCodeUnknown):
        giving.give_gift(replace(plan, key="other"), by=giver, now=NOW)
    assert models.Gift.objects.count() == 1


def test_the_page_of_a_gift_that_comes_again_leads_to_the_gift(client: PageClient) -> None:
    giver, plan, first = _given_and_renewed()
    client.force_login(giver)
    page = reverse("points:gift-new", args=[plan.word])
    sent = {"amount": "5", "note": "どうぞ", "key": "K", "decided": "1"}
    answer = client.post(page, sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("points:gift", args=[first.gift.code]))
    assert client.post(page, sent | {"key": "other"}).status_code == 404


@pytest.mark.parametrize("other", [{"amount": 6}, {"center_code": "suwa"}, {"purpose": "お茶代"}])
def test_a_community_uses_its_points_once_by_a_key(other: dict[str, object]) -> None:
    gifts.terms()
    manager = gifts.adult(30)
    body = gifts.community(manager)
    word = giving.open_community_address(body, by=manager, now=NOW).word
    giving.give_gift(giving.GiftPlan(word=word, amount=20, key="g"), by=manager, now=NOW)
    plan = gift_terms.UsePlan(center_code="kuji", amount=5, purpose="コピー代", key="K")
    first = gift_terms.use_for_community(body, plan, by=manager, now=NOW)[0]
    assert gift_terms.use_for_community(body, plan, by=manager, now=NOW)[0] == first
    with pytest.raises(errors.KeyReused):
        gift_terms.use_for_community(body, replace(plan, **other), by=manager, now=NOW)  # type: ignore[arg-type]
    assert models.CommunityUse.objects.count() == 1


def test_more_points_than_an_account_can_hold_are_refused_in_words() -> None:
    factories.rule("huge", per_unit=Decimal(999_999))
    with pytest.raises(errors.PointsTooMany, match="計算したポイントが大きすぎる"), transaction.atomic():
        factories.earn("u-A", 10_000, rule_code="huge")
    assert not models.Posting.objects.exists()
