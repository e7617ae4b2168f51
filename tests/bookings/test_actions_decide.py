import datetime as dt

import pytest

from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import staff_of

pytestmark = pytest.mark.django_db
LATER = make.NOW + dt.timedelta(days=1)


def test_the_desk_approves_and_the_person_is_told() -> None:
    booking = make.BookingFactory.create()
    desk = staff_of(booking.center.code)
    approved = actions.approve_booking(booking, by=desk, now=LATER)
    assert (approved.state, approved.space_holds.filter(holds=True).count()) == ("approved", 1)
    assert notices.Notice.objects.get(template="bookings/approved").user == booking.booked_by
    change = booking.state_changes.order_by("pk").last()
    assert change is not None
    assert (change.from_state, change.to_state, change.by, change.at) == ("tentative", "approved", desk, LATER)


def test_a_refusal_frees_the_room_and_tells_the_reason() -> None:
    booking = make.BookingFactory.create()
    actions.refuse_booking(booking, by=staff_of(booking.center.code), reason="点検のため使えません。", now=LATER)
    notice = notices.Notice.objects.get(template="bookings/refused")
    assert "理由: 点検のため使えません。" in notice.body
    assert make.BookingFactory.create(room=booking.room).state == "tentative"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_needs_a_reason(reason: str) -> None:
    booking = make.BookingFactory.create()
    with pytest.raises(errors.ReasonMissing):
        actions.refuse_booking(booking, by=staff_of(booking.center.code), reason=reason, now=LATER)


def test_a_cancelled_period_can_be_reserved_again() -> None:
    booking = make.BookingFactory.create()
    assert booking.booked_by is not None
    actions.cancel_booking(booking, by=booking.booked_by, now=LATER)
    assert make.BookingFactory.create(room=booking.room).state == "tentative"
    assert notices.Notice.objects.filter(template="bookings/cancelled").count() == 1


@pytest.mark.parametrize("state", ["cancelled", "refused"])
def test_what_has_ended_cannot_be_approved(state: str) -> None:
    booking = make.BookingFactory.create(state=state)
    with pytest.raises(errors.StepNotAllowed) as refused:
        actions.approve_booking(booking, by=staff_of(booking.center.code), now=LATER)
    assert refused.value.data["state"] == state
    assert common.AuditEntry.objects.filter(action="bookings.approved").count() == 0


def test_a_person_cannot_cancel_once_the_use_has_begun_but_the_desk_can() -> None:
    booking = make.BookingFactory.create()
    assert booking.booked_by is not None
    with pytest.raises(errors.TooLateToCancel):
        actions.cancel_booking(booking, by=booking.booked_by, now=booking.starts_at)
    desk = staff_of(booking.center.code)
    assert actions.cancel_booking(booking, by=desk, now=booking.starts_at).state == "cancelled"


def test_a_center_s_deadline_to_cancel_is_told() -> None:
    room = make.RoomFactory.create()
    until = {"kind": "cancellation", "amount": 3, "counted": "before_use", "time_of_day": "17:00"}
    make.publish(room.center, {"deadlines": {"cancellation": until}})
    booking = make.BookingFactory.create(room=room)
    assert booking.booked_by is not None
    too_late = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
    with pytest.raises(errors.TooLateToCancel) as refused:
        actions.cancel_booking(booking, by=booking.booked_by, now=too_late)
    assert "2026年5月10日(日) 17:00まで" in refused.value.sentence
    in_time = too_late - dt.timedelta(minutes=1)
    assert actions.cancel_booking(booking, by=booking.booked_by, now=in_time).state == "cancelled"


def test_publishing_ends_the_version_before_and_changes_no_day_that_it_ruled() -> None:
    room = make.RoomFactory.create()
    first = make.publish(room.center, {"headcount": {"minimum": 2}})
    second = make.publish(room.center, {"headcount": {"minimum": 4}}, valid_from=dt.date(2027, 4, 1))
    first.refresh_from_db()
    assert (first.valid.upper, second.valid.upper) == (dt.date(2027, 4, 1), None)


def test_the_version_in_force_on_the_date_of_use_rules() -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"headcount": {"minimum": 2}})
    make.publish(room.center, {"headcount": {"minimum": 10}}, valid_from=dt.date(2026, 6, 1))
    assert make.BookingFactory.create(room=room, date=dt.date(2026, 5, 31)).headcount == 8
    with pytest.raises(errors.RuleRefused):
        make.BookingFactory.create(room=room, date=dt.date(2026, 6, 1))


def test_a_booking_names_the_versions_that_judged_it() -> None:
    room = make.RoomFactory.create()
    rules = [make.publish(room.center, {}), make.publish(room.center, {}, room=room)]
    assert make.BookingFactory.create(room=room).rules_codes == [version.code for version in rules]


def test_rules_that_cannot_be_read_are_not_published() -> None:
    room = make.RoomFactory.create()
    with pytest.raises(errors.RulesInvalid) as refused:
        make.publish(room.center, {"caps": {"limits": [{"span": "day", "limit": 1}]}})
    assert "rules.caps.limits[0].span" in refused.value.sentence
    assert models.UsageRules.objects.count() == 0


def test_a_version_cannot_begin_before_one_that_is_already_published() -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {}, valid_from=dt.date(2027, 4, 1))
    with pytest.raises(errors.RulesOverlap):
        make.publish(room.center, {}, valid_from=dt.date(2027, 1, 1))


def test_a_person_who_has_a_role_elsewhere_cancels_like_anybody() -> None:
    booking = make.BookingFactory.create(by=staff_of("somewhere-else"))
    assert booking.booked_by is not None
    with pytest.raises(errors.TooLateToCancel):
        actions.cancel_booking(booking, by=booking.booked_by, now=booking.starts_at)
