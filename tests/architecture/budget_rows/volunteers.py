"""How many queries each page of volunteering takes, with one row and with three."""

from tests.architecture import tables
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import models, queries


def _request(cast: Cast, **fields: object) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation, **fields)


def _board(cast: Cast, n: int) -> Target:
    shifts = factories.ShiftFactory.create_batch(n)
    return Target(shows=tuple(shift.request.title for shift in shifts))


def _request_with_shifts(cast: Cast, n: int) -> Target:
    request = factories.RequestFactory.create()
    places = [factories.ShiftFactory.create(request=request, place=f"見本公園{i}").place for i in range(n)]
    return Target(kwargs={"code": request.code}, shows=tuple(places))


def _organised(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    requests = factories.RequestFactory.create_batch(n, organisation=organisation)
    for request in requests:
        factories.ShiftFactory.create(request=request)
    return Target(shows=tuple(request.title for request in requests))


def _manager(cast: Cast, n: int) -> Target:
    people.OrganisationFactory.create(manager=cast.resident)
    return Target()


def _draft(cast: Cast, n: int) -> Target:
    request = _request(cast, draft=True)
    places = [factories.ShiftFactory.create(request=request, place=f"見本公園{i}").place for i in range(n)]
    return Target(kwargs={"code": request.code}, shows=tuple(places))


def _published(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _request(cast).code})


def _reviews(cast: Cast, n: int) -> Target:
    requests = factories.RequestFactory.create_batch(n, in_review=True)
    return Target(shows=tuple(request.title for request in requests))


def _review(cast: Cast, n: int) -> Target:
    request = factories.RequestFactory.create(in_review=True)
    places = [factories.ShiftFactory.create(request=request, place=f"見本公園{i}").place for i in range(n)]
    return Target(kwargs={"code": request.code}, shows=tuple(places))


def _open_shift(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.ShiftFactory.create().code})


def _suggested_people(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    words = tuple(f"見本の経験{i}" for i in range(n))
    for one in words:
        factories.OfferFactory.create(words=one, fields=[shift.request.field], times=[(1, 9, 12)])
    return Target(kwargs={"code": shift.code}, shows=words)


def _roster(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast), days=0, capacity=n)
    came = [factories.AttendanceFactory.create(assignment=factories.confirmed(shift)) for _ in range(n)]
    for _ in range(n):
        factories.waiting(shift)
        factories.AssignmentFactory.create(shift=shift)
    return Target(kwargs={"code": shift.code}, shows=tuple(one.assignment.person.name for one in came))


def _code_page(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.ShiftFactory.create(request=_request(cast)).code})


def _hours(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast), days=0)
    return Target(
        kwargs={"code": factories.AttendanceFactory.create(assignment=factories.confirmed(shift)).assignment.code}
    )


def _applied(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(request=_request(cast))
    return Target(kwargs={"code": factories.AssignmentFactory.create(shift=shift).code})


def _activities(cast: Cast, n: int) -> Target:
    to_come = [factories.confirmed(factories.ShiftFactory.create(days=day), cast.resident) for day in range(1, n + 1)]
    past = [factories.confirmed(factories.ShiftFactory.create(days=-day), cast.resident) for day in range(1, n + 1)]
    for one in past:
        factories.AttendanceFactory.create(assignment=one)
    return Target(shows=tuple(one.shift.request.title for one in to_come))


def _own_place(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.confirmed(factories.ShiftFactory.create(), cast.resident).code})


def _suggested_shifts(cast: Cast, n: int) -> Target:
    field = factories.FieldFactory.create()
    factories.OfferFactory.create(person=cast.resident, fields=[field], times=[(1, 9, 12)], districts=[])
    shifts = [factories.ShiftFactory.create(request__field=field) for _ in range(n)]
    return Target(shows=tuple(shift.request.title for shift in shifts))


def _offer(cast: Cast, n: int) -> Target:
    offer = factories.OfferFactory.create(person=cast.resident, times=[(1, 9, 12)])
    fields = factories.FieldFactory.create_batch(n)
    offer.fields.set(fields)
    return Target(shows=tuple(field.name for field in fields))


def _offer_api(cast: Cast, n: int) -> Target:
    offer = factories.OfferFactory.create(person=cast.resident, times=[(1, 9, 12)])
    fields = factories.FieldFactory.create_batch(n)
    offer.fields.set(fields)
    return Target(shows=tuple(field.code for field in fields))


def _check_in(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(starts_at=tables.NOW)
    factories.confirmed(shift, cast.resident)
    return Target(kwargs={"token": queries.check_ins.code_of(shift, now=tables.NOW)})


RESIDENT, ANONYMOUS, ADMINISTRATOR = Role.RESIDENT, Role.ANONYMOUS, Role.ADMINISTRATOR
ROWS = [
    Budget("volunteers:requests", ANONYMOUS, _board, queries=6),
    Budget("volunteers:request-detail", RESIDENT, _request_with_shifts, queries=7),
    Budget("volunteers:request-new", RESIDENT, _manager, queries=8, flat=True),
    Budget("volunteers:organised-requests", RESIDENT, _organised, queries=9),
    Budget("volunteers:request-changes", RESIDENT, _draft, queries=11),
    Budget("volunteers:request-closure", RESIDENT, _published, queries=5, flat=True),
    Budget("volunteers:request-reviews", ADMINISTRATOR, _reviews, queries=5),
    Budget("volunteers:request-review", ADMINISTRATOR, _review, queries=6),
    Budget("volunteers:shift-applications", RESIDENT, _open_shift, queries=4, flat=True),
    Budget("volunteers:shift-invitations", RESIDENT, _suggested_people, queries=9),
    Budget("volunteers:shift-roster", RESIDENT, _roster, queries=8),
    Budget("volunteers:shift-check-in-code", RESIDENT, _code_page, queries=6, flat=True),
    Budget("volunteers:assignment-hours", RESIDENT, _hours, queries=5, flat=True),
    Budget("volunteers:assignment-hours-withdrawal", RESIDENT, _hours, queries=5, flat=True),
    Budget("volunteers:application-refusal", RESIDENT, _applied, queries=5, flat=True),
    Budget("volunteers:check-in", RESIDENT, _check_in, queries=7, flat=True),
    Budget("volunteers:assignments", RESIDENT, _activities, queries=7),
    Budget("volunteers:assignment-detail", RESIDENT, _own_place, queries=5, flat=True),
    Budget("volunteers:assignment-withdrawal", RESIDENT, _own_place, queries=4, flat=True),
    Budget("volunteers:offers", RESIDENT, _offer, queries=9),
    Budget("volunteers:suggestions", RESIDENT, _suggested_shifts, queries=9),
    Budget("api-volunteers:requests", ANONYMOUS, _board, queries=3),
    Budget("api-volunteers:request", ANONYMOUS, _request_with_shifts, queries=2),
    Budget("api-volunteers:assignments", RESIDENT, _activities, queries=2),
    Budget("api-volunteers:assignment", RESIDENT, _own_place, queries=2, flat=True),
    Budget("api-volunteers:offers", RESIDENT, _offer_api, queries=5),
    Budget("api-volunteers:suggestions", RESIDENT, _suggested_shifts, queries=7),
]
