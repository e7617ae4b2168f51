from datetime import timedelta

import pytest

from tests.factories.volunteers import morning
from volunteers import rules

START = morning(0)
END = START + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def _proposed(*stays: tuple[int, int | None], break_minutes: int = 0) -> int:
    """This function will propose the minutes of stays that are given in minutes after the start."""
    times = [(START + came * MINUTE, None if left is None else START + left * MINUTE) for came, left in stays]
    return rules.hours.proposed_minutes(times, starts_at=START, ends_at=END, break_minutes=break_minutes)


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([(0, None)], 120),
        ([(-40, None)], 120),
        ([(10, None)], 120),
        ([(11, None)], 110),
        ([(30, None)], 90),
        ([(0, 110)], 120),
        ([(0, 109)], 110),
        ([(0, 60)], 60),
        ([(0, 45), (75, None)], 90),
        ([(0, 150)], 120),
        ([(120, None)], 5),
        ([], 5),
    ],
)
def test_minutes_are_the_stays_within_the_shift(stays: list[tuple[int, int | None]], minutes: int) -> None:
    assert _proposed(*stays) == minutes


def test_a_break_is_taken_off_and_leaves_at_least_a_step() -> None:
    assert (_proposed((0, None), break_minutes=30), _proposed((0, 20), break_minutes=60)) == (90, 5)


def test_minutes_are_rounded_up_for_who_helped() -> None:
    assert _proposed((0, 61)) == 65


def test_nobody_is_proposed_more_than_a_day() -> None:
    stay = (START, START + timedelta(days=3))
    assert rules.hours.proposed_minutes([stay], starts_at=START, ends_at=START + timedelta(days=3)) == 1440


@pytest.mark.parametrize(("after", "late"), [(-5, 0), (10, 0), (11, 11), (45, 45)])
def test_a_little_late_is_not_late(after: int, late: int) -> None:
    assert rules.hours.late_minutes(START + after * MINUTE, starts_at=START) == late


@pytest.mark.parametrize(("before", "early"), [(-30, 0), (10, 0), (25, 25)])
def test_a_little_early_is_not_early(before: int, early: int) -> None:
    assert rules.hours.early_minutes(END - before * MINUTE, ends_at=END) == early


def test_who_has_not_left_has_not_left_early() -> None:
    assert rules.hours.early_minutes(None, ends_at=END) == 0


def test_organisers_are_asked_after_three_days_and_after_ten() -> None:
    assert rules.hours.asked_since(END) == [(1, END - timedelta(days=3)), (2, END - timedelta(days=10))]


def test_a_clock_that_is_a_minute_off_is_believed() -> None:
    sent = END + MINUTE
    assert rules.presence.by_our_clock(START, sent_at=sent, now=END) == START


@pytest.mark.parametrize("off", [timedelta(minutes=20), timedelta(hours=-9)])
def test_a_wrong_clock_is_put_right_by_what_it_said_when_it_sent(off: timedelta) -> None:
    assert rules.presence.by_our_clock(START + off, sent_at=END + off, now=END) == START


def test_a_device_that_does_not_say_when_it_sent_is_believed() -> None:
    assert rules.presence.by_our_clock(START, sent_at=None, now=END) == START


@pytest.mark.parametrize(
    ("minutes", "now", "plausible"),
    [
        (-60, 300, True),
        (-61, 300, False),
        (300, 300, True),
        (301, 400, False),
        (60, 57, False),
        (60, 58, True),
    ],
)
def test_people_come_and_go_on_the_day_and_not_in_the_future(minutes: int, now: int, plausible: bool) -> None:
    happened, at = START + minutes * MINUTE, START + now * MINUTE
    assert rules.presence.is_plausible(happened, starts_at=START, ends_at=END, now=at) is plausible


@pytest.mark.parametrize(("placed", "absent", "likely"), [(20, 0, 0), (20, 3, 3), (7, 3, 2), (0, 3, 0)])
def test_the_past_tells_how_many_will_stay_away(placed: int, absent: int, likely: int) -> None:
    assert rules.presence.likely_absent(placed=placed, past_places=20, past_absent=absent) == likely


def test_a_short_past_tells_nothing() -> None:
    assert rules.presence.likely_absent(placed=20, past_places=9, past_absent=9) == 0
