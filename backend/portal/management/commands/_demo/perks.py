"""The perks of the demo, one of every kind and season. The city has decided none of it yet: all is marked 仮データ."""

import dataclasses
from datetime import date, datetime
from typing import Any

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from points import actions, enums, queries

Kind = enums.PerkKind
ON_ORDER, ON_HANDOVER = enums.CaptureMoment.ON_ORDER, enums.CaptureMoment.ON_HANDOVER
STEPS = (
    actions.StepPlan(from_points=10, to_points=19, worth=100),
    actions.StepPlan(from_points=20, to_points=49, worth=200),
    actions.StepPlan(from_points=50, worth=500),
)


def load(begins: date, now: datetime) -> None:
    """This function will put the perks on sale, take a first delivery in and let a community take support."""
    store = accounts.Organisation.objects.get(name=people.STORE)
    shop = {"place_kind": "shop", "place_code": store.code, "place_name": store.name}
    desk = {"place_kind": "center", **_desk()}
    plans = [*_at_centers(begins), *_goods(begins, desk), *_produce(begins, shop), _support(begins)]
    for position, plan in enumerate(plans):
        perk = actions.put_on_sale(dataclasses.replace(plan, position=position, provisional=True), by=None, now=now)
        if plan.by_delivery:
            first = actions.SupplyPlan(arrived_change=5, reason="1回目の納品（見本）")
            actions.supply_perk(perk.code, first, key="demo", by=_official(), now=now)
    _accept(now)


def _desk() -> dict[str, str]:
    served = accounts.District.objects.exclude(center_code="").order_by("position", "code").first()
    if served is None:
        return {"place_code": "city", "place_name": "市の窓口"}
    kuji = accounts.District.objects.filter(center_code="kuji").first() or served
    return {"place_code": kuji.center_code, "place_name": f"{kuji.name}交流センター"}


def _official() -> accounts.User:
    return accounts.User.objects.get(email=people.ADMINISTRATOR.email)


def _plan(kind: enums.PerkKind, name: str, **more: Any) -> actions.PerkPlan:  # noqa: ANN401 - as the plan has them
    captured = ON_ORDER if kind == Kind.SUPPORT else ON_HANDOVER
    return actions.PerkPlan(kind=kind, name=name, captured=captured, **more)


def _at_centers(begins: date) -> list[actions.PerkPlan]:
    return [
        _plan(
            Kind.ROOM_COUPON,
            "施設優待券（200円引き）",
            about="交流センターの部屋の使用料が、1回の予約につき200円安くなります。",
            price=100,
            yen_off=200,
            valid_days=180,
            starts_on=begins,
            most_per_person=10,
            person_span=enums.Span.FISCAL_YEAR,
        ),
        _plan(
            Kind.ROOM_COUPON,
            "施設優待券（ポイントに応じて）",
            about="使うポイントの数で、部屋の使用料から引く金額が変わります。4月と5月に申し込めます。",
            price=10,
            steps=STEPS,
            valid_days=180,
            starts_on=begins,
            sale_from=401,
            sale_to=531,
        ),
        _plan(
            Kind.COPIES,
            "コピー券（10枚）",
            about="交流センターのコピー機で、白黒10枚をコピーできます。必要な枚数ずつ使えます。",
            price=50,
            sheets=10,
            valid_days=90,
            starts_on=begins,
            pickup_hours="センターの開館時間中（事務室）",
        ),
    ]


def _goods(begins: date, desk: dict[str, str]) -> list[actions.PerkPlan]:
    return [
        _plan(
            Kind.GOODS,
            "見本の手ぬぐい",
            about="見本の柄の手ぬぐいです。届いた分から、申し込んだ順にお渡しします。",
            price=30,
            stock=20,
            by_delivery=True,
            arrival_words="次の分は来月の初めに届きます",
            most_per_person=2,
            person_span=enums.Span.FISCAL_YEAR,
            valid_days=90,
            starts_on=begins,
            pickup_hours="平日の9時から17時まで（事務室）",
            **desk,
        )
    ]


def _produce(begins: date, shop: dict[str, str]) -> list[actions.PerkPlan]:
    return [
        _plan(
            Kind.PRODUCE,
            "地元の野菜の詰め合わせ",
            about="見本商店で、季節の野菜の小さな詰め合わせと引き換えます。受け取る土曜日を選びます。",
            price=120,
            stock=30,
            most_in_span=10,
            total_span=enums.Span.MONTH,
            pickup_weekdays=(5,),
            lead_days=3,
            valid_days=2,
            starts_on=begins,
            most_per_person=2,
            pickup_hours="10時から16時まで（店先）",
            **shop,
        ),
        _plan(
            Kind.PRODUCE,
            "地元産品の引換（ポイントに応じて）",
            about="使うポイントの数に応じた金額分の産品と引き換えます。",
            price=10,
            steps=STEPS,
            valid_days=60,
            starts_on=begins,
            **shop,
        ),
    ]


def _support(begins: date) -> actions.PerkPlan:
    return _plan(
        Kind.SUPPORT,
        "地域の応援",
        about="自治会・町内会などの団体に、ポイントを届けます。",
        price=10,
        valid_days=1,
        starts_on=begins,
    )


def _accept(now: datetime) -> None:
    approved = accounts.Organisation.objects.filter(status=account_enums.ReviewStatus.APPROVED)
    for one in approved.exclude(kind=account_enums.OrganisationKind.SHOP).order_by("pk")[:2]:
        words = "夏祭りと見守り活動に使います（見本）"
        actions.accept_support(one, accepts=True, about=words, by=_official(), now=now)


def order(now: datetime) -> None:
    """This function will order some of it for people who have the points, so that a desk has something to hand over."""
    for person, name in (
        (people.RESIDENT, "見本の手ぬぐい"),
        (people.NEIGHBOUR, "見本の手ぬぐい"),
        (people.RESIDENT, "コピー券（10枚）"),
    ):
        user = accounts.User.objects.get(email=person.email)
        perk = next(one for one in queries.perks_on_sale(clock.date_of(now)) if one.name == name)
        actions.order_perk(perk.code, person_code=user.code, key=f"demo-{perk.code}", by=user, now=now)
