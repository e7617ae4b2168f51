"""Who is told of thanks, answers, reports, quotes and stories; of the words themselves none goes out by mail."""

from datetime import datetime

from django.urls import reverse

from backend.accounts import models as accounts
from backend.notices import actions as notices
from volunteers import models, queries


def tell_thanked(thanks: models.Feedback, *, now: datetime) -> None:
    """This function will tell a volunteer that thanks have come."""
    _tell_volunteer(thanks, "thanks", key=thanks.code, now=now)


def tell_answered(answer: models.Feedback, *, now: datetime) -> None:
    """This function will tell those who run the activity that somebody looked back at it; not who."""
    _tell_organisers(answer, "answer", key=answer.code, now=now)


def tell_added(addition: models.FeedbackAddition, *, now: datetime) -> None:
    """This function will tell the other side that something was added."""
    tell = _tell_volunteer if addition.feedback.is_thanks else _tell_organisers
    tell(addition.feedback, "feedback_added", key=str(addition.pk), now=now)


def tell_decided(report: models.FeedbackReport, *, now: datetime) -> None:
    """This function will tell who reported what the city decided, and both sides where it hid something."""
    if report.feedback.is_hidden:
        _tell_volunteer(report.feedback, "feedback_hidden", key=report.code, now=now, note=report.note)
        _tell_organisers(report.feedback, "feedback_hidden", key=report.code, now=now, note=report.note)
        return
    tell = _tell_volunteer if report.feedback.is_thanks else _tell_organisers
    tell(report.feedback, "feedback_kept", key=report.code, now=now, note=report.note)


def tell_city(report: models.FeedbackReport, *, now: datetime) -> None:
    """This function will tell the city's section in charge that a report waits; not of whom or what."""
    url = reverse("volunteers:feedback-report", args=[report.code])
    for official in queries.thanks.officials():
        _send(official, "feedback_reported", key=report.code, url=url, now=now)


def _tell_volunteer(feedback: models.Feedback, template: str, *, key: str, now: datetime, note: str = "") -> None:
    url = reverse("volunteers:assignment-feedback", args=[feedback.assignment.code])
    _send(feedback.assignment.person, template, key=key, url=url, now=now, **_facts(feedback, note))


def _tell_organisers(feedback: models.Feedback, template: str, *, key: str, now: datetime, note: str = "") -> None:
    url = reverse("volunteers:shift-thanks", args=[feedback.assignment.shift.code])
    for manager in queries.people.managers(feedback.assignment.shift.request.organisation):
        _send(manager, template, key=key, url=url, now=now, **_facts(feedback, note))


def _facts(feedback: models.Feedback, note: str) -> dict[str, str]:
    request = feedback.assignment.shift.request
    return {"title": request.title, "organisation": request.organisation.name, "note": note}


def ask_to_quote(quote: models.Quote, *, now: datetime) -> None:
    """This function will ask a volunteer whether their words may stand in a story."""
    _tell_quoted(quote, "quote_asked", key=quote.code, now=now)


def tell_of_guardian(consent: models.QuoteConsent, said: str, *, now: datetime) -> None:
    """This function will tell a minor what the guardian said to their words in a story."""
    _tell_quoted(consent.quote, f"quote_guardian_{said}", key=consent.code, now=now)


def tell_story_changed(story: models.Story, *, now: datetime) -> None:
    """This function will tell those who are quoted that the text around their words has changed."""
    for quote in queries.stories.shown_quotes(story):
        _tell_quoted(quote, "story_changed", key=f"{quote.code}:{now.isoformat()}", now=now)


def tell_story_published(story: models.Story, *, now: datetime) -> None:
    """This function will tell its writers, and those who are quoted in it, that a story is there to be read."""
    key = f"{story.code}:{now.isoformat()}"
    for quote in queries.stories.shown_quotes(story):
        _tell_quoted(quote, "story_published", key=key, now=now)
    tell_writers(story, "story_published", key=key, now=now)


def _tell_quoted(quote: models.Quote, template: str, *, key: str, now: datetime) -> None:
    url = reverse("volunteers:quote", args=[quote.code])
    _send(quote.feedback.assignment.person, template, key=key, url=url, now=now, **_of_story(quote.story))


def tell_writers(story: models.Story, template: str, *, key: str, now: datetime) -> None:
    """This function will tell those who write an organisation's stories, or for the city who wrote this one."""
    told = queries.people.managers(story.organisation) if story.organisation else [story.written_by]
    url = reverse("volunteers:story", args=[story.code])
    for writer in told:
        _send(writer, template, key=key, url=url, now=now, note=story.review_note, **_of_story(story))


def _of_story(story: models.Story) -> dict[str, str]:
    return {"title": story.title, "organisation": story.told_by}


def _send(to: accounts.User, template: str, *, key: str, url: str, now: datetime, **facts: str) -> None:
    notices.send(to=to, template=f"volunteers/{template}", key=f"{template}:{key}", context=facts, url=url, now=now)
