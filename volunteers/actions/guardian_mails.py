"""The one mail to a guardian: who has no account, so it stands in no list of notices, and the address goes with it."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template import Context, Engine
from django.urls import reverse

from backend.accounts import models as accounts
from backend.notices import actions as notices
from backend.notices import rules as delivery
from volunteers import models, queries
from volunteers.actions import _notices

logger = logging.getLogger(__name__)
Asked: TypeAlias = models.Consent | models.QuoteConsent
SUBJECT = "件名: "


def mail_guardian(consent_id: int, *, now: datetime) -> bool:
    """This function will make one attempt at a mail that is due, and tell whether it went out; then the address goes.

    As in notices: the attempt is counted before the mail goes out, so that no two workers make the same one.
    """
    detailed = models.Consent.objects.select_related("minor", "field", "shift__request__organisation")
    return _mailed(detailed, consent_id, now)


def mail_quote_guardian(consent_id: int, *, now: datetime) -> bool:
    """This function will do the same for what a guardian is asked about a minor's words in a story."""
    return _mailed(queries.quote_consents.detailed(), consent_id, now)


def _mailed(detailed: QuerySet[Any], consent_id: int, now: datetime) -> bool:
    consent = _claim(detailed, consent_id, now)
    if consent is None:
        return False
    try:
        _mail(consent).send()
    except OSError as fault:  # also every SMTPException
        # The words of a mail system often hold the address, which belongs into no log.
        logger.warning("Attempt %s at the mail of %s: %s", consent.mail_attempts, consent.code, type(fault).__name__)
        if delivery.is_last(consent.mail_attempts):
            _give_up(consent, now)
        return False
    except ValueError:  # an address that no mail can have
        _give_up(consent, now)
        return False
    _forget(consent, mailed_at=now)
    return True


def mail_guardians(*, now: datetime) -> int:
    """This function will send what is due and nobody sent, and forget the addresses of what is over."""
    ways: tuple[tuple[type[Asked], Callable[..., bool]], ...] = (
        (models.Consent, mail_guardian),
        (models.QuoteConsent, mail_quote_guardian),
    )
    sent = 0
    for model, mail in ways:
        model.objects.to_mail().filter(expires_at__lte=now).update(contact="", mail_due_at=None)
        sent += sum(mail(consent_id, now=now) for consent_id in queries.consents.to_mail(model, now=now))
    return sent


def _claim(detailed: QuerySet[Any], consent_id: int, now: datetime) -> Asked | None:
    with transaction.atomic():
        due = detailed.exclude(contact="").filter(pk=consent_id, mail_due_at__lte=now, expires_at__gt=now)
        consent: Asked | None = due.select_for_update(skip_locked=True, of=("self",)).first()
        if consent is not None:
            consent.mail_attempts += 1
            consent.mail_due_at = delivery.due_again(consent.mail_attempts, now=now)
            consent.save(update_fields=["mail_attempts", "mail_due_at"])
    return consent


def _mail(consent: Asked) -> EmailMessage:
    template, path = _letter(consent)
    facts = {
        "consent": consent,
        "minor": _minor(consent).display_name,
        "until": _notices.day_and_time(consent.expires_at),
        "url": f"{settings.SITE_URL}{path}",
    }
    plain = Engine.get_default().get_template(template).render(Context(facts, autoescape=False))
    subject, _, body = plain.partition("\n")
    return EmailMessage(
        " ".join(subject.removeprefix(SUBJECT).split()),
        body.strip() + "\n",
        to=[consent.contact],
        headers={"Message-ID": f"<{consent.code}.consent@{settings.MAIL_DOMAIN}>"},
    )


def _letter(consent: Asked) -> tuple[str, str]:
    """This function will give the words of a mail, and the page on which it is answered."""
    if isinstance(consent, models.QuoteConsent):
        token = queries.quote_consents.token_of(consent)
        return "mail/volunteers/quote_consent_request.txt", reverse("volunteers:quote-guardian", args=[token])
    token = queries.consents.token_of(consent)
    return "mail/volunteers/consent_request.txt", reverse("volunteers:consent", args=[token])


def _minor(consent: Asked) -> accounts.User:
    return consent.quote.feedback.assignment.person if isinstance(consent, models.QuoteConsent) else consent.minor


def _forget(consent: Asked, **outcome: datetime) -> None:
    waiting = type(consent).objects.to_mail().filter(pk=consent.pk)
    waiting.update(contact="", mail_due_at=None, **outcome)


def _give_up(consent: Asked, now: datetime) -> None:
    """This function will tell the minor that the mail could not be delivered, so that they ask another way."""
    _forget(consent)
    page = reverse("volunteers:assignments")
    if isinstance(consent, models.QuoteConsent):
        page = reverse("volunteers:quote", args=[consent.quote.code])
    notices.send(
        to=_minor(consent),
        template="volunteers/consent_mail_failed",
        key=f"consent-mail-failed:{consent.code}:{consent.asked_at.isoformat()}",
        url=page,
        now=now,
    )
