"""What was said after activities, and stories of them, for tests.

came(person=…, request=…)            somebody who came to a shift of yesterday
answer(came(…), text="…")            what they say of it
thanks(came(…), by=manager)          what the organisation says to them
StoryFactory.create(organisation=…)  a published story; `draft=True`, `in_review=True`
quote(story, answer)                 a passage that is asked for; `agreed=True` that stands
"""

from datetime import date, timedelta
from typing import Any

import factory

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import enums, models

WORDS = "海がきれいになって、うれしかったです。また来ます。"


def came(person: accounts.User | None = None, **fields: Any) -> models.Assignment:  # noqa: ANN401
    """This function will give somebody's place in a shift of yesterday to which they came."""
    shift = fields.pop("shift", None) or factories.ShiftFactory.create(days=-1, **fields)
    # Who told no date of birth has said that they are 18: nobody else is checked in without a guardian's consent.
    says_adult = person is not None and person.date_of_birth is None
    place = factories.confirmed(shift, person, stated=[enums.Condition.ADULT.value] if says_adult else [])
    factories.AttendanceFactory.create(assignment=place)
    return place


def answer(assignment: models.Assignment, **fields: Any) -> models.Feedback:  # noqa: ANN401
    """This function will give what somebody says of an activity, an hour ago."""
    written = {"text": WORDS, "written_at": NOW - timedelta(hours=1)}
    way = enums.FeedbackWay.ANSWER
    return models.Feedback.objects.create(assignment=assignment, way=way, by=assignment.person, **(written | fields))


def thanks(assignment: models.Assignment, by: accounts.User, **fields: Any) -> models.Feedback:  # noqa: ANN401
    """This function will give what an organisation says to somebody, an hour ago."""
    written = {"text": "ご参加ありがとうございました。", "written_at": NOW - timedelta(hours=1)}
    return models.Feedback.objects.create(
        assignment=assignment, way=enums.FeedbackWay.THANKS, by=by, **(written | fields)
    )


def report(feedback: models.Feedback, by: accounts.User, **fields: Any) -> models.FeedbackReport:  # noqa: ANN401
    """This function will give what was told to the city about feedback."""
    told = {"reason": "見本の、いやなことば", "reported_at": NOW - timedelta(minutes=10)}
    return models.FeedbackReport.objects.create(feedback=feedback, by=by, **(told | fields))


class StoryFactory(factory.django.DjangoModelFactory[models.Story]):
    """A story that everybody reads; `organisation=None` is the city's."""

    class Meta:
        model = models.Story

    class Params:
        draft = factory.Trait(status=enums.StoryStatus.DRAFT, published_at=None)
        in_review = factory.Trait(status=enums.StoryStatus.IN_REVIEW, published_at=None)

    organisation = factory.SubFactory(people.OrganisationFactory)
    title = factory.Sequence(lambda n: f"見本海岸を、みんなできれいにしました{n}")
    text = "朝の海岸に集まり、流れ着いた物を拾いました。"
    happened_on: date = TODAY - timedelta(days=1)
    field = factory.SubFactory(factories.FieldFactory)
    district = factory.SubFactory(people.DistrictFactory)
    status = enums.StoryStatus.PUBLISHED
    written_by = factory.SubFactory(people.UserFactory)
    written_at = NOW - timedelta(hours=3)
    changed_at = NOW - timedelta(hours=3)
    published_at = NOW - timedelta(hours=2)


def quote(
    story: models.Story, feedback: models.Feedback, *, agreed: bool = False, shown_as: str = "", text: str = ""
) -> models.Quote:
    """This function will give a passage of an answer that is asked for in a story, or stands in it."""
    decided = {"state": enums.QuoteState.GIVEN, "decided_at": NOW, "shown_as": shown_as} if agreed else {}
    return models.Quote.objects.create(
        story=story,
        feedback=feedback,
        text=text or "海がきれいになって、うれしかったです。",
        asked_by=story.written_by,
        asked_at=NOW - timedelta(minutes=30),
        **decided,
    )


def quoted(*, agreed: bool = False, **fields: Any) -> models.Quote:  # noqa: ANN401
    """This function will give a passage of somebody's in a story of the organisation that they helped."""
    place = came()
    story = StoryFactory.create(organisation=place.shift.request.organisation, **fields)
    return quote(story, answer(place), agreed=agreed)
