from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from backend.accounts import models as people
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from tests.factories import accounts, earning
from tests.factories import points as factories

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY


def _rule(**changed: object) -> models.Rule:
    return earning.published("eco", **{"name": "エコアクション", "way": enums.RuleWay.REPORT} | changed)


def _report(person: people.User, **changed: object) -> actions.Reported:
    told: dict[str, object] = {"rule_code": "eco", "happened_on": TODAY} | changed
    return actions.report(actions.ReportPlan(**told), person=person, now=NOW)  # type: ignore[arg-type]


def _decide(code: str, *, approve: bool = True, reason: str = "", by: people.User | None = None) -> actions.Reported:
    return actions.decide_report(code, approve=approve, reason=reason, by=by or accounts.staff_of("kuji"), now=NOW)


def test_a_report_waits_for_somebody_and_pays_when_they_agree() -> None:
    _rule()
    person = accounts.UserFactory.create()
    made = _report(person, words="マイバッグを使いました")
    assert (made.posting, models.Posting.objects.count()) == (None, 0)
    decided = _decide(made.report.code)
    assert decided.posting is not None
    assert (decided.posting.amount, queries.balance(person.code, now=NOW).usable) == (5, 5)
    notice = notices.Notice.objects.get(user=person)
    assert "5ポイントが付きました" in notice.body


def test_where_nobody_is_asked_to_look_a_report_pays_at_once() -> None:
    _rule(reviewed=False)
    made = _report(accounts.UserFactory.create())
    assert made.posting is not None
    assert (made.posting.amount, made.report.state) == (5, "approved")


def test_a_refusal_has_a_reason_and_leaves_room_for_another_report() -> None:
    _rule()
    person = accounts.UserFactory.create()
    made = _report(person)
    with pytest.raises(errors.ReasonMissing):
        _decide(made.report.code, approve=False)
    _decide(made.report.code, approve=False, reason="写真の日付が違います。")
    assert "写真の日付が違います。" in notices.Notice.objects.get(user=person).body
    assert _report(person).report.state == "submitted"


def test_of_a_day_there_is_one_report_by_a_rule() -> None:
    _rule()
    person = accounts.UserFactory.create()
    made = _report(person)
    with pytest.raises(errors.AlreadyReported) as refused:
        _report(person)
    assert refused.value.sentence == "11月20日の「エコアクション」は、すでに報告されています。報告は1日に1回です。"
    actions.withdraw_report(made.report.code, person=person, now=NOW)
    assert _report(person).report.code != made.report.code


@pytest.mark.parametrize("days", [-1, 8])
def test_a_report_is_of_today_or_of_the_days_before(days: int) -> None:
    _rule()
    with pytest.raises(errors.ReportOfAnotherTime) as refused:
        _report(accounts.UserFactory.create(), happened_on=TODAY - timedelta(days=days))
    assert "11月13日から11月20日まで" in refused.value.sentence


def test_nobody_decides_about_a_report_of_their_own_or_twice() -> None:
    _rule()
    staff = accounts.staff_of("kuji")
    own = _report(staff)
    with pytest.raises(errors.OwnRecord):
        _decide(own.report.code, by=staff)
    _decide(own.report.code, by=accounts.staff_of("suwa"))
    with pytest.raises(errors.RecordDecided):
        _decide(own.report.code, approve=False, reason="やはり違う")


def test_who_may_not_earn_by_a_rule_hears_it_before_they_report() -> None:
    _rule(age_from=80)
    with pytest.raises(errors.NotEligible):
        _report(accounts.UserFactory.create())
    assert not models.Report.objects.exists()


def test_at_the_limit_a_report_is_approved_without_points_and_says_so() -> None:
    _rule(caps={enums.Span.WEEK: 5})
    person = accounts.UserFactory.create()
    days = [TODAY, TODAY - timedelta(days=1)]
    told = actions.try_report(actions.ReportPlan(rule_code="eco", happened_on=days[1]), person=person, now=NOW)
    assert told.posting is not None
    first, second = [_decide(_report(person, happened_on=day).report.code) for day in days]
    assert first.posting is not None
    assert (second.posting, type(second.refusal)) == (None, errors.CapReached)
    assert "ポイントは付いていません" in notices.Notice.objects.filter(user=person).latest("pk").body
    call_command("verify_points", stdout=StringIO())


def test_a_rule_that_is_not_for_reports_takes_none() -> None:
    earning.published("eco")
    with pytest.raises(errors.NotReportable):
        _report(accounts.UserFactory.create())


def test_a_quantity_counts_where_the_rule_counts_pieces_and_only_there() -> None:
    _rule(reviewed=False, unit=enums.RuleUnit.PIECE, per_time=0, per_unit=Decimal("0.5"))
    made = _report(accounts.UserFactory.create(), quantity=Decimal(9))
    assert made.posting is not None
    assert made.posting.amount == 4
