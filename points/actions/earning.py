import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from psycopg.types.json import Jsonb

from backend.common import audit
from backend.common.errors import DomainError
from points import enums, queries
from points.actions import _ledger
from points.actions._ledger import Actor, Posting


@dataclass(frozen=True, slots=True)
class Award:
    """What one person did, for `award_event`; the fields mean what they mean for `award`."""

    person_code: str
    rule_code: str
    source_kind: str
    source_code: str
    quantity: Decimal
    happened_on: date
    key: str
    holder_kind: str = enums.AccountKind.PERSON


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one award of an event: a posting, or the refusal that stood in its way.

    `cut` is the sentence that names the limit which left less than the rule gives, empty where none did.
    """

    person_code: str
    posting: Posting | None
    refusal: DomainError | None
    cut: str = ""

    @property
    def said(self) -> str:
        """This function will say which limit cut or refused, as a sentence for the person; empty where none did."""
        return self.refusal.sentence if self.refusal else self.cut


def award(
    *,
    person_code: str,
    rule_code: str,
    source_kind: str,
    source_code: str,
    quantity: Decimal,
    happened_on: date,
    key: str,
    by: Actor | None,
    now: datetime,
    holder_kind: str = enums.AccountKind.PERSON,
    scope: str = enums.HOME_SCOPE,
) -> Posting:
    """This function will give a person the points that a rule gives for an activity.

    `quantity` is in the unit of the rule: 1 for a time, hours, pieces. The version of the rule is that of
    `happened_on` (Tokyo date). A source pays the same person once by the same rule, whatever key is sent: the same
    request again gives the old posting (`replayed`), another quantity or day raises AlreadyAwarded. So a source is
    one approval: a corrected approval first reverses the old award, and comes under a source code of its own.
    Raises RuleNotInForce, NothingEarned, CapReached, BudgetSpent, AlreadyAwarded, KeyReused; none of them breaks the
    caller's transaction.
    """
    row = _ledger.call(
        "points_award",
        scope,
        _ledger.posting_code(),
        holder_kind,
        person_code,
        rule_code,
        source_kind,
        source_code,
        quantity,
        happened_on,
        key,
        _ledger.actor_code(by),
        now,
    )
    return _ledger.posting(row)


def award_event(
    awards: Sequence[Award], *, by: Actor | None, now: datetime, scope: str = enums.HOME_SCOPE
) -> list[Outcome]:
    """This function will make many awards in one statement and one transaction, and tell each one's outcome in order.

    A refusal of one (a cap, a rule not in force) does not stop the others.
    """
    rows = _ledger.rows(
        "points_award_event", scope, Jsonb([_asked(one) for one in awards]), _ledger.actor_code(by), now
    )
    outcomes = [_outcome(one, row) for one, row in zip(awards, rows, strict=True)]
    cuts = queries.cuts([one.posting.code for one in outcomes if one.posting and one.posting.is_cut])
    return [_told(one, cuts) for one in outcomes] if cuts else outcomes


def try_award(one: Award, *, by: Actor | None, now: datetime, scope: str = enums.HOME_SCOPE) -> Outcome:
    """This function will tell what an award would give if it were made now, by making it and undoing it."""
    return _ledger.rehearsed(lambda: award_event([one], by=by, now=now, scope=scope)[0])


def _asked(one: Award) -> dict[str, str]:
    asked = {name: str(value) for name, value in dataclasses.asdict(one).items()}
    names = {"person_code": "holder", "rule_code": "rule", "holder_kind": "kind"}
    return {names.get(name, name): value for name, value in asked.items()} | {"code": _ledger.posting_code()}


def _outcome(one: Award, row: _ledger.Row) -> Outcome:
    refusal = _ledger.refusal_of(row)
    return Outcome(one.person_code, None if refusal else _ledger.posting(row), refusal)


def cut_of(posting: Posting) -> str:
    """This function will say which limit left an award less than its rule gives; empty where none did."""
    return queries.cuts([posting.code]).get(posting.code, "") if posting.is_cut else ""


def _told(one: Outcome, cuts: dict[str, str]) -> Outcome:
    return dataclasses.replace(one, cut=cuts.get(one.posting.code, "")) if one.posting else one


def reverse(
    posting_code: str, *, reason: str, key: str, by: Actor | None, now: datetime, scope: str = enums.HOME_SCOPE
) -> Posting:
    """This function will undo a posting by its mirror image: an award withdrawn, a redemption refunded.

    Points taken back come from the lots of the award, then from the person's other usable points; refunded points keep
    the expiry dates they had. No account goes into debt: NotEnoughPoints when they are spent, PointsExpired when they
    have already gone by themselves; then nothing is written. Reversing twice gives the first reversal.
    """
    row = _ledger.call(
        "points_reverse", scope, _ledger.posting_code(), posting_code, reason, key, _ledger.actor_code(by), now
    )
    made = _ledger.posting(row)
    if not made.replayed:
        audit.record("points.reverse", by=by, subject=posting_code, reason=reason, now=now, reversal=made.code)
    return made
