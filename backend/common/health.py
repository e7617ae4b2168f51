"""What a load balancer and an operator ask: is it alive, is it ready to serve, and if not, which part is missing."""

from collections.abc import Callable

import redis
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common import clock, heartbeat

_OK = "ok"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This function will tell that the process answers; it asks nothing of any other part."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """This function will tell whether all parts work, with 503 and the names of those that do not."""
    parts = {name: _state(check) for name, check in _CHECKS.items()}
    failing = [name for name, state in parts.items() if state != _OK]
    body = {"status": "not ready" if failing else "ready", "failing": failing, "parts": parts}
    return JsonResponse(body, status=503 if failing else 200)


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError:
        return "the database does not answer"
    except redis.RedisError:
        return "Redis does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return _OK


def _redis() -> str:
    heartbeat.last()
    return _OK


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else _OK


def _worker() -> str:
    last = heartbeat.last()
    if last is None:
        return "no heartbeat yet"
    age = clock.now() - last
    return f"no heartbeat for {age.total_seconds():.0f} s" if age > heartbeat.LATE else _OK


_CHECKS = {"database": _database, "redis": _redis, "migrations": _migrations, "worker": _worker}
