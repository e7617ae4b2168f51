from celery import shared_task

from backend.common import clock, heartbeat


@shared_task
def beat_heart() -> None:
    """This function will note that beat sends and a worker works; /readyz looks at it."""
    heartbeat.beat(now=clock.now())
