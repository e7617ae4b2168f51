"""Requests, shifts, places and offers for tests.

RequestFactory.create(organisation=…, published=False)   published by default, first come, waiting list
ShiftFactory.create(request=…, capacity=5, days=3)       that many days after NOW, 10:00 to 12:00 in Tokyo
confirmed(shift, person=…)                               somebody with a place, counted in the shift
AttendanceFactory.create(assignment=…)                   who came, by the code
OfferFactory.create(person=…, fields=[…], districts=[…], times=[(6, 9, 12)])
"""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import factory
from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from tests.factories import accounts as people
from volunteers import enums, models

# The instant of the tables, so that rows and pages agree: 8 May 2026, noon in Tokyo, a Friday.
TODAY = date(2026, 5, 8)
NOW = clock.at(TODAY, time(12))


class FieldFactory(factory.django.DjangoModelFactory[models.Field]):
    """A field of activity; a known `code` finds the existing one."""

    class Meta:
        model = models.Field
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"field-{n}")
    name = factory.Sequence(lambda n: f"見本分野{n}")
    position = factory.Sequence(lambda n: n % 30_000)


class RequestFactory(factory.django.DjangoModelFactory[models.Request]):
    """A published request of an approved organisation."""

    class Meta:
        model = models.Request

    class Params:
        draft = factory.Trait(status=enums.RequestStatus.DRAFT, published_at=None)
        in_review = factory.Trait(status=enums.RequestStatus.IN_REVIEW, published_at=None)

    organisation = factory.SubFactory(people.OrganisationFactory)
    title = factory.Sequence(lambda n: f"見本海岸の清掃{n}")
    field = factory.SubFactory(FieldFactory)
    tasks = "砂浜のごみを拾い、種類ごとに分けます。"
    district = factory.SubFactory(people.DistrictFactory)
    meeting_point = "見本海岸の駐車場"
    belongings = "軍手、飲み物"
    contact = "見本 連絡係 000-0000-0000"
    age_reason = factory.LazyAttribute(lambda one: "刃物を使うため" if one.minimum_age or one.maximum_age else "")
    minimum_age: int | None = None
    maximum_age: int | None = None
    status = enums.RequestStatus.PUBLISHED
    posted_by = factory.SubFactory(people.UserFactory)
    created_at = NOW - timedelta(days=7)
    published_at = NOW - timedelta(days=6)


class ShiftFactory(factory.django.DjangoModelFactory[models.Shift]):
    """Two hours in the morning, `days` after NOW."""

    class Meta:
        model = models.Shift

    class Params:
        days = 3

    request = factory.SubFactory(RequestFactory)
    starts_at = factory.LazyAttribute(lambda shift: morning(shift.days))
    ends_at = factory.LazyAttribute(lambda shift: shift.starts_at + timedelta(hours=2))
    place = "見本海岸"
    capacity = 5


class WindowFactory(factory.django.DjangoModelFactory[models.Window]):
    """Four weeks from today, weekends from 9 to 17, two people at one time, twenty hours in all."""

    class Meta:
        model = models.Window

    class Params:
        open_ended = factory.Trait(
            request=factory.SubFactory(RequestFactory, kind=enums.RequestKind.OPEN_ENDED),
            last=None,
            minutes_needed=None,
        )

    request = factory.SubFactory(RequestFactory, kind=enums.RequestKind.FLEXIBLE)
    first = TODAY
    last = TODAY + timedelta(days=28)
    weekdays: ClassVar[list[int]] = [6, 7]
    opens_at = time(9)
    closes_at = time(17)
    minutes_needed = 1200
    capacity = 2
    place = "見本公園の花だん"


def morning(days: int) -> datetime:
    """This function will give ten o'clock in Tokyo, so many days after NOW."""
    return clock.at(TODAY + timedelta(days=days), time(10))


class AssignmentFactory(factory.django.DjangoModelFactory[models.Assignment]):
    """Somebody who waits for the organiser's answer; `confirmed` counts a place."""

    class Meta:
        model = models.Assignment

    shift = factory.SubFactory(ShiftFactory)
    person = factory.SubFactory(people.UserFactory)
    during = factory.LazyAttribute(lambda one: (one.shift.starts_at, one.shift.ends_at))
    state = enums.AssignmentState.APPLIED
    created_at = NOW - timedelta(days=2)


def confirmed(shift: models.Shift, person: accounts.User | None = None, **fields: Any) -> models.Assignment:  # noqa: ANN401
    """This function will give somebody a place, counted in the shift."""
    with transaction.atomic():
        shift.taken += 1
        shift.save(update_fields=["taken"])
        return AssignmentFactory.create(
            shift=shift,
            person=person or people.UserFactory.create(),
            state=enums.AssignmentState.CONFIRMED,
            confirmed_at=NOW - timedelta(days=2),
            **fields,
        )


def waiting(shift: models.Shift, person: accounts.User | None = None, **fields: Any) -> models.Assignment:  # noqa: ANN401
    """This function will put somebody at the end of a shift's line."""
    shift.line += 1
    shift.save(update_fields=["line"])
    return AssignmentFactory.create(
        shift=shift,
        person=person or people.UserFactory.create(),
        state=enums.AssignmentState.WAITING,
        position=shift.line,
        **fields,
    )


def offered(
    shift: models.Shift,
    person: accounts.User | None = None,
    *,
    hours: float = 24,
    **fields: Any,  # noqa: ANN401
) -> models.Assignment:
    """This function will keep a place of a shift for somebody of its line, who was asked NOW and has so many hours."""
    with transaction.atomic():
        shift.taken += 1
        shift.line += 1
        shift.save(update_fields=["taken", "line"])
        return AssignmentFactory.create(
            shift=shift,
            person=person or people.UserFactory.create(),
            state=enums.AssignmentState.OFFERED,
            position=shift.line,
            asked_at=NOW,
            answer_due_at=NOW + timedelta(hours=hours),
            **fields,
        )


def invited(shift: models.Shift, person: accounts.User | None = None) -> models.Assignment:
    """This function will ask somebody to join a shift."""
    return AssignmentFactory.create(
        shift=shift,
        person=person or people.UserFactory.create(),
        state=enums.AssignmentState.INVITED,
        invited_at=NOW - timedelta(days=1),
    )


class AttendanceFactory(factory.django.DjangoModelFactory[models.Attendance]):
    """That somebody with a place came."""

    class Meta:
        model = models.Attendance
        skip_postgeneration_save = True

    assignment = factory.LazyFunction(lambda: confirmed(ShiftFactory.create(days=0)))
    checked_in_at = factory.LazyAttribute(lambda one: one.assignment.shift.starts_at)
    method = enums.CheckInMethod.QR
    checked_in_by = factory.LazyAttribute(lambda one: one.assignment.person)
    proposed_minutes = 120

    @factory.post_generation  # type: ignore[untyped-decorator]
    def stays(self: models.Attendance, create: bool, given: object, **_: object) -> None:
        """This hook will open the stay that the check-in began."""
        models.Stay.objects.create(attendance=self, starts_at=self.checked_in_at, ends_at=self.checked_out_at)


class OfferFactory(factory.django.DjangoModelFactory[models.Offer]):
    """What somebody can do; `times` are (weekday, from hour, until hour)."""

    class Meta:
        model = models.Offer
        skip_postgeneration_save = True

    person = factory.SubFactory(people.UserFactory)
    created_at = NOW - timedelta(days=30)
    changed_at = NOW - timedelta(days=30)

    @factory.post_generation  # type: ignore[untyped-decorator]
    def fields(self: models.Offer, create: bool, given: list[models.Field] | None, **_: object) -> None:
        """This hook will set the fields."""
        self.fields.set(given or [])

    @factory.post_generation  # type: ignore[untyped-decorator]
    def districts(self: models.Offer, create: bool, given: list[accounts.District] | None, **_: object) -> None:
        """This hook will set the districts."""
        self.districts.set(given or [])

    @factory.post_generation  # type: ignore[untyped-decorator]
    def times(self: models.Offer, create: bool, given: list[tuple[int, int, int]] | None, **_: object) -> None:
        """This hook will write the weekly times."""
        for weekday, start, until in given or []:
            models.OfferTime.objects.create(offer=self, weekday=weekday, starts_at=time(start), ends_at=time(until))


def manager_of(request: models.Request) -> accounts.User:
    """This function will make somebody who runs a request."""
    return people.OrganisationMemberFactory.create(organisation=request.organisation).user
