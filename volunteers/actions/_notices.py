"""Who is told what; the texts are in templates/mail/volunteers/."""

from datetime import datetime

from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import actions as notices
from volunteers import models, queries

Facts = dict[str, str]


def tell_person(
    assignment: models.Assignment, template: str, *, now: datetime, time: int = 1, event: str = "", **extra: str
) -> None:
    """This function will tell the person of an assignment what became of it, once per kind, assignment and `time`.

    `event` names what it is about, where that may happen more than once.
    """
    notices.send(
        to=assignment.person,
        template=f"volunteers/{template}",
        key=f"{template}:{assignment.code}:{event or time}",
        context=_facts(assignment.shift) | extra,
        url=reverse("volunteers:assignment-detail", args=[assignment.code]),
        now=now,
    )


def tell_organisers(assignment: models.Assignment, template: str, *, now: datetime, **extra: str) -> None:
    """This function will tell those who run a request that somebody came or went, without a name."""
    for manager in queries.people.managers(assignment.shift.request.organisation):
        notices.send(
            to=manager,
            template=f"volunteers/{template}",
            key=f"{template}:{assignment.code}",
            context=_facts(assignment.shift) | extra,
            url=reverse("volunteers:shift-roster", args=[assignment.shift.code]),
            now=now,
        )


def tell_posters(request: models.Request, template: str, *, now: datetime) -> None:
    """This function will tell an organisation what the review of its request came to."""
    for manager in queries.people.managers(request.organisation):
        _tell_of_request(request, manager, template, now)


def _tell_of_request(request: models.Request, person: accounts.User, template: str, now: datetime) -> None:
    notices.send(
        to=person,
        template=f"volunteers/{template}",
        key=f"{template}:{request.code}:{now.isoformat()}",
        context={"title": request.title, "note": request.review_note},
        url=reverse("volunteers:request-detail", args=[request.code]),
        now=now,
    )


def _facts(shift: models.Shift) -> Facts:
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    return {
        "title": shift.request.title,
        "organisation": shift.request.organisation.name,
        "when": f"{starts:%Y年%-m月%-d日} {starts:%-H:%M}から{ends:%-H:%M}まで",
        "place": shift.place,
        "meeting_point": shift.request.meeting_point,
        "belongings": shift.request.belongings,
        "weather_rule": shift.request.weather_rule,
    }
