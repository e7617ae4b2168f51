"""The stock of a center's equipment: what there is, how many, and which pieces are out of use."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, retries
from backend.common import errors as common
from bookings import enums, errors, models
from bookings.actions import lending
from bookings.queries import equipment as queries


@dataclass(frozen=True, kw_only=True)
class EquipmentPlan:
    """What a desk writes about equipment; `pieces` is how many there are to be in use, those withdrawn not counted."""

    name: str
    pieces: int
    kana: str = ""
    lending: str = enums.Lending.EITHER
    most_days: int = 7
    note: str = ""
    is_provisional: bool = False
    is_active: bool = True


OF_EQUIPMENT = ("name", "kana", "lending", "most_days", "note", "is_provisional", "is_active")


@retries.on_conflict
def add_equipment(
    center: models.Center, *, plan: EquipmentPlan, by: accounts.User | None, now: datetime
) -> models.Equipment:
    """This function will write down equipment of a center with its pieces. Raises EquipmentNameTaken."""
    with common.translated(), transaction.atomic():
        made = models.Equipment(center=center)
        _write(made, plan)
        _record(made, "equipment_added", by, now)
    return made


@retries.on_conflict
def change_equipment(
    equipment: models.Equipment, *, plan: EquipmentPlan, by: accounts.User, now: datetime
) -> models.Equipment:
    """This function will change what is written about equipment; more pieces get the next numbers.

    Fewer than there are is no change of the number: single pieces are withdrawn, with a reason. Raises
    EquipmentNameTaken.
    """
    with common.translated(), transaction.atomic():
        current = models.Equipment.objects.select_for_update(no_key=True, of=("self",)).select_related("center")
        found = current.get(pk=equipment.pk)
        _write(found, plan)
        _record(found, "equipment_changed", by, now)
    return found


def _write(equipment: models.Equipment, plan: EquipmentPlan) -> None:
    for name in OF_EQUIPMENT:
        setattr(equipment, name, getattr(plan, name))
    equipment.save()
    numbers = list(equipment.pieces.order_by("number").values_list("number", "withdrawn_at"))
    missing = plan.pieces - sum(withdrawn is None for _, withdrawn in numbers)
    after = max((number for number, _ in numbers), default=0)
    models.EquipmentPiece.objects.bulk_create(
        models.EquipmentPiece(equipment=equipment, number=after + step) for step in range(1, missing + 1)
    )


@retries.on_conflict
@transaction.atomic
def withdraw_piece(
    piece: models.EquipmentPiece, *, reason: str, by: accounts.User, now: datetime, cancels: bool = False
) -> models.EquipmentPiece:
    """This function will take a piece out of use; loans that wait get others, and with `cancels` the last made go.

    Raises PieceReasonMissing, and EquipmentPromised where without `cancels` a loan could not be kept.
    """
    if not reason.strip():
        raise errors.PieceReasonMissing
    equipment = lending.locked(piece.equipment)
    too_many = queries.needing(piece, now=now)
    if too_many and not cancels:
        raise errors.EquipmentPromised(count=len(too_many), loans=[loan.code for loan in too_many])
    for loan in too_many:
        lending.cancel_loan(loan, by=by, now=now, reason=f"{equipment.name}が使えなくなったため（{reason}）"[:200])
    piece.withdrawn_at, piece.withdrawn_because = now, reason
    piece.save(update_fields=["withdrawn_at", "withdrawn_because"])
    lending.lay_out_anew(equipment, now=now)
    _record(equipment, "piece_withdrawn", by, now, reason=reason, number=piece.number)
    return piece


@retries.on_conflict
@transaction.atomic
def put_piece_back(piece: models.EquipmentPiece, *, by: accounts.User, now: datetime) -> models.EquipmentPiece:
    """This function will take a piece into use again, mended or found."""
    equipment = lending.locked(piece.equipment)
    piece.withdrawn_at, piece.withdrawn_because = None, ""
    piece.save(update_fields=["withdrawn_at", "withdrawn_because"])
    _record(equipment, "piece_put_back", by, now, number=piece.number)
    return piece


def _record(
    equipment: models.Equipment,
    what: str,
    by: accounts.User | None,
    now: datetime,
    reason: str = "",
    number: int | None = None,
) -> None:
    audit.record(
        f"bookings.{what}",
        by=by,
        subject=equipment.code,
        center_code=equipment.center.code,
        reason=reason,
        now=now,
        name=equipment.name,
        number=number,
    )
