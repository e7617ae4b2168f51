from datetime import datetime
from typing import Any

import pytest

from backend.common import errors as common
from backend.notices.models import Notice
from bookings import actions, enums, errors, models
from bookings.queries import attendance as queries
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of

pytestmark = pytest.mark.django_db


def here(booking: models.Booking, now: datetime) -> actions.CheckedIn:
    return actions.check_in(booking, at=booking.center, by=flow.desk(), now=now)


def test_who_comes_is_checked_in_and_a_second_time_changes_nothing() -> None:
    booking = flow.permitted()
    first, second = here(booking, flow.at("05-13 08:30")), here(booking, flow.at("05-13 08:31"))
    assert (first.already, second.already) == (False, True)
    assert second.booking.checked_in_at == flow.at("05-13 08:30")
    assert flow.states(booking) == ["tentative", "approved", "used"]


def test_a_booking_that_was_checked_in_is_released_to_nobody() -> None:
    booking = flow.used()
    assert booking.holds_until is None
    assert actions.sweep(now=flow.at("05-13 11:00")) == 0


@pytest.mark.parametrize(
    ("moment", "refusal", "words"),
    [
        ("05-13 08:29", errors.CheckInTooEarly, r"5月13日\(水\) 08:30から"),
        ("05-13 09:15", errors.CheckInTooLate, r"5月13日\(水\) 09:15まで"),
        ("05-13 12:00", errors.CheckInTooLate, "09:15"),
    ],
)
def test_the_window_of_check_in_is_told_to_the_minute(moment: str, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        here(flow.permitted(), flow.at(moment))


def test_one_can_come_until_the_last_instant_before_the_release() -> None:
    assert here(flow.permitted(), flow.at("05-13 09:14")).booking.state == "used"


def test_without_a_rule_one_can_check_in_all_day_until_the_end() -> None:
    room = flow.room(check_in=None)
    booking = flow.permitted(room)
    with pytest.raises(errors.CheckInTooEarly, match="00:00"):
        here(booking, flow.at("05-12 23:59"))
    with pytest.raises(errors.CheckInTooLate, match="12:00"):
        here(booking, flow.at("05-13 12:00"))
    assert here(booking, flow.at("05-13 11:59")).booking.state == "used"


def test_a_permit_of_another_center_is_named() -> None:
    booking, other = flow.permitted(), make.CenterFactory.create()
    with pytest.raises(errors.OtherCenter, match=booking.center.name):
        actions.check_in(booking, at=other, by=flow.desk(), now=booking.starts_at)


def test_what_is_not_permitted_is_not_checked_in() -> None:
    booking = flow.tentative(flow.room(deadlines=None))
    with pytest.raises(errors.NotCheckedIn, match="仮予約"):
        here(booking, flow.at("05-13 08:59"))


def test_an_unclaimed_room_goes_to_others_and_its_person_is_told_how_to_object() -> None:
    room = flow.room()
    booking = flow.permitted(room)
    assert actions.sweep(now=flow.at("05-13 09:14")) == 0
    assert actions.sweep(now=flow.at("05-13 09:15")) == 1
    booking.refresh_from_db()
    assert (booking.state, booking.space_holds.filter(holds=True).count()) == ("no_show", 0)
    (notice,) = Notice.objects.filter(template="bookings/no_show")
    assert (notice.user, "2026年5月20日(水)までに" in notice.body) == (booking.booked_by, True)


def test_who_walks_in_takes_an_unclaimed_room_though_beat_is_down() -> None:
    room = flow.room(deadlines=None)
    late = flow.permitted(room, periods=("morning", "afternoon"))
    taken = make.BookingFactory.create(room=room, periods=("afternoon",), now=flow.at("05-13 09:20"))
    late.refresh_from_db()
    assert (late.state, taken.state) == ("no_show", "tentative")


def test_what_has_passed_is_used_where_nobody_checks_in() -> None:
    booking = flow.permitted(flow.room(check_in=None))
    assert actions.settle_passed_uses(now=flow.at("05-13 11:59")) == 0
    assert actions.settle_passed_uses(now=flow.at("05-13 12:00")) == 1
    assert actions.settle_passed_uses(now=flow.at("05-13 12:05")) == 0
    booking.refresh_from_db()
    assert (booking.state, booking.checked_in_at, booking.report_due_at) == ("used", None, flow.at("05-14 00:00"))


def test_where_people_check_in_the_desk_has_the_word_on_what_passed() -> None:
    booking = flow.permitted(flow.room(check_in={"opens_minutes": 30}))
    assert actions.settle_passed_uses(now=flow.at("05-13 12:00")) == 0
    booking.refresh_from_db()
    assert booking.state == "approved"


def test_what_waits_for_the_desk_keeps_nothing_else_from_being_noted_as_used() -> None:
    waiting = flow.permitted(flow.room(check_in={"opens_minutes": 30}))
    passed = flow.permitted(flow.room(check_in=None))
    assert actions.settle_passed_uses(now=flow.at("05-13 12:00"), limit=1) == 1
    waiting.refresh_from_db()
    passed.refresh_from_db()
    assert (waiting.state, passed.state) == ("approved", "used")


def test_nobody_was_missing_before_the_desk_permitted() -> None:
    booking = flow.tentative(flow.room(deadlines=None))
    late = flow.at("05-13 09:20")
    approved = actions.approve_booking(booking, by=flow.desk(), now=late)
    assert approved.holds_until is None
    assert (actions.sweep(now=late), here(booking, late).booking.state) == (0, "used")


def test_nobody_is_missing_before_the_use_begins() -> None:
    booking = flow.permitted()
    with pytest.raises(errors.NoShowTooEarly):
        actions.record_no_show(booking, by=flow.desk(), reason="見本", now=flow.at("05-13 08:59"))


def test_a_person_objects_within_the_grace_and_once() -> None:
    booking = flow.missing()
    person = make.person_of(booking)
    actions.object_to_no_show(booking, by=person, text="日にちを間違えました", now=flow.at("05-20 23:59"))
    with pytest.raises(errors.AlreadyObjected):
        actions.object_to_no_show(booking, by=person, text="もう一度", now=flow.at("05-20 23:59"))


def test_after_the_grace_the_date_of_its_end_is_told() -> None:
    booking = flow.missing()
    with pytest.raises(errors.GraceOver, match=r"2026年5月20日\(水\)"):
        actions.object_to_no_show(booking, by=make.person_of(booking), text="見本", now=flow.at("05-21 00:00"))
    with pytest.raises(errors.GraceOver):
        right(booking, enums.ObjectionOutcome.CANCELLED, flow.at("05-21 00:00"))


def right(booking: models.Booking, to: enums.ObjectionOutcome, now: datetime) -> models.Booking:
    return actions.put_no_show_right(booking, to=to, by=flow.desk(), reason="確かめました", now=now)


def test_a_wrong_date_becomes_a_cancellation_even_later_when_its_person_spoke_in_time() -> None:
    booking = flow.missing()
    actions.object_to_no_show(booking, by=make.person_of(booking), text="間違い", now=flow.at("05-20 10:00"))
    cancelled = right(booking, enums.ObjectionOutcome.CANCELLED, flow.at("05-25 10:00"))
    assert flow.states(cancelled) == ["tentative", "approved", "no_show", "cancelled"]
    assert models.NoShowObjection.objects.get(booking=booking).outcome == "cancelled"
    assert Notice.objects.filter(template="bookings/no_show_cancelled", user=booking.booked_by).count() == 1


def test_a_no_show_is_not_cancelled_past_the_desks_decision() -> None:
    booking = flow.missing()
    with pytest.raises(errors.StepNotAllowed):
        actions.cancel_booking(booking, by=make.person_of(booking), now=flow.at("05-14 10:00"))
    with pytest.raises(errors.StepNotAllowed):
        actions.cancel_booking(booking, by=staff_of(booking.center.code), now=flow.at("05-14 10:00"))


def test_a_use_that_was_made_holds_its_room_again() -> None:
    used = right(flow.missing(), enums.ObjectionOutcome.USED, flow.at("05-14 10:00"))
    assert (used.state, used.space_holds.filter(holds=True).count()) == ("used", 1)


def test_a_room_that_went_to_others_was_not_used_by_who_missed_it() -> None:
    room = flow.room(check_in=None, deadlines=None)
    booking = flow.missing(room, periods=("morning", "afternoon"))
    make.BookingFactory.create(room=room, periods=("afternoon",), now=flow.at("05-13 12:30"))
    with pytest.raises(errors.RoomGone):
        right(booking, enums.ObjectionOutcome.USED, flow.at("05-14 10:00"))
    booking.refresh_from_db()
    assert booking.state == "no_show"


def test_a_no_show_that_stays_one_is_told_with_its_reason() -> None:
    booking = flow.missing()
    actions.object_to_no_show(booking, by=make.person_of(booking), text="見本", now=flow.at("05-14 10:00"))
    kept = right(booking, enums.ObjectionOutcome.KEPT, flow.at("05-15 10:00"))
    assert (kept.state, models.NoShowObjection.objects.get(booking=kept).outcome) == ("no_show", "kept")
    assert Notice.objects.filter(template="bookings/no_show_kept").count() == 1


def test_only_a_no_show_is_put_right() -> None:
    with pytest.raises(errors.NothingToPutRight, match="許可済み"):
        right(flow.permitted(), enums.ObjectionOutcome.USED, flow.at("05-14 10:00"))


def restrict(booking: models.Booking, *, ends: str = "06-30", now: str = "06-05 10:00") -> models.Restriction:
    whose = {"group": booking.group} if booking.group else {"person": make.person_of(booking)}
    day = flow.at(f"{ends} 00:00").date()
    return actions.restrict(
        booking.center, **whose, ends_on=day, reason="2回続けて来られませんでした", by=flow.desk(), now=flow.at(now)
    )


def two_absences(**fields: object) -> models.Booking:
    room = flow.room(check_in=None, deadlines=None)
    who = {"by": UserFactory.create(), **fields}
    flow.missing(room, **who)
    return flow.missing(room, periods=("night",), **who)


def test_a_human_may_restrict_whose_no_shows_reach_the_limit_and_they_are_told() -> None:
    booking = two_absences()
    made = restrict(booking)
    assert (made.starts_on, made.ends_on) == (flow.at("06-05 00:00").date(), flow.at("06-30 00:00").date())
    (notice,) = Notice.objects.filter(template="bookings/restricted")
    assert (notice.user, "2026年6月30日(火)まで" in notice.body) == (booking.booked_by, True)


def test_a_no_show_counts_only_when_its_grace_is_over() -> None:
    booking = two_absences()
    with pytest.raises(errors.BelowTheLimit):
        restrict(booking, ends="05-25", now="05-20 23:59")
    assert restrict(booking, ends="05-25", now="05-21 00:00")


def test_an_open_objection_and_one_put_right_do_not_count() -> None:
    booking = two_absences()
    actions.object_to_no_show(booking, by=make.person_of(booking), text="間違い", now=flow.at("05-14 10:00"))
    with pytest.raises(errors.BelowTheLimit):
        restrict(booking)
    right(booking, enums.ObjectionOutcome.CANCELLED, flow.at("06-01 10:00"))
    with pytest.raises(errors.BelowTheLimit):
        restrict(booking)


def test_old_no_shows_do_not_count() -> None:
    booking = two_absences()
    with pytest.raises(errors.BelowTheLimit):
        restrict(booking, ends="08-20", now="08-14 10:00")
    assert restrict(booking, ends="08-20", now="08-13 10:00")


@pytest.mark.parametrize("ends", ["06-04", "07-05"])
def test_a_restriction_ends_within_the_days_of_the_rule(ends: str) -> None:
    booking = two_absences()
    with pytest.raises(errors.RestrictionTooLong, match="7月4日"):
        restrict(booking, ends=ends)
    assert restrict(booking, ends="07-04")


def test_nobody_is_restricted_twice_for_the_same_days() -> None:
    booking = two_absences()
    restrict(booking)
    with pytest.raises(errors.AlreadyRestricted):
        restrict(booking)


def test_a_center_without_the_rule_restricts_nobody() -> None:
    booking = flow.missing(flow.room(check_in=None, no_shows=None))
    with pytest.raises(errors.NoLimitHere):
        restrict(booking)


def test_who_is_restricted_is_refused_online_by_name_until_the_last_day() -> None:
    booking = two_absences()
    restrict(booking)
    person, room = make.person_of(booking), booking.room
    wish = {"room": room, "by": person, "date": flow.at("07-02 00:00").date()}
    with pytest.raises(errors.Restricted, match=r"2026年6月30日\(火\)まで.*電話 0294-00-0000"):
        make.BookingFactory.create(**wish, now=flow.at("06-30 23:59"))
    assert make.BookingFactory.create(**wish, now=flow.at("07-01 00:00")).state == "tentative"


def test_the_desk_and_a_group_of_theirs_may_still_book_and_so_may_others() -> None:
    booking = two_absences()
    restrict(booking)
    person, room, now = make.person_of(booking), booking.room, flow.at("06-10 10:00")
    group = GroupFactory.create(representative=person)
    contact: dict[str, Any] = {
        "contact_name": "見本 花子",
        "contact_phone": "0294-00-0001",
        "headcount": 5,
        "purpose": "見本",
    }
    day = flow.at("06-12 00:00").date()
    by_desk = actions.reserve_by_proxy(
        room, date=day, periods=["morning"], by=flow.desk(), for_person=person, now=now, **contact
    )
    for_group = make.BookingFactory.create(room=room, date=day, periods=("night",), by=person, for_group=group, now=now)
    assert (by_desk.booked_by, for_group.group) == (person, group)


def test_a_restriction_of_a_group_leaves_its_people_free() -> None:
    person = UserFactory.create()
    group = GroupFactory.create(representative=person)
    booking = two_absences(by=person, for_group=group)
    made = restrict(booking)
    day, now = flow.at("06-12 00:00").date(), flow.at("06-10 10:00")
    with pytest.raises(errors.Restricted, match=group.name):
        make.BookingFactory.create(room=booking.room, date=day, by=person, for_group=group, now=now)
    assert make.BookingFactory.create(room=booking.room, date=day, by=person, now=now).group is None
    assert (made.group, Notice.objects.get(template="bookings/restricted").user) == (group, person)


def test_a_restriction_is_lifted_early_and_its_person_is_told() -> None:
    booking = two_absences()
    made = restrict(booking)
    actions.lift_restriction(made, by=flow.desk(), reason="事情がわかりました", now=flow.at("06-10 10:00"))
    with pytest.raises(errors.RestrictionOver):
        actions.lift_restriction(made, by=flow.desk(), reason="見本", now=flow.at("06-10 10:01"))
    assert Notice.objects.filter(template="bookings/restriction_lifted", user=booking.booked_by).count() == 1
    free = make.BookingFactory.create(
        room=booking.room, by=make.person_of(booking), date=flow.at("06-12 00:00").date(), now=flow.at("06-10 11:00")
    )
    assert free.state == "tentative"


def test_what_has_ended_by_itself_does_not_stand_in_the_way_of_putting_a_no_show_right() -> None:
    missing = flow.missing()
    other = make.BookingFactory.create(room=missing.room)
    models.Booking.objects.filter(pk=other.pk).update(holds_until=flow.at("05-13 10:10"))
    right = actions.put_no_show_right(
        missing, to=enums.ObjectionOutcome.USED, by=flow.desk(), reason="利用していました", now=flow.at("05-13 10:30")
    )
    other.refresh_from_db()
    assert (right.state, other.state) == ("used", "lapsed")


def test_a_desk_decides_on_a_person_or_on_a_group_and_never_on_both_at_once() -> None:
    booking = two_absences()
    group = GroupFactory.create(representative=make.person_of(booking), center_code=booking.center.code)
    flow.missing(booking.room, periods=("morning",), by=make.person_of(booking), for_group=group)
    person, today = make.person_of(booking).code, flow.at("06-05 10:00").date()
    for person_code, group_code in ((person, ""), ("", group.code)):
        case = queries.case(booking.center, person_code=person_code, group_code=group_code, today=today)
        assert case.absentee.absences
    with pytest.raises(common.NotFound):
        queries.case(booking.center, person_code=person, group_code=group.code, today=today)
