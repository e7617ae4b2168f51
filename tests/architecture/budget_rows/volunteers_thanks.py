"""How many queries the pages of thanks, reports and stories take, with one row and with three."""

from tests.architecture import tables
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import consents
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from volunteers import actions, models, queries


def _organised(cast: Cast) -> models.Shift:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    request = factories.RequestFactory.create(organisation=organisation)
    return factories.ShiftFactory.create(days=-1, request=request, capacity=20)


def _thanked(cast: Cast, n: int) -> Target:
    shift, shown = _organised(cast), []
    for number in range(n):
        place = made.came(shift=shift)
        made.thanks(place, by=cast.staff)
        said = made.answer(place, text=f"見本のことば{number}")
        models.FeedbackAddition.objects.create(feedback=said, by=said.by, text="見本の追加", written_at=factories.NOW)
        shown.append(said.text)
    return Target(kwargs={"code": shift.code}, shows=tuple(shown))


def _own_place(cast: Cast, n: int) -> Target:
    place = made.came(cast.resident)
    said = made.answer(place)
    made.thanks(place, by=cast.staff)
    shown = tuple(f"見本の追加{number}" for number in range(n))
    for text in shown:
        models.FeedbackAddition.objects.create(feedback=said, by=said.by, text=text, written_at=factories.NOW)
    return Target(kwargs={"code": place.code}, shows=shown)


def _own_answer(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": made.answer(made.came(cast.resident)).code})


def _received(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": made.thanks(made.came(cast.resident), by=cast.staff).code})


def _reports(cast: Cast, n: int) -> Target:
    found = [made.report(made.answer(made.came()), cast.staff) for _ in range(n)]
    return Target(shows=tuple(one.code for one in found))


def _report(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": made.report(made.answer(made.came()), cast.staff).code})


def _hints(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(days=-1, capacity=20)
    shown = tuple(f"見本のことば{number}" for number in range(n))
    for number in range(4 + n):
        text = shown[number] if number < n else ""
        made.answer(made.came(shift=shift), city_may_read=True, text=text, impressions=["enjoyed"])
    return Target(shows=shown)


def _stories(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(made.StoryFactory.create().title for _ in range(n)))


def _quoting(cast: Cast, n: int, *, agreed: bool = True) -> tuple[models.Story, list[models.Quote]]:
    shift = _organised(cast)
    story = made.StoryFactory.create(organisation=shift.request.organisation)
    answers = [made.answer(made.came(shift=shift), text=f"見本のことば{number}") for number in range(n)]
    return story, [made.quote(story, said, text=said.text, agreed=agreed) for said in answers]


def _story(cast: Cast, n: int) -> Target:
    story, quotes = _quoting(cast, n)
    return Target(kwargs={"code": story.code}, shows=tuple(quote.text for quote in quotes))


def _written_quote(cast: Cast, n: int) -> Target:
    _, (quote, *_) = _quoting(cast, 1)
    return Target(kwargs={"code": quote.code})


def _passage(cast: Cast, n: int) -> Target:
    story, (quote, *_) = _quoting(cast, 1)
    return Target(kwargs={"code": story.code, "answer": quote.feedback.code})


def _own_stories(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    made_now = [made.StoryFactory.create(organisation=organisation) for _ in range(n)]
    return Target(shows=tuple(story.title for story in made_now))


def _own_story(cast: Cast, n: int) -> Target:
    return Target(kwargs=_story(cast, n).kwargs)


def _writer(cast: Cast, n: int) -> Target:
    people.OrganisationFactory.create(manager=cast.resident)
    return Target()


def _in_review(cast: Cast, n: int) -> Target:
    return Target(shows=tuple(made.StoryFactory.create(in_review=True).title for _ in range(n)))


def _one_in_review(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": made.StoryFactory.create(in_review=True).code})


def _own_quotes(cast: Cast, n: int) -> Target:
    shown = []
    for number in range(n):
        place = made.came(cast.resident, shift=factories.ShiftFactory.create(days=-1 - number))
        story = made.StoryFactory.create(organisation=place.shift.request.organisation)
        quote = made.quote(story, made.answer(place, text=f"見本のことば{number}"), text=f"見本のことば{number}")
        shown.append(quote.text)
    return Target(shows=tuple(shown))


def _guardians_link(cast: Cast, n: int) -> Target:
    story = made.StoryFactory.create()
    place = made.came(people.UserFactory.create(date_of_birth=consents.FIFTEEN))
    consents.given(place.person, shift=place.shift)
    quote = made.quote(story, made.answer(place))
    asked = actions.quote_consents.ask_guardian_to_quote(quote, shown_as="", by=place.person, now=tables.NOW)
    return Target(kwargs={"token": queries.quote_consents.token_of(asked)})


def _own_quote(cast: Cast, n: int) -> Target:
    place = made.came(cast.resident)
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    return Target(kwargs={"code": made.quote(story, made.answer(place)).code})


ANONYMOUS, RESIDENT, OFFICIAL = Role.ANONYMOUS, Role.RESIDENT, Role.CITY_OFFICIAL
ROWS = [
    Budget("volunteers:shift-thanks", RESIDENT, _thanked, queries=11),
    Budget("volunteers:assignment-feedback", RESIDENT, _own_place, queries=8),
    Budget("volunteers:feedback-changes", RESIDENT, _own_answer, queries=5, flat=True),
    Budget("volunteers:feedback-additions", RESIDENT, _own_answer, queries=5, flat=True),
    Budget("volunteers:feedback-report-new", RESIDENT, _received, queries=5, flat=True),
    Budget("volunteers:feedback-reports", OFFICIAL, _reports, queries=5),
    Budget("volunteers:feedback-report", OFFICIAL, _report, queries=8, flat=True),
    Budget("volunteers:improvement-hints", OFFICIAL, _hints, queries=8),
    Budget("volunteers:stories", ANONYMOUS, _stories, queries=5),
    Budget("volunteers:story-feed", ANONYMOUS, _stories, queries=2),
    Budget("volunteers:story", RESIDENT, _story, queries=7),
    Budget("volunteers:organised-stories", RESIDENT, _own_stories, queries=6),
    Budget("volunteers:story-new", RESIDENT, _writer, queries=7, flat=True),
    Budget("volunteers:story-changes", RESIDENT, _own_story, queries=9, flat=True),
    Budget("volunteers:story-withdrawal", RESIDENT, _own_story, queries=5, flat=True),
    Budget("volunteers:story-reviews", OFFICIAL, _in_review, queries=5),
    Budget("volunteers:story-review", OFFICIAL, _one_in_review, queries=6, flat=True),
    Budget("volunteers:story-quotes", RESIDENT, _story, queries=9),
    Budget("volunteers:story-quote-new", RESIDENT, _passage, queries=7, flat=True),
    Budget("volunteers:quote-changes", RESIDENT, _written_quote, queries=6, flat=True),
    Budget("volunteers:quotes", RESIDENT, _own_quotes, queries=5),
    Budget("volunteers:quote", RESIDENT, _own_quote, queries=5, flat=True),
    Budget("volunteers:quote-guardian", Role.ANONYMOUS, _guardians_link, queries=1, flat=True),
    Budget("api-volunteers:shift-thanks", RESIDENT, _thanked, queries=8),
    Budget("api-volunteers:assignment-feedback", RESIDENT, _own_place, queries=5),
    Budget("api-volunteers:feedback-reports", OFFICIAL, _reports, queries=3),
    Budget("api-volunteers:feedback-report", OFFICIAL, _report, queries=7, flat=True),
    Budget("api-volunteers:improvement-hints", OFFICIAL, _hints, queries=5),
    Budget("api-volunteers:stories", ANONYMOUS, _stories, queries=2),
    Budget("api-volunteers:story", ANONYMOUS, _story, queries=2),
    Budget("api-volunteers:organised-stories", RESIDENT, _own_stories, queries=5),
    Budget("api-volunteers:story-reviews", OFFICIAL, _in_review, queries=4),
    Budget("api-volunteers:story-quotes", RESIDENT, _story, queries=7),
    Budget("api-volunteers:quotes", RESIDENT, _own_quotes, queries=2),
    Budget("api-volunteers:quote", RESIDENT, _own_quote, queries=2, flat=True),
]
