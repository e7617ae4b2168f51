"""What points buy in the machine's town: every kind of perk, in the oracle's own words and as the service is told."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from points import actions, enums
from tests.points.machine.base import CENTER, SHOPS
from tests.points.machine.oracle import Held

KINDS = enums.PerkKind


@dataclass(eq=False, kw_only=True)
class Offer:
    """A perk as the oracle knows it. `steps` are the first points, the last (None: or more), and the worth."""

    kind: str
    price: int = 0
    valid_days: int = 30
    paid_at_once: bool = False
    stock: int | None = None
    most: int | None = None
    sheets: int = 0
    steps: tuple[tuple[int, int | None, int], ...] = ()
    keeps_rest: bool = True
    weekdays: tuple[int, ...] = ()
    lead_days: int = 0
    delivered: bool = False
    arrived: int = 0
    withdrawn: bool = False
    at_shop: bool = False
    code: str = ""
    revision: int = 1
    keys: dict[str, actions.SupplyPlan] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """This property tells at which place alone it is handed over; without a code at every desk."""
        if self.at_shop:
            return "shop", SHOPS[1]
        return ("center", CENTER) if self.kind in ("goods", "produce") else ("", "")

    def plan(self, name: str) -> actions.PerkPlan:
        """This function will give the plan by which it is put on sale."""
        moments = enums.CaptureMoment
        more: dict[str, Any] = {"yen_off": 200} if self.kind == "room_coupon" else {}
        kind, code = self.place
        if code:
            more |= {"place_kind": kind, "place_code": code, "place_name": "見本の窓口"}
        return actions.PerkPlan(
            kind=KINDS(self.kind),
            name=name,
            price=self.price or self.steps[0][0],
            captured=moments.ON_ORDER if self.paid_at_once else moments.ON_HANDOVER,
            valid_days=self.valid_days,
            starts_on=date(2026, 4, 1),
            pickup_weekdays=self.weekdays,
            lead_days=self.lead_days,
            sheets=self.sheets or None,
            steps=[
                actions.StepPlan(from_points=first, to_points=last, worth=worth) for first, last, worth in self.steps
            ],
            keeps_rest=self.keeps_rest,
            most_per_person=self.most,
            stock=self.stock,
            by_delivery=self.delivered,
            **more,
        )

    def pickup_days(self, today: date) -> list[date]:
        """This function will give the days of pick-up that are offered."""
        days = (today + timedelta(days=self.lead_days + number) for number in range(60))
        return [day for day in days if day.weekday() in self.weekdays][:8]

    def step(self, brought: int) -> tuple[int, int | None, int] | None:
        """This function will find the step that holds some points."""
        fits = [one for one in self.steps if one[0] <= brought and (one[1] is None or brought <= one[1])]
        return fits[0] if fits else None


def offers() -> list[Offer]:
    """This function will give what is on sale at first."""
    return [
        Offer(kind="counter_voucher", price=8, stock=25, most=6),
        Offer(kind="counter_voucher", price=12, valid_days=6, at_shop=True),
        Offer(kind="room_coupon", price=5, stock=40, valid_days=9),
        Offer(kind="counter_voucher", steps=((10, 14, 1000), (15, 19, 1500), (25, None, 3000)), valid_days=20),
        Offer(kind="copies", steps=((4, 7, 10), (8, None, 25)), keeps_rest=False, valid_days=15),
        Offer(kind="copies", price=6, sheets=10, valid_days=12),
        Offer(kind="produce", price=9, weekdays=(2, 5), lead_days=2, valid_days=3, stock=60),
        Offer(kind="goods", price=7, delivered=True, stock=12, valid_days=10),
        Offer(kind="support", price=3, paid_at_once=True),
        Offer(kind="goods", price=4, valid_days=25),
    ]


@dataclass(eq=False)
class Ordered:
    """A voucher as the oracle knows it."""

    code: str
    offer: Offer
    person: str
    hold: Held
    since: date
    until: date
    wish: actions.Wish
    sheets: int = 0
    used: int = 0
    ready: bool = True
    state: str = "issued"
    booking: str = ""
    paid: str = ""

    @property
    def counts(self) -> bool:
        """This property tells whether it counts against stock and limits."""
        return self.state in ("issued", "used") or (self.state == "lapsed" and bool(self.paid))

    def is_usable_on(self, day: date) -> bool:
        """This function will tell whether it works on a day."""
        return self.state == "issued" and self.ready and self.since <= day <= self.until
