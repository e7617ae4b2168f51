from celery import shared_task

from backend.common import clock
from bookings import actions


@shared_task
def sweep() -> None:
    """This function will end offers, tentative bookings and unclaimed rooms whose time is over."""
    actions.sweep(now=clock.now())


@shared_task
def settle_passed_uses() -> None:
    """This function will note as used what has passed where nobody checks in."""
    actions.settle_passed_uses(now=clock.now())


@shared_task
def remind_of_forms() -> None:
    """This function will ask for application forms whose deadline is near."""
    actions.remind_of_forms(now=clock.now())


@shared_task
def remind_of_reports() -> None:
    """This function will ask for reports whose deadline has passed."""
    actions.remind_of_reports(now=clock.now())


@shared_task
def replay_rules(*, replay_id: int) -> None:
    """This function will hold bookings against a draft of usage rules; a second call goes on where the first ended."""
    actions.replay_rules(replay_id, now=clock.now())


@shared_task
def go_on_with_replays() -> None:
    """This function will finish replays that the broker lost or a worker left behind."""
    actions.go_on_with_replays(now=clock.now())


@shared_task
def close_past_waiting() -> None:
    """This function will close the entries of waiting lists to which nothing can be offered any more."""
    actions.close_past_waiting(now=clock.now())


@shared_task
def settle_loans() -> None:
    """This function will note what nobody fetched, and ask for what is late."""
    actions.settle_loans(now=clock.now())
