"""How many queries each page of volunteering takes, with one row and with three."""

from tests.architecture import tables
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import points as ledger
from tests.factories import volunteers as factories
from volunteers import models, queries


def _request(cast: Cast, **fields: object) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation, **fields)


def _board(cast: Cast, n: int) -> Target:
    shifts = factories.ShiftFactory.create_batch(n)
    return Target(shows=tuple(shift.request.title for shift in shifts))


def _request_with_shifts(cast: Cast, n: int) -> Target:
    ledger.rule("attendance", caps={"day": 100})
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
    ledger.rule("attendance", caps={"day": 100})
    return Target(kwargs={"code": factories.ShiftFactory.create().code})


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


def _check_in(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(starts_at=tables.NOW)
    factories.confirmed(shift, cast.resident)
    return Target(kwargs={"token": queries.check_ins.code_of(shift, now=tables.NOW)})


RESIDENT, ANONYMOUS, ADMINISTRATOR = Role.RESIDENT, Role.ANONYMOUS, Role.ADMINISTRATOR
ROWS = [
    Budget("volunteers:requests", ANONYMOUS, _board, queries=6),
    Budget("volunteers:request-detail", RESIDENT, _request_with_shifts, queries=12),
    Budget("volunteers:request-new", RESIDENT, _manager, queries=10, flat=True),
    Budget("volunteers:organised-requests", RESIDENT, _organised, queries=9),
    Budget("volunteers:request-changes", RESIDENT, _draft, queries=13),
    Budget("volunteers:request-closure", RESIDENT, _published, queries=5, flat=True),
    Budget("volunteers:request-reviews", ADMINISTRATOR, _reviews, queries=5),
    Budget("volunteers:request-review", ADMINISTRATOR, _review, queries=7),
    Budget("volunteers:shift-applications", RESIDENT, _open_shift, queries=6, flat=True),
    Budget("volunteers:shift-roster", RESIDENT, _roster, queries=12),
    Budget("volunteers:shift-check-in-code", RESIDENT, _code_page, queries=6, flat=True),
    Budget("volunteers:assignment-hours", RESIDENT, _hours, queries=5, flat=True),
    Budget("volunteers:assignment-hours-withdrawal", RESIDENT, _hours, queries=5, flat=True),
    Budget("volunteers:application-refusal", RESIDENT, _applied, queries=5, flat=True),
    Budget("volunteers:check-in", RESIDENT, _check_in, queries=7, flat=True),
    Budget("volunteers:assignments", RESIDENT, _activities, queries=7),
    Budget("volunteers:assignment-detail", RESIDENT, _own_place, queries=7, flat=True),
    Budget("volunteers:assignment-withdrawal", RESIDENT, _own_place, queries=4, flat=True),
    Budget("volunteers:suggestions", RESIDENT, _suggested_shifts, queries=12),
    Budget("api-volunteers:shift-points", RESIDENT, _open_shift, queries=3, flat=True),
    Budget("api-volunteers:requests", ANONYMOUS, _board, queries=3),
    Budget("api-volunteers:request", ANONYMOUS, _request_with_shifts, queries=2),
    Budget("api-volunteers:assignments", RESIDENT, _activities, queries=3),
    Budget("api-volunteers:assignment", RESIDENT, _own_place, queries=3, flat=True),
    Budget("api-volunteers:suggestions", RESIDENT, _suggested_shifts, queries=10),
]
