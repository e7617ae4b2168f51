"""Real processes at thanks and at the words of people in stories. RACE_ROUNDS=100 for the full form."""

import pytest
from django.db import connection

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support import race
from volunteers import actions, models, queries

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = race.rounds(3)
MANAGERS = race.processes(4, full=8)
CAME = 5


def _person(pk: int) -> accounts.User:
    return accounts.User.objects.get(pk=pk)


def _thank(shift_id: int, codes: list[str], by_id: int) -> None:
    shift = models.Shift.objects.get(pk=shift_id)
    actions.thanks.thank(shift, words=dict.fromkeys(codes, f"{by_id}から、ありがとう"), by=_person(by_id), now=NOW)


def _read(shift_id: int, by_id: int) -> list[str]:
    shift = models.Shift.objects.get(pk=shift_id)
    found = actions.thanks.read_answers(shift, by=_person(by_id), now=NOW)
    return [one.answer.feedback.text for one in found if one.answer]


def _change(feedback_id: int, by_id: int) -> None:
    said = models.Feedback.objects.get(pk=feedback_id)
    actions.thanks.change_feedback(said, text="言い直し", by=_person(by_id), now=NOW)


def _publish(story_id: int, by_id: int) -> None:
    actions.stories.publish_story(models.Story.objects.get(pk=story_id), by=_person(by_id), now=NOW)


def _quote(quote_id: int) -> models.Quote:
    return models.Quote.objects.select_related(
        "story", "feedback__assignment__person", "feedback__assignment__shift__request"
    ).get(pk=quote_id)


def _take_back(quote_id: int, by_id: int) -> None:
    actions.stories.take_back_quote(_quote(quote_id), by=_person(by_id), now=NOW)


def _agree(quote_id: int, by_id: int) -> None:
    actions.stories.agree_to_quote(_quote(quote_id), shown_as="", by=_person(by_id), now=NOW)


def _reword(quote_id: int, by_id: int) -> None:
    actions.stories.reword_quote(_quote(quote_id), text="また来ます。", by=_person(by_id), now=NOW)


def _shown(story: models.Story) -> list[str]:
    return [quote.text for quote in queries.stories.shown_quotes(story)]


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE volunteers_feedback CASCADE")


def test_of_several_who_thank_the_same_people_at_once_exactly_one_does_and_wholly() -> None:
    place = made.came()
    places = [place, *(made.came(shift=place.shift) for _ in range(CAME - 1))]
    managers = [factories.manager_of(place.shift.request) for _ in range(MANAGERS)]
    codes = [one.code for one in places]
    with race.runners(MANAGERS) as field:
        for _ in range(ROUNDS):
            _forget()
            # Each names them in an order of their own: nobody must wait crosswise for another.
            calls = [
                race.Call(
                    _thank,
                    {"shift_id": place.shift_id, "codes": codes[n % CAME :] + codes[: n % CAME], "by_id": one.pk},
                )
                for n, one in enumerate(managers)
            ]
            assert race.tally(field.run(calls)) == {"ok": 1, "AlreadySaid": MANAGERS - 1}
            texts = models.Feedback.objects.values_list("text", flat=True)
            assert (len(texts), len(set(texts))) == (CAME, 1)


def test_of_words_that_are_read_and_changed_at_once_nobody_has_read_what_is_gone() -> None:
    place = made.came()
    manager = factories.manager_of(place.shift.request)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            said = made.answer(place)
            read, changed = field.run(
                [
                    race.Call(_read, {"shift_id": place.shift_id, "by_id": manager.pk}),
                    race.Call(_change, {"feedback_id": said.pk, "by_id": place.person_id}),
                ]
            )
            said.refresh_from_db()
            assert (said.read_at, read.value) == (NOW, [said.text])
            assert (changed.name, said.text) in [("ok", "言い直し"), ("NoLongerEditable", made.WORDS)]


def test_words_that_are_taken_back_while_their_story_is_published_are_in_no_story() -> None:
    place = made.came()
    organisation = place.shift.request.organisation
    made.StoryFactory.create(organisation=organisation)
    by = people.OrganisationMemberFactory.create(organisation=organisation).user
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            story = made.StoryFactory.create(draft=True, organisation=organisation)
            quote = made.quote(story, made.answer(place), agreed=True)
            calls = [
                race.Call(_publish, {"story_id": story.pk, "by_id": by.pk}),
                race.Call(_take_back, {"quote_id": quote.pk, "by_id": place.person_id}),
            ]
            assert race.tally(field.run(calls)) == {"ok": 2}
            story.refresh_from_db()
            assert (story.status, _shown(story)) == ("published", [])


def test_words_that_are_changed_while_they_are_agreed_to_are_not_shown_as_agreed() -> None:
    place = made.came()
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    with race.runners(2) as field:
        for _ in range(ROUNDS):
            _forget()
            quote = made.quote(story, made.answer(place))
            calls = [
                race.Call(_agree, {"quote_id": quote.pk, "by_id": place.person_id}),
                race.Call(_reword, {"quote_id": quote.pk, "by_id": story.written_by_id}),
            ]
            told = race.tally(field.run(calls))
            assert told in [{"ok": 2}, {"ok": 1, "QuoteNotOpen": 1}]
            states = sorted(models.Quote.objects.filter(story=story).values_list("state", flat=True))
            assert (states, _shown(story)) == (["asked", "replaced"], [])
