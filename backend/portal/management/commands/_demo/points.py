"""Rules and perks of the demo. The city has not decided any figure yet: all of them are marked 仮データ."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people
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
    for position, plan in enumerate(_perks(begins)):
        actions.put_on_sale(_at(plan, position), by=None, now=now)
    for person, hours in ((people.RESIDENT, 3), (people.NEIGHBOUR, 2)):
        _earlier_activity(person, hours, today, now)


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


def _perks(begins: date) -> list[actions.PerkPlan]:
    coupon, voucher = enums.PerkKind.ROOM_COUPON, enums.PerkKind.COUNTER_VOUCHER
    at_once, later = enums.CaptureMoment.ON_ORDER, enums.CaptureMoment.ON_HANDOVER
    store = accounts.Organisation.objects.get(name=people.STORE)
    return [
        actions.PerkPlan(
            kind=coupon,
            name="施設優待券（200円引き）",
            about="交流センターの部屋の使用料が、1回の予約につき200円安くなります。",
            price=100,
            yen_off=200,
            captured=at_once,
            valid_days=180,
            starts_on=begins,
            most_per_person=10,
            provisional=True,
        ),
        actions.PerkPlan(
            kind=voucher,
            name="コピー券（10枚）",
            about="交流センターのコピー機で、白黒10枚をコピーできます。窓口で引換券を見せてください。",
            price=50,
            sheets=10,
            captured=later,
            valid_days=90,
            starts_on=begins,
            provisional=True,
        ),
        actions.PerkPlan(
            kind=voucher,
            name="地元の野菜の詰め合わせ",
            about="見本商店で、季節の野菜の小さな詰め合わせと引き換えます。",
            price=120,
            stock=30,
            captured=later,
            valid_days=60,
            starts_on=begins,
            most_per_person=2,
            place_kind="shop",
            place_code=store.code,
            place_name=store.name,
            provisional=True,
        ),
    ]


def _at(plan: actions.PerkPlan, position: int) -> actions.PerkPlan:
    return dataclasses.replace(plan, position=position)


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
