"""Two at one booking at the same moment: one step is taken, the other is told so, in every round."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import actions, models
from tests.bookings import paper_flow as flow
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory
from tests.support import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = min(race.rounds(5), 100)


def check_in(booking: int, person: int, now: datetime) -> bool:
    found = models.Booking.objects.select_related("room", "center").get(pk=booking)
    return actions.check_in(found, at=found.center, by=user(person), now=now).already


def sweep(now: datetime) -> int:
    return actions.sweep(now=now)


def apply(booking: int, person: int, now: datetime) -> str:
    found = models.Booking.objects.select_related("room").get(pk=booking)
    return actions.submit_application(found, by=user(person), now=now, **flow.form()).state


def approve(booking: int, person: int, now: datetime) -> str:
    return actions.approve_booking(models.Booking.objects.get(pk=booking), by=user(person), now=now).state


def cancel(booking: int, person: int, now: datetime) -> str:
    return actions.cancel_booking(models.Booking.objects.get(pk=booking), by=user(person), now=now).state


def miss(booking: int, person: int, now: datetime) -> str:
    found = models.Booking.objects.get(pk=booking)
    return actions.record_no_show(found, by=user(person), reason="競争の試験", now=now).state


def report(booking: int, person: int, now: datetime) -> str:
    found = models.Booking.objects.get(pk=booking)
    said: dict[str, Any] = {"headcount": 5, "checks": [], "trouble": "競争の試験"}
    return actions.submit_report(found, by=user(person), now=now, **said).state


def user(person: int) -> Any:  # noqa: ANN401 - a row of the project's own user
    return UserFactory._meta.model.objects.get(pk=person)


def rounds(**rules: Any) -> list[tuple[models.Booking, int]]:  # noqa: ANN401 - clauses of the center
    """This function will give a booking for each round, on a day of its own, and somebody at the desk."""
    room, desk = flow.room(deadlines={"form": flow.FORM | {"amount": 1, "unit": "day"}}, **rules), flow.desk().pk
    days = [make.DAY + timedelta(days=number) for number in range(ROUNDS)]
    return [(flow.tentative(room, date=day), desk) for day in days]


def steps_of(booking: models.Booking) -> tuple[list[str], int]:
    return flow.states(booking), booking.space_holds.filter(holds=True).count()


def test_two_devices_check_in_one_booking_once() -> None:
    with race.runners(2) as field:
        for booking, desk in rounds():
            actions.approve_booking(booking, by=flow.desk(), now=make.NOW)
            who = {"booking": booking.pk, "person": desk, "now": booking.starts_at}
            outcomes = field.run([race.Call(check_in, who)] * 2)
            assert sorted(outcome.value for outcome in outcomes) == [False, True], outcomes
            assert steps_of(booking) == (["tentative", "approved", "used"], 1)


def test_a_booking_is_checked_in_or_released_and_never_both() -> None:
    with race.runners(2) as field:
        for booking, desk in rounds():
            actions.approve_booking(booking, by=flow.desk(), now=make.NOW)
            late = booking.starts_at + timedelta(minutes=15)
            who = {"booking": booking.pk, "person": desk, "now": late - timedelta(seconds=1)}
            here, swept = field.run([race.Call(check_in, who), race.Call(sweep, {"now": late})])
            assert (here.name, swept.value) in {("ok", 0), ("CheckInTooLate", 1)}, (here, swept)
            came = here.name == "ok"
            assert steps_of(booking) == (["tentative", "approved", "used" if came else "no_show"], int(came))


def test_a_form_comes_in_time_or_the_booking_lapses_and_never_both() -> None:
    with race.runners(2) as field:
        for booking, _ in rounds():
            due = booking.form_due_at
            assert due is not None
            who = {"booking": booking.pk, "person": booking.booked_by_id, "now": due - timedelta(seconds=1)}
            form, swept = field.run([race.Call(apply, who), race.Call(sweep, {"now": due})])
            assert (form.name, swept.value) in {("ok", 0), ("FormNotNeeded", 1)}, (form, swept)
            came = form.name == "ok"
            assert steps_of(booking) == (["tentative", "applied" if came else "lapsed"], int(came))
            assert models.UseApplication.objects.filter(booking=booking).count() == int(came)


def test_a_booking_that_is_permitted_while_its_person_cancels_ends_cancelled() -> None:
    with race.runners(2) as field:
        for booking, desk in rounds():
            calls = [
                race.Call(approve, {"booking": booking.pk, "person": desk, "now": make.NOW}),
                race.Call(cancel, {"booking": booking.pk, "person": booking.booked_by_id, "now": make.NOW}),
            ]
            permitted, cancelled = field.run(calls)
            assert (cancelled.name, permitted.name in {"ok", "StepNotAllowed"}) == ("ok", True), (permitted, cancelled)
            way = ["tentative", "approved", "cancelled"] if permitted.name == "ok" else ["tentative", "cancelled"]
            assert steps_of(booking) == (way, 0)


def test_a_desk_notes_that_somebody_came_or_that_nobody_did() -> None:
    with race.runners(2) as field:
        for booking, desk in rounds():
            actions.approve_booking(booking, by=flow.desk(), now=make.NOW)
            who = {"booking": booking.pk, "person": desk, "now": booking.starts_at}
            here, away = field.run([race.Call(check_in, who), race.Call(miss, who)])
            assert (here.name, away.name) in {("ok", "StepNotAllowed"), ("CheckInTooLate", "ok")}, (here, away)
            came = here.name == "ok"
            assert steps_of(booking) == (["tentative", "approved", "used" if came else "no_show"], int(came))


def test_one_report_is_kept_when_two_are_sent() -> None:
    with race.runners(2) as field:
        for booking, desk in rounds(check_in=None):
            actions.approve_booking(booking, by=flow.desk(), now=make.NOW)
            who = {"booking": booking.pk, "person": desk, "now": booking.ends_at}
            outcomes = field.run([race.Call(report, who)] * 2)
            assert race.tally(outcomes) == {"ok": 1, "StepNotAllowed": 1}, outcomes
            assert steps_of(booking) == (["tentative", "approved", "used", "reported"], 1)
