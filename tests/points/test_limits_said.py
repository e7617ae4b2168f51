"""What happens at a limit is said before and after: which limit cuts or refuses, on pages, in mails, by API."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from backend.accounts import models as people
from backend.common import errors as common
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from points.rules import words
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.factories.points import NOW, TODAY
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
DAY_OF_SEVEN = "「ラジオ体操」は1日に7ポイントまでのため、5ポイントのうち、残りの2ポイントになります。"


def _asked(person: str, number: int, **changed: object) -> actions.Award:
    told: dict[str, object] = {
        "person_code": person,
        "rule_code": "attendance",
        "source_kind": "attendance",
        "source_code": f"s-{number}",
        "quantity": Decimal(4),
        "happened_on": TODAY,
        "key": f"k-{number}",
    }
    return actions.Award(**told | changed)  # type: ignore[arg-type]


def test_of_many_awards_each_says_which_limit_cut_or_refused_it() -> None:
    factories.rule(caps={"day": 5, "month": 6})
    asked = [_asked("u-A", 1), _asked("u-A", 2), _asked("u-A", 3), _asked("u-B", 4)]
    whole, cut, refused, other = actions.award_event(asked, by=None, now=NOW)
    assert cut.said == "「清掃活動への参加」は1日に5ポイントまでのため、4ポイントのうち、残りの1ポイントになります。"
    assert refused.said.startswith("「清掃活動への参加」のポイントは1日に5ポイントまでです。")
    assert (whole.said, other.said) == ("", "")
    later = actions.award_event([_asked("u-A", 5, happened_on=TODAY + timedelta(days=1))], by=None, now=NOW)
    assert later[0].said.startswith("「清掃活動への参加」は1か月に6ポイントまでのため")


def test_a_budget_that_ends_is_named_too() -> None:
    factories.rule(campaign=factories.campaign(6, shards=1))
    first, second = actions.award_event([_asked("u-A", 1), _asked("u-B", 2)], by=None, now=NOW)
    assert first.said == ""
    assert second.said == (
        "「清掃活動への参加」のキャンペーンの残りが2ポイントのため、4ポイントのうち2ポイントになります。"
    )


def test_a_limit_that_a_household_shares_is_named_as_theirs() -> None:
    first, second = accounts.UserFactory.create_batch(2)
    earning.live_together(first, second)
    earning.published("walk", shared_caps=[earning.cap("household", "week", 8)])
    asked = [_asked(one.code, at, rule_code="walk") for at, one in enumerate((first, second))]
    assert actions.award_event(asked, by=None, now=NOW)[1].said == (
        "「健康ウォーキング」は一世帯あわせて1週間に8ポイントまでのため、5ポイントのうち、残りの3ポイントになります。"
    )


def test_what_an_award_would_give_is_told_with_its_limit_and_changes_nothing() -> None:
    factories.rule(caps={"day": 5})
    factories.earn("u-A", 4)
    before = models.Posting.objects.count()
    told = actions.try_award(_asked("u-A", 1), by=None, now=NOW)
    assert told.posting is not None
    assert (told.posting.amount, told.posting.asked) == (1, 4)
    assert told.said.startswith("「清掃活動への参加」は1日に5ポイントまで")
    assert (models.Posting.objects.count(), queries.balance("u-A", now=NOW).total) == (before, 4)
    nothing = actions.try_award(_asked("u-A", 2, rule_code="none"), by=None, now=NOW)
    assert isinstance(nothing.refusal, errors.RuleNotInForce)


def test_the_limit_that_cut_an_award_stays_the_one_whatever_fills_or_empties_later() -> None:
    factories.rule(caps={"day": 5, "month": 9})
    whole, cut = actions.award_event([_asked("u-A", 1), _asked("u-A", 2)], by=None, now=NOW)
    said = "「清掃活動への参加」は1日に5ポイントまでのため、4ポイントのうち、残りの1ポイントになります。"
    assert cut.said == said
    actions.award_event([_asked("u-A", 3, happened_on=TODAY + timedelta(days=1))], by=None, now=NOW)
    posting = models.Posting.objects.get(asked=4, amount=1)
    assert queries.cut_of(posting) == said
    actions.reverse(_code(whole), reason="誤り", key="r", by=None, now=NOW)
    assert queries.cut_of(posting) == said


def _code(outcome: actions.Outcome) -> str:
    assert outcome.posting is not None
    return outcome.posting.code


def test_a_budget_that_cut_an_award_stays_named_when_more_is_put_in_and_a_cap_fills() -> None:
    campaign = factories.campaign(6, shards=1)
    factories.rule(campaign=campaign, caps={"day": 4})
    _, second = actions.award_event([_asked("u-A", 1), _asked("u-B", 2)], by=None, now=NOW)
    actions.add_to_campaign(campaign, points=10, by=accounts.city_official(), now=NOW)
    actions.award_event([_asked("u-B", 3)], by=None, now=NOW)
    assert "キャンペーンの残りが2ポイントのため" in queries.cuts([_code(second)])[_code(second)]


def test_of_an_award_from_before_limits_were_noted_only_what_is_known_is_said() -> None:
    factories.rule(caps={"day": 5})
    _, cut = actions.award_event([_asked("u-A", 1), _asked("u-A", 2)], by=None, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE points_cut DISABLE TRIGGER points_cut_append_only")
        cursor.execute("DELETE FROM points_cut")
    said = "「清掃活動への参加」は上限かキャンペーンの残りのため、4ポイントのうち1ポイントになりました。"
    assert queries.cuts([_code(cut)]) == {_code(cut): said}


def test_an_award_that_nothing_cut_does_not_touch_the_table_of_cuts() -> None:
    factories.rule(caps={"day": 5})
    before = _touched_cuts()
    actions.award_event([_asked("u-A", 1)], by=None, now=NOW)
    assert _touched_cuts() == before
    actions.award_event([_asked("u-A", 2)], by=None, now=NOW)
    assert _touched_cuts() > before


def _touched_cuts() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_ins, seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'points_cut'"
        )
        found: tuple[int, int] = cursor.fetchone()
        return found


NOTE = "INSERT INTO points_cut (posting_id, subject, span, most) SELECT id, {} FROM points_posting WHERE amount = {}"
FORGERIES = [
    ("points_cut_by_a_limit_of_its_rule", NOTE.format("'person', 'day', 5", 4)),
    ("points_cut_pkey", NOTE.format("'person', 'day', 5", 1)),
    ("points_cut_by_a_limit_of_its_rule", NOTE.format("'person', 'day', 6", 1)),
    ("points_cut_by_a_limit_of_its_rule", NOTE.format("'person', 'week', 5", 1)),
    ("points_cut_by_a_limit_of_its_rule", NOTE.format("'', '', NULL", 1)),
    ("points_cut_append_only", "UPDATE points_cut SET most = 6"),
    ("points_cut_append_only", "DELETE FROM points_cut"),
    ("points_cut_never_truncated", "TRUNCATE points_cut"),
]


@pytest.mark.parametrize(("guard", "statement"), FORGERIES)
def test_the_note_of_a_limit_is_that_of_its_award_and_stays(guard: str, statement: str) -> None:
    factories.rule(caps={"day": 5})
    actions.award_event([_asked("u-A", 1), _asked("u-A", 2)], by=None, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(statement)
    assert common.constraint_of(refused.value) == guard


def test_an_award_that_nothing_cut_asks_nothing_more(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.rule()
    factories.earn("u-A", 1)
    posting = models.Posting.objects.get()
    with django_assert_num_queries(0):
        assert (queries.cut_of(posting), queries.cut_of(None), queries.cuts([])) == ("", "", {})


def test_at_a_site_the_limit_is_named_before_and_after(client: PageClient) -> None:
    earning.radio(caps={enums.Span.DAY: 7})
    person = accounts.UserFactory.create()
    actions.visit_site(earning.site(), person=person, word="", now=NOW - timedelta(minutes=30))
    second = earning.site("見本広場")
    client.force_login(person)
    assert DAY_OF_SEVEN in pages.words(client.get(reverse("points:site-visits", args=[second.code])))
    made = actions.visit_site(second, person=person, word="", now=NOW)
    assert made.cut == DAY_OF_SEVEN
    assert DAY_OF_SEVEN in pages.words(client.get(reverse("points:site-visit", args=[made.visit.code])))


def test_a_site_that_is_full_is_named_as_the_site() -> None:
    earning.radio(shared_caps=[earning.cap("site", "day", 7)])
    site = earning.site()
    visits = [actions.visit_site(site, person=one, word="", now=NOW) for one in accounts.UserFactory.create_batch(2)]
    assert "ひとつの会場で1日に7ポイントまでのため" in visits[1].cut


def _decided(person: people.User, day: date) -> actions.Reported:
    made = actions.report(actions.ReportPlan(rule_code="walk", happened_on=day), person=person, now=NOW)
    return actions.decide_report(made.report.code, approve=True, reason="", by=accounts.UserFactory.create(), now=NOW)


def test_who_reports_hears_of_the_limit_on_the_page_and_in_the_mail(client: PageClient) -> None:
    earning.published(way=enums.RuleWay.REPORT, caps={enums.Span.WEEK: 7})
    person = accounts.UserFactory.create()
    _decided(person, TODAY - timedelta(days=1))
    cut = _decided(person, TODAY)
    said = "「健康ウォーキング」は1週間に7ポイントまでのため、5ポイントのうち、残りの2ポイントになります。"
    assert cut.cut == said
    assert said in notices.Notice.objects.filter(user=person).latest("pk").body
    client.force_login(person)
    assert said in pages.words(client.get(reverse("points:report", args=[cut.report.code])))


def test_who_decides_hears_of_the_limit_too(client: PageClient) -> None:
    earning.published(way=enums.RuleWay.REPORT, caps={enums.Span.DAY: 3})
    plan = actions.ReportPlan(rule_code="walk", happened_on=TODAY)
    made = actions.report(plan, person=accounts.UserFactory.create(), now=NOW)
    client.force_login(accounts.city_official())
    done = client.post(reverse("points:report-review", args=[made.report.code]), {"approve": "1"}, follow=True)
    assert (
        "「健康ウォーキング」は1日に3ポイントまでのため、5ポイントのうち、残りの3ポイントになります。"
        in pages.words(done)
    )


def test_of_a_clean_up_everybodys_part_says_which_limit_it_met(client: PageClient) -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 10})
    person = accounts.UserFactory.create()
    made = actions.enter_clean_up(earning.sheet({person.code: 1}), by=accounts.UserFactory.create(), now=NOW)
    said = "「地域の清掃」は1日に10ポイントまでのため、50ポイントのうち、残りの10ポイントになります。"
    assert [share.said for share in made.shares] == [said]
    assert said in notices.Notice.objects.get(user=person).body


def test_points_by_hand_that_a_limit_cuts_say_so_to_both_sides(client: PageClient) -> None:
    earning.manual_rule(caps={enums.Span.DAY: 20})
    staff, person = accounts.city_official(), accounts.UserFactory.create()
    plan = actions.ManualPlan(person=person, rule_code="by-hand", points=30, reason="防災訓練の手伝い", key="one")
    made = actions.award_by_hand(plan, by=staff, now=NOW)
    said = "「職員による付与」は1日に20ポイントまでのため、30ポイントのうち、残りの20ポイントになります。"
    assert (made.awarded, made.cut) == (20, said)
    assert said in notices.Notice.objects.get(user=person).body
    client.force_login(staff)
    assert said in pages.words(client.get(reverse("points:manual-award", args=[made.record.code])))


def test_the_api_tells_the_limit_before_and_after() -> None:
    earning.radio(caps={enums.Span.DAY: 3})
    caller, site = APIClient(), earning.site()
    caller.force_login(accounts.UserFactory.create())
    said = "「ラジオ体操」は1日に3ポイントまでのため、5ポイントのうち、残りの3ポイントになります。"
    for dry_run, status in ((True, 200), (False, 201)):
        body = {"site": site.code, "dry_run": dry_run}
        answer = caller.post(reverse("api-points:site-visits"), body, format="json")
        assert answer.status_code == status
        assert (answer.json()["points"], answer.json()["asked"], answer.json()["cut"]) == (3, 5, said)


def test_who_is_refused_reads_for_whom_it_is_on_the_page_and_by_the_api(client: PageClient) -> None:
    district = accounts.DistrictFactory.create(name="見本地区")
    earning.radio(age_from=65, age_to=74, districts=[district.code])
    site, person = earning.site(), accounts.UserFactory.create(date_of_birth=date(2000, 1, 1), district=district)
    said = "対象の年齢の方に付くポイントです（対象: 見本地区の地区の方、65歳以上74歳以下の方）。"
    client.force_login(person)
    assert said in pages.words(client.get(reverse("points:site-visits", args=[site.code])))
    caller = APIClient()
    caller.force_login(person)
    for dry_run in (True, False):
        body = {"site": site.code, "dry_run": dry_run}
        answer = caller.post(reverse("api-points:site-visits"), body, format="json")
        assert (answer.status_code, said in answer.json()["detail"]) == (409, True)


def test_a_draft_that_is_tried_says_for_whom_it_is() -> None:
    draft = actions.draft_rule(earning.plan(age_from=65), by=None, now=NOW)
    young = accounts.UserFactory.create(date_of_birth=date(2000, 1, 1))
    (told,) = actions.try_draft(draft, [actions.Case(Decimal(1), TODAY, young.code)], now=NOW)
    assert "（対象: 65歳以上の方）" in told.said


def test_the_sheet_of_a_clean_up_names_the_limit_later_too(client: PageClient) -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 10})
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    made = actions.enter_clean_up(earning.sheet({person.code: 1}), by=staff, now=NOW)
    client.force_login(staff)
    words = pages.words(client.get(reverse("points:clean-up", args=[made.clean_up.code])))
    assert "「地域の清掃」は1日に10ポイントまでのため、50ポイントのうち、残りの10ポイントになります。" in words


def test_who_reports_reads_beforehand_for_whom_it_is(client: PageClient) -> None:
    district = accounts.DistrictFactory.create(name="見本地区")
    belongs = enums.Residence.BELONGS
    rule = earning.published(way=enums.RuleWay.REPORT, age_from=65, districts=(district.code,), residence=belongs)
    earning.published("all", way=enums.RuleWay.REPORT)
    client.force_login(accounts.UserFactory.create())
    page = pages.words(client.get(reverse("points:report-new")))
    said = words.who(queries.facts(rule, {district.code: "見本地区"}))
    assert (page.count(f"対象: {said}"), page.count("対象: ")) == (1, 1)


def test_who_reports_reads_what_it_earns_and_is_asked_a_quantity_only_where_it_counts(client: PageClient) -> None:
    earning.published(way=enums.RuleWay.REPORT)
    client.force_login(accounts.UserFactory.create())
    page = client.get(reverse("points:report-new"))
    assert "1回につき5ポイント" in pages.words(page)
    assert 'name="quantity"' not in page.content.decode()
    pieces = {"unit": enums.RuleUnit.PIECE, "per_time": 0, "per_unit": Decimal(2)}
    earning.published("piece", way=enums.RuleWay.REPORT, **pieces)
    assert 'name="quantity"' in client.get(reverse("points:report-new")).content.decode()


def test_ones_own_limits_stand_before_those_that_are_shared() -> None:
    shared = [earning.cap("household", "day", 50), earning.cap("rule", "day", 90)]
    rule = earning.published(caps={enums.Span.MONTH: 30, enums.Span.DAY: 10}, shared_caps=shared)
    order = [("person", "day"), ("person", "month"), ("household", "day"), ("rule", "day")]
    assert [(one.subject, one.span) for one in queries.limits(rule, "u-A", TODAY)] == order
    assert [(one.subject, one.span) for one in queries.all_limits("u-A", TODAY)["walk"]] == order


def test_a_sheet_says_for_ever_which_limit_left_somebody_nothing(client: PageClient) -> None:
    earning.clean_up_rule(caps={enums.Span.DAY: 50})
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    actions.enter_clean_up(earning.sheet({person.code: 1}, key="first", name="川の清掃"), by=staff, now=NOW)
    made = actions.enter_clean_up(earning.sheet({person.code: 1}), by=staff, now=NOW)
    client.force_login(staff)
    words = pages.words(client.get(reverse("points:clean-up", args=[made.clean_up.code])))
    assert made.shares[0].said in words
    assert "50ポイント" in made.shares[0].said
    assert "上限に達していたため、付いていません" not in words
    again = actions.enter_clean_up(earning.sheet({person.code: 1}), by=staff, now=NOW)
    assert [one.said for one in again.shares] == [one.said for one in made.shares]
