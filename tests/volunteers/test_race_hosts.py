"""Several of a center's staff press at one moment: the center becomes a host once, and all go on to their request."""

import pytest
from django.db import connection, transaction

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories.volunteers import NOW
from tests.support import race, waiting
from volunteers import actions, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
STAFF = 4


def _become(center_code: str, person_id: int) -> str:
    seat = queries.hosts.Seat(center_code, f"見本{center_code}交流センター", None)
    return actions.become_host(seat, by=accounts.User.objects.get(pk=person_id), now=NOW).code


def _stand_still(count: int) -> bool:
    """This function will tell whether so many others wait for a lock: nobody reads or writes any more.

    Within a transaction PostgreSQL keeps what it first saw of the others, until it is told to forget it.
    """
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(waits)
        return bool(cursor.fetchone()[0] == count)


def test_a_center_becomes_one_host_however_many_press() -> None:
    """No host is written until all stand still: whoever looked before and found none would write a second one."""
    people.MunicipalityFactory.create()
    staff = [people.staff_of("kuji") for _ in range(STAFF)]
    with race.runners(STAFF) as field:
        for number in range(ROUNDS):
            calls = [race.Call(_become, {"center_code": f"c{number}", "person_id": one.pk}) for one in staff]
            with transaction.atomic():
                connection.cursor().execute("LOCK TABLE volunteers_host IN SHARE MODE")
                field.send(calls)
                waiting.until(lambda: _stand_still(STAFF), "all stand still")
            outcomes = field.answers()
            assert (race.tally(outcomes), len({one.value for one in outcomes})) == ({"ok": STAFF}, 1)
            assert models.Host.objects.filter(center_code=f"c{number}").count() == 1
            assert accounts.Organisation.objects.filter(name=f"見本c{number}交流センター").count() == 1
