from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, retries
from backend.common import errors as common
from backend.common.errors import DomainError
from backend.notices import actions as notices
from points import enums, errors, models, queries, rules
from points.actions import _ledger, earning
from points.rules import seasons


@dataclass(frozen=True, kw_only=True)
class CleanUpPlan:
    """An organiser's sheet: kilograms by the items of the published table, and who was there with which weight."""

    name: str
    rule_code: str
    happened_on: date
    kilograms: Mapping[str, Decimal]
    people: Mapping[str, int]
    key: str
    organisation_code: str = ""
    center_code: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A person's part of a sheet, and what came of it: as many points as the limits left, and which limit that was."""

    person_code: str
    weight: int
    points: int
    awarded: int
    refusal: DomainError | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A sheet with everybody's part."""

    clean_up: models.CleanUp
    shares: Sequence[Share]


def try_clean_up(plan: CleanUpPlan, *, by: accounts.User, now: datetime) -> Entered:
    """This function will tell what a sheet would give to whom, by entering it and undoing it."""
    return _ledger.rehearsed(lambda: enter_clean_up(plan, by=by, now=now))


@retries.on_conflict
def enter_clean_up(plan: CleanUpPlan, *, by: accounts.User, now: datetime) -> Entered:
    """This function will enter a sheet: the table's points, to the last one, split among those who were there.

    The same key again gives the sheet that there is. Where a limit takes from somebody's part, nobody else gains.
    Raises CleanUpInFuture, RuleNotInForce, NothingCollected, SheetTooLarge, ItemUnknown, PersonUnknown, CleanUpEntered,
    KeyReused.
    """
    with common.translated(), transaction.atomic():
        seen = models.CleanUp.objects.filter(entered_by_code=by.code, key=plan.key).first()
        if seen is not None:
            return _again(seen, plan)
        if plan.happened_on > clock.date_of(now):
            raise errors.CleanUpInFuture
        rule = queries.rule_on(plan.rule_code, plan.happened_on)
        if rule is None or rule.way != enums.RuleWay.CLEAN_UP:
            raise errors.RuleNotInForce(rule=plan.rule_code, day=seasons.day_words(plan.happened_on))
        people = _people(plan)
        sheet = _write(plan, rule, by, now)
        shares = _awarded(sheet, plan, by, now)
        audit.record(
            "points.clean_up", by=by, subject=sheet.code, center_code=sheet.center_code, now=now, points=sheet.points
        )
        _announce(sheet, shares, people, now)
    return Entered(sheet, shares)


def _again(seen: models.CleanUp, plan: CleanUpPlan) -> Entered:
    lines = {line.item.code: line.kg for line in seen.lines.select_related("item")}
    weights = dict(seen.shares.values_list("person_code", "weight"))
    same = (seen.name, seen.happened_on, lines, weights)
    if same != (plan.name, plan.happened_on, _weighed(plan), dict(plan.people)):
        raise errors.KeyReused(key=plan.key)
    paid = queries.paid_by_person(enums.RuleWay.CLEAN_UP, seen.code)
    rows = seen.shares.order_by("person_code")
    return Entered(
        seen,
        [Share(row.person_code, row.weight, row.points, paid.get(row.person_code, 0), None, row.said) for row in rows],
    )


def _weighed(plan: CleanUpPlan) -> dict[str, Decimal]:
    return {code: kg for code, kg in plan.kilograms.items() if kg > 0}


def _people(plan: CleanUpPlan) -> dict[str, accounts.User]:
    found = {one.code: one for one in accounts.User.objects.filter(code__in=list(plan.people), is_active=True)}
    unknown = [code for code in plan.people if code not in found]
    if unknown:
        raise errors.PersonUnknown(numbers="、".join(unknown))
    return found


def table_points(rule: models.Rule, kilograms: Mapping[str, Decimal], people: Collection[str]) -> int:
    """This function will give the points of what was collected, by a rule's table, for those present to split.

    Raises ItemUnknown, NothingCollected, SheetTooLarge.
    """
    per_kg = {item.code: item.per_kg for item in rule.items.all()}
    unknown = next((code for code in kilograms if code not in per_kg), None)
    if unknown is not None:
        raise errors.ItemUnknown(item=unknown)
    if not people or not any(kg > 0 for kg in kilograms.values()):
        raise errors.NothingCollected
    worth = sum((kg * per_kg[code] for code, kg in kilograms.items()), Decimal(0))
    if worth > rules.bounds.MOST_POINTS:
        raise errors.SheetTooLarge(most=rules.bounds.MOST_POINTS)
    return int(worth.to_integral_value(ROUND_FLOOR))


def _write(plan: CleanUpPlan, rule: models.Rule, by: accounts.User, now: datetime) -> models.CleanUp:
    points = table_points(rule, plan.kilograms, plan.people)
    items = {item.code: item for item in rule.items.all()}
    sheet = models.CleanUp.objects.create(
        name=plan.name,
        rule=rule,
        organisation_code=plan.organisation_code,
        center_code=plan.center_code,
        key=plan.key,
        happened_on=plan.happened_on,
        points=points,
        entered_at=now,
        entered_by_code=by.code,
    )
    models.CleanUpLine.objects.bulk_create(
        models.CleanUpLine(clean_up=sheet, item=items[code], kg=kg) for code, kg in _weighed(plan).items()
    )
    return sheet


def _awarded(sheet: models.CleanUp, plan: CleanUpPlan, by: accounts.User, now: datetime) -> list[Share]:
    """Awards everybody's part, and writes the parts down, each with what the limits left of it."""
    parts = rules.sharing.split(sheet.points, plan.people, seed=sheet.code)
    asked = [
        earning.Award(
            person_code=code,
            rule_code=sheet.rule.code,
            source_kind=enums.RuleWay.CLEAN_UP,
            source_code=sheet.code,
            quantity=Decimal(points),
            happened_on=sheet.happened_on,
            key=f"clean-up:{sheet.code}:{code}",
        )
        for code, points in sorted(parts.items())
    ]
    outcomes = earning.award_event(asked, by=by, now=now, scope=sheet.scope)
    shares = [
        Share(
            code,
            plan.people[code],
            points,
            one.posting.amount if one.posting else 0,
            one.refusal,
            one.said if points else "",
        )
        for (code, points), one in zip(sorted(parts.items()), outcomes, strict=True)
    ]
    models.CleanUpShare.objects.bulk_create(
        models.CleanUpShare(
            clean_up=sheet, person_code=one.person_code, weight=one.weight, points=one.points, said=one.said
        )
        for one in shares
    )
    return shares


def _announce(
    sheet: models.CleanUp, shares: Iterable[Share], people: Mapping[str, accounts.User], now: datetime
) -> None:
    for share in shares:
        if share.points:
            notices.send(
                to=people[share.person_code],
                template="points/clean_up",
                key=f"clean-up:{sheet.code}",
                now=now,
                context={"sheet": sheet, "share": share},
                url="/points/",
            )


@retries.on_conflict
def withdraw_clean_up(code: str, *, reason: str, by: accounts.User, now: datetime) -> models.CleanUp:
    """This function will take a sheet back with all its points, or nothing of it where somebody has spent them.

    Raises CleanUpNotFound, RecordDecided, ReasonMissing, NotEnoughPoints, PointsExpired.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic():
        sheet = models.CleanUp.objects.select_for_update(no_key=True).filter(code=code).first()
        if sheet is None:
            raise errors.CleanUpNotFound
        if sheet.withdrawn_at is not None:
            raise errors.RecordDecided(state="取り下げ")
        paid = queries.paid_by_person(enums.RuleWay.CLEAN_UP, sheet.code)
        for posting in queries.awards_of(enums.RuleWay.CLEAN_UP, sheet.code).order_by("credit_id"):
            earning.reverse(posting.code, reason=reason.strip(), key=f"withdrawn:{posting.code}", by=by, now=now)
        sheet.withdrawn_at, sheet.withdrawal = now, reason.strip()
        sheet.save(update_fields=["withdrawn_at", "withdrawal"])
        audit.record(
            "points.clean_up_withdrawn",
            by=by,
            subject=sheet.code,
            center_code=sheet.center_code,
            reason=sheet.withdrawal,
            now=now,
        )
        _tell_withdrawal(sheet, paid, now)
    return sheet


def _tell_withdrawal(sheet: models.CleanUp, paid: Mapping[str, int], now: datetime) -> None:
    for person in accounts.User.objects.filter(code__in=list(paid)).order_by("pk"):
        notices.send(
            to=person,
            template="points/clean_up_withdrawn",
            key=f"clean-up-withdrawn:{sheet.code}",
            now=now,
            context={"sheet": sheet, "points": paid[person.code]},
            url="/points/",
        )


def look_at_clean_up(sheet: models.CleanUp, *, by: accounts.User, now: datetime) -> None:
    """This function will write down that somebody reads who was at a clean-up."""
    people = accounts.User.objects.filter(code__in=[share.person_code for share in sheet.shares.all()])
    audit.looks("points.clean_up", by=by, abouts=people, subject=sheet.code, center_code=sheet.center_code, now=now)
