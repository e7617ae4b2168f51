"""One word to many: the organiser to those who joined, the city to the people of a district."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import audit, errors, retries
from backend.notices import actions as notices
from volunteers import errors as refusals
from volunteers import models, queries


@dataclass(frozen=True, slots=True)
class Words:
    """What is announced, and to whom: states of assignments, or kinds of people. `key` is of the page."""

    title: str
    text: str
    to: Collection[str]
    key: str


@retries.on_conflict
def announce(
    request: models.Request, *, shift: models.Shift | None, words: Words, by: accounts.User, now: datetime
) -> models.Announcement:
    """This function will tell all who stand in some states to one time of a request, or to all that are to come.

    A page that is sent twice tells once. Addresses and phone numbers are masked. Raises NobodyToTell.
    """
    people = queries.announcements.joined(request, shift=shift, to=words.to, now=now)
    made = models.Announcement(request=request, shift=shift, text=queries.announcements.as_sent(words.text))
    url = reverse("volunteers:request-detail", args=[request.code])
    return _told(made, people, words, "announcement", request.organisation.name, url, by, now)


@retries.on_conflict
def announce_to_district(
    district: accounts.District, *, words: Words, by: accounts.User, now: datetime
) -> models.Announcement:
    """This function will tell the organisers or volunteers of a district something for the city. Raises as announce."""
    people = queries.announcements.of_district(district, to=words.to)
    made = models.Announcement(district=district, text=words.text)
    return _told(made, people, words, "city_announcement", district.name, "", by, now)


def _told(
    made: models.Announcement,
    people: Iterable[accounts.User],
    words: Words,
    template: str,
    about: str,
    url: str,
    by: accounts.User,
    now: datetime,
) -> models.Announcement:
    with errors.translated(), transaction.atomic():
        if (earlier := queries.announcements.made_by_page(by, words.key)) is not None:
            return earlier
        reached = list(people)
        if not reached:
            raise refusals.contact.NobodyToTell
        made.to, made.title, made.key, made.reached = list(words.to), words.title, words.key, len(reached)
        made.made_by, made.made_at = by, now
        made.save()
        for person in reached:
            _tell(person, made, template, about, url, now)
        audit.record("volunteers.announce", by=by, subject=made.code, now=now, to=made.to, reached=made.reached)
    return made


def _tell(person: accounts.User, made: models.Announcement, template: str, about: str, url: str, now: datetime) -> None:
    notices.send(
        to=person,
        template=f"volunteers/{template}",
        key=f"announcement:{made.code}",
        context={
            "title": made.title,
            "words": made.text,
            "about": about,
            "activity": made.request.title if made.request else "",
        },
        url=url,
        now=now,
    )
