"""The whole machine: every step with its weight, time that passes, and both states compared."""

import itertools
from collections.abc import Callable, Mapping
from datetime import timedelta
from io import StringIO
from typing import Any

import time_machine
from django.core.management import call_command
from django.db import connection

from points import actions, models
from tests.factories import accounts as people
from tests.factories import points as factories
from tests.points.machine.earning_steps import EarningSteps
from tests.points.machine.oracle import Decree, Line
from tests.points.machine.perk_steps import PerkSteps
from tests.points.machine.slip_steps import SlipSteps

STEPS = {
    "award": 20,
    "event": 6,
    "visit": 9,
    "report": 7,
    "withdraw_report": 2,
    "decide_report": 6,
    "enter_by_hand": 4,
    "decide_by_hand": 3,
    "clean_up": 4,
    "withdraw_clean_up": 2,
    "enlarge": 2,
    "redeem": 10,
    "adjust": 3,
    "reverse": 9,
    "hold": 8,
    "capture": 6,
    "void": 4,
    "order": 12,
    "cancel": 3,
    "cancel_for": 2,
    "hand_over": 9,
    "apply_coupon": 4,
    "release_coupon": 2,
    "supply": 3,
    "new_table": 1,
    "withdraw_offer": 1,
    "accept": 1,
    "pay": 9,
    "pay_here": 5,
    "print_booklet": 2,
    "block_booklet": 1,
    "refund": 5,
    "new_contract": 1,
    "slip": 7,
    "correct": 3,
    "decide_slip": 4,
    "settle": 3,
    "settle_all": 1,
    "regulate": 1,
    "give": 5,
    "give_by_code": 10,
    "return_gift": 4,
    "block": 3,
    "close_code": 1,
    "answer": 1,
    "report_words": 2,
    "decide_words": 1,
    "use_together": 4,
    "move_in": 2,
    "move_out": 1,
    "decree": 1,
    "one_job": 2,
    "night": 8,
}
ROUNDS = 5
PAUSES_S = (0, 5, 60, 240, 900, 2400)


class Machine(EarningSteps, PerkSteps, SlipSteps):
    """Steps that people, staff and nightly jobs take, in an order that a seed decides."""

    swept = 0

    def run(self, steps: int, *, verify_every: int) -> None:
        """This function will take steps, compare after each, and reconcile everything now and then and at the end."""
        names, weights = list(STEPS), list(STEPS.values())
        # Each of them some times at first, what earns before what spends: then even a short run leaves none out.
        first = iter(names * ROUNDS)
        for self.step_number in range(1, steps + 1):
            name = next(first, None) or self.dice.choices(names, weights)[0]
            try:
                self._step(name)
                if self.step_number % verify_every == 0:
                    self.verify()
            except BaseException as fault:
                fault.add_note(f"in step {self.step_number}, {name}")
                raise
        self.verify()
        # In the end nearly everything expires that was not used.
        self.now += timedelta(days=900)
        self.verify()

    def _step(self, name: str) -> None:
        step: Callable[[], None] = getattr(self, name)
        step()
        self.done[name] += 1
        self.compare(whole=self.step_number % 20 == 0)
        self.now += timedelta(seconds=self.dice.choice(PAUSES_S))

    # Time

    def night(self) -> None:
        """This step will let a day or more pass, and run the nightly jobs; now and then one night is missed."""
        self.now += timedelta(days=self.dice.choice([1, 1, 1, 2, 4]), hours=self.dice.randrange(12))
        if self.dice.random() < 0.85:
            self._jobs()

    def one_job(self) -> None:
        """This step will run one job alone, at any time of the day."""
        self.dice.choice([self._lapse, self._carry, self._expire, self._seal])()

    def _jobs(self) -> None:
        self._lapse()
        self._carry()
        self._expire()
        self._seal()
        actions.warn_of_expiry(now=self.now)
        actions.remind_of_vouchers(now=self.now)

    def _lapse(self) -> None:
        actions.cancel_withdrawn(now=self.now)
        actions.lapse_vouchers(now=self.now)
        actions.serve_waiting(now=self.now)
        actions.lapse_holds(now=self.now)
        self.end_orders()
        for hold in self.oracle.holds.values():
            if hold.state == "open" and hold.expires_at <= self.now:
                self.oracle.release(hold, "lapsed")

    def _carry(self) -> None:
        actions.carry_over(now=self.now, whole=True)
        self.oracle.carry_over()

    def _expire(self) -> None:
        actions.expire_lots(now=self.now)
        self.oracle.expire(self.today)
        expired = models.Posting.objects.filter(kind="expire").order_by("pk")
        for code, owner, amount in expired.values_list("code", "debit__owner_code", "amount")[self.swept :]:
            self.oracle.lines[code] = Line(code, "expire", owner, "expired", amount)
            self.swept += 1
        self.oracle.tidy()

    def _seal(self) -> None:
        actions.seal_chain(now=self.now, whole=True)

    def decree(self) -> None:
        """This step will let points of some dates be used longer, for all or for some."""
        first = self.today + timedelta(days=self.dice.randrange(-10, 20))
        last = max(first, self.today) + timedelta(days=self.dice.randrange(6))
        some = tuple(sorted(one.code for one in self.dice.sample(self.people, 2)))
        owners = some if self.dice.random() < 0.5 else None
        plan: dict[str, Any] = {"owners": owners} if owners else {}
        until = last + timedelta(days=self.dice.randrange(1, 40))
        factories.decree(first=first, last=last, until=until, now=self.now, by=self.administrator, **plan)
        self.oracle.decrees.append(Decree(first, last, until, frozenset(owners) if owners else None, self.today))

    @property
    def administrator(self) -> Any:  # noqa: ANN401 - a person
        """This property gives who signs decrees."""
        if not hasattr(self, "_administrator"):
            self._administrator = people.administrator()
        return self._administrator

    # Both states

    def compare(self, *, whole: bool) -> None:
        """This function will compare what everybody has, until when, and what the campaigns have left."""
        assert rows(LOTS) == self._lots()
        assert state(BALANCES) == self._balances()
        assert state(BUDGETS) == {one: (most, self.oracle.given[one]) for one, most in self.oracle.budgets.items()}
        if whole:
            self._compare_counts()
            self._compare_ends()

    def _compare_counts(self) -> None:
        assert state(COUNTERS, 4) == _kept(self.oracle.counters)
        assert state(FLOWS, 2) == _kept(self.oracle.flow)
        assert state(STAFF, 2) == _kept(self.staff_day)
        assert state(GIFTS, 4) == _kept(self.oracle.gifts.used)
        assert state(QUOTAS, 2) == _kept(self.quotas())
        offers = {one.code: (self.taken(one), self.readied(one), one.stock, one.arrived) for one in self.offers}
        assert {code: row for code, row in state(PERKS).items() if code in offers} == offers

    def _compare_ends(self) -> None:
        assert state("SELECT code, state, sheets_used FROM points_voucher") == {
            one.code: (one.state, one.used) for one in self.vouchers.values()
        }
        assert state("SELECT code, state FROM points_hold") == {
            one.code: (one.state,) for one in self.oracle.holds.values()
        }
        assert state(SLIPS) == {
            one.code: (one.state, one.reason if one.state == "case" else "", one.now.amount, one.now.noted_at)
            for one in self.slips.values()
        }
        assert state(FREED) == {one.code: (one.freed, not one.ended) for one in self.oracle.shops.shown if one.freed}
        assert state(PAYMENTS) == {one.payment.code: (one.line.amount, one.refunded) for one in self.paid}
        assert state(MONTHS) == self.months
        assert state(WAITING) == {
            place: (sum(shop.signed(line) for line in shop.waiting),) for place, shop in self.oracle.shops.all.items()
        }
        assert state(HOMES, 2) == self._homes()

    def _homes(self) -> dict[Any, tuple[Any, ...]]:
        homes = self.oracle.homes
        return {
            (one.code, since): (home, None if until.year == 9999 else until)
            for one in self.people
            for since, until, home in homes.stays[one.code]
        }

    def _lots(self) -> list[tuple[Any, ...]]:
        lots = itertools.chain.from_iterable(self.oracle.by_owner.values())
        left = sorted((x.owner, x.expires_on, x.number, x) for x in lots if x.left)
        return [(owner, day, x.left, x.held) for owner, day, _, x in left]

    def _balances(self) -> dict[str, tuple[int, int]]:
        found = {owner: (amount, 0) for owner, amount in self.oracle.tills.items() if amount}
        for owner, lots in self.oracle.by_owner.items():
            if total := sum(lot.left for lot in lots):
                found[owner] = total, sum(lot.held for lot in lots)
        return found

    def verify(self) -> None:
        """This function will seal, run the nightly jobs, compare everything, and reconcile the ledger."""
        self._jobs()
        self.compare(whole=True)
        with time_machine.travel(self.now):
            told = StringIO()
            try:
                call_command("verify_points", stdout=told, stderr=told)
            except SystemExit:
                raise AssertionError(told.getvalue()) from None


def _kept(counter: Mapping[Any, int]) -> dict[Any, tuple[int]]:
    return {name: (count,) for name, count in counter.items() if count}


def rows(sql: str) -> list[tuple[Any, ...]]:
    """This function will read rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def state(sql: str, names: int = 1) -> dict[Any, tuple[Any, ...]]:
    """This function will read rows by what their first columns name."""
    return {row[:names] if names > 1 else row[0]: row[names:] for row in rows(sql)}


LOTS = """
    SELECT a.owner_code, l.expires_on, l.remaining, l.held FROM points_lot l
    JOIN points_account a ON a.id = l.account_id WHERE l.remaining > 0 ORDER BY a.owner_code, l.expires_on, l.id
"""
BALANCES = "SELECT owner_code, balance, held FROM points_account WHERE NOT computed AND balance <> 0"
BUDGETS = """
    SELECT c.name, c.budget, sum(s.used) FROM points_campaign c JOIN points_budgetshard s ON s.campaign_id = c.id
    GROUP BY c.id
"""
COUNTERS = "SELECT subject, rule_code, span, starts_on, used FROM points_capcounter WHERE used <> 0"
FLOWS = """
    SELECT CASE WHEN d.owner_code = '' THEN d.kind ELSE d.owner_code END,
           CASE WHEN c.owner_code = '' THEN c.kind ELSE c.owner_code END, sum(p.amount)
    FROM points_posting p JOIN points_account d ON d.id = p.debit_id JOIN points_account c ON c.id = p.credit_id
    GROUP BY 1, 2
"""
QUOTAS = """
    SELECT k.code, q.person_code, q.taken FROM points_perkquota q JOIN points_perk k ON k.id = q.perk_id
    WHERE q.taken <> 0
"""
PERKS = "SELECT code, taken, readied, stock, arrived FROM points_perk"
STAFF = "SELECT staff_code, day, used FROM points_staffcounter WHERE used <> 0"
GIFTS = "SELECT side, subject, span, starts_on, used FROM points_giftcounter WHERE used <> 0"
PAYMENTS = "SELECT code, amount, refunded FROM points_payment"
SLIPS = """
    SELECT s.code, s.state, CASE s.state WHEN 'case' THEN s.reason ELSE '' END, coalesce(c.amount, s.amount),
           coalesce(c.noted_at, s.noted_at)
    FROM points_slip s LEFT JOIN LATERAL (
        SELECT * FROM points_slipcorrection x WHERE x.slip_id = s.id ORDER BY x.id DESC LIMIT 1) c ON true
"""
FREED = """
    SELECT k.code, count(*), k.ended_at IS NULL
    FROM points_payment y JOIN points_paymentcode k ON k.id = y.payment_code_id
    WHERE y.freed_at IS NOT NULL GROUP BY k.id
"""
MONTHS = """
    SELECT s.code, t.place_code, s.month, s.points, s.yen FROM points_settlement s
    JOIN points_till t ON t.id = s.till_id
"""
WAITING = """
    SELECT t.place_code, coalesce(sum(u.points), 0) FROM points_till t
    LEFT JOIN LATERAL points_unsettled(t.id) u ON true GROUP BY 1
"""
HOMES = """
    SELECT m.person_code, lower(m.during), h.code, upper(m.during) FROM points_householdmember m
    JOIN points_household h ON h.id = m.household_id
"""
