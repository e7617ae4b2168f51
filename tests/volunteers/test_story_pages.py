"""Stories and quotes as people meet them on the pages, and the feed."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import events
from tests.factories import thanks as made
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from tests.support.client import PageClient
from volunteers import models

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _url(name: str, *codes: str) -> str:
    return reverse(f"volunteers:{name}", args=codes)


def _page(response: Any, status: int = 200) -> str:  # noqa: ANN401 - the test client's answer
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def _writer(client: PageClient, organisation: accounts.Organisation | None) -> accounts.User:
    writer = people.OrganisationMemberFactory.create(organisation=organisation).user
    client.force_login(writer)
    return writer


def _told(**fields: str) -> dict[str, str]:
    return {
        "title": "花だんができました",
        "text": "みんなで植えました。",
        "happened_on": "2026-05-01",
        "field": factories.FieldFactory.create().code,
        **fields,
    }


def test_a_second_press_writes_nothing_more_and_another_text_is_another_story(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create()
    _writer(client, organisation)
    page, told = _page(client.get(_url("story-new"))), _told(organisation=organisation.code)
    told["page_key"] = page.split('name="page_key" value="')[1].split('"')[0]
    first, second = client.post(_url("story-new"), told), client.post(_url("story-new"), told)
    assert (first["Location"], models.Story.objects.count()) == (second["Location"], 1)
    client.post(_url("story-new"), {**told, "title": "別の花だん"})
    assert models.Story.objects.count() == 2


def test_a_page_of_a_story_that_was_refused_keeps_its_key(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create()
    _writer(client, organisation)
    told = _told(organisation=organisation.code, page_key="MY-PAGE", title="")
    assert 'name="page_key" value="MY-PAGE"' in _page(client.post(_url("story-new"), told))


def _district(story: models.Story) -> str:
    assert story.district is not None
    return story.district.code


def test_everybody_finds_stories_by_field_and_district(client: PageClient) -> None:
    first, second = made.StoryFactory.create(title="見本の海岸"), made.StoryFactory.create(title="見本の花だん")
    page = _page(client.get(_url("stories")))
    assert (first.title in page, second.title in page) == (True, True)
    page = _page(client.get(_url("stories"), {"field": first.field.code}))
    assert (first.title in page, second.title in page) == (True, False)
    page = _page(client.get(_url("stories"), {"district": _district(second)}))
    assert (first.title in page, second.title in page) == (False, True)
    assert "条件に合う事例はありません" in _page(
        client.get(_url("stories"), {"field": first.field.code, "district": _district(second)})
    )


def test_a_story_is_read_with_the_words_that_were_agreed_to_and_no_name_but_the_chosen(client: PageClient) -> None:
    quote = made.quoted()
    models.Quote.objects.filter(pk=quote.pk).update(state="given", decided_at=NOW, shown_as="うみねこ")
    page = _page(client.get(_url("story", quote.story.code)))
    assert (quote.text in page, "うみねこさん" in page, quote.feedback.by.name in page) == (True, True, False)
    assert "data-print" in page


def test_a_story_shows_nothing_of_who_has_not_agreed(client: PageClient) -> None:
    quote = made.quoted()
    assert quote.text not in _page(client.get(_url("story", quote.story.code)))


def test_a_draft_is_its_writers_alone(client: PageClient) -> None:
    story = made.StoryFactory.create(draft=True)
    assert client.get(_url("story", story.code)).status_code == 404
    assert story.title not in _page(client.get(_url("stories")))
    _writer(client, story.organisation)
    assert story.title in _page(client.get(_url("story", story.code)))
    assert story.title in _page(client.get(_url("organised-stories")))


def test_a_story_is_written_sent_reviewed_and_published(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create()
    writer = _writer(client, organisation)
    assert organisation.name in _page(client.get(_url("story-new")))
    client.post(_url("story-new"), _told(organisation=organisation.code, participants="１２"))
    story = models.Story.objects.get()
    assert (story.status, story.happened_on, story.participants) == ("draft", date(2026, 5, 1), 12)
    client.post(_url("story-publication", story.code))
    assert "市の担当者が確認しています" in _page(client.get(_url("story", story.code)))
    client.force_login(people.city_official())
    assert story.title in _page(client.get(_url("story-reviews")))
    review = _url("story-review", story.code)
    assert story.text in _page(client.get(review))
    assert "理由を書いてください" in _page(client.post(review, {"verdict": "refuse", "note": ""}))
    client.post(review, {"verdict": "approve"})
    client.logout()
    assert story.text in _page(client.get(_url("story", story.code)))
    client.force_login(writer)
    assert "公開をやめる" in _page(client.get(_url("story-withdrawal", story.code)))
    client.post(_url("story-withdrawal", story.code))
    client.logout()
    assert client.get(_url("story", story.code)).status_code == 404


def test_the_city_writes_stories_of_its_own(client: PageClient) -> None:
    client.force_login(people.city_official())
    client.post(_url("story-new"), _told(organisation="city"))
    story = models.Story.objects.get()
    client.post(_url("story-publication", story.code))
    client.logout()
    page = _page(client.get(_url("story", story.code)))
    assert "紹介した団体</dt><dd>市</dd>" in page


def test_a_center_tells_and_publishes_the_stories_of_what_it_posts(client: PageClient) -> None:
    organisation = events.host("kuji").organisation
    client.force_login(people.staff_of("kuji"))
    told = client.post(_url("story-new"), _told(organisation=organisation.code), follow=True)
    assert "花だんができました" in _page(told)
    story = models.Story.objects.get()
    _page(client.post(_url("story-publication", story.code), follow=True))
    story.refresh_from_db()
    assert (story.organisation, story.is_published) == (organisation, True)
    client.force_login(people.staff_of("suwa"))
    assert client.post(_url("story-publication", story.code)).status_code == 404


def test_what_is_wrong_with_a_story_is_told_beside_what_was_typed(client: PageClient) -> None:
    organisation = people.OrganisationFactory.create()
    _writer(client, organisation)
    page = _page(client.post(_url("story-new"), _told(organisation=organisation.code, happened_on="2026-06-01")), 422)
    assert "今日までの日" in page
    assert "花だんができました" in page
    page = _page(client.post(_url("story-new"), _told(organisation=organisation.code, participants="0")))
    assert "みんなで植えました。" in page
    assert models.Story.objects.count() == 0


def test_somebody_without_an_organisation_is_told_how_to_get_one(client: PageClient) -> None:
    client.force_login(people.UserFactory.create())
    for name in ("story-new", "organised-stories"):
        assert reverse("accounts:organisations") in _page(client.get(_url(name)))


def test_a_story_is_written_anew(client: PageClient) -> None:
    story = made.StoryFactory.create()
    _writer(client, story.organisation)
    page = _url("story-changes", story.code)
    assert story.text in _page(client.get(page))
    assert "今日までの日" in _page(client.post(page, _told(happened_on="2030-01-01")), 422)
    client.post(page, _told(title="書き直した題名"))
    story.refresh_from_db()
    assert (story.title, story.status) == ("書き直した題名", "published")


def test_the_feed_is_atom_and_of_no_person_is_there_a_word_in_it(client: PageClient) -> None:
    quote = made.quoted(agreed=True)
    story, person, writer = quote.story, quote.feedback.by, quote.story.written_by
    answer = client.get(_url("story-feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    source = answer.content.decode()
    root = ET.fromstring(source)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == story.title
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == story.told_by
    private = [quote.text, person.name, person.code, str(person.email), writer.name, str(writer.email)]
    assert [words for words in private if words in source] == []


def test_the_feed_is_of_a_field_where_one_is_named(client: PageClient) -> None:
    first, second = made.StoryFactory.create(), made.StoryFactory.create()
    source = client.get(_url("story-feed"), {"field": first.field.code}).content.decode()
    assert (first.code in source, second.code in source) == (True, False)


def test_a_writer_asks_for_a_passage_and_the_person_agrees_under_a_name(client: PageClient) -> None:
    place = made.came()
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    said = made.answer(place)
    writer = _writer(client, story.organisation)
    listed = _page(client.get(_url("story-quotes", story.code)))
    assert (said.text in listed, place.person.name in listed) == (True, False)
    ask = _url("story-quote-new", story.code, said.code)
    assert said.text in _page(client.get(ask))
    wrong = _page(client.post(ask, {"text": "最高でした"}), 422)
    assert ("そのまま抜き出して" in wrong, "最高でした" in wrong) == (True, True)
    client.post(ask, {"text": "また来ます。"})
    quote = models.Quote.objects.get()
    client.force_login(place.person)
    assert quote.text in _page(client.get(_url("quotes")))
    page = _url("quote", quote.code)
    assert story.text in _page(client.get(page))
    unnamed = client.post(_url("quote-consent", quote.code), {"named": "nickname", "nickname": ""})
    assert "ニックネームを書くか" in _page(unnamed)
    client.post(_url("quote-consent", quote.code), {"named": "nickname", "nickname": "うみねこ"})
    public = _url("story", story.code)
    assert "うみねこさん" in _page(client.get(public))
    client.post(_url("quote-withdrawal", quote.code))
    assert [words for words in ("うみねこ", "また来ます。") if words in _page(client.get(public))] == []
    client.force_login(writer)
    assert "もう一度お願いすることはできません" in _page(client.get(_url("story-quotes", story.code)))


def test_to_look_at_a_quote_decides_nothing(client: PageClient) -> None:
    quote = made.quoted()
    client.force_login(quote.feedback.by)
    for name in ("quote-consent", "quote-refusal", "quote-withdrawal"):
        assert client.get(_url(name, quote.code)).status_code == 405
    client.get(_url("quote", quote.code))
    quote.refresh_from_db()
    assert quote.state == "asked"


def test_somebody_says_no_and_finds_it_in_their_list(client: PageClient) -> None:
    quote = made.quoted()
    client.force_login(quote.feedback.by)
    client.post(_url("quote-refusal", quote.code))
    assert "載せない" in _page(client.get(_url("quotes")))


def test_a_passage_is_changed_and_asked_for_anew_and_taken_out(client: PageClient) -> None:
    quote = made.quoted(agreed=True)
    _writer(client, quote.story.organisation)
    page = _url("quote-changes", quote.code)
    assert quote.text in _page(client.get(page))
    assert "そのまま抜き出して" in _page(client.post(page, {"text": "最高"}), 422)
    client.post(page, {"text": "また来ます。"})
    assert quote.text not in _page(client.get(_url("story", quote.story.code)))
    again = models.Quote.objects.get(state="asked")
    client.post(_url("quote-removal", again.code))
    assert models.Quote.objects.filter(state="replaced").count() == 2
    client.force_login(quote.feedback.by)
    assert "書き直されたか、外されました" in _page(client.get(_url("quote", quote.code)))


def test_whose_age_is_not_known_is_not_asked_and_the_page_says_why(client: PageClient) -> None:
    place = made.came(people.UserFactory.create(date_of_birth=None))
    story = made.StoryFactory.create(organisation=place.shift.request.organisation)
    said = made.answer(place)
    _writer(client, story.organisation)
    page = _page(client.get(_url("story-quotes", story.code)))
    assert "生年月日が分からない方の感想なので、引用できません" in page
    assert _url("story-quote-new", story.code, said.code) not in page
    quote = made.quote(story, said)
    client.force_login(place.person)
    assert "生年月日が登録されていないため、載せられません" in _page(client.get(_url("quote", quote.code)))


def test_a_shift_leads_to_a_story_of_it(client: PageClient) -> None:
    place = made.came()
    _writer(client, place.shift.request.organisation)
    page = _page(client.get(_url("shift-thanks", place.shift.code)))
    assert _url("story-new") + f"?request={place.shift.request.code}" in page
    written = {"request": place.shift.request.code, "happened_on": "2026-05-07", "title": "見本の題名"}
    assert "見本の題名" in _page(client.get(_url("story-new"), written))
