from celery import shared_task

from backend.common import clock
from backend.notices import actions


@shared_task
def deliver(*, delivery_id: int) -> None:
    """This function will send one delivery; a second call does nothing."""
    actions.deliver(delivery_id, now=clock.now())


@shared_task
def sweep() -> None:
    """This function will send what the broker lost or a worker left behind."""
    actions.sweep(now=clock.now())
