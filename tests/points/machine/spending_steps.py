"""Spending, holds, corrections, and taking any of it back."""

from datetime import datetime, timedelta
from typing import Any

from points import actions
from tests.points.machine.base import CENTER, SHOPS, Base, Found
from tests.points.machine.oracle import Held, Line, take, use


class SpendingSteps(Base):
    """The steps that use points."""

    def redeem(self) -> None:
        """This step will spend at once, at a shop or elsewhere."""
        person, amount = self.person(), self.dice.randrange(1, 25)
        kind, taker = self.dice.choice([("redeemed", ""), ("shop", SHOPS[0]), ("shop", SHOPS[1]), ("center", CENTER)])
        key = self.key(self.keys("redeem"))
        request = ("redeem", person, amount, kind, taker)
        found = self.attempt(
            lambda: actions.redeem(
                person_code=person,
                amount=amount,
                source_kind="test",
                source_code="x",
                key=key,
                by=None,
                now=self.now,
                taker_kind=kind,
                taker_code=taker,
            )
        )
        self._spent(found, "redeem", person, taker or "redeemed", amount, key, request)

    def _spent(
        self, found: Found, kind: str, owner: str, to: str, amount: int, key: str, request: tuple[Any, ...]
    ) -> Line | None:
        known = self.oracle.seen(key, request)
        short = self.oracle.worth(owner, self.today) < amount
        assert found.short == (known or (("NotEnoughPoints", 0) if short else ("posted", amount))), key
        if found.outcome != "posted":
            return None
        line = self.line(found, kind, owner, to)
        self.oracle.spend(line, key, request, self.today)
        return line

    def adjust(self) -> None:
        """This step will correct a balance, up or down."""
        person, amount = self.person(), self.dice.choice([-9, -3, 4, 11])
        expires_on = self.today + timedelta(days=self.dice.randrange(1, 50))
        key = self.key(self.keys("adjust"))
        request = ("adjust", person, amount, expires_on)
        found = self.attempt(
            lambda: actions.adjust(
                person_code=person,
                amount=amount,
                expires_on=expires_on,
                reason="記録の誤り",
                key=key,
                by=self.staff[0],
                now=self.now,
            )
        )
        if amount < 0:
            self._spent(found, "adjust", person, "adjustment", -amount, key, request)
            return
        assert found.short == (self.oracle.seen(key, request) or ("posted", amount))
        if found.outcome == "posted":
            line = self.line(found, "adjust", "adjustment", person)
            self.oracle.write(line, key, request)
            self.oracle.make(person, line, expires_on, amount)

    def reverse(self) -> None:
        """This step will take back any posting: paid, spent, given, corrected, taken back or expired."""
        recent = [line for line in list(self.oracle.lines.values())[-150:] if not line.is_bound]
        if not recent:
            return
        old = self.dice.choice(recent)
        key = f"rev-{old.code}-{self.dice.randrange(2)}"
        found = self.attempt(lambda: actions.reverse(old.code, reason="誤り", key=key, by=None, now=self.now))
        refusal = self.oracle.refuses_reversal(old, self.today)
        if refusal == "NotReversible" or (refusal and not old.reversed_by):
            assert found.short == (refusal, 0)
        elif old.reversed_by:
            assert found.short == ("replayed", old.amount)
        else:
            assert found.short == ("posted", old.amount)
            self.oracle.reverse(found.made.code, old, key, self.today)

    # Holds

    def hold(self) -> None:
        """This step will set points aside."""
        person, amount = self.person(), self.dice.randrange(1, 16)
        expires_at = self.now + timedelta(days=self.dice.randrange(1, 20))
        found = self.attempt(
            lambda: actions.hold(
                person_code=person,
                amount=amount,
                source_kind="test",
                source_code="x",
                expires_at=expires_at,
                key=f"hold-{self.step_number}",
                by=None,
                now=self.now,
            )
        )
        short = self.oracle.worth(person, self.today) < amount
        assert found.short == (("NotEnoughPoints", 0) if short else ("posted", amount))
        if found.made:
            self.set_aside(found.made.code, person, amount, expires_at)

    def set_aside(self, code: str, person: str, amount: int, expires_at: datetime) -> Held:
        """This function will note a hold."""
        chosen = take(self.oracle.usable(person, self.today), amount)
        for lot, part in chosen:
            lot.held += part
        self.oracle.holds[code] = Held(code, person, chosen, expires_at)
        return self.oracle.holds[code]

    def capture(self) -> None:
        """This step will take what a hold has set aside, whatever became of the hold."""
        hold = self._loose_hold()
        if hold is None:
            return
        kind, taker = self.dice.choice([("redeemed", ""), ("shop", SHOPS[0])])
        key = f"capture-{hold.code}-{self.dice.randrange(2)}"
        request = ("capture", hold.code, kind, taker)
        known = self.oracle.seen(key, request)
        found = self.attempt(
            lambda: actions.capture(hold.code, key=key, by=None, now=self.now, taker_kind=kind, taker_code=taker)
        )
        if known:
            assert found.short == known
        elif hold.state != "open" or hold.expires_at <= self.now:
            assert found.outcome == "HoldEnded"
        else:
            assert found.short == ("posted", hold.amount)
            self.captured(hold, found.made.code, taker or "redeemed", key, request)

    def captured(self, hold: Held, code: str, taker: str, key: str, request: tuple[Any, ...]) -> Line:
        """This function will note what a hold has paid."""
        line = Line(code, "redeem", hold.owner, taker, hold.amount, takes=hold.takes, is_bound=hold.is_bound)
        self.oracle.release(hold, "captured")
        use(line.takes)
        self.oracle.write(line, key, request)
        return line

    def _loose_hold(self) -> Held | None:
        """A hold that belongs to no voucher."""
        loose = [one for one in self.open_holds() if not one.is_bound]
        return self.dice.choice(loose) if loose else None

    def void(self) -> None:
        """This step will give back what a hold has set aside, whatever became of the hold."""
        hold = self._loose_hold()
        if hold is None:
            return
        found = self.attempt(lambda: actions.void(hold.code, now=self.now))
        expected = {"open": "posted", "voided": "replayed"}.get(hold.state, "HoldEnded")
        assert found.outcome == expected
        if hold.state == "open":
            self.oracle.release(hold, "voided")
