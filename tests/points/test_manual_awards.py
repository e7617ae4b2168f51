from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from backend.accounts import models as people
from backend.common import models as common
from backend.notices import models as notices
from points import actions, enums, errors, models, queries
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY


def _ask(
    person: people.User, points: int, *, by: people.User, key: str = "k", reason: str = "防災訓練の手伝い"
) -> actions.ByHand:
    plan = actions.ManualPlan(person=person, rule_code="by-hand", points=points, reason=reason, key=key)
    return actions.award_by_hand(plan, by=by, now=NOW)


def _decide(made: actions.ByHand, *, by: people.User, approve: bool = True, reason: str = "") -> actions.ByHand:
    return actions.decide_by_hand(made.record.code, approve=approve, reason=reason, by=by, now=NOW)


def test_a_small_award_is_given_by_one_with_its_reason() -> None:
    earning.manual_rule()
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    assert _ask(person, 50, by=staff).awarded == 50
    assert "防災訓練の手伝い" in notices.Notice.objects.get(user=person).body
    entry = common.AuditEntry.objects.get(action="points.manual_award")
    assert (entry.reason, entry.actor_code, entry.about_code) == ("防災訓練の手伝い", staff.code, person.code)
    with pytest.raises(errors.ReasonMissing):
        _ask(person, 10, by=staff, key="l", reason=" ")


def test_above_the_limit_a_second_member_of_staff_agrees_first() -> None:
    earning.manual_rule()
    person, first, second = accounts.UserFactory.create(), accounts.staff_of("kuji"), accounts.staff_of("kuji")
    made = _ask(person, 51, by=first)
    assert (made.awarded, queries.balance(person.code, now=NOW).total) == (0, 0)
    with pytest.raises(errors.NeedsAnotherPerson):
        _decide(made, by=first)
    assert _decide(made, by=second).awarded == 51
    with pytest.raises(errors.RecordDecided):
        _decide(made, by=second)
    call_command("verify_points", stdout=StringIO())


def test_nobody_gives_points_to_themselves_or_agrees_to_their_own() -> None:
    earning.manual_rule()
    first, second = accounts.staff_of("kuji"), accounts.staff_of("kuji")
    with pytest.raises(errors.OwnRecord):
        _ask(first, 10, by=first)
    made = _ask(second, 100, by=first)
    with pytest.raises(errors.OwnRecord):
        _decide(made, by=second)


def test_a_member_of_staff_gives_so_much_in_a_day_and_hears_what_is_left() -> None:
    earning.manual_rule()
    staff = accounts.staff_of("kuji")
    _ask(accounts.UserFactory.create(), 120, by=staff, key="one")
    with pytest.raises(errors.StaffLimitReached) as refused:
        _ask(accounts.UserFactory.create(), 100, by=staff, key="two")
    assert "今日はあと80ポイントです" in refused.value.sentence
    assert queries.given_by_hand_today(staff.code, TODAY)["by-hand"] == 120
    assert _ask(accounts.UserFactory.create(), 80, by=staff, key="three").record.state == "waiting"
    assert _ask(accounts.UserFactory.create(), 40, by=accounts.staff_of("suwa")).awarded == 40


def test_what_is_turned_down_counts_no_more() -> None:
    earning.manual_rule()
    staff = accounts.staff_of("kuji")
    made = _ask(accounts.UserFactory.create(), 200, by=staff)
    with pytest.raises(errors.ReasonMissing):
        _decide(made, by=accounts.staff_of("suwa"), approve=False)
    _decide(made, by=accounts.staff_of("suwa"), approve=False, reason="対象の活動ではありません。")
    assert queries.given_by_hand_today(staff.code, TODAY)["by-hand"] == 0
    call_command("verify_points", stdout=StringIO())


def test_pressing_the_button_twice_gives_once() -> None:
    earning.manual_rule()
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    first, again = _ask(person, 30, by=staff), _ask(person, 30, by=staff)
    assert (first.record, again.awarded) == (again.record, 30)
    assert queries.balance(person.code, now=NOW).total == 30
    with pytest.raises(errors.KeyReused):
        _ask(person, 40, by=staff)


def test_staff_hear_of_a_full_cap_and_nothing_is_written() -> None:
    earning.manual_rule(caps={enums.Span.DAY: 30})
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    _ask(person, 30, by=staff, key="one")
    for points in (10, 60):
        with pytest.raises(errors.CapReached):
            _ask(person, points, by=staff, key=f"more-{points}")
    assert (models.ManualAward.objects.count(), queries.given_by_hand_today(staff.code, TODAY)["by-hand"]) == (1, 30)


def test_a_trial_says_what_would_be_given_and_changes_nothing() -> None:
    earning.manual_rule(caps={enums.Span.DAY: 30})
    plan = actions.ManualPlan(
        person=accounts.UserFactory.create(), rule_code="by-hand", points=40, reason="手伝い", key="k"
    )
    assert actions.try_by_hand(plan, by=accounts.staff_of("kuji"), now=NOW).awarded == 30
    assert not models.ManualAward.objects.exists()


def test_a_rule_for_awards_by_hand_has_both_limits() -> None:
    with pytest.raises(errors.ManualRuleWithoutLimits):
        earning.manual_rule(four_eyes_above=None)


def test_who_asked_hears_that_a_colleague_turned_it_down() -> None:
    earning.manual_rule()
    person, staff = accounts.UserFactory.create(), accounts.staff_of("kuji")
    made = _ask(person, 120, by=staff)
    _decide(made, by=accounts.staff_of("suwa"), approve=False, reason="対象の活動ではありません。")
    told = notices.Notice.objects.get(template="points/manual_award_refused")
    assert told.user == staff
    assert "対象の活動ではありません。" in told.body
    assert not notices.Notice.objects.filter(user=person).exists()


def test_a_second_member_of_staff_reads_for_whom_it_is_and_who_hears_a_refusal(client: PageClient) -> None:
    earning.manual_rule()
    person = accounts.UserFactory.create(name="例示 花")
    made = _ask(person, 120, by=accounts.city_official())
    client.force_login(accounts.city_official())
    words = pages.words(client.get(reverse("points:manual-award", args=[made.record.code])))
    assert "例示 花" in words
    assert "申し込んだ職員に、このままお知らせします。" in words


def test_a_list_by_the_api_that_names_people_is_a_look_at_each(client: PageClient) -> None:
    earning.manual_rule()
    named, staff = accounts.UserFactory.create_batch(2), accounts.city_official()
    for number, person in enumerate([*named, named[0]]):
        _ask(person, 10, by=accounts.staff_of("kuji"), key=f"k{number}")
    client.force_login(staff)
    listed = client.get(reverse("api-points:manual-awards")).json()["results"]
    looks = common.AuditEntry.objects.filter(kind="look", action="points.manual_awards", actor_code=staff.code)
    assert (len(listed), sorted(looks.values_list("about_code", flat=True))) == (3, sorted(one.code for one in named))
