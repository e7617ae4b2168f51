"""How many queries the pages of the waiting list take."""

from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import actions


def _wave(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    for _ in range(n):
        factories.invited(shift)
    return Target(kwargs={"code": shift.code})


def _asked(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation, capacity=n)
    asked = [factories.offered(shift) for _ in range(n)]
    for _ in range(n):
        factories.waiting(shift)
    return Target(kwargs={"code": shift.code}, shows=tuple(one.person.name for one in asked))


def _in_line(cast: Cast, n: int) -> Target:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    for _ in range(n):
        factories.waiting(shift)
    return Target(kwargs={"code": factories.waiting(shift, cast.resident).code})


def _to_hear(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    place = factories.confirmed(factories.ShiftFactory.create(request__organisation=organisation))
    return Target(kwargs={"code": place.code})


def _heard(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation, capacity=n)
    gone = [factories.confirmed(shift) for _ in range(n)]
    for place in gone:
        actions.hear_withdrawal(place, said_by="self", reason="熱が出た", by=cast.resident, now=factories.NOW)
    return Target(kwargs={"code": shift.code}, shows=tuple(one.person.name for one in gone))


ROWS = [
    Budget("volunteers:shift-roster", Role.RESIDENT, _heard, queries=12),
    Budget("api-volunteers:shift-heard-withdrawals", Role.RESIDENT, _heard, queries=5),
    Budget("volunteers:assignment-heard-withdrawal", Role.RESIDENT, _to_hear, queries=5, flat=True),
    Budget("volunteers:shift-invitation-wave", Role.RESIDENT, _wave, queries=6, flat=True),
    Budget("api-volunteers:shift-invitation-wave", Role.RESIDENT, _wave, queries=4, flat=True),
    Budget("volunteers:shift-roster", Role.RESIDENT, _asked, queries=12),
    Budget("volunteers:assignment-detail", Role.RESIDENT, _in_line, queries=8, flat=True),
    Budget("api-volunteers:assignment", Role.RESIDENT, _in_line, queries=4, flat=True),
]
