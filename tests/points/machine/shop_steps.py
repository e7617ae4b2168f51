"""Payments at shops and centers: by a code that is shown, by the printed QR, and given back in parts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backend.accounts import models as accounts
from points import models, rules
from points.actions import payments
from points.actions import tills as agreeing
from tests.factories import accounts as people
from tests.factories import tills
from tests.points.machine.base import CENTER, SHOPS, Base, Found
from tests.points.machine.books import Contract, Order, Shop, Shown
from tests.points.machine.oracle import Line

FIRST = Contract(starts=tills.STARTS, yen=Decimal(1), payment=22, person_day=30, day=45)


@dataclass(eq=False)
class Paid:
    """A payment as the oracle knows it."""

    payment: models.Payment
    line: Line
    left: Counter[int]
    refund_days: int
    refunded: int = 0


class ShopSteps(Base):
    """The steps at a till."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.official = people.city_official()
        self.tills: dict[str, models.Till] = {}
        self.clerks: dict[str, accounts.User] = {}
        for place in SHOPS:
            keeper = self.people[5] if place == SHOPS[0] else people.UserFactory.create()
            people.OrganisationFactory.create(code=place, kind="shop", manager=keeper)
            self._open_till("shop", place, keeper)
        self._open_till("center", CENTER, self.staff[0])
        self.paid: list[Paid] = []
        self.refund_keys: dict[str, tuple[Any, ...]] = {}

    def _open_till(self, kind: str, place: str, clerk: accounts.User) -> None:
        shop = self.oracle.shops.all[place] = Shop(place, clerk.code if kind == "shop" else "")
        self.clerks[place] = clerk
        self._agree(kind, shop, FIRST)

    def _agree(self, kind: str, shop: Shop, terms: Contract) -> None:
        made = agreeing.agree_contract(
            agreeing.ContractPlan(
                place_kind=kind,
                place_code=shop.place,
                place_name=f"見本{shop.place}",
                document=f"見本契約{shop.place}-{len(shop.contracts)}",
                starts_on=terms.starts,
                yen_per_point=terms.yen,
                most_per_payment=terms.payment,
                most_per_person_day=terms.person_day,
                most_per_day=terms.day,
                refund_days=terms.refund_days,
                slip_days=terms.slip_days,
            ),
            by=self.staff[0],
            key=f"contract-{shop.place}-{len(shop.contracts)}",
            now=self.now,
        )
        self.tills[shop.place] = made.till
        shop.contracts.append(terms)

    def new_contract(self) -> None:
        """This step will let a contract end, and agree another on other terms, perhaps some days later."""
        place = self.dice.choice(sorted(self.tills))
        shop, till = self.oracle.shops.all[place], self.tills[place]
        old = shop.contracts[-1]
        ends = self.today + timedelta(days=self.dice.randrange(3))
        starts = ends + timedelta(days=self.dice.choice([1, 1, 2]))
        if old.starts > self.today:
            return
        contract = till.contracts.get(starts_on=old.starts)
        agreeing.end_contract(contract, ends_on=ends, by=self.official, now=self.now)
        shop.contracts[-1] = Contract(**vars(old) | {"ends": ends})
        yen = Decimal(self.dice.choice(["1", "0.9", "1.25", "0.33"]))
        most = self.dice.randrange(12, 30)
        terms = Contract(starts=starts, yen=yen, payment=most, person_day=most + 9, day=most + 30, refund_days=3)
        self._agree(till.place_kind, shop, terms)

    # Codes

    def show_code(self, person: str) -> Shown:
        """This step will show a new code on somebody's screen, which ends the one before."""
        shops = self.oracle.shops
        for one in shops.shown:
            if one.person == person and not one.booklet and one.ended is None:
                one.ended = self.now
        made = payments.issue_payment_code(self.user(person), now=self.now)
        shown = Shown(made.code, made.short_code, person, self.now, self.now + timedelta(minutes=3))
        shops.shown.append(shown)
        return shown

    def print_booklet(self) -> None:
        """This step will print ten codes on paper for somebody, or the same again for the same page."""
        person, key = self.person(), f"booklet-{self.step_number - self.step_number % 50}"
        made = payments.issue_booklet(self.user(person), by=self.staff[0], key=key, now=self.now)
        if any(one.booklet == made.code for one in self.oracle.shops.shown):
            return
        codes = list(made.codes.order_by("position"))
        assert len(codes) == 10
        for one in codes:
            ends = one.expires_at
            assert ends - self.now > timedelta(days=180)
            self.oracle.shops.shown.append(Shown(one.code, one.short_code, person, self.now, ends, made.code))

    def block_booklet(self) -> None:
        """This step will block a booklet that was lost, perhaps a second time."""
        printed = sorted({one.booklet for one in self.oracle.shops.shown if one.booklet})
        if printed and self.dice.random() < 0.6:
            code = self.dice.choice(printed)
            payments.block_booklet(models.Booklet.objects.get(code=code), by=self.staff[0], now=self.now)
            self.oracle.shops.blocked.add(code)

    def _some_code(self) -> Shown:
        known = [one for one in self.oracle.shops.shown[-30:] if not one.paid or self.dice.random() < 0.2]
        if known and self.dice.random() < 0.3:
            return self.dice.choice(known)
        return self.show_code(self.payer())

    # Paying

    def pay(self) -> None:
        """This step will pay by a new code, or by one that was shown or printed before."""
        place, amount, shown = self.dice.choice(sorted(self.tills)), self.dice.randrange(1, 25), self._some_code()
        code = models.PaymentCode.objects.get(code=shown.code)
        clerk = self.clerks[place]
        order = Order(place=place, person=shown.person, amount=amount, way="code", at=self.now, by=clerk.code)
        key = f"pay-{self.step_number}"
        found = self.attempt(
            lambda: payments.pay_by_code(code, till=self.tills[place], amount=amount, key=key, by=clerk, now=self.now)
        )
        self.paid_or_refused(found, Order(**vars(order) | {"shown": shown}), key)

    def pay_here(self) -> None:
        """This step will pay by a printed QR, now and then by the same press again."""
        place, person, amount = self.dice.choice(sorted(self.tills)), self.payer(), self.dice.randrange(1, 25)
        order = Order(place=place, person=person, amount=amount, way="printed", at=self.now)
        key = f"here-{self.step_number}"
        for _ in range(self.dice.choice([1, 1, 2])):
            found = self.attempt(
                lambda: payments.pay_at_till(
                    self.tills[place], person=self.user(person), amount=amount, key=key, now=self.now
                )
            )
            self.paid_or_refused(found, order, key)

    def paid_or_refused(self, found: Found, order: Order, key: str) -> models.Payment | None:
        """This function will compare a payment with what the oracle expects, and note it."""
        request = ("pay", order.place, order.person, order.shown and order.shown.code, order.way, order.amount)
        known = self.oracle.seen(f"pay:{key}", request)
        if known is not None:
            assert found.short == (("posted", order.amount) if known[0] == "replayed" else known)
            return None
        refusal = self.refusal_of(order)
        assert found.short == ((refusal, 0) if refusal else ("posted", order.amount))
        if refusal:
            return None
        payment: models.Payment = found.made
        line = Line(payment.posting.code, "redeem", order.person, order.place, order.amount, is_bound=True)
        self.oracle.spend(line, f"pay:{key}", request, self.today)
        self.oracle.shops.pay(order, line)
        left: Counter[int] = Counter()
        for lot, part in line.takes:
            left[lot.first.number] += part
        assert line.contract
        self.paid.append(Paid(payment, line, left, line.contract.refund_days))
        return payment

    def refusal_of(self, order: Order) -> str:
        """This function will name what the oracle has against a payment."""
        usable = self.oracle.worth(order.person, self.today)
        gone = self.oracle.gone_since(order.person, order.noted, order.day, self.today) if order.noted else 0
        return self.oracle.shops.refuses(order, usable, gone)

    # Refunds

    def refund(self) -> None:
        """This step will give a part of a payment back, by the shop or the city, or ask for more than is left of it."""
        if not self.paid:
            return
        one, amount = self.dice.choice(self.paid[-12:]), self.dice.randrange(1, 12)
        by_city, reason = self.dice.random() < 0.5, self.dice.choice(["返品", ""])
        old = [key for key, asked in self.refund_keys.items() if asked[0] == one.payment.code]
        key = self.key(old[-3:], 0.2)
        found = self.attempt(
            lambda: payments.refund(
                one.payment,
                amount=amount,
                reason=reason,
                by_city=by_city,
                key=key,
                by=self.official if by_city else self.staff[0],
                now=self.now,
            )
        )
        asked = (one.payment.code, amount, reason, by_city)
        expected = self._expected_refund(one, asked, key)
        assert found.short == ((expected, 0) if expected != "posted" else ("posted", amount))
        if expected == "posted" and key not in self.refund_keys:
            self.refund_keys[key] = asked
            self.note_refund(one, found.made.posting.code, asked, key)

    def note_refund(self, one: Paid, code: str, asked: tuple[Any, ...], key: str) -> None:
        """This function will note what went back of a payment."""
        amount = asked[1]
        line = Line(code, "refund", one.line.credit, one.line.debit, amount, is_bound=True)
        line.contract = one.line.contract
        self.oracle.write(line, f"refund:{one.payment.code}:{key}", asked)
        self._give_lots_back(one, line, amount)

    def _expected_refund(self, one: Paid, asked: tuple[Any, ...], key: str) -> str:
        _, amount, reason, by_city = asked
        if by_city and not reason:
            return "ReasonMissing"
        if key in self.refund_keys:
            return "posted" if self.refund_keys[key] == asked else "KeyReused"
        if amount > one.line.amount - one.refunded:
            return "RefundTooLarge"
        paid_on = (one.line.at + timedelta(hours=9)).date()
        if by_city:
            return "CityRefundTooLate" if self.today > rules.tills.city_refunds_until(paid_on) else "posted"
        return "RefundTooLate" if (self.today - paid_on).days > one.refund_days else "posted"

    def _give_lots_back(self, one: Paid, line: Line, amount: int) -> None:
        one.refunded += amount
        for day, origin in sorted(((self._date(one, x), x) for x, n in one.left.items() if n), reverse=True):
            part = min(amount, one.left[origin])
            if part:
                one.left[origin] -= part
                amount -= part
                self.oracle.make(line.credit, line, day, part, self.oracle.lots[origin])

    def _date(self, one: Paid, origin: int) -> date:
        return max(lot.expires_on for lot, _ in one.line.takes if lot.first.number == origin)
