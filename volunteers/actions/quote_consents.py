"""A minor's words in a story: the minor agrees first, then the guardian by a link; either takes them out at once.

Locks: the quote, then the consent, as in stories.
"""

import functools
from datetime import datetime

from django.db import transaction

from backend.accounts import actions as people
from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _thanks_notices, consents
from volunteers.actions.consents import Guardian

MAIL_TASK = "volunteers.tasks.mail_quote_guardian"
State, Said = enums.ConsentState, enums.QuoteState


@retries.on_conflict
def ask_guardian_to_quote(
    quote: models.Quote, *, shown_as: str, by: accounts.User, now: datetime, contact: str = ""
) -> models.QuoteConsent:
    """This function will keep that a minor agrees to a wording under a name, and ask the guardian.

    By one mail to a `contact`; else by the link and the number that the minor shows. Asked again before the guardian
    answers, the latest counts. Raises QuoteNotOpen, GuardianIsMinor, ConsentMailsTooMany.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked_quote(quote)
        if not current.is_open:
            raise refusals.stories.QuoteNotOpen
        consent = queries.quote_consents.of_quote(current) or models.QuoteConsent(quote=current)
        consent.shown_as, consent.asked_at = shown_as.strip(), now
        consent.expires_at = now + rules.consents.FIELD_LINK_FOR
        _address(consent, by, contact, now)
        consent.save()
        audit.record(
            "volunteers.ask-guardian-to-quote", by=by, about=by, subject=consent.code, now=now, mailed=bool(contact)
        )
        if contact:
            transaction.on_commit(functools.partial(consents.nudge, MAIL_TASK, consent), robust=True)
    return consent


def _address(consent: models.QuoteConsent, minor: accounts.User, contact: str, now: datetime) -> None:
    """This function will say how the guardian is asked: by the mail, or by the number on what the minor shows."""
    consent.contact, consent.mail_attempts, consent.mailed_at = contact, 0, None
    consent.mail_due_at = now if contact else None
    consent.contact_digest = queries.consents.contact_digest_of(contact) if contact else ""
    number = "" if contact else queries.consents.short_of(consent)
    consent.short_digest = queries.consents.short_digest_of(number) if number else ""
    if not contact:
        return
    consents.refuse_address(minor, contact, now)
    if consent.mails >= rules.consents.MOST_MAILS_OF_A_QUOTE:
        raise refusals.ConsentMailsTooMany
    consent.mails += 1


@retries.on_conflict
def answer_for_quote(token: str, *, gives: bool, guardian: Guardian, now: datetime) -> models.QuoteConsent:
    """This function will take a guardian's yes or no to a wording. What was said once stands, however often it is sent.

    Raises ConsentLinkUnknown, ConsentLinkOver.
    """
    with errors.translated(), transaction.atomic():
        consent = _locked(token, now)
        if consent.is_asked:
            _answer(consent, gives, guardian, now)
    return consent


def _locked(token: str, now: datetime) -> models.QuoteConsent:
    """This function will lock the quote of a link and give its consent as it is then."""
    queries.stories.locked_quote(queries.quote_consents.of_token(token, now=now).quote)
    return queries.quote_consents.of_token(token, now=now)


def _answer(consent: models.QuoteConsent, gives: bool, guardian: Guardian, now: datetime) -> None:
    consent.state = State.GIVEN if gives else State.REFUSED
    consent.guardian_name, consent.relation, consent.answered_at = guardian.name.strip(), guardian.relation, now
    consent.contact, consent.mail_due_at = "", None
    consent.save()
    if gives:
        _decide(consent, Said.GIVEN, now, shown_as=consent.shown_as)
    else:
        _decide(consent, Said.DECLINED, now)
    action = "volunteers.quote-consent" if gives else "volunteers.refuse-quote-consent"
    _record(action, consent, by=consent.recorded_by, center_code=consent.center_code, now=now)
    _thanks_notices.tell_of_guardian(consent, "given" if gives else "refused", now=now)
    if gives:
        _thanks_notices.tell_writers(consent.quote.story, "quote_given", key=consent.quote.code, now=now)


def _decide(consent: models.QuoteConsent, state: enums.QuoteState, now: datetime, *, shown_as: str = "") -> None:
    quote = consent.quote
    quote.state, quote.shown_as, quote.decided_at = state, shown_as, now
    quote.save(update_fields=["state", "shown_as", "decided_at"])


def _record(
    action: str, consent: models.QuoteConsent, *, by: accounts.User | None, center_code: str, now: datetime
) -> None:
    audit.record(
        action,
        by=by,
        about=consent.quote.feedback.assignment.person,
        subject=consent.code,
        center_code=center_code,
        now=now,
        quote=consent.quote.code,
    )


@retries.on_conflict
def withdraw_quote_consent(token: str, *, now: datetime) -> models.QuoteConsent:
    """This function will take a guardian's consent back; the words are gone from the story at once, for good.

    Sent again, it changes nothing. Raises ConsentLinkUnknown, ConsentNotLive.
    """
    with errors.translated(), transaction.atomic():
        consent = _locked(token, now)
        if consent.state != State.WITHDRAWN:
            _withdraw(consent, by=None, center_code="", now=now)
    return consent


def _withdraw(consent: models.QuoteConsent, *, by: accounts.User | None, center_code: str, now: datetime) -> None:
    if not consent.is_given:
        raise refusals.ConsentNotLive
    consent.state, consent.withdrawn_at = State.WITHDRAWN, now
    consent.save(update_fields=["state", "withdrawn_at"])
    if consent.quote.is_given:
        _decide(consent, Said.WITHDRAWN, now)
        _thanks_notices.tell_writers(consent.quote.story, "quote_withdrawn", key=consent.quote.code, now=now)
    _record("volunteers.withdraw-quote-consent", consent, by=by, center_code=center_code, now=now)
    _thanks_notices.tell_of_guardian(consent, "withdrawn", now=now)


# At a desk -----------------------------------------------------------------------------------------------------------


@retries.on_conflict
def record_quote_consent(
    quote: models.Quote, *, guardian: Guardian, center_code: str, by: accounts.User, now: datetime
) -> models.QuoteConsent:
    """This function will write down that a guardian read the words and signed in front of a desk.

    The minor has agreed before: to the wording, under the name that the guardian sees. Raises ConsentNotNeeded.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked_quote(quote)
        consent = queries.quote_consents.detailed().filter(quote=current).first()
        if consent is None or not consent.is_asked or not current.is_open:
            raise refusals.ConsentNotNeeded
        minor = consent.quote.feedback.assignment.person
        people.make_known(minor, center_code=center_code, origin=accounts_enums.ContactOrigin.PRESENTED, now=now)
        consent.recorded_by, consent.center_code = by, center_code
        _answer(consent, True, guardian, now)
    return consent


@retries.on_conflict
def withdraw_quote_consent_at_desk(
    quote: models.Quote, *, center_code: str, by: accounts.User, now: datetime
) -> models.QuoteConsent:
    """This function will take a consent back for a guardian who came to a desk; the words are gone at once.

    Raises ConsentNotLive.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked_quote(quote)
        consent = queries.quote_consents.detailed().filter(quote=current).first()
        if consent is None:
            raise refusals.ConsentNotLive
        _withdraw(consent, by=by, center_code=center_code, now=now)
    return consent


def look_at_desk(consent: models.QuoteConsent, *, by: accounts.User, now: datetime) -> None:
    """This function will note that a desk looked at a minor's words whose number somebody brought."""
    minor = consent.quote.feedback.assignment.person
    audit.look("volunteers.quote-consent-desk", by=by, about=minor, subject=consent.code, now=now)
