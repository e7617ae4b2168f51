from datetime import timedelta
from decimal import Decimal

from points import actions, enums, models
from tests.architecture import tables
from tests.architecture.permission_rows import points_earning as rows
from tests.architecture.tables import Role
from tests.factories import accounts, earning
from tests.factories import points as factories

TODAY = tables.NOW.date()


def _rule(cast: tables.Cast, n: int) -> tables.Target:
    caps = list(enums.Span)[:n]
    earning.published(caps=dict.fromkeys(caps, 50))
    return tables.Target(kwargs={"code": "walk"}, shows=tuple(f"おひとり・{one.label}" for one in caps))


def _versions(cast: tables.Cast, n: int) -> tables.Target:
    made = [earning.published(starts_on=TODAY + timedelta(days=number)) for number in range(n)]
    return tables.Target(kwargs={"code": "walk", "version": n}, shows=tuple(f"第{one.version}版" for one in made))


def _draft(cast: tables.Cast, n: int) -> tables.Target:
    _versions(cast, n)
    return tables.Target(kwargs={"code": "walk"})


def _ending(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs=_versions(cast, n).kwargs)


def _rules(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(f"見本の決まり{number}" for number in range(n))
    for number, name in enumerate(names):
        earning.published(f"rule-{number}", name=name)
    return tables.Target(shows=names)


def _campaigns(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.opened(cast, f"見本の春{number}").name for number in range(n)))


def _campaign(cast: tables.Cast, n: int) -> tables.Target:
    made = rows.opened(cast)
    for number in range(n):
        earning.published(f"rule-{number}", name=f"見本の決まり{number}", campaign=made, starts_on=TODAY)
        factories.earn("u-A", 1, rule_code=f"rule-{number}", happened_on=TODAY, now=tables.NOW)
    return tables.Target(kwargs={"code": made.code}, shows=tuple(f"見本の決まり{number}" for number in range(n)))


def _sites(cast: tables.Cast, n: int) -> tables.Target:
    earning.radio()
    made = [earning.site(f"見本公園{number}", center_code=cast.center_code) for number in range(n)]
    return tables.Target(shows=tuple(one.name for one in made))


def _site(cast: tables.Cast, n: int) -> tables.Target:
    target = rows.site(cast)
    found = models.Site.objects.get()
    for number in range(n):
        actions.add_window(found, earning.window(weekdays=(number,)), by=cast.administrator, now=tables.NOW)
    return tables.Target(kwargs=target.kwargs, shows=tuple(f"の{'月火水'[number]}曜" for number in range(n)))


def _one_site(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs=rows.site(cast).kwargs)


def _visit(cast: tables.Cast, n: int) -> tables.Target:
    earning.radio(caps=dict.fromkeys(list(enums.Span)[:n], 50))
    made = actions.visit_site(earning.site(), person=cast.resident, word="", now=tables.NOW)
    return tables.Target(kwargs={"code": made.visit.code}, shows=tuple(one.label for one in list(enums.Span)[:n]))


def _visits(cast: tables.Cast, n: int) -> tables.Target:
    earning.radio()
    for number in range(n):
        site = earning.site(f"見本公園{number}")
        actions.visit_site(site, person=cast.resident, word="", now=tables.NOW - timedelta(minutes=20 * number))
    return tables.Target(shows=tuple(f"見本公園{number}" for number in range(n)))


def _reports(cast: tables.Cast, n: int) -> tables.Target:
    made = [rows.reported(cast, days_ago=number) for number in range(n)]
    return tables.Target(shows=tuple(one.code for one in made))


def _report(cast: tables.Cast, n: int) -> tables.Target:
    return rows.report(cast)


def _report_rules(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(f"見本のエコ{number}" for number in range(n))
    for number, name in enumerate(names):
        earning.published(f"eco-{number}", name=name, way=enums.RuleWay.REPORT, caps={enums.Span.DAY: 5})
    return tables.Target(shows=names)


def _household(cast: tables.Cast, n: int) -> tables.Target:
    made = [actions.invite_to_household(person=cast.resident, now=tables.NOW) for _ in range(n)]
    return tables.Target(shows=tuple(one.word[:4] for one in made))


def _sheets(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.sheet(cast).name for _ in range(n)))


def _sheets_of_the_api(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.sheet(cast).code for _ in range(n)))


def _sheet(cast: tables.Cast, n: int) -> tables.Target:
    earning.clean_up_rule()
    there = [accounts.UserFactory.create().code for _ in range(n)]
    plan = earning.sheet(dict.fromkeys(there, 1), happened_on=TODAY, center_code=cast.center_code)
    made = actions.enter_clean_up(plan, by=cast.staff, now=tables.NOW)
    return tables.Target(kwargs={"code": made.clean_up.code}, shows=tuple(there))


def _sheet_form(cast: tables.Cast, n: int) -> tables.Target:
    items = [actions.ItemPlan(code=f"item-{one}", name=f"見本のごみ{one}", per_kg=Decimal(5)) for one in range(n)]
    earning.clean_up_rule(items=items)
    return tables.Target(kwargs={"code": "clean-up"}, shows=tuple(item.name for item in items))


def _withdrawal(cast: tables.Cast, n: int) -> tables.Target:
    return rows.clean_up(cast)


def _manual_awards(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(rows.by_hand(cast).reason for _ in range(n)))


def _manual_award(cast: tables.Cast, n: int) -> tables.Target:
    return rows.manual_award(cast)


def _manual_rules(cast: tables.Cast, n: int) -> tables.Target:
    names = tuple(f"見本の付与{number}" for number in range(n))
    for number, name in enumerate(names):
        _ = earning.published(
            f"by-hand-{number}",
            name=name,
            way=enums.RuleWay.MANUAL,
            unit=enums.RuleUnit.PIECE,
            per_time=0,
            per_unit=Decimal(1),
            four_eyes_above=5,
            most_per_staff_day=50,
        )
    return tables.Target(shows=names)


def _today(cast: tables.Cast, n: int) -> tables.Target:
    earning.radio(caps={enums.Span.DAY: 5})
    names = tuple(earning.site(f"見本公園{number}").name for number in range(n))
    return tables.Target(shows=names)


def _limits(cast: tables.Cast, n: int) -> tables.Target:
    for number in range(n):
        earning.published(f"rule-{number}", caps={enums.Span.DAY: 5})
    return tables.Target(shows=tuple(f'"rule":"rule-{number}"' for number in range(n)))


def _versions_of_the_api(cast: tables.Cast, n: int) -> tables.Target:
    _versions(cast, n)
    return tables.Target(shows=tuple(f'"version":{number + 1}' for number in range(n)))


def _households_words(cast: tables.Cast, n: int) -> tables.Target:
    made = [actions.invite_to_household(person=cast.resident, now=tables.NOW) for _ in range(n)]
    return tables.Target(shows=tuple(one.word for one in made))


def _paid(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs=_campaign(cast, n).kwargs, shows=tuple(f'"rule-{number}"' for number in range(n)))


def _one_campaign(cast: tables.Cast, n: int) -> tables.Target:
    return rows.campaign(cast)


ROWS = [
    tables.Budget("points:earning-rule", Role.RESIDENT, _rule, queries=11),
    tables.Budget("points:site-visits", Role.RESIDENT, _site, queries=11),
    tables.Budget("points:site-visit", Role.RESIDENT, _visit, queries=10),
    tables.Budget("points:reports", Role.RESIDENT, _reports, queries=10),
    tables.Budget("points:report-new", Role.RESIDENT, _report_rules, queries=8),
    tables.Budget("points:report", Role.RESIDENT, _report, queries=10, flat=True),
    tables.Budget("points:household", Role.RESIDENT, _household, queries=7),
    tables.Budget("points:clean-ups", Role.STAFF, _sheets, queries=13),
    tables.Budget("points:clean-up-new", Role.STAFF, _sheet_form, queries=9),
    tables.Budget("points:clean-up", Role.STAFF, _sheet, queries=12),
    tables.Budget("points:clean-up-withdrawal", Role.STAFF, _withdrawal, queries=9, flat=True),
    tables.Budget("points:report-reviews", Role.STAFF, _reports, queries=5),
    tables.Budget("points:report-review", Role.STAFF, _report, queries=11, flat=True),
    tables.Budget("points:manual-awards", Role.STAFF, _manual_awards, queries=5),
    tables.Budget("points:manual-award-new", Role.STAFF, _manual_rules, queries=8),
    tables.Budget("points:manual-award", Role.STAFF, _manual_award, queries=13, flat=True),
    tables.Budget("points:rules", Role.ADMINISTRATOR, _rules, queries=5),
    tables.Budget("points:rule-new", Role.ADMINISTRATOR, _campaigns, queries=5),
    tables.Budget("points:rule-draft", Role.ADMINISTRATOR, _draft, queries=9, flat=True),
    tables.Budget("points:rule-version", Role.ADMINISTRATOR, _versions, queries=13),
    tables.Budget("points:rule-ending", Role.ADMINISTRATOR, _ending, queries=7, flat=True),
    tables.Budget("points:campaigns", Role.ADMINISTRATOR, _campaigns, queries=4),
    tables.Budget("points:campaign-new", Role.ADMINISTRATOR, tables.flat, queries=3, flat=True),
    tables.Budget("points:campaign", Role.ADMINISTRATOR, _campaign, queries=7),
    tables.Budget("points:sites", Role.STAFF, _sites, queries=6),
    tables.Budget("points:site-new", Role.ADMINISTRATOR, tables.flat, queries=5, flat=True),
    tables.Budget("points:site", Role.STAFF, _site, queries=10),
    tables.Budget("points:site-sheet", Role.STAFF, _site, queries=9),
    tables.Budget("points:site-word", Role.STAFF, _one_site, queries=5, flat=True),
    tables.Budget("api-points:sites-today", Role.RESIDENT, _today, queries=10),
    tables.Budget("points:statement", Role.RESIDENT, _today, queries=16),
    tables.Budget("api-points:limits", Role.RESIDENT, _limits, queries=2),
    tables.Budget("api-points:campaigns", Role.ADMINISTRATOR, _campaigns, queries=3),
    tables.Budget("api-points:campaign", Role.ADMINISTRATOR, _one_campaign, queries=3, flat=True),
    tables.Budget("api-points:campaign-points", Role.ADMINISTRATOR, _paid, queries=4),
    tables.Budget("api-points:rule-versions", Role.ADMINISTRATOR, _versions_of_the_api, queries=6),
    tables.Budget("api-points:rule-version", Role.ADMINISTRATOR, _ending, queries=6, flat=True),
    tables.Budget("api-points:household", Role.RESIDENT, _households_words, queries=5),
    tables.Budget("api-points:site", Role.ANONYMOUS, _site, queries=2),
    tables.Budget("api-points:site-visits", Role.RESIDENT, _visits, queries=2),
    tables.Budget("api-points:reports", Role.RESIDENT, _reports, queries=2),
    tables.Budget("api-points:report", Role.RESIDENT, _report, queries=3, flat=True),
    tables.Budget("api-points:report-reviews", Role.STAFF, _reports, queries=3),
    tables.Budget("api-points:clean-ups", Role.STAFF, _sheets_of_the_api, queries=8),
    tables.Budget("api-points:clean-up", Role.STAFF, _sheet, queries=11),
    tables.Budget("api-points:manual-awards", Role.STAFF, _manual_awards, queries=5),
    tables.Budget("api-points:manual-award", Role.STAFF, _manual_award, queries=5, flat=True),
]
