"""The stories are told on a copy of the demo: it is the demo to the last row, number and guard."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connection

from backend.accounts import models as accounts
from backend.common import clock
from tests.support import demo, story

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def _everything() -> dict[str, object]:
    """This function will tell of every table what is in it, and what is beside the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [name for (name,) in cursor.fetchall()]
        found: dict[str, object] = {}
        for name in tables:
            cursor.execute(f'SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t')
            found[name] = cursor.fetchone()
        for asked in (
            "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1",
            "SELECT tgrelid::regclass::text, tgname, tgenabled, tgtype FROM pg_trigger ORDER BY 1, 2",
            "SELECT oid::regprocedure::text, prosrc, proacl::text FROM pg_proc WHERE pronamespace = "
            "'public'::regnamespace ORDER BY 1",
            "SELECT relname, relacl::text, reloptions::text FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "ORDER BY 1",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2",
            "SELECT datdba, datacl::text, encoding, datcollate, datctype FROM pg_database "
            "WHERE datname = current_database()",
            "SELECT setrole, setconfig FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase "
            "WHERE datname = current_database() ORDER BY 1",
        ):
            cursor.execute(asked)
            found[asked] = cursor.fetchall()
    return found


def test_the_second_story_begins_where_the_first_began() -> None:
    demo.shelf.clear()
    story.load_demo()
    before = _everything()
    accounts.User.objects.create(email="mihon.another@post.test", name="見本 別人")
    assert _everything() != before
    call_command("flush", interactive=False, reset_sequences=False, verbosity=0)
    story.load_demo()
    assert _everything() == before


@pytest.fixture
def shelf(transactional_db: None) -> Iterator[demo.Shelf]:
    made = demo.Shelf("_another")
    yield made
    made.clear()


def test_a_copy_of_another_day_place_or_hour_is_not_taken(
    shelf: demo.Shelf,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,  # noqa: ANN401 - pytest-django's wrapper
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(demo, "call_command", loaded.append)
    evening = clock.at(clock.today(), time(23, 50))

    def fetched(after: timedelta) -> int:
        with time_machine.travel(evening + after):
            shelf.fetch()
        return len(loaded)

    minute = timedelta(minutes=1)
    assert [fetched(number * minute) for number in (0, 5, 11, 12)] == [1, 1, 2, 2]
    assert [fetched(11 * minute + demo.FRESH + number * minute) for number in (-1, 1)] == [2, 3]
    settings.SITE_URL = "http://elsewhere.test"
    assert [fetched(12 * minute + demo.FRESH) for _ in range(2)] == [4, 4]


def test_whoever_is_still_connected_does_not_keep_the_demo_from_being_copied(
    shelf: demo.Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(demo, "call_command", loaded.append)
    for _ in range(2):
        left = connection.copy()
        left.ensure_connection()
        shelf.fetch()
        with pytest.raises(OperationalError):
            left.cursor().execute("SELECT 1")
        left.close()
    assert loaded == ["load_demo"]
