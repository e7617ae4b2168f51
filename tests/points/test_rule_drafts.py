import re
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from points import actions, enums, errors, models, queries
from points.forms import earning as forms
from points.rules import words
from tests.factories import accounts, earning
from tests.factories import points as factories
from tests.support import pages
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NOW, TODAY = factories.NOW, factories.TODAY
TOMORROW = TODAY + timedelta(days=1)


def _draft(**changed: Any) -> models.Rule:  # noqa: ANN401 - any field of the plan
    return actions.draft_rule(earning.plan(**changed), by=accounts.administrator(), now=NOW)


def _publish(draft: models.Rule) -> models.Rule:
    return actions.publish_draft(draft, by=accounts.administrator(), now=NOW)


def test_a_draft_pays_nobody_until_it_is_published() -> None:
    draft = _draft()
    with pytest.raises(errors.RuleNotInForce):
        factories.earn("u-A", 1, rule_code="walk")
    _publish(draft)
    assert factories.earn("u-A", 1, rule_code="walk").amount == 5


def test_drafting_again_changes_the_draft_with_all_its_parts() -> None:
    first = _draft(caps={enums.Span.DAY: 5}, per_time=5)
    again = _draft(caps={enums.Span.WEEK: 9}, shared_caps=[earning.cap("household", "day", 7)], per_time=6)
    assert (first.pk, again.version, again.per_time) == (again.pk, 1, 6)
    found = queries.rule_version("walk", 1)
    assert queries.facts(found).caps == [words.Cap("person", "week", 9), words.Cap("household", "day", 7)]


def test_a_new_version_ends_the_one_before_the_day_before() -> None:
    old = earning.published()
    new = _publish(_draft(starts_on=TOMORROW, per_time=9))
    old.refresh_from_db()
    assert (old.ends_on, new.version, new.ends_on) == (TODAY, 2, None)
    found = queries.rule_on("walk", TOMORROW)
    assert found is not None
    assert found.per_time == 9


def test_a_new_version_does_not_reach_back_over_what_was_paid() -> None:
    earning.published()
    factories.earn("u-A", 1, rule_code="walk")
    with pytest.raises(errors.RuleStartsTooEarly) as refused:
        _publish(_draft(starts_on=TODAY))
    assert "2026年11月20日 より後の活動" in refused.value.sentence or "2026年11月20日" in refused.value.sentence


def test_a_published_version_is_never_published_again() -> None:
    with pytest.raises(errors.RuleNotADraft):
        _publish(earning.published())


def test_a_trial_pays_by_the_awards_own_code_and_leaves_nothing_behind() -> None:
    earning.published()
    factories.earn("u-A", 1, rule_code="walk", happened_on=TODAY)
    first = actions.MultiplierPlan(kind=enums.MultiplierKind.FIRST_TIME, factor=Decimal(2))
    draft = _draft(starts_on=TOMORROW, per_time=10, caps={enums.Span.DAY: 25}, multipliers=[first])
    cases = [actions.Case(Decimal(1), TOMORROW, code) for code in ("u-A", "u-B", "u-B", "u-B")]
    tried = actions.try_draft(draft, cases, now=NOW)
    assert [(one.amount, one.asked) for one in tried] == [(10, 10), (20, 20), (5, 10), (0, 0)]
    assert isinstance(tried[3].refusal, errors.CapReached)
    draft.refresh_from_db()
    assert (draft.published_at, models.Posting.objects.count()) == (None, 1)
    call_command("verify_points", stdout=StringIO())


def test_a_trial_with_anybody_asks_nothing_of_them() -> None:
    draft = _draft(age_from=99)
    known = accounts.UserFactory.create()
    cases = [actions.Case(Decimal(1), TODAY), actions.Case(Decimal(1), TODAY, known.code)]
    tried = actions.try_draft(draft, cases, now=NOW)
    assert [type(one.refusal) for one in tried] == [type(None), errors.NotEligible]


def test_a_trial_knows_what_a_campaign_has_left() -> None:
    campaign = actions.open_campaign(name="春", starts_on=TODAY, ends_on=TOMORROW, budget=12, by=None, now=NOW)
    draft = _draft(starts_on=TODAY, campaign=campaign)
    tried = actions.try_draft(draft, [actions.Case(Decimal(1), TODAY, f"u-{one}") for one in range(4)], now=NOW)
    assert [one.amount for one in tried] == [5, 5, 2, 0]
    assert isinstance(tried[3].refusal, errors.BudgetSpent)


def test_a_rule_of_a_campaign_ends_with_it() -> None:
    campaign = actions.open_campaign(name="春", starts_on=TODAY, ends_on=TOMORROW, budget=5, by=None, now=NOW)
    rule = _publish(_draft(starts_on=TODAY, campaign=campaign))
    assert rule.ends_on == TOMORROW
    with pytest.raises(errors.RuleOutsideCampaign):
        _publish(_draft(code="run", starts_on=TODAY - timedelta(days=1), campaign=campaign))


def test_a_page_that_is_sent_twice_adds_to_a_campaign_once(client: PageClient) -> None:
    campaign = actions.open_campaign(name="春", starts_on=TODAY, ends_on=TOMORROW, budget=33, by=None, now=NOW)
    client.force_login(accounts.city_official())
    path = reverse("points:campaign", args=[campaign.code])
    [seen] = re.findall(r'name="seen" value="(\d+)"', client.get(path).content.decode())
    sent = {"points": "7", "seen": seen}
    asked = pages.words(client.post(path, sent))
    assert ("33ポイント" in asked, "40ポイント" in asked) == (True, True)
    campaign.refresh_from_db()
    assert campaign.budget == 33
    sent |= {"decided": "1"}
    answers = [client.post(path, sent) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 409]
    assert "いまの予算は40ポイントです" in pages.words(answers[1])
    campaign.refresh_from_db()
    assert campaign.budget == 40


def test_a_campaign_gives_its_last_point_and_more_once_it_has_more() -> None:
    campaign = actions.open_campaign(name="春", starts_on=TODAY, ends_on=date(2027, 3, 31), budget=33, by=None, now=NOW)
    _publish(_draft(starts_on=TODAY, campaign=campaign, per_time=10))
    made = [factories.earn(f"u-{one}", 1, rule_code="walk").amount for one in range(4)]
    assert made == [10, 10, 10, 3]
    with pytest.raises(errors.BudgetSpent):
        factories.earn("u-Z", 1, rule_code="walk")
    actions.add_to_campaign(campaign, points=7, by=accounts.administrator(), now=NOW)
    assert factories.earn("u-Z", 1, rule_code="walk").amount == 7
    found = queries.campaign(campaign.code)
    assert (found.budget, found.used) == (40, 40)  # type: ignore[attr-defined]
    assert [(one.rule_code, one.points, one.people) for one in queries.drawn(found)] == [("walk", 40, 5)]
    call_command("verify_points", stdout=StringIO())


def test_a_rule_ends_without_a_next_one() -> None:
    rule = earning.published()
    actions.close_rule(rule, ends_on=TODAY, by=accounts.administrator(), now=NOW)
    with pytest.raises(errors.RuleNotInForce):
        factories.earn("u-A", 1, rule_code="walk", happened_on=TOMORROW)


def test_two_versions_are_compared_in_words() -> None:
    earning.published()
    new = _draft(starts_on=TOMORROW, per_time=9)
    old, found = queries.rule_version("walk", 1), queries.rule_version("walk", 2)
    assert old is not None
    assert found == new
    differing = [one.label for one in words.compare(queries.facts(old), queries.facts(new)) if one.differs]
    assert differing == ["ポイント", "期間"]


def test_past_awards_are_tried_again_by_a_draft() -> None:
    earning.published()
    factories.earn("u-A", 1, rule_code="walk", happened_on=TODAY - timedelta(days=3))
    gone = factories.earn("u-B", 1, rule_code="walk")
    actions.reverse(gone.code, reason="", key="r", by=None, now=NOW)
    past = queries.past_awards("walk", since=TODAY - timedelta(days=30))
    assert [(one.person_code, one.amount) for one in past] == [("u-A", 5)]


@pytest.mark.parametrize("beside", ["²", "9" * 5000, "-1", ""])
def test_a_version_that_is_not_there_stands_beside_none(client: PageClient, beside: str) -> None:
    earning.published("walk")
    client.force_login(accounts.city_official())
    answer = client.get(reverse("points:rule-version", args=["walk", 1]), {"beside": beside})
    assert (answer.status_code, answer.context["other"]) == (200, None)


def test_a_draft_with_a_cap_of_a_window_that_has_begun_says_from_when_it_counts(client: PageClient) -> None:
    earning.published(caps={enums.Span.DAY: 9})
    draft = _draft(starts_on=TOMORROW, caps={enums.Span.DAY: 8, enums.Span.MONTH: 30})
    client.force_login(accounts.city_official())
    said = pages.words(client.get(reverse("points:rule-version", args=["walk", draft.version])))
    day = f"{TOMORROW:%Y年%-m月%-d日}"
    assert f"「おひとり1か月に30ポイントまで」は、{day}の活動から数えます。" in said
    assert "「おひとり1日に8ポイントまで」は" not in said
    assert "途中から数える上限です" not in pages.words(client.get(reverse("points:rule-version", args=["walk", 1])))


def test_a_cap_of_a_new_version_counts_from_its_first_day() -> None:
    earning.published()
    factories.earn("u-A", 1, rule_code="walk", happened_on=TODAY)
    _publish(_draft(starts_on=TOMORROW, caps={enums.Span.MONTH: 10}))
    paid = [factories.earn("u-A", 1, rule_code="walk", happened_on=TOMORROW).amount for _ in range(2)]
    assert paid == [5, 5]
    with pytest.raises(errors.CapReached):
        factories.earn("u-A", 1, rule_code="walk", happened_on=TOMORROW)


def _typed(client: PageClient, code: str) -> dict[str, Any]:
    """What the page of the next version shows, as a browser sends it back untouched."""
    form = client.get(reverse("points:rule-draft", args=[code])).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed["starts_on"] = typed["starts_on"].isoformat()
    return {name: value for name, value in typed.items() if value not in (None, "", False)}


def _season(factor: str, first: date, last: date) -> actions.MultiplierPlan:
    kind = enums.MultiplierKind.SEASONAL
    return actions.MultiplierPlan(kind=kind, factor=Decimal(factor), starts_on=first, ends_on=last)


def test_the_next_version_keeps_every_season_that_nobody_touched(client: PageClient) -> None:
    seasons = [
        _season("2", date(2026, 7, 1), date(2026, 8, 31)),
        _season("1.5", date(2026, 12, 1), date(2027, 1, 31)),
    ]
    _publish(_draft(multipliers=seasons))
    client.force_login(accounts.city_official())
    client.post(reverse("points:rule-draft", args=["walk"]), _typed(client, "walk"))
    kept = queries.rule_version("walk", 2).multipliers.order_by("starts_on")
    assert [(one.factor, one.starts_on, one.ends_on) for one in kept] == [
        (one.factor, one.starts_on, one.ends_on) for one in seasons
    ]


def test_the_next_version_keeps_the_codes_of_its_items(client: PageClient) -> None:
    earning.clean_up_rule()
    client.force_login(accounts.city_official())
    typed = _typed(client, "clean-up")
    client.post(reverse("points:rule-draft", args=["clean-up"]), typed | {"table": f"びん 10\n{typed['table']}"})
    items = queries.rule_version("clean-up", 2).items.order_by("position")
    assert [(item.code, item.name) for item in items] == [
        ("item-1", "びん"),
        *((item.code, item.name) for item in earning.TABLE),
    ]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("seasons", "2026/7/1から倍", "1行目「2026/7/1から倍」を読み取れません。"),
        (
            "seasons",
            "2026/7/1 2026/8/31 2\n2026/9/31 2026/10/5 2",
            "2行目「2026/9/31 2026/10/5 2」に、ない日付があります。",
        ),
        ("seasons", "2026/8/31 2026/7/1 2", "1行目の終わりの日が、始まりの日より前です。"),
        ("seasons", "2026/7/1 2026/8/31 11", "1行目の倍率は、1.01から10までの数を入力してください。"),
        ("table", "空き缶 20\n空き缶 30", "2行目「空き缶」は、上の行にもあります。"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_stays(client: PageClient, field: str, text: str, said: str) -> None:
    _draft()
    client.force_login(accounts.city_official())
    page = client.post(reverse("points:rule-draft", args=["walk"]), _typed(client, "walk") | {field: text})
    assert (page.status_code, page.context["form"][field].value()) == (422, text)
    assert said in pages.words(page)


@pytest.mark.parametrize(
    "text", ["2026年７月１日〜2026年８月31日　２倍", "2026/7/1, 2026/8/31, 2", "2026-07-01 2026-08-31 2.0"]
)
def test_a_season_is_read_as_people_write_it(client: PageClient, text: str) -> None:
    _draft()
    client.force_login(accounts.city_official())
    client.post(reverse("points:rule-draft", args=["walk"]), _typed(client, "walk") | {"seasons": text})
    [one] = queries.rule_version("walk", 1).multipliers.all()
    assert (one.factor, one.starts_on, one.ends_on) == (Decimal(2), date(2026, 7, 1), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("way", "unit", "label"),
    [
        ("manual", "piece", "付けるポイント"),
        ("attendance", "hour", "時間"),
        ("attendance", "time", "量"),
    ],
)
def test_a_trial_names_what_its_rule_counts(way: str, unit: str, label: str) -> None:
    rule = models.Rule(way=way, unit=unit)
    assert forms.TrialForm(None, rule=rule).fields["quantity"].label == label


def test_a_trial_says_in_plain_words_which_numbers_it_takes(client: PageClient) -> None:
    draft = _draft()
    client.force_login(accounts.administrator())
    path = reverse("points:rule-version", args=[draft.code, draft.version])
    page = pages.words(client.get(path, {"quantity": "-1", "times": "1", "number": ""}))
    assert "0以上の数にしてください。" in page
    assert "でなければなりません" not in page
