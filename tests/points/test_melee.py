"""Everything at once on few accounts: people, desks, tills and nightly jobs in processes of their own."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from backend.accounts import models as accounts
from backend.common import errors as common
from points import actions, enums, models, queries
from points.actions import payments
from tests.factories import accounts as people
from tests.factories import earning, tills
from tests.factories import points as factories
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PROCESSES, CALLS = 6, 25
NOW = factories.NOW
TURNS = (
    "earn",
    "stale",
    "report",
    "sheet",
    "redeem",
    "give",
    "hold",
    "order",
    "hand_over",
    "pay",
    "refund",
    "back",
    "jobs",
)


class Turn:
    """One process's way through a round."""

    def __init__(self, seed: str, crowd: list[accounts.User], desk: accounts.User, till: models.Till) -> None:
        self.dice = random.Random(seed)
        self.seed, self.crowd, self.desk, self.till = seed, crowd, desk, till

    def take(self) -> str:
        """This function will do one thing, and name what came of it."""
        step: Callable[[], Any] = getattr(self, self.dice.choice(TURNS))
        try:
            step()
        except common.TooBusy:
            raise
        except common.DomainError as refusal:
            return type(refusal).__name__
        return step.__name__

    @property
    def one(self) -> accounts.User:
        """This property gives somebody."""
        return self.dice.choice(self.crowd)

    @property
    def key(self) -> str:
        """This property gives a key that another process may hold, too."""
        return f"{self.seed.partition('/')[0]}-{self.dice.randrange(80)}"

    def earn(self) -> None:
        """Many awards of few sources, by a rule with caps of several and a campaign."""
        key = self.key
        factories.earn(self.one, 2, rule_code="walk", source_code=key, key=f"{key}-{self.dice.randrange(3)}")

    def stale(self) -> None:
        """Points that have expired by now, for the sweep; their campaign gets them back."""
        key, long_ago = self.key, NOW - timedelta(days=60)
        factories.earn(
            self.one, 1, rule_code="stale", source_code=key, key=key, happened_on=long_ago.date(), now=long_ago
        )

    def report(self) -> None:
        """A report, whose points come at once."""
        day = factories.TODAY - timedelta(days=self.dice.randrange(6))
        actions.report(actions.ReportPlan(rule_code="eco", happened_on=day), person=self.one, now=NOW)

    def sheet(self) -> None:
        """A sheet for several, entered or taken back."""
        found = models.CleanUp.objects.filter(withdrawn_at=None).order_by("?").first()
        if found and self.dice.random() < 0.5:
            actions.withdraw_clean_up(found.code, reason="誤り", by=self.desk, now=NOW)
        else:
            plan = earning.sheet({one.code: 1 for one in self.crowd}, name=self.key, key=self.key)
            actions.enter_clean_up(plan, by=self.desk, now=NOW)

    def redeem(self) -> None:
        """Points used at once."""
        actions.redeem(
            person_code=self.one.code, amount=3, source_kind="t", source_code="t", key=f"r-{self.key}", by=None, now=NOW
        )

    def give(self) -> None:
        """A gift round in a circle."""
        giver, taker = self.dice.sample(self.crowd, 2)
        actions.give(
            person_code=giver.code,
            amount=2,
            to_kind="person",
            to_code=taker.code,
            note="",
            key=f"g-{self.key}",
            by=None,
            now=NOW,
        )

    def hold(self) -> None:
        """A hold, and one of its ends, if need be of somebody else's hold."""
        ends = NOW + timedelta(days=9)
        held = actions.hold(
            person_code=self.one.code,
            amount=2,
            source_kind="t",
            source_code="t",
            expires_at=ends,
            key=f"h-{self.key}",
            by=None,
            now=NOW,
        )
        if self.dice.random() < 0.5:
            actions.capture(held.code, key=f"c-{held.code}", by=None, now=NOW)
        else:
            actions.void(held.code, now=NOW)

    def order(self) -> None:
        """An order of the last of a stock, or its cancellation."""
        one = self.one
        factories.order(models.Perk.objects.get(), one, key=self.key)

    def hand_over(self) -> None:
        """A voucher at a desk while its owner cancels it."""
        voucher = models.Voucher.objects.filter(state=enums.VoucherState.ISSUED).order_by("?").first()
        if voucher is None:
            return
        if self.dice.random() < 0.5:
            owner = next(one for one in self.crowd if one.code == voucher.person_code)
            actions.cancel_order(voucher.code, person_code=owner.code, by=owner, now=NOW)
        else:
            at = queries.Place("center", "kuji", "見本の窓口")
            actions.redeem_voucher(voucher.code, place=at, by=self.desk, now=NOW)

    def pay(self) -> None:
        """A payment by a code that somebody may have made old meanwhile."""
        code = payments.issue_payment_code(self.one, now=NOW)
        payments.pay_by_code(code, till=self.till, amount=2, key=f"p-{self.key}", by=self.desk, now=NOW)

    def refund(self) -> None:
        """A part of a payment back."""
        paid = models.Payment.objects.order_by("?").first()
        if paid:
            payments.refund(paid, amount=1, reason="返品", by_city=False, key=self.key, by=self.desk, now=NOW)

    def back(self) -> None:
        """An award withdrawn, whoever has its points by now."""
        code = models.Posting.objects.filter(kind="award").order_by("?").values_list("code", flat=True).first()
        actions.reverse(code or "", reason="誤り", key=f"v-{code}", by=None, now=NOW)

    def jobs(self) -> None:
        """The nightly jobs, by day."""
        actions.lapse_holds(now=NOW)
        actions.carry_over(now=NOW, whole=True)
        actions.expire_lots(now=NOW)
        actions.seal_chain(now=NOW)


def _work(seed: str, crowd: list[accounts.User], desk: accounts.User, till: models.Till) -> dict[str, int]:
    turn = Turn(seed, crowd, desk, till)
    return dict(Counter(turn.take() for _ in range(CALLS)))


def test_everything_at_once_on_few_accounts_leaves_no_drift() -> None:
    health = actions.open_campaign(
        name="健康",
        starts_on=earning.BEGINS,
        ends_on=factories.TODAY,
        budget=600,
        by=None,
        now=NOW,
        returns_expired=True,
    )
    shared = [earning.cap("rule", "month", 900), earning.cap("household", "day", 70)]
    earning.published("walk", per_time=3, campaign=health, shared_caps=shared)
    earning.published("stale", per_time=2, campaign=health, expiry_kind=enums.ExpiryKind.DAYS, expiry_amount=1)
    earning.published("eco", way=enums.RuleWay.REPORT, reviewed=False)
    earning.clean_up_rule(per_unit=Decimal(1))
    crowd = [people.UserFactory.create() for _ in range(4)]
    earning.live_together(*crowd[:2])
    till = tills.center("kuji")
    factories.PerkFactory.create(price=4, stock=30, most_per_person=9)
    kwargs = {"crowd": crowd, "desk": people.staff_of("kuji"), "till": till}
    with race.runners(PROCESSES) as field:
        for number in range(race.rounds(3)):
            calls = [race.Call(_work, {"seed": f"{number}/{one}", **kwargs}) for one in range(PROCESSES)]
            outcomes = field.run(calls)
            assert race.tally(outcomes) == {"ok": PROCESSES}, [one.detail for one in outcomes if one.detail]
    Turn("end/0", crowd, kwargs["desk"], till).jobs()  # type: ignore[arg-type]
    call_command("verify_points", stdout=StringIO())
    assert _sum_of_all_accounts() == 0
    assert models.Posting.objects.values("kind").distinct().count() >= 6


def _sum_of_all_accounts() -> int:
    """What is stored, and what the computed accounts come to by the postings at their side."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(balance) FROM points_account WHERE NOT computed)"
            " + sum(CASE WHEN credit_version IS NULL THEN amount ELSE 0 END)"
            " - sum(CASE WHEN debit_version IS NULL THEN amount ELSE 0 END) FROM points_posting"
        )
        row = cursor.fetchone()
    return int(row[0]) if row else -1


def test_one_voucher_shown_by_22_accounts_is_handed_over_once() -> None:
    """LOVESAIJO 2022: one code was read by several accounts, 22 times."""
    factories.rule()
    owner = people.UserFactory.create()
    factories.earn(owner, 100)
    voucher = factories.order(factories.PerkFactory.create(), owner)
    desks = [people.staff_of("kuji") for _ in range(22)]
    with race.runners(22) as field:
        outcomes = field.run([race.Call(_hand_over, {"code": voucher.code, "by": desk}) for desk in desks])
    assert race.tally(outcomes) == {"ok": 1, "VoucherUsed": 21}
    assert models.Posting.objects.filter(kind="redeem").count() == 1
    call_command("verify_points", stdout=StringIO())


def _hand_over(code: str, by: accounts.User) -> None:
    actions.redeem_voucher(code, place=queries.Place("center", "kuji", "見本の窓口"), by=by, now=NOW)
