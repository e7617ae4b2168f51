"""What a city decides about points: what they buy."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from backend.common import audit, codes, retries
from backend.common import errors as common
from points import enums, errors, models
from points.actions import _ledger, _requests, perks
from points.actions._ledger import Actor
from points.queries import perk_words
from points.rules import seasons, words


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """A line of a table: from so many points to so many (None: or more), and the worth in yen or sheets."""

    from_points: int
    worth: int
    to_points: int | None = None


@dataclass(frozen=True, kw_only=True)
class PerkPlan:
    """A perk as it is put on sale; see models.Perk. With `steps` the points that somebody brings decide the worth."""

    kind: enums.PerkKind
    name: str
    price: int
    captured: enums.CaptureMoment
    valid_days: int
    starts_on: date
    ends_on: date | None = None
    sale_from: int | None = None
    sale_to: int | None = None
    use_starts_on: date | None = None
    use_ends_on: date | None = None
    use_from: int | None = None
    use_to: int | None = None
    pickup_weekdays: Sequence[int] = ()
    lead_days: int = 0
    pickup_hours: str = ""
    about: str = ""
    yen_off: int | None = None
    percent_off: int | None = None
    sheets: int | None = None
    steps: Sequence[StepPlan] = ()
    keeps_rest: bool = True
    most_per_person: int | None = None
    person_span: str = ""
    most_in_span: int | None = None
    total_span: str = ""
    stock: int | None = None
    by_delivery: bool = False
    arrival_words: str = ""
    place_kind: str = ""
    place_code: str = ""
    place_name: str = ""
    provisional: bool = False
    position: int = 0

    def columns(self) -> dict[str, object]:
        """This function will give what stands in the perk's own row."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("steps", "keeps_rest")}
        stepped = {"stepped": bool(self.steps), "pickup_weekdays": list(self.pickup_weekdays)}
        least = {"price": min(step.from_points for step in self.steps)} if self.steps else {}
        return own | stepped | least


@dataclass(frozen=True, slots=True)
class Shown:
    """A perk as people would read it, and what differs from what they read today."""

    perk: models.Perk
    lines: list[words.Line]
    differences: list[words.Difference]
    waiting: int


def refuse_unfit_perk(plan: PerkPlan) -> None:
    """This function will raise PerkUnfit, with the first thing that does not go together."""
    why = next((said for said, fits in _conditions(plan) if not fits), "")
    if why:
        raise errors.PerkUnfit(why=why)


def _conditions(plan: PerkPlan) -> list[tuple[str, bool]]:
    goods = plan.kind in (enums.PerkKind.GOODS, enums.PerkKind.PRODUCE)
    off = [plan.yen_off, plan.percent_off]
    coupon, copies = plan.kind == enums.PerkKind.ROOM_COUPON, plan.kind == enums.PerkKind.COPIES
    off_fits = sum(one is not None for one in off) == (coupon and not plan.steps)
    seasons_fit = all(
        (first is None) == (last is None) and all(one is None or seasons.is_month_day(one) for one in (first, last))
        for first, last in ((plan.sale_from, plan.sale_to), (plan.use_from, plan.use_to))
    )
    in_order = all(
        first is None or last is None or first <= last
        for first, last in ((plan.starts_on, plan.ends_on), (plan.use_starts_on, plan.use_ends_on))
    )
    support = plan.kind == enums.PerkKind.SUPPORT
    return [
        ("必要なポイントか、段階の表を入れてください。", plan.price > 0),
        ("優待券では円引きか%引きのどちらか一方を、ほかの種類では空けてください。", off_fits),
        (
            "コピーでは枚数を、ほかの種類と段階の表があるときは空けてください。",
            (plan.sheets is not None) == (copies and not plan.steps),
        ),
        ("品物と地元の産品では、受け渡しの場所を選んでください。", not goods or bool(plan.place_code)),
        ("入荷を待つ申込みは、品物と地元の産品だけで使えます。", goods or not plan.by_delivery),
        (
            "地域の応援では、段階の表と受け取りの曜日を空けてください。",
            not support or not (plan.steps or plan.pickup_weekdays),
        ),
        ("毎年の時期は、始まりと終わりの両方を入れてください。", seasons_fit),
        ("終わりの日は、始まりの日より後にしてください。", in_order),
        (
            "段階の表は、ポイントの少ない順に書いてください。",
            all(one.to_points is None or one.to_points >= one.from_points for one in plan.steps),
        ),
    ]


@transaction.atomic
def put_on_sale(plan: PerkPlan, *, by: Actor | None, now: datetime, key: str = "") -> models.Perk:
    """This function will put a perk on sale; the same `key` does it once. Raises PerkUnfit, StepsInvalid, KeyReused."""
    refuse_unfit_perk(plan)
    code = f"pk-{''.join(filter(str.isalnum, codes.normal(key)))[:9]}" if key else models.perks.perk_code()
    seen = models.Perk.objects.filter(code=code).first()
    if seen is not None:
        same = seen.request_hash == _requests.hash_of(plan) if seen.request_hash else _says(seen, plan)
        if not same:
            raise errors.KeyReused(key=key)
        return seen
    with common.translated():
        perk = models.Perk.objects.create(code=code, request_hash=_requests.hash_of(plan), **plan.columns())
        _write_table(perk, plan, now)
    audit.record("points.perk_put_on_sale", by=by, subject=perk.code, now=now, price=perk.price)
    return perk


def _says(perk: models.Perk, plan: PerkPlan) -> bool:
    """What stands in a perk of before the hash was kept is all that can be compared."""
    newest = perk.tables.filter(sealed_at__isnull=False).order_by("-version").first()
    tables_agree = _same_table(newest, plan) if newest else not plan.steps
    return tables_agree and all(getattr(perk, name) == value for name, value in plan.columns().items())


def _write_table(perk: models.Perk, plan: PerkPlan, now: datetime) -> None:
    """A new version of the table, unless the newest says the same; once sealed neither changes."""
    if not plan.steps:
        return
    newest = perk.tables.filter(sealed_at__isnull=False).order_by("-version").first()
    if newest is not None and _same_table(newest, plan):
        return
    last = perk.tables.aggregate(last=Max("version"))["last"] or 0
    table = models.PerkStepTable.objects.create(perk=perk, version=last + 1, keeps_rest=plan.keeps_rest)
    models.PerkStep.objects.bulk_create(models.PerkStep(table=table, **asdict(step)) for step in plan.steps)
    table.sealed_at = now
    table.save(update_fields=["sealed_at"])


def _same_table(table: models.PerkStepTable, plan: PerkPlan) -> bool:
    rows = set(table.steps.values_list("from_points", "to_points", "worth"))
    return table.keeps_rest == plan.keeps_rest and rows == {(s.from_points, s.to_points, s.worth) for s in plan.steps}


@retries.on_conflict
@transaction.atomic
def change_perk(code: str, plan: PerkPlan, *, revision: int, by: Actor, now: datetime) -> models.Perk:
    """This function will change a perk for the orders to come; what was ordered keeps its worth and its days.

    Stock is changed by `supply_perk` alone. Raises PerkNotFound, PerkChanged (somebody else was first),
    PerkWithdrawn, PerkPlaceStays, PerkUnfit, StepsInvalid.
    """
    perk = _locked(code)
    if perk.revision != revision:
        raise errors.PerkChanged(perk=perk.name)
    refuse_unfit_perk(plan)
    if plan.kind != perk.kind:
        raise errors.PerkUnfit(why="特典の種類は変えられません。新しい特典として始めてください。")
    before = lines_of(perk)
    kept = {"stock": perk.stock, "kind": perk.kind, "position": perk.position}
    with common.translated():
        for name, value in (plan.columns() | kept).items():
            setattr(perk, name, value)
        perk.revision = revision + 1
        perk.save()
        _write_table(perk, plan, now)
    changed = perk_words.differences(before, lines_of(perk))
    audit.record(
        "points.perk_changed",
        by=by,
        subject=code,
        now=now,
        changed=[[one.label, one.before, one.after] for one in changed],
    )
    return perk


def _locked(code: str) -> models.Perk:
    perk = models.Perk.objects.select_for_update(no_key=True).filter(code=code).first()
    if perk is None:
        raise errors.PerkNotFound
    if perk.withdrawn_at is not None:
        raise errors.PerkWithdrawn(perk=perk.name, reason=perk.withdrawn_for)
    return perk


def lines_of(perk: models.Perk) -> list[words.Line]:
    """This function will say what a perk is, with the steps of its newest table."""
    table = perk.tables.filter(sealed_at__isnull=False).order_by("-version").first() if perk.stepped else None
    return perk_words.lines(perk, list(table.steps.order_by("from_points")) if table else [])


def try_perk(plan: PerkPlan, *, code: str = "", revision: int = 0, by: Actor, now: datetime) -> Shown:
    """This function will put a perk on sale or change it, read it as people would, and undo it all."""
    before = models.Perk.objects.filter(code=code).first()
    old = lines_of(before) if before else []
    waiting = before.vouchers.filter(state=enums.VoucherState.ISSUED).count() if before else 0

    def step() -> Shown:
        made = change_perk(code, plan, revision=revision, by=by, now=now) if code else put_on_sale(plan, by=by, now=now)
        lines = lines_of(made)
        return Shown(made, lines, perk_words.differences(old, lines) if before else [], waiting)

    return _ledger.rehearsed(step)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyPlan:
    """How many more (or, below zero, fewer) can be ordered, and how many pieces arrived, with the reason."""

    stock_change: int = 0
    arrived_change: int = 0
    reason: str


@retries.on_conflict
@transaction.atomic
def supply_perk(code: str, plan: SupplyPlan, *, key: str, by: Actor, now: datetime) -> models.PerkSupply:
    """This function will add to a perk's stock or take in a delivery; those who wait longest are told it is ready.

    The same key again counts once. Raises PerkNotFound, SupplyUnfit, StockWithoutLimit, StockBelowOrders,
    KeyReused.
    """
    perk = _locked(code)
    seen = perk.supply.filter(key=key).first()
    if seen is not None:
        if (seen.stock_change, seen.arrived_change, seen.reason) != (
            plan.stock_change,
            plan.arrived_change,
            plan.reason,
        ):
            raise errors.KeyReused(key=key)
        return seen
    _refuse_unfit_supply(perk, plan)
    perk.stock = None if perk.stock is None else perk.stock + plan.stock_change
    perk.arrived += plan.arrived_change
    if (perk.stock is not None and perk.stock < perk.taken) or perk.arrived < perk.readied:
        raise errors.StockBelowOrders
    made = _supplied(perk, plan, key, by, now)
    audit.record(
        "points.perk_supplied",
        by=by,
        subject=code,
        reason=plan.reason,
        now=now,
        stock=plan.stock_change,
        arrived=plan.arrived_change,
    )
    if perk.by_delivery:
        perks.make_ready(perk, now=now)
    return made


def _refuse_unfit_supply(perk: models.Perk, plan: SupplyPlan) -> None:
    if not plan.stock_change and not plan.arrived_change:
        raise errors.SupplyUnfit(why="増やす数か減らす数を入力してください。")
    if plan.stock_change and perk.stock is None:
        raise errors.StockWithoutLimit(perk=perk.name)
    if plan.arrived_change and not perk.by_delivery:
        raise errors.SupplyUnfit(why=f"「{perk.name}」は、入荷を待たずにお渡しする特典です。届いた数は空けてください。")


def _supplied(perk: models.Perk, plan: SupplyPlan, key: str, by: Actor, now: datetime) -> models.PerkSupply:
    perk.supplies += 1
    made = models.PerkSupply.objects.create(
        perk=perk,
        seq=perk.supplies,
        stock_change=plan.stock_change,
        arrived_change=plan.arrived_change,
        stock_after=perk.stock,
        arrived_after=perk.arrived,
        reason=plan.reason,
        key=key,
        by_code=by.code,
        at=now,
    )
    perk.save(update_fields=["stock", "arrived", "supplies"])
    return made


@retries.on_conflict
@transaction.atomic
def end_perk(code: str, *, ends_on: date, by: Actor, now: datetime) -> models.Perk:
    """This function will say which day is the last for orders; what was ordered can be used as it was said.

    Raises PerkNotFound, PerkWithdrawn, PerkUnfit (before its first day a perk does not end).
    """
    perk = _locked(code)
    if ends_on < perk.starts_on:
        since = seasons.day_words(perk.starts_on)
        raise errors.PerkUnfit(why=f"申込みは{since}からです。その日より前には終えられません。取りやめてください。")
    perk.ends_on = ends_on
    perk.revision += 1
    perk.save(update_fields=["ends_on", "revision"])
    audit.record("points.perk_ended", by=by, subject=code, now=now, ends_on=str(perk.ends_on))
    return perk


@retries.on_conflict
@transaction.atomic
def withdraw_perk(code: str, *, reason: str, by: Actor, now: datetime) -> models.Perk:
    """This function will withdraw a perk for good: nobody orders it any more, and a job cancels the orders that wait.

    Those people get their points back and are told the reason.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    perk = _locked(code)
    perk.withdrawn_at, perk.withdrawn_for = now, reason
    perk.revision += 1
    perk.save(update_fields=["withdrawn_at", "withdrawn_for", "revision"])
    audit.record("points.perk_withdrawn", by=by, subject=code, reason=reason, now=now)
    return perk
