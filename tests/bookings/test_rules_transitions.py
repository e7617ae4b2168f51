import pytest

from bookings import enums, rules
from bookings.rules import transitions


def test_every_state_has_its_steps_and_no_other() -> None:
    assert set(transitions.STEPS) == set(enums.State.values)
    assert set().union(*transitions.STEPS.values()) <= set(enums.State.values)


@pytest.mark.parametrize("state", ["reported", "refused", "cancelled", "lapsed", "displaced"])
def test_an_end_is_an_end(state: str) -> None:
    assert transitions.STEPS[state] == frozenset()


@pytest.mark.parametrize(
    ("from_state", "to_state", "can"),
    [
        ("tentative", "approved", True),
        ("applied", "approved", True),
        ("approved", "refused", False),
        ("approved", "cancelled", True),
        ("used", "cancelled", False),
        ("no_show", "used", True),
        ("cancelled", "approved", False),
    ],
)
def test_a_booking_takes_only_these_steps(from_state: str, to_state: str, can: bool) -> None:
    assert rules.can_step(from_state, to_state) is can
