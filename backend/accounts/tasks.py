from celery import shared_task

from backend.accounts import actions
from backend.common import clock


@shared_task
def remind_groups() -> None:
    """This function will remind groups that end soon, each as often as it is due; a second run finds none."""
    actions.remind_groups(now=clock.now())
