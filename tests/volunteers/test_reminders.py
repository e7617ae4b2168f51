"""A week before, a day before and in the morning, each once, and only while it is of use."""

from datetime import datetime, time, timedelta

import pytest

from backend.common import clock
from backend.notices import models as notices
from tests.factories import notices as told
from tests.factories import volunteers as factories
from volunteers import actions, enums, models, queries, rules

NOW, TODAY = factories.NOW, factories.TODAY
WEEK, DAY, MORNING = enums.ReminderKind.WEEK, enums.ReminderKind.DAY, enums.ReminderKind.MORNING
LONG_AGO = NOW - timedelta(days=60)


def _at(days: int, hour: int, minute: int = 0) -> datetime:
    return clock.at(TODAY + timedelta(days=days), time(hour, minute))


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (_at(-8, 12), None),
        (_at(-7, 8), None),
        (_at(-7, 9), WEEK),
        (_at(-7, 20), WEEK),
        (_at(-6, 9), None),
        (_at(-1, 8), None),
        (_at(-1, 9), DAY),
        (_at(-1, 23), DAY),
        (_at(0, 5), None),
        (_at(0, 6), MORNING),
        (_at(0, 9, 30), MORNING),
        (_at(0, 9, 31), None),
        (_at(0, 10), None),
        (_at(1, 9), None),
    ],
)
def test_which_reminder_is_due_when(now: datetime, kind: enums.ReminderKind | None) -> None:
    assert rules.reminders.due(starts=_at(0, 10), joined=LONG_AGO.astimezone(clock.TOKYO), now=now) == kind


@pytest.mark.parametrize(("days", "kind"), [(7, WEEK), (1, DAY), (0, MORNING)])
def test_who_joined_today_has_just_read_it(days: int, kind: enums.ReminderKind) -> None:
    now = _at(0, 11)
    due = rules.reminders.due
    assert due(starts=_at(days, 12), joined=_at(0, 0), now=now) is None
    assert due(starts=_at(days, 12), joined=_at(-1, 23), now=now) == kind


def _place(days: int, hour: int = 15, **fields: object) -> models.Assignment:
    shift = factories.ShiftFactory.create(starts_at=_at(days, hour))
    place = factories.confirmed(shift)
    models.Assignment.objects.filter(pk=place.pk).update(confirmed_at=LONG_AGO)
    return place


def _subjects(place: models.Assignment) -> list[str]:
    found = notices.Notice.objects.filter(user=place.person, template="volunteers/reminder").order_by("pk")
    return [one.subject.partition("の")[0] for one in found]


@pytest.mark.django_db
def test_a_reminder_names_the_place_as_it_is_when_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    place = _place(1)
    listed = list(queries.reminders.candidates(now=_at(0, 12)))
    models.Shift.objects.filter(pk=place.shift_id).update(place="例示公民館")
    monkeypatch.setattr(queries.reminders, "candidates", lambda **_: listed)
    assert actions.reminding.remind(now=_at(0, 12)) == 1
    told = notices.Notice.objects.get(user=place.person, template="volunteers/reminder")
    assert "例示公民館" in told.body


@pytest.mark.django_db
def test_each_reminder_comes_once_however_often_the_task_runs() -> None:
    place = _place(7)
    for days, hour in ((0, 9), (0, 10), (6, 12), (6, 13), (7, 7), (7, 8), (7, 14)):
        actions.reminding.remind(now=_at(days, hour))
    assert _subjects(place) == ["1週間前", "前日", "当日"]
    assert models.Reminder.objects.count() == 3


@pytest.mark.django_db
def test_a_silent_beat_is_caught_up_on_the_same_day_and_never_after_the_start() -> None:
    caught, late = _place(0, 20), _place(0, 15)
    assert actions.reminding.remind(now=_at(0, 16)) == 1
    assert (_subjects(caught), _subjects(late)) == (["当日"], [])


@pytest.mark.django_db
def test_what_moves_is_reminded_of_anew() -> None:
    place = _place(1)
    actions.reminding.remind(now=_at(0, 9))
    shift = place.shift
    shift.starts_at, shift.ends_at = _at(2, 10), _at(2, 12)
    shift.save(update_fields=["starts_at", "ends_at"])
    actions.reminding.remind(now=_at(0, 10))
    assert actions.reminding.remind(now=_at(1, 9)) == 1
    assert _subjects(place) == ["前日", "前日"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["waiting", "applied", "invited", "called_off"])
def test_nobody_without_a_place_is_reminded(state: str) -> None:
    place = _place(1)
    if state == "called_off":
        actions.call_off_shift(place.shift, by=factories.manager_of(place.shift.request), reason="雨のため", now=NOW)
    else:
        place = {
            "waiting": factories.waiting,
            "applied": lambda shift: factories.AssignmentFactory.create(shift=shift),
            "invited": factories.invited,
        }[state](factories.ShiftFactory.create(starts_at=_at(1, 15)))
    actions.reminding.remind(now=_at(0, 13))
    assert _subjects(place) == []


@pytest.mark.django_db
def test_a_place_that_ended_between_is_not_reminded_of() -> None:
    place = _place(1)
    [read] = queries.reminders.candidates(now=_at(0, 9))
    actions.withdraw(place, by=place.person, now=NOW)
    assert not actions.reminding._remind(read, _at(0, 9))
    assert not models.Reminder.objects.exists()


@pytest.mark.django_db
def test_in_quiet_hours_a_reminder_waits_for_a_later_run_of_the_day() -> None:
    place = _place(1)
    told.PreferenceFactory.create(user=place.person, quiet_from=time(8), quiet_until=time(12))
    assert actions.reminding.remind(now=_at(0, 9)) == 0
    assert not models.Reminder.objects.exists()
    assert actions.reminding.remind(now=_at(0, 12)) == 1


@pytest.mark.django_db
def test_a_reminder_that_could_come_only_after_the_start_never_comes() -> None:
    place = _place(0, 8)
    told.PreferenceFactory.create(user=place.person, quiet_from=time(21), quiet_until=time(9))
    for hour in range(6, 21):
        actions.reminding.remind(now=_at(0, hour))
    assert _subjects(place) == []


@pytest.mark.django_db
def test_a_reminder_says_where_and_when_and_no_telephone_number() -> None:
    place = _place(1)
    actions.reminding.remind(now=_at(0, 9))
    body = notices.Notice.objects.get(user=place.person).body
    assert all(word in body for word in (place.shift.place, place.shift.request.meeting_point, "軍手、飲み物"))
    assert "000-0000-0000" not in body
