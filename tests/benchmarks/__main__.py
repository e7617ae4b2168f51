"""Runs the families of benchmarks against the services of DATABASE_URL and REDIS_URL: `make bench`, `ONLY=award`.

A family is a module of this package with `run(report)`. It makes what it needs in the database, which is thrown away.
"""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

import django

from tests.benchmarks.report import Report

HELPERS = {"__main__", "lots", "pgbench", "report"}


def main() -> int:
    """This function will measure every family, or the one that ONLY or the first argument names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    django.setup()
    package = importlib.import_module("tests.benchmarks")
    families = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.name not in HELPERS)
    only = os.environ.get("ONLY") or (sys.argv[1] if len(sys.argv) > 1 else "")
    if only and only not in families:
        print(f"There is no family {only!r}; there are {', '.join(families)}.", file=sys.stderr)
        return 2
    _prepare()
    report = Report(Path(os.environ.get("BENCH_JSON", "var/bench.json")))
    for family in [only] if only else families:
        importlib.import_module(f"tests.benchmarks.{family}").run(report)
    report.write()
    return 0


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
