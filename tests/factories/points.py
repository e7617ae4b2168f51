"""Rules, awards and perks for tests. What the ledger holds is made by the actions themselves, never by rows.

rule(code="attendance", per_unit=Decimal(10), caps={"day": 20})   published
earn(person, 50)                                                  50 points by an award
PerkFactory.create(coupon=True)                                   a room coupon; by default copies at a desk
order(perk, person)                                               a voucher
"""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory

from backend.accounts import models as accounts
from points import actions, enums, models
from tests.factories import accounts as people

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
_numbers = itertools.count(1)


def rule(
    code: str = "attendance",
    *,
    version: int = 1,
    unit: str = enums.RuleUnit.HOUR,
    per_time: int = 0,
    per_unit: Decimal = Decimal(1),
    most_per_award: int | None = None,
    starts_on: date = date(2026, 4, 1),
    ends_on: date | None = None,
    expiry: tuple[str, int] = (enums.ExpiryKind.FISCAL_YEAR_END, 2),
    caps: dict[str, int] | None = None,
    campaign: models.Campaign | None = None,
    published: bool = True,
) -> models.Rule:
    """This function will make a version of a rule with its caps, published unless told otherwise."""
    made = models.Rule.objects.create(
        code=code,
        version=version,
        name="清掃活動への参加",
        starts_on=starts_on,
        ends_on=ends_on,
        unit=unit,
        per_time=per_time,
        per_unit=per_unit,
        most_per_award=most_per_award,
        expiry_kind=expiry[0],
        expiry_amount=expiry[1],
        campaign=campaign,
    )
    for span, most in (caps or {}).items():
        models.RuleCap.objects.create(rule=made, span=span, most=most)
    if published:
        made.published_at = NOW
        made.save(update_fields=["published_at"])
    return made


def campaign(budget: int, *, shards: int = 4) -> models.Campaign:
    """This function will make a campaign whose budget is split over shards."""
    made = models.Campaign.objects.create(
        name="見本キャンペーン", starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31), budget=budget
    )
    for number in range(shards):
        granted = budget // shards + (number < budget % shards)
        models.BudgetShard.objects.create(campaign=made, number=number, granted=granted)
    return made


def earn(
    person: accounts.User | str,
    quantity: int | Decimal,
    *,
    rule_code: str = "attendance",
    source_code: str = "",
    key: str = "",
    happened_on: date = TODAY,
    now: datetime = NOW,
) -> actions.Posting:
    """This function will award points to a person (or the code of one) for an activity of its own."""
    source = source_code or f"a-{next(_numbers)}"
    return actions.award(
        person_code=person if isinstance(person, str) else person.code,
        rule_code=rule_code,
        source_kind="attendance",
        source_code=source,
        quantity=Decimal(quantity),
        happened_on=happened_on,
        key=key or f"award:{source}:{next(_numbers)}",
        by=None,
        now=now,
    )


def decree(**fields: Any) -> models.CarryOver:  # noqa: ANN401 - as the plan has them
    """This function will decide that points which expire on 31 March 2028 can be used for a year longer."""
    plan: dict[str, Any] = {
        "document": f"見本告示第{next(_numbers)}号",
        "reason": "災害で活動も利用もできなかったため",
        "first": date(2028, 3, 31),
        "last": date(2028, 3, 31),
        "until": date(2029, 3, 31),
        "of_whom": "見本地区の方" if "owners" in fields else "",
    } | fields
    now, by = plan.pop("now", NOW), plan.pop("by", None) or people.administrator()
    return actions.decree_carry_over(actions.CarryOverPlan(**plan), by=by, key=f"decree-{next(_numbers)}", now=now)


class PerkFactory(factory.django.DjangoModelFactory[models.Perk]):
    """Copies at a desk for 10 points, handed over later; `coupon=True` for a room coupon of 200 yen."""

    class Meta:
        model = models.Perk

    class Params:
        copies = factory.Trait(kind=enums.PerkKind.COPIES)
        goods = factory.Trait(
            kind=enums.PerkKind.GOODS,
            name=factory.Sequence(lambda n: f"見本の品 {n}"),
            sheets=None,
            place_kind="center",
            place_code="kuji",
            place_name="久慈交流センター",
        )
        support = factory.Trait(
            kind=enums.PerkKind.SUPPORT,
            name="地域の応援",
            sheets=None,
            captured=enums.CaptureMoment.ON_ORDER,
        )
        coupon = factory.Trait(
            kind=enums.PerkKind.ROOM_COUPON,
            name="施設優待券 200円",
            yen_off=200,
            sheets=None,
        )

    kind = enums.PerkKind.COUNTER_VOUCHER
    name = factory.Sequence(lambda n: f"コピー券 {n}")
    price = 10
    sheets = 10
    captured = enums.CaptureMoment.ON_HANDOVER
    valid_days = 30
    starts_on = date(2026, 4, 1)


def order(
    perk: models.Perk,
    person: accounts.User,
    *,
    key: str = "",
    now: datetime = NOW,
    **wish: Any,  # noqa: ANN401 - as Wish has it
) -> models.Voucher:
    """This function will order a perk for a person who has the points."""
    return actions.order_perk(
        perk.code,
        person_code=person.code,
        key=key or f"order-{next(_numbers)}",
        by=person,
        now=now,
        wish=actions.Wish(**wish),
    )
