"""Rooms and equipment of centers together with requests: all of it, or nothing; and gone with what it was for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common
from backend.notices import models as notices
from backend.portal import actions, queries
from backend.portal import errors as portal_errors
from bookings import actions as room_actions
from bookings import errors as refusals
from bookings import models as rooms
from bookings.queries import wants
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.factories import volunteers as factories
from tests.factories.bookings import DAY, NOW
from volunteers import actions as volunteering
from volunteers import errors, models
from volunteers.queries import recurring
from volunteers.rules.repetition import Repetition

pytestmark = pytest.mark.django_db
TITLE = "見本料理教室の手伝い"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _organisation() -> tuple[accounts.Organisation, accounts.User]:
    organisation = factories.RequestFactory.create(created_at=NOW, published_at=NOW).organisation
    return organisation, people.OrganisationMemberFactory.create(organisation=organisation).user


def _plan(**changes: Any) -> volunteering.RequestPlan:  # noqa: ANN401
    given: dict[str, Any] = {
        "title": TITLE,
        "field": factories.FieldFactory.create(),
        "tasks": "配膳をします。",
        "meeting_point": "玄関",
    }
    return volunteering.RequestPlan(**(given | changes))


def _times(day: date = DAY, first: float = 9.5, last: float = 11.5) -> tuple[datetime, datetime]:
    starts, ends = (clock.at(day, time(int(hour), int(hour % 1 * 60))) for hour in (first, last))
    return starts, ends


def _placed(day: date = DAY, first: float = 9.5, last: float = 11.5, **want: Any) -> actions.PlacedShift:  # noqa: ANN401
    starts, ends = _times(day, first, last)
    shift = volunteering.ShiftPlan(starts, ends, "見本の広場", 6)
    return actions.PlacedShift(shift, wants.Want(starts_at=starts, ends_at=ends, headcount=8, **want))


def _pieces(equipment: rooms.Equipment, count: int = 1) -> tuple[wants.Pieces, ...]:
    return (wants.Pieces(equipment, count),)


def _post(*shifts: actions.PlacedShift, draft: bool = False, **changes: Any) -> models.Request:  # noqa: ANN401
    organisation, by = _organisation()
    return actions.post_with_places(organisation, plan=_plan(**changes), shifts=shifts, by=by, now=NOW, draft=draft)


def _by(request: models.Request) -> accounts.User:
    return request.posted_by


# With a new request -------------------------------------------------------------------------------------------------


def test_each_shift_has_a_room_and_equipment_of_its_own() -> None:
    hall, kitchen = make.RoomFactory.create(), make.RoomFactory.create()
    mower = make.EquipmentFactory.create(lending="alone")
    screen = make.EquipmentFactory.create(center=hall.center, lending="with_room")
    made = _post(
        _placed(room=hall, pieces=_pieces(screen, 2)),
        _placed(DAY + timedelta(days=7), room=kitchen),
        _placed(DAY + timedelta(days=8), pieces=_pieces(mower)),
    )
    first, second, third = made.shifts.order_by("starts_at")
    bookings = {one.code: one for one in rooms.Booking.objects.all()}
    assert [bookings[one.booking_code].room for one in (first, second)] == [hall, kitchen]
    assert (first.center_code, first.place) == (hall.center.code, f"{hall.center.name}　{hall.name}")
    assert (third.booking_code, third.place) == ("", "見本の広場")
    loans = {one.shift_code: one for one in rooms.Loan.objects.all()}
    assert (loans[first.code].booking, loans[first.code].pieces) == (bookings[first.booking_code], 2)
    assert (loans[third.code].booking, loans[third.code].equipment) == (None, mower)
    assert (loans[third.code].starts_at, loans[third.code].ends_at) == (third.starts_at, third.ends_at)


def test_the_periods_that_cover_the_activity_are_reserved() -> None:
    room = make.RoomFactory.create()
    _post(_placed(first=11, last=15, room=room))
    assert rooms.Booking.objects.get().period_codes == ["morning", "afternoon"]


def test_nothing_stands_where_a_room_of_the_second_shift_is_taken() -> None:
    room = make.RoomFactory.create()
    make.BookingFactory.create(room=room, date=DAY + timedelta(days=7))
    with pytest.raises(refusals.PeriodTaken) as refused:
        _post(_placed(room=make.RoomFactory.create()), _placed(DAY + timedelta(days=7), room=room))
    assert (refused.value.data["number"], refused.value.data["alternatives"][0]["room_code"]) == (2, room.code)
    assert not models.Request.objects.filter(title=TITLE).exists()
    assert rooms.Booking.objects.count() == 1


def test_nothing_stands_where_equipment_is_short() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    with pytest.raises(refusals.EquipmentShort) as refused:
        _post(_placed(room=make.RoomFactory.create(), pieces=_pieces(equipment)), _placed(pieces=_pieces(equipment)))
    assert refused.value.data["number"] == 2
    assert not models.Request.objects.filter(title=TITLE).exists()
    assert not rooms.Booking.objects.exists()
    assert not rooms.Loan.objects.exists()


def test_nothing_is_reserved_where_the_request_is_refused() -> None:
    equipment = make.EquipmentFactory.create()
    with pytest.raises(errors.ConditionNeedsReason):
        _post(_placed(room=make.RoomFactory.create(), pieces=_pieces(equipment)), minimum_age=18)
    assert not rooms.Booking.objects.exists()
    assert not rooms.Loan.objects.exists()


def test_a_time_without_a_period_is_named_with_its_shift() -> None:
    with pytest.raises(refusals.NoPeriodCovers) as refused:
        _post(_placed(), _placed(first=20, last=22, room=make.RoomFactory.create()))
    assert refused.value.data["number"] == 2


# With recurring shifts ----------------------------------------------------------------------------------------------


def _repeat(request: models.Request, want: wants.Want, days: list[date], key: str = "page") -> models.Recurrence:
    return actions.repeat_with_places(
        request, plan=_recurrence(days), want=want, key=key, closed={}, by=_by(request), now=NOW
    )


def _recurrence(days: list[date]) -> volunteering.RecurrencePlan:
    rule = Repetition(frequency="weekly", first=DAY, last=DAY + timedelta(days=21), weekdays=[DAY.isoweekday()])
    pattern = recurring.Pattern(time(9, 30), time(11, 30), "見本の広場")
    return volunteering.RecurrencePlan(repetition=rule, pattern=pattern, days=days, known=[], capacity=6)


def _weeks(*numbers: int) -> list[date]:
    return [DAY + timedelta(weeks=number) for number in numbers]


def _run(request: models.Request, want: wants.Want) -> list[queries.PlacedDate]:
    plan = _recurrence([])
    run = recurring.dry_run(request, plan.repetition, plan.pattern, closed={}, now=NOW)
    return queries.placed_run(run, want, person=_by(request), now=NOW)


def _draft() -> models.Request:
    organisation, by = _organisation()
    return volunteering.post_request(organisation, plan=_plan(), shifts=[], by=by, now=NOW, draft=True)


def _want(**fields: Any) -> wants.Want:  # noqa: ANN401
    return wants.Want(starts_at=NOW, ends_at=NOW, headcount=8, **fields)


def test_the_dry_run_tells_the_dates_that_have_no_room_or_too_few_pieces() -> None:
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center, pieces=1)
    make.BookingFactory.create(room=room, date=DAY + timedelta(weeks=1))
    make.loan(equipment, day=DAY + timedelta(weeks=2))
    run = _run(_draft(), _want(room=room, pieces=_pieces(equipment)))
    assert [one.is_out for one in run] == [False, True, True, False]
    assert "ほかの予約が入っています" in run[1].notes[0]
    assert "あと0台です" in run[2].notes[0]
    assert not models.Shift.objects.filter(request__title=TITLE).exists()


def test_the_dry_run_counts_towards_the_caps_of_the_center() -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 2}]}})
    run = _run(_draft(), _want(room=room))
    assert [one.is_out for one in run] == [False, False, True, False]


def test_recurring_shifts_are_made_with_their_rooms_and_equipment_once() -> None:
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    request, want = _draft(), _want(room=room, pieces=_pieces(equipment, 2))
    made = _repeat(request, want, _weeks(0, 2))
    again = _repeat(request, want, _weeks(0, 2))
    shifts = list(made.shifts.order_by("starts_at"))
    assert (made, [one.place for one in shifts]) == (again, [f"{room.center.name}　{room.name}"] * 2)
    bookings = rooms.Booking.objects.order_by("date")
    assert [(one.code, one.date) for one in bookings] == [
        (shift.booking_code, day) for shift, day in zip(shifts, _weeks(0, 2), strict=True)
    ]
    assert sorted(rooms.Loan.objects.values_list("shift_code", flat=True)) == sorted(one.code for one in shifts)
    assert notices.Notice.objects.filter(template="bookings/rooms_reserved").count() == 1


def test_no_date_is_made_where_one_lost_its_room_since_the_dry_run() -> None:
    room, request = make.RoomFactory.create(), _draft()
    make.BookingFactory.create(room=room, date=DAY + timedelta(weeks=1))
    with pytest.raises(refusals.PeriodTaken) as refused:
        _repeat(request, _want(room=room), _weeks(0, 1))
    assert refused.value.data["number"] == 2
    assert (request.shifts.count(), rooms.Booking.objects.count()) == (0, 1)


# With a shift that stands -------------------------------------------------------------------------------------------


def _standing() -> tuple[models.Shift, accounts.User]:
    starts, ends = _times()
    request = factories.RequestFactory.create(created_at=NOW, published_at=NOW)
    return factories.ShiftFactory.create(request=request, starts_at=starts, ends_at=ends), factories.manager_of(request)


def test_a_published_shift_gets_a_room_and_those_who_joined_are_asked() -> None:
    (shift, by), room = _standing(), make.RoomFactory.create()
    place = factories.confirmed(shift)
    equipment = make.EquipmentFactory.create(center=room.center)
    actions.reserve_for_shift(shift, want=_want(room=room, pieces=_pieces(equipment)), by=by, now=NOW)
    shift.refresh_from_db()
    booking = rooms.Booking.objects.get(code=shift.booking_code)
    assert (shift.place, shift.center_code) == (f"{room.center.name}　{room.name}", room.center.code)
    assert rooms.Loan.objects.get().booking == booking
    told = notices.Notice.objects.get(user=place.person, template="volunteers/changed_ask")
    assert f"・場所：見本海岸 → {room.center.name}　{room.name}" in told.body


def test_the_place_stays_where_the_organiser_wants_it() -> None:
    (shift, by), room = _standing(), make.RoomFactory.create()
    actions.reserve_for_shift(shift, want=_want(room=room), by=by, now=NOW, renames=False)
    shift.refresh_from_db()
    assert (shift.place, bool(shift.booking_code), models.RequestChange.objects.count()) == ("見本海岸", True, 0)


def test_equipment_goes_with_the_room_that_stands_and_a_second_room_is_refused() -> None:
    (shift, by), room = _standing(), make.RoomFactory.create()
    actions.reserve_for_shift(shift, want=_want(room=room), by=by, now=NOW)
    equipment = make.EquipmentFactory.create(center=room.center, lending="with_room")
    actions.reserve_for_shift(shift, want=_want(pieces=_pieces(equipment)), by=by, now=NOW)
    assert rooms.Loan.objects.get().booking == rooms.Booking.objects.get()
    with pytest.raises(portal_errors.RoomStands):
        actions.reserve_for_shift(shift, want=_want(room=room), by=by, now=NOW)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"called_off_at": NOW, "call_off_reason": "雨のため"}, errors.ShiftCalledOff),
        ({"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(hours=1)}, errors.ShiftStarted),
    ],
)
def test_nothing_is_reserved_for_what_does_not_take_place(fields: dict[str, object], error: type[Exception]) -> None:
    shift, by = _standing()
    models.Shift.objects.filter(pk=shift.pk).update(**fields)
    with pytest.raises(error):
        actions.reserve_for_shift(shift, want=_want(room=make.RoomFactory.create()), by=by, now=NOW)
    with pytest.raises(portal_errors.NothingWanted):
        actions.reserve_for_shift(shift, want=_want(), by=by, now=NOW)


# What goes with what ------------------------------------------------------------------------------------------------


def _with_both() -> tuple[models.Request, models.Shift, rooms.Loan, rooms.Booking]:
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    request = _post(_placed(room=room, pieces=_pieces(equipment)))
    shift = request.shifts.get()
    return request, shift, rooms.Loan.objects.get(), rooms.Booking.objects.get(code=shift.booking_code)


def test_calling_off_a_shift_ends_its_loans_and_leaves_the_room_to_be_asked_about() -> None:
    request, shift, loan, booking = _with_both()
    volunteering.call_off_shift(shift, by=_by(request), reason="雨のため", now=NOW)
    loan.refresh_from_db()
    booking.refresh_from_db()
    assert (loan.state, loan.end_note, booking.state) == ("cancelled", "雨のため", "tentative")


def test_calling_off_a_request_ends_the_loans_of_all_its_shifts() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    request = _post(*[_placed(DAY + timedelta(days=days), pieces=_pieces(equipment)) for days in (0, 1)])
    volunteering.call_off_request(request, by=_by(request), reason="雨のため", now=NOW)
    assert set(rooms.Loan.objects.values_list("state", flat=True)) == {"cancelled"}


def test_cancelling_the_room_ends_the_loan_that_goes_with_it() -> None:
    _, _, loan, booking = _with_both()
    room_actions.cancel_booking(booking, by=make.person_of(booking), now=NOW)
    loan.refresh_from_db()
    assert loan.state == "cancelled"


def _revise(request: models.Request, shift: models.Shift, first: float, last: float) -> None:
    starts, ends = _times(DAY, first, last)
    given = {name: getattr(shift, name) for name in volunteering.ShiftPlan.__dataclass_fields__}
    moved = replace(volunteering.ShiftPlan(**given), starts_at=starts, ends_at=ends)
    names = volunteering.RequestPlan.__dataclass_fields__
    plan = volunteering.RequestPlan(**{name: getattr(request, name) for name in names})
    volunteering.revise_request(request, plan=plan, shifts=[moved], by=_by(request), now=NOW)


def test_a_moved_shift_takes_its_loans_along_within_its_room() -> None:
    request, shift, loan, _ = _with_both()
    _revise(request, shift, 10, 12)
    loan.refresh_from_db()
    assert (loan.starts_at, loan.ends_at) == _times(DAY, 10, 12)


def test_a_shift_does_not_move_out_of_its_room() -> None:
    request, shift, _, _ = _with_both()
    with pytest.raises(portal_errors.ShiftOutsideRoom) as refused:
        _revise(request, shift, 11, 13)
    assert "9:00〜12:00" in refused.value.sentence
    shift.refresh_from_db()
    assert (shift.starts_at, shift.ends_at) == _times()


def test_a_shift_does_not_move_to_where_its_equipment_is_short() -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    request = _post(_placed(pieces=_pieces(equipment)))
    make.loan(equipment, hours=(14, 16))
    with pytest.raises(refusals.EquipmentShort):
        _revise(request, request.shifts.get(), 13, 15)


def test_a_shift_that_leaves_a_draft_gives_back_its_room_and_equipment() -> None:
    room = make.RoomFactory.create()
    equipment = make.EquipmentFactory.create(center=room.center)
    draft = _post(_placed(room=room, pieces=_pieces(equipment)), draft=True)
    volunteering.change_request(draft, plan=_plan(), shifts=[], by=_by(draft), now=NOW, draft=True)
    states = (rooms.Booking.objects.get().state, rooms.Loan.objects.get().state, draft.shifts.count())
    assert states == ("cancelled", "cancelled", 0)


# The room of what was called off ------------------------------------------------------------------------------------


def test_another_organiser_cannot_cancel_the_room() -> None:
    request, shift, _, _ = _with_both()
    volunteering.call_off_shift(shift, by=_by(request), reason="雨のため", now=NOW)
    shift.refresh_from_db()
    with pytest.raises(common.NotAllowed):
        actions.cancel_room(shift, by=factories.manager_of(request), now=NOW)
    assert actions.cancel_room(shift, by=_by(request), now=NOW).state == "cancelled"


def test_the_room_of_an_activity_that_takes_place_is_not_cancelled_from_here() -> None:
    request, shift, _, _ = _with_both()
    with pytest.raises(common.NotFound):
        actions.cancel_room(shift, by=_by(request), now=NOW)
