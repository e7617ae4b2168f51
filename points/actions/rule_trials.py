"""What a draft would give, told by the award's own code and undone."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backend.common.errors import DomainError
from points import enums, models, rules
from points.actions import _ledger, clean_ups, earning, rule_drafts
from points.actions.earning import Award


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody might do, to try a draft with; without a person somebody of whom nothing is asked.

    With kilograms by the items of the table it is a clean-up with so many people present, the person one of them;
    its quantity is then what the table gives each.
    """

    quantity: Decimal
    happened_on: date
    person_code: str = ""
    kilograms: Mapping[str, Decimal] | None = None
    present: int = 1


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft would give for a case: how much of what was asked, or why not; `said` names the limit that cut."""

    case: Case
    amount: int
    asked: int
    refusal: DomainError | None
    expires_on: date | None = None
    said: str = ""


def try_draft(draft: models.Rule, cases: Sequence[Case], *, now: datetime) -> list[Tried]:
    """This function will publish a draft, make awards by it in the order given, and undo it all.

    So it is the award's own code that answers, with the caps, budgets and other people's points of this moment. Of a
    clean-up it tells each one's part. Raises what `publish_draft` does, ItemUnknown, NothingCollected, SheetTooLarge.
    """
    return _ledger.rehearsed(lambda: _try(draft, cases, now))


def _try(draft: models.Rule, cases: Sequence[Case], now: datetime) -> list[Tried]:
    rule = draft if draft.published_at else rule_drafts.publish_draft(draft, by=None, now=now)
    parts = [part for number, case in enumerate(cases) for part in _parts(rule, number, case)]
    awards = [_award(rule, number, case) for number, case in enumerate(parts)]
    outcomes = earning.award_event(awards, by=None, now=now, scope=rule.scope)
    return [_tried(case, one) for case, one in zip(parts, outcomes, strict=True)]


def _parts(rule: models.Rule, number: int, case: Case) -> list[Case]:
    """Gives each one's part of a clean-up, split as a sheet's is, the largest first; the first is the person's."""
    if case.kilograms is None:
        return [case]
    people = [f"{place:04}" for place in range(case.present)]
    points = clean_ups.table_points(rule, case.kilograms, people)
    split = rules.sharing.split(points, dict.fromkeys(people, 1), seed=f"rehearsal-{number}")
    return [
        dataclasses.replace(case, quantity=Decimal(split[one]), person_code="" if place else case.person_code)
        for place, one in enumerate(sorted(people, key=lambda one: -split[one]))
    ]


def _tried(case: Case, outcome: earning.Outcome) -> Tried:
    made = outcome.posting
    if made is None:
        return Tried(case, 0, 0, outcome.refusal, said=outcome.said)
    return Tried(case, made.amount, made.asked, outcome.refusal, made.expires_on, outcome.said)


def _award(rule: models.Rule, number: int, case: Case) -> Award:
    return Award(
        person_code=case.person_code or (f"anybody-{number}" if case.kilograms is not None else "anybody"),
        holder_kind=enums.AccountKind.PERSON if case.person_code else enums.AccountKind.COMMUNITY,
        rule_code=rule.code,
        source_kind=rule.way,
        source_code=f"rehearsal-{number}",
        quantity=case.quantity,
        happened_on=case.happened_on,
        key=f"rehearsal-{rule.pk}-{number}",
    )
