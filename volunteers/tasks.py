from celery import shared_task

from backend.common import clock
from volunteers import actions


@shared_task
def sweep() -> None:
    """This function will end offered and held places and invitations whose time is over, and hand on what they kept."""
    actions.sweep(now=clock.now())


@shared_task
def remind_of_offers() -> None:
    """This function will remind those of the waiting lists who are asked and have not answered."""
    actions.remind_of_offers(now=clock.now())


@shared_task
def tell_of_ends() -> None:
    """This function will tell those in waiting lists of whom nobody is asked in turn any more; each once."""
    actions.tell_of_ends(now=clock.now())


@shared_task
def mail_guardian(*, consent_id: int) -> None:
    """This function will ask one guardian by mail; a second call finds it done."""
    actions.mail_guardian(consent_id, now=clock.now())


@shared_task
def mail_quote_guardian(*, consent_id: int) -> None:
    """This function will ask one guardian by mail about a minor's words in a story; a second call finds it done."""
    actions.guardian_mails.mail_quote_guardian(consent_id, now=clock.now())


@shared_task
def mail_guardians() -> None:
    """This function will send the mails to guardians that nobody sent, and forget addresses that are not needed."""
    actions.mail_guardians(now=clock.now())


@shared_task
def remind() -> None:
    """This function will remind people of what is a week, a day or some hours before them; each once."""
    actions.reminding.remind(now=clock.now())


@shared_task
def ask_about_offers() -> None:
    """This function will ask whose offer is a year old whether it still holds."""
    actions.offer_reminders.ask_about_offers(now=clock.now())


@shared_task
def remind_of_proofs() -> None:
    """This function will remind whose proof of a skill runs out soon."""
    actions.offer_reminders.remind_of_proofs(now=clock.now())


@shared_task
def ask_for_approvals() -> None:
    """This function will remind organisers of hours that have lain for days without an approval."""
    actions.ask_for_approvals(now=clock.now())


@shared_task
def remind_again() -> None:
    """This function will remind those once more before an activity who could not come to an earlier one."""
    actions.remind_again(now=clock.now())
