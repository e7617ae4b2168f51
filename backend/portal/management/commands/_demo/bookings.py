import json
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, errors
from backend.portal.management.commands._demo import (
    bookings_equipment,
    bookings_rules,
    bookings_series,
    bookings_switches,
    bookings_waiting,
    centers,
    people,
    places,
)
from bookings import actions, models

RULES = Path(__file__).parent / "usage_rules"
# On how many days to come the demo shows bookings of others.
BUSY_DAYS = range(8, 29)


def load(now: datetime) -> None:
    """This function will make the centers with their usage rules, and bookings for the weeks to come."""
    city = accounts.Municipality.objects.get(code=people.MUNICIPALITY)
    if models.Center.objects.filter(municipality=city).exists():
        return
    with transaction.atomic():
        centers.load(city)
        _publish_rules(city, now)
    _reserve(now)
    bookings_waiting.load(now)
    bookings_equipment.load(now)
    bookings_switches.load(now)


def _publish_rules(city: accounts.Municipality, now: datetime) -> None:
    publish = partial(actions.publish_usage_rules, municipality=city, valid_from=centers.SINCE, by=None, now=now)
    publish(_content("municipality")["own"])
    for center in models.Center.objects.filter(municipality=city).prefetch_related("rooms"):
        is_real = center.code in places.WITH_RULES | {places.UNNAMED}
        content = _content(center.code if is_real else "provisional")
        publish(content["own"], center=center, note="" if is_real else places.PROVISIONAL)
        for room in center.rooms.all():
            if room.code in content["rooms"]:
                publish(content["rooms"][room.code], center=center, room=room)


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((RULES / f"{name}.json").read_text(encoding="utf-8"))
    return content


def _reserve(now: datetime) -> None:
    """This function will reserve rooms as callers would, and the group its series; what a rule refuses stays free."""
    desk = _user(people.DESK)
    rooms = {room.code: room for room in models.Room.objects.select_related("center__municipality")}
    today = clock.date_of(now)
    for ahead in BUSY_DAYS:
        day = today + timedelta(days=ahead)
        if day.weekday() in (0, 4, 5):
            _by_phone(rooms["kuji-kaigi"], day, "morning" if day.weekday() else "night", by=desk, now=now)
        if day.weekday() == 5:
            _by_phone(rooms["kuji-washitsu-a"], day, "morning", by=desk, now=now)
    bookings_series.load(now)
    bookings_rules.load(now)


def _by_phone(room: models.Room, day: date, period: str, *, by: accounts.User, now: datetime) -> None:
    try:
        made = actions.reserve_by_proxy(
            room,
            date=day,
            periods=[period],
            by=by,
            contact_name="電話 利用者",
            contact_kana="デンワ リヨウシャ",
            contact_phone="0294-00-0000",
            headcount=10,
            purpose="町内の集まり",
            activity="meeting",
            now=now,
        )
    except errors.DomainError:
        return
    actions.approve_booking(made, by=by, now=now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)
