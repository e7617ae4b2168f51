"""A story of two sides, told to its end; then every page, answer, mail, header and file is searched for addresses.

The volunteer and the two managers of the organisation write by page and by mail, ask and answer, announce, are reminded
and called off. Whoever is signed in walks every address of the service that answers to them, and every link on it. What
the other side's e-mail address or telephone number is found in, is a leak; on the day, the two pages made for it alone
may show the numbers, and nothing else may.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from backend.accounts import models as accounts
from backend.notices import actions as outbox
from backend.notices import models as notices
from tests.architecture import addresses
from tests.factories import accounts as people
from tests.factories import contact
from tests.factories import notices as told
from tests.factories import volunteers as factories
from volunteers import actions, enums, models

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::ResourceWarning")]
NOW = factories.NOW
Side = enums.Side
# What leads out of the story: signing out ends the walk, the schema and the admin hold no people.
LEFT_OUT = re.compile(r"^/(?:accounts/logout|api/v1/schema|admin|static)")
HREF = re.compile(r'(?:href|action|src)="([^"]+)"')
VARIANTS = 4


@dataclass(frozen=True)
class Story:
    """Who is in it, and what happened about."""

    volunteer: accounts.User
    managers: tuple[accounts.User, accounts.User]
    place: models.Assignment
    thread: models.Thread

    def secrets_of(self, one: accounts.User) -> set[str]:
        """This function will give what the others may not learn of somebody, as it may be written."""
        digits = one.phone.replace("-", "")
        return {str(one.email), one.phone, digits, f"+81{digits[1:]}"}


@pytest.fixture
def story() -> Story:
    request = factories.RequestFactory.create(contact="見本 連絡係 0294-00-7777")
    first, second = (
        people.UserFactory.create(phone=phone, email=email)
        for phone, email in (("0294-00-5555", "mihon.first@mail.test"), ("080-5555-6666", "mihon.second@mail.test"))
    )
    for one in (first, second):
        people.OrganisationMemberFactory.create(organisation=request.organisation, user=one)
    volunteer = people.UserFactory.create(phone="090-8888-9999", email="mihon.volunteer@post.test", name="架空 花子")
    for one in (first, second, volunteer):
        told.PreferenceFactory.create(user=one)
    place = factories.confirmed(factories.ShiftFactory.create(request=request, days=1), volunteer)
    thread = models.Thread.objects.create(request=request, person=volunteer, opened_at=NOW, last_at=NOW)
    made = Story(volunteer, (first, second), place, thread)
    _tell(made)
    return made


def _tell(story: Story) -> None:
    """This function will let both sides try to give their addresses away, by every way that there is."""
    volunteer, (first, second) = story.volunteer, story.managers
    give_away = "{0.email} か {0.phone} までください。"
    _write(story, Side.PERSON, volunteer, give_away.format(volunteer))
    _write(story, Side.ORGANISER, first, give_away.format(first))
    for number, (side, by) in enumerate([(Side.PERSON, volunteer), (Side.ORGANISER, second)]):
        text = f"{give_away.format(by)}\n\n-- \n{by.name}\n{by.email}\n{by.phone}\n"
        raw = contact.reply(story.thread, side, text, by=f"{by.name} <{by.email}>", Message_ID=f"<{number}.{by.email}>")
        assert contact.delivered(raw, story.thread, side) == enums.Delivered.TAKEN
    request = story.place.shift.request
    asked = actions.questions.ask(
        request, text=give_away.format(volunteer), name_form=enums.NameForm.FAMILY, by=volunteer, now=NOW
    )
    actions.questions.answer(asked, text=give_away.format(first), by=first, now=NOW)
    words = actions.announcements.Words("お知らせ", give_away.format(first), ["confirmed"], "page")
    actions.announcements.announce(request, shift=None, words=words, by=first, now=NOW)
    actions.phones.share_phone(story.place, shared=True, by=volunteer, now=NOW)
    models.Assignment.objects.filter(pk=story.place.pk).update(confirmed_at=NOW - timedelta(days=3))
    actions.reminding.remind(now=NOW)


def _write(story: Story, side: Side, by: accounts.User, text: str) -> None:
    actions.threads.write_message(story.thread, side=side, text=text, by=by, now=NOW)


# Walking -------------------------------------------------------------------------------------------------------------


def _codes(story: Story) -> list[str]:
    """This function will list every public code of the story, so that each address is tried with each."""
    rows: list[Iterable[str]] = [
        one.objects.values_list("code", flat=True)
        for one in (
            *(models.Request, models.Shift, models.Assignment, models.Question, models.QuestionAnswer, models.Thread),
            *(models.Message, models.Announcement, notices.Notice, accounts.Organisation, accounts.User),
        )
    ]
    return [code for codes in rows for code in codes]


def _paths(codes: Iterable[str]) -> Iterator[str]:
    """This function will give every address of ours that one can ask for, with every code where it wants one."""
    wanted = list(codes)
    for address in addresses.everything():
        if address.is_ours and "GET" in address.methods:
            # Rooms and points know none of the codes; their lists are asked for all the same.
            app = addresses.module_of(address.view).partition(".")[0]
            yield from _reversed(address.name, [] if app in ("bookings", "points") else wanted)


# What stands before a code tells whose it is; where nothing is known, each is tried.
PREFIXES = {
    **{"requests": "r", "shifts": "s", "assignments": "a", "questions": "q", "question-answers": "qa", "threads": "t"},
    **{"notices": "n", "organisations": "o", "people": "u", "groups": ""},
}


def _reversed(name: str, codes: Iterable[str]) -> Iterator[str]:
    try:
        yield reverse(name)
    except NoReverseMatch:
        for code in codes:
            try:
                path = reverse(name, kwargs={"code": code})
            except NoReverseMatch:
                return
            before = path.partition(f"/{code}/")[0].rpartition("/")[2]
            if code.partition("-")[0] == PREFIXES.get(before, code.partition("-")[0]):
                yield path


def _walked(person: accounts.User | None, paths: Iterable[str]) -> dict[str, str]:
    """This function will give everything that somebody gets: what they ask for, and what its links lead to."""
    client, found, todo = Client(), dict[str, str](), deque(paths)
    if person is not None:
        client.force_login(person)
    asked: Counter[str] = Counter()
    while todo:
        path = todo.popleft()
        asked[path.partition("?")[0]] += path not in found
        # A calendar leads to the next week without end.
        if path in found or LEFT_OUT.match(path) or asked[path.partition("?")[0]] > VARIANTS:
            continue
        response = client.get(path)
        text = response.getvalue().decode(errors="replace") if hasattr(response, "getvalue") else ""
        found[path] = f"{dict(response.headers)}\n{text}"
        todo.extend(_links(path, text) if response.status_code == 200 else ())
    return found


def _links(path: str, text: str) -> Iterator[str]:
    for href in HREF.findall(text):
        target = urlsplit(href.replace("&amp;", "&"))
        if not target.netloc and not target.scheme and (target.path.startswith("/") or target.query):
            yield f"{target.path or urlsplit(path).path}{'?' + target.query if target.query else ''}"


def _leaks(found: dict[str, str], secrets: Iterable[str]) -> list[tuple[str, str]]:
    wanted = list(secrets)
    return sorted((path, secret) for path, text in found.items() for secret in wanted if secret in text)


def _mails() -> dict[str, str]:
    """This function will send all that waits, and give each mail with its headers by its recipient and number."""
    for delivery in notices.Delivery.objects.filter(channel="mail").order_by("pk"):
        outbox.deliver(delivery.pk, now=NOW + timedelta(minutes=5))
    return {f"{one.to[0]} {number}": _source(one) for number, one in enumerate(mail.outbox)}


def _source(one: mail.EmailMessage) -> str:
    message = one.message()
    # The address of the one it is for stands in To and nowhere else.
    del message["To"]
    return "\n".join(
        [*(f"{name}: {value}" for name, value in message.items()), str(one.subject), str(one.body), one.from_email]
    )


# The day before ------------------------------------------------------------------------------------------------------


def _seen(story: Story, person: accounts.User | None, now: datetime) -> dict[str, str]:
    with time_machine.travel(now, tick=False):
        return _walked(person, _paths(_codes(story)))


def test_no_page_answer_or_file_of_any_day_but_the_days_own_shows_an_address_of_the_other_side(story: Story) -> None:
    theirs = {secret for one in story.managers for secret in story.secrets_of(one)} | {"0294-00-7777", "0294007777"}
    seen = _seen(story, story.volunteer, NOW)
    assert f"/threads/{story.thread.code}/" in seen
    assert "［電話番号］" in seen[f"/threads/{story.thread.code}/"]
    assert _leaks(seen, theirs) == []
    # The search finds what is there, or all of this could be true of nothing; the other tests walk the same way.
    assert _leaks(seen, [str(story.volunteer.email)]) != []
    assert len(seen) > 150
    assert sum(path.startswith("/api/v1/") for path in seen) > 30
    for manager in story.managers:
        seen = _seen(story, manager, NOW)
        assert "架空" in seen[f"/shifts/{story.place.shift.code}/roster/"]
        assert _leaks(seen, story.secrets_of(story.volunteer)) == []


def test_strangers_and_visitors_learn_nobodys_address(story: Story) -> None:
    everybody = {secret for one in (story.volunteer, *story.managers) for secret in story.secrets_of(one)}
    for person in (None, people.UserFactory.create()):
        seen = _seen(story, person, NOW)
        assert f"/requests/{story.place.shift.request.code}/" in seen
        assert _leaks(seen, everybody | {"0294-00-7777"}) == []


def test_on_the_day_the_numbers_stand_where_they_are_meant_to_and_nowhere_else(story: Story) -> None:
    day = story.place.shift.starts_at - timedelta(hours=1)
    place, code = story.place.code, story.volunteer.phone
    seen = _seen(story, story.volunteer, day)
    assert {path for path, _ in _leaks(seen, ["0294-00-7777"])} == {
        *(f"/assignments/{place}/", f"/api/v1/assignments/{place}/day-contact/"),
    }
    assert _leaks(seen, {secret for one in story.managers for secret in story.secrets_of(one)}) == []
    seen = _seen(story, story.managers[0], day)
    assert {path for path, _ in _leaks(seen, [code])} == {
        *(f"/assignments/{place}/phone/", f"/api/v1/assignments/{place}/phone/"),
    }
    assert _leaks(seen, [str(story.volunteer.email)]) == []


def test_no_mail_or_header_shows_an_address_of_anybody(story: Story) -> None:
    actions.call_off_shift(story.place.shift, by=story.managers[0], reason="雨のため", now=NOW)
    everybody = {secret for one in (story.volunteer, *story.managers) for secret in story.secrets_of(one)}
    mails = _mails()
    subjects = {one.subject.partition("：")[0] for one in mail.outbox}
    assert len(mails) >= 10
    assert {one.to[0] for one in mail.outbox} == {str(one.email) for one in (story.volunteer, *story.managers)}
    assert "架空さんからメッセージが届きました" in subjects
    assert _leaks(mails, everybody | {"0294-00-7777"}) == []
