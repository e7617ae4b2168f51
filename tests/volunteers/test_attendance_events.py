"""What an organiser's device tells: each line once, by itself, and refused with what to do."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.common import models as common
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import actions, enums, models, queries

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
IN, OUT = enums.EventKind.CHECK_IN, enums.EventKind.CHECK_OUT
CARD, NAME = enums.CheckInMethod.CARD, enums.CheckInMethod.NAME


@pytest.fixture
def shift() -> models.Shift:
    """Two hours which began half an hour ago."""
    return factories.ShiftFactory.create(starts_at=NOW - 30 * MINUTE)


def line(who: str = "", *, kind: enums.EventKind = IN, at: datetime = NOW, card: str = "") -> actions.EventLine:
    return actions.EventLine(uuid.uuid4(), kind, CARD if card else NAME, at, who, card)


def take(
    shift: models.Shift, *lines: actions.EventLine, now: datetime = NOW, **more: datetime
) -> list[tuple[str, str]]:
    """This function will send lines as an organiser's device does, and give the outcome and the code of each."""
    by = people.UserFactory.create()
    return [(one.outcome, one.code) for one in actions.take_events(shift, list(lines), by=by, now=now, **more)]


def test_each_line_is_answered_by_itself(shift: models.Shift) -> None:
    came, waits = factories.confirmed(shift), factories.waiting(shift)
    elsewhere = factories.confirmed(factories.ShiftFactory.create(days=5))
    lines = [line(came.code), line(waits.code), line(elsewhere.code), line("u-NOBODY999")]
    assert take(shift, *lines) == [
        ("done", ""),
        ("refused", "not_confirmed"),
        ("refused", "card_unknown"),
        ("refused", "card_unknown"),
    ]
    assert models.Attendance.objects.get().assignment == came


def test_a_line_that_comes_again_is_answered_as_before_and_counts_once(shift: models.Shift) -> None:
    sent = line(factories.confirmed(shift).code)
    assert [take(shift, sent), take(shift, sent, now=NOW + timedelta(days=1))] == [[("done", "")], [("done", "")]]
    assert (models.Attendance.objects.count(), models.AttendanceEvent.objects.count()) == (1, 1)


def test_another_device_that_tells_the_same_is_kept_and_not_counted(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    first, second = line(place.code), line(place.person.code, at=NOW + MINUTE)
    assert [take(shift, first), take(shift, second), take(shift, second)] == [
        [("done", "")],
        [("already", "")],
        [("already", "")],
    ]
    assert list(models.AttendanceEvent.objects.order_by("pk").values_list("counted", flat=True)) == [True, False]


def test_a_number_of_an_event_is_not_used_for_another_shift_or_kind(shift: models.Shift) -> None:
    place, other = factories.confirmed(shift), factories.confirmed(factories.ShiftFactory.create(starts_at=NOW))
    sent = line(place.code)
    take(shift, sent)
    stolen = actions.EventLine(sent.client_id, IN, NAME, NOW, other.code)
    turned = actions.EventLine(sent.client_id, OUT, NAME, NOW, place.code)
    assert take(other.shift, stolen) == [("refused", "event_reused")]
    assert take(shift, turned) == [("refused", "event_reused")]


def test_what_is_refused_can_be_sent_again_once_it_is_put_right(shift: models.Shift) -> None:
    place = factories.AssignmentFactory.create(shift=shift)
    sent = line(place.code)
    assert take(shift, sent) == [("refused", "not_confirmed")]
    with transaction.atomic():
        shift.taken = 1
        shift.save(update_fields=["taken"])
        models.Assignment.objects.filter(pk=place.pk).update(state="confirmed", confirmed_at=NOW)
    assert take(shift, sent) == [("done", "")]


def test_coming_and_going_count_as_they_happened_however_late_they_are_told(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    lines = [line(place.code, at=NOW), line(place.code, kind=OUT, at=NOW + 45 * MINUTE)]
    assert take(shift, *lines, now=NOW + timedelta(days=3)) == [("done", ""), ("done", "")]
    attendance = models.Attendance.objects.get()
    assert (attendance.checked_in_at, attendance.checked_out_at) == (NOW, NOW + 45 * MINUTE)
    assert attendance.proposed_minutes == 45


def test_a_second_visit_is_a_second_stay(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    times = [(IN, -30), (OUT, 0), (IN, 30)]
    assert take(
        shift, *(line(place.code, kind=kind, at=NOW + at * MINUTE) for kind, at in times), now=NOW + 90 * MINUTE
    )
    attendance = models.Attendance.objects.get()
    assert (attendance.stays.count(), attendance.checked_out_at, attendance.proposed_minutes) == (2, None, 90)


def test_an_arrival_that_is_told_after_the_departure_is_known(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    take(shift, line(place.code, at=NOW), line(place.code, kind=OUT, at=NOW + 30 * MINUTE), now=NOW + 40 * MINUTE)
    assert take(shift, line(place.code, at=NOW - 10 * MINUTE), now=NOW + 50 * MINUTE) == [("already", "")]
    assert models.Stay.objects.count() == 1


def test_who_never_came_cannot_leave(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    assert take(shift, line(place.code, kind=OUT)) == [("refused", "not_checked_in")]


@pytest.mark.parametrize(
    ("at", "now", "code"),
    [
        (NOW - 91 * MINUTE, NOW, "time_implausible"),
        (NOW + 5 * MINUTE, NOW, "time_implausible"),
        (NOW + timedelta(hours=5), NOW + timedelta(days=1), "time_implausible"),
        (NOW, NOW + timedelta(days=15), "check_in_not_open"),
    ],
)
def test_what_is_not_of_the_day_or_comes_too_late_is_refused(
    shift: models.Shift, at: datetime, now: datetime, code: str
) -> None:
    place = factories.confirmed(shift)
    assert take(shift, line(place.code, at=at), now=now) == [("refused", code)]


def test_a_wrong_clock_is_put_right_and_both_times_are_kept(shift: models.Shift) -> None:
    place, fast = factories.confirmed(shift), timedelta(minutes=20)
    sent = line(place.code, at=NOW + fast)
    assert take(shift, sent, now=NOW + 10 * MINUTE, sent_at=NOW + 10 * MINUTE + fast) == [("done", "")]
    event = models.AttendanceEvent.objects.get()
    assert (event.happened_at, event.told_at, event.received_at) == (NOW, NOW + fast, NOW + 10 * MINUTE)
    assert event.clock_off_s == 20 * 60


def test_what_was_told_late_is_marked_in_the_audit(shift: models.Shift) -> None:
    places = [factories.confirmed(shift) for _ in range(2)]
    take(shift, line(places[0].code), line(places[1].code, at=NOW - 20 * MINUTE))
    marks = common.AuditEntry.objects.filter(action="volunteers.check-in").order_by("pk")
    assert [one.detail["offline"] for one in marks] == [False, True]


def test_a_called_off_shift_takes_nobody_and_who_came_before_stays_written(shift: models.Shift) -> None:
    early = factories.ShiftFactory.create(starts_at=NOW + 30 * MINUTE)
    came, late = factories.confirmed(early), factories.confirmed(early)
    take(early, line(came.code, at=NOW - 10 * MINUTE), now=NOW - 10 * MINUTE)
    actions.call_off_shift(early, by=factories.manager_of(early.request), reason="雷のため", now=NOW)
    early.refresh_from_db()
    assert take(early, line(late.code)) == [("refused", "shift_called_off")]
    assert list(models.Attendance.objects.values_list("assignment", flat=True)) == [came.pk]


# Cards ---------------------------------------------------------------------------------------------------------------


def _card(person: accounts.User, *, at: datetime = NOW) -> str:
    return queries.check_ins.card_of(person, now=at)


def test_a_card_is_held_against_the_time_at_which_it_was_read(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    sent = line(card=_card(place.person))
    assert take(shift, sent, now=NOW + timedelta(days=2)) == [("done", "")]
    assert models.Attendance.objects.get().method == "card"


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_photo_of_a_card_is_stale(shift: models.Shift, minutes: int) -> None:
    place = factories.confirmed(shift)
    sent = line(card=_card(place.person, at=NOW + minutes * MINUTE))
    assert take(shift, sent) == [("refused", "stale_card")]


def test_a_made_up_card_and_the_code_of_a_venue_are_none(shift: models.Shift) -> None:
    factories.confirmed(shift)
    lines = [line(card="made-up"), line(card=queries.check_ins.code_of(shift, now=NOW))]
    assert take(shift, *lines) == [("refused", "stale_card")] * 2


def test_a_card_of_somebody_without_a_place_is_refused_by_words(shift: models.Shift) -> None:
    sent = line(card=_card(people.UserFactory.create()))
    answers = actions.take_events(shift, [sent], by=people.UserFactory.create(), now=NOW)
    assert "名簿のお名前から受付してください" in answers[0].sentence


@pytest.mark.parametrize("shape", ["{}", "  {} ", "u-{}", "U-{}"])
def test_a_number_is_understood_as_people_type_it(shift: models.Shift, shape: str) -> None:
    place = factories.confirmed(shift)
    rest = place.person.code.removeprefix("u-")
    typed = shape.format(f"{rest[:3]} {rest[3:6]} {rest[6:].lower()}")
    assert queries.check_ins.place_of(shift, typed) == place


# What the database holds ---------------------------------------------------------------------------------------------


def test_an_event_is_never_rewritten(shift: models.Shift) -> None:
    take(shift, line(factories.confirmed(shift).code))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.AttendanceEvent.objects.update(counted=False)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        models.AttendanceEvent.objects.all().delete()


def test_the_times_of_approved_hours_cannot_change(shift: models.Shift) -> None:
    place = factories.confirmed(shift)
    take(shift, line(place.code))
    actions.approve_hours(place, by=factories.manager_of(shift.request), now=NOW)
    assert take(shift, line(place.code, kind=OUT, at=NOW + 30 * MINUTE), now=NOW + 30 * MINUTE) == [
        ("refused", "hours_already_approved")
    ]
    with pytest.raises(IntegrityError, match="are approved"), transaction.atomic():
        models.Stay.objects.all().delete()


def test_nobody_is_twice_at_one_time(shift: models.Shift) -> None:
    attendance = factories.AttendanceFactory.create(assignment=factories.confirmed(shift))
    with pytest.raises(IntegrityError, match="stay_never_two_at_one_time"), transaction.atomic():
        models.Stay.objects.create(attendance=attendance, starts_at=NOW)
