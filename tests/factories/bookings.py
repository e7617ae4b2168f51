"""Centers, rooms, rules and bookings for tests.

    CenterFactory.create(code="kuji")             a center with 午前・午後・夜間 on every day, and no rules
    RoomFactory.create(center=center)             a room of one space of its own
    joined_room(a, b)                             a room made of the spaces of two others
    publish(center, {"caps": {...}}, room=None)   usage rules in force since 2020
    BookingFactory.create(room=room, date=...)    a booking made by the action, tentative; `state=` for a later one

The clock of these helpers stands at NOW, 1 May 2026, noon in Tokyo; DAY is the Wednesday after next.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import factory
from django.db.backends.postgresql.psycopg_any import DateRange

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, models
from tests.factories.accounts import DistrictFactory, MunicipalityFactory, UserFactory

NOW = datetime(2026, 5, 1, 3, 0, tzinfo=UTC)
DAY = date(2026, 5, 13)
SINCE = date(2020, 4, 1)
PERIODS = (
    ("morning", "午前", time(9), time(12)),
    ("afternoon", "午後", time(13), time(17)),
    ("night", "夜間", time(17), time(21)),
)


class CenterFactory(factory.django.DjangoModelFactory[models.Center]):
    """A center that everybody books online; `periods=()` for one without periods."""

    class Meta:
        model = models.Center
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    district = factory.SubFactory(DistrictFactory)
    code = factory.Sequence(lambda n: f"center-{n}")
    name = factory.Sequence(lambda n: f"見本{n}交流センター")
    phone = "0294-00-0000"
    position = factory.Sequence(lambda n: n % 30_000)

    @factory.post_generation  # type: ignore[untyped-decorator]
    def periods(
        self: models.Center, create: bool, periods: Sequence[tuple[str, str, time, time]] | None, **_: object
    ) -> None:
        """This hook will give the center its periods, unless it has some."""
        if not self.period_sets.exists():
            set_periods(self, PERIODS if periods is None else periods)


def set_periods(
    center: models.Center,
    periods: Sequence[tuple[str, str, time, time]],
    *,
    room: models.Room | None = None,
    valid: tuple[date, date | None] = (SINCE, None),
) -> models.PeriodSet:
    """This function will give a center or a room its periods for some days."""
    made = models.PeriodSet.objects.create(center=center, room=room, valid=DateRange(*valid))
    models.Period.objects.bulk_create(
        models.Period(period_set=made, code=code, name=name, starts=starts, ends=ends)
        for code, name, starts, ends in periods
    )
    return made


class RoomFactory(factory.django.DjangoModelFactory[models.Room]):
    """A room of one space of its own; `made_of=[...]` spaces of others instead."""

    class Meta:
        model = models.Room
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    code = factory.Sequence(lambda n: f"room-{n}")
    name = factory.Sequence(lambda n: f"見本の部屋{n}")
    capacity = 30
    fee_yen = 300
    position = factory.Sequence(lambda n: n % 30_000)

    @factory.post_generation  # type: ignore[untyped-decorator]
    def made_of(self: models.Room, create: bool, spaces: Sequence[models.Space] | None, **_: object) -> None:
        """This hook will lay out the room's leaf spaces."""
        own = spaces or [models.Space.objects.create(center=self.center, name=self.name)]
        models.RoomSpace.objects.bulk_create(models.RoomSpace(room=self, space=space) for space in own)


def joined_room(*parts: models.Room, **fields: Any) -> models.Room:  # noqa: ANN401 - the room's own fields
    """This function will make the room that several others are when joined (和室A+B)."""
    spaces = [space for part in parts for space in part.spaces.order_by("pk")]
    return RoomFactory.create(center=parts[0].center, made_of=spaces, **fields)


def publish(
    center: models.Center,
    content: Mapping[str, Any],
    *,
    room: models.Room | None = None,
    valid_from: date = SINCE,
) -> models.UsageRules:
    """This function will publish usage rules of a center or one of its rooms."""
    return actions.publish_usage_rules(
        content,
        municipality=center.municipality,
        center=center,
        room=room,
        valid_from=valid_from,
        by=None,
        now=NOW,
    )


class BookingFactory(factory.django.DjangoModelFactory[models.Booking]):
    """A booking by the action itself, so that its holds and history are there; `state="approved"` goes on to it."""

    class Meta:
        model = models.Booking

    room = factory.SubFactory(RoomFactory)
    by = factory.SubFactory(UserFactory)
    date = DAY
    periods = ("morning",)
    headcount = 8
    purpose = "健康体操の練習"
    now = NOW

    @classmethod
    def _create(cls, model_class: type[models.Booking], *_: Any, **fields: Any) -> models.Booking:  # noqa: ANN401, ARG003
        state = fields.pop("state", None)
        booking = actions.reserve_room(fields.pop("room"), **fields)
        return _brought_to(state, booking, fields["now"]) if state else booking


def _brought_to(state: str, booking: models.Booking, now: datetime) -> models.Booking:
    desk: accounts.User = UserFactory.create()
    match state:
        case "approved":
            return actions.approve_booking(booking, by=desk, now=now)
        case "refused":
            return actions.refuse_booking(booking, by=desk, reason="見本の理由", now=now)
        case "cancelled":
            return actions.cancel_booking(booking, by=booking.booked_by or desk, now=now)
    return booking


def person_of(booking: models.Booking) -> accounts.User:
    """This function will give the person of a booking that is not somebody's without an account."""
    assert booking.booked_by is not None
    return booking.booked_by


def user_class(center: models.Center, code: str) -> accounts.UserClass:
    """This function will make a class of users of a center's city."""
    return accounts.UserClass.objects.create(municipality=center.municipality, code=code, name=f"見本の区分 {code}")


class EquipmentFactory(factory.django.DjangoModelFactory[models.Equipment]):
    """Something that a center lends, with or without a room; `pieces=3` is how many there are."""

    class Meta:
        model = models.Equipment
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    name = factory.Sequence(lambda n: f"見本のプロジェクター{n}")
    position = factory.Sequence(lambda n: n % 30_000)

    @factory.post_generation  # type: ignore[untyped-decorator]
    def pieces(self: models.Equipment, create: bool, pieces: int | None, **_: object) -> None:
        """This hook will number the pieces."""
        count = 2 if pieces is None else pieces
        models.EquipmentPiece.objects.bulk_create(
            models.EquipmentPiece(equipment=self, number=number) for number in range(1, count + 1)
        )


def loan(equipment: models.Equipment, *, by: accounts.User | None = None, **fields: Any) -> models.Loan:  # noqa: ANN401
    """This function will reserve equipment by the action: one piece on DAY from ten to twelve, unless told otherwise.

    `day`, `hours=(10, 12)`, and the fields of a plan.
    """
    day, (starts, ends) = fields.pop("day", DAY), fields.pop("hours", (10, 12))
    given: dict[str, Any] = {
        "pieces": 1,
        "starts_at": clock.at(day, time(starts)),
        "ends_at": clock.at(day, time(ends)),
        "purpose": "見本の集まり",
    }
    now = fields.pop("now", NOW)
    plan = actions.LoanPlan(equipment=equipment, **(given | fields))
    return actions.reserve_equipment(plan, by=by or UserFactory.create(), now=now)
