import datetime as dt
from datetime import date

import pytest

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, enums, errors, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db


def reserve(room: models.Room, **changes: object) -> models.Booking:
    wish: dict[str, object] = {
        "date": make.DAY,
        "periods": ["morning"],
        "headcount": 8,
        "purpose": "健康体操の練習",
        "now": make.NOW,
    } | changes
    wish.setdefault("by", UserFactory.create())
    return actions.reserve_room(room, **wish)  # type: ignore[arg-type]


def test_a_resident_reserves_a_room() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    booking = reserve(room, by=person, periods=["afternoon"])
    stored = models.Booking.objects.get(code=booking.code)
    assert (stored.room, stored.booked_by, stored.state) == (room, person, "tentative")
    assert stored.starts_at.isoformat() == "2026-05-13T04:00:00+00:00"
    assert stored.ends_at.isoformat() == "2026-05-13T08:00:00+00:00"
    assert (stored.fee_yen, stored.to_pay_yen, stored.periods_text) == (300, 300, "午後")


def test_a_booking_holds_each_leaf_space_of_its_room() -> None:
    a, b = make.RoomFactory.create(), None
    b = make.RoomFactory.create(center=a.center)
    booking = reserve(make.joined_room(a, b))
    held = set(booking.space_holds.filter(holds=True).values_list("space__name", flat=True))
    assert held == {a.name, b.name}


def test_the_same_period_cannot_be_taken_twice() -> None:
    room = make.RoomFactory.create()
    reserve(room)
    with pytest.raises(errors.PeriodTaken) as refused:
        reserve(room)
    assert refused.value.sentence.startswith(f"{room.center.name}の{room.name}は、2026年5月13日(水) 午前に")
    assert models.Booking.objects.count() == 1


def test_a_joined_room_and_its_half_exclude_each_other() -> None:
    half = make.RoomFactory.create()
    other = make.RoomFactory.create(center=half.center)
    whole = make.joined_room(half, other)
    reserve(half)
    with pytest.raises(errors.PeriodTaken):
        reserve(whole)
    reserve(whole, periods=["night"])
    with pytest.raises(errors.PeriodTaken):
        reserve(other, periods=["night"])


def test_the_next_period_may_follow_at_once() -> None:
    room = make.RoomFactory.create()
    reserve(room, periods=["afternoon"])
    assert reserve(room, periods=["night"]).state == "tentative"


def test_a_buffer_keeps_the_next_period_free() -> None:
    room = make.RoomFactory.create(cleanup_minutes=30)
    reserve(room, periods=["afternoon"])
    with pytest.raises(errors.PeriodTaken):
        reserve(room, periods=["night"])


def test_several_periods_in_a_row_make_one_booking() -> None:
    room = make.RoomFactory.create()
    booking = reserve(room, periods=["morning", "afternoon"])
    assert (booking.periods_text, booking.fee_yen) == ("午前・午後", 600)
    assert booking.ends_at - booking.starts_at == dt.timedelta(hours=8)


@pytest.mark.parametrize("periods", [["morning", "night"], ["midnight"], []])
def test_periods_that_are_not_there_or_not_in_a_row_are_unknown(periods: list[str]) -> None:
    with pytest.raises(errors.PeriodUnknown):
        reserve(make.RoomFactory.create(), periods=periods)


def test_a_room_s_own_periods_come_before_those_of_its_center() -> None:
    room = make.RoomFactory.create()
    make.set_periods(room.center, [("morning", "早朝", dt.time(6), dt.time(8))], room=room)
    assert reserve(room).periods_text == "早朝"


def test_every_broken_rule_is_told_at_once_with_alternatives() -> None:
    room = make.RoomFactory.create(capacity=10)
    bigger = make.RoomFactory.create(center=room.center, capacity=40)
    ban = {"activity": "dance", "paragraph": "和室ではダンスはできません。", "source": "利用案内"}
    make.publish(room.center, {"bans": {"dance": ban}}, room=room)
    with pytest.raises(errors.RuleRefused) as refused:
        reserve(room, headcount=20, activity="dance")
    data = refused.value.data
    assert [broken["code"] for broken in data["broken"]] == ["over_capacity", "banned_activity"]
    assert data["broken"][1]["paragraph"] == "和室ではダンスはできません。"
    assert data["center"] == {"code": room.center.code, "name": room.center.name, "phone": "0294-00-0000"}
    assert [(other["kind"], other["room_code"]) for other in data["alternatives"]] == [("room", bigger.code)]


def test_alternatives_are_another_room_another_period_and_another_center() -> None:
    room = make.RoomFactory.create()
    other_room = make.RoomFactory.create(center=room.center)
    other_center = make.RoomFactory.create()
    full = make.RoomFactory.create()
    reserve(room)
    reserve(full)
    with pytest.raises(errors.PeriodTaken) as refused:
        reserve(room)
    offered = [(other["kind"], other["room_code"], other["periods"]) for other in refused.value.data["alternatives"]]
    assert offered == [
        ("room", other_room.code, ["morning"]),
        ("period", room.code, ["afternoon"]),
        ("period", room.code, ["night"]),
        ("center", other_center.code, ["morning"]),
    ]


def test_an_alternative_is_one_that_this_person_may_have() -> None:
    room = make.RoomFactory.create()
    closed_to_others = make.RoomFactory.create()
    make.publish(closed_to_others.center, {"who": {"may_use": ["lives"]}})
    reserve(room, periods=["morning", "afternoon", "night"])
    outsider = UserFactory.create(lives_in_city=False)
    with pytest.raises(errors.PeriodTaken) as refused:
        reserve(room, by=outsider)
    assert refused.value.data["alternatives"] == []


def test_nearer_centers_are_offered_first() -> None:
    room = make.RoomFactory.create(center__latitude="36.50", center__longitude="140.60")
    far = make.RoomFactory.create(center__latitude="36.90", center__longitude="140.60")
    near = make.RoomFactory.create(center__latitude="36.51", center__longitude="140.61")
    reserve(room, periods=["morning", "afternoon", "night"])
    with pytest.raises(errors.PeriodTaken) as refused:
        reserve(room)
    assert [other["room_code"] for other in refused.value.data["alternatives"]] == [near.code, far.code]


def test_the_person_is_told_and_the_desk_may_see_them() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    booking = reserve(room, by=person)
    notice = notices.Notice.objects.get(user=person)
    assert notice.subject == f"予約を受け付けました（{room.center.name} {room.name}）"
    assert booking.code in notice.body
    assert accounts.CenterContact.objects.get(user=person).center_code == room.center.code


def test_a_booking_is_audited_and_has_a_history() -> None:
    person = UserFactory.create()
    booking = reserve(make.RoomFactory.create(), by=person)
    entry = common.AuditEntry.objects.get(subject_code=booking.code)
    assert (entry.action, entry.actor_code, entry.center_code) == (
        "bookings.reserved",
        person.code,
        booking.center.code,
    )
    change = booking.state_changes.get()
    assert (change.from_state, change.to_state, change.by) == ("", "tentative", person)


def test_a_refused_booking_leaves_nothing_behind() -> None:
    room = make.RoomFactory.create()
    reserve(room)
    before = common.AuditEntry.objects.count()
    with pytest.raises(errors.PeriodTaken):
        reserve(room)
    assert common.AuditEntry.objects.count() == before
    assert (notices.Notice.objects.count(), models.SpaceHold.objects.count()) == (1, 1)


@pytest.mark.parametrize("mode", [enums.BookingMode.INFORMATION_ONLY, enums.BookingMode.DESK_ONLY])
def test_a_center_that_is_not_online_yet_says_where_to_call(mode: enums.BookingMode) -> None:
    room = make.RoomFactory.create(center__booking_mode=mode)
    with pytest.raises(errors.OnlineBookingClosed) as refused:
        reserve(room)
    assert "電話 0294-00-0000" in refused.value.sentence


def test_a_center_online_for_groups_takes_groups_only() -> None:
    room, person = make.RoomFactory.create(center__booking_mode=enums.BookingMode.GROUPS), UserFactory.create()
    group = GroupFactory.create(representative=person)
    with pytest.raises(errors.OnlineBookingClosed):
        reserve(room, by=person)
    assert reserve(room, by=person, for_group=group).group == group


@pytest.mark.parametrize("fields", [{"pending": True}, {"valid_until": date(2026, 3, 31)}])
def test_a_group_that_is_not_approved_or_has_ended_cannot_book(fields: dict[str, object]) -> None:
    with pytest.raises(errors.GroupNotReady):
        reserve(make.RoomFactory.create(), for_group=GroupFactory.create(**fields))


def test_automatic_approval_approves_at_once() -> None:
    room = make.RoomFactory.create()
    make.publish(room.center, {"approval": {"by": "automatic"}})
    assert reserve(room).state == "approved"


def test_the_day_by_which_the_form_is_due_is_kept() -> None:
    room = make.RoomFactory.create()
    form = {"kind": "form", "amount": 1, "unit": "week", "counted": "after_tentative", "lapses": True}
    make.publish(room.center, {"deadlines": {"form": form}})
    booking = reserve(room)
    assert booking.form_due_at == dt.datetime(2026, 5, 8, 15, tzinfo=dt.UTC)
    assert "2026年5月8日(金)まで" in notices.Notice.objects.get().body


def test_the_desk_writes_down_a_caller_without_an_account() -> None:
    room = make.RoomFactory.create(center__booking_mode=enums.BookingMode.DESK_ONLY)
    make.publish(room.center, {"who": {"may_use": ["lives"]}, "guardian": {"below": "junior_high"}})
    desk = staff_of(room.center.code)
    booking = actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["night"],
        by=desk,
        contact_name="見本 電話",
        contact_phone="0294-00-1111",
        headcount=5,
        purpose="会合",
        now=make.NOW,
    )
    assert (booking.booked_by, booking.entered_by, booking.contact_name) == (None, desk, "見本 電話")
    assert notices.Notice.objects.count() == 0


def test_the_desk_can_write_for_somebody_with_an_account_who_is_told() -> None:
    room, person = make.RoomFactory.create(), UserFactory.create()
    booking = actions.reserve_by_proxy(
        room,
        date=make.DAY,
        periods=["night"],
        by=staff_of(room.center.code),
        contact_name=person.name,
        contact_phone="",
        headcount=5,
        purpose="会合",
        for_person=person,
        now=make.NOW,
    )
    assert booking.booked_by == person
    assert notices.Notice.objects.get().user == person


def test_the_week_in_which_the_fiscal_year_begins_is_counted_wholly() -> None:
    """The week of Thursday 1 April 2027 begins on Monday 29 March, in the fiscal year before."""
    room, person = make.RoomFactory.create(), UserFactory.create()
    make.publish(room.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    reserve(room, by=person, date=date(2027, 3, 30))
    later = dt.datetime(2027, 4, 1, 0, 0, tzinfo=dt.UTC)
    with pytest.raises(errors.RuleRefused) as refusal:
        reserve(room, by=person, date=date(2027, 4, 2), now=later)
    assert [broken["code"] for broken in refusal.value.data["broken"]] == ["cap_week"]
    assert refusal.value.data["broken"][0]["use_from"] == "2027-04-05"
