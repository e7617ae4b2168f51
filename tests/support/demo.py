"""The demo is loaded once in a process; the next story gets a copy of the database that the loading left behind.

PostgreSQL copies the whole database, so rows, sequences, guards and statistics are those of the loading. What the demo
says is told from the instant at which it is loaded: a copy of another day, or of too long ago, is not taken.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections

from backend.common import clock

FRESH = timedelta(minutes=20)


class Shelf:
    """Keeps the database as the demo was loaded into it."""

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._loaded_at: datetime | None = None
        self._address = ""

    def fetch(self) -> None:
        """This function will leave the demo in the test's database, by a copy if there is one of now."""
        ours, kept = connection.settings_dict["NAME"], self._name
        if self._has_one_of_now():
            _copy(kept, ours)
            # The rows of the kinds of things have the numbers of the loading again.
            ContentType.objects.clear_cache()
            return
        before = clock.now()
        call_command("load_demo")
        # What leaves the database is in no copy of it.
        assert mail.outbox == []
        _copy(ours, kept)
        self._loaded_at, self._address = before, settings.SITE_URL

    def clear(self) -> None:
        """This function will remove the copy."""
        if self._loaded_at is not None:
            _run(f"DROP DATABASE {connection.ops.quote_name(self._name)}")
            self._loaded_at = None

    def _has_one_of_now(self) -> bool:
        if self._loaded_at is None or self._address != settings.SITE_URL:
            return False
        age = clock.now() - self._loaded_at
        return timedelta() <= age <= FRESH and clock.date_of(self._loaded_at) == clock.today()

    @property
    def _name(self) -> str:
        return f"{connection.settings_dict['NAME']}{self._suffix}"


# Whoever is still connected belongs to a test that is over: PostgreSQL copies no database that somebody else is in.
LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname IN (%s, %s) AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def _copy(source: str, target: str) -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(LEAVE, [source, target])
    source, target = connection.ops.quote_name(source), connection.ops.quote_name(target)
    _run(f"DROP DATABASE IF EXISTS {target}", f"CREATE DATABASE {target} TEMPLATE {source}")


def _run(*statements: str) -> None:
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


shelf = Shelf("_demo")
