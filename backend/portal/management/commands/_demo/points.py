"""Rules and perks of the demo. The city has not decided any figure yet: all of them are marked 仮データ."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people, perks, points_history
from points import actions, enums, queries

ATTENDANCE = "attendance"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will publish the demo's rule, put its perks on sale and give some people points to try with."""
    today = clock.date_of(now)
    if queries.rules_in_force(today).exists():
        return
    begins = fiscal_year.starts_on(fiscal_year.of(today))
    actions.publish_rule(_rule(begins), by=None, now=now)
    _more_ways(begins, now)
    perks.load(begins, now)
    points_history.earlier(now)
    for person, hours in ((people.RESIDENT, 3), (people.NEIGHBOUR, 2)):
        _earlier_activity(person, hours, today, now)
    perks.order(now)


def _rule(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code=ATTENDANCE,
        name="ボランティア活動への参加",
        unit=enums.RuleUnit.HOUR,
        per_unit=Decimal(50),
        starts_on=begins,
        caps={enums.Span.DAY: 200, enums.Span.FISCAL_YEAR: 5000},
        provisional=True,
    )


def _more_ways(begins: date, now: datetime) -> None:
    ends = fiscal_year.ends_on(fiscal_year.of(begins))
    campaign = actions.open_campaign(
        name="見本の健康キャンペーン", starts_on=begins, ends_on=ends, budget=20_000, by=None, now=now
    )
    for plan in [
        _event(begins),
        _radio(begins),
        _eco(begins),
        _health(begins, campaign),
        _clean_up(begins),
        _by_hand(begins),
    ]:
        actions.publish_rule(plan, by=None, now=now)
    window = actions.WindowPlan(
        starts_on=begins, ends_on=ends, weekdays=tuple(range(7)), opens_at=time(6), closes_at=time(21)
    )
    site = actions.SitePlan(name="見本公園（ラジオ体操）", rule_code="radio-taiso", about="毎朝、広場で行います。")
    actions.open_site(site, window=window, by=None, now=now)


def _event(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code="event",
        name="イベントへの参加",
        about="募集のページから申し込んだイベントに参加すると付きます。",
        unit=enums.RuleUnit.TIME,
        per_time=20,
        starts_on=begins,
        caps={enums.Span.MONTH: 100},
        provisional=True,
    )


def _radio(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code="radio-taiso",
        name="ラジオ体操",
        about="会場のQRコードを読み取ると付きます。",
        way=enums.RuleWay.SITE,
        unit=enums.RuleUnit.TIME,
        per_time=5,
        starts_on=begins,
        caps={enums.Span.DAY: 10, enums.Span.MONTH: 100},
        shared_caps=[actions.CapPlan(subject=enums.CapSubject.SITE, span=enums.Span.DAY, most=1000)],
        multipliers=[
            actions.MultiplierPlan(kind=enums.MultiplierKind.FIRST_TIME, factor=Decimal(2)),
            actions.MultiplierPlan(
                kind=enums.MultiplierKind.STREAK, factor=Decimal("1.5"), span=enums.Span.DAY, length=7
            ),
        ],
        provisional=True,
    )


def _eco(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code="eco-action",
        name="エコアクション",
        about="マイバッグや節電などの取り組みを報告します。",
        way=enums.RuleWay.REPORT,
        unit=enums.RuleUnit.TIME,
        per_time=10,
        starts_on=begins,
        expiry_kind=enums.ExpiryKind.DAYS,
        expiry_amount=180,
        caps={enums.Span.WEEK: 20},
        shared_caps=[actions.CapPlan(subject=enums.CapSubject.HOUSEHOLD, span=enums.Span.MONTH, most=100)],
        provisional=True,
    )


def _health(begins: date, campaign: Any) -> actions.RulePlan:  # noqa: ANN401 - a row of points, whose models stay inside
    return actions.RulePlan(
        code="health-up",
        name="ヘルスアップ",
        about="30分以上の運動を報告します。",
        way=enums.RuleWay.REPORT,
        unit=enums.RuleUnit.TIME,
        per_time=10,
        starts_on=begins,
        reviewed=False,
        age_from=18,
        residence=enums.Residence.BELONGS,
        campaign=campaign,
        expiry_kind=enums.ExpiryKind.MONTH_END,
        expiry_amount=1,
        caps={enums.Span.DAY: 10, enums.Span.MONTH: 100},
        provisional=True,
    )


def _clean_up(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code="clean-up",
        name="地域の清掃",
        about="集めたごみの重さをポイントにして、参加した人で分けます。",
        way=enums.RuleWay.CLEAN_UP,
        unit=enums.RuleUnit.PIECE,
        per_unit=Decimal(1),
        starts_on=begins,
        caps={enums.Span.DAY: 200},
        items=[
            actions.ItemPlan(code="can", name="空き缶・びん", per_kg=Decimal(20)),
            actions.ItemPlan(code="plastic", name="プラスチック", per_kg=Decimal(30)),
            actions.ItemPlan(code="other", name="そのほかのごみ", per_kg=Decimal("7.5")),
        ],
        provisional=True,
    )


def _by_hand(begins: date) -> actions.RulePlan:
    return actions.RulePlan(
        code="by-hand",
        name="職員による付与",
        way=enums.RuleWay.MANUAL,
        unit=enums.RuleUnit.PIECE,
        per_unit=Decimal(1),
        starts_on=begins,
        four_eyes_above=100,
        most_per_staff_day=500,
        expiry_amount=1,
        provisional=True,
    )


def _earlier_activity(person: people.Person, hours: int, today: date, now: datetime) -> None:
    """The activity is older than the service: it was told at the desk, and its points are the city's to give."""
    user = accounts.User.objects.get(email=person.email)
    actions.award(
        person_code=user.code,
        rule_code=ATTENDANCE,
        source_kind="demo",
        source_code=f"demo-{user.code}",
        quantity=Decimal(hours),
        happened_on=today,
        key=f"demo-{user.code}",
        by=None,
        now=now,
    )
