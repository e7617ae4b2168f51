"""An event of an organisation and one of a center, with a family that comes, and a child whose place is held."""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models, queries

SUNDAY = 7
CENTER = "kuji"
CONCERT = "こども音楽会をきく"
STARS = "親子で星を見る会"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make them once."""
    if models.Request.objects.filter(purpose=enums.Purpose.EVENT).exists():
        return
    community = accounts.Organisation.objects.get(name=people.COMMUNITY)
    concert = _event(
        community, CONCERT, "合奏と合唱をききます。小さなお子さんも楽しめます。", now, weeks=3, party_limit=5
    )
    stars = _event(
        _center(now),
        STARS,
        "望遠鏡で星を見ます。くもりのときは、室内で星の話をします。",
        now,
        weeks=4,
        party_limit=4,
        fee_note="材料費として1人100円を、受付で集めます。",
    )
    _apply(stars, people.RESIDENT, now, party=3)
    _apply(concert, people.NEIGHBOUR, now, party=2)
    _held_for_a_child(now)


def _center(now: datetime) -> accounts.Organisation:
    desk = _user(people.DESK)
    return actions.become_host(queries.hosts.seat_of(desk, CENTER), by=desk, now=now)


def _event(
    organisation: accounts.Organisation, title: str, tasks: str, now: datetime, *, weeks: int, **more: object
) -> models.Request:
    plan = actions.RequestPlan(
        title=title,
        field=models.Field.objects.get(code="events"),
        tasks=tasks,
        district=accounts.District.objects.get(code=CENTER),
        meeting_point="久慈交流センターの玄関",
        contact="推進 世話人（デモ） 000-0000-0000",
        purpose=enums.Purpose.EVENT,
        **more,  # type: ignore[arg-type]  # what events say beside the rest
    )
    day = _sunday(clock.date_of(now), weeks)
    shift = actions.ShiftPlan(
        starts_at=clock.at(day, time(14)),
        ends_at=clock.at(day, time(15, 30)),
        place="久慈交流センター",
        capacity=30,
        center_code=CENTER,
    )
    return actions.post_request(organisation, plan=plan, shifts=[shift], by=_user(people.DESK), now=now)


def _sunday(today: date, weeks: int) -> date:
    return today + timedelta(days=(SUNDAY - today.isoweekday() - 1) % 7 + 1 + 7 * (weeks - 1))


def _apply(request: models.Request, person: people.Person, now: datetime, party: int = 1) -> models.Assignment:
    shift = queries.requests.shifts_of(request)[0]
    user = _user(person)
    return actions.apply_for_shift(shift, person=user, by=user, now=now, party=party)


def _held_for_a_child(now: datetime) -> None:
    """This function will let the child apply for the clean-up; the guardian is asked by a mail of the demo."""
    cleanup = models.Request.objects.filter(title="海岸の清掃を手伝ってください").first()
    if cleanup is None:
        return
    held = _apply(cleanup, people.CHILD, now)
    contact = people.RESIDENT.email
    actions.ask_guardian(held, scope="shift", channel="mail", contact=contact, by=held.person, now=now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)
