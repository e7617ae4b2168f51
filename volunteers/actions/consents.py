"""Asking a guardian, what they say by the link or at a desk, and taking it back.

The minor's row is locked before anything of theirs is read: see _minors.
"""

import functools
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from backend.accounts import actions as people
from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.common import audit, clock, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _minors

logger = logging.getLogger(__name__)
MAIL_TASK = "volunteers.tasks.mail_guardian"
State, Channel, Scope = enums.ConsentState, enums.ConsentChannel, enums.ConsentScope


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who answers for a minor, as they typed it."""

    name: str
    relation: str


@retries.on_conflict
def ask_guardian(
    assignment: models.Assignment,
    *,
    scope: str,
    channel: str,
    by: accounts.User,
    now: datetime,
    contact: str = "",
) -> models.Consent:
    """This function will ask a guardian by mail or on paper to consent to an activity; the latest question counts.

    Raises ConsentNotNeeded, GuardianAddressNeeded, GuardianIsMinor, ConsentMailsTooMany.
    """
    with errors.translated(), transaction.atomic():
        current = _awaiting(assignment, now)
        _refuse_contact(current.person, channel, contact, now)
        consent = _asked(current, scope, channel, contact, now)
        detail = {"scope": str(scope), "channel": str(channel), "assignment": current.code}
        audit.record("volunteers.ask-guardian", by=by, about=current.person, subject=consent.code, now=now, **detail)
        if channel == Channel.MAIL:
            # Robust: the question is written, so nothing that goes wrong here may make it look refused.
            transaction.on_commit(functools.partial(nudge, MAIL_TASK, consent), robust=True)
    return consent


def _awaiting(assignment: models.Assignment, now: datetime) -> models.Assignment:
    """This function will lock a minor and give their assignment as it is then, if a consent is of use to it."""
    _minors.lock(assignment.person)
    current = models.Assignment.objects.detailed().get(pk=assignment.pk)
    can_ask = rules.consents.can_ask(
        state=current.state, due_at=current.answer_due_at, starts_at=current.shift.starts_at, now=now
    )
    if not can_ask or not queries.consents.is_missing(current):
        raise refusals.ConsentNotNeeded
    return current


def _refuse_contact(minor: accounts.User, channel: str, contact: str, now: datetime) -> None:
    if channel != Channel.MAIL:
        return
    if not contact:
        raise refusals.GuardianAddressNeeded
    refuse_address(minor, contact, now)


def refuse_address(minor: accounts.User, contact: str, now: datetime) -> None:
    """This function will raise GuardianIsMinor or ConsentMailsTooMany where no mail goes to an address."""
    if contact.strip().lower() == (minor.email or "").lower():
        raise refusals.GuardianIsMinor
    digest = queries.consents.contact_digest_of(contact)
    if queries.consents.mails_since(minor, digest, since=now - timedelta(days=1)) >= rules.consents.MOST_MAILS_A_DAY:
        raise refusals.ConsentMailsTooMany


def _asked(assignment: models.Assignment, scope: str, channel: str, contact: str, now: datetime) -> models.Consent:
    consent = _new(assignment, scope, now)
    _replace(consent)
    held_until = assignment.answer_due_at or assignment.shift.starts_at - rules.consents.CUT_OFF
    consent.state, consent.channel = State.ASKED, channel
    consent.expires_at = rules.consents.link_ends(scope, held_until=held_until, now=now)
    if channel == Channel.MAIL:
        consent.contact, consent.contact_digest = contact, queries.consents.contact_digest_of(contact)
        consent.mail_due_at = now
    else:
        consent.short_digest = queries.consents.short_digest_of(queries.consents.short_of(consent))
    consent.token_digest = queries.consents.digest_of(queries.consents.token_of(consent))
    consent.save(force_insert=True)
    return consent


def _new(assignment: models.Assignment, scope: str, now: datetime) -> models.Consent:
    shift = assignment.shift
    first, last = rules.consents.validity(scope, day=shift.day, today=clock.date_of(now))
    of_field = scope == Scope.FIELD
    return models.Consent(
        minor=assignment.person,
        field=shift.request.field if of_field else None,
        shift=None if of_field else shift,
        shift_during=None if of_field else (shift.starts_at, shift.ends_at),
        valid_from=first,
        valid_until=last,
        asked_at=now,
        expires_at=now,
    )


def _replace(consent: models.Consent) -> None:
    """This function will end the open questions about the same thing; their links and addresses go."""
    open_ones = models.Consent.objects.filter(
        minor=consent.minor, field=consent.field, shift=consent.shift, state=State.ASKED
    )
    open_ones.update(state=State.REPLACED, contact="", mail_due_at=None)


def nudge(task: str, consent: models.Consent | models.QuoteConsent) -> None:
    """This function will ask a worker to send the mail at once; when the broker is away, the sweep sends it later."""
    try:
        current_app.send_task(task, kwargs={"consent_id": consent.pk}, retry=False)
    except OperationalError as fault:
        logger.warning("The broker is away; the sweep will mail the guardian of %s: %s", consent.code, fault)


# What a guardian says ------------------------------------------------------------------------------------------------


@retries.on_conflict
def answer_for_minor(token: str, *, gives: bool, guardian: Guardian, now: datetime) -> models.Consent:
    """This function will take a guardian's yes or no by the link. What was said once stands, however often it is sent.

    A yes makes the places certain that were held for it, a no gives them up. Raises ConsentLinkUnknown,
    ConsentLinkOver, GuardianNameNeeded, ConsentGivenAlready.
    """
    with errors.translated(), transaction.atomic():
        consent = _locked(token, now)
        if consent.is_asked:
            _answer(consent, gives, guardian, now)
    return consent


def _locked(token: str, now: datetime) -> models.Consent:
    """This function will lock the shifts and the minor of a link and give its consent as it is then."""
    _minors.lock_scope(queries.consents.of_token(token, now=now), now=now)
    return queries.consents.of_token(token, now=now)


def _answer(consent: models.Consent, gives: bool, guardian: Guardian, now: datetime) -> None:
    consent.state = State.GIVEN if gives else State.REFUSED
    consent.guardian_name, consent.relation, consent.answered_at = guardian.name.strip(), guardian.relation, now
    consent.contact, consent.mail_due_at = "", None
    consent.save()
    audit.record(
        "volunteers.consent" if gives else "volunteers.refuse-consent",
        by=consent.recorded_by,
        about=consent.minor,
        subject=consent.code,
        center_code=consent.center_code,
        now=now,
        channel=str(consent.channel),
    )
    if gives:
        _minors.make_certain(consent, now=now)
    else:
        held = (enums.AssignmentState.HELD,)
        _minors.give_up(consent, states=held, template="consent_refused", now=now)


@retries.on_conflict
def withdraw_consent(token: str, *, now: datetime) -> models.Consent:
    """This function will take a consent back by its link; sent again, it changes nothing.

    Places to come for which no other consent stands are given up; who was checked in stays. Raises
    ConsentLinkUnknown, ConsentLinkOver, ConsentNotLive.
    """
    with errors.translated(), transaction.atomic():
        consent = _locked(token, now)
        if consent.state == State.WITHDRAWN:
            return consent
        _withdraw(consent, by=None, center_code="", now=now)
    return consent


def _withdraw(consent: models.Consent, *, by: accounts.User | None, center_code: str, now: datetime) -> None:
    if not consent.is_given:
        raise refusals.ConsentNotLive
    consent.state, consent.withdrawn_at = State.WITHDRAWN, now
    consent.save(update_fields=["state", "withdrawn_at"])
    audit.record(
        "volunteers.withdraw-consent",
        by=by,
        about=consent.minor,
        subject=consent.code,
        center_code=center_code,
        now=now,
    )
    placed = (enums.AssignmentState.HELD, enums.AssignmentState.CONFIRMED)
    _minors.give_up(consent, states=placed, template="consent_withdrawn", now=now)


# At a desk -----------------------------------------------------------------------------------------------------------


@retries.on_conflict
def record_consent(
    assignment: models.Assignment,
    *,
    scope: str,
    guardian: Guardian,
    center_code: str,
    by: accounts.User,
    now: datetime,
) -> models.Consent:
    """This function will write down that a guardian signed in front of a desk; the paper stays with the guardian.

    Raises ConsentNotNeeded, GuardianNameNeeded, ConsentGivenAlready.
    """
    with errors.translated(), transaction.atomic():
        current = _awaiting(assignment, now)
        people.make_known(
            current.person, center_code=center_code, origin=accounts_enums.ContactOrigin.PRESENTED, now=now
        )
        consent = _new(current, scope, now)
        _replace(consent)
        consent.channel, consent.recorded_by, consent.center_code = Channel.DESK, by, center_code
        _answer(consent, True, guardian, now)
    return consent


@retries.on_conflict
def withdraw_consent_at_desk(
    consent: models.Consent, *, center_code: str, by: accounts.User, now: datetime
) -> models.Consent:
    """This function will take a consent back for a guardian who came to a desk. Raises ConsentNotLive."""
    with errors.translated(), transaction.atomic():
        _minors.lock_scope(consent, now=now)
        current = models.Consent.objects.select_related("minor", "field", "shift").get(pk=consent.pk)
        _withdraw(current, by=by, center_code=center_code, now=now)
    return current


def read_consents(
    assignment: models.Assignment, *, by: accounts.User, reason: str, now: datetime
) -> list[models.Consent]:
    """This function will give the city what guardians said to an assignment, with their names, and note the look."""
    found = list(queries.consents.of_assignment(assignment).select_related("field", "shift", "recorded_by"))
    audit.look("volunteers.consents", by=by, about=assignment.person, subject=assignment.code, reason=reason, now=now)
    return found


def look_at_desk(assignment: models.Assignment, *, by: accounts.User, now: datetime) -> None:
    """This function will note that a desk looked at an assignment whose number somebody brought."""
    audit.look("volunteers.consent-desk", by=by, about=assignment.person, subject=assignment.code, now=now)
