from celery import shared_task

from backend.common import clock
from points import actions


@shared_task
def lapse_holds() -> None:
    """This function will end vouchers and holds whose time is over; a second run finds none."""
    actions.lapse_vouchers(now=clock.now())
    actions.lapse_holds(now=clock.now())


@shared_task
def expire_lots() -> None:
    """This function will sweep expired points away, and look once a day for postings that the chain has left out."""
    actions.expire_lots(now=clock.now())
    actions.seal_chain(now=clock.now(), whole=True)


@shared_task
def seal_chain() -> None:
    """This function will link new postings to the chain."""
    actions.seal_chain(now=clock.now())
