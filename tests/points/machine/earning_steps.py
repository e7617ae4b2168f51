"""Every way to earn, the records behind it, and taking them back."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from backend.common import clock
from points import actions, enums, models
from tests.factories import earning
from tests.points.machine import base
from tests.points.machine.base import RULES, Base, Found
from tests.points.machine.terms import Terms


@dataclass(eq=False)
class Record:
    """A report, an award by hand or a sheet, as the oracle knows it."""

    code: str
    rule: str
    person: str
    day: date
    quantity: Decimal
    by: str = ""
    state: str = "waiting"
    key: str = ""


class EarningSteps(Base):
    """The steps that give points."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.visits: list[tuple[str, Any, Any]] = []
        self.reports: list[Record] = []
        self.by_hand: dict[tuple[str, str], Record] = {}
        self.staff_day: Counter[tuple[str, date]] = Counter()
        self.sheets: list[Record] = []

    # Attendance

    def award(self) -> None:
        """This step will pay an activity, often with a source or a key that was there before."""
        terms, person = RULES[self.dice.choice(["hour", "walk"])], self.person()
        source = self._source()
        quantity = Decimal(self.dice.choice(["1", "2", "3.5", "6", "0.2"]))
        day = self.today - timedelta(days=self.dice.randrange(3))
        key = self.key(self.keys("award"))
        expected = self.oracle.earns(terms, person, source, quantity, day, key)
        found = self.attempt(
            lambda: actions.award(
                person_code=person,
                rule_code=terms.code,
                source_kind="attendance",
                source_code=source,
                quantity=quantity,
                happened_on=day,
                key=key,
                by=None,
                now=self.now,
            )
        )
        assert found.short == expected
        self._note(found, terms, person, source, quantity, day, key)

    def _source(self) -> str:
        recent = [one for one in list(self.oracle.sources)[-40:] if one[1] in ("hour", "walk")]
        if recent and self.dice.random() < 0.15:
            return str(self.dice.choice(recent)[2])
        return f"a-{self.step_number}"

    def _note(
        self,
        found: Found,
        terms: Terms,
        person: str,
        source: str,
        quantity: Decimal,
        day: date,
        key: str,
        site: str = "",
    ) -> None:
        if found.outcome == "posted":
            code = found.made.code
            self.oracle.award(code, terms, person, source, quantity, day, key, found.amount, self.today, site)

    def event(self) -> None:
        """This step will pay many at once; one that is refused does not stop the others."""
        terms, source = RULES[self.dice.choice(["hour", "walk"])], f"e-{self.step_number}"
        asked = [
            actions.Award(one, terms.code, "attendance", source, Decimal(2), self.today, f"{source}-{number}")
            for number, one in enumerate(self.dice.choices([one.code for one in self.people], k=5))
        ]
        for one, outcome in zip(asked, actions.award_event(asked, by=None, now=self.now), strict=True):
            self._compare(one, outcome, terms)

    def _compare(self, one: actions.Award, outcome: actions.Outcome, terms: Terms, site: str = "") -> None:
        asked = one.person_code, one.source_code, one.quantity, one.happened_on, one.key
        expected = self.oracle.earns(terms, *asked, site)
        found = _found(outcome)
        assert found.short == expected
        self._note(found, terms, *asked, site)

    # Records

    def visit(self) -> None:
        """This step will read a site's code, wherever and whenever somebody is."""
        site, person = self.dice.choice(self.sites), self.person()
        refusals = self._refusals_of_visit(site.code, person)
        expected = self.oracle.earns(RULES["radio"], person, "new", Decimal(1), self.today, "new", site.code)
        found = self.attempt(lambda: actions.visit_site(site, person=self.user(person), word="", now=self.now))
        if refusals:
            assert found.outcome in refusals
            return
        assert found.outcome == "posted"
        self.visits.append((person, site.code, self.now))
        paid = _found(found.made)
        assert paid.short == expected
        visit = found.made.visit.code
        self._note(paid, RULES["radio"], person, visit, Decimal(1), self.today, f"site:{visit}", site.code)

    def _refusals_of_visit(self, site: str, person: str) -> set[str]:
        hour = self.now.astimezone(clock.TOKYO).hour
        if not 6 <= hour < 21:
            return {"SiteNotOpen"}
        mine = [(where, at) for who, where, at in self.visits if who == person]
        refusals = set()
        if any(where == site and clock.date_of(at) == self.today for where, at in mine):
            refusals.add("AlreadyVisited")
        if any(where != site and self.now - at < timedelta(minutes=10) for where, at in mine):
            refusals.add("AtAnotherSite")
        return refusals

    def report(self) -> None:
        """This step will report something, with a look at it first or without."""
        terms, person = RULES[self.dice.choice(["eco", "fit"])], self.person()
        day = self.today - timedelta(days=self.dice.randrange(5))
        quantity = Decimal(1) if terms.per_time else Decimal(self.dice.randrange(1, 8))
        plan = actions.ReportPlan(rule_code=terms.code, happened_on=day, quantity=quantity)
        found = self.attempt(lambda: actions.report(plan, person=self.user(person), now=self.now))
        taken = any(
            (one.person, one.rule, one.day) == (person, terms.code, day) and one.state in ("waiting", "approved")
            for one in self.reports
        )
        if (self.today - day).days > base.REPORT_DAYS:
            assert found.outcome == "ReportOfAnotherTime"
        elif taken:
            assert found.outcome == "AlreadyReported"
        else:
            assert found.outcome == "posted"
            record = Record(found.made.report.code, terms.code, person, day, quantity)
            self.reports.append(record)
            if terms.code == "eco":
                self._pay_report(record, found.made)

    def _pay_report(self, record: Record, made: Any) -> None:  # noqa: ANN401 - what the action gives
        asked = record.person, record.code, record.quantity, record.day, f"report:{record.code}"
        expected = self.oracle.earns(RULES[record.rule], *asked)
        record.state, paid = "approved", _found(made)
        assert paid.short == expected
        self._note(paid, RULES[record.rule], *asked)

    def decide_report(self) -> None:
        """This step will look at a report, perhaps one that is decided."""
        record = self._one_of(self.reports)
        if record is None:
            return
        approve = self.dice.random() < 0.7
        found = self.attempt(
            lambda: actions.decide_report(
                record.code, approve=approve, reason="確認できません", by=self.staff[0], now=self.now
            )
        )
        if record.state != "waiting":
            assert found.outcome == "RecordDecided"
            return
        assert found.outcome == "posted"
        record.state = "refused"
        if approve:
            self._pay_report(record, found.made)

    def withdraw_report(self) -> None:
        """This step will take a report back, perhaps one that is decided."""
        record = self._one_of(self.reports)
        if record is None:
            return
        person = self.user(record.person)
        found = self.attempt(lambda: actions.withdraw_report(record.code, person=person, now=self.now))
        assert found.outcome == ("posted" if record.state == "waiting" else "RecordDecided")
        if record.state == "waiting":
            record.state = "withdrawn"

    def _one_of(self, records: list[Record]) -> Record | None:
        open_ones = [one for one in records if one.state == "waiting"]
        return self.dice.choice(open_ones or records[-20:]) if records else None

    def enter_by_hand(self) -> None:
        """This step will let staff give points, alone or up to a second pair of eyes."""
        staff, person = self.dice.choice(self.staff), self.person()
        points = self.dice.choice([3, 20, 40, 41, 60])
        mine = [key for by, key in self.by_hand if by == staff.code][-5:]
        key = self.key(mine, 0.2)
        plan = actions.ManualPlan(
            person=self.user(person), rule_code="by-hand", points=points, reason="手伝い", key=key
        )
        expected = self._expected_by_hand(staff.code, person, points, key)
        found = self.attempt(lambda: actions.award_by_hand(plan, by=staff, now=self.now))
        assert (found.outcome, found.made.awarded if found.made else 0) == expected
        if found.made and (staff.code, key) not in self.by_hand:
            code, waits = found.made.record.code, points > base.FOUR_EYES
            record = Record(code, "by-hand", person, self.today, Decimal(points), staff.code, "waiting", key)
            self.by_hand[staff.code, key] = record
            self.staff_day[staff.code, self.today] += points
            if not waits:
                self._give_by_hand(record, found.made.awarded)

    def _expected_by_hand(self, staff: str, person: str, points: int, key: str) -> tuple[str, int]:
        old = self.by_hand.get((staff, key))
        if old is not None:
            if (old.person, int(old.quantity)) != (person, points):
                return "KeyReused", 0
            paid = self.oracle.sources.get((person, "by-hand", old.code))
            return "posted", paid.amount if paid else 0
        if self.staff_day[staff, self.today] + points > base.STAFF_DAY:
            return "StaffLimitReached", 0
        outcome, amount = self.oracle.earns(RULES["by-hand"], person, "new", Decimal(points), self.today, "new")
        return outcome, amount if points <= base.FOUR_EYES else 0

    def _give_by_hand(self, record: Record, amount: int) -> None:
        asked = record.person, record.code, record.quantity, record.day, f"manual:{record.code}"
        assert self.oracle.earns(RULES["by-hand"], *asked) == ("posted", amount)
        code = _posting_of(record.code)
        self.oracle.award(code, RULES["by-hand"], *asked, amount, self.today)
        record.state = "approved"

    def decide_by_hand(self) -> None:
        """This step will let a second member of staff decide, or the first one try."""
        record = self._one_of(list(self.by_hand.values()))
        if record is None:
            return
        staff, approve = self.dice.choice(self.staff), self.dice.random() < 0.7
        asked = record.person, record.code, record.quantity, record.day, f"manual:{record.code}"
        expected, amount = self.oracle.earns(RULES["by-hand"], *asked) if approve else ("posted", 0)
        if record.state != "waiting":
            expected, amount = "RecordDecided", 0
        elif record.by == staff.code:
            expected, amount = "NeedsAnotherPerson", 0
        found = self.attempt(
            lambda: actions.decide_by_hand(record.code, approve=approve, reason="重複", by=staff, now=self.now)
        )
        assert (found.outcome, found.made.awarded if found.made else 0) == (expected, amount)
        if found.made and approve:
            self._give_by_hand(record, amount)
        elif found.made:
            record.state = "refused"
            self.staff_day[record.by, record.day] -= int(record.quantity)

    def clean_up(self) -> None:
        """This step will enter a sheet, whose points are split among those who were there."""
        weights = {
            one.code: self.dice.randrange(1, 4) for one in self.dice.sample(self.people, self.dice.randrange(1, 5))
        }
        kilograms = {"can": Decimal(self.dice.randrange(1, 40)) / 10, "mixed": Decimal(self.dice.randrange(0, 90)) / 10}
        name = f"清掃{self.step_number}"
        plan = earning.sheet(weights, name=name, key=name, kilograms=kilograms, happened_on=self.today)
        made = actions.enter_clean_up(plan, by=self.staff[0], now=self.now)
        worth = int(sum(kilograms[item.code] * item.per_kg for item in earning.TABLE))
        assert _is_fair([(one.weight, one.points) for one in made.shares], worth)
        assert {one.person_code: one.weight for one in made.shares} == weights
        for one in made.shares:
            self._pay_share(one, made.clean_up.code)
        self.sheets.append(Record(made.clean_up.code, "clean-up", "", self.today, Decimal(worth)))

    def _pay_share(self, one: actions.Share, sheet: str) -> None:
        asked = one.person_code, sheet, Decimal(one.points), self.today, f"clean-up:{sheet}:{one.person_code}"
        expected = self.oracle.earns(RULES["clean-up"], *asked)
        found = type(one.refusal).__name__ if one.refusal else "posted"
        assert (found, one.awarded) == expected
        if one.awarded:
            code = _posting_of(sheet, one.person_code)
            self.oracle.award(code, RULES["clean-up"], *asked, one.awarded, self.today)

    def withdraw_clean_up(self) -> None:
        """This step will take a sheet back with all its points, or nothing of it."""
        if not self.sheets:
            return
        sheet = self.dice.choice(self.sheets[-8:])
        paid = [line for source, line in self.oracle.sources.items() if source[1:] == ("clean-up", sheet.code)]
        standing = [line for line in paid if not line.reversed_by]
        refusals = {name for line in standing if (name := self.oracle.refuses_reversal(line, self.today))}
        found = self.attempt(
            lambda: actions.withdraw_clean_up(sheet.code, reason="誤り", by=self.staff[0], now=self.now)
        )
        if sheet.state == "withdrawn":
            assert found.outcome == "RecordDecided"
        elif refusals:
            assert found.outcome in refusals
        else:
            assert found.outcome == "posted"
            sheet.state = "withdrawn"
            for line in standing:
                key = f"withdrawn:{line.code}"
                self.oracle.reverse(_reversal_of(line.code), line, key, self.today)

    def enlarge(self) -> None:
        """This step will add points to a campaign, as a shard of its own."""
        name = self.dice.choice(sorted(base.BUDGETS))
        more = self.dice.randrange(1, 60)
        actions.add_to_campaign(self.staged[name], points=more, by=self.staff[0], now=self.now)
        self.oracle.budgets[name] += more


def _found(outcome: Any) -> Found:  # noqa: ANN401 - a visit, a report or an award of an event
    if outcome.posting is None:
        return Found(type(outcome.refusal).__name__)
    made = outcome.posting
    return Found("replayed" if made.replayed else "posted", made.amount, made)


def _is_fair(shares: list[tuple[int, int]], worth: int) -> bool:
    """Everybody has their share, rounded down or up, and it is all of it."""
    whole = sum(weight for weight, _ in shares)
    return sum(points for _, points in shares) == worth and all(
        0 <= points - worth * weight // whole <= 1 for weight, points in shares
    )


def _posting_of(source: str, person: str = "") -> str:
    found = models.Posting.objects.filter(kind=enums.PostingKind.AWARD, source_code=source)
    if person:
        found = found.filter(credit__owner_code=person)
    return found.get().code


def _reversal_of(posting: str) -> str:
    return models.Posting.objects.get(reverses__code=posting).code
