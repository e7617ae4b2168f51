from datetime import timedelta
from importlib import import_module

from celery import shared_task
from django.conf import settings

from backend.common import clock, heartbeat, models

# A client that has not sent its write again by then never will.
KEPT = timedelta(days=7)


@shared_task
def beat_heart() -> None:
    """This function will note that beat sends and a worker works; /readyz looks at it."""
    heartbeat.beat(now=clock.now())


@shared_task
def forget_what_is_over() -> None:
    """This function will delete answers kept for retries of last week, and sessions that have ended."""
    models.IdempotentResponse.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
