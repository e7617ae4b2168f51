from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from backend.common import clock
from points import queries


class Command(BaseCommand):
    """Recomputes every stored aggregate of the ledger and ends with 1 when one does not agree."""

    help = "Recompute every stored aggregate of the points ledger; exit 1 when one does not agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will let one check run alone."""
        parser.add_argument("--only", choices=[check.name for check in queries.CHECKS], help="run one check")

    def handle(self, *_: Any, only: str | None = None, **__: Any) -> None:  # noqa: ANN401 - Django's own signature
        """This function will print the table of checks; all of them look at one and the same snapshot."""
        checks = [check for check in queries.CHECKS if only in (None, check.name)]
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            if outermost:
                _one_snapshot()
            found = {check.name: check.differences(clock.today()) for check in checks}
        for check in checks:
            self._report(check, found[check.name])
        failed = [name for name, differences in found.items() if differences]
        if failed:
            self.stderr.write(f"{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}")
            raise SystemExit(1)
        self.stdout.write(f"All {len(checks)} checks agree.")

    def _report(self, check: queries.Check, differences: list[queries.Difference]) -> None:
        self.stdout.write(f"{'FAILED' if differences else 'ok':<7} {check.name:<14} {check.proves}")
        for one in differences:
            self.stdout.write(f"        {one.what}: expected {one.expected}, found {one.found}")


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
