"""Equipment of a center: reserved, handed out, taken back, called off, and gone with the booking it was for."""

from datetime import date, time, timedelta

import pytest

from backend.common import clock
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, errors, models
from bookings.queries import equipment as queries
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.factories.bookings import DAY, NOW

pytestmark = pytest.mark.django_db


def _at(hour: int, day: date = DAY) -> dict[str, object]:
    return {"starts_at": clock.at(day, time(hour)), "ends_at": clock.at(day, time(hour + 2))}


def _free(equipment: models.Equipment, hour: int) -> int:
    return queries.free_of(equipment, now=NOW, **_at(hour)).free  # type: ignore[arg-type]


def _numbers(loan: models.Loan) -> list[int]:
    return queries.numbers_of(models.Loan.objects.get(pk=loan.pk))


# Reserving ----------------------------------------------------------------------------------------------------------


def test_pieces_are_kept_written_down_and_told() -> None:
    equipment = make.EquipmentFactory.create(pieces=3)
    person = UserFactory.create()
    loan = make.loan(equipment, by=person, pieces=2)
    assert (loan.state, _numbers(loan), _free(equipment, 10), _free(equipment, 12)) == ("reserved", [1, 2], 1, 3)
    notice = notices.Notice.objects.get(template="bookings/loan_reserved")
    assert (notice.user, f"貸出番号: {loan.code}" in notice.body) == (person, True)
    line = common.AuditEntry.objects.get(action="bookings.loan_reserved")
    assert (line.subject_code, line.center_code) == (loan.code, equipment.center.code)


def test_no_more_is_lent_than_there_is_and_the_refusal_says_how_many_are_left() -> None:
    equipment = make.EquipmentFactory.create(pieces=3)
    make.loan(equipment, pieces=2)
    with pytest.raises(errors.EquipmentShort) as refused:
        make.loan(equipment, pieces=2, hours=(11, 13))
    told = refused.value.data
    assert (told["free"], told["stock"], told["equipment_name"]) == (1, 3, equipment.name)
    assert "あと1台です（全部で3台）" in refused.value.sentence
    assert models.Loan.objects.count() == 1


def test_the_refusal_names_other_centers_that_have_some() -> None:
    equipment = make.EquipmentFactory.create(pieces=1, name="見本の刈払機")
    near = make.EquipmentFactory.create(
        pieces=2, name="見本の刈払機", center__municipality=equipment.center.municipality
    )
    make.EquipmentFactory.create(pieces=1, name="見本の机", center__municipality=equipment.center.municipality)
    make.loan(equipment)
    with pytest.raises(errors.EquipmentShort) as refused:
        make.loan(equipment)
    (other,) = refused.value.data["alternatives"]
    assert (other["equipment"], other["center_name"], other["free"]) == (near.code, near.center.name, 2)


def test_loans_that_wait_change_pieces_so_that_a_long_one_fits() -> None:
    equipment = make.EquipmentFactory.create(pieces=2)
    morning, evening = make.loan(equipment, hours=(9, 11)), make.loan(equipment, hours=(15, 17))
    blocked = make.loan(equipment, hours=(11, 15))
    long = make.loan(equipment, hours=(10, 16))
    assert (_numbers(morning), _numbers(blocked), _numbers(evening), _numbers(long)) == ([1], [1], [1], [2])


def test_it_is_for_a_group_where_the_group_stands() -> None:
    equipment = make.EquipmentFactory.create()
    with pytest.raises(errors.GroupNotReady):
        make.loan(equipment, group=GroupFactory.create(status="pending"))


@pytest.mark.parametrize(
    ("fields", "hours", "error"),
    [
        ({"lending": "with_room"}, (10, 12), errors.EquipmentNeedsRoom),
        ({}, (12, 10), errors.LoanTimeUnclear),
        ({}, (8, 12), errors.LoanHourClosed),
        ({}, (10, 23), errors.LoanHourClosed),
    ],
)
def test_what_the_center_does_not_lend_so_is_named(
    fields: dict[str, str], hours: tuple[int, int], error: type[Exception]
) -> None:
    equipment = make.EquipmentFactory.create(**fields)
    make.publish(equipment.center, {"hours": {"opens": "09:00", "closes": "21:00"}})
    with pytest.raises(error):
        make.loan(equipment, hours=hours)


def test_a_closed_day_and_too_many_days_are_named() -> None:
    equipment = make.EquipmentFactory.create(most_days=2)
    models.Closure.objects.create(center=equipment.center, reason="設備点検", weekday=DAY.weekday())
    with pytest.raises(errors.LoanDayClosed) as refused:
        make.loan(equipment)
    assert "休館日です（設備点検）" in refused.value.sentence
    thursday = DAY + timedelta(days=1)
    with pytest.raises(errors.LoanTooLong):
        make.loan(equipment, day=thursday, ends_at=_at(10, thursday + timedelta(days=2))["ends_at"])


def test_a_center_that_is_not_online_lends_at_its_desk() -> None:
    equipment = make.EquipmentFactory.create(center__booking_mode="desk_only")
    with pytest.raises(errors.LoansAtDesk):
        make.loan(equipment)
    written = make.loan(equipment, by=staff_of(equipment.center.code), by_desk=True, contact_name="見本 次郎")
    assert (written.who, written.booked_by) == ("見本 次郎", None)


# With a booking -----------------------------------------------------------------------------------------------------


def _with_booking(pieces: int = 1) -> tuple[models.Booking, models.Loan]:
    booking = make.BookingFactory.create()
    equipment = make.EquipmentFactory.create(center=booking.center, lending="with_room")
    loan = make.loan(equipment, by=booking.booked_by, booking=booking, pieces=pieces)
    return booking, loan


def test_equipment_with_a_room_lies_within_its_booking() -> None:
    booking, loan = _with_booking()
    assert list(queries.of_booking(booking)) == [loan]
    with pytest.raises(errors.LoanOutsideBooking) as refused:
        make.loan(loan.equipment, by=booking.booked_by, booking=booking, hours=(10, 13))
    assert "9:00〜12:00" in refused.value.sentence
    elsewhere = make.EquipmentFactory.create()
    with pytest.raises(errors.BookingTakesNoLoan):
        make.loan(elsewhere, by=booking.booked_by, booking=booking)


def test_what_goes_out_of_the_house_is_not_lent_with_a_room() -> None:
    booking = make.BookingFactory.create()
    equipment = make.EquipmentFactory.create(center=booking.center, lending="alone")
    with pytest.raises(errors.EquipmentGoesOut):
        make.loan(equipment, booking=booking)


def test_a_cancelled_booking_frees_its_equipment_and_says_so() -> None:
    booking, loan = _with_booking(pieces=2)
    actions.cancel_booking(booking, by=make.person_of(booking), now=NOW)
    loan.refresh_from_db()
    assert (loan.state, loan.end_note, _free(loan.equipment, 10)) == ("cancelled", "部屋の予約がなくなったため", 2)
    assert notices.Notice.objects.get(template="bookings/loan_cancelled").user == booking.booked_by


def test_a_booking_that_lapsed_and_was_not_swept_keeps_nothing_from_anybody() -> None:
    booking, loan = _with_booking(pieces=2)
    models.Booking.objects.filter(pk=booking.pk).update(holds_until=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    other = make.BookingFactory.create(room__center=booking.center)
    mine = make.loan(loan.equipment, booking=other, pieces=2, now=later)
    loan.refresh_from_db()
    assert (loan.state, _numbers(mine)) == ("lapsed", [1, 2])


def test_equipment_goes_along_when_its_booking_moves() -> None:
    booking, loan = _with_booking()
    whole = make.loan(loan.equipment, booking=booking, hours=(9, 12))
    actions.move_booking(booking, by=make.person_of(booking), now=NOW, periods=["afternoon"])
    for one, hours in ((loan, (14, 16)), (whole, (13, 17))):
        one.refresh_from_db()
        starts, ends = (clock.at(DAY, time(hour)) for hour in hours)
        assert (one.starts_at, one.ends_at, one.state) == (starts, ends, "reserved")


def test_a_booking_stays_where_it_is_when_its_equipment_could_not_go_along() -> None:
    booking, loan = _with_booking(pieces=2)
    other = make.BookingFactory.create(room__center=booking.center, periods=("afternoon",))
    make.loan(loan.equipment, booking=other, hours=(13, 15))
    with pytest.raises(errors.EquipmentShort):
        actions.move_booking(booking, by=make.person_of(booking), now=NOW, periods=["afternoon"])
    booking.refresh_from_db()
    assert booking.period_codes == ["morning"]


def test_shifts_that_are_called_off_free_what_was_kept_for_them() -> None:
    equipment = make.EquipmentFactory.create()
    mine, other = make.loan(equipment, shift_code="s-1"), make.loan(equipment, shift_code="s-2")
    ended = actions.end_loans_of_shifts(["s-1"], by=UserFactory.create(), now=NOW, reason="雨のため")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (ended, mine.state, mine.end_note, other.state) == (1, "cancelled", "雨のため", "reserved")


# At the desk --------------------------------------------------------------------------------------------------------


def test_the_desk_hands_out_and_takes_back() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    loan, desk = make.loan(equipment), staff_of(equipment.center.code)
    fetched, brought = loan.starts_at + timedelta(minutes=5), loan.starts_at + timedelta(minutes=50)
    out = actions.hand_out_loan(loan, by=desk, now=fetched)
    assert (out.state, out.handed_out_at, out.handed_out_by) == ("handed_out", fetched, desk)
    back = actions.take_back_loan(loan, by=desk, now=brought, note="電池を替えました")
    assert (back.state, back.ended_at, back.end_note) == ("returned", brought, "電池を替えました")
    assert make.loan(equipment, hours=(11, 13), now=brought).is_reserved


def test_what_is_fetched_earlier_is_kept_from_then_on() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    loan = make.loan(equipment, hours=(13, 15))
    early = loan.starts_at - timedelta(hours=2)
    assert actions.hand_out_loan(loan, by=staff_of(equipment.center.code), now=early).starts_at == early


def test_it_is_not_handed_out_while_others_have_it_before() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    make.loan(equipment, hours=(10, 12))
    loan = make.loan(equipment, hours=(13, 15))
    with pytest.raises(errors.LoanNotYetDue):
        actions.hand_out_loan(loan, by=staff_of(equipment.center.code), now=loan.starts_at - timedelta(hours=4))


def test_what_has_not_come_back_is_nobody_elses_though_its_time_is_over() -> None:
    equipment = make.EquipmentFactory.create(pieces=2)
    desk = staff_of(equipment.center.code)
    late, next_one = make.loan(equipment, hours=(9, 10)), make.loan(equipment, hours=(11, 13))
    actions.hand_out_loan(late, by=desk, now=late.starts_at)
    both = make.loan(equipment, hours=(13, 14), pieces=2)
    assert _numbers(late) == _numbers(next_one) == [1]
    handed = actions.hand_out_loan(next_one, by=desk, now=next_one.starts_at)
    assert _numbers(handed) == [2]
    actions.take_back_loan(next_one, by=desk, now=both.starts_at)
    with pytest.raises(errors.PieceStillOut) as refused:
        actions.hand_out_loan(both, by=desk, now=both.starts_at)
    assert refused.value.data["here"] == 1


def test_what_is_out_is_not_called_off_and_what_is_over_not_handed_out() -> None:
    equipment = make.EquipmentFactory.create()
    loan, desk = make.loan(equipment), staff_of(equipment.center.code)
    with pytest.raises(errors.LoanStepNotAllowed):
        actions.hand_out_loan(loan, by=desk, now=loan.ends_at)
    actions.hand_out_loan(loan, by=desk, now=loan.starts_at)
    with pytest.raises(errors.LoanStepNotAllowed):
        actions.cancel_loan(loan, by=desk, now=loan.starts_at)


def test_what_nobody_fetched_lapses_and_what_is_late_is_asked_for_once() -> None:
    equipment = make.EquipmentFactory.create()
    unfetched, late = make.loan(equipment), make.loan(equipment)
    actions.hand_out_loan(late, by=staff_of(equipment.center.code), now=late.starts_at)
    after = late.ends_at + timedelta(minutes=1)
    assert (actions.settle_loans(now=after), actions.settle_loans(now=after)) == (2, 0)
    unfetched.refresh_from_db()
    assert unfetched.state == "lapsed"
    assert notices.Notice.objects.get(template="bookings/loan_late").user == late.booked_by


# The stock ----------------------------------------------------------------------------------------------------------


def _plan(**fields: object) -> actions.EquipmentPlan:
    return actions.EquipmentPlan(**({"name": "見本のいす", "pieces": 3} | fields))  # type: ignore[arg-type]


def test_a_desk_writes_down_what_there_is_and_more_of_it() -> None:
    center, desk = make.CenterFactory.create(), UserFactory.create()
    made = actions.add_equipment(center, plan=_plan(), by=desk, now=NOW)
    changed = actions.change_equipment(made, plan=_plan(pieces=5, note="2人で運ぶ"), by=desk, now=NOW)
    numbers = list(changed.pieces.order_by("number").values_list("number", flat=True))
    assert (numbers, changed.note) == ([1, 2, 3, 4, 5], "2人で運ぶ")
    with pytest.raises(errors.EquipmentNameTaken):
        actions.add_equipment(center, plan=_plan(), by=desk, now=NOW)


def test_a_broken_piece_goes_out_of_use_and_its_loan_gets_another() -> None:
    equipment = make.EquipmentFactory.create(pieces=2)
    loan, desk = make.loan(equipment), staff_of(equipment.center.code)
    piece = equipment.pieces.get(number=1)
    actions.withdraw_piece(piece, reason="故障", by=desk, now=NOW)
    assert (_numbers(loan), _free(equipment, 10), _free(equipment, 15)) == ([2], 0, 1)
    actions.put_piece_back(piece, by=desk, now=NOW)
    assert _free(equipment, 15) == 2


def test_where_it_would_be_missing_the_desk_is_asked_first_and_the_last_loan_goes() -> None:
    equipment = make.EquipmentFactory.create(pieces=2)
    first, last, desk = make.loan(equipment), make.loan(equipment), staff_of(equipment.center.code)
    piece = equipment.pieces.get(number=1)
    with pytest.raises(errors.EquipmentPromised) as refused:
        actions.withdraw_piece(piece, reason="紛失", by=desk, now=NOW)
    assert refused.value.data["loans"] == [last.code]
    actions.withdraw_piece(piece, reason="紛失", by=desk, now=NOW, cancels=True)
    for one in (first, last):
        one.refresh_from_db()
    assert (first.state, last.state, _numbers(first)) == ("reserved", "cancelled", [2])
    assert "紛失" in notices.Notice.objects.get(template="bookings/loan_cancelled").body


def test_a_piece_is_withdrawn_with_a_reason_only() -> None:
    piece = make.EquipmentFactory.create().pieces.get(number=1)
    with pytest.raises(errors.PieceReasonMissing):
        actions.withdraw_piece(piece, reason=" ", by=UserFactory.create(), now=NOW)
