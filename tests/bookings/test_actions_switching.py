"""Pilot switches: what each lets whom do, from when, by every door that takes a slot."""

import datetime as dt
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.accounts import models as accounts
from backend.common import models as common
from backend.notices import models as notices
from bookings import actions, errors, models, rules
from bookings.enums import BookingMode as Mode
from bookings.enums import Switch
from bookings.queries import switches, wishes
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, administrator, staff_of

pytestmark = pytest.mark.django_db
# 1 April, as the city plans in Tokyo time.
APRIL = datetime(2027, 3, 31, 15, tzinfo=UTC)
MARCH = APRIL - timedelta(seconds=1)


def switched(center: models.Center, value: str, **said: object) -> models.CenterSwitch:
    turn: dict[str, object] = {"switch": Switch.BOOKING_MODE, "reason": "試行のため", "now": make.NOW, **said}
    by = turn.pop("by", None) or administrator()
    return actions.switch_center(center, value=value, by=by, **turn)  # type: ignore[arg-type]


def fresh(center: models.Center) -> models.Center:
    return models.Center.objects.get(pk=center.pk)


def mode_at(center: models.Center, now: datetime) -> str:
    return fresh(center).switches_at(now).booking_mode


def test_a_turn_holds_at_once() -> None:
    center = make.CenterFactory.create()
    switched(center, Mode.DESK_ONLY)
    assert mode_at(center, make.NOW) == Mode.DESK_ONLY


def test_a_plan_takes_effect_at_its_moment_without_any_job() -> None:
    center = make.CenterFactory.create(booking_mode=Mode.DESK_ONLY)
    switched(center, Mode.GROUPS, takes_effect_at=APRIL)
    assert [mode_at(center, now) for now in (make.NOW, MARCH, APRIL)] == [Mode.DESK_ONLY, Mode.DESK_ONLY, Mode.GROUPS]


def test_steps_of_a_plan_follow_one_another_and_a_turn_at_once_leaves_them() -> None:
    center = make.CenterFactory.create(booking_mode=Mode.INFORMATION_ONLY)
    switched(center, Mode.EVERYONE, takes_effect_at=APRIL + timedelta(days=90))
    switched(center, Mode.GROUPS, takes_effect_at=APRIL)
    switched(center, Mode.DESK_ONLY)
    moments = (make.NOW, APRIL, APRIL + timedelta(days=90))
    assert [mode_at(center, now) for now in moments] == [Mode.DESK_ONLY, Mode.GROUPS, Mode.EVERYONE]


@pytest.mark.parametrize("switch", [Switch.LOTTERY, Switch.FEES, Switch.OPEN_SPACE])
def test_each_switch_turns_on_its_own(switch: Switch) -> None:
    center = make.CenterFactory.create(fees_on=False)
    before = center.switches_at(make.NOW)
    switched(center, "on", switch=switch)
    after = fresh(center).switches_at(make.NOW)
    changed = {name.value for name in Switch if before.value_of(name) != after.value_of(name)}
    assert changed == {switch.value}


def test_reading_the_switches_of_many_centers_takes_one_query() -> None:
    for _ in range(3):
        switched(make.CenterFactory.create(), Mode.GROUPS, takes_effect_at=APRIL)
    with CaptureQueriesContext(connection) as captured:
        found = switches.offerings(now=APRIL)
    assert ([one.here.booking_mode for one in found], len(captured)) == ([Mode.GROUPS] * 3, 1)


def test_a_turn_to_what_holds_already_is_refused() -> None:
    with pytest.raises(errors.SwitchUnchanged):
        switched(make.CenterFactory.create(), Mode.EVERYONE)


def test_a_turn_in_the_past_is_refused() -> None:
    with pytest.raises(errors.SwitchInThePast):
        switched(make.CenterFactory.create(), Mode.GROUPS, takes_effect_at=make.NOW - timedelta(minutes=1))


def test_a_turn_needs_a_reason() -> None:
    with pytest.raises(errors.SwitchReasonMissing):
        switched(make.CenterFactory.create(), Mode.GROUPS, reason="  ")


def test_two_turns_of_a_switch_at_one_moment_are_refused() -> None:
    center = make.CenterFactory.create()
    switched(center, Mode.GROUPS, takes_effect_at=APRIL)
    with pytest.raises(errors.SwitchTurnsAtThatMoment):
        switched(center, Mode.DESK_ONLY, takes_effect_at=APRIL)


def test_a_plan_that_is_withdrawn_never_takes_effect() -> None:
    center = make.CenterFactory.create()
    turn = switched(center, Mode.GROUPS, takes_effect_at=APRIL)
    actions.withdraw_switch(turn, by=administrator(), now=make.NOW)
    assert (mode_at(center, APRIL), fresh(center).turns_after(make.NOW)) == (Mode.EVERYONE, ())


def test_a_turn_that_holds_is_not_withdrawn() -> None:
    turn = switched(make.CenterFactory.create(), Mode.GROUPS, takes_effect_at=APRIL)
    with pytest.raises(errors.SwitchHolds):
        actions.withdraw_switch(turn, by=administrator(), now=APRIL)


def test_the_database_refuses_to_rewrite_a_turn() -> None:
    turn = switched(make.CenterFactory.create(), Mode.GROUPS)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.CenterSwitch.objects.filter(pk=turn.pk).update(value=Mode.EVERYONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.CenterSwitch.objects.filter(pk=turn.pk).delete()


def test_a_center_saved_from_an_old_copy_keeps_its_plan() -> None:
    center = make.CenterFactory.create()
    switched(center, Mode.GROUPS)
    center.note = "古い写し"
    center.save()
    assert (fresh(center).note, mode_at(center, make.NOW)) == ("古い写し", Mode.GROUPS)


def test_turning_tells_the_desk_and_the_log() -> None:
    center = make.CenterFactory.create()
    worker, city = staff_of(center.code), administrator()
    turn = switched(center, Mode.GROUPS, by=city, reason="団体から始めるため", takes_effect_at=APRIL)
    told = notices.Notice.objects.get()
    line = common.AuditEntry.objects.get(action="bookings.center_switched")
    assert (told.user, told.subject) == (worker, f"{center.name}の「予約の受け方」が変わります（登録団体はネット予約）")
    assert ("2027年4月1日(木) 00:00" in told.body, "団体から始めるため" in told.body) == (True, True)
    assert (line.actor_code, line.subject_code, line.center_code, line.reason, line.detail["before"]) == (
        city.code,
        turn.code,
        center.code,
        "団体から始めるため",
        Mode.EVERYONE,
    )


def test_withdrawing_tells_the_desk_and_the_log() -> None:
    center = make.CenterFactory.create()
    worker = staff_of(center.code)
    turn = switched(center, Mode.GROUPS, takes_effect_at=APRIL)
    actions.withdraw_switch(turn, by=administrator(), now=make.NOW)
    assert notices.Notice.objects.filter(user=worker).count() == 2
    assert (
        common.AuditEntry.objects.filter(action="bookings.center_switch_withdrawn", subject_code=turn.code).count() == 1
    )


# Who gets through, by mode: a person, a registered group, the desk.
ADMITTED = {
    Mode.INFORMATION_ONLY: (False, False, False),
    Mode.DESK_ONLY: (False, False, True),
    Mode.GROUPS: (False, True, True),
    Mode.EVERYONE: (True, True, True),
}
REFUSALS = (errors.OnlineBookingClosed, errors.OnlineBookingClosed, errors.BookingOnPaper)


def _reserve(room: models.Room, kind: int, person: accounts.User, now: datetime) -> models.Booking:
    wish = {"date": make.DAY, "periods": ["morning"], "headcount": 8, "purpose": "練習", "now": now}
    if kind == 2:
        return actions.reserve_by_proxy(room, by=person, contact_name="見本 電話", contact_phone="0294-00-0001", **wish)  # type: ignore[arg-type]
    group = GroupFactory.create(representative=person) if kind == 1 else None
    return actions.reserve_room(room, by=person, for_group=group, **wish)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kind", [0, 1, 2], ids=["person", "group", "desk"])
@pytest.mark.parametrize("planned", [False, True], ids=["field", "plan"])
def test_every_path_asks_the_mode_that_holds(mode: Mode, kind: int, planned: bool) -> None:
    other = Mode.EVERYONE if mode != Mode.EVERYONE else Mode.INFORMATION_ONLY
    center = make.CenterFactory.create(booking_mode=other if planned else mode)
    if planned:
        switched(center, mode, now=make.NOW - timedelta(days=2), takes_effect_at=make.NOW)
    room = make.RoomFactory.create(center=fresh(center))
    if ADMITTED[mode][kind]:
        assert _reserve(room, kind, UserFactory.create(), make.NOW).is_live
    else:
        with pytest.raises(REFUSALS[kind]) as refused:
            _reserve(room, kind, UserFactory.create(), make.NOW)
        assert (refused.value.data["mode_text"], room.bookings.count()) == (mode.label, 0)


def test_a_refusal_names_the_phone_where_it_is_known() -> None:
    room = make.RoomFactory.create(center__booking_mode=Mode.DESK_ONLY, center__phone="0294-00-0000")
    with pytest.raises(errors.OnlineBookingClosed) as refused:
        _reserve(room, 0, UserFactory.create(), make.NOW)
    assert refused.value.sentence.endswith("窓口か電話でお申し込みください。電話 0294-00-0000")


def test_alternatives_are_of_centers_that_are_open_now() -> None:
    room = make.RoomFactory.create(center__booking_mode=Mode.DESK_ONLY)
    soon = make.RoomFactory.create(center__municipality=room.center.municipality, center__booking_mode=Mode.DESK_ONLY)
    switched(soon.center, Mode.EVERYONE, takes_effect_at=make.NOW + timedelta(days=1))
    wish = wishes.Wish(room=room, date=make.DAY, periods=("morning",), headcount=8, person=UserFactory.create())
    found = [wishes.alternatives(wish, now=make.NOW + timedelta(days=ahead)) for ahead in (0, 1)]
    assert [[one.room for one in each] for each in found] == [[], [soon]]


def test_without_fees_the_desk_tells_the_fee() -> None:
    room = make.RoomFactory.create(fee_yen=300, center__fees_on=False)
    assert make.BookingFactory.create(room=room).fee_yen is None


def test_turns_are_read_in_the_order_of_time() -> None:
    first = rules.Switches("desk_only", lottery_on=False, fees_on=True, open_space_on=False)
    at = dt.datetime(2027, 4, 1, tzinfo=UTC)
    plan = rules.turns([["booking_mode", "groups", at.isoformat()], ["lottery_on", "on", "2027-05-01T00:00:00+00:00"]])
    assert rules.switches_at(first, plan, at) == rules.Switches("groups", False, True, False)
    assert [turn.switch for turn in rules.turns_after(plan, at)] == ["lottery_on"]
