"""When words can be changed, what is a passage, and which counts tell of nobody."""

from datetime import timedelta

import pytest

from tests.factories.volunteers import NOW
from volunteers.rules import thanks as rules

DAY = timedelta(days=1)


def test_an_activity_is_over_at_its_end_and_not_before() -> None:
    assert rules.is_over(ends_at=NOW, now=NOW)
    assert not rules.is_over(ends_at=NOW + timedelta(seconds=1), now=NOW)


@pytest.mark.parametrize(
    ("age", "read", "hidden", "can"),
    [
        (timedelta(0), False, False, True),
        (DAY - timedelta(seconds=1), False, False, True),
        (DAY, False, False, False),
        (timedelta(hours=1), True, False, False),
        (timedelta(hours=1), False, True, False),
    ],
)
def test_words_can_be_changed_within_a_day_until_they_are_read(
    age: timedelta, read: bool, hidden: bool, can: bool
) -> None:
    read_at = NOW if read else None
    assert rules.can_edit(written_at=NOW - age, read_at=read_at, is_hidden=hidden, now=NOW) is can


@pytest.mark.parametrize(
    ("additions", "hidden", "can"), [(0, False, True), (4, False, True), (5, False, False), (0, True, False)]
)
def test_something_can_be_added_a_few_times_and_not_to_what_is_hidden(additions: int, hidden: bool, can: bool) -> None:
    assert rules.can_add(additions=additions, is_hidden=hidden) is can


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("うれしかった", True),
        ("うれし\nかった", True),
        ("　うれしかった ", True),
        ("楽しかった", False),
        ("", False),
        (" ", False),
        ("うれしかった。また", False),
    ],
)
def test_a_quote_stands_word_for_word_in_one_of_the_texts(quote: str, stands: bool) -> None:
    assert rules.is_excerpt(quote, ["海がきれいで、うれしかった。", "また来ます。"]) is stands


@pytest.mark.parametrize(("age", "can"), [(18, True), (17, True), (None, False)])
def test_only_whose_age_is_known_is_asked_to_be_quoted(age: int | None, can: bool) -> None:
    assert rules.can_be_quoted(age=age) is can


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({}, {}),
        ({"a": 5}, {"a": 5}),
        ({"a": 4}, {"a": None}),
        ({"a": 9, "b": 0}, {"a": 9, "b": None}),
        # 9 + 7 + 3 = 19: the total less the two would tell of three people.
        ({"a": 9, "b": 7, "c": 3}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 7, "c": 3, "d": 2}, {"a": 9, "b": 7, "c": None, "d": None}),
        ({"a": 6, "b": 1}, {"a": None, "b": None}),
    ],
)
def test_small_counts_are_left_out_and_cannot_be_worked_out_from_the_others(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert rules.shown_counts(counts) == shown


def test_a_total_under_five_is_not_shown() -> None:
    assert [rules.shown_total(count) for count in (0, 4, 5)] == [None, None, 5]
