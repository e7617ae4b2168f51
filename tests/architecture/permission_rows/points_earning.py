from datetime import date, time
from typing import Any

from backend.accounts import models as people
from points import actions, enums, models
from tests.architecture import tables
from tests.factories import accounts, earning, points

SIGN_IN = tables.SIGN_IN
TODAY = tables.NOW.date()


def rule(cast: tables.Cast) -> tables.Target:
    """This function will publish a rule."""
    made = earning.published(name="見本の決まり")
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _site(cast: tables.Cast, **changed: Any) -> models.Site:  # noqa: ANN401 - as the plan has them
    earning.radio()
    return earning.site(center_code=cast.center_code, **changed)


def site(cast: tables.Cast) -> tables.Target:
    """This function will open a site of the staff's center."""
    made = _site(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _visited(cast: tables.Cast) -> tables.Target:
    made = actions.visit_site(_site(cast), person=cast.resident, word="", now=tables.NOW)
    return tables.Target(kwargs={"code": made.visit.code}, secret="見本公園")


def _visit_sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"site": _site(cast).code})


def _window(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": _site(cast).code}, data=WINDOW)


WINDOW = {
    "key": "K",
    "starts_on": "2026-06-01",
    "ends_on": "2026-06-30",
    "weekdays": ["0", "1"],
    "opens_at": str(time(9)),
    "closes_at": str(time(10)),
}


def _today(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=_site(cast).name)


def _site_form(cast: tables.Cast) -> tables.Target:
    earning.radio()
    return tables.Target(data={**WINDOW, "name": "見本広場", "rule": "radio", "center_code": ""})


def at_the_desk(cast: tables.Cast) -> people.User:
    """This function will let the resident live where the staff's center serves."""
    cast.resident.district = accounts.DistrictFactory.create(center_code=cast.center_code)
    cast.resident.save()
    return cast.resident


def reported(cast: tables.Cast, *, days_ago: int = 0) -> models.Report:
    """This function will let the resident report."""
    if not models.Rule.objects.filter(code="eco").exists():
        earning.published("eco", name="見本のエコ", way=enums.RuleWay.REPORT)
    plan = actions.ReportPlan(
        rule_code="eco", happened_on=date.fromordinal(TODAY.toordinal() - days_ago), words="見本の取り組み"
    )
    return actions.report(plan, person=at_the_desk(cast), now=tables.NOW).report


def report(cast: tables.Cast) -> tables.Target:
    """This function will give a report of the resident."""
    return tables.Target(kwargs={"code": reported(cast).code}, secret="見本の取り組み")


def _report_form(cast: tables.Cast) -> tables.Target:
    earning.published("eco", way=enums.RuleWay.REPORT)
    return tables.Target(data={"rule": "eco", "happened_on": TODAY.isoformat(), "decided": "1"})


def _report_sent(cast: tables.Cast) -> tables.Target:
    earning.published("eco", way=enums.RuleWay.REPORT)
    return tables.Target(data={"rule_code": "eco", "happened_on": TODAY.isoformat()})


def _report_approved(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": reported(cast).code}, data={"approve": "1"})


def _report_decided(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": reported(cast).code}, data={"approve": True})


def _reviews(cast: tables.Cast) -> tables.Target:
    reported(cast)
    return tables.Target()


def _entered_word(cast: tables.Cast) -> tables.Target:
    asked = actions.invite_to_household(person=cast.resident, now=tables.NOW)
    actions.enter_household_word(asked.word, person=accounts.UserFactory.create(), now=tables.NOW)
    return tables.Target(kwargs={"word": asked.word}, data={"confirm": "1"})


def _word(cast: tables.Cast) -> tables.Target:
    return tables.Target(
        data={"word": actions.invite_to_household(person=accounts.UserFactory.create(), now=tables.NOW).word}
    )


def _all_in_households(cast: tables.Cast) -> tables.Target:
    for role in tables.Role:
        person = cast.playing(role)
        if person is not None:
            actions.invite_to_household(person=person, now=tables.NOW)
    return tables.Target()


def sheet(cast: tables.Cast) -> models.CleanUp:
    """This function will enter a sheet of the staff's center."""
    if not models.Rule.objects.filter(code="clean-up").exists():
        earning.clean_up_rule()
    number = models.CleanUp.objects.count()
    plan = earning.sheet(
        {cast.resident.code: 1},
        name=f"見本の清掃{number}",
        key=f"k-{number}",
        happened_on=TODAY,
        center_code=cast.center_code,
    )
    return actions.enter_clean_up(plan, by=cast.staff, now=tables.NOW).clean_up


def clean_up(cast: tables.Cast) -> tables.Target:
    """This function will give a sheet of the staff's center."""
    made = sheet(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def _shared(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": sheet(cast).code}, secret=cast.resident.code)


def _withdrawal(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": sheet(cast).code}, data={"reason": "見本の理由"})


def clean_up_rule(cast: tables.Cast) -> tables.Target:
    """This function will publish the rule of clean-ups."""
    earning.clean_up_rule()
    return tables.Target(kwargs={"code": "clean-up"})


def _sheet_form(cast: tables.Cast) -> tables.Target:
    typed = {"organiser": "center:kuji", "name": "清掃", "happened_on": TODAY.isoformat(), "kg_can": "1", "key": "K"}
    people_there = {"people": cast.resident.code, "decided": "1"}
    return tables.Target(kwargs=clean_up_rule(cast).kwargs, data={**typed, **people_there})


def _sheet_sent(cast: tables.Cast) -> tables.Target:
    earning.clean_up_rule()
    data = {"organiser": "center:kuji", "rule_code": "clean-up", "name": "清掃", "happened_on": TODAY.isoformat()}
    return tables.Target(data={**data, "kilograms": {"can": "1"}, "people": {cast.resident.code: 1}})


def by_hand(cast: tables.Cast) -> models.ManualAward:
    """This function will let a colleague of the staff ask for more points than one may give alone."""
    if not models.Rule.objects.filter(code="by-hand").exists():
        earning.manual_rule(most_per_staff_day=1000)
    plan = actions.ManualPlan(
        person=accounts.UserFactory.create(),
        rule_code="by-hand",
        points=100,
        reason=f"見本の手伝い{models.ManualAward.objects.count()}",
        key=f"k-{models.ManualAward.objects.count()}",
        center_code=cast.center_code,
    )
    colleague = people.User.objects.filter(email="colleague@example.test").first()
    asked_by = colleague or accounts.UserFactory.create(email="colleague@example.test")
    return actions.award_by_hand(plan, by=asked_by, now=tables.NOW).record


def manual_award(cast: tables.Cast) -> tables.Target:
    """This function will give an award by hand that waits."""
    made = by_hand(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.reason)


def _manual_approved(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": by_hand(cast).code}, data={"approve": "1"})


def _manual_decided(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": by_hand(cast).code}, data={"approve": True})


def _manual_list(cast: tables.Cast) -> tables.Target:
    by_hand(cast)
    return tables.Target()


def _manual_form(cast: tables.Cast) -> tables.Target:
    earning.manual_rule()
    typed = {"number": accounts.UserFactory.create().code, "rule": "by-hand", "points": "10", "reason": "見本"}
    return tables.Target(data={**typed, "key": "K", "decided": "1"})


def _manual_sent(cast: tables.Cast) -> tables.Target:
    earning.manual_rule()
    person = accounts.UserFactory.create()
    return tables.Target(data={"person_code": person.code, "rule_code": "by-hand", "points": 10, "reason": "見本"})


def version(cast: tables.Cast) -> tables.Target:
    """This function will publish a version of a rule."""
    made = earning.published(name="見本の決まり")
    return tables.Target(kwargs={"code": made.code, "version": made.version}, secret=made.name)


def _rules(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=version(cast).secret)


def _campaigns(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=opened(cast).name)


def _draft(cast: tables.Cast) -> tables.Target:
    made = actions.draft_rule(earning.plan(), by=cast.administrator, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code, "version": made.version})


def _ending(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=version(cast).kwargs, data={"ends_on": "2026-12-31"})


RULE = {
    "name": "見本の決まり",
    "way": "attendance",
    "starts_on": "2026-06-01",
    "unit": "time",
    "per_time": "5",
    "expiry_kind": "fiscal_year_end",
    "expiry_amount": "1",
}


def _rule_form(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={**RULE, "code": "new-rule"})


def _draft_form(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=rule(cast).kwargs, data=RULE)


def opened(cast: tables.Cast, name: str = "見本の春") -> models.Campaign:
    """This function will open a campaign."""
    return actions.open_campaign(
        name=name, starts_on=TODAY, ends_on=TODAY, budget=100, by=cast.administrator, now=tables.NOW
    )


def campaign(cast: tables.Cast) -> tables.Target:
    """This function will give a campaign."""
    made = opened(cast)
    return tables.Target(kwargs={"code": made.code}, secret=made.name)


def campaign_paid(cast: tables.Cast) -> tables.Target:
    """This function will open a campaign of which a rule has given some points."""
    made = opened(cast)
    earning.published("spring", name="見本の決まり", campaign=made, starts_on=TODAY)
    points.earn("u-A", 1, rule_code="spring", happened_on=TODAY, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, secret="spring")


def _more(cast: tables.Cast) -> tables.Target:
    campaign = opened(cast)
    return tables.Target(
        kwargs={"code": campaign.code}, data={"points": "10", "seen": str(campaign.budget), "decided": "1"}
    )


def _campaign_form(cast: tables.Cast) -> tables.Target:
    data = {"key": "K", "name": "見本の夏", "starts_on": "2026-07-01", "ends_on": "2026-08-31", "budget": "100"}
    return tables.Target(data=data)


def _version_sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"code": "new-rule", "name": "見本", "starts_on": "2026-06-01", "per_time": 5})


def _trial(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=version(cast).kwargs, data={"cases": [{"happened_on": TODAY.isoformat()}]})


def _household_asked(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs=_entered_word(cast).kwargs, data={"confirm": True})


def _city(name: str, build: tables.Builder = tables.nothing, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, 403, 403, 403, 403, answer, method=method, city_official=answer)


def _desk(
    name: str,
    build: tables.Builder = tables.nothing,
    *,
    resident: int = 403,
    other_staff: int = 200,
    method: str = "GET",
    answer: int = 200,
) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(
        name,
        build,
        anonymous,
        resident,
        resident,
        answer,
        other_staff,
        answer,
        method=method,
        city_official=answer,
    )


def _own(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    anonymous = 401 if name.startswith("api-") else SIGN_IN
    return tables.Row(name, build, anonymous, answer, 404, 404, 404, 404, method=method)


ROWS = [
    tables.public("points:earning-rule", rule),
    tables.private("points:site-visits", site),
    tables.private("points:site-visits", site, method="POST", answer=302),
    _own("points:site-visit", _visited),
    tables.private("points:reports"),
    tables.private("points:report-new"),
    tables.private("points:report-new", _report_form, method="POST", answer=302),
    _own("points:report", report),
    _own("points:report-withdrawal", report, method="POST", answer=302),
    tables.private("points:household"),
    tables.private("points:household", _word, method="POST", answer=302),
    tables.private("points:household-invitations", method="POST", answer=302),
    tables.Row("points:household-answer", _entered_word, SIGN_IN, 302, 409, 409, 409, 409, method="POST"),
    tables.private("points:household-leaving", _all_in_households, method="POST", answer=302),
    tables.Row("points:clean-ups", tables.nothing, SIGN_IN, 403, 403, 200, 200, 200),
    tables.Row("points:clean-up-new", clean_up_rule, SIGN_IN, 403, 403, 200, 200, 200),
    tables.Row("points:clean-up-new", _sheet_form, SIGN_IN, 403, 403, 302, 422, 422, method="POST"),
    tables.Row("points:clean-up", clean_up, SIGN_IN, 403, 403, 200, 404, 200),
    tables.Row("points:clean-up-withdrawal", clean_up, SIGN_IN, 403, 403, 200, 404, 200),
    tables.Row("points:clean-up-withdrawal", _withdrawal, SIGN_IN, 403, 403, 302, 404, 302, method="POST"),
    _desk("points:report-reviews", _reviews),
    _desk("points:report-review", report, other_staff=404),
    _desk("points:report-review", _report_approved, other_staff=404, method="POST", answer=302),
    _desk("points:manual-awards", _manual_list),
    _desk("points:manual-award-new"),
    _desk("points:manual-award-new", _manual_form, other_staff=302, method="POST", answer=302),
    _desk("points:manual-award", manual_award, other_staff=404),
    _desk("points:manual-award", _manual_approved, other_staff=404, method="POST", answer=302),
    _city("points:rules", _rules),
    _city("points:rule-new"),
    _city("points:rule-new", _rule_form, method="POST", answer=302),
    _city("points:rule-draft", rule),
    _city("points:rule-draft", _draft_form, method="POST", answer=302),
    _city("points:rule-version", version),
    _city("points:rule-publication", _draft, method="POST", answer=302),
    _city("points:rule-ending", version),
    _city("points:rule-ending", _ending, method="POST", answer=302),
    _city("points:campaigns", _campaigns),
    _city("points:campaign-new"),
    _city("points:campaign-new", _campaign_form, method="POST", answer=302),
    _city("points:campaign", campaign),
    _city("points:campaign", _more, method="POST", answer=302),
    _desk("points:sites"),
    _city("points:site-new"),
    _city("points:site-new", _site_form, method="POST", answer=302),
    _desk("points:site", site, resident=404, other_staff=404),
    tables.Row("points:site", _window, SIGN_IN, 404, 404, 403, 404, 302, method="POST", city_official=302),
    _desk("points:site-sheet", site, resident=404, other_staff=404),
    _desk("points:site-word", site, resident=404, other_staff=404),
    tables.Row("points:site-closing", site, SIGN_IN, 404, 404, 403, 404, 302, method="POST", city_official=302),
    tables.api("api-points:limits"),
    tables.api("api-points:sites-today", _today),
    _city("api-points:campaigns", _campaigns),
    _city("api-points:campaigns", _campaign_form, method="POST", answer=201),
    _city("api-points:campaign", campaign),
    _city("api-points:campaign-points", campaign_paid),
    _city("api-points:campaign-points", _more, method="POST"),
    _city("api-points:rule-versions", _rules),
    _city("api-points:rule-versions", _version_sent, method="POST", answer=201),
    _city("api-points:rule-version", version),
    _city("api-points:rule-trial", _trial, method="POST"),
    _city("api-points:rule-publication", _draft, method="POST"),
    _city("api-points:rule-ending", _ending, method="POST"),
    tables.api("api-points:household"),
    tables.api("api-points:household", _all_in_households, method="DELETE"),
    tables.api("api-points:household-invitations", method="POST", answer=201),
    tables.api("api-points:household-words", _word, method="POST"),
    tables.Row("api-points:household-answer", _household_asked, 401, 200, 409, 409, 409, 409, method="POST"),
    tables.public("api-points:site", site),
    tables.api("api-points:site-visits"),
    tables.api("api-points:site-visits", _visit_sent, method="POST", answer=201),
    tables.api("api-points:reports"),
    tables.api("api-points:reports", _report_sent, method="POST", answer=201),
    tables.Row("api-points:report", report, 401, 200, 404, 200, 404, 200, city_official=200),
    _own("api-points:report", report, method="DELETE"),
    _desk("api-points:report-decision", _report_decided, other_staff=404, method="POST", answer=201),
    _desk("api-points:report-reviews", _reviews),
    tables.Row("api-points:clean-ups", tables.nothing, 401, 403, 403, 200, 200, 200),
    tables.Row("api-points:clean-ups", _sheet_sent, 401, 403, 403, 201, 403, 403, method="POST"),
    tables.Row("api-points:clean-up", _shared, 401, 403, 403, 200, 404, 200),
    tables.Row("api-points:clean-up", _withdrawal, 401, 403, 403, 200, 404, 200, method="DELETE"),
    _desk("api-points:manual-awards", _manual_list),
    _desk("api-points:manual-awards", _manual_sent, other_staff=201, method="POST", answer=201),
    _desk("api-points:manual-award", manual_award, other_staff=404),
    _desk("api-points:manual-award-decision", _manual_decided, other_staff=404, method="POST", answer=201),
]
