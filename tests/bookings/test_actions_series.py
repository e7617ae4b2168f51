"""A series is made of what was ticked, whole or not at all; later its dates are cancelled, changed or permitted."""

from datetime import timedelta
from typing import Any

import pytest

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, enums, errors, models
from bookings.queries import named_slots, planning, public_use
from bookings.queries import series as queries
from tests.factories import bookings as make
from tests.factories import series as several
from tests.factories.accounts import staff_of

pytestmark = pytest.mark.django_db
DAYS = several.wednesdays(5)


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji")


@pytest.fixture
def group() -> accounts.Group:
    return several.group_of()


def reserve(plan: planning.Plan, chosen: planning.Chosen | None = None, **more: Any) -> models.Series:  # noqa: ANN401
    ticked = several.ticked(planning.dry_run(plan, now=make.NOW)) if chosen is None else chosen
    person = plan.wish.person
    assert person is not None
    return actions.reserve_series(plan, chosen=ticked, by=person, now=make.NOW, **more)


def bookings_of(series: models.Series) -> list[models.Booking]:
    return queries.bookings_of(series)


def states(series: models.Series) -> list[str]:
    return [booking.state for booking in bookings_of(series)]


def all_dates(room: models.Room) -> planning.Chosen:
    return {day: named_slots.Slot(room.code, day, ("morning",)) for day in DAYS}


def test_every_date_that_fits_becomes_a_booking_of_the_series(room: models.Room, group: accounts.Group) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    series = reserve(several.plan(room, group))
    found = bookings_of(series)
    assert [(b.date, b.period_codes, b.group, b.state) for b in found] == [
        (day, ["morning"], group, "tentative") for day in DAYS if day != DAYS[1]
    ]
    assert (series.repetition, series.weekday, series.first, series.last) == ("weekly", 2, DAYS[0], several.LAST)
    assert [b.state_changes.get().to_state for b in found] == ["tentative"] * 4


def test_an_alternative_becomes_a_booking_of_the_series_too(room: models.Room, group: accounts.Group) -> None:
    other = make.RoomFactory.create(center=room.center)
    make.BookingFactory.create(room=room, date=DAYS[1])
    chosen = {DAYS[1]: named_slots.Slot(other.code, DAYS[1], ("morning",))}
    (booking,) = bookings_of(reserve(several.plan(room, group), chosen))
    assert (booking.room, booking.date) == (other, DAYS[1])


def test_one_date_that_is_gone_refuses_all_and_is_named(room: models.Room, group: accounts.Group) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    with pytest.raises(errors.DatesRefused) as refused:
        reserve(several.plan(room, group), all_dates(room))
    assert [found["date"] for found in refused.value.data["dates"]] == [DAYS[1].isoformat()]
    assert f"2026年5月20日(水) 午前 {room.name}" in refused.value.sentence
    assert (models.Series.objects.count(), models.Booking.objects.count()) == (0, 1)


def test_dates_over_a_cap_are_refused_as_a_whole(room: models.Room, group: accounts.Group) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 2}]}})
    with pytest.raises(errors.DatesRefused) as refused:
        reserve(several.plan(room, group), all_dates(room))
    (found,) = refused.value.data["dates"]
    assert (found["date"], found["broken"][0]["code"]) == (DAYS[2].isoformat(), "cap_month")


def test_what_has_ended_by_itself_gives_way(room: models.Room, group: accounts.Group) -> None:
    ended = make.BookingFactory.create(room=room, date=DAYS[1])
    models.Booking.objects.filter(pk=ended.pk).update(holds_until=make.NOW)
    assert len(bookings_of(reserve(several.plan(room, group), all_dates(room)))) == 5


def test_a_second_press_gives_the_series_of_the_first(room: models.Room, group: accounts.Group) -> None:
    plan = several.plan(room, group)
    first = reserve(plan, all_dates(room), submission="f-MIHON")
    assert reserve(plan, all_dates(room), submission="f-MIHON") == first
    assert models.Booking.objects.count() == 5


def test_nothing_ticked_is_said(room: models.Room, group: accounts.Group) -> None:
    with pytest.raises(errors.NothingChosen):
        reserve(several.plan(room, group), {})


def test_what_the_dry_run_cannot_have_offered_is_refused(room: models.Room, group: accounts.Group) -> None:
    elsewhere = make.RoomFactory.create()
    far = DAYS[0] + timedelta(days=4)
    for day, slot in (
        (DAYS[0], named_slots.Slot(elsewhere.code, DAYS[0], ("morning",))),
        (DAYS[0], named_slots.Slot(room.code, far, ("morning",))),
        (far, named_slots.Slot(room.code, far, ("morning",))),
    ):
        with pytest.raises(errors.NotOfThisSeries):
            reserve(several.plan(room, group), {day: slot})


def test_an_unapproved_group_makes_no_series(room: models.Room, group: accounts.Group) -> None:
    plan = several.plan(room, group)
    group.status = "pending"
    with pytest.raises(errors.GroupNotReady):
        reserve(plan, all_dates(room))


def test_the_person_hears_once_and_every_date_is_written_down(room: models.Room, group: accounts.Group) -> None:
    series = reserve(several.plan(room, group))
    told = notices.Notice.objects.get(user=several.leader_of(group))
    assert told.template == "bookings/series_reserved"
    assert [f"2026年{day.month}月{day.day}日(水) 午前" in told.body for day in DAYS] == [True] * 5
    assert "毎週水曜日" in told.body
    lines = common.AuditEntry.objects.filter(action="bookings.reserved")
    assert sorted(lines.values_list("subject_code", flat=True)) == sorted(b.code for b in bookings_of(series))
    assert common.AuditEntry.objects.get(action="bookings.series_reserved").subject_code == series.code


def test_the_desk_makes_a_series_for_a_group(room: models.Room, group: accounts.Group) -> None:
    desk = staff_of("kuji")
    plan = several.plan(room, group, by_desk=True)
    series = actions.reserve_series(plan, chosen=all_dates(room), by=desk, now=make.NOW)
    found = bookings_of(series)[0]
    assert (series.created_by, found.entered_by, found.booked_by) == (desk, desk, several.leader_of(group))
    assert found.channel == enums.Channel.COUNTER
    assert public_use.told_of(found) == [several.leader_of(group)]


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (enums.Scope.ONE, ["tentative", "tentative", "cancelled", "tentative", "tentative"]),
        (enums.Scope.FOLLOWING, ["tentative", "tentative", "cancelled", "cancelled", "cancelled"]),
        (enums.Scope.ALL, ["cancelled"] * 5),
    ],
)
def test_one_date_it_and_those_after_it_or_all_are_cancelled(
    room: models.Room, group: accounts.Group, scope: enums.Scope, left: list[str]
) -> None:
    series = several.make_series(room, group)
    found = bookings_of(series)
    meant = queries.meant(found, scope=scope, start=found[2].code, now=make.NOW)
    actions.cancel_series(series, bookings=meant, by=several.leader_of(group), now=make.NOW)
    assert states(series) == left
    assert notices.Notice.objects.filter(template="bookings/series_cancelled").count() == 1
    assert notices.Notice.objects.filter(template="bookings/cancelled").count() == 0


def test_dates_past_the_deadline_are_kept_and_told_but_the_desk_cancels_them(
    room: models.Room, group: accounts.Group
) -> None:
    series = several.make_series(room, group)
    until = {"kind": "cancellation", "amount": 20, "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"cancellation": until}})
    done = actions.cancel_series(series, bookings=bookings_of(series), by=several.leader_of(group), now=make.NOW)
    assert [given.booking.date for given in done.kept] == DAYS[:2]
    assert done.kept[0].due_text == "2026年4月23日(木)まで"
    assert states(series) == ["tentative", "tentative", "cancelled", "cancelled", "cancelled"]
    assert "2026年5月13日(水) 午前（期限 2026年4月23日(木)まで）" in notices.Notice.objects.latest("pk").body
    actions.cancel_series(series, bookings=bookings_of(series), by=staff_of("kuji"), now=make.NOW)
    assert states(series) == ["cancelled"] * 5


def test_dates_of_another_series_are_not_touched(room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    other = several.make_series(room, group, periods=("night",))
    with pytest.raises(errors.NotOfThisSeries):
        actions.cancel_series(series, bookings=bookings_of(other), by=several.leader_of(group), now=make.NOW)


def change(series: models.Series, bookings: list[models.Booking], **to: Any) -> list[models.Booking]:  # noqa: ANN401
    person = several.leader_of(series.group)
    more = {name: to.pop(name) for name in ("from_now_on",) if name in to}
    wanted = actions.SeriesChange(**to)
    return actions.change_series(series, bookings=bookings, change=wanted, by=person, now=make.NOW, **more)


def test_dates_go_to_another_room_weekday_and_period_together(room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    other = make.RoomFactory.create(center=room.center)
    codes = [booking.code for booking in bookings_of(series)]
    change(series, bookings_of(series), room=other, weekday=3, periods=("night",), headcount=9, from_now_on=True)
    found = bookings_of(series)
    assert [(b.room, b.date.weekday(), b.period_codes, b.headcount) for b in found] == [(other, 3, ["night"], 9)] * 5
    assert [b.code for b in found] == codes
    series.refresh_from_db()
    assert (series.room, series.weekday, series.period_codes, series.headcount) == (other, 3, ["night"], 9)
    assert notices.Notice.objects.filter(template="bookings/series_changed").count() == 1


def test_a_change_that_one_date_cannot_have_changes_none(room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    make.BookingFactory.create(room=room, date=DAYS[3], periods=("night",))
    with pytest.raises(errors.DatesRefused) as refused:
        change(series, bookings_of(series), periods=("night",))
    assert [found["date"] for found in refused.value.data["dates"]] == [DAYS[3].isoformat()]
    assert [b.period_codes for b in bookings_of(series)] == [["morning"]] * 5


def test_dates_of_a_series_do_not_stand_in_one_another_s_way(room: models.Room, group: accounts.Group) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    series = several.make_series(room, group)
    change(series, bookings_of(series), weekday=0)
    assert [b.date.weekday() for b in bookings_of(series)] == [0] * 5


def test_a_preview_says_of_each_date_what_the_change_would_do(room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    make.BookingFactory.create(room=room, date=DAYS[3], periods=("night",))
    until = {"kind": "cancellation", "amount": 13, "counted": "before_use"}
    make.publish(room.center, {"deadlines": {"cancellation": until}})
    wanted = actions.SeriesChange(periods=("night",))
    found = queries.changed(bookings_of(series), wanted.of, by_desk=False, now=make.NOW)
    assert [str(row.fit.verdict) for row in found] == ["too_late", "free", "free", "taken", "free"]


def test_the_desk_permits_what_waits_and_tells_once(room: models.Room, group: accounts.Group) -> None:
    series = several.make_series(room, group)
    person = several.leader_of(group)
    actions.cancel_booking(bookings_of(series)[0], by=person, now=make.NOW)
    approved = actions.approve_series(series, by=staff_of("kuji"), now=make.NOW)
    assert len(approved) == 4
    assert states(series) == ["cancelled", "approved", "approved", "approved", "approved"]
    assert notices.Notice.objects.filter(template="bookings/series_approved").count() == 1
    with pytest.raises(errors.NothingChosen):
        actions.approve_series(series, by=staff_of("kuji"), now=make.NOW)
