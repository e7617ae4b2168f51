"""Deadlines hold by themselves, beat or no beat, and one booking that fails stops no other."""

import logging

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange

from backend.config.celery import app
from backend.notices.models import Notice
from bookings import actions, models, tasks
from bookings.queries import availability
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make

pytestmark = pytest.mark.django_db


def test_beat_sends_nothing_that_no_worker_knows() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert scheduled - set(app.tasks) == set()


def test_beat_runs_every_task_of_bookings_under_its_name() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    own = {
        "bookings.tasks.sweep",
        "bookings.tasks.settle_passed_uses",
        "bookings.tasks.remind_of_forms",
        "bookings.tasks.remind_of_reports",
        "bookings.tasks.go_on_with_replays",
        "bookings.tasks.close_past_waiting",
    }
    assert own <= scheduled
    assert own <= set(app.tasks)


def test_a_booking_without_its_form_lapses_and_its_person_is_told_once() -> None:
    booking = flow.tentative()
    with time_machine.travel(flow.at("05-06 23:59"), tick=False):
        tasks.sweep()
        assert flow.states(booking) == ["tentative"]
    with time_machine.travel(flow.at("05-07 00:00"), tick=False):
        tasks.sweep()
        tasks.sweep()
    assert flow.states(booking) == ["tentative", "lapsed"]
    assert Notice.objects.filter(template="bookings/lapsed").count() == 1


def test_what_is_overdue_is_free_at_once_and_whoever_reserves_sweeps_it_aside() -> None:
    room = flow.room(deadlines={"form": flow.FORM | {"amount": 3, "unit": "day", "counted": "after_tentative"}})
    late, now = flow.tentative(room), flow.at("05-05 00:00")
    assert availability.room_day(room, date=make.DAY, now=now).slots[0].is_free
    taken = flow.tentative(room, now=now)
    late.refresh_from_db()
    assert (late.state, taken.state) == ("lapsed", "tentative")


def test_all_tasks_catch_up_after_a_long_stand_still() -> None:
    room = flow.room(check_in=None)
    lapsed, passed = flow.tentative(room), flow.permitted(room, periods=("night",))
    with time_machine.travel(flow.at("08-01 12:00"), tick=False):
        for task in (tasks.sweep, tasks.settle_passed_uses, tasks.remind_of_forms, tasks.remind_of_reports):
            task()
    assert flow.states(lapsed) == ["tentative", "lapsed"]
    assert flow.states(passed) == ["tentative", "approved", "used"]
    assert Notice.objects.filter(template="bookings/report_reminder").count() == 1
    assert not Notice.objects.filter(template="bookings/form_reminder").exists()


def test_one_booking_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    first, second = flow.permitted(), flow.permitted()
    make_rules_unreadable(first.room)
    with caplog.at_level(logging.ERROR):
        assert actions.sweep(now=flow.at("05-13 09:15")) == 1
    assert (flow.states(first)[-1], flow.states(second)[-1]) == ("approved", "no_show")
    assert [record.getMessage() for record in caplog.records] == [f"The sweep left {first.code} as it is"]


def make_rules_unreadable(room: models.Room) -> None:
    """This function will publish past the action what the action would refuse."""
    models.UsageRules.objects.create(
        municipality=room.center.municipality,
        center=room.center,
        room=room,
        valid=DateRange(make.SINCE, None),
        content={"hours": 3},
        created_at=make.NOW,
        published_at=make.NOW,
    )
