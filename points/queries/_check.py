from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Difference:
    """One row on which stored and recomputed do not agree."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it proves, and the SQL that gives its differences; `%(today)s` is the Tokyo date."""

    name: str
    proves: str
    sql: str

    def differences(self, today: date) -> list[Difference]:
        """This function will run the check and give what does not agree, at most a hundred rows."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT what, expected, found FROM ({self.sql}) rows LIMIT 100", {"today": today})  # noqa: S608
            return [Difference(*(str(value) for value in row)) for row in cursor.fetchall()]
