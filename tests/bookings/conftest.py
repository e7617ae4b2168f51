from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import bookings as make


@pytest.fixture
def at_now() -> Iterator[None]:
    """The clock stands where the factories of bookings stand."""
    with time_machine.travel(make.NOW, tick=False):
        yield
