"""What the guardian of a minor says to the minor's words in a story, by a signed link."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from backend.accounts.permissions import Visitor
from backend.common import codes
from backend.common import errors as common_errors
from volunteers import errors, models, permissions, rules
from volunteers.queries import consents

PURPOSE = "volunteers.quote-consent"


def is_needed(quote: models.Quote, *, today: date) -> bool:
    """This function will tell whether a guardian has to agree: to the words of somebody under 18 on the day."""
    return rules.consents.is_needed(quote.feedback.assignment.person.age_on(today))


def of_quote(quote: models.Quote) -> models.QuoteConsent | None:
    """This function will give what the guardian was asked and said about a quote, if the minor has asked."""
    return models.QuoteConsent.objects.filter(quote=quote).first()


def token_of(consent: models.QuoteConsent) -> str:
    """This function will give the text of the link: ours alone, for one wording and one address."""
    address = f":{consent.contact_digest[:16]}" if consent.contact_digest else ""
    return codes.sign(PURPOSE, f"{consent.code}:{consent.quote_id}{address}")


def of_token(token: str, *, now: datetime) -> models.QuoteConsent:
    """This function will find the consent of a link. Raises ConsentLinkUnknown and ConsentLinkOver.

    One that was given can be taken back by its link for as long as the quote stands.
    """
    code, _, _ = (codes.unsign(PURPOSE, token) or "").partition(":")
    found = detailed().filter(code=code).first() if code else None
    if found is None or not constant_time_compare(token_of(found), token):
        raise errors.ConsentLinkUnknown
    return _refuse_over(found, now)


def of_short(typed: str, *, now: datetime) -> models.QuoteConsent:
    """This function will find the consent of a number on a paper. Raises ConsentLinkUnknown and ConsentLinkOver."""
    digest = consents.short_digest_of(typed)
    found = detailed().filter(short_digest=digest).first() if typed.strip() else None
    if found is None:
        raise errors.ConsentLinkUnknown
    return _refuse_over(found, now)


def answered_by(typed: str, *, now: datetime) -> tuple[str, str]:
    """This function will give the page, by its name, and the token for a number on a paper, whatever it is about.

    Raises ConsentLinkUnknown and ConsentLinkOver.
    """
    try:
        return "volunteers:consent", consents.token_of(consents.of_short(typed, now=now))
    except errors.ConsentLinkUnknown:
        return "volunteers:quote-guardian", token_of(of_short(typed, now=now))


def detailed() -> QuerySet[models.QuoteConsent]:
    """This function will bring along all that a guardian or a desk reads."""
    return models.QuoteConsent.objects.select_related(
        "quote__story__organisation",
        "quote__feedback__assignment__person",
        "quote__feedback__assignment__shift__request",
    )


def _refuse_over(found: models.QuoteConsent, now: datetime) -> models.QuoteConsent:
    if found.is_asked and (found.expires_at <= now or not found.quote.is_open):
        raise errors.ConsentLinkOver
    return found


def brought(typed: str) -> models.QuoteConsent | None:
    """This function will find what a guardian was asked, by the number of the quote that somebody brought."""
    return detailed().filter(quote__code=codes.normal(typed)).first()


def at_desk(user: Visitor, code: str) -> models.QuoteConsent:
    """This function will give a desk what a guardian was asked about a quote, by the quote's number."""
    found = detailed().filter(quote__code=code).first()
    if found is None or not permissions.may_record_consent(user):
        raise common_errors.NotFound
    return found


def shows_link(consent: models.QuoteConsent | None, *, now: datetime) -> bool:
    """This function will tell whether a minor has a link to show now; the one that goes by mail is the guardian's."""
    return consent is not None and consent.is_asked and not consent.contact_digest and consent.expires_at > now
