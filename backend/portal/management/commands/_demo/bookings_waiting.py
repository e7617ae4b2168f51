"""A taken period with two in line, and a booking that gave way to public use, with what is held for its person."""

from datetime import date, datetime, timedelta

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import actions, models

CENTER, ROOM, DISPLACED_ROOM = "omika", 0, 1
# Far enough for every notice, near enough for everybody's window.
LINE_IN, DISPLACED_IN = timedelta(days=16), timedelta(days=18)


def load(now: datetime) -> None:
    """This function will let two people stand in line, and the city take a room from one."""
    if models.WaitingEntry.objects.exists():
        return
    rooms = list(models.Room.objects.filter(center__code=CENTER).select_related("center").order_by("position", "pk"))
    today = clock.date_of(now)
    _line(rooms[ROOM], today + LINE_IN, now)
    _displacement(rooms[DISPLACED_ROOM], today + DISPLACED_IN, now)


def _line(room: models.Room, day: date, now: datetime) -> None:
    leader, *waiting = (_user(person) for person in (people.LEADER, people.RESIDENT, people.NEIGHBOUR))
    _reserve(room, day, leader, "作品展の打ち合わせ", now)
    for person in waiting:
        actions.join_line(
            room,
            date=day,
            periods=["afternoon"],
            by=person,
            headcount=8,
            purpose="健康体操の練習",
            activity="gymnastics",
            now=now,
        )


def _displacement(room: models.Room, day: date, now: datetime) -> None:
    made = _reserve(room, day, _user(people.RESIDENT), "読書会", now)
    actions.book_public_use(
        room,
        date=day,
        periods=["afternoon"],
        user_class="public-body",
        by=_user(people.ADMINISTRATOR),
        contact_name="見本市 市民活動課",
        contact_phone="0294-00-0000",
        headcount=20,
        purpose="市民説明会",
        activity="meeting",
        reason="市民説明会を開くため",
        displacing=[made.code],
        now=now,
    )


def _reserve(room: models.Room, day: date, by: accounts.User, purpose: str, now: datetime) -> models.Booking:
    return actions.reserve_room(
        room, date=day, periods=["afternoon"], by=by, headcount=10, purpose=purpose, activity="meeting", now=now
    )


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)
