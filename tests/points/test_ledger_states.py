"""The ledger against an oracle in memory: whatever is done in whatever order, both say the same."""

import os
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from backend.common import clock
from backend.common.errors import DomainError
from points import actions, enums, models, queries
from tests.factories import points as factories

DAY_CAP, MONTH_CAP = 20, 50
LIFE = 40
PEOPLE = ["u-ONE", "u-TWO", "u-THREE"]
people = st.sampled_from(PEOPLE)


@dataclass
class Lot:
    """The oracle's lot: points that expire together."""

    expires_on: date
    left: int
    of: str
    held: int = 0
    swept: bool = False


@dataclass
class Hold:
    """The oracle's hold, with the lots it sets aside."""

    person: str
    takes: list[tuple[Lot, int]]
    expires_at: datetime
    state: str = "open"


@dataclass
class Awarded:
    """The oracle's award."""

    person: str
    day: date
    amount: int
    quantity: int
    reversed: bool = False


@dataclass
class Oracle:
    """The rules of ledger.md written down a second time, as plainly as possible."""

    lots: dict[str, list[Lot]] = field(default_factory=lambda: {person: [] for person in PEOPLE})
    awards: dict[str, Awarded] = field(default_factory=dict)
    keys: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    spent: dict[str, tuple[str, list[tuple[Lot, int]], bool]] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)

    def counted(self, person: str, day: date, days: set[date] | None) -> int:
        """This function will add up what stands of a person's awards of a day, or of its month."""
        mine = [one for one in self.awards.values() if one.person == person and not one.reversed]
        return sum(one.amount for one in mine if (one.day == day if days is None else one.day in days))

    def room(self, person: str, day: date) -> int:
        """This function will tell how many points the caps still allow."""
        month = {one.day for one in self.awards.values() if (one.day.year, one.day.month) == (day.year, day.month)}
        return min(DAY_CAP - self.counted(person, day, None), MONTH_CAP - self.counted(person, day, month))

    def usable(self, person: str, today: date) -> list[Lot]:
        """This function will give the usable lots, first to expire first."""
        good = [lot for lot in self.lots[person] if lot.left > lot.held and lot.expires_on >= today]
        return sorted(good, key=lambda lot: lot.expires_on)

    def worth(self, person: str, today: date) -> int:
        """This function will tell how many points a person can use."""
        return sum(lot.left - lot.held for lot in self.usable(person, today))

    def pick(self, person: str, amount: int, today: date) -> list[tuple[Lot, int]]:
        """This function will choose lots for an amount that is there."""
        return take(self.usable(person, today), amount)


def take(lots: list[Lot], amount: int) -> list[tuple[Lot, int]]:
    """This function will choose from lots in their order until an amount is together."""
    chosen = []
    for lot in lots:
        part = min(amount, lot.left - lot.held)
        if part:
            chosen.append((lot, part))
        amount -= part
    return chosen


class Ledger(RuleBasedStateMachine):
    """The steps that people and nightly jobs take."""

    @initialize()
    def begin(self) -> None:
        """This step will start a new scope, in which nothing has happened."""
        self.scope = f"s{models.Rule.objects.count()}"
        self.oracle = Oracle()
        self.now = factories.NOW
        made = factories.rule("walk", caps={}, expiry=(enums.ExpiryKind.DAYS, LIFE), published=False)
        made.scope = self.scope
        made.save(update_fields=["scope"])
        for span, most in {"day": DAY_CAP, "month": MONTH_CAP}.items():
            models.RuleCap.objects.create(rule=made, span=span, most=most)
        made.published_at = self.now
        made.save(update_fields=["published_at"])

    @property
    def today(self) -> date:
        """This function will give the machine's own Tokyo date."""
        return clock.date_of(self.now)

    @rule(
        person=people,
        quantity=st.integers(1, 15),
        source=st.integers(1, 12),
        key=st.integers(1, 12),
        back=st.integers(0, 2),
    )
    def award(self, person: str, quantity: int, source: int, key: int, back: int) -> None:
        """This step will award, often with a source or a key that was there before."""
        day = self.today - timedelta(days=back)
        name, k, asked = f"{source}", f"award-{key}", (person, quantity, f"{source}", day)
        expected = self._expected_award(k, asked)
        found = self._do(
            lambda: actions.award(
                person_code=person,
                rule_code="walk",
                source_kind="walk",
                source_code=name,
                quantity=Decimal(quantity),
                happened_on=day,
                key=k,
                by=None,
                now=self.now,
                scope=self.scope,
            )
        )
        assert outcome(found) == expected
        if expected[0] == "posted":
            amount = expected[1]
            self.oracle.keys[k] = asked
            self.oracle.awards[f"{person}/{name}"] = Awarded(person, day, amount, quantity)
            self.oracle.lots[person].append(Lot(self.today + timedelta(days=LIFE), amount, f"{person}/{name}"))

    def _expected_award(self, key: str, asked: tuple[Any, ...]) -> tuple[str, int]:
        person, quantity, source, day = asked
        if key in self.oracle.keys:
            if self.oracle.keys[key] != asked:
                return "KeyReused", 0
            return "replayed", self.oracle.awards[f"{person}/{source}"].amount
        old = self.oracle.awards.get(f"{person}/{source}")
        if old is not None:
            return ("replayed", old.amount) if (old.quantity, old.day) == (quantity, day) else ("AlreadyAwarded", 0)
        room = self.oracle.room(person, day)
        return ("posted", min(quantity, room)) if room > 0 else ("CapReached", 0)

    @rule(person=people, amount=st.integers(1, 30), key=st.integers(1, 200))
    def redeem(self, person: str, amount: int, key: int) -> None:
        """This step will spend points at once."""
        k = f"spend-{key}"
        found = self._do(
            lambda: actions.redeem(
                person_code=person,
                amount=amount,
                source_kind="shop",
                source_code="x",
                key=k,
                by=None,
                now=self.now,
                scope=self.scope,
            )
        )
        if k in self.oracle.keys:
            assert outcome(found) == (
                ("replayed", amount) if self.oracle.keys[k] == (person, amount) else ("KeyReused", 0)
            )
            return
        if self.oracle.worth(person, self.today) < amount:
            assert outcome(found) == ("NotEnoughPoints", 0)
            return
        assert outcome(found) == ("posted", amount)
        self.oracle.keys[k] = (person, amount)
        chosen = self.oracle.pick(person, amount, self.today)
        for lot, part in chosen:
            lot.left -= part
        self.oracle.spent[found.code] = (person, chosen, False)

    @rule(giver=people, taker=people, amount=st.integers(1, 20))
    def give(self, giver: str, taker: str, amount: int) -> None:
        """This step will give points, which keep their dates."""
        if giver == taker:
            return
        enough = self.oracle.worth(giver, self.today) >= amount
        key = f"give-{models.Posting.objects.count()}"
        found = self._do(
            lambda: actions.give(
                person_code=giver,
                amount=amount,
                to_kind="person",
                to_code=taker,
                note="",
                key=key,
                by=None,
                now=self.now,
                scope=self.scope,
            )
        )
        assert outcome(found) == (("posted", amount) if enough else ("NotEnoughPoints", 0))
        if not enough:
            return
        dates: dict[date, int] = {}
        for lot, part in self.oracle.pick(giver, amount, self.today):
            lot.left -= part
            dates[lot.expires_on] = dates.get(lot.expires_on, 0) + part
        self.oracle.lots[taker] += [Lot(day, part, found.code) for day, part in sorted(dates.items())]

    @rule(person=people, amount=st.integers(1, 20), days=st.integers(1, 60))
    def hold(self, person: str, amount: int, days: int) -> None:
        """This step will set points aside for an order."""
        enough = self.oracle.worth(person, self.today) >= amount
        expires_at = self.now + timedelta(days=days)
        key = f"hold-{models.Hold.objects.count()}"
        found = self._do(
            lambda: actions.hold(
                person_code=person,
                amount=amount,
                source_kind="order",
                source_code="x",
                expires_at=expires_at,
                key=key,
                by=None,
                now=self.now,
                scope=self.scope,
            )
        )
        assert outcome(found) == (("posted", amount) if enough else ("NotEnoughPoints", 0))
        if enough:
            chosen = self.oracle.pick(person, amount, self.today)
            for lot, part in chosen:
                lot.held += part
            self.oracle.holds[found.code] = Hold(person, chosen, expires_at)

    @precondition(lambda self: self.oracle.holds)
    @rule(data=st.data())
    def capture(self, data: Any) -> None:  # noqa: ANN401 - hypothesis
        """This step will capture a hold, open or not."""
        code = data.draw(st.sampled_from(sorted(self.oracle.holds)))
        one = self.oracle.holds[code]
        found = self._do(lambda: actions.capture(code, key=f"capture-{code}", by=None, now=self.now, scope=self.scope))
        amount = sum(part for _, part in one.takes)
        if one.state == "captured":
            assert outcome(found) == ("replayed", amount)
        elif one.state != "open" or one.expires_at <= self.now:
            assert outcome(found) == ("HoldEnded", 0)
        else:
            assert outcome(found) == ("posted", amount)
            one.state = "captured"
            for lot, part in one.takes:
                lot.left -= part
                lot.held -= part

    @precondition(lambda self: self.oracle.holds)
    @rule(data=st.data())
    def void(self, data: Any) -> None:  # noqa: ANN401 - hypothesis
        """This step will void a hold, open or not."""
        code = data.draw(st.sampled_from(sorted(self.oracle.holds)))
        one = self.oracle.holds[code]
        found = self._do(lambda: actions.void(code, now=self.now, scope=self.scope))
        if one.state in ("captured", "lapsed"):
            assert outcome(found) == ("HoldEnded", 0)
            return
        assert outcome(found)[0] == ("posted" if one.state == "open" else "replayed")
        self._set_free(one, "voided")

    def _set_free(self, one: Hold, state: str) -> None:
        if one.state == "open":
            one.state = state
            for lot, part in one.takes:
                lot.held -= part

    @precondition(lambda self: self.oracle.awards)
    @rule(data=st.data())
    def withdraw(self, data: Any) -> None:  # noqa: ANN401 - hypothesis
        """This step will reverse an award; the points may be spent, set aside or expired by then."""
        name = data.draw(st.sampled_from(sorted(self.oracle.awards)))
        one = self.oracle.awards[name]
        posting = models.Posting.objects.get(
            kind="award", scope=self.scope, source_code=name.split("/")[1], credit__owner_code=one.person
        )
        found = self._do(
            lambda: actions.reverse(
                posting.code, reason="", key=f"reverse-{posting.code}", by=None, now=self.now, scope=self.scope
            )
        )
        if one.reversed:
            assert outcome(found) == ("replayed", one.amount)
            return
        own = [lot for lot in self.oracle.lots[one.person] if lot.of == name]
        others = [lot for lot in self.oracle.usable(one.person, self.today) if lot.of != name]
        expected = ("posted", one.amount)
        if any(lot.swept for lot in own):
            expected = ("PointsExpired", 0)
        elif sum(lot.left - lot.held for lot in own + others) < one.amount:
            expected = ("NotEnoughPoints", 0)
        assert outcome(found) == expected
        if expected[0] == "posted":
            one.reversed = True
            for lot, part in take(own + others, one.amount):
                lot.left -= part

    @precondition(lambda self: self.oracle.spent)
    @rule(data=st.data())
    def refund(self, data: Any) -> None:  # noqa: ANN401 - hypothesis
        """This step will reverse a redemption: the points come back with the dates they had."""
        code = data.draw(st.sampled_from(sorted(self.oracle.spent)))
        person, chosen, done = self.oracle.spent[code]
        found = self._do(
            lambda: actions.reverse(code, reason="", key=f"reverse-{code}", by=None, now=self.now, scope=self.scope)
        )
        assert outcome(found) == ("replayed" if done else "posted", sum(part for _, part in chosen))
        if not done:
            self.oracle.spent[code] = (person, chosen, True)
            dates: dict[date, int] = {}
            for lot, part in chosen:
                dates[lot.expires_on] = dates.get(lot.expires_on, 0) + part
            self.oracle.lots[person] += [Lot(day, part, code) for day, part in sorted(dates.items())]

    @rule(days=st.integers(0, 25))
    def night(self, days: int) -> None:
        """This step will let days pass, and run the nightly jobs."""
        self.now += timedelta(days=days)
        actions.lapse_holds(now=self.now)
        actions.expire_lots(now=self.now, scope=self.scope)
        for one in self.oracle.holds.values():
            if one.expires_at <= self.now:
                self._set_free(one, "lapsed")
        for lots in self.oracle.lots.values():
            for lot in lots:
                if lot.expires_on < self.today and lot.left > lot.held:
                    lot.left, lot.swept = lot.held, True

    @invariant()
    def both_say_the_same(self) -> None:
        """This check will compare every person's points, held points and expiry dates."""
        if not hasattr(self, "oracle"):
            return
        for person in PEOPLE:
            worth = self.oracle.worth(person, self.today)
            held = sum(lot.held for lot in self.oracle.lots[person])
            found = queries.balance(person, now=self.now, scope=self.scope)
            assert (found.usable, found.held) == (worth, held)
            listed = {one.expires_on: one.points for one in queries.expiries(person, now=self.now, scope=self.scope)}
            dates: dict[date, int] = {}
            for lot in self.oracle.usable(person, self.today):
                dates[lot.expires_on] = dates.get(lot.expires_on, 0) + lot.left - lot.held
            assert listed == dates

    def teardown(self) -> None:
        """This step will let the guards speak, seal the chain and reconcile everything."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if hasattr(self, "scope"):
            actions.seal_chain(now=self.now)
            call_command("verify_points", stdout=StringIO())

    def _do(self, step: Any) -> Any:  # noqa: ANN401 - a posting, a hold or a refusal
        try:
            return step()
        except DomainError as refusal:
            return refusal


def outcome(found: Any) -> tuple[str, int]:  # noqa: ANN401 - a posting, a hold or a refusal
    """This function will name what became of a step, and its amount."""
    if isinstance(found, DomainError):
        return type(found).__name__, 0
    return ("replayed" if found.replayed else "posted"), found.amount


@pytest.mark.django_db
def test_the_ledger_and_its_oracle_agree_after_every_step() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=int(os.environ.get("LEDGER_EXAMPLES", "15")),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
