"""What a statement says and draws: movements in words, the months of a balance, and which limit stood in the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from backend.notices import models as notices
from points import actions, enums, queries
from points.rules import bounds, movements
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

NOW, TODAY = factories.NOW, factories.TODAY


@pytest.mark.parametrize(
    ("kind", "comes_in", "source_kind", "undone", "words"),
    [
        ("award", True, "attendance", "", "活動に参加：体操"),
        ("award", True, "site", "", "会場で受け付け：体操"),
        ("award", True, "report", "", "取り組みの報告：体操"),
        ("award", True, "clean_up", "", "清掃に参加：体操"),
        ("award", True, "manual", "", "職員からの付与：体操"),
        ("redeem", False, "voucher", "", "使ったポイント：体操"),
        ("expire", False, "", "", "期限が来て、使えなくなりました"),
        ("adjust", True, "", "", "職員が足しました"),
        ("adjust", False, "", "", "職員が引きました"),
        ("reverse", False, "", "award", "付いたポイントの取り消し：体操"),
        ("reverse", True, "", "redeem", "使ったポイントが戻りました：体操"),
        ("reverse", True, "", "give", "戻りました：体操"),
    ],
)
def test_every_movement_has_words(kind: str, *, comes_in: bool, source_kind: str, undone: str, words: str) -> None:
    said = movements.in_words(kind, comes_in=comes_in, source_kind=source_kind, what="体操", undone=undone)
    assert said == words


@pytest.mark.parametrize("kind", enums.PostingKind.values)
def test_no_kind_of_movement_is_without_words(kind: str) -> None:
    both = [movements.in_words(kind, comes_in=comes_in, source_kind="", what="") for comes_in in (True, False)]
    assert all(both)


@pytest.mark.parametrize(
    ("kind", "amount", "fits"),
    [
        ("days", 0, True),
        ("days", 3651, False),
        ("month_end", 0, True),
        ("month_end", 121, False),
        ("fiscal_year_end", 1, True),
        ("fiscal_year_end", 0, False),
        ("fiscal_year_end", 11, False),
    ],
)
def test_a_length_of_time_is_one_that_the_kind_of_expiry_knows(kind: str, amount: int, *, fits: bool) -> None:
    told = {"per_time": 1, "expiry_kind": kind, "expiry_amount": amount}
    assert ("expiry_amount" not in bounds.faults(told)) == fits


@pytest.mark.django_db
def test_the_balance_of_each_month_is_what_its_last_posting_left() -> None:
    factories.rule()
    for day, hours in ((date(2026, 8, 3), 10), (date(2026, 8, 20), 5), (date(2026, 10, 31), 20)):
        moment = datetime(day.year, day.month, day.day, 14, 59, tzinfo=UTC)
        factories.earn("u-A", hours, now=moment, happened_on=day)
    # A minute later it is 1 November in Tokyo.
    factories.earn("u-A", 1, now=datetime(2026, 10, 31, 15, 0, tzinfo=UTC), happened_on=date(2026, 11, 1))
    found = queries.months(queries.account_of("u-A"), today=TODAY)
    assert [(one.starts_on.month, one.came, one.went, one.balance, one.share) for one in found] == [
        (8, 15, 0, 15, 42),
        (9, 0, 0, 15, 42),
        (10, 20, 0, 35, 98),
        (11, 1, 0, 36, 100),
    ]


@pytest.mark.django_db
def test_nothing_is_drawn_before_the_first_point() -> None:
    assert queries.months(None, today=TODAY) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "amount", "until"),
    [
        ("days", 90, date(2027, 2, 18)),
        ("month_end", 0, date(2026, 11, 30)),
        ("month_end", 3, date(2027, 2, 28)),
        ("fiscal_year_end", 1, date(2027, 3, 31)),
        ("fiscal_year_end", 2, date(2028, 3, 31)),
    ],
)
def test_the_date_that_is_shown_is_the_date_that_points_get(kind: str, amount: int, until: date) -> None:
    rule = earning.published(expiry_kind=enums.ExpiryKind(kind), expiry_amount=amount)
    assert queries.lasts_until(rule, TODAY) == until
    assert factories.earn("u-A", 1, rule_code="walk", happened_on=TODAY).expires_on == until


@pytest.mark.django_db
def test_the_limit_that_stands_in_the_way_is_named() -> None:
    campaign = actions.open_campaign(name="春", starts_on=TODAY, ends_on=TODAY, budget=12, by=None, now=NOW)
    rule = earning.published(starts_on=TODAY, campaign=campaign, caps={enums.Span.DAY: 5})
    assert queries.blocked_by(rule, queries.limits(rule, "u-A", TODAY)) == ""
    for person in ("u-A", "u-B", "u-C"):
        factories.earn(person, 1, rule_code="walk", happened_on=TODAY)
    full = queries.blocked_by(rule, queries.limits(rule, "u-A", TODAY))
    assert full == "おひとり・1日の上限（5ポイント）に達しています。"
    assert "すべて配り終えました" in queries.blocked_by(rule, queries.limits(rule, "u-Z", TODAY))


@pytest.mark.django_db
def test_who_gets_nothing_at_a_site_reads_which_limit_it_was(client: PageClient) -> None:
    earning.radio(caps={enums.Span.DAY: 5})
    person = accounts.UserFactory.create()
    actions.visit_site(earning.site(), person=person, word="", now=NOW - timedelta(minutes=30))
    made = actions.visit_site(earning.site("見本の丘"), person=person, word="", now=NOW)
    client.force_login(person)
    words = pages.words(client.get(reverse("points:site-visit", args=[made.visit.code])))
    assert "おひとり・1日の上限（5ポイント）に達しています。今回は付きませんが、参加したことは記録されました。" in words


@pytest.mark.django_db
def test_who_gets_nothing_of_a_clean_up_is_told_so() -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 0})
    person = accounts.UserFactory.create()
    actions.enter_clean_up(earning.sheet({person.code: 1}), by=accounts.staff_of("kuji"), now=NOW)
    [told] = notices.Notice.objects.filter(user=person)
    assert told.subject == "清掃への参加を記録しました（今回のポイントはありません）"
    assert "1日に0ポイントまでです" in told.body


@pytest.mark.django_db
def test_a_rule_is_drafted_in_groups_and_keeps_what_was_typed(client: PageClient) -> None:
    client.force_login(accounts.city_official())
    typed = {"code": "walk", "name": "朝の散歩", "way": "site", "starts_on": TODAY.isoformat(), "unit": "time"}
    page = client.post(reverse("points:rule-new"), {**typed, "expiry_kind": "days", "seasons": "2026/7/1 2026/8/31 2"})
    assert page.status_code == 422
    words = pages.words(page)
    assert "1回のポイントか、1単位のポイントを入力してください。" in words
    assert "おひとりの上限" in words
    assert 'value="朝の散歩"' in page.content.decode()
    assert '<details class="more" open>' in page.content.decode()
