"""Guardians' consents: whether one is needed, what stands, and what a link in a mail or on a paper speaks of."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from backend.accounts import models as accounts
from backend.common import clock, codes
from volunteers import enums, errors, models, rules

State, ConsentState = enums.AssignmentState, enums.ConsentState
PURPOSE = "volunteers.guardian-consent"
SHORT_LENGTH = 10


# Whether it is needed ------------------------------------------------------------------------------------------------


def is_needed(assignment: models.Assignment) -> bool:
    """This function will tell whether the person of an assignment is, or may be, under 18 on the day."""
    age = assignment.person.age_on(assignment.shift.day)
    return rules.consents.is_needed(age, says_adult=assignment.says_adult)


def is_missing(assignment: models.Assignment) -> bool:
    """This function will tell whether somebody needs a guardian's consent and none covers the shift."""
    return is_needed(assignment) and not covering(assignment.person, assignment.shift).exists()


def covering(person: accounts.User, shift: models.Shift) -> QuerySet[models.Consent]:
    """This function will list the consents that stand and cover a shift for a person."""
    return models.Consent.objects.live().filter(_covers(shift), minor=person)


def _covers(shift: models.Shift) -> Q:
    """A consent to a shift is to the time that the guardian was told: not to one that it was moved to since."""
    of_shift = Q(shift=shift, shift_during__contains=(shift.starts_at, shift.ends_at))
    return of_shift | Q(field=shift.request.field_id, valid_from__lte=shift.day, valid_until__gte=shift.day)


def consented(shift: models.Shift, places: Collection[models.Assignment]) -> set[int]:
    """This function will tell whose guardians have consented, of people of a shift who need it, by primary key."""
    minors = [one.person_id for one in places if is_needed(one)]
    if not minors:
        return set()
    found = models.Consent.objects.live().filter(_covers(shift), minor__in=minors)
    return set(found.values_list("minor", flat=True))


# What a consent is about ---------------------------------------------------------------------------------------------


def scope_of(consent: models.Consent) -> Q:
    """This function will give the assignments that a consent covers, as a filter."""
    if consent.shift_id is not None:
        return Q(shift=consent.shift_id, during__contained_by=consent.shift_during)
    begins, ends = clock.start_of(consent.valid_from), clock.start_of(consent.valid_until + timedelta(days=1))
    return Q(shift__request__field=consent.field_id, shift__starts_at__gte=begins, shift__starts_at__lt=ends)


def places_of(consent: models.Consent, *, now: datetime) -> QuerySet[models.Assignment]:
    """This function will list the places to come of a minor that a consent covers, also those held for it."""
    return (
        models.Assignment.objects.placed()
        .select_related("shift__request__organisation", "shift__request__field", "shift__request__district")
        .filter(scope_of(consent), person=consent.minor, shift__starts_at__gt=now)
        .order_by("shift__starts_at", "pk")
    )


def of_another_time(shift: models.Shift) -> QuerySet[models.Consent]:
    """This function will list what guardians were asked or said about a shift before it was moved."""
    told = models.Consent.objects.filter(shift=shift, state__in=[ConsentState.ASKED, ConsentState.GIVEN])
    return told.exclude(shift_during__contains=(shift.starts_at, shift.ends_at)).select_related("minor").order_by("pk")


def of_assignment(assignment: models.Assignment) -> QuerySet[models.Consent]:
    """This function will list the consents to an assignment's shift or to its field, the latest first."""
    shift = assignment.shift
    return (
        models.Consent.objects.filter(minor=assignment.person_id)
        .filter(Q(shift=shift) | Q(field=shift.request.field_id))
        .exclude(state=ConsentState.REPLACED)
        .order_by("-asked_at", "-pk")
    )


def of_minor(person: accounts.User) -> QuerySet[models.Consent]:
    """This function will list what guardians said to a minor's activities."""
    return models.Consent.objects.select_related("field", "shift__request").filter(minor=person)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a minor sees of an assignment: the open question to the guardian, and the consent that covers it.

    `is_awaited` where the place is held for it; `can_ask` where the guardian can be asked now; `is_age_untold` where
    it is asked for only as nobody knows that the person is 18.
    """

    asked: models.Consent | None
    given: models.Consent | None
    is_awaited: bool
    can_ask: bool
    is_age_untold: bool

    @property
    def is_on_paper(self) -> bool:
        """This function will tell whether the guardian is asked by a paper that can be printed again."""
        return self.asked is not None and self.asked.channel == enums.ConsentChannel.PAPER


def standing(assignment: models.Assignment, *, now: datetime) -> Standing | None:
    """This function will tell a minor how their guardian's consent stands; None where none is needed."""
    if not assignment.is_live or not is_needed(assignment):
        return None
    shift = assignment.shift
    open_ones = [one for one in of_assignment(assignment) if one.is_asked and one.expires_at > now]
    given = covering(assignment.person, shift).select_related("field").first()
    can_ask = rules.consents.can_ask(
        state=assignment.state, due_at=assignment.answer_due_at, starts_at=shift.starts_at, now=now
    )
    return Standing(
        asked=open_ones[0] if open_ones else None,
        given=given,
        is_awaited=assignment.state == State.HELD,
        can_ask=can_ask and given is None,
        is_age_untold=assignment.person.date_of_birth is None,
    )


def own_paper(assignment: models.Assignment, *, now: datetime) -> models.Consent:
    """This function will give the open question that a minor can print. Raises ConsentNotNeeded."""
    papers = [one for one in of_assignment(assignment) if one.is_asked and one.expires_at > now]
    found = next((one for one in papers if one.channel == enums.ConsentChannel.PAPER), None)
    if found is None:
        raise errors.ConsentNotNeeded
    return found


# Links and numbers ---------------------------------------------------------------------------------------------------


def token_of(consent: models.Consent) -> str:
    """This function will give the text of a consent's link: ours alone, bound to minor, scope and address.

    It can be worked out again, so that only its digest is kept.
    """
    scope = f"field-{consent.field_id}" if consent.is_of_a_field else f"shift-{consent.shift_id}"
    return codes.sign(PURPOSE, f"{consent.code}:{consent.minor_id}:{scope}:{consent.contact_digest[:16]}")


def short_of(consent: models.Consent | models.QuoteConsent) -> str:
    """This function will give the number that stands on a paper beside the QR code, such as K3QM9-XT2A7."""
    drawn = salted_hmac(f"{PURPOSE}.short", consent.code, algorithm="sha256").digest()[:SHORT_LENGTH]
    text = "".join(codes.ALPHABET[byte % len(codes.ALPHABET)] for byte in drawn)
    return f"{text[:5]}-{text[5:]}"


def digest_of(text: str) -> str:
    """This function will give what is kept of a link."""
    return hashlib.sha256(text.encode()).hexdigest()


def short_digest_of(typed: str) -> str:
    """This function will give what is kept of a number, however it is typed."""
    plain = codes.normal(typed.replace("-", "").replace("‐", "").replace("ー", ""))
    return salted_hmac(f"{PURPOSE}.digest", plain, algorithm="sha256").hexdigest()


def contact_digest_of(address: str) -> str:
    """This function will give what is kept of a guardian's address once the mail is out; it cannot be read back."""
    return salted_hmac(f"{PURPOSE}.contact", address.strip().lower(), algorithm="sha256").hexdigest()


def of_token(token: str, *, now: datetime) -> models.Consent:
    """This function will find the consent of a link. Raises ConsentLinkUnknown and ConsentLinkOver."""
    code, _, _ = (codes.unsign(PURPOSE, token) or "").partition(":")
    found = _detailed().filter(code=code).first() if code else None
    if found is None or not constant_time_compare(found.token_digest, digest_of(token)):
        raise errors.ConsentLinkUnknown
    if is_over(found, now=now):
        raise errors.ConsentLinkOver
    return found


def of_short(typed: str, *, now: datetime) -> models.Consent:
    """This function will find the consent of a number on a paper. Raises ConsentLinkUnknown and ConsentLinkOver."""
    found = _detailed().filter(short_digest=short_digest_of(typed)).first() if typed.strip() else None
    if found is None:
        raise errors.ConsentLinkUnknown
    if is_over(found, now=now):
        raise errors.ConsentLinkOver
    return found


def _detailed() -> QuerySet[models.Consent]:
    return models.Consent.objects.select_related(
        "minor", "field", "shift__request__organisation", "shift__request__field"
    )


def is_over(consent: models.Consent, *, now: datetime) -> bool:
    """This function will tell whether a link says nothing any more: unanswered in time, replaced, or long past."""
    if consent.state == ConsentState.REPLACED:
        return True
    if consent.is_asked:
        return consent.expires_at <= now
    return clock.date_of(now) > consent.valid_until


def to_mail(model: type[models.Consent | models.QuoteConsent], *, now: datetime) -> list[int]:
    """This function will list the questions to guardians whose mail is due, the longest waiting first."""
    due = model.objects.to_mail().filter(mail_due_at__lte=now).order_by("mail_due_at", "pk")
    return list(due.values_list("pk", flat=True))


def mails_since(person: accounts.User, contact_digest: str, *, since: datetime) -> int:
    """This function will count the mails asked for by a minor, or to one address, since an instant."""
    mails = models.Consent.objects.filter(channel=enums.ConsentChannel.MAIL, asked_at__gt=since)
    of_quotes = models.QuoteConsent.objects.filter(asked_at__gt=since, contact_digest=contact_digest).exclude(mails=0)
    return mails.filter(Q(minor=person) | Q(contact_digest=contact_digest)).count() + of_quotes.count()
