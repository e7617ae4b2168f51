"""Stories and the words of people in them: the actions, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.accounts import models as accounts
from backend.notices.models import Notice
from tests.factories import accounts as people
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW, TODAY
from volunteers import actions, enums, errors, models, queries

pytestmark = pytest.mark.django_db
State = enums.QuoteState


def _plan(**fields: object) -> actions.stories.StoryPlan:
    told = {
        "title": "海岸をきれいにしました",
        "text": "朝から集まりました。",
        "happened_on": TODAY,
        "field": factories.FieldFactory.create(),
    }
    return actions.stories.StoryPlan(**(told | fields))  # type: ignore[arg-type]


def _writer(organisation: accounts.Organisation | None) -> accounts.User:
    if organisation is None:
        return people.city_official()
    return people.OrganisationMemberFactory.create(organisation=organisation).user


def _shown(story: models.Story) -> list[tuple[str, str]]:
    return [(quote.text, quote.speaker) for quote in queries.stories.shown_quotes(story)]


def _told(person: accounts.User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("template", flat=True))


def test_an_organisations_first_story_goes_to_the_city_and_the_next_does_not() -> None:
    organisation = people.OrganisationFactory.create()
    writer, official = _writer(organisation), people.city_official()
    first, second = (actions.stories.write_story(organisation, plan=_plan(), by=writer, now=NOW) for _ in range(2))
    assert actions.stories.publish_story(first, by=writer, now=NOW).status == enums.StoryStatus.IN_REVIEW
    done = actions.stories.review_story(first, verdict=enums.Verdict.APPROVE, by=official, now=NOW)
    assert (done.status, done.published_at, done.reviewed_by) == (enums.StoryStatus.PUBLISHED, NOW, official)
    assert actions.stories.publish_story(second, by=writer, now=NOW).status == enums.StoryStatus.PUBLISHED
    assert _told(writer) == ["volunteers/story_published"] * 2


def test_the_citys_own_story_is_published_at_once() -> None:
    official = people.city_official()
    story = actions.stories.write_story(None, plan=_plan(), by=official, now=NOW)
    assert actions.stories.publish_story(story, by=official, now=NOW).is_published


def test_a_story_that_is_sent_back_says_why_and_comes_again() -> None:
    story = made.StoryFactory.create(in_review=True)
    writer, official = _writer(story.organisation), people.city_official()
    with pytest.raises(errors.stories.StoryRefusalNeedsReason):
        actions.stories.review_story(story, verdict=enums.Verdict.REFUSE, by=official, now=NOW, note=" ")
    done = actions.stories.review_story(story, verdict=enums.Verdict.REFUSE, by=official, now=NOW, note="名前がある")
    assert (done.status, _told(writer)) == (enums.StoryStatus.REFUSED, ["volunteers/story_refused"])
    assert actions.stories.publish_story(done, by=writer, now=NOW).is_in_review


def test_a_verdict_is_given_once() -> None:
    story, official = made.StoryFactory.create(in_review=True), people.city_official()
    actions.stories.review_story(story, verdict=enums.Verdict.APPROVE, by=official, now=NOW)
    with pytest.raises(errors.stories.StoryNotInReview):
        actions.stories.review_story(story, verdict=enums.Verdict.REFUSE, by=official, now=NOW, note="やはり")


def test_an_organisation_that_waits_for_the_city_publishes_nothing() -> None:
    story = made.StoryFactory.create(draft=True, organisation=people.OrganisationFactory.create(pending=True))
    with pytest.raises(errors.OrganisationNotApproved):
        actions.stories.publish_story(story, by=story.written_by, now=NOW)


@pytest.mark.parametrize("fields", [{}, {"in_review": True}])
def test_what_is_published_or_on_its_way_is_not_published_again(fields: dict[str, bool]) -> None:
    story = made.StoryFactory.create(**fields)
    with pytest.raises(errors.stories.StoryNotPublishable):
        actions.stories.publish_story(story, by=story.written_by, now=NOW)


def test_a_story_tells_of_a_day_that_has_been() -> None:
    with pytest.raises(errors.stories.StoryInTheFuture):
        actions.stories.write_story(
            None, plan=_plan(happened_on=TODAY + timedelta(days=1)), by=people.city_official(), now=NOW
        )


def test_a_story_tells_of_its_own_organisations_activity() -> None:
    organisation = people.OrganisationFactory.create()
    with pytest.raises(errors.stories.StoryOfOthers):
        actions.stories.write_story(
            organisation, plan=_plan(request=factories.RequestFactory.create()), by=_writer(organisation), now=NOW
        )


def test_a_story_has_somebody_in_it_or_says_no_number() -> None:
    with pytest.raises(errors.stories.StoryHadSomebody):
        actions.stories.write_story(None, plan=_plan(participants=0), by=people.city_official(), now=NOW)


def test_what_the_city_reads_is_not_changed_meanwhile() -> None:
    story = made.StoryFactory.create(in_review=True)
    with pytest.raises(errors.stories.StoryNotChangeable):
        actions.stories.change_story(story, plan=_plan(), by=story.written_by, now=NOW)


def test_a_story_is_taken_away_and_published_again_with_its_first_day() -> None:
    story = made.StoryFactory.create()
    first = story.published_at
    done = actions.stories.withdraw_story(story, by=story.written_by, now=NOW)
    with pytest.raises(errors.stories.StoryNotPublished):
        actions.stories.withdraw_story(story, by=story.written_by, now=NOW)
    again = actions.stories.publish_story(done, by=story.written_by, now=NOW)
    assert (done.status, again.status, again.published_at) == ("withdrawn", "published", first)


def test_nothing_is_shown_of_a_person_before_they_agree() -> None:
    place = made.came()
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    text = "海がきれいになって、うれしかったです。"
    quote = actions.stories.ask_to_quote(story, feedback=made.answer(place), text=text, by=story.written_by, now=NOW)
    assert (_shown(story), _told(place.person)) == ([], ["volunteers/quote_asked"])
    actions.stories.agree_to_quote(quote, shown_as="", by=place.person, now=NOW)
    assert _shown(story) == [(text, "参加した方")]


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("うみねこ", "うみねこさん"),
        ("090-1234-5678", "［電話番号］さん"),
        ("a@b.test c@d.test", "［メールアドレス］ ［メールアドレス］さん"),
    ],
)
def test_somebody_is_shown_under_the_name_they_choose_without_an_address(chosen: str, shown: str) -> None:
    quote = made.quoted()
    actions.stories.agree_to_quote(quote, shown_as=chosen, by=quote.feedback.by, now=NOW)
    assert _shown(quote.story) == [(quote.text, shown)]


def test_words_are_gone_at_once_when_they_are_taken_back_and_are_not_asked_for_again() -> None:
    quote = made.quoted(agreed=True)
    writer = _writer(quote.story.organisation)
    actions.stories.take_back_quote(quote, by=quote.feedback.by, now=NOW)
    assert (_shown(quote.story), _told(writer)) == ([], ["volunteers/quote_withdrawn"])
    with pytest.raises(errors.stories.QuoteOnce):
        actions.stories.ask_to_quote(quote.story, feedback=quote.feedback, text="また来ます", by=writer, now=NOW)
    with pytest.raises(errors.stories.QuoteNotOpen):
        actions.stories.reword_quote(quote, text="また来ます", by=writer, now=NOW)


def test_who_says_no_is_asked_for_no_reason_and_not_again() -> None:
    quote = made.quoted()
    writer = _writer(quote.story.organisation)
    actions.stories.decline_quote(quote, by=quote.feedback.by, now=NOW)
    assert (_shown(quote.story), _told(writer)) == ([], [])
    with pytest.raises(errors.stories.QuoteOnce):
        actions.stories.ask_to_quote(quote.story, feedback=quote.feedback, text="また来ます", by=writer, now=NOW)


def test_other_words_are_gone_until_they_are_agreed_to_anew() -> None:
    quote = made.quoted(agreed=True)
    person = quote.feedback.by
    again = actions.stories.reword_quote(quote, text="また来ます。", by=quote.story.written_by, now=NOW)
    assert (_shown(quote.story), again.state, _told(person)) == ([], State.ASKED, ["volunteers/quote_asked"])
    actions.stories.agree_to_quote(again, shown_as="", by=person, now=NOW)
    assert _shown(quote.story) == [("また来ます。", "参加した方")]


def test_consent_to_words_that_were_changed_meanwhile_is_refused() -> None:
    quote = made.quoted()
    actions.stories.reword_quote(quote, text="また来ます。", by=quote.story.written_by, now=NOW)
    with pytest.raises(errors.stories.QuoteNotOpen):
        actions.stories.agree_to_quote(quote, shown_as="", by=quote.feedback.by, now=NOW)
    assert _shown(quote.story) == []


def test_a_quote_is_dropped_and_may_be_asked_for_again() -> None:
    quote = made.quoted(agreed=True)
    actions.stories.drop_quote(quote, by=quote.story.written_by, now=NOW)
    assert _shown(quote.story) == []
    again = actions.stories.ask_to_quote(
        quote.story, feedback=quote.feedback, text=quote.text, by=quote.story.written_by, now=NOW
    )
    assert again.state == State.ASKED


def test_a_quote_is_word_for_word() -> None:
    place = made.came()
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    with pytest.raises(errors.stories.QuoteNotInAnswer):
        actions.stories.ask_to_quote(
            story, feedback=made.answer(place), text="最高の活動でした", by=story.written_by, now=NOW
        )


def test_whose_age_is_not_known_is_not_quoted() -> None:
    place = made.came(people.UserFactory.create(date_of_birth=None))
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    said = made.answer(place)
    with pytest.raises(errors.stories.QuoteNotPossible):
        actions.stories.ask_to_quote(story, feedback=said, text="うれしかった", by=story.written_by, now=NOW)
    with pytest.raises(errors.stories.QuoteNotPossible):
        actions.stories.agree_to_quote(made.quote(story, said), shown_as="", by=place.person, now=NOW)


def test_an_organisation_quotes_answers_to_its_own_activities_alone() -> None:
    said = made.answer(made.came())
    story = made.StoryFactory.create()
    with pytest.raises(errors.stories.QuoteNotPossible):
        actions.stories.ask_to_quote(story, feedback=said, text="うれしかった", by=story.written_by, now=NOW)


def test_the_city_quotes_only_what_it_may_read() -> None:
    closed, opened = made.answer(made.came()), made.answer(made.came(), city_may_read=True)
    story = made.StoryFactory.create(organisation=None)
    assert [one.feedback for one in queries.stories.quotable(story, today=TODAY)] == [opened]
    with pytest.raises(errors.stories.QuoteNotPossible):
        actions.stories.ask_to_quote(story, feedback=closed, text="うれしかった", by=story.written_by, now=NOW)


def test_what_the_city_hides_is_quoted_nowhere_any_more() -> None:
    quote = made.quoted(agreed=True)
    official = people.city_official()
    report = made.report(quote.feedback, quote.story.written_by)
    actions.thanks.decide_report(report, outcome="hidden", note="見本の理由", by=official, now=NOW)
    assert _shown(quote.story) == []


def test_those_who_are_quoted_hear_that_the_text_around_their_words_has_changed() -> None:
    quote = made.quoted(agreed=True)
    actions.stories.change_story(quote.story, plan=_plan(), by=quote.story.written_by, now=NOW)
    assert _told(quote.feedback.by) == ["volunteers/story_changed"]


def test_those_who_are_quoted_hear_that_a_story_is_published_and_others_do_not() -> None:
    place = made.came()
    other = made.came(shift=place.shift)
    made.StoryFactory.create(organisation=place.shift.request.organisation)
    story = made.StoryFactory.create(draft=True, organisation=place.shift.request.organisation)
    made.quote(story, made.answer(place), agreed=True)
    made.quote(story, made.answer(other))
    actions.stories.publish_story(story, by=story.written_by, now=NOW)
    assert [_told(one.person) for one in (place, other)] == [["volunteers/story_published"], []]


@pytest.mark.parametrize(
    "change",
    [{"text": "ほかのことば"}, {"state": State.ASKED, "decided_at": None, "shown_as": ""}, {"state": State.DECLINED}],
)
def test_the_database_keeps_what_was_agreed_to(change: dict[str, object]) -> None:
    quote = made.quoted(agreed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Quote.objects.filter(pk=quote.pk).update(**change)
    assert _shown(quote.story) == [(quote.text, "参加した方")]


def test_the_database_lets_no_word_that_was_taken_back_stand_again() -> None:
    quote = made.quoted(agreed=True)
    actions.stories.take_back_quote(quote, by=quote.feedback.by, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Quote.objects.filter(pk=quote.pk).update(state=State.GIVEN)


def test_stories_are_found_by_field_and_district_the_latest_activity_first() -> None:
    early, late = (made.StoryFactory.create(happened_on=TODAY - timedelta(days=days)) for days in (9, 2))
    made.StoryFactory.create(draft=True)
    assert list(queries.stories.published(queries.stories.StoryFilter())) == [late, early]
    assert list(queries.stories.published(queries.stories.StoryFilter(field=early.field))) == [early]
    assert list(queries.stories.published(queries.stories.StoryFilter(district=late.district))) == [late]
