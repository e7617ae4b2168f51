"""What the oracle keeps of gifts, shops and households: the city's limits and contracts, counted a second time."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from tests.points.machine.terms import begin

if TYPE_CHECKING:
    from tests.points.machine.oracle import Line

TOKYO = timedelta(hours=9)
APART = timedelta(minutes=3)
MOST_PAYMENTS, MOST_PLACES = 20, 8


def day_of(at: datetime) -> date:
    """This function will give the date of an instant in UTC as people in Tokyo write it."""
    return (at + TOKYO).date()


def end_of(month: date) -> datetime:
    """This function will give the instant at which a month is over in Tokyo."""
    later = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.fromisoformat(f"{later}T00:00:00+00:00") - TOKYO


def reason_of(refusal: str) -> str:
    """This function will give the reason of a case that a refusal makes."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", refusal).lower()


# Gifts


@dataclass(frozen=True, kw_only=True)
class GiftTerms:
    """The limits from a day on, by side and span."""

    since: date
    per_gift: int
    minor: int
    return_days: int
    youngest: int = 15
    most: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(eq=False)
class Gift:
    """A gift that was made."""

    line: "Line"
    kind: str
    day: date
    until: datetime | None
    returned: bool = False


@dataclass
class Gifts:
    """Who may give whom how much."""

    births: dict[str, date | None] = field(default_factory=dict)
    terms: list[GiftTerms] = field(default_factory=list)
    used: Counter[tuple[str, str, str, date]] = field(default_factory=Counter)
    blocks: set[tuple[str, str]] = field(default_factory=set)
    by_line: dict[str, Gift] = field(default_factory=dict)

    def terms_on(self, day: date) -> GiftTerms | None:
        """This function will give the terms of a day; of those that begin together the later ones hold."""
        begun = [one for one in self.terms if one.since <= day]
        return max(begun, key=lambda one: (one.since, self.terms.index(one)), default=None)

    def age(self, code: str, day: date) -> int | None:
        """This function will tell how old somebody is who said when they were born."""
        born = self.births.get(code)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None

    def refuses(self, giver: str, kind: str, taker: str, amount: int, day: date) -> str:
        """This function will name what stands against a gift, empty for nothing."""
        if giver == taker:
            return "GiftToOneself"
        terms = self.terms_on(day)
        if terms is None:
            return "GiftCodeUnknown" if (taker, giver) in self.blocks else ""
        of_age = (self.age(giver, day) or 0, self.age(taker, day) or 0 if kind == "person" else 18)
        told = (self.age(giver, day), self.age(taker, day) if kind == "person" else None)
        if told[0] is not None and told[0] < terms.youngest:
            return "GiftTooYoung"
        if (taker, giver) in self.blocks or (told[1] is not None and told[1] < terms.youngest):
            return "GiftCodeUnknown"
        if amount > (terms.minor if min(of_age) < 18 else terms.per_gift):
            return "GiftTooLarge"
        full = [
            most
            for (side, span), most in terms.most.items()
            for name in self._windows(giver, kind, taker, day)
            if (side, span) == (name[0], name[2]) and self.used[name] + amount > most
        ]
        return "GiftLimitReached" if full else ""

    def note(self, line: "Line", kind: str, day: date) -> Gift:
        """This function will count a gift."""
        terms = self.terms_on(day)
        until = line.at + timedelta(days=terms.return_days) if terms else None
        made = self.by_line[line.code] = Gift(line, kind, day, until)
        self._count(made, line.amount)
        return made

    def give_back(self, line: "Line") -> None:
        """This function will count a gift no more whose posting was reversed."""
        gift = self.by_line[line.code]
        gift.returned = True
        self._count(gift, -line.amount)

    def _count(self, gift: Gift, amount: int) -> None:
        for name in self._windows(gift.line.debit, gift.kind, gift.line.credit, gift.day):
            self.used[name] += amount

    def _windows(self, giver: str, kind: str, taker: str, day: date) -> Iterator[tuple[str, str, str, date]]:
        for side, subject in (("giver", giver), (kind, taker), ("pair", f"{giver}>{taker}")):
            for span in ("day", "month", "fiscal_year"):
                yield side, subject, span, begin(span, day)


# Shops


@dataclass(frozen=True, kw_only=True)
class Contract:
    """Under which terms a place takes points."""

    starts: date
    yen: Decimal
    payment: int
    person_day: int
    day: int
    ends: date | None = None
    refund_days: int = 7
    slip_days: int = 14


@dataclass(eq=False)
class Shown:
    """A code with which somebody pays, on a screen or a line of a booklet."""

    code: str
    short: str
    person: str
    issued: datetime
    expires: datetime
    booklet: str = ""
    ended: datetime | None = None
    paid: bool = False
    freed: int = 0

    @property
    def nth(self) -> str:
        """This property tells one use of a code from those that mistakes used up before."""
        return f":{self.freed}" if self.freed else ""

    def free(self) -> None:
        """This function will leave a code to its right use; one on paper counts as before."""
        self.paid, self.freed = False, self.freed + 1
        self.ended = None if self.booklet else self.ended

    def counts(self, at: datetime) -> bool:
        """This function will tell whether it is good at an instant."""
        begun = at >= self.issued - timedelta(minutes=1)
        return begun and at < self.expires and (self.ended is None or at <= self.ended)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants to pay; `noted` of a slip, `by` who takes it."""

    place: str
    person: str
    amount: int
    way: str
    at: datetime
    by: str = ""
    shown: Shown | None = None
    noted: datetime | None = None

    @property
    def day(self) -> date:
        """This property gives the day on which it counts."""
        return day_of(self.noted or self.at)


@dataclass(frozen=True)
class Month:
    """What a settlement says."""

    taken: int
    refunded: int
    adjusted: int
    yen: int
    lines: int

    @property
    def points(self) -> int:
        """This property gives the points that the city pays for."""
        return self.taken - self.refunded + self.adjusted


@dataclass(eq=False)
class Shop:
    """A place with its contracts, and what no settlement has yet."""

    place: str
    keeper: str = ""
    contracts: list[Contract] = field(default_factory=list)
    waiting: list["Line"] = field(default_factory=list)
    last: date | None = None

    def contract(self, day: date) -> Contract | None:
        """This function will give the contract of a day."""
        held = [one for one in self.contracts if one.starts <= day and (one.ends is None or day <= one.ends)]
        return held[0] if held else None

    def signed(self, line: "Line") -> int:
        """This function will give a line's points as the shop sees them."""
        return line.amount if line.credit == self.place else -line.amount

    def rate(self, line: "Line") -> Decimal:
        """This function will tell what a point of a line is worth to the shop."""
        found = line.contract or self.contract(day_of((line.reverses or line).at))
        return found.yen if found else Decimal(0)


@dataclass
class Shops:
    """What may be paid where, and what each month comes to."""

    all: dict[str, Shop] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    days: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    places: dict[tuple[date, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    printed: dict[str, list[tuple[str, datetime]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, line: "Line") -> None:
        """This function will remember a line until a settlement has it."""
        for owner in (line.debit, line.credit):
            if owner in self.all:
                self.all[owner].waiting.append(line)

    def refuses(self, order: Order, usable: int, gone: int) -> str:
        """This function will name what stands against a payment, empty for nothing."""
        shop = self.all[order.place]
        contract = shop.contract(order.day)
        if contract is None:
            return "TillWithoutContract"
        if shop.keeper == order.person or (order.way == "code" and order.by == order.person):
            return "OwnTill"
        return (
            (self._refuses_code(order.shown, order.noted or order.at) if order.shown else "")
            or self._refuses_amount(order, contract, usable, gone)
            or self._refuses_place(order)
            or self._refuses_day(order, contract)
        )

    def _refuses_amount(self, order: Order, contract: Contract, usable: int, gone: int) -> str:
        if order.noted and day_of(order.at) > order.day + timedelta(days=contract.slip_days):
            return "SlipTooLate"
        if order.amount > contract.payment:
            return "PaymentTooLarge"
        if usable >= order.amount:
            return ""
        return "PaymentPointsGone" if order.noted and usable + gone >= order.amount else "NotEnoughPoints"

    def _refuses_code(self, shown: Shown, at: datetime) -> str:
        if shown.paid:
            return "PaymentCodeUsed"
        if shown.booklet in self.blocked:
            return "PaymentCodeBlocked"
        return "" if shown.counts(at) else "PaymentCodeExpired"

    def _refuses_place(self, order: Order) -> str:
        near = order.way == "printed" and any(
            place != order.place and abs(at - order.at) < APART for place, at in self.printed[order.person]
        )
        return "PaidElsewhereJustNow" if near else ""

    def _refuses_day(self, order: Order, contract: Contract) -> str:
        day, person, place = order.day, order.person, order.place
        if self.days[place, day] + order.amount > contract.day:
            return "TillDayFull"
        if self.days[place, day, person] + order.amount > contract.person_day:
            return "PayerTillFull"
        if self.days["payments", day, person] >= MOST_PAYMENTS:
            return "PayerDayFull"
        seen = self.places[day, person]
        return "PayerPlacesFull" if place not in seen and len(seen) >= MOST_PLACES else ""

    def pay(self, order: Order, line: "Line") -> None:
        """This function will count a payment, and end its code."""
        line.contract = self.all[order.place].contract(order.day)
        self.days[order.place, order.day] += order.amount
        self.days[order.place, order.day, order.person] += order.amount
        self.days["payments", order.day, order.person] += 1
        self.places[order.day, order.person].add(order.place)
        if order.way == "printed":
            self.printed[order.person].append((order.place, order.at))
        if order.shown:
            order.shown.paid = True
            order.shown.ended = order.shown.ended or order.at

    def settles(self, place: str, month: date, now: datetime) -> str:
        """This function will name what stands against closing a month, empty for nothing."""
        shop = self.all[place]
        first = min((line.at for line in shop.waiting), default=None)
        if now < end_of(month):
            return "MonthNotOver"
        if shop.last and shop.last >= month:
            return "MonthClosed"
        if first and day_of(first) < month and begin("month", day_of(first)) > (shop.last or date.min):
            return "EarlierMonthOpen"
        return "" if first and first < end_of(month) else "NothingToSettle"

    def settle(self, place: str, month: date) -> Month:
        """This function will close a month."""
        shop = self.all[place]
        mine = [line for line in shop.waiting if line.at < end_of(month)]
        shop.waiting = [line for line in shop.waiting if line.at >= end_of(month)]
        shop.last = month
        sums: Counter[str] = Counter()
        for line in mine:
            sums[line.kind] += shop.signed(line)
        yen = sum((shop.signed(line) * shop.rate(line) for line in mine), Decimal(0))
        back = sums["refund"] + sums["reverse"]
        taken, adjusted = sums["redeem"], sums["adjust"]
        return Month(taken, -back, adjusted, int(yen.to_integral_value(ROUND_FLOOR)), len(mine))


# Households


@dataclass
class Homes:
    """Who counts in which household, from a day until the day before another."""

    stays: dict[str, list[tuple[date, date, str]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, person: str, day: date) -> str:
        """This function will give the household of a person on a day, empty for none."""
        return next((code for since, until, code in self.stays[person] if since <= day < until), "")

    def join(self, person: str, code: str, day: date) -> None:
        """This function will let somebody count in a household from a day on."""
        self.stays[person].append((day, date.max, code))

    def leave(self, person: str, day: date) -> None:
        """This function will let somebody count there until the fiscal year is over."""
        since, until, code = self.stays[person].pop()
        later = begin("fiscal_year", day).year + 1
        self.stays[person].append((since, min(until, date(later, 4, 1)), code))
