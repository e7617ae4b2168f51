from backend.common import clock, heartbeat
from tests.architecture import tables


def _working(cast: tables.Cast) -> tables.Target:
    heartbeat.beat(now=clock.now())
    return tables.Target()


ROWS = [tables.public("healthz"), tables.public("readyz", _working)]
