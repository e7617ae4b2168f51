"""Paper slips from their noting to the city's decision, and the months of shops and centers."""

import functools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from backend.accounts import models as accounts
from points import models
from points.actions import settlement as closing
from points.actions import slip_corrections as correcting
from points.actions import slip_returns as returning
from points.actions import slips as sending
from tests.factories import accounts as people
from tests.points.machine.base import CENTER
from tests.points.machine.books import Month, Order, Shown, day_of, reason_of
from tests.points.machine.oracle import Line
from tests.points.machine.shop_steps import Paid, ShopSteps

NOBODYS = "ZZZZZZZZ"


@dataclass(eq=False)
class Slip:
    """A slip as the oracle knows it."""

    code: str
    plan: sending.SlipPlan
    place: str
    shown: Shown | None
    state: str
    reason: str
    sender: str
    paid: Paid | None = None
    # Its corrections by their keys, whether another slip was added to it, and to whose payment it was added.
    corrected: dict[str, str] = field(default_factory=dict)
    has_addition: bool = False
    added_for: str = ""

    def __post_init__(self) -> None:
        # What holds of it after corrections.
        self.now = self.plan


class SlipSteps(ShopSteps):
    """The steps of paper, and of the city's accounts with shops."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.slips: dict[tuple[Any, ...], Slip] = {}
        self.second, self.paid_by_city = people.city_official(), 0
        self.months: dict[str, tuple[Any, ...]] = {}

    def slip(self) -> None:
        """This step will send what a shop noted on paper: in time or too late, of any code, perhaps a second time."""
        for _ in range(self.dice.randrange(1, 4)):
            self._send()

    def _send(self) -> None:
        place, plan, shown = self._noted()
        till, clerk = self.tills[place], self.clerks[place]
        found = self.attempt(lambda: sending.send_slip(plan, till=till, source="form", by=clerk, now=self.now))
        if plan.noted_at > self.now:
            assert found.outcome == "SlipInFuture"
            return
        name = (place, plan.written_code, plan.amount, plan.noted_at)
        known = self.slips.get(name)
        if known is None:
            known = self.slips[name] = Slip(found.made.code, plan, place, shown, "case", "", clerk.code)
            known.reason = self._take(known, found.made)
        assert (found.made.code, found.made.state) == (known.code, known.state)
        assert known.state != "case" or found.made.reason == known.reason

    def _noted(self) -> tuple[str, sending.SlipPlan, Shown | None]:
        old = list(self.slips.values())[-10:]
        if old and self.dice.random() < 0.2:
            one = self.dice.choice(old)
            again = self.dice.choice([one.plan.noted_at, one.plan.noted_at - timedelta(minutes=1)])
            return one.place, sending.SlipPlan(**vars(one.plan) | {"noted_at": again}), one.shown
        codes = self.oracle.shops.shown[-60:]
        shown = self.dice.choice(codes) if codes and self.dice.random() < 0.9 else None
        plan = sending.SlipPlan(
            written_code=shown.short if shown else NOBODYS,
            amount=self.dice.randrange(1, 28),
            noted_at=self._when(shown),
        )
        return self.dice.choice(sorted(self.tills)), plan, shown

    def _when(self, shown: Shown | None) -> datetime:
        if shown and not shown.booklet:
            return shown.issued + timedelta(minutes=self.dice.randrange(-2, 5))
        earliest = max(shown.issued, self.now - timedelta(days=20)) if shown else self.now - timedelta(days=20)
        minutes = max(1, int((self.now - earliest).total_seconds() // 60))
        return self.now - timedelta(minutes=self.dice.randrange(-1, min(minutes, self.dice.choice([600, 40_000]))))

    def _take(self, slip: Slip, made: models.Slip) -> str:
        """Pays a slip where nothing stands against it; else gives the reason why it is a case."""
        if slip.shown is None:
            return "payment_code_not_found"
        key = f"slip-addition:{slip.code}" if slip.added_for else f"slip-code:{slip.shown.code}{slip.shown.nth}"
        order = self._order(slip, slip.shown)
        if f"pay:{key}" in self.oracle.keys:
            return "payment_code_used"
        refusal = self.refusal_of(order)
        if refusal:
            return reason_of(refusal)
        assert made.payment
        found = self.attempt(lambda: made.payment)
        assert self.paid_or_refused(found, order, key)
        slip.state, slip.paid = "taken", self.paid[-1]
        return ""

    def _order(self, slip: Slip, shown: Shown) -> Order:
        return Order(
            place=slip.place,
            person=slip.added_for or shown.person,
            amount=slip.plan.amount,
            way="addition" if slip.added_for else "slip",
            at=self.now,
            shown=None if slip.added_for else shown,
            noted=slip.plan.noted_at,
        )

    def decide_slip(self) -> None:
        """This step will let the city decide a case, or somebody who may not, or a second time."""
        cases = [one for one in self.slips.values() if one.state == "case"]
        known = cases[-8:] or list(self.slips.values())[-3:]
        if not known:
            return
        slip = self.dice.choice(known)
        decision, note = self.dice.choice(["take", "pay", "refuse"]), self.dice.choice(["停電", "確認済み", ""])
        by = self.dice.choice([self.official, self.official, self.official, self.clerks[slip.place]])
        refusal = self._refuses_decision(slip, decision, note, by.code)
        takes = decision == "take" and not refusal
        found = self.attempt(lambda: sending.decide_slip(slip.code, decision=decision, note=note, by=by, now=self.now))
        if takes:
            self._taken_after_all(slip, found.outcome, found.made)
            return
        assert found.outcome == (refusal or "posted")
        if not refusal:
            slip.state = {"pay": "paid", "refuse": "refused"}[decision]
            if decision == "pay":
                self._pay_by_the_city(slip, found.made)

    def _refuses_decision(self, slip: Slip, decision: str, note: str, by: str) -> str:
        if slip.state != "case":
            return "SlipDecided"
        if by in (slip.sender, self.oracle.shops.all[slip.place].keeper):
            return "OwnRecord"
        return "ReasonMissing" if decision != "take" and not note else ""

    def _taken_after_all(self, slip: Slip, outcome: str, made: models.Slip) -> None:
        refused = self._take(slip, made)
        assert outcome == ("SlipNotTakeable" if refused else "posted")

    def _pay_by_the_city(self, slip: Slip, made: models.Slip) -> None:
        assert made.posting
        line = Line(made.posting.code, "adjust", "adjustment", slip.place, slip.plan.amount)
        line.contract = self.oracle.shops.all[slip.place].contract(day_of(slip.plan.noted_at))
        self.oracle.write(line, f"slip:{slip.code}", ("pay_slip", slip.code))
        self.paid_by_city += 1
        if self.paid_by_city % 2:
            self._taken_back(slip)

    def _taken_back(self, slip: Slip) -> None:
        """Every other one was a mistake: it is asked back twice by one key, and decided by who may not, then may."""
        ask: dict[str, Any] = {"reason": "取り違え", "key": "K", "by": self.official, "now": self.now}
        asked, again = (self.attempt(lambda: returning.ask_back(slip.code, **ask)) for _ in range(2))
        assert (asked.outcome, again.made) == ("posted", asked.made)
        decide: dict[str, Any] = {"approve": True, "reason": "", "now": self.now}
        code = asked.made.code
        found = [
            self.attempt(functools.partial(returning.decide_return, code, by=by, **decide))
            for by in (self.official, self.second, self.second)
        ]
        assert [one.outcome for one in found] == ["NeedsAnotherPerson", "posted", "RecordDecided"]
        line = Line(found[1].made.posting.code, "adjust", slip.place, "adjustment", slip.plan.amount)
        line.contract = self.oracle.shops.all[slip.place].contract(day_of(slip.plan.noted_at))
        self.oracle.write(line, f"slip-return:{code}", ("return_slip", code))

    def correct(self) -> None:
        """This step will put a slip right: how much, whose code or when; or ask for what is no correction."""
        known = [one for one in self.slips.values() if one.state in ("taken", "case") or self.dice.random() < 0.1]
        if not known:
            return
        slip, by = self.dice.choice(known[-8:]), self._corrector()
        key = self.key(list(slip.corrected)[-2:], 0.1)
        plan, shown = self._right(slip)
        refusal = self._refuses_correction(slip, plan, shown, by)
        told = correcting.CorrectionPlan(**vars(plan), reason="書き誤り", key=key)
        found = self.attempt(lambda: correcting.correct_slip(slip.code, told, by=by, now=self.now))
        if key in slip.corrected and plan.noted_at <= self.now:
            assert (found.outcome, found.made.code) == ("posted", slip.corrected[key])
            return
        assert found.outcome == (refusal or "posted")
        if not refusal:
            slip.corrected[key] = found.made.code
            self._put_right(slip, plan, shown, found.made, key)

    def _corrector(self) -> accounts.User:
        clerk = self.clerks[self.dice.choice(sorted(self.clerks))]
        return self.dice.choice([self.official, self.official, self.official, clerk, self.user(self.payer())])

    def _right(self, slip: Slip) -> tuple[sending.SlipPlan, Shown | None]:
        """Gives what should have been typed, and the code that it names."""
        told, shown = dict(vars(slip.now)), slip.shown
        what = self.dice.choice(["amount", "amount", "amount", "code", "code", "code", "when", "nothing", "future"])
        if what == "amount" or self.dice.random() < 0.2:
            told["amount"] = max(1, slip.now.amount + self.dice.choice([-7, -2, 1, 3]))
        if what == "code":
            printed = [one for one in self.oracle.shops.shown if one.booklet and one.issued <= slip.now.noted_at]
            shown = self.dice.choice(printed[-25:]) if printed and self.dice.random() < 0.9 else None
            told["written_code"] = shown.short if shown else NOBODYS
        if what == "when":
            told["noted_at"] = slip.now.noted_at - timedelta(minutes=self.dice.choice([1, 30, 2000]))
        if what == "future":
            told["noted_at"] = self.now + timedelta(minutes=1)
        return sending.SlipPlan(**told), shown

    def _refuses_correction(self, slip: Slip, plan: sending.SlipPlan, shown: Shown | None, by: accounts.User) -> str:
        same_code = plan.written_code == slip.plan.written_code
        holder = slip.paid.line.debit if slip.paid else slip.shown.person if slip.shown and same_code else ""
        keeper, owner = self.oracle.shops.all[slip.place].keeper, shown.person if shown else ""
        against = {
            "SlipInFuture": plan.noted_at > self.now,
            "OwnRecord": by.code in (keeper, holder, owner),
            "SlipDecided": slip.state not in ("taken", "case"),
            "SlipNotCorrectable": slip.has_addition or (slip.added_for and not (same_code and slip.paid)),
            "SlipUnchanged": plan == slip.now,
        }
        found = next((name for name, stands in against.items() if stands), "")
        found = found or self._refuses_moving(slip, plan, same_code=same_code)
        return found or self._refuses_giving_back(slip, plan, by, same_code=same_code)

    def _refuses_moving(self, slip: Slip, plan: sending.SlipPlan, *, same_code: bool) -> str:
        if slip.paid and same_code:
            if slip.now.amount - plan.amount > slip.paid.line.amount - slip.paid.refunded:
                return "RefundTooLarge"
        elif (slip.place, plan.written_code, plan.amount, plan.noted_at) in self.slips:
            return "SlipAlreadySent"
        return "SlipSettled" if slip.paid and slip.paid.line not in self.oracle.shops.all[slip.place].waiting else ""

    def _refuses_giving_back(self, slip: Slip, plan: sending.SlipPlan, by: accounts.User, *, same_code: bool) -> str:
        """Points come back by desks and the city alone; only pages and calls ask who may note a slip anew."""
        if slip.paid is None or by in (self.official, self.clerks[CENTER]):
            return ""
        left = slip.paid.line.amount - slip.paid.refunded
        return "NotAllowed" if (plan.amount < slip.now.amount if same_code else left > 0) else ""

    def _put_right(
        self, slip: Slip, plan: sending.SlipPlan, shown: Shown | None, made: models.SlipCorrection, key: str
    ) -> None:
        more, slip.now = plan.amount - slip.now.amount, plan
        if slip.paid is None or plan.written_code != slip.plan.written_code:
            self._set_aside(slip, made, key)
            assert made.made
            anew = Slip(made.made.code, plan, slip.place, shown, "case", "", made.by_code)
            self._noted_by_desk(anew, (slip.place, plan.written_code, plan.amount, plan.noted_at), made.made)
        elif more < 0:
            self._back(slip.paid, made, -more, key)
        elif more > 0:
            slip.has_addition = True
            assert made.made
            missing = sending.SlipPlan(**vars(plan) | {"amount": more})
            added = Slip(made.made.code, missing, slip.place, slip.shown, "case", "", made.by_code)
            added.added_for = slip.paid.line.debit
            self._noted_by_desk(added, (slip.place, made.made.code), made.made)

    def _set_aside(self, slip: Slip, made: models.SlipCorrection, key: str) -> None:
        """All goes back, and the code that was used up by mistake is free again."""
        slip.state = "corrected"
        if slip.paid:
            assert slip.shown
            slip.shown.free()
            left = slip.paid.line.amount - slip.paid.refunded
            if left:
                self._back(slip.paid, made, left, key)

    def _back(self, paid: Paid, made: models.SlipCorrection, amount: int, key: str) -> None:
        assert made.refund
        self.note_refund(paid, made.refund.posting.code, (paid.payment.code, amount), f"slip:{key}")

    def _noted_by_desk(self, slip: Slip, name: tuple[Any, ...], made: models.Slip) -> None:
        self.slips[name] = slip
        slip.reason = self._take(slip, made)
        assert (made.state, made.reason if slip.reason else "") == (slip.state, slip.reason)

    # Months

    def settle(self) -> None:
        """This step will close a month of a place: the last one, one before it, or this one, which is not over."""
        place, month = self.dice.choice(sorted(self.tills)), self._some_month()
        refusal = self.oracle.shops.settles(place, month, self.now)
        found = self.attempt(lambda: closing.settle(self.tills[place], month=month, by=self.official, now=self.now))
        assert found.outcome == (refusal or "posted")
        if not refusal:
            self._note_month(place, month, found.made)

    def settle_all(self) -> None:
        """This step will close the last month of every place that has something in it."""
        month = (self.today.replace(day=1) - timedelta(days=1)).replace(day=1)
        refusals = {place: self.oracle.shops.settles(place, month, self.now) for place in self.tills}
        closed = closing.settle_all(month=month, by=self.official, now=self.now)
        made = {one.till.place_code: one for one in closed.settlements}
        assert set(made) == {place for place, refusal in refusals.items() if not refusal}
        left = {till.place_code for till, _ in closed.refusals}
        assert left == {place for place, refusal in refusals.items() if refusal == "EarlierMonthOpen"}
        for place, one in made.items():
            self._note_month(place, month, one)

    def _some_month(self) -> date:
        back = self.dice.choice([1, 1, 1, 0, 2, 3])
        month = self.today.replace(day=1)
        for _ in range(back):
            month = (month - timedelta(days=1)).replace(day=1)
        return month

    def _note_month(self, place: str, month: date, made: models.Settlement) -> None:
        expected = self.oracle.shops.settle(place, month)
        found = Month(made.taken, made.refunded, made.adjusted, made.yen, made.lines.count())
        assert (found, made.points) == (expected, expected.points)
        self.months[made.code] = (place, month, expected.points, expected.yen)
