from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import points as factories


@pytest.fixture(autouse=True)
def _the_day_of_the_factories() -> Iterator[None]:
    """Points made by the factories expire in 2028; these tests stay in 2026."""
    with time_machine.travel(factories.NOW, tick=True):
        yield
