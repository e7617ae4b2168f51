"""A booking goes to another place or time, wholly or not at all."""

from datetime import date, timedelta
from typing import Any

import pytest

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, errors, models
from points import enums as points_enums
from points import models as points
from tests.factories import bookings as make
from tests.factories import points as make_points
from tests.factories.accounts import GroupFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db
COUPON_DAY = date(2026, 12, 2)
TOMORROW = make.DAY + timedelta(days=1)


def moved(booking: models.Booking, **change: Any) -> models.Booking:  # noqa: ANN401 - what move_booking takes
    change.setdefault("by", make.person_of(booking))
    change.setdefault("now", make.NOW)
    actions.move_booking(booking, **change)
    return models.Booking.objects.get(pk=booking.pk)


def beside(booking: models.Booking, **fields: Any) -> models.Room:  # noqa: ANN401 - the room's own fields
    return make.RoomFactory.create(center=booking.center, **fields)


def holds(booking: models.Booking) -> list[tuple[str, object]]:
    found = models.SpaceHold.objects.filter(booking=booking, holds=True).order_by("space_id")
    return [(hold.space.name, hold.during) for hold in found.select_related("space")]


def test_the_same_booking_goes_to_another_room_day_and_period() -> None:
    booking = make.BookingFactory.create()
    room = beside(booking, fee_yen=500)
    found = moved(booking, room=room, date=TOMORROW, periods=["afternoon", "night"])
    assert (found.code, found.room, found.date, found.period_codes) == (
        booking.code,
        room,
        TOMORROW,
        ["afternoon", "night"],
    )
    assert (found.periods_text, found.fee_yen, found.state) == ("午後・夜間", 1000, "tentative")
    assert holds(found) == [(room.name, found.during)]


def test_the_old_slot_is_free_and_the_new_one_taken() -> None:
    booking = make.BookingFactory.create()
    moved(booking, periods=["night"])
    again = make.BookingFactory.create(room=booking.room)
    assert again.is_live
    with pytest.raises(errors.PeriodTaken):
        make.BookingFactory.create(room=booking.room, periods=("night",))


def test_a_joined_room_takes_over_from_its_half() -> None:
    half = make.BookingFactory.create()
    whole = make.joined_room(half.room, beside(half), capacity=60)
    found = moved(half, room=whole, headcount=50)
    assert (found.room, found.headcount, len(holds(found))) == (whole, 50, 2)


def test_a_taken_place_leaves_the_booking_as_it_was_and_names_what_is_free() -> None:
    booking = make.BookingFactory.create()
    room = beside(booking)
    make.BookingFactory.create(room=room)
    before = holds(booking)
    with pytest.raises(errors.PeriodTaken) as refused:
        moved(booking, room=room)
    booking.refresh_from_db()
    assert (holds(booking), booking.room_id == room.pk, booking.state_changes.count()) == (before, False, 1)
    kinds = [found["kind"] for found in refused.value.data["alternatives"]]
    assert kinds == ["period", "date", "period"]


def test_what_has_ended_by_itself_is_not_in_the_way() -> None:
    booking = make.BookingFactory.create()
    room = beside(booking)
    ended = make.BookingFactory.create(room=room)
    models.Booking.objects.filter(pk=ended.pk).update(holds_until=make.NOW)
    assert moved(booking, room=room).room == room
    ended.refresh_from_db()
    assert ended.state == "lapsed"


def test_a_room_of_another_center_is_no_place_to_go() -> None:
    with pytest.raises(errors.RoomElsewhere):
        moved(make.BookingFactory.create(), room=make.RoomFactory.create())


def test_a_period_that_the_room_does_not_have_is_named() -> None:
    with pytest.raises(errors.PeriodUnknown):
        moved(make.BookingFactory.create(), periods=["dawn"])


def test_rules_hold_as_for_a_new_wish() -> None:
    booking = make.BookingFactory.create()
    make.publish(booking.center, {"windows": {"tiers": [{"amount": 1}]}})
    far = make.DAY + timedelta(days=60)
    with pytest.raises(errors.RuleRefused) as refused:
        moved(booking, date=far)
    assert [found["code"] for found in refused.value.data["broken"]] == ["not_open_yet"]


def test_a_booking_does_not_count_against_itself() -> None:
    booking = make.BookingFactory.create()
    make.publish(booking.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    assert moved(booking, date=TOMORROW).date == TOMORROW


def test_another_booking_does_count() -> None:
    booking = make.BookingFactory.create()
    person = make.person_of(booking)
    make.BookingFactory.create(room=booking.room, by=person, date=make.DAY + timedelta(days=7))
    make.publish(booking.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    with pytest.raises(errors.RuleRefused):
        moved(booking, date=make.DAY + timedelta(days=8))


def test_the_number_of_people_changes_though_the_window_to_book_has_closed() -> None:
    booking = make.BookingFactory.create()
    closes = {"kind": "booking", "amount": 30, "counted": "before_use"}
    make.publish(booking.center, {"deadlines": {"booking": closes}})
    assert moved(booking, headcount=9).headcount == 9
    with pytest.raises(errors.RuleRefused) as refused:
        moved(booking, headcount=31)
    assert [found["code"] for found in refused.value.data["broken"]] == ["over_capacity"]


def test_a_permitted_booking_waits_for_the_desk_again() -> None:
    booking = make.BookingFactory.create(state="approved")
    found = moved(booking, periods=["night"])
    assert (found.state, found.holds_until) == ("applied", None)
    actions.approve_booking(found, by=UserFactory.create(), now=make.NOW + timedelta(hours=1))
    told = notices.Notice.objects.filter(user=booking.booked_by, template="bookings/approved")
    assert told.count() == 2


def test_the_number_of_people_needs_no_second_look() -> None:
    assert moved(make.BookingFactory.create(state="approved"), headcount=10).state == "approved"


def test_another_purpose_needs_one() -> None:
    assert moved(make.BookingFactory.create(state="approved"), purpose="合唱の練習").state == "applied"


def test_a_booking_that_the_desk_moves_stays_permitted() -> None:
    booking = make.BookingFactory.create(state="approved")
    found = moved(booking, periods=["night"], by=staff_of(booking.center.code))
    assert found.state == "approved"


def test_a_place_without_approval_permits_at_once() -> None:
    booking = make.BookingFactory.create()
    make.publish(booking.center, {"approval": {"by": "automatic"}})
    assert moved(booking, periods=["night"]).state == "approved"


def test_history_audit_and_notice_tell_from_where_to_where() -> None:
    booking = make.BookingFactory.create()
    person, day = make.person_of(booking), "2026年5月13日(水)"
    name = booking.room.name
    moved(booking, periods=["night"])
    change = models.BookingStateChange.objects.filter(booking=booking).latest("pk")
    assert (change.from_state, change.to_state, change.by) == ("tentative", "tentative", person)
    assert change.reason == f"変更：{name} {day} 午前 8人 → {name} {day} 夜間 8人"
    line = common.AuditEntry.objects.get(action="bookings.moved")
    assert (line.detail["before"]["periods"], line.detail["after"]["periods"]) == (["morning"], ["night"])
    told = notices.Notice.objects.get(template="bookings/moved")
    assert (told.user, "夜間（17:00〜21:00）" in told.body) == (person, True)


def test_two_changes_are_told_twice() -> None:
    booking = make.BookingFactory.create()
    moved(booking, periods=["night"])
    moved(booking, headcount=9, now=make.NOW + timedelta(minutes=1))
    assert notices.Notice.objects.filter(template="bookings/moved").count() == 2


def test_nothing_to_change_is_said() -> None:
    with pytest.raises(errors.NothingChanged):
        moved(make.BookingFactory.create(), headcount=8)


def test_a_person_moves_until_the_deadline_to_cancel_and_the_desk_later() -> None:
    booking = make.BookingFactory.create()
    until = {"kind": "cancellation", "amount": 13, "counted": "before_use"}
    make.publish(booking.center, {"deadlines": {"cancellation": until}})
    with pytest.raises(errors.TooLateToMove) as refused:
        moved(booking, periods=["night"])
    assert "2026年4月30日(木)まででした" in refused.value.sentence
    assert moved(booking, headcount=9).headcount == 9
    assert moved(booking, periods=["night"], by=staff_of(booking.center.code)).period_codes == ["night"]


@pytest.mark.parametrize("state", ["cancelled", "refused"])
def test_what_has_ended_is_not_moved(state: str) -> None:
    with pytest.raises(errors.NotMovable):
        moved(make.BookingFactory.create(state=state), periods=["night"])


def test_what_has_begun_is_not_moved() -> None:
    booking = make.BookingFactory.create()
    with pytest.raises(errors.NotMovable):
        moved(booking, headcount=9, now=booking.starts_at)


def test_an_ended_group_moves_nothing() -> None:
    person = UserFactory.create()
    group = GroupFactory.create(representative=person)
    booking = make.BookingFactory.create(by=person, for_group=group)
    group.valid_until = make.NOW.date() - timedelta(days=1)
    group.save()
    booking.refresh_from_db()
    with pytest.raises(errors.GroupNotReady):
        moved(booking, periods=["night"])


def with_coupon() -> models.Booking:
    make_points.rule()
    person = UserFactory.create()
    make_points.earn(person, 50)
    coupon = make_points.order(make_points.PerkFactory.create(coupon=True), person)
    room = make.RoomFactory.create(fee_yen=300)
    return make.BookingFactory.create(
        room=room, by=person, date=COUPON_DAY, now=make_points.NOW, coupon_code=coupon.code
    )


def test_a_coupon_goes_along_and_is_reckoned_anew() -> None:
    booking = with_coupon()
    found = moved(booking, room=beside(booking, fee_yen=150), now=make_points.NOW)
    assert (found.fee_yen, found.discount_yen, found.coupon_code) == (150, 150, booking.coupon_code)
    assert points.Voucher.objects.get().state == points_enums.VoucherState.USED


@pytest.mark.parametrize("fee", [0, None])
def test_a_coupon_comes_back_where_there_is_no_fee_to_take_it_from(fee: int | None) -> None:
    booking = with_coupon()
    found = moved(booking, room=beside(booking, fee_yen=fee), now=make_points.NOW)
    assert (found.fee_yen, found.discount_yen, found.coupon_code) == (fee, 0, "")
    assert points.Voucher.objects.get().state == points_enums.VoucherState.ISSUED
    assert "もう一度使えるようになりました" in notices.Notice.objects.get(template="bookings/moved").body


def test_a_desk_cannot_permit_by_a_move_what_is_left_to_the_city() -> None:
    booking = make.BookingFactory.create(state="approved")
    room = beside(booking)
    make.publish(booking.center, {"approval": {"by": "city"}}, room=room)
    found = moved(booking, room=room, by=staff_of(booking.center.code))
    assert (found.state, found.approver) == ("applied", "city")


def test_public_use_stays_public_use_wherever_it_goes() -> None:
    room = make.RoomFactory.create(fee_yen=300)
    make.publish(room.center, {"public_use": {"classes": ["city"], "may_displace": True}})
    make.user_class(room.center, "city")
    accounts.UserClass.objects.update(fee_percent=0)
    desk = staff_of(room.center.code)
    booking = actions.book_public_use(
        room,
        date=make.DAY,
        periods=["morning"],
        user_class="city",
        by=desk,
        contact_name="見本市 市民活動課",
        contact_phone="0294-00-0000",
        headcount=20,
        purpose="市民説明会",
        now=make.NOW,
    )
    found = actions.move_booking(booking, room=beside(booking, fee_yen=500), by=desk, now=make.NOW)
    assert (found.user_class, booking.fee_yen, found.fee_yen) == ("city", 0, 0)


def test_a_group_is_in_the_class_of_the_day_to_which_it_moves() -> None:
    person = UserFactory.create()
    group = GroupFactory.create(representative=person, user_class="first", later_class="second", later_from=TOMORROW)
    booking = make.BookingFactory.create(by=person, for_group=group)
    assert (booking.user_class, moved(booking, date=TOMORROW).user_class) == ("first", "second")
