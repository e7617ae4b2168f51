"""Who is told what; the texts are in templates/mail/volunteers/."""

from datetime import datetime

from django.urls import reverse

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import actions as notices
from backend.notices import rules as notice_rules
from volunteers import enums, models, queries, rules

Facts = dict[str, str]
# What tells somebody that a place is theirs; whose guardian has not consented yet hears that it is held.
CERTAIN = frozenset({"confirmed", "promoted"})


def tell_person(
    assignment: models.Assignment,
    template: str,
    *,
    now: datetime,
    time: int = 1,
    event: str = "",
    urgent: bool = False,
    **extra: str,
) -> None:
    """This function will tell the person of an assignment what became of it, once per kind, assignment and `time`.

    `event` names what it is about, where that may happen more than once. What is `urgent` goes out at night as well.
    """
    if template in CERTAIN and assignment.state == enums.AssignmentState.HELD:
        template, extra = "held", extra | _awaited(assignment)
    notices.send(
        to=assignment.person,
        template=f"volunteers/{template}",
        key=f"{template}:{assignment.code}:{event or time}",
        context=facts(assignment.shift) | extra,
        url=reverse("volunteers:assignment-detail", args=[assignment.code]),
        urgent=urgent,
        now=now,
    )


def is_urgent(shift: models.Shift, *, now: datetime) -> bool:
    """This function will tell whether news about a shift cannot wait for the morning."""
    local, starts = now.astimezone(clock.TOKYO), shift.starts_at.astimezone(clock.TOKYO)
    return notice_rules.is_urgent(local=local, local_start=starts)


def _awaited(assignment: models.Assignment) -> Facts:
    return {"until": day_and_time(assignment.answer_due_at or assignment.shift.starts_at)}


def tell_organisers(assignment: models.Assignment, template: str, *, now: datetime, **extra: str) -> None:
    """This function will tell those who run a request that somebody came or went, without a name."""
    for manager in queries.people.managers(assignment.shift.request.organisation):
        notices.send(
            to=manager,
            template=f"volunteers/{template}",
            key=f"{template}:{assignment.code}",
            context=facts(assignment.shift) | extra,
            url=reverse("volunteers:shift-roster", args=[assignment.shift.code]),
            now=now,
        )


def ask_organisers(shift: models.Shift, template: str, *, event: str, now: datetime) -> None:
    """This function will ask those who run a shift's request to look at its roster, once per event."""
    for manager in queries.people.managers(shift.request.organisation):
        notices.send(
            to=manager,
            template=f"volunteers/{template}",
            key=f"{template}:{shift.code}:{event}",
            context=facts(shift),
            url=reverse("volunteers:shift-roster", args=[shift.code]),
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


def day_and_time(instant: datetime) -> str:
    """This function will say an instant in short, such as 5月10日 21:00."""
    return f"{instant.astimezone(clock.TOKYO):%-m月%-d日 %-H:%M}"


def spoken(instant: datetime) -> str:
    """This function will say an instant as people do, such as 5月10日（日）21:00."""
    local = instant.astimezone(clock.TOKYO)
    return f"{local:%-m月%-d日}（{'月火水木金土日'[local.weekday()]}）{local:%-H:%M}"


def facts(shift: models.Shift) -> Facts:
    """This function will give what every text about a shift may name."""
    starts, ends = shift.starts_at.astimezone(clock.TOKYO), shift.ends_at.astimezone(clock.TOKYO)
    return {
        "title": shift.request.title,
        "application": rules.events.words(shift.request.purpose).application,
        "organisation": shift.request.organisation.name,
        "when": f"{starts:%Y年%-m月%-d日} {starts:%-H:%M}から{ends:%-H:%M}まで",
        "place": shift.place,
        "meeting_point": shift.request.meeting_point,
        "belongings": shift.request.belongings,
        "weather_rule": shift.request.weather_rule,
    }
