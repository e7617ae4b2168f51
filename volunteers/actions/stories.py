"""Stories of activities (活動事例集), and the words of people in them.

A quote is shown for as long as the one who said it agrees to that wording: whoever reads a story asks the database
what may be shown at that moment, so taking a consent back needs no second step. Locks: story, then quote.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock, errors, retries
from volunteers import enums, models, queries, rules
from volunteers import errors as refusals
from volunteers.actions import _thanks_notices, quote_consents

Status = enums.StoryStatus
State = enums.QuoteState
LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """What is written in a story."""

    title: str
    text: str
    happened_on: date
    field: models.Field
    district: accounts.District | None = None
    request: models.Request | None = None
    participants: int | None = None


CONTENT = tuple(StoryPlan.__dataclass_fields__)


@retries.on_conflict
def write_story(
    organisation: accounts.Organisation | None, *, plan: StoryPlan, by: accounts.User, now: datetime
) -> models.Story:
    """This function will keep a new story as a draft; without an organisation it is the city's.

    Raises StoryInTheFuture, StoryOfOthers, StoryHadSomebody.
    """
    with errors.translated(), transaction.atomic():
        story = models.Story(organisation=organisation, written_by=by, written_at=now)
        _write(story, plan, now)
        audit.record("volunteers.write-story", by=by, subject=story.code, now=now)
    return story


def _write(story: models.Story, plan: StoryPlan, now: datetime) -> None:
    if plan.happened_on > clock.date_of(now):
        raise refusals.stories.StoryInTheFuture
    if story.organisation and plan.request and plan.request.organisation_id != story.organisation_id:
        raise refusals.stories.StoryOfOthers
    for name in CONTENT:
        setattr(story, name, getattr(plan, name))
    story.changed_at = now
    story.save()


@retries.on_conflict
def change_story(story: models.Story, *, plan: StoryPlan, by: accounts.User, now: datetime) -> models.Story:
    """This function will put a story in other words; those who are quoted in a published one are told.

    Raises StoryNotChangeable while the city reads it, and as write_story.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked(story)
        if current.is_in_review:
            raise refusals.stories.StoryNotChangeable
        _write(current, plan, now)
        if current.is_published:
            _thanks_notices.tell_story_changed(current, now=now)
        audit.record("volunteers.change-story", by=by, subject=current.code, now=now)
    return current


@retries.on_conflict
def publish_story(story: models.Story, *, by: accounts.User, now: datetime) -> models.Story:
    """This function will publish a story, or send an organisation's first one to the city, which reads it before.

    Nobody reads those of the city and of its centers before. Raises StoryNotPublishable, OrganisationNotApproved.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked(story)
        if current.is_published or current.is_in_review:
            raise refusals.stories.StoryNotPublishable
        if current.organisation is not None and not current.organisation.is_approved:
            raise refusals.OrganisationNotApproved(organisation=current.organisation.name)
        if _is_trusted(current.organisation):
            _publish(current, now)
        else:
            current.status = Status.IN_REVIEW
        current.save()
        audit.record("volunteers.publish-story", by=by, subject=current.code, now=now, status=current.status)
    return current


def _is_trusted(organisation: accounts.Organisation | None) -> bool:
    if organisation is None:
        return True
    return queries.stories.has_published(organisation) or queries.hosts.is_host(organisation)


def _publish(story: models.Story, now: datetime) -> None:
    story.status, story.published_at = Status.PUBLISHED, story.published_at or now
    _thanks_notices.tell_story_published(story, now=now)


@retries.on_conflict
def review_story(
    story: models.Story, *, verdict: str, by: accounts.User, now: datetime, note: str = ""
) -> models.Story:
    """This function will publish a first story, or send it back with words that help.

    `verdict` is one of enums.Verdict. Raises StoryNotInReview, StoryRefusalNeedsReason.
    """
    with errors.translated(), transaction.atomic():
        current = queries.stories.locked(story)
        if not current.is_in_review:
            raise refusals.stories.StoryNotInReview
        current.reviewed_by, current.reviewed_at, current.review_note = by, now, note.strip()
        if verdict == enums.Verdict.APPROVE:
            _publish(current, now)
        else:
            current.status = Status.REFUSED
            _thanks_notices.tell_writers(current, "story_refused", key=f"{current.code}:{now.isoformat()}", now=now)
        current.save()
        audit.record(f"volunteers.{verdict}-story", by=by, subject=current.code, reason=note, now=now)
    return current


@retries.on_conflict
def withdraw_story(story: models.Story, *, by: accounts.User, now: datetime) -> models.Story:
    """This function will take a story away from everybody's eyes. Raises StoryNotPublished."""
    with transaction.atomic():
        current = queries.stories.locked(story)
        if not current.is_published:
            raise refusals.stories.StoryNotPublished
        current.status = Status.WITHDRAWN
        current.save(update_fields=["status"])
        audit.record("volunteers.withdraw-story", by=by, subject=current.code, now=now)
    return current


def read_answers(story: models.Story, answers: Iterable[models.Feedback], *, by: accounts.User, now: datetime) -> None:
    """This function will note that who writes a story looks through what people said."""
    abouts = [one.assignment.person for one in answers]
    audit.looks("volunteers.answers-to-quote", by=by, abouts=abouts, subject=story.code, now=now)


@retries.on_conflict
def ask_to_quote(
    story: models.Story, *, feedback: models.Feedback, text: str, by: accounts.User, now: datetime
) -> models.Quote:
    """This function will ask somebody whether a passage of their answer may stand in a story.

    Raises QuoteNotPossible, QuoteNotInAnswer, and QuoteOnce where they have been asked, or said no.
    """
    with errors.translated(), transaction.atomic():
        return _ask(queries.stories.locked(story), feedback, text, by, now)


def _ask(story: models.Story, feedback: models.Feedback, text: str, by: accounts.User, now: datetime) -> models.Quote:
    if not queries.stories.is_quotable(story, feedback, today=clock.date_of(now)):
        raise refusals.stories.QuoteNotPossible
    if not queries.stories.is_passage(feedback, text):
        raise refusals.stories.QuoteNotInAnswer
    quote = models.Quote.objects.create(story=story, feedback=feedback, text=text.strip(), asked_by=by, asked_at=now)
    about = feedback.assignment.person
    audit.record("volunteers.ask-to-quote", by=by, about=about, subject=quote.code, now=now, story=story.code)
    _thanks_notices.ask_to_quote(quote, now=now)
    return quote


@retries.on_conflict
def reword_quote(quote: models.Quote, *, text: str, by: accounts.User, now: datetime) -> models.Quote:
    """This function will put another passage in place of one, which is gone at once, and ask anew.

    Raises QuoteNotOpen where the person said no, and as ask_to_quote.
    """
    with errors.translated(), transaction.atomic():
        story = queries.stories.locked(quote.story)
        _replace(quote, now)
        return _ask(story, quote.feedback, text, by, now)


def ask_or_reword(
    story: models.Story, *, feedback: models.Feedback, text: str, by: accounts.User, now: datetime
) -> models.Quote:
    """This function will ask for a passage of an answer, in place of another one that was asked for before."""
    standing = queries.stories.quotes_of(story).filter(feedback=feedback).first()
    if standing is None:
        return ask_to_quote(story, feedback=feedback, text=text, by=by, now=now)
    return reword_quote(standing, text=text, by=by, now=now)


@retries.on_conflict
def drop_quote(quote: models.Quote, *, by: accounts.User, now: datetime) -> None:
    """This function will take a quote out of a story. Raises QuoteNotOpen where the person said no before."""
    with transaction.atomic():
        queries.stories.locked(quote.story)
        _replace(quote, now)
        about = quote.feedback.assignment.person
        audit.record("volunteers.drop-quote", by=by, about=about, subject=quote.code, now=now)


def _replace(quote: models.Quote, now: datetime) -> None:
    standing = models.Quote.objects.filter(pk=quote.pk, state__in=[State.ASKED, State.GIVEN])
    if not standing.update(state=State.REPLACED, decided_at=now):
        raise refusals.stories.QuoteNotOpen


@retries.on_conflict
def agree_to_quote(
    quote: models.Quote, *, shown_as: str, by: accounts.User, now: datetime, contact: str = ""
) -> models.Quote:
    """This function will let a person's words stand in a story, in this wording and under the name they chose.

    An empty name shows none; everybody reads it, so addresses and phone numbers in it are masked. The words of somebody
    under age stay out until the guardian consents as well, who is asked by mail to a `contact`, or by a link that they
    get to show. Raises QuoteNotOpen where the words were changed meanwhile, QuoteNotPossible for somebody whose age is
    not known, and as ask_guardian_to_quote.
    """
    today, shown_as = clock.date_of(now), rules.contact.masked(shown_as.strip()).text[:LONGEST_NAME]
    if not queries.stories.may_be_quoted(quote.feedback, today=today):
        raise refusals.stories.QuoteNotPossible
    if queries.quote_consents.is_needed(quote, today=today):
        asked = quote_consents.ask_guardian_to_quote(quote, shown_as=shown_as, by=by, now=now, contact=contact)
        return asked.quote
    return _decide(quote, State.GIVEN, by=by, now=now, shown_as=shown_as)


@retries.on_conflict
def decline_quote(quote: models.Quote, *, by: accounts.User, now: datetime) -> models.Quote:
    """This function will keep a person's words out of a story; nobody is told why. Raises QuoteNotOpen."""
    return _decide(quote, State.DECLINED, by=by, now=now)


def _decide(quote: models.Quote, state: State, *, by: accounts.User, now: datetime, shown_as: str = "") -> models.Quote:
    with transaction.atomic():
        current = queries.stories.locked_quote(quote)
        if not current.is_open:
            raise refusals.stories.QuoteNotOpen
        current.state, current.shown_as, current.decided_at = state, shown_as, now
        current.save(update_fields=["state", "shown_as", "decided_at"])
        audit.record(f"volunteers.quote-{state}", by=by, about=by, subject=current.code, now=now)
        if state == State.GIVEN:
            _thanks_notices.tell_writers(current.story, "quote_given", key=current.code, now=now)
    return current


@retries.on_conflict
def take_back_quote(quote: models.Quote, *, by: accounts.User, now: datetime) -> models.Quote:
    """This function will take a person's words out of a story at once, for good. Raises QuoteNotGiven."""
    with transaction.atomic():
        current = queries.stories.locked_quote(quote)
        if not current.is_given:
            raise refusals.stories.QuoteNotGiven
        current.state, current.decided_at = State.WITHDRAWN, now
        current.save(update_fields=["state", "decided_at"])
        audit.record("volunteers.quote-withdrawn", by=by, about=by, subject=current.code, now=now)
        _thanks_notices.tell_writers(current.story, "quote_withdrawn", key=current.code, now=now)
    return current
