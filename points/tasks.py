from celery import shared_task

from backend.common import clock
from points import actions
from points.actions import tills


@shared_task
def lapse_holds() -> None:
    """This function will end what is over or withdrawn, and let the next in line have it; a second run finds none."""
    actions.cancel_withdrawn(now=clock.now())
    actions.lapse_vouchers(now=clock.now())
    actions.serve_waiting(now=clock.now())
    actions.lapse_holds(now=clock.now())


@shared_task
def expire_lots() -> None:
    """This function will sweep expired points away, and look once a day for postings that the chain has left out.

    What a decree keeps gets its new date before.
    """
    actions.carry_over(now=clock.now(), whole=True)
    actions.expire_lots(now=clock.now())
    actions.seal_chain(now=clock.now(), whole=True)


@shared_task
def seal_chain() -> None:
    """This function will link new postings to the chain."""
    actions.seal_chain(now=clock.now())


@shared_task
def carry_over() -> None:
    """This function will give points their new dates by the decrees in force; a second run goes on where it ended."""
    actions.carry_over(now=clock.now())


@shared_task
def warn_of_expiry() -> None:
    """This function will tell people which points they lose soon."""
    actions.warn_of_expiry(now=clock.now())


@shared_task
def remind_of_vouchers() -> None:
    """This function will remind people of vouchers that end soon and of the day of pick-up."""
    actions.remind_of_vouchers(now=clock.now())


@shared_task
def send_daily_sheets() -> None:
    """This function will mail shops what they took yesterday; a second run sends nothing more."""
    tills.send_daily_sheets(now=clock.now())


@shared_task
def forget_payment_codes() -> None:
    """This function will delete codes of screens that paid nothing and that no slip can name any more."""
    actions.forget_payment_codes(now=clock.now())
