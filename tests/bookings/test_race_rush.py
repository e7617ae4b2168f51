"""The opening rush in its short form; `make bench ONLY=rush` runs a thousand people at three hundred slots."""

from datetime import timedelta
from pathlib import Path

import pytest

from bookings import models
from tests.support import race, rush


@pytest.mark.race
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_slot_that_opens_goes_to_one_person_and_nobody_sees_a_fault(tmp_path: Path) -> None:
    people = race.processes(60, full=200)
    town = rush.town(rooms=7, people=people)
    with rush.served(tmp_path / "web.log") as port:
        seen = rush.run(port, town, opens_in=timedelta(seconds=3))
    assert (rush.bookings(town), seen.winners, seen.faults) == (21, 21, [])
    assert set(seen.statuses) == {200, 201, 409}
    assert models.BookingStateChange.objects.count() == 21
