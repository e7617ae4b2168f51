"""The dry run of a series: every date with its verdict, what else would do, and caps that fill up."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common import clock
from bookings import errors, models
from bookings.queries import named_slots, planning
from bookings.rules import repetition
from tests.factories import bookings as make
from tests.factories import series as several

pytestmark = pytest.mark.django_db
DAYS = several.wednesdays(5)


@pytest.fixture
def room() -> models.Room:
    return make.RoomFactory.create(center__code="kuji")


def verdicts(run: planning.DryRun) -> list[str]:
    return [str(planned.fit.verdict) for planned in run.dates]


def run(plan: planning.Plan, chosen: planning.Chosen | None = None) -> planning.DryRun:
    return planning.dry_run(plan, now=make.NOW, chosen=chosen)


def test_every_date_is_free_or_says_why_not(room: models.Room) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    models.Closure.objects.create(center=room.center, dates=(DAYS[2], DAYS[2] + timedelta(days=1)), reason="設備の点検")
    found = run(several.plan(room, several.group_of()))
    assert verdicts(found) == ["free", "taken", "closed", "free", "free"]
    assert (found.free, found.picked) == (3, 3)
    assert found.dates[1].fit.sentences == (f"{room.name}の2026年5月20日(水)は、ほかの予約が入っています。",)
    assert "2026年5月27日(水)は「設備の点検」のためお休みです。" in found.dates[2].fit.sentences[0]


def test_a_window_that_has_not_opened_is_told_with_its_day_and_paragraph(room: models.Room) -> None:
    windows = {"tiers": [{"amount": 1, "paragraph": "1か月前の日から受け付けます。"}]}
    make.publish(room.center, {"windows": windows})
    found = run(several.plan(room, several.group_of()))
    assert verdicts(found) == ["free", "free", "free", "refused", "refused"]
    (rule,) = found.dates[3].fit.broken
    assert rule.sentence == "2026年6月3日(水)の利用は、2026年5月3日(日)から予約できます。"
    assert rule.paragraph == "1か月前の日から受け付けます。"


def test_the_dates_of_the_series_count_towards_the_caps_in_order(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 2}]}})
    found = run(several.plan(room, several.group_of(), last=DAYS[4]))
    assert verdicts(found) == ["free", "free", "over_cap", "free", "free"]
    assert [planned.can_tick for planned in found.dates] == [True] * 5


def test_another_date_may_be_ticked_instead_of_one_that_fills_the_cap(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 2}]}})
    plan = several.plan(room, several.group_of())
    chosen = {day: named_slots.Slot(room.code, day, ("morning",)) for day in (DAYS[0], DAYS[2])}
    found = run(plan, chosen)
    assert [planned.picked is not None for planned in found.dates] == [True, False, True, False, False]
    assert verdicts(found)[:3] == ["free", "free", "free"]


def test_what_the_group_has_besides_counts_too(room: models.Room) -> None:
    group = several.group_of()
    make.publish(room.center, {"caps": {"limits": [{"span": "week", "limit": 1}]}})
    make.BookingFactory.create(
        room=room, by=several.leader_of(group), for_group=group, date=DAYS[1] + timedelta(days=1)
    )
    found = run(several.plan(room, group))
    assert verdicts(found) == ["free", "refused", "free", "free", "free"]


def test_the_nearest_alternatives_are_another_room_another_period_and_a_near_date(room: models.Room) -> None:
    other = make.RoomFactory.create(center=room.center, capacity=8)
    make.RoomFactory.create(center=room.center, capacity=7)
    make.BookingFactory.create(room=room, date=DAYS[1])
    found = run(several.plan(room, several.group_of())).dates[1]
    assert [(fit.kind, fit.wish.room, fit.wish.date, fit.wish.periods) for fit in found.alternatives] == [
        ("room", other, DAYS[1], ("morning",)),
        ("period", room, DAYS[1], ("afternoon",)),
        ("date", room, DAYS[1] + timedelta(days=1), ("morning",)),
        ("period", room, DAYS[1], ("night",)),
    ]


def test_an_alternative_may_be_ticked_and_counts(room: models.Room) -> None:
    make.BookingFactory.create(room=room, date=DAYS[1])
    day = DAYS[1] + timedelta(days=1)
    found = run(several.plan(room, several.group_of()), {DAYS[1]: named_slots.Slot(room.code, day, ("morning",))})
    assert (found.picked, found.dates[1].picked_text) == (1, f"2026-05-21.{room.code}.morning")
    assert found.dates[1].is_lost is False


def test_a_choice_that_is_gone_is_kept_and_marked(room: models.Room) -> None:
    plan = several.plan(room, several.group_of())
    chosen = several.ticked(run(plan))
    make.BookingFactory.create(room=room, date=DAYS[1])
    found = run(plan, chosen)
    assert [planned.is_lost for planned in found.dates] == [False, True, False, False, False]


def test_a_room_that_has_no_such_period_says_so(room: models.Room) -> None:
    found = run(several.plan(room, several.group_of(), periods=("dawn",)))
    assert verdicts(found) == ["no_period"] * 5


def test_a_year_of_dates_takes_as_many_queries_as_a_week(room: models.Room) -> None:
    for _ in range(3):
        make.BookingFactory.create(room=make.RoomFactory.create(center=room.center), date=DAYS[1])
    make.publish(room.center, {"caps": {"limits": [{"span": "month", "limit": 3}]}})
    group = several.group_of()
    counts = []
    for last in (DAYS[0], DAYS[0] + timedelta(days=363)):
        plan = several.plan(room, group, last=last)
        with CaptureQueriesContext(connection) as captured:
            found = run(plan)
        counts.append((len(found.dates), len(captured)))
    assert counts == [(1, 4), (52, 4)]


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        (DAYS[0], DAYS[0] + timedelta(days=367), errors.TermTooLong),
        (DAYS[0], DAYS[0] - timedelta(days=1), errors.TermTooLong),
        (DAYS[0] + timedelta(days=1), DAYS[0] + timedelta(days=3), errors.NoDates),
    ],
)
def test_a_term_has_dates_and_is_no_longer_than_a_year(
    room: models.Room, first: date, last: date, error: type[Exception]
) -> None:
    with pytest.raises(error):
        run(several.plan(room, several.group_of(), first=first, last=last))


@pytest.mark.parametrize("text", ["", "2026-05-13", "2026-13-01.a.b", "2026-05-13.a b.c", "2026-05-13.a.", "x.y.z"])
def test_what_is_no_slot_is_not_read_as_one(text: str) -> None:
    assert named_slots.slot_from(text) is None


def test_a_slot_reads_as_it_was_written() -> None:
    slot = named_slots.Slot("kuji-a", DAYS[0], ("morning", "afternoon"))
    assert named_slots.slot_from(slot.text) == slot


def test_dates_on_both_sides_of_the_fiscal_year_count_in_their_own(room: models.Room) -> None:
    make.publish(room.center, {"caps": {"limits": [{"span": "fiscal_year", "limit": 2}]}})
    every = repetition.Repetition(kind="weekly", weekday=2)
    first = date(2027, 3, 17)
    plan = several.plan(room, several.group_of(), pattern=every, first=first, last=date(2027, 4, 14))
    assert [planned.date.month for planned in run(plan).dates] == [3, 3, 3, 4, 4]
    assert verdicts(run(plan)) == ["free", "free", "over_cap", "free", "free"]
    assert clock.date_of(make.NOW) < first
