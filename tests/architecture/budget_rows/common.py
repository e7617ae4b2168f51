from backend.common import clock, heartbeat
from tests.architecture import tables


def _working(cast: tables.Cast, n: int) -> tables.Target:
    heartbeat.beat(now=clock.now())
    return tables.Target()


ROWS = [
    tables.Budget("healthz", tables.Role.ANONYMOUS, tables.flat, queries=0, flat=True),
    tables.Budget("readyz", tables.Role.ANONYMOUS, _working, queries=3, flat=True),
]
