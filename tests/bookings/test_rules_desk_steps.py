from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bookings.rules import desk_steps

NOW = datetime(2026, 5, 13, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COMING = desk_steps.DeskFacts(
    now=NOW,
    state="tentative",
    starts_at=NOW + 3 * HOUR,
    ends_at=NOW + 6 * HOUR,
    check_in_from=NOW + 2 * HOUR,
)
BEGUN = replace(COMING, starts_at=NOW - HOUR, ends_at=NOW + HOUR, check_in_from=NOW - 2 * HOUR)
OVER = replace(BEGUN, ends_at=NOW)


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        (COMING, ("approve", "refuse")),
        (replace(COMING, form_due_at=NOW + 9 * DAY), ("take_form", "approve", "refuse")),
        (replace(COMING, form_due_at=NOW + DAY), ("take_form", "approve", "refuse", "call")),
        (replace(COMING, form_due_at=NOW - DAY), ("take_form", "approve", "refuse", "call")),
        (replace(COMING, form_due_at=NOW + 9 * DAY, decided_here=False), ("take_form",)),
        (replace(COMING, state="applied"), ("approve", "refuse")),
        (replace(COMING, state="applied", decided_here=False), ()),
        (replace(COMING, state="approved"), ()),
        (replace(COMING, state="approved", check_in_from=NOW), ("check_in",)),
        (replace(BEGUN, state="approved"), ("check_in", "no_show", "call")),
        (replace(BEGUN, state="used"), ("take_report",)),
        (replace(OVER, state="used"), ("take_report", "call")),
        (replace(OVER, state="used", has_report=True), ()),
        (replace(OVER, state="reported", has_report=True), ()),
        (replace(OVER, state="reported", has_report=True, room_checked=False), ("check_room",)),
        (replace(OVER, state="reported", has_report=True, room_checked=True), ()),
        (replace(COMING, state="offered"), ("call",)),
        (replace(OVER, state="no_show"), ("correct", "call")),
        (replace(OVER, state="cancelled"), ()),
    ],
)
def test_each_state_has_its_next_steps_in_their_order(facts: desk_steps.DeskFacts, steps: tuple[str, ...]) -> None:
    assert desk_steps.desk_steps(facts) == steps


def test_a_form_is_overdue_from_its_very_moment_on() -> None:
    assert desk_steps.is_form_overdue(replace(COMING, form_due_at=NOW))
    assert not desk_steps.is_form_overdue(replace(COMING, form_due_at=NOW + timedelta(seconds=1)))
    assert not desk_steps.is_form_overdue(replace(COMING, state="applied", form_due_at=NOW))
