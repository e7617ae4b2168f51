"""The waiting list: who stands in line, what they are offered, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest

from backend.notices import models as notices
from bookings import actions, errors, models
from points import errors as points_errors
from tests.factories import bookings as make
from tests.factories import points as make_points
from tests.factories.accounts import GroupFactory, GroupMemberFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db
OPEN = {"waiting_list": {"is_open": True, "answer_hours": 24, "stops_hours": 2}}


@pytest.fixture
def room() -> models.Room:
    found = make.RoomFactory.create()
    make.publish(found.center, OPEN)
    return found


def join(room: models.Room, **changes: Any) -> models.WaitingEntry:  # noqa: ANN401 - whatever an entry says
    wish: dict[str, Any] = {
        "date": make.DAY,
        "periods": ["morning"],
        "headcount": 8,
        "purpose": "健康体操の練習",
        "now": make.NOW,
    } | changes
    wish.setdefault("by", UserFactory.create())
    return actions.join_line(room, **wish)


def cancel(booking: models.Booking, **changes: Any) -> models.Booking:  # noqa: ANN401 - as the action has it
    who: dict[str, Any] = {"by": make.person_of(booking), "now": make.NOW} | changes
    return actions.cancel_booking(booking, **who)


def offer_of(entry: models.WaitingEntry) -> models.Booking:
    entry.refresh_from_db()
    assert entry.offer is not None
    return entry.offer


def accept(entry: models.WaitingEntry, **changes: Any) -> models.Booking:  # noqa: ANN401 - as the action has it
    who: dict[str, Any] = {"by": entry.person, "now": make.NOW} | changes
    return actions.accept_offer(offer_of(entry), **who)


def test_a_cancelled_period_is_held_for_the_next_in_line(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    offer = offer_of(first)
    assert (offer.state, offer.booked_by, offer.space_holds.filter(holds=True).count()) == ("offered", first.person, 1)
    assert offer.holds_until == make.NOW + timedelta(hours=24)
    assert (first.state, models.WaitingEntry.objects.get(pk=second.pk).state) == ("offered", "waiting")


def test_the_offer_is_told_with_the_time_to_answer(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking)
    notice = notices.Notice.objects.get(user=entry.person, template="bookings/offered")
    assert "お返事の期限: 2026年5月2日(土) 12:00まで" in notice.body
    assert notice.url == f"/bookings/{offer_of(entry).code}/offer/"


def test_whoever_books_for_a_group_hears_of_its_offer(room: models.Room) -> None:
    group = GroupFactory.create(center_code=room.center.code, representative=UserFactory.create())
    deputy = GroupMemberFactory.create(group=group, role="deputy", user=UserFactory.create()).user
    GroupMemberFactory.create(group=group, role="member", user=UserFactory.create())
    booking = make.BookingFactory.create(room=room)
    entry = join(room, by=deputy, for_group=group)
    cancel(booking)
    told = notices.Notice.objects.filter(template="bookings/offered").values_list("user", flat=True)
    leaders = group.members.filter(role="representative").values_list("user", flat=True)
    assert set(told) == {entry.person.pk, *leaders}
    assert len(told) == 2


def test_an_offer_ends_some_hours_before_the_use(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    start = booking.starts_at
    cancel(booking, now=start - timedelta(hours=3))
    assert offer_of(entry).holds_until == start - timedelta(hours=2)


def test_nobody_is_offered_what_begins_too_soon(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking, now=booking.starts_at - timedelta(hours=2))
    entry.refresh_from_db()
    assert (entry.state, entry.offer) == ("waiting", None)


def test_an_accepted_offer_is_a_booking_like_any_other(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking)
    later = make.NOW + timedelta(hours=5)
    made = accept(entry, now=later)
    entry.refresh_from_db()
    assert (made.state, made.holds_until, made.created_at) == ("tentative", None, later)
    assert (entry.state, entry.ended_at is not None) == ("accepted", True)
    assert notices.Notice.objects.filter(user=entry.person, template="bookings/reserved").count() == 1


def test_where_nobody_approves_an_accepted_offer_is_approved(room: models.Room) -> None:
    make.publish(room.center, {"approval": {"by": "automatic"}}, room=room)
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking)
    assert accept(entry).state == "approved"


def test_a_declined_offer_goes_to_the_next(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    actions.decline_offer(offer_of(first), by=first.person, now=make.NOW)
    first.refresh_from_db()
    assert (first.state, offer_of(second).state) == ("left", "offered")


def test_an_offer_without_an_answer_goes_to_the_next(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    late = make.NOW + timedelta(hours=24)
    assert actions.sweep(now=late) == 1
    first.refresh_from_db()
    assert (first.state, offer_of(second).holds_until) == ("lapsed", late + timedelta(hours=24))
    assert notices.Notice.objects.filter(user=first.person, template="bookings/offer_lapsed").count() == 1


def test_who_reserves_when_an_offer_has_lapsed_finds_the_next_in_line_before_them(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    _, second = join(room), join(room)
    cancel(booking)
    late = make.NOW + timedelta(hours=24)
    with pytest.raises(errors.PeriodOffered) as refused:
        make.BookingFactory.create(room=room, now=late)
    assert offer_of(second).state == "offered"
    assert "ほかの方にご案内中です（お返事の期限 2026年5月3日(日) 12:00まで）" in refused.value.sentence


def test_an_answer_after_the_time_is_told_and_the_room_has_gone_on(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    with pytest.raises(errors.OfferOver):
        accept(first, now=make.NOW + timedelta(hours=24))
    first.refresh_from_db()
    assert (first.state, offer_of(second).state) == ("lapsed", "offered")


def test_an_offer_is_answered_once(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking)
    accept(entry)
    with pytest.raises(errors.OfferAnswered):
        accept(entry)
    with pytest.raises(errors.OfferAnswered):
        actions.decline_offer(offer_of(entry), by=entry.person, now=make.NOW)


def test_who_has_reached_a_cap_meanwhile_is_told_and_the_offer_passes_on(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 1}]}}, room=room)
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    make.BookingFactory.create(room=room, by=first.person, periods=("night",))
    cancel(booking)
    with pytest.raises(errors.RuleRefused) as refused:
        accept(first)
    assert [rule["code"] for rule in refused.value.data["broken"]] == ["cap_month"]
    first.refresh_from_db()
    assert (first.state, offer_of(second).state) == ("closed", "offered")


def test_one_may_join_beyond_a_cap_because_there_may_be_room_by_then(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 1}]}}, room=room)
    make.BookingFactory.create(room=room)
    person = UserFactory.create()
    make.BookingFactory.create(room=room, by=person, periods=("night",))
    assert join(room, by=person).state == "waiting"


def test_what_could_never_be_theirs_is_refused_with_the_rule(room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    with pytest.raises(errors.RuleRefused) as refused:
        join(room, headcount=31)
    assert [rule["code"] for rule in refused.value.data["broken"]] == ["over_capacity"]
    assert models.WaitingEntry.objects.count() == 0


def test_a_free_period_is_reserved_and_not_waited_for(room: models.Room) -> None:
    with pytest.raises(errors.NothingToWaitFor):
        join(room)


def test_nobody_waits_for_their_own_booking(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    with pytest.raises(errors.AlreadyYours):
        join(room, by=booking.booked_by)


def test_one_stands_in_line_once_and_so_does_a_group(room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    group = GroupFactory.create()
    join(room, for_group=group)
    with pytest.raises(errors.AlreadyWaiting):
        join(room, for_group=group)


def test_one_person_stands_in_line_once(room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    entry = join(room)
    with pytest.raises(errors.AlreadyWaiting):
        join(room, by=entry.person)


@pytest.mark.parametrize("clause", [None, {"is_open": False}])
def test_a_center_without_a_line_says_so(clause: dict[str, Any] | None) -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"waiting_list": clause} if clause else {})
    make.BookingFactory.create(room=room)
    with pytest.raises(errors.WaitingClosed):
        join(room)


def test_who_stood_in_line_when_the_center_closed_its_list_is_still_served(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    make.publish(room.center, {"waiting_list": {"is_open": False}}, room=room)
    cancel(booking)
    assert offer_of(entry).state == "offered"


def test_who_leaves_makes_room_in_the_line(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    assert actions.leave_line(first, by=first.person, now=make.NOW).state == "left"
    cancel(booking)
    assert offer_of(second).state == "offered"
    with pytest.raises(errors.NoLongerWaiting):
        actions.leave_line(first, by=first.person, now=make.NOW)


def test_who_leaves_while_offered_gives_the_room_to_the_next(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    actions.leave_line(first, by=first.person, now=make.NOW)
    first.refresh_from_db()
    assert (first.state, offer_of(second).state) == ("left", "offered")


def test_a_refused_booking_goes_to_the_next_in_line(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    desk = staff_of(room.center.code)
    actions.refuse_booking(booking, by=desk, reason="見本の理由", now=make.NOW)
    assert offer_of(entry).state == "offered"


def halves() -> tuple[models.Room, models.Room, models.Room]:
    a = make.RoomFactory.create()
    make.publish(a.center, OPEN)
    b = make.RoomFactory.create(center=a.center)
    return a, b, make.joined_room(a, b)


def test_who_waits_for_the_whole_room_is_not_offered_a_half(room: models.Room) -> None:
    a, b, whole = halves()
    left, right = make.BookingFactory.create(room=a), make.BookingFactory.create(room=b)
    first, second = join(whole), join(a)
    cancel(left)
    first.refresh_from_db()
    assert (first.state, offer_of(second).room) == ("waiting", a)
    cancel(right)
    first.refresh_from_db()
    assert first.state == "waiting"
    actions.decline_offer(offer_of(second), by=second.person, now=make.NOW)
    assert offer_of(first).room == whole


def test_the_whole_room_comes_free_for_both_who_wait_for_halves(room: models.Room) -> None:
    a, b, whole = halves()
    booking = make.BookingFactory.create(room=whole)
    for_all, for_a, for_b = join(whole), join(a), join(b)
    cancel(booking)
    actions.decline_offer(offer_of(for_all), by=for_all.person, now=make.NOW)
    assert [offer_of(entry).room for entry in (for_a, for_b)] == [a, b]


def test_two_periods_are_offered_only_when_both_are_free(room: models.Room) -> None:
    morning = make.BookingFactory.create(room=room)
    afternoon = make.BookingFactory.create(room=room, periods=("afternoon",))
    both, one = join(room, periods=["morning", "afternoon"]), join(room, periods=["afternoon"])
    cancel(morning)
    both.refresh_from_db()
    assert both.state == "waiting"
    cancel(afternoon)
    one.refresh_from_db()
    assert (offer_of(both).period_codes, one.state) == (["morning", "afternoon"], "waiting")


def test_what_ended_by_itself_does_not_cost_the_first_their_turn() -> None:
    a, b, whole = halves()
    make.publish(a.center, OPEN | {"deadlines": {"form": _due_soon()}}, room=b)
    left, right = make.BookingFactory.create(room=a), make.BookingFactory.create(room=b)
    first, second = join(whole), join(a)
    assert right.holds_until is not None
    cancel(left, now=right.holds_until)
    right.refresh_from_db()
    second.refresh_from_db()
    assert (right.state, offer_of(first).room, second.state) == ("lapsed", whole, "waiting")


def _due_soon() -> dict[str, Any]:
    return {"kind": "form", "amount": 3, "unit": "day", "counted": "after_tentative", "lapses": True}


def test_a_free_period_for_which_nobody_waits_is_free(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    join(room, periods=["morning", "afternoon"])
    make.BookingFactory.create(room=room, periods=("afternoon",))
    cancel(booking)
    assert make.BookingFactory.create(room=room).state == "tentative"


def test_what_can_no_longer_be_offered_is_closed_and_told(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    last = booking.starts_at - timedelta(hours=2)
    assert actions.close_past_waiting(now=last - timedelta(minutes=1)) == 0
    assert [actions.close_past_waiting(now=last) for _ in range(2)] == [1, 0]
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == ("closed", last)
    assert notices.Notice.objects.filter(user=entry.person, template="bookings/waiting_closed").count() == 1


def test_booking_that_closes_early_ends_the_line_as_well(room: models.Room) -> None:
    deadline = {"kind": "form", "amount": 5, "unit": "day", "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"form": deadline}}, room=room)
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking, now=booking.starts_at - timedelta(days=5, hours=1))
    assert offer_of(entry).holds_until == booking.starts_at.replace(day=9, hour=0)


def test_a_taken_period_tells_whether_one_can_wait(room: models.Room) -> None:
    make.BookingFactory.create(room=room)
    with pytest.raises(errors.PeriodTaken) as refused:
        make.BookingFactory.create(room=room)
    assert refused.value.data["can_wait"] is True


def test_the_desk_does_not_approve_what_is_only_offered(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    cancel(booking)
    with pytest.raises(errors.StepNotAllowed):
        actions.approve_booking(offer_of(entry), by=staff_of(room.center.code), now=make.NOW)
    assert offer_of(entry).state == "offered"


def test_an_offer_that_is_cancelled_goes_to_the_next_in_line(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    first, second = join(room), join(room)
    cancel(booking)
    cancel(offer_of(first))
    first.refresh_from_db()
    assert (first.state, offer_of(second).state) == ("left", "offered")


def test_what_a_move_leaves_goes_to_the_next_in_line(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    entry = join(room)
    actions.move_booking(booking, by=make.person_of(booking), now=make.NOW, periods=["night"])
    offer = offer_of(entry)
    assert (offer.state, offer.period_codes) == ("offered", ["morning"])


def test_a_group_whose_registration_has_ended_is_offered_nothing(room: models.Room) -> None:
    person = UserFactory.create()
    group = GroupFactory.create(representative=person)
    booking = make.BookingFactory.create(room=room)
    ended, second = join(room, by=person, for_group=group), join(room)
    group.status = "ended"
    group.save(update_fields=["status"])
    cancel(booking)
    ended.refresh_from_db()
    assert (ended.offer, offer_of(second).state) == (None, "offered")


def test_somebody_whose_account_is_closed_is_offered_nothing(room: models.Room) -> None:
    booking = make.BookingFactory.create(room=room)
    gone, second = join(room), join(room)
    gone.person.is_active = False
    gone.person.save(update_fields=["is_active"])
    cancel(booking)
    gone.refresh_from_db()
    assert (gone.offer, offer_of(second).state) == (None, "offered")


def test_a_coupon_is_taken_from_whose_booking_it_becomes(room: models.Room) -> None:
    make_points.rule()
    leader, deputy = UserFactory.create(), UserFactory.create()
    group = GroupFactory.create(representative=leader)
    GroupMemberFactory.create(group=group, user=deputy, role="deputy")
    make_points.earn(deputy, 50)
    coupon = make_points.order(make_points.PerkFactory.create(coupon=True), deputy)
    booking = make.BookingFactory.create(room=room)
    entry = join(room, by=leader, for_group=group)
    cancel(booking)
    with pytest.raises(points_errors.VoucherNotFound):
        accept(entry, by=deputy, coupon_code=coupon.code)
    assert offer_of(entry).state == "offered"
