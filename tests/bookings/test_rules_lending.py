"""Which pieces go to whom: no more than there are at one time, and never refused where the numbers would do."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import lending
from bookings.rules.lending import Held
from tests.factories.bookings import NOW

PIECES = [11, 12, 13]


def _at(hour: float) -> datetime:
    return NOW + timedelta(hours=hour)


def _held(key: int, first: float, last: float, count: int = 1, pieces: tuple[int, ...] = (), out: bool = False) -> Held:
    return Held(key, _at(first), _at(last), count, pieces, out)


def test_the_fullest_moment_counts_and_not_the_sum_of_the_day() -> None:
    held = [_held(1, 0, 2), _held(2, 2, 4, 2), _held(3, 3, 5)]
    assert lending.most_at_once(_at(0), _at(6), held) == 3
    assert lending.most_at_once(_at(0), _at(2), held) == 1
    assert lending.most_at_once(_at(5), _at(6), held) == 0


def test_what_ends_as_another_begins_takes_the_same_piece() -> None:
    assert lending.assigned([11, 12], [_held(1, 0, 2, pieces=(12,))], _held(2, 2, 4)) == {2: (12,)}


def test_pieces_that_wait_are_exchanged_where_else_a_long_loan_would_not_fit() -> None:
    held = [_held(1, 0, 2, pieces=(11,)), _held(2, 4, 6, pieces=(12,))]
    # From 1 to 5 each piece is taken for a part of the time, yet never both at once.
    found = lending.assigned([11, 12], held, _held(3, 1, 5))
    assert found == {2: (11,), 3: (12,)}


def test_what_is_out_stays_with_the_piece_that_it_has() -> None:
    out, waiting = _held(1, 0, 2, pieces=(12,), out=True), _held(2, 4, 6, pieces=(11,))
    assert lending.assigned([11, 12], [out, waiting], _held(3, 1, 5)) == {2: (12,), 3: (11,)}


def test_one_too_many_gets_none() -> None:
    held = [_held(1, 0, 4, 2, pieces=(11, 12))]
    assert lending.assigned(PIECES, held, _held(2, 3, 5, 2)) is None
    assert lending.assigned(PIECES, held, _held(2, 3, 5, 1)) == {2: (13,)}


@pytest.mark.parametrize(
    ("kind", "with_room", "expected"),
    [
        ("either", True, True),
        ("either", False, True),
        ("with_room", True, True),
        ("with_room", False, False),
        ("alone", True, False),
        ("alone", False, True),
    ],
)
def test_it_is_lent_with_a_room_or_out_of_the_house(kind: str, with_room: bool, expected: bool) -> None:
    assert lending.is_lent_so(kind, with_room=with_room) is expected


@pytest.mark.parametrize(
    ("before", "to", "expected"),
    [
        ("reserved", "handed_out", True),
        ("reserved", "cancelled", True),
        ("reserved", "returned", False),
        ("handed_out", "returned", True),
        ("handed_out", "cancelled", False),
        ("returned", "handed_out", False),
        ("cancelled", "reserved", False),
    ],
)
def test_a_loan_goes_out_comes_back_and_ends(before: str, to: str, expected: bool) -> None:
    assert lending.can_step(before, to) is expected


def test_the_first_and_the_last_day_are_counted() -> None:
    assert lending.days_of(date(2026, 5, 13), date(2026, 5, 15)) == 3


wishes = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(1, 3)).map(
        lambda one: (one[0], one[0] + one[1], one[2])
    ),
    max_size=24,
)


@given(wishes)
def test_a_loan_is_refused_exactly_where_the_fullest_moment_has_too_few(asked: list[tuple[int, int, int]]) -> None:
    held: dict[int, Held] = {}
    for key, (first, last, count) in enumerate(asked, start=1):
        wanted = _held(key, first, last, count)
        free = len(PIECES) - lending.most_at_once(wanted.starts_at, wanted.ends_at, held.values())
        found = lending.assigned(PIECES, list(held.values()), wanted)
        assert (found is not None) == (count <= free)
        for other, pieces in (found or {}).items():
            before = held.get(other, wanted)
            held[other] = Held(other, before.starts_at, before.ends_at, before.count, pieces)
    for one in held.values():
        assert len(set(one.pieces)) == one.count
        others = [other for other in held.values() if other.key != one.key and other.meets(one)]
        assert not any(set(one.pieces) & set(other.pieces) for other in others)
