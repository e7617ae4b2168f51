from collections.abc import Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from backend.accounts import models as accounts
from backend.portal.management.commands._demo import people, places
from bookings import enums, models

# Before this day nothing of the demo is valid.
SINCE = date(2020, 4, 1)
ALWAYS = DateRange(SINCE, None)


def load(city: accounts.Municipality) -> None:
    """This function will make the centers with their rooms, periods and closures, and the words that bookings use."""
    for position, (code, name) in enumerate(places.ACTIVITIES.items()):
        models.Activity.objects.create(municipality=city, code=code, name=name, position=position)
    for position, (code, name) in enumerate(places.USER_CLASSES.items()):
        accounts.UserClass.objects.create(municipality=city, code=code, name=name, position=position)
    districts = {district.code: district for district in accounts.District.objects.filter(municipality=city)}
    for position, code in enumerate(people.DISTRICTS):
        _fill(_center(city, districts[code], position), _rooms(code, position))
    _fill(_unnamed_center(city), places.UNNAMED_ROOMS)


def _center(city: accounts.Municipality, district: accounts.District, position: int) -> models.Center:
    contact = places.CONTACTS.get(district.code, places.Contact())
    return models.Center.objects.create(
        code=district.code,
        municipality=city,
        district=district,
        name=f"{district.name}交流センター",
        address=contact.address,
        phone=contact.phone,
        note=_note(district.code, contact),
        is_provisional=district.code not in places.WITH_RULES,
        booking_mode=enums.BookingMode.EVERYONE,
        position=position,
    )


def _note(code: str, contact: places.Contact) -> str:
    unsure = "センターの名称は、市の確認を受けるまでの仮のものです。" if code in places.NAMES_TO_CONFIRM else ""
    return "\n".join(filter(None, [places.NOTES.get(code, ""), contact.note, unsure]))


def _unnamed_center(city: accounts.Municipality) -> models.Center:
    return models.Center.objects.create(
        code=places.UNNAMED,
        municipality=city,
        name="交流センターX（名称未公表・仮）",
        note=places.NOTES[places.UNNAMED],
        is_provisional=True,
        position=len(people.DISTRICTS),
    )


def _rooms(code: str, position: int) -> Sequence[places.Space]:
    known = {"kuji": places.KUJI, "namekawa": places.NAMEKAWA}
    return known.get(code) or places.PATTERNS[position % len(places.PATTERNS)]


def _fill(center: models.Center, rooms: Sequence[places.Space]) -> None:
    spaces = {room.name: models.Space.objects.create(center=center, name=room.name) for room in rooms if not room.of}
    for position, room in enumerate(rooms):
        made = _room(center, room, position)
        models.RoomSpace.objects.bulk_create(
            models.RoomSpace(room=made, space=spaces[name]) for name in room.of or (room.name,)
        )
    periods = models.PeriodSet.objects.create(center=center, valid=ALWAYS)
    models.Period.objects.bulk_create(
        models.Period(period_set=periods, code=span.code, name=span.name, starts=span.starts, ends=span.ends)
        for span in places.PERIODS.get(center.code, places.USUAL_PERIODS)
    )
    models.Closure.objects.bulk_create(
        _closure(center, closure) for closure in places.CLOSURES.get(center.code, places.USUAL_CLOSURES)
    )


def _room(center: models.Center, room: places.Space, position: int) -> models.Room:
    return models.Room.objects.create(
        center=center,
        code=f"{center.code}-{room.suffix}",
        name=room.name,
        capacity=room.capacity,
        fee_yen=room.fee_yen,
        area_m2=room.area_m2,
        note=room.note,
        is_provisional=not room.is_real,
        position=position,
    )


def _closure(center: models.Center, closure: places.YearlyClosure) -> models.Closure:
    return models.Closure(
        center=center,
        first_month=closure.first[0],
        first_day=closure.first[1],
        last_month=closure.last[0],
        last_day=closure.last[1],
        reason=closure.reason,
        source=closure.source,
    )
