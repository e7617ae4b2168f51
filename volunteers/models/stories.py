import functools
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.accounts import models as accounts
from backend.common import codes
from volunteers import enums
from volunteers.models.feedback import Feedback
from volunteers.models.requests import Field, Request

story_code = functools.partial(codes.new, "st")
quote_code = functools.partial(codes.new, "q")


class StoryQuerySet(models.QuerySet["Story"]):
    """Filters on stories."""

    def published(self) -> "StoryQuerySet":
        """This function will keep the stories that everybody reads."""
        return self.filter(status=enums.StoryStatus.PUBLISHED)


class Story(models.Model):
    """What an organisation, or the city where `organisation` is empty, tells of an activity (活動事例).

    `request` is the activity that it tells of, where that was recruited for here. `published_at` is the first time.
    """

    code = models.CharField(max_length=16, unique=True, default=story_code, editable=False)
    organisation = models.ForeignKey(
        accounts.Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="stories"
    )
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="stories")
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=4000)
    happened_on = models.DateField()
    district = models.ForeignKey(
        accounts.District, null=True, blank=True, on_delete=models.PROTECT, related_name="stories"
    )
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="stories")
    participants = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=enums.StoryStatus.choices, default=enums.StoryStatus.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="story_status_is_known",
                condition=Q(status__in=["draft", "in_review", "published", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="story_published_has_a_time",
                condition=~Q(status__in=["published", "withdrawn"]) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="story_refused_by_somebody_with_words",
                condition=~Q(status="refused") | (Q(reviewed_by__isnull=False) & ~Q(review_note="")),
            ),
            models.CheckConstraint(
                name="story_reviewed_by_somebody",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="story_had_somebody", condition=Q(participants__isnull=True) | Q(participants__gte=1)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-happened_on", "-id"], condition=Q(status="published"), name="story_published"),
            models.Index(fields=["written_at"], condition=Q(status="in_review"), name="story_to_review"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """This function will tell whether everybody reads the story."""
        return self.status == enums.StoryStatus.PUBLISHED

    @property
    def is_draft(self) -> bool:
        """This function will tell whether its writers still keep the story to themselves."""
        return self.status == enums.StoryStatus.DRAFT

    @property
    def is_in_review(self) -> bool:
        """This function will tell whether the story waits for the city."""
        return self.status == enums.StoryStatus.IN_REVIEW

    @property
    def told_by(self) -> str:
        """This function will name who tells the story."""
        return self.organisation.name if self.organisation else "市"

    @property
    def outcome(self) -> str:
        """This function will say to whoever just changed the story what became of it."""
        return enums.STORY_OUTCOMES[enums.StoryStatus(self.status)]


class StoryPage(models.Model):
    """Which story a page has made: `key` is of the page as it was sent, so that a second press makes no other."""

    story = models.OneToOneField(Story, on_delete=models.CASCADE, related_name="posted_page")
    key = models.CharField(max_length=64)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["posted_by", "key"], name="story_once_per_page"),
        ]

    def __str__(self) -> str:
        return str(self.story)


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Filters on quotes."""

    def shown(self) -> "QuoteQuerySet":
        """This function will keep what may be read by everybody at this moment: consented to, and not hidden since."""
        return self.filter(state=enums.QuoteState.GIVEN, feedback__hidden_at__isnull=True)

    def current(self) -> "QuoteQuerySet":
        """This function will leave out what has been put in other words since."""
        return self.exclude(state=enums.QuoteState.REPLACED)


class Quote(models.Model):
    """A passage of a volunteer's answer for a story, and what the volunteer says to it.

    A quote is one wording: to change it is to write another and to ask again, so that consent is to exactly what is
    shown; a trigger holds that. Somebody who said no is not asked again for that story. `shown_as` is the name that
    the person chose, empty for none.
    """

    code = models.CharField(max_length=16, unique=True, default=quote_code, editable=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="quotes")
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="quotes")
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=enums.QuoteState.choices, default=enums.QuoteState.ASKED)
    shown_as = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="quote_state_is_known",
                condition=Q(state__in=["asked", "given", "declined", "withdrawn", "replaced"]),
            ),
            models.UniqueConstraint(
                fields=["story", "feedback"], condition=~Q(state="replaced"), name="quote_once_per_story"
            ),
            models.CheckConstraint(
                name="quote_decided_has_a_time",
                condition=Q(state="asked", decided_at__isnull=True) | (~Q(state="asked") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="quote_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="quote_name_only_by_consent", condition=Q(shown_as="") | ~Q(state="asked")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """This function will tell whether the person has not said yet."""
        return self.state == enums.QuoteState.ASKED

    @property
    def is_given(self) -> bool:
        """This function will tell whether the person said yes, and has not taken it back."""
        return self.state == enums.QuoteState.GIVEN

    @property
    def speaker(self) -> str:
        """This function will name who speaks as they want to be named."""
        return f"{self.shown_as}さん" if self.shown_as else "参加した方"
