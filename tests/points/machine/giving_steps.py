"""Giving within the city's limits, blocks, returns, words before the city, communities' points, and households."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from backend.accounts import models as accounts
from points import actions, enums, models
from points.actions import gift_terms, giving
from tests.factories import accounts as people
from tests.factories import giving as gifts
from tests.points.machine.base import CENTER, GROUPS, Base
from tests.points.machine.books import Gift, GiftTerms
from tests.points.machine.oracle import Line


@dataclass(eq=False)
class Given:
    """A gift with its words, as the oracle knows it."""

    code: str
    gift: Gift
    words: str
    answered: bool = False
    hidden: bool = False
    reported: str = ""


class GivingSteps(Base):
    """The steps between people."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.communities: dict[str, accounts.Organisation] = {
            code: gifts.community(self.people[number], code=code, name=f"見本{code}")
            for number, code in enumerate(GROUPS)
        }
        self.given_words: dict[str, Given] = {}
        self.gift_keys: dict[str, tuple[Any, ...]] = {}
        self.word_reports: dict[str, Given] = {}
        self.decider = people.city_official()

    # Gifts

    def regulate(self) -> None:
        """This step will publish other limits of giving, from today or some days later on."""
        dice = self.dice
        since = self.today + timedelta(days=dice.randrange(3) if self.oracle.gifts.terms else 0)
        sides = [(side, span) for side in ("giver", "person", "community", "pair") for span in ("day", "month")]
        most = {one: dice.randrange(12, 40) * (4 if one[1] == "month" else 1) for one in dice.sample(sides, 4)}
        most["giver", "fiscal_year"] = dice.randrange(300, 600)
        terms = GiftTerms(since=since, per_gift=dice.randrange(9, 20), minor=5, return_days=3, most=most)
        plan: dict[str, Any] = {f"{side}_{span}": limit for (side, span), limit in most.items()}
        plan |= {"per_gift": terms.per_gift, "minor_per_gift": terms.minor, "return_days": terms.return_days}
        gift_terms.publish_gift_terms(
            gift_terms.GiftTermsPlan(starts_on=since, reason="見本のきまり", **plan),
            key=f"terms-{self.step_number}",
            by=self.staff[0],
            now=self.now,
        )
        self.oracle.gifts.terms.append(terms)

    def give_by_code(self) -> None:
        """This step will give by receiving codes: to whoever they name, with words, now and then by the same press."""
        for _ in range(self.dice.randrange(1, 4)):
            self._give_by_code()

    def _give_by_code(self) -> None:
        person, amount, words = self.payer(), self.dice.randrange(1, 11), self.dice.choice(["", "どうぞ", "お礼"])
        kind, taker = self._taker()
        key = self.key(list(self.gift_keys)[-3:], 0.08)
        full = f"gift:{person}:{key}"
        plan = giving.GiftPlan(word=self._word(kind, taker), amount=amount, note=words, key=key)
        found = self.attempt(lambda: giving.give_gift(plan, by=self.user(person), now=self.now))
        request = ("give", person, amount, kind, taker)
        # A key that has given before is asked first, whatever has become of its code.
        known, refusal = self.oracle.seen(full, request), ""
        if known is None:
            refusal = self._refuses_code(person, taker) or self._refuses_gift(person, kind, taker, amount)
            assert found.outcome == (refusal or "posted")
        elif known[0] == "replayed":
            assert found.outcome == ("posted" if self.gift_keys[key][1] == words else "KeyReused")
        else:
            assert found.outcome == known[0]
        if known is None and not refusal:
            self.gift_keys[key] = (person, words)
            line = self.note_gift(found.made.posting.code, person, kind, taker, amount, full)
            self.given_words[line.code] = Given(found.made.gift.code, self.oracle.gifts.by_line[line.code], words)

    def _taker(self) -> tuple[str, str]:
        if self.dice.random() < 0.3:
            return "community", self.dice.choice(GROUPS)
        grown_up = self.dice.choice([self.people[0], self.people[1], self.people[5]]).code
        return "person", self.dice.choice([grown_up, self.person()])

    def _word(self, kind: str, taker: str) -> str:
        if kind == "person":
            form = enums.GiftName.FAMILY
            return giving.open_address(person=self.user(taker), name_form=form, now=self.now).word
        return giving.open_community_address(self.communities[taker], by=self.people[0], now=self.now).word

    def _refuses_code(self, person: str, taker: str) -> str:
        if (taker, person) in self.oracle.gifts.blocks:
            return "GiftCodeUnknown"
        if taker == person:
            return "GiftToOneself"
        return "" if self.oracle.gifts.terms_on(self.today) else "GivingNotOpen"

    def _refuses_gift(self, person: str, kind: str, taker: str, amount: int) -> str:
        short = self.oracle.worth(person, self.today) < amount
        refusal = self.oracle.gifts.refuses(person, kind, taker, amount, self.today)
        return refusal or ("NotEnoughPoints" if short else "")

    def note_gift(self, code: str, person: str, kind: str, taker: str, amount: int, key: str) -> Line:
        """This function will note a gift that was made."""
        line = Line(code, "give", person, taker, amount)
        self.oracle.spend(line, key, ("give", person, amount, kind, taker), self.today)
        self.oracle.copy(taker, line, line.takes)
        self.oracle.gifts.note(line, kind, self.today)
        return line

    def give(self) -> None:
        """This step will give points without a code, as the ledger alone allows it: every limit holds here, too."""
        person, amount = self.person(), self.dice.randrange(1, 20)
        kind, taker = self._taker()
        key = self.key(self.keys("give"))
        request = ("give", person, amount, kind, taker)
        found = self.attempt(
            lambda: actions.give(
                person_code=person,
                amount=amount,
                to_kind=kind,
                to_code=taker,
                note="",
                key=key,
                by=None,
                now=self.now,
            )
        )
        known = self.oracle.seen(key, request)
        refusal = self._refuses_gift(person, kind, taker, amount)
        assert found.short == (known or ((refusal, 0) if refusal else ("posted", amount)))
        if found.outcome == "posted":
            self.note_gift(found.made.code, person, kind, taker, amount, key)

    def _some_gift(self) -> Gift | None:
        made = list(self.oracle.gifts.by_line.values())[-10:]
        return self.dice.choice(made) if made else None

    def return_gift(self) -> None:
        """This step will send a gift back, in time or not, touched or not, perhaps a second time."""
        gift = self._some_gift()
        if gift is None:
            return
        row = models.Gift.objects.get(posting__code=gift.line.code)
        found = self.attempt(lambda: giving.return_gift(row, by=self.people[0], now=self.now))
        expected = self._refuses_return(gift)
        assert found.outcome == (expected or "posted")
        if not expected and not gift.returned:
            reversal = found.made.return_posting.code
            self.oracle.reverse(reversal, gift.line, f"return:{row.code}", self.today)

    def _refuses_return(self, gift: Gift) -> str:
        if gift.returned:
            return ""
        if gift.until is None or self.now > gift.until:
            return "GiftKept"
        return "GiftUsed" if self.oracle.refuses_reversal(gift.line, self.today) else ""

    def block(self) -> None:
        """This step will let somebody take no more from a giver, or take from them again."""
        gift, blocks = self._some_gift(), self.oracle.gifts.blocks
        if blocks and self.dice.random() < 0.5:
            owner, giver = self.dice.choice(sorted(blocks))
            blocked = models.GiftBlock.objects.get(owner_code=owner, giver_code=giver, ended_at=None)
            giving.unblock_giver(blocked, by=self.people[0], now=self.now)
            blocks.remove((owner, giver))
        elif gift is not None:
            row = models.Gift.objects.get(posting__code=gift.line.code)
            giving.block_giver(row, by=self.people[0], now=self.now)
            blocks.add((gift.line.credit, gift.line.debit))

    def close_code(self) -> None:
        """This step will end somebody's receiving code."""
        person = self.person()
        giving.close_address(person, by=self.user(person), now=self.now)

    # Words: whatever is said, answered, reported or hidden moves no points

    def answer(self) -> None:
        """This step will answer a gift, once."""
        one = self._worded()
        if one is None:
            return
        row = models.Gift.objects.get(code=one.code)
        by = self.user(one.gift.line.credit)
        found = self.attempt(lambda: giving.answer_gift(row, "ありがとう", by=by, now=self.now))
        refusal = "GiftReturned" if one.gift.returned else "GiftAnswered" if one.answered else ""
        assert found.outcome == (refusal or "posted")
        one.answered = one.answered or not refusal

    def report_words(self) -> None:
        """This step will put a giver's words before the city."""
        one = self._worded()
        if one is None:
            return
        row = models.Gift.objects.get(code=one.code)
        by = self.user(one.gift.line.credit)
        found = self.attempt(lambda: gift_terms.report_note(row, "giver", reason="不快", by=by, now=self.now))
        refusal = "NoteNotFound" if not one.words or one.hidden else "NoteReported" if one.reported else ""
        assert found.outcome == (refusal or "posted")
        if not refusal:
            one.reported = found.made.code
            self.word_reports[one.reported] = one

    def decide_words(self) -> None:
        """This step will let the city hide reported words, or leave them."""
        if not self.word_reports:
            return
        code = self.dice.choice(list(self.word_reports)[-5:])
        one, hide = self.word_reports[code], self.dice.random() < 0.5
        found = self.attempt(
            lambda: gift_terms.decide_note_report(code, hide=hide, reason="不適切", by=self.decider, now=self.now)
        )
        assert found.outcome == ("posted" if one.reported == code else "ReportDecided")
        if one.reported == code:
            one.reported, one.hidden = "", hide

    def _worded(self) -> Given | None:
        to_people = [one for one in self.given_words.values() if one.gift.kind == "person"]
        made = [one for one in to_people if one.words or self.dice.random() < 0.2]
        return self.dice.choice(made[-8:]) if made else None

    # Communities

    def use_together(self) -> None:
        """This step will use a community's points at a center, now and then by the same press again."""
        group, amount = self.dice.choice(GROUPS), self.dice.randrange(1, 9)
        key = self.key(self.keys_of(f"community:{group}:"), 0.15)
        plan = gift_terms.UsePlan(center_code=CENTER, amount=amount, purpose="夏祭りのコピー", key=key)
        community, by = self.communities[group], self.people[GROUPS.index(group)]
        found = self.attempt(lambda: gift_terms.use_for_community(community, plan, by=by, now=self.now))
        full = f"community:{group}:{key}"
        request = ("redeem", group, amount, CENTER)
        known = self.oracle.seen(full, request)
        short = self.oracle.worth(group, self.today) < amount
        replayed = known is not None and known[0] == "replayed"
        expected = "posted" if replayed else known[0] if known else "NotEnoughPoints" if short else "posted"
        assert found.outcome == expected
        if found.made and known is None:
            line = Line(found.made[1].code, "redeem", group, CENTER, amount)
            self.oracle.spend(line, full, request, self.today)

    def keys_of(self, prefix: str) -> list[str]:
        """This function will list the latest keys that begin with some words, without them."""
        return [key.removeprefix(prefix) for key in list(self.oracle.keys)[-200:] if key.startswith(prefix)][-3:]

    # Households

    def move_in(self) -> None:
        """This step will invite somebody home by a word, who is confirmed or turned away."""
        host, guest = self.dice.sample([one.code for one in self.people], 2)
        homes, confirm = self.oracle.homes, self.dice.random() < 0.7
        asked = actions.invite_to_household(person=self.user(host), now=self.now)
        if not homes.of(host, self.today):
            homes.join(host, asked.household.code, self.today)
        assert asked.household.code == homes.of(host, self.today)
        found = self.attempt(lambda: actions.enter_household_word(asked.word, person=self.user(guest), now=self.now))
        if homes.of(guest, self.today):
            assert found.outcome == "InHouseholdAlready"
            return
        assert found.outcome == "posted"
        actions.answer_household_word(asked.word, confirm=confirm, person=self.user(host), now=self.now)
        if confirm:
            homes.join(guest, asked.household.code, self.today)

    def move_out(self) -> None:
        """This step will let somebody leave: they count where they are until the fiscal year is over."""
        person = self.person()
        found = self.attempt(lambda: actions.leave_household(person=self.user(person), now=self.now))
        if not self.oracle.homes.of(person, self.today):
            assert found.outcome == "NotInHousehold"
            return
        assert found.outcome == "posted"
        self.oracle.homes.leave(person, self.today)
