"""No purchase and no cash-out: not in the models, the API, the admin or the database, and it is said in the terms.

The city pays shops under contract for what they handed out (settlement). That is between the city and the shop: it is
no posting, and nothing of it can be debited to a person or a community.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, models, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from points import enums
from tests.factories import accounts
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

MONEY = re.compile(
    r"purchase|buy|sell|sold|cash|payout|withdraw_money|bank|iban|credit_card|stripe|paypal|deposit|topup|top_up|charge",
    re.IGNORECASE,
)
# Words that stand for something else: whose voucher the perk counts, the moment points are taken.
HARMLESS = re.compile(r"withdrawal|withdrawn", re.IGNORECASE)
# Where a sum of money stands beside points: discounts of a fee, and what the city owes a shop under contract.
OF_SHOPS = ("shopcontract", "settlement", "settlementline", "slip", "payment", "refund", "till", "booklet")
RESIDENTS = ("person", "community")
HANDS_ON = {
    ("redeem", "person", "redeemed"), ("redeem", "person", "shop"), ("redeem", "person", "center"),
    ("redeem", "person", "community"), ("redeem", "community", "redeemed"), ("redeem", "community", "shop"),
    ("redeem", "community", "center"), ("redeem", "community", "community"),
    ("give", "person", "person"), ("give", "person", "community"),
    ("expire", "person", "expired"), ("expire", "community", "expired"),
    ("adjust", "person", "adjustment"), ("adjust", "community", "adjustment"),
}  # fmt: skip


def _fields() -> list[tuple[str, str]]:
    return [
        (model._meta.model_name or "", field.name)
        for model in apps.get_app_config("points").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    ]


def test_no_model_of_points_has_a_field_for_buying_or_cashing() -> None:
    named = [(model, name) for model, name in _fields() if MONEY.search(HARMLESS.sub("", name))]
    assert named == []


def test_money_stands_only_in_discounts_of_a_fee_and_with_shops_under_contract() -> None:
    money = {model for model, name in _fields() if re.search(r"yen|price_in|money|amount_due", name)}
    assert money - set(OF_SHOPS) <= {"perk", "voucher", "perkstep", "couponuse"}


def test_no_kind_of_posting_or_account_is_for_money() -> None:
    known = {"award", "redeem", "refund", "give", "expire", "reverse", "adjust"}
    assert {one.value for one in enums.PostingKind} == known
    assert not [one for one in enums.AccountKind if MONEY.search(one.value)]


def test_points_of_residents_and_communities_go_nowhere_that_pays_them() -> None:
    kinds = [one.value for one in enums.AccountKind] + ["cash", "bank", "settled", "settlement", "money"]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k, d, c FROM unnest(%s::text[]) k, unnest(%s::text[]) d, unnest(%s::text[]) c
               WHERE k <> 'reverse' AND points_fits(k, d, c)""",
            [[*(one.value for one in enums.PostingKind), "purchase", "cash_out", "settle"], list(RESIDENTS), kinds],
        )
        assert set(cursor.fetchall()) == HANDS_ON


def test_points_come_only_from_an_award_by_a_rule_or_a_correction_with_a_reason() -> None:
    kinds = [one.value for one in enums.AccountKind]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT k, d FROM unnest(%s::text[]) k, unnest(%s::text[]) d, unnest(%s::text[]) c
               WHERE k <> 'reverse' AND d IN ('issuer', 'adjustment', 'expired', 'redeemed') AND points_fits(k, d, c)
               AND c IN ('person', 'community')""",
            [[one.value for one in enums.PostingKind], kinds, kinds],
        )
        assert set(cursor.fetchall()) == {("award", "issuer"), ("adjust", "adjustment")}


POSTING = """
    WITH made AS (SELECT 1), owner AS (SELECT id, balance, version FROM points_account WHERE owner_code = 'u-A')
    INSERT INTO points_posting (code, scope, kind, debit_id, credit_id, amount, asked, debit_balance, debit_version,
        credit_balance, credit_version, rule_code, source_kind, source_code, happened_on, key, request_hash, actor_code,
        note, at)
    SELECT 'pt-X', 'home', '{kind}', {debit}, {credit}, 5, 5, {of_debit}, {of_credit}, '', 'x', 'x', '2026-11-20', 'x',
           sha256('x'), '', '{note}', now()
    FROM owner, (SELECT id AS other FROM points_account WHERE kind = '{other}') o
"""
IN = {"debit": "other", "credit": "owner.id", "of_debit": "NULL, NULL", "of_credit": "balance + 5, version + 1"}
OUT = {"debit": "owner.id", "credit": "other", "of_debit": "balance - 5, version + 1", "of_credit": "NULL, NULL"}
ATTACKS = [
    ("purchase", "issuer", IN, "", "points_posting_kind_fits_accounts"),
    ("award", "issuer", IN, "", "points_posting_rule_in_force"),
    ("award", "adjustment", IN, "買った", "points_posting_kind_fits_accounts"),
    ("adjust", "adjustment", IN, "", "points_posting_adjusted_for_a_reason"),
    ("redeem", "redeemed", IN, "", "points_posting_kind_fits_accounts"),
    ("cash_out", "redeemed", OUT, "", "points_posting_kind_fits_accounts"),
    ("settle", "redeemed", OUT, "", "points_posting_kind_fits_accounts"),
    ("redeem", "issuer", OUT, "", "points_posting_kind_fits_accounts"),
    ("give", "redeemed", OUT, "", "points_posting_kind_fits_accounts"),
]


@pytest.mark.parametrize(("kind", "other", "way", "note", "guard"), ATTACKS)
def test_sql_by_hand_neither_makes_nor_pays_out_points(
    kind: str, other: str, way: dict[str, str], note: str, guard: str
) -> None:
    factories.rule()
    factories.earn("u-A", 10)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT points_computed_account('home', '{other}', now())")
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            cursor.execute(POSTING.format(kind=kind[:8], other=other, note=note, **way))
    assert refused.value.__cause__.diag.constraint_name == guard  # type: ignore[union-attr]


def test_no_account_of_money_can_be_opened() -> None:
    with connection.cursor() as cursor, pytest.raises(IntegrityError) as refused, transaction.atomic():
        cursor.execute("""INSERT INTO points_account (scope, kind, owner_code, computed, floor, balance, held, version,
            opened_at) VALUES ('home', 'bank', 'u-A', false, 0, 0, 0, 0, now())""")
    assert refused.value.__cause__.diag.constraint_name == "points_account_kind_is_known"  # type: ignore[union-attr]


def test_what_settles_a_shop_points_at_no_account_and_at_no_person_or_community() -> None:
    settling = [
        model for model in apps.get_app_config("points").get_models() if "settle" in str(model._meta.model_name)
    ]
    assert settling
    for model in settling:
        related = {field.related_model for field in model._meta.get_fields() if field.many_to_one}
        assert apps.get_model("points", "Account") not in related
        assert not [field.name for field in model._meta.get_fields() if field.name in ("person_code", "community_code")]


def test_the_api_has_no_way_to_buy_or_cash_points() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert schema is not None
    paths = [path for path in schema["paths"] if "point" in path or "perk" in path or "voucher" in path]
    assert len(paths) > 20
    assert [path for path in paths if MONEY.search(HARMLESS.sub("", path))] == []
    words = [
        f"{name}.{field}"
        for name, shape in schema["components"]["schemas"].items()
        for field in shape.get("properties", {})
        if re.search(r"Gift|Posting|Line|Balance|Voucher|Perk|Community", name)
    ]
    assert [word for word in words if MONEY.search(HARMLESS.sub("", word.partition(".")[2]))] == []


def test_the_admin_changes_nothing_of_points() -> None:
    request = RequestFactory().get("/admin/")
    request.user = accounts.administrator()
    registered = [one for model, one in admin.site._registry.items() if model._meta.app_label == "points"]
    assert len(registered) >= 5
    for one in registered:
        may = (one.has_add_permission(request), one.has_change_permission(request), one.has_delete_permission(request))
        assert may == (False, False, False)
        assert set(one.get_actions(request)) <= {"delete_selected"}


def test_the_terms_say_so_and_are_linked_from_the_points_and_the_foot_of_every_page(client: Client) -> None:
    terms = reverse("portal:about-topic", args=["points"])
    page = client.get(terms).content.decode()
    for said in ("お金で買うことはできません", "お金に換えること", "市とお店の間の支払い", "期限は変わりません"):
        assert said in page
    assert terms in client.get(reverse("portal:home")).content.decode()
    client.force_login(accounts.UserFactory.create())
    assert client.get(reverse("points:statement")).content.decode().count(terms) == 2
