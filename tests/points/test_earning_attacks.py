"""SQL written by hand against the ways to earn, as the service's own role might write it: each meets its guard."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from backend.common import errors
from points import actions, enums
from tests.factories import accounts, earning
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

NOW = factories.NOW
RULE = "(SELECT id FROM points_rule WHERE code = '{}' AND published_at IS NOT NULL)"
SITE = "(SELECT id FROM points_site LIMIT 1)"
WINDOW = "(SELECT id FROM points_sitewindow LIMIT 1)"
SHEET = "(SELECT id FROM points_cleanup LIMIT 1)"
CAN = "(SELECT id FROM points_ruleitem WHERE code = 'can')"


def _award(rule: str, kind: str, source: str, quantity: int = 1) -> str:
    return (
        f"SELECT points_award('home', 'pt-X', 'person', 'u-THIEF', '{rule}', '{kind}', '{source}', {quantity}, "
        "'2026-11-20', 'forged', '', '2026-11-20 12:00+09')"
    )


def _visit(at: str = "2026-11-20 12:00+09", day: str = "2026-11-20", person: str = "u-THIEF") -> str:
    return (
        "INSERT INTO points_sitevisit (code, site_id, window_id, person_code, day, at, around) "
        f"VALUES ('sv-X', {SITE}, {WINDOW}, '{person}', '{day}', '{at}', tstzrange('{at}', '{at}', '[]'))"
    )


def _manual(**changed: str) -> str:
    values = {
        "code": "'ma-X'",
        "scope": "'home'",
        "person_code": "'u-THIEF'",
        "center_code": "''",
        "rule_code": "'by-hand'",
        "key": "'k'",
        "points": "60",
        "needs_second": "true",
        "reason": "'r'",
        "happened_on": "'2026-11-20'",
        "state": "'awarded'",
        "asked_at": "now()",
        "asked_by_code": "'u-STAFF'",
        "decided_at": "now()",
        "decided_by_code": "'u-OTHER'",
        "refusal": "''",
    } | changed
    return f"INSERT INTO points_manualaward ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def _sheet(points: int, kg: str, *shares: int, item: str = CAN, day: str = "2026-11-20") -> list[str]:
    sheet = "(SELECT id FROM points_cleanup WHERE code = 'cu-X')"
    people = [
        "INSERT INTO points_cleanupshare (clean_up_id, person_code, weight, points, said)"
        f" VALUES ({sheet}, 'u-{n}', 1, {s}, '')"
        for n, s in enumerate(shares)
    ]
    return [
        "INSERT INTO points_cleanup (code, scope, name, rule_id, organisation_code, center_code, key, happened_on, "
        f"points, entered_at, entered_by_code, withdrawal) VALUES ('cu-X', 'home', 'x', {RULE.format('clean-up')}, "
        f"'', '', 'x', '{day}', {points}, '2026-11-20 23:30+09', 'u-X', '')",
        f"INSERT INTO points_cleanupline (clean_up_id, item_id, kg) VALUES ({sheet}, {item}, {kg})",
        *people,
    ]


@dataclass(frozen=True)
class Attack:
    """Statements of one transaction, and who must refuse it."""

    name: str
    refused_by: str
    statements: Sequence[str]


PROOF = "points_posting_has_its_proof"
ATTACKS = [
    Attack("paid for no visit", PROOF, [_award("radio", "site", "sv-NONE")]),
    Attack("paid for another's visit", PROOF, [_award("radio", "site", "sv-1")]),
    Attack("paid for a report that waits", PROOF, [_award("eco", "report", "rp-1")]),
    Attack("paid for no report", PROOF, [_award("eco", "report", "rp-NONE")]),
    Attack("paid for no share", PROOF, [_award("clean-up", "clean_up", "cu-NONE", 50)]),
    Attack("paid by hand without a hand", PROOF, [_award("by-hand", "manual", "ma-NONE", 60)]),
    Attack("paid more than was agreed", PROOF, [_manual(), _award("by-hand", "manual", "ma-X", 61)]),
    Attack(
        "paid above the limit by one",
        PROOF,
        [_manual(needs_second="false", decided_by_code="''"), _award("by-hand", "manual", "ma-X", 60)],
    ),
    Attack("agreed with oneself", "points_manual_four_eyes", [_manual(decided_by_code="'u-STAFF'")]),
    Attack("agreed by nobody", "points_manual_four_eyes", [_manual(decided_by_code="''")]),
    Attack("given to oneself", "points_manual_not_for_oneself", [_manual(asked_by_code="'u-THIEF'")]),
    Attack("agreed for oneself", "points_manual_not_for_oneself", [_manual(decided_by_code="'u-THIEF'")]),
    Attack("without a reason", "points_manual_has_a_reason", [_manual(reason="''")]),
    Attack("past the day of staff", "points_staff_limit_is_kept", ["UPDATE points_staffcounter SET used = most + 1"]),
    Attack("at night", "points_site_visit_in_its_window", [_visit("2026-11-20 23:00+09")]),
    Attack("on another day", "points_site_visit_in_its_window", [_visit(day="2026-11-19")]),
    Attack("once more in a window", "points_site_visit_once", [_visit(person="u-WALKER")]),
    Attack("a visit changed", "points_sitevisit_append_only", ["UPDATE points_sitevisit SET person_code = 'u-THIEF'"]),
    Attack("a window stretched", "points_site_window_stays", ["UPDATE points_sitewindow SET closes_at = '23:59'"]),
    Attack("a window cut", "points_site_window_stays", ["UPDATE points_sitewindow SET ends_on = '2026-11-19'"]),
    Attack(
        "agreed by its writer",
        "points_report_not_decided_by_its_writer",
        ["UPDATE points_report SET state = 'approved', decided_at = now(), decided_by_code = person_code"],
    ),
    Attack("a report made bigger", "points_record_stays", ["UPDATE points_report SET quantity = 9"]),
    Attack(
        "decided twice",
        "points_record_decided_once",
        [
            "UPDATE points_report SET state = 'refused', decided_at = now(), decided_by_code = 'u-X', reason = 'x'",
            "UPDATE points_report SET state = 'approved', decided_by_code = 'u-X'",
        ],
    ),
    Attack("a report gone", "points_report_never_deleted", ["DELETE FROM points_report"]),
    Attack("more than the table", "points_clean_up_follows_the_table", _sheet(21, "1", 21)),
    Attack("nothing collected", "points_clean_up_follows_the_table", _sheet(20, "1", 20)[:1]),
    Attack("a share too much", "points_clean_up_is_split_fairly", _sheet(20, "1", 10, 11)),
    Attack("a share too big", "points_clean_up_is_split_fairly", _sheet(20, "1", 12, 8)),
    Attack("a day to come", "points_clean_up_not_in_the_future", _sheet(20, "1", 20, day="2026-11-21")),
    Attack("nobody there", "points_clean_up_is_split_fairly", _sheet(20, "1")),
    Attack(
        "one more person afterwards",
        "points_clean_up_is_split_fairly",
        [
            "INSERT INTO points_cleanupshare (clean_up_id, person_code, weight, points, said)"
            f" VALUES ({SHEET}, 'u-X', 1, 0, '')"
        ],
    ),
    Attack(
        "a report refused without a word",
        "points_report_refused_for_a_reason",
        ["UPDATE points_report SET state = 'refused', decided_at = now(), decided_by_code = 'u-X'"],
    ),
    Attack(
        "a sheet withdrawn without a word",
        "points_clean_up_withdrawn_for_a_reason",
        ["UPDATE points_cleanup SET withdrawn_at = now()"],
    ),
    Attack("another sheet's weight", "points_cleanupline_append_only", ["UPDATE points_cleanupline SET kg = 99"]),
    Attack("a sheet made bigger", "points_record_stays", ["UPDATE points_cleanup SET points = 99"]),
    Attack("a table changed", "points_rule_immutable", ["UPDATE points_ruleitem SET per_kg = 99"]),
    Attack(
        "a multiplier slipped in",
        "points_rule_immutable",
        [
            f"INSERT INTO points_rulemultiplier (rule_id, kind, factor, span) VALUES "
            f"({RULE.format('radio')}, 'first_time', 9, '')"
        ],
    ),
    Attack("terms forgotten", "points_rule_immutable", ["UPDATE points_rule SET has_terms = false"]),
    Attack("a use forgotten", "points_capuse_append_only", ["DELETE FROM points_capuse"]),
    Attack(
        "a fresh household",
        "points_household_member_stays",
        ["UPDATE points_householdmember SET during = daterange(lower(during), '2026-12-01')"],
    ),
    Attack("a household left behind", "points_householdmember_never_deleted", ["DELETE FROM points_householdmember"]),
    Attack(
        "two households",
        "points_household_one_at_a_time",
        [
            "INSERT INTO points_householdmember (household_id, person_code, during, confirmed_by_code) "
            "SELECT household_id, person_code, during, '' FROM points_householdmember LIMIT 1"
        ],
    ),
]


@pytest.fixture
def _town() -> None:
    """A visit, a report, a sheet, a household and an award by hand, each of which was right."""
    earning.radio(shared_caps=[earning.cap("rule", "day", 500)])
    earning.published("eco", way=enums.RuleWay.REPORT)
    earning.clean_up_rule()
    earning.manual_rule()
    walker, other = accounts.UserFactory.create(code="u-WALKER"), accounts.UserFactory.create()
    made = actions.visit_site(earning.site(), person=walker, word="", now=NOW)
    actions.report(actions.ReportPlan(rule_code="eco", happened_on=factories.TODAY), person=walker, now=NOW)
    actions.enter_clean_up(earning.sheet({walker.code: 1}), by=other, now=NOW)
    earning.live_together(walker, other)
    plan = actions.ManualPlan(person=walker, rule_code="by-hand", points=10, reason="手伝い", key="k")
    actions.award_by_hand(plan, by=accounts.staff_of("kuji"), now=NOW)
    _commit(f"UPDATE points_report SET words = words WHERE code = '{made.visit.code}'")


@pytest.mark.parametrize("one", ATTACKS, ids=lambda one: one.name)
@pytest.mark.usefixtures("_town")
def test_an_attack_is_refused_by_its_guard(one: Attack) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        _commit(*one.statements)
    assert errors.constraint_of(refused.value) == one.refused_by, refused.value


@pytest.mark.usefixtures("_town")
def test_the_forged_sheet_is_refused_for_nothing_but_its_forgery() -> None:
    _commit(*_sheet(20, "1", 10, 10))


@pytest.mark.usefixtures("_town")
def test_the_forged_award_by_hand_is_refused_for_nothing_but_its_forgery() -> None:
    _commit(_manual(), _award("by-hand", "manual", "ma-X", 60))


@pytest.mark.usefixtures("_town")
def test_a_rule_of_sites_pays_for_nothing_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT outcome, detail ->> 'why' FROM ({_award('radio', 'attendance', 'a')}) x, "
            "LATERAL (SELECT (x.points_award).*) y"
        )
        assert cursor.fetchone() == ("not_eligible", "way")


def test_a_kilogram_of_another_table_is_worth_nothing() -> None:
    earning.clean_up_rule()
    other = earning.published(
        "beach",
        way=enums.RuleWay.CLEAN_UP,
        unit=enums.RuleUnit.PIECE,
        per_time=0,
        per_unit=Decimal(1),
        items=[actions.ItemPlan(code="gold", name="金", per_kg=Decimal(20))],
    )
    item = f"(SELECT id FROM points_ruleitem WHERE rule_id = {other.pk})"
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        _commit(*_sheet(20, "1", 20, item=item))
    assert errors.constraint_of(refused.value) == "points_clean_up_follows_the_table"


def _commit(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
