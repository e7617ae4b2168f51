from celery import shared_task
from django.core.cache import cache

from backend.common import clock

HEARTBEAT = "worker-heartbeat"


@shared_task
def beat_heart() -> None:
    """This function will note that beat sends and a worker works; /readyz looks at it."""
    cache.set(HEARTBEAT, clock.now().isoformat(), timeout=None)
