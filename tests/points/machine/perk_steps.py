"""Every kind of perk from its order to its end: steps, sheets, deliveries, pick-up days, support, withdrawals."""

from collections import Counter
from datetime import timedelta

from backend.common import clock
from points import actions, models, queries
from points.actions import supporting
from tests.points.machine.base import CENTER, GROUPS, SHOPS
from tests.points.machine.giving_steps import GivingSteps
from tests.points.machine.offers import Offer, Ordered, offers
from tests.points.machine.spending_steps import SpendingSteps

BOOKINGS = tuple(f"b-{number}" for number in range(5))
ENDED = {"used": "VoucherUsed", "cancelled": "VoucherCancelled", "lapsed": "VoucherLapsed", "issued": "VoucherLapsed"}


class PerkSteps(SpendingSteps, GivingSteps):
    """The steps that order something, and hand it over."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.offers: list[Offer] = []
        self.gone: list[Offer] = []
        for offer in offers():
            self._put_on_sale(offer)
        self.accepting = {GROUPS[0]: True, GROUPS[1]: False}
        for code, accepts in self.accepting.items():
            self._say(code, accepts)
        self.vouchers: dict[str, Ordered] = {}
        self.orders: dict[tuple[str, str], Ordered] = {}

    def _put_on_sale(self, offer: Offer) -> None:
        number = len(self.offers) + len(self.gone)
        offer.code = actions.put_on_sale(offer.plan(f"見本の特典{number}"), by=self.staff[0], now=self.now).code
        self.offers.append(offer)

    def _say(self, code: str, accepts: bool) -> None:
        supporting.accept_support(
            self.communities[code], accepts=accepts, about="夏祭り", by=self.people[0], now=self.now
        )

    # What is counted

    def taken(self, offer: Offer) -> int:
        """This function will count the orders of a perk that stand."""
        return sum(one.counts for one in self.vouchers.values() if one.offer is offer)

    def readied(self, offer: Offer) -> int:
        """This function will count the pieces that are for somebody."""
        ready = [one for one in self.vouchers.values() if one.offer is offer and one.counts and one.ready]
        return len(ready) if offer.delivered else 0

    def quotas(self) -> dict[tuple[str, str], int]:
        """This function will count the orders of each person where they are limited."""
        limited = [one for one in self.vouchers.values() if one.offer.most and one.counts]
        return dict(Counter((one.offer.code, one.person) for one in limited))

    # Ordering

    def order(self) -> None:
        """This step will order some perks, now and then a second time with one key, or with a wish that cannot be."""
        for _ in range(self.dice.randrange(1, 4)):
            self._order_one()

    def _order_one(self) -> None:
        # Half of the time what was ordered least, so that nothing is left out.
        rare = min(self.offers, key=lambda one: (self.taken(one), one.price or one.steps[0][0]))
        offer = rare if self.dice.random() < 0.5 else self.dice.choice([*self.offers, *self.gone[-1:]])
        person = self.payer()
        key = self.key([key for who, key in self.orders if who == person][-4:])
        seen = self.orders.get((person, key))
        again = seen is not None and seen.offer is offer and self.dice.random() < 0.7
        wish = seen.wish if seen and again else self._wish(offer)
        expected = self._expected_order(offer, person, wish, seen)
        found = self.attempt(
            lambda: actions.order_perk(
                offer.code, person_code=person, key=key, by=self.user(person), now=self.now, wish=wish
            )
        )
        assert found.outcome == expected
        if seen and found.made:
            assert found.made.code == seen.code
        elif found.made:
            self.orders[person, key] = self._ordered(found.made, offer, person, wish)

    def _wish(self, offer: Offer) -> actions.Wish:
        brought = self.dice.randrange(1, 20 if offer.steps else 9) if offer.steps or offer.kind == "support" else None
        days = [*offer.pickup_days(self.today), self.today]
        community = self.dice.choice(GROUPS) if offer.kind == "support" else ""
        return actions.Wish(
            brought=brought, pickup_on=self.dice.choice(days) if offer.weekdays else None, community=community
        )

    def _expected_order(self, offer: Offer, person: str, wish: actions.Wish, seen: Ordered | None) -> str:
        if seen is not None:
            return "posted" if seen.offer is offer and seen.wish == wish else "KeyReused"
        if offer.withdrawn:
            return "PerkWithdrawn"
        refusal = self._refuses_wish(offer, wish)
        if refusal:
            return refusal
        if offer.stock is not None and self.taken(offer) >= offer.stock:
            return "SoldOut"
        if offer.most is not None and self.quotas().get((offer.code, person), 0) >= offer.most:
            return "PerkLimitReached"
        enough = self.oracle.worth(person, self.today) >= self._price(offer, wish)
        return "posted" if enough else "NotEnoughPoints"

    def _refuses_wish(self, offer: Offer, wish: actions.Wish) -> str:
        brought = wish.brought or 0
        if offer.weekdays and wish.pickup_on not in offer.pickup_days(self.today):
            return "PickupDayNotOffered"
        if offer.kind == "support":
            few = "TooFewForPerk" if brought < offer.price else ""
            return few or ("" if self.accepting[wish.community] else "CommunityNotAccepting")
        return "NoStepForPoints" if offer.steps and offer.step(brought) is None else ""

    def _price(self, offer: Offer, wish: actions.Wish) -> int:
        step = offer.step(wish.brought or 0)
        if step:
            return step[0] if offer.keeps_rest else wish.brought or 0
        return wish.brought or 0 if offer.kind == "support" else offer.price

    def _ordered(self, voucher: models.Voucher, offer: Offer, person: str, wish: actions.Wish) -> Ordered:
        since = wish.pickup_on or self.today
        until = since + timedelta(days=offer.valid_days - 1)
        ready = not offer.delivered or self.readied(offer) < offer.arrived
        step = offer.step(wish.brought or 0)
        held_until = clock.start_of(until + timedelta(days=1))
        hold = self.set_aside(voucher.hold.code, person, self._price(offer, wish), held_until)
        hold.is_bound = True
        ordered = Ordered(voucher.code, offer, person, hold, since, until, wish, ready=ready)
        ordered.sheets = (step[2] if step else offer.sheets) if offer.kind == "copies" else 0
        assert (voucher.valid_until, voucher.price) == (until, hold.amount)
        if step:
            assert step[2] in (voucher.worth_yen, voucher.sheets)
        self.vouchers[voucher.code] = ordered
        if offer.kind == "support":
            self._pay(ordered, wish.community)
            ordered.state = "used"
        elif offer.paid_at_once:
            self._pay(ordered, "redeemed")
        return ordered

    def _pay(self, one: Ordered, taker: str) -> None:
        code = models.Posting.objects.get(hold__code=one.hold.code).code
        key = f"{'support' if taker in GROUPS else 'capture'}:{one.code}"
        line = self.captured(one.hold, code, taker, key, ("voucher", one.code))
        one.paid = line.code
        if taker in GROUPS:
            self.oracle.copy(taker, line, line.takes)

    def _voucher(self) -> Ordered | None:
        recent = list(self.vouchers.values())
        begun = [one for one in recent if one.used and one.state == "issued"]
        return self.dice.choice([*recent[-15:], *begun[-3:]]) if recent else None

    # Giving back

    def cancel(self) -> None:
        """This step will cancel an order, whatever became of it."""
        one = self._voucher()
        if one is None:
            return
        person = self.user(one.person)
        found = self.attempt(lambda: actions.cancel_order(one.code, person_code=one.person, by=person, now=self.now))
        refusal = self._refuses_end(one) or ("VoucherLapsed" if one.paid and one.until < self.today else "")
        assert found.outcome == (refusal or "posted")
        if not refusal:
            self._undo(one)

    def cancel_for(self) -> None:
        """This step will cancel somebody's order at a desk; what was paid is reversed."""
        open_ones = [one for one in self.vouchers.values() if one.state == "issued"]
        one = self.dice.choice(open_ones[-5:]) if open_ones and self.dice.random() < 0.6 else self._voucher()
        if one is None:
            return
        reason = self.dice.choice(["在庫切れ", "在庫切れ", ""])
        found = self.attempt(
            lambda: actions.cancel_for(one.code, reason=reason, by=self.staff[0], now=self.now, center_code="kuji")
        )
        refusal = self._refuses_end(one) if reason else "ReasonMissing"
        assert found.outcome == (refusal or "posted")
        if not refusal:
            self._undo(one)

    def _refuses_end(self, one: Ordered) -> str:
        if one.state != "issued":
            return ENDED[one.state]
        return "VoucherBegun" if one.used else ""

    def _undo(self, one: Ordered) -> None:
        if one.hold.state == "open":
            self.oracle.release(one.hold, "voided")
        else:
            reversal = models.Posting.objects.get(reverses__code=one.paid).code
            self.oracle.reverse(reversal, self.oracle.lines[one.paid], f"cancel:{one.code}", self.today)
        self._close(one, "cancelled")

    def _close(self, one: Ordered, state: str) -> None:
        one.state = state
        if one.ready:
            self._serve(one.offer)

    def _serve(self, offer: Offer) -> None:
        """The pieces that are there go to those who wait longest."""
        waiting = [
            one
            for one in self.vouchers.values()
            if one.offer is offer and one.state == "issued" and not one.ready and one.until >= self.today
        ]
        for one in waiting[: max(0, offer.arrived - self.readied(offer))]:
            one.ready = True

    # Handing over

    def hand_over(self) -> None:
        """This step will redeem a voucher at a desk or a shop, or some of its sheets, whatever became of it."""
        one = self._voucher()
        if one is None:
            return
        kind, place = self.dice.choice([("center", CENTER), ("center", CENTER), ("shop", SHOPS[1])])
        sheets = self.dice.choice([None, 1, 3, 9]) if one.sheets else None
        where = queries.Place(kind, place, "見本の窓口")
        expected = self._expected_hand_over(one, (kind, place), sheets)
        key, times = f"use-{self.step_number}", self.dice.choice([1, 2]) if one.sheets else 1
        for _ in range(times):
            found = self.attempt(
                lambda: actions.redeem_voucher(
                    one.code, place=where, by=self.staff[0], now=self.now, sheets=sheets, key=key
                )
            )
            assert found.outcome == expected
        if expected == "posted":
            one.used += (sheets or one.sheets - one.used) if one.sheets else 0
            one.state = "used" if one.used == one.sheets else "issued"
            if one.hold.state == "open":
                self._pay(one, place if kind == "shop" else "redeemed")

    def _expected_hand_over(self, one: Ordered, where: tuple[str, str], sheets: int | None) -> str:
        kind = one.offer.kind
        if kind == "room_coupon":
            return "VoucherForBooking"
        if not one.is_usable_on(self.today):
            return self._unusable(one)
        if kind == "copies" and (sheets or 1) > one.sheets - one.used:
            return "SheetsLeft"
        fits = where == one.offer.place if one.offer.place[1] else where[0] == "center"
        return "posted" if fits else "VoucherElsewhere"

    def _unusable(self, one: Ordered) -> str:
        if one.state == "issued" and self.today < one.since:
            return "VoucherNotYet"
        if one.state == "issued" and not one.ready and self.today <= one.until:
            return "VoucherNotReady"
        return ENDED[one.state]

    def apply_coupon(self) -> None:
        """This step will put a voucher on a booking, whether it is a coupon and free or not."""
        free = [one for one in self.vouchers.values() if one.offer.kind == "room_coupon" and one.state == "issued"]
        one = self.dice.choice(free[-3:]) if free and self.dice.random() < 0.5 else self._voucher()
        booking = self.dice.choice(BOOKINGS)
        if one is None:
            return
        found = self.attempt(
            lambda: actions.apply_coupon(one.code, person_code=one.person, booking_code=booking, by=None, now=self.now)
        )
        assert found.outcome == self._expected_coupon(one, booking)
        if found.outcome == "posted":
            one.state = "used"
            if not one.booking and one.hold.state == "open":
                self._pay(one, "redeemed")
            one.booking = booking

    def _expected_coupon(self, one: Ordered, booking: str) -> str:
        if one.booking:
            return "posted" if one.booking == booking else "CouponOnOtherBooking"
        if one.offer.kind != "room_coupon":
            return "CouponNotForThis"
        if not one.is_usable_on(self.today):
            return ENDED[one.state]
        on_it = any(other.booking == booking for other in self.vouchers.values())
        return "BookingHasCoupon" if on_it else "posted"

    def release_coupon(self) -> None:
        """This step will take the coupon off a booking, where there is one."""
        booking = self.dice.choice(BOOKINGS)
        one = next((other for other in self.vouchers.values() if other.booking == booking), None)
        found = actions.release_coupon(booking_code=booking, by=None, now=self.now)
        assert found == (one.code if one else None)
        if one:
            one.state, one.booking = "issued", ""

    # The city's side

    def supply(self) -> None:
        """This step will add to a stock or take in a delivery, or less than was promised; the same page counts once."""
        limited = [one for one in self.offers if one.stock is not None]
        offer = self.dice.choice([*self.offers, *limited, *[one for one in self.offers if one.delivered] * 8])
        more = {"stock_change": self.dice.randrange(-3, 8), "arrived_change": self.dice.randrange(-1, 3)}
        key = self.key(list(offer.keys)[-2:], 0.2)
        plan = actions.SupplyPlan(**more if offer.delivered else {"stock_change": more["stock_change"]}, reason="入荷")
        found = self.attempt(lambda: actions.supply_perk(offer.code, plan, key=key, by=self.staff[0], now=self.now))
        if key in offer.keys:
            assert found.outcome == ("posted" if offer.keys[key] == plan else "KeyReused")
            return
        refusal = self._refuses_supply(offer, plan)
        assert found.outcome == (refusal or "posted")
        if not refusal:
            offer.keys[key] = plan
            offer.stock = None if offer.stock is None else offer.stock + plan.stock_change
            offer.arrived += plan.arrived_change
            if offer.delivered:
                self._serve(offer)

    def _refuses_supply(self, offer: Offer, plan: actions.SupplyPlan) -> str:
        if not plan.stock_change and not plan.arrived_change:
            return "SupplyUnfit"
        if offer.stock is None and plan.stock_change:
            return "StockWithoutLimit"
        too_few = offer.stock is not None and offer.stock + plan.stock_change < self.taken(offer)
        return "StockBelowOrders" if too_few or offer.arrived + plan.arrived_change < self.readied(offer) else ""

    def new_table(self) -> None:
        """This step will change what the points are worth, for the orders to come."""
        offer = self.dice.choice([one for one in self.offers if one.steps])
        first, width = self.dice.randrange(3, 9), self.dice.randrange(2, 6)
        offer.steps = ((first, first + width, 10), (first + width + 1, None, self.dice.randrange(11, 40)))
        offer.keeps_rest = not offer.keeps_rest
        name = models.Perk.objects.get(code=offer.code).name
        actions.change_perk(offer.code, offer.plan(name), revision=offer.revision, by=self.staff[0], now=self.now)
        offer.revision += 1

    def withdraw_offer(self) -> None:
        """This step will withdraw a perk for good, and put another like it on sale; a job cancels its orders."""
        offer = self.offers.pop()
        actions.withdraw_perk(offer.code, reason="製造中止", by=self.staff[0], now=self.now)
        offer.withdrawn = True
        self.gone.append(offer)
        self._put_on_sale(Offer(kind="goods", price=self.dice.randrange(3, 9), valid_days=25))

    def accept(self) -> None:
        """This step will let a community take points of supporters, or take none any more."""
        code = self.dice.choice(GROUPS)
        self.accepting[code] = not self.accepting[code]
        self._say(code, self.accepting[code])

    # What the job does

    def end_orders(self) -> None:
        """This function will do what the job of vouchers does: withdrawn ones, those that are over, those that wait."""
        open_ones = [one for one in self.vouchers.values() if one.state == "issued"]
        for one in open_ones:
            if one.offer.withdrawn and not one.used:
                self._undo(one)
        for one in open_ones:
            if one.state == "issued" and one.until < self.today:
                self._lapse_one(one)
        for offer in self.offers:
            if offer.delivered:
                self._serve(offer)

    def _lapse_one(self, one: Ordered) -> None:
        if one.paid and one.offer.kind == "room_coupon":
            self._undo(one)
        elif one.paid:
            one.state = "lapsed"
        else:
            self.oracle.release(one.hold, "lapsed")
            self._close(one, "lapsed")
