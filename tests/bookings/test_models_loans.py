"""What the database itself refuses of loans, whatever code asks for it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from bookings import actions, errors, models
from tests.bookings.test_models_guards import check_now, committed, refused_as
from tests.factories import bookings as make
from tests.factories.accounts import staff_of
from tests.factories.bookings import NOW

pytestmark = pytest.mark.django_db


def _hold(loan: models.Loan) -> models.PieceHold:
    return loan.piece_holds.get()


def test_one_piece_is_never_in_two_loans_at_one_time() -> None:
    equipment = make.EquipmentFactory.create(pieces=2)
    one, other = make.loan(equipment), make.loan(equipment)
    stolen = _hold(other)
    stolen.piece = _hold(one).piece
    refused_as(errors.EquipmentShort, stolen.save)


def test_loans_that_only_touch_share_a_piece() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    make.loan(equipment, hours=(9, 11))
    make.loan(equipment, hours=(11, 13))
    check_now()


def test_a_piece_that_is_out_is_out_once_also_after_its_time() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    late, other = make.loan(equipment, hours=(9, 10)), make.loan(equipment, hours=(11, 12))
    actions.hand_out_loan(late, by=staff_of(equipment.center.code), now=late.starts_at)
    handed = _hold(other)
    handed.is_out = True
    refused_as(errors.PieceStillOut, handed.save)


@pytest.mark.parametrize(
    "drift",
    [
        lambda loan: models.PieceHold.objects.filter(loan=loan).delete(),
        lambda loan: models.PieceHold.objects.filter(loan=loan).update(holds=False),
        lambda loan: models.PieceHold.objects.filter(loan=loan).update(is_out=True),
        lambda loan: models.Loan.objects.filter(pk=loan.pk).update(pieces=2),
        lambda loan: models.Loan.objects.filter(pk=loan.pk).update(ends_at=loan.ends_at + timedelta(hours=1)),
        lambda loan: models.Loan.objects.filter(pk=loan.pk).update(state="cancelled", ended_at=NOW),
    ],
)
def test_a_loan_and_its_pieces_do_not_drift_apart(drift: object) -> None:
    loan = make.loan(make.EquipmentFactory.create())
    refused_as(errors.LoanDrifted, lambda: drift(loan))  # type: ignore[operator]


def test_a_loan_does_not_outlive_its_booking_nor_lie_outside_of_it() -> None:
    booking = make.BookingFactory.create()
    loan = make.loan(make.EquipmentFactory.create(center=booking.center), booking=booking)
    elsewhere = make.BookingFactory.create(periods=["night"])
    refused_as(errors.LoanDrifted, lambda: models.Loan.objects.filter(pk=loan.pk).update(booking=elsewhere))


@pytest.mark.parametrize("fields", [{"pieces": 0}, {"booked_by": None}, {"state": "handed_out"}])
def test_a_loan_that_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    loan = make.loan(make.EquipmentFactory.create())
    with pytest.raises(IntegrityError):
        committed(lambda: models.Loan.objects.filter(pk=loan.pk).update(**fields))
