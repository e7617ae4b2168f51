"""The ledger a second time, in memory and as plainly as possible: what everybody has, until when, and which limits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.points.machine.books import Contract, Gifts, Homes, Shops
from tests.points.machine.terms import Terms, before, begin

Take = tuple["Lot", int]
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(eq=False)
class Lot:
    """Points that expire together; `origin` is the lot in which they were first, None for that one itself."""

    number: int
    owner: str
    line: str
    expires_on: date
    left: int
    origin: "Lot | None" = None
    held: int = 0
    swept: bool = False

    @property
    def free(self) -> int:
        """This property gives what is neither used nor set aside."""
        return self.left - self.held

    @property
    def first(self) -> "Lot":
        """This property gives the lot in which the points were first."""
        return self.origin or self


@dataclass(eq=False)
class Line:
    """A posting: what it took from which lots, and, of an award, what it counted for."""

    code: str
    kind: str
    debit: str
    credit: str
    amount: int
    takes: list[Take] = field(default_factory=list)
    counters: list[tuple[Any, ...]] = field(default_factory=list)
    terms: Terms | None = None
    day: date | None = None
    source: tuple[Any, ...] = ()
    request: tuple[Any, ...] = ()
    back: int = 0
    # What a payment, a refund or a voucher moved is taken back by those, and by nothing else.
    is_bound: bool = False
    reversed_by: "Line | None" = None
    reverses: "Line | None" = None
    at: datetime = BEFORE_ALL
    # Of a payment or a slip: what a point of it is worth to the shop.
    contract: Contract | None = None


@dataclass(eq=False)
class Held:
    """A hold with the lots it sets aside."""

    code: str
    owner: str
    takes: list[Take]
    expires_at: datetime
    state: str = "open"
    # A voucher's hold is captured, and given back, by the voucher alone.
    is_bound: bool = False

    @property
    def amount(self) -> int:
        """This property gives how much is set aside."""
        return sum(part for _, part in self.takes)


@dataclass(frozen=True)
class Decree:
    """Points of some dates can be used until a later one, for all or for some."""

    first: date
    last: date
    until: date
    owners: frozenset[str] | None
    since: date

    def reaches(self, lot: Lot) -> bool:
        """This function will tell whether a lot falls under the decree."""
        ours = self.owners is None or lot.owner in self.owners
        return ours and max(self.first, self.since) <= lot.expires_on <= self.last


@dataclass
class Oracle:
    """The state; what is refused is told by the name of its error, and changes nothing."""

    lots: list[Lot] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    keys: dict[str, Line] = field(default_factory=dict)
    sources: dict[tuple[Any, ...], Line] = field(default_factory=dict)
    holds: dict[str, Held] = field(default_factory=dict)
    tills: Counter[str] = field(default_factory=Counter)
    counters: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    budgets: dict[str, int] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    returning: set[str] = field(default_factory=set)
    homes: Homes = field(default_factory=Homes)
    gifts: Gifts = field(default_factory=Gifts)
    shops: Shops = field(default_factory=Shops)
    now: datetime = BEFORE_ALL
    expired: list[tuple[str, datetime, int]] = field(default_factory=list)
    decrees: list[Decree] = field(default_factory=list)
    flow: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_owner: dict[str, list[Lot]] = field(default_factory=lambda: defaultdict(list))
    standing: dict[tuple[str, str], list[Line]] = field(default_factory=lambda: defaultdict(list))

    # Lots

    def usable(self, owner: str, today: date, own: str = "") -> list[Lot]:
        """This function will give the lots to spend, in their order; those of `own` come first, at any date."""
        good = [x for x in self.by_owner[owner] if x.free and (x.expires_on >= today or x.line == own)]
        return sorted(good, key=lambda x: (x.line != own, x.expires_on, x.number))

    def worth(self, owner: str, today: date) -> int:
        """This function will tell how much somebody can use."""
        return sum(lot.free for lot in self.usable(owner, today))

    def make(self, owner: str, line: Line, expires_on: date, amount: int, origin: Lot | None = None) -> None:
        """This function will open a lot."""
        lot = Lot(len(self.lots), owner, line.code, expires_on, amount, origin)
        self.lots.append(lot)
        self.by_owner[owner].append(lot)

    def copy(self, owner: str, line: Line, takes: Iterable[Take]) -> None:
        """This function will open lots with the dates and origins of what was taken."""
        parts: Counter[tuple[date, int]] = Counter()
        for lot, part in takes:
            parts[lot.expires_on, lot.first.number] += part
        for (day, origin), part in sorted(parts.items()):
            self.make(owner, line, day, part, self.lots[origin])

    def tidy(self) -> None:
        """This function will forget what nobody has any more, so that a long run stays quick."""
        for owner, lots in self.by_owner.items():
            self.by_owner[owner] = [lot for lot in lots if lot.left]

    # Lines

    def write(self, line: Line, key: str, request: tuple[Any, ...]) -> None:
        """This function will note a posting."""
        line.request, line.at = request, self.now
        self.shops.note(line)
        self.lines[line.code] = self.keys[key] = line
        self.flow[line.debit, line.credit] += line.amount
        for owner, change in ((line.debit, -line.amount), (line.credit, line.amount)):
            if keeps_no_lots(owner):
                self.tills[owner] += change

    def seen(self, key: str, request: tuple[Any, ...]) -> tuple[str, int] | None:
        """This function will tell what a key stands for already."""
        line = self.keys.get(key)
        if line is None:
            return None
        return ("replayed", line.amount) if line.request == request else ("KeyReused", 0)

    # Earning

    def factor(self, terms: Terms, owner: str, day: date) -> Decimal:
        """This function will multiply the multipliers that hold."""
        days = {line.day for line in self.standing[owner, terms.code]}
        factor = Decimal(1)
        if terms.first_time and not days:
            factor *= terms.first_time
        if terms.season and terms.season.first <= day <= terms.season.last:
            factor *= terms.season.factor
        if terms.streak and _in_a_row(days, terms.streak.span, terms.streak.length, day):
            factor *= terms.streak.factor
        return factor

    def limits(self, terms: Terms, owner: str, day: date, site: str) -> dict[tuple[Any, ...], int]:
        """This function will list the counters of an award with the most they may reach."""
        caps = {(owner, terms.code, span, begin(span, day)): most for span, most in terms.caps.items()}
        named = {"household": self.homes.of(owner, day) or owner, "site": site, "rule": terms.code}
        for subject, span, most in terms.shared:
            caps[f"{subject}:{named[subject]}", terms.code, span, begin(span, day)] = most
        return caps

    def left(self, terms: Terms) -> int:
        """This function will tell what a rule's campaign has left."""
        return self.budgets[terms.campaign] - self.given[terms.campaign] if terms.campaign else 10**9

    def earns(
        self, terms: Terms, owner: str, source: str, quantity: Decimal, day: date, key: str, site: str = ""
    ) -> tuple[str, int]:
        """This function will foretell an award."""
        request = (owner, terms.code, source, quantity, day)
        known = self.seen(key, request)
        if known is not None:
            return known
        old = self.sources.get((owner, terms.code, source))
        if old is not None:
            return ("replayed", old.amount) if old.request == request else ("AlreadyAwarded", 0)
        asked = terms.points(quantity, self.factor(terms, owner, day))
        if asked <= 0:
            return "NothingEarned", 0
        room = [most - self.counters[name] for name, most in self.limits(terms, owner, day, site).items()]
        if min(room, default=1) <= 0:
            return "CapReached", 0
        amount = min([asked, *room, self.left(terms)])
        return ("posted", amount) if amount > 0 else ("BudgetSpent", 0)

    def award(
        self,
        code: str,
        terms: Terms,
        owner: str,
        source: str,
        quantity: Decimal,
        day: date,
        key: str,
        amount: int,
        today: date,
        site: str = "",
    ) -> None:
        """This function will note an award that was made."""
        request = (owner, terms.code, source, quantity, day)
        line = Line(code, "award", "issuer", owner, amount, terms=terms, day=day, source=(owner, terms.code, source))
        line.counters = list(self.limits(terms, owner, day, site))
        for name in line.counters:
            self.counters[name] += amount
        if terms.campaign:
            self.given[terms.campaign] += amount
        self.write(line, key, request)
        self.sources[line.source] = line
        self.standing[owner, terms.code].append(line)
        self.make(owner, line, terms.expires(today), amount)

    # Moving

    def spend(self, line: Line, key: str, request: tuple[Any, ...], today: date) -> None:
        """This function will take an amount out of lots, those first that expire first."""
        line.takes = take(self.usable(line.debit, today), line.amount)
        use(line.takes)
        self.write(line, key, request)

    def refuses_reversal(self, old: Line, today: date) -> str:
        """This function will name what stands against taking a posting back, empty for nothing."""
        if old.kind in ("reverse", "expire") or old.request[:1] in (("pay_slip",), ("return_slip",)):
            return "NotReversible"
        if keeps_no_lots(old.credit):
            return "NotEnoughPoints" if self.tills[old.credit] < old.amount else ""
        own = [lot for lot in self.lots if lot.line == old.code]
        if not own:
            return ""
        if any(lot.swept for lot in own):
            return "PointsExpired"
        # A gift goes back only out of what came with it.
        there = sum(lot.free for lot in (own if old.kind == "give" else self.usable(old.credit, today, old.code)))
        return "NotEnoughPoints" if there < old.amount else ""

    def reverse(self, code: str, old: Line, key: str, today: date) -> None:
        """This function will take a posting back by its mirror image."""
        line = Line(code, "reverse", old.credit, old.debit, old.amount, reverses=old, contract=old.contract)
        if any(lot.line == old.code for lot in self.lots):
            line.takes = take(self.usable(old.credit, today, old.code), old.amount)
            use(line.takes)
        old.reversed_by = line
        self.write(line, key, ("reverse", old.code))
        self.copy(old.debit, line, old.takes)
        if old.terms:
            self.standing[old.credit, old.terms.code].remove(old)
            for name in old.counters:
                self.counters[name] -= old.amount
            if old.terms.campaign:
                self.given[old.terms.campaign] -= old.amount - old.back
        if old.kind == "give":
            self.gifts.give_back(old)

    # Time

    def release(self, hold: Held, state: str) -> None:
        """This function will give back what a hold has set aside."""
        hold.state = state
        for lot, part in hold.takes:
            lot.held -= part

    def carry_over(self) -> None:
        """This function will give lots the dates of the decrees."""
        for decree in self.decrees:
            for lot in self.lots:
                if lot.left and decree.reaches(lot):
                    lot.expires_on = decree.until

    def expire(self, today: date) -> None:
        """This function will sweep what has expired, but for what a decree keeps; campaigns get theirs back."""
        for lot in self.lots:
            if lot.free and lot.expires_on < today and not any(one.reaches(lot) for one in self.decrees):
                part, lot.left, lot.swept = lot.free, lot.held, True
                self.flow[lot.owner, "expired"] += part
                self.expired.append((lot.owner, self.now, part))
                self._return(self.lines[lot.first.line], part)

    def gone_since(self, owner: str, since: datetime, first: date, today: date) -> int:
        """This function will tell how much of somebody's points expired after an instant, swept or not."""
        swept = sum(part for who, at, part in self.expired if who == owner and at >= since)
        return swept + sum(lot.free for lot in self.by_owner[owner] if first <= lot.expires_on < today)

    def _return(self, award: Line, part: int) -> None:
        """No campaign gets back more of an award than it gave, however often its points changed hands."""
        terms = award.terms
        if terms and terms.campaign in self.returning and not award.reversed_by:
            back = min(part, award.amount - award.back)
            award.back += back
            self.given[terms.campaign] -= back


def keeps_no_lots(owner: str) -> bool:
    """This function will tell whether points end at an account: that of a shop or center, whose balance is stored."""
    return owner[:2] not in ("u-", "g-") and owner not in ("issuer", "redeemed", "expired", "adjustment")


def _in_a_row(days: Iterable[date | None], span: str, length: int, day: date) -> bool:
    windows = {begin(span, one) for one in days if one}
    start = begin(span, day)
    for _ in range(length - 1):
        start = before(span, start)
        if start not in windows:
            return False
    return True


def take(lots: Sequence[Lot], amount: int) -> list[Take]:
    """This function will choose from lots in their order until an amount is together."""
    chosen = []
    for lot in lots:
        part = min(amount, lot.free)
        if part:
            chosen.append((lot, part))
        amount -= part
    assert amount == 0, "asked for more than is there"
    return chosen


def use(takes: Iterable[Take]) -> None:
    """This function will use up what was chosen."""
    for lot, part in takes:
        lot.left -= part
