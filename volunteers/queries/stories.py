"""Stories of activities, whose words stand in them, and what each reader may see of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from backend.accounts import models as accounts
from backend.accounts.permissions import Visitor
from backend.common import errors
from volunteers import enums, models, permissions, rules
from volunteers.queries import _found

Status = enums.StoryStatus
QUOTED = (
    "story__organisation",
    "story__field",
    "story__district",
    "feedback__assignment__person",
    "feedback__assignment__shift__request__organisation",
    "guardian_consent",
)
TOLD = ("organisation__host", "request", "field", "district", "written_by")


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """What a visitor looks for among the stories; empty means all."""

    field: models.Field | None = None
    district: accounts.District | None = None


def detailed() -> QuerySet[models.Story]:
    """This function will give stories with what their own page shows."""
    return models.Story.objects.select_related(*TOLD)


def published(wanted: StoryFilter) -> QuerySet[models.Story]:
    """This function will list the stories that everybody reads, the latest activity first, with what is quoted."""
    asked = {name: value for name in ("field", "district") if (value := getattr(wanted, name)) is not None}
    found = models.Story.objects.published().select_related(*TOLD).filter(**asked)
    return quoting(found).order_by("-happened_on", "-pk")


def quoting(stories: QuerySet[models.Story]) -> QuerySet[models.Story]:
    """This function will bring along, as `shown_quotes`, what everybody may read of people's words at this moment."""
    return stories.prefetch_related(Prefetch("quotes", _shown(), to_attr="shown_quotes"))


def with_quotes(story: models.Story) -> models.Story:
    """This function will bring along what everybody may read of people's words in one story at this moment."""
    story.shown_quotes = list(_shown().filter(story=story))  # type: ignore[attr-defined]  # as `quoting` gives it
    return story


def _shown() -> QuerySet[models.Quote]:
    return models.Quote.objects.shown().order_by("pk")


def shown_quotes(story: models.Story) -> QuerySet[models.Quote]:
    """This function will list what everybody may read of people's words in a story at this moment."""
    return _shown().filter(story=story).select_related("story__organisation", "feedback__assignment__person")


def readable(user: Visitor, code: str) -> models.Story:
    """This function will give a story that somebody may read; to others there is none."""
    return _found.one(detailed(), code, may=lambda found: permissions.may_read_story(user, found))


def own(user: Visitor, code: str) -> models.Story:
    """This function will give a story that somebody may write; to others there is none."""
    return _found.one(detailed(), code, may=lambda found: permissions.may_tell_for(user, found.organisation))


def reviewable(user: Visitor, code: str) -> models.Story:
    """This function will give a story that somebody may review; to others there is none."""
    return _found.one(detailed(), code, may=lambda found: permissions.may_review_story(user, found))


def in_review() -> QuerySet[models.Story]:
    """This function will list the stories that wait for the city, the oldest first."""
    return detailed().filter(status=Status.IN_REVIEW).order_by("written_at", "pk")


def of_organisations(
    organisations: Sequence[accounts.Organisation], *, of_city: bool = False
) -> QuerySet[models.Story]:
    """This function will list the stories of some organisations, and of the city, the newest first."""
    found = detailed().filter(organisation__in=list(organisations))
    if of_city:
        found = found | detailed().filter(organisation=None)
    return found.order_by("-written_at", "-pk")


def has_published(organisation: accounts.Organisation) -> bool:
    """This function will tell whether a story of an organisation has ever been published."""
    return organisation.stories.filter(published_at__isnull=False).exists()


def locked(story: models.Story) -> models.Story:
    """This function will lock a story and give it as it is now."""
    return (
        models.Story.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "field", "district", "written_by")
        .get(pk=story.pk)
    )


def locked_quote(quote: models.Quote) -> models.Quote:
    """This function will lock a quote and give it as it is now."""
    return (
        models.Quote.objects.select_for_update(no_key=True, of=("self",))
        .select_related("story__organisation", "story__written_by", "feedback__assignment__person")
        .get(pk=quote.pk)
    )


@dataclass(frozen=True, slots=True)
class Quotable:
    """An answer that a story could quote: its words, whether its writer is of age, and what was asked before."""

    feedback: models.Feedback
    texts: Sequence[str]
    can_be_quoted: bool
    quote: models.Quote | None


def quotable(story: models.Story, *, today: date) -> list[Quotable]:
    """This function will list the answers that a story could quote, the newest first.

    An organisation has those to its own activities, the city those that it may read; with `request` only of that one.
    """
    asked = {quote.feedback_id: quote for quote in story.quotes.current()}
    return [Quotable(one, texts_of(one), may_be_quoted(one, today=today), asked.get(one.pk)) for one in _answers(story)]


def _answers(story: models.Story) -> QuerySet[models.Feedback]:
    answers = (
        models.Feedback.objects.filter(way=enums.FeedbackWay.ANSWER, hidden_at__isnull=True)
        .select_related("assignment__person", "assignment__shift__request__organisation")
        .prefetch_related(Prefetch("additions", models.FeedbackAddition.objects.order_by("written_at", "pk")))
        .order_by("-written_at", "-pk")
    )
    if story.request_id is not None:
        answers = answers.filter(assignment__shift__request=story.request_id)
    if story.organisation_id is None:
        return answers.filter(city_may_read=True)
    return answers.filter(assignment__shift__request__organisation=story.organisation_id)


def texts_of(feedback: models.Feedback) -> list[str]:
    """This function will give all the words of an answer: those at first, and those added."""
    return [text for text in [feedback.text, *(one.text for one in feedback.additions.all())] if text]


def is_passage(feedback: models.Feedback, text: str) -> bool:
    """This function will tell whether words stand in an answer as they are."""
    return rules.thanks.is_excerpt(text, texts_of(feedback))


def may_be_quoted(feedback: models.Feedback, *, today: date) -> bool:
    """This function will tell whether the one who wrote an answer can consent to be quoted."""
    return rules.thanks.can_be_quoted(age=feedback.assignment.person.age_on(today))


def is_quotable(story: models.Story, feedback: models.Feedback, *, today: date) -> bool:
    """This function will tell whether an answer belongs to what a story could quote."""
    return _answers(story).filter(pk=feedback.pk).exists() and may_be_quoted(feedback, today=today)


def answer_to_quote(story: models.Story, code: str) -> models.Feedback:
    """This function will give one of the answers that a story could quote. Raises NotFound."""
    found = _answers(story).filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


def _quotes() -> QuerySet[models.Quote]:
    return models.Quote.objects.select_related(*QUOTED)


def quotes_of(story: models.Story) -> QuerySet[models.Quote]:
    """This function will list what a story quotes or asks to quote."""
    return models.Quote.objects.current().select_related(*QUOTED).filter(story=story).order_by("pk")


def of_person(person: accounts.User) -> QuerySet[models.Quote]:
    """This function will list where a person's words stand or are asked for, the newest first."""
    mine = models.Quote.objects.current().select_related(*QUOTED).filter(feedback__assignment__person=person)
    return mine.order_by("-asked_at", "-pk")


def own_quote(user: Visitor, code: str) -> models.Quote:
    """This function will give a quote of somebody's own words; to others there is none."""
    return _found.one(_quotes(), code, may=lambda found: permissions.is_quoted(user, found))


def written_quote(user: Visitor, code: str) -> models.Quote:
    """This function will give a quote in a story that somebody writes; to others there is none."""
    return _found.one(_quotes(), code, may=lambda found: permissions.may_tell_for(user, found.story.organisation))


def activities_of(organisations: Sequence[accounts.Organisation]) -> QuerySet[models.Request]:
    """This function will list the activities of some organisations of which a story can tell, the newest first."""
    found = models.Request.objects.filter(organisation__in=list(organisations), published_at__isnull=False)
    return found.select_related("organisation").order_by("-published_at", "-pk")
