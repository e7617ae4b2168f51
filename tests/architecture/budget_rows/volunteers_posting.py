"""How many queries writing and reading requests by the API take, with one row and with three."""

from tests.architecture.tables import NOW, Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import actions, models


def _organisation(cast: Cast) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation)


def _requests(cast: Cast, n: int) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    for number in range(n):
        request = factories.RequestFactory.create(organisation=organisation, title=f"見本の募集{number}")
        factories.ShiftFactory.create(request=request)
    return Target(shows=tuple(f"見本の募集{number}" for number in range(n)))


def _reviews(cast: Cast, n: int) -> Target:
    for number in range(n):
        request = factories.RequestFactory.create(in_review=True, title=f"見本の募集{number}")
        factories.ShiftFactory.create(request=request)
    return Target(shows=tuple(f"見本の募集{number}" for number in range(n)))


def _changes(cast: Cast, n: int) -> Target:
    request = _organisation(cast)
    for number in range(n):
        line = {"field": "place", "label": "場所", "old": "見本", "new": f"見本の場所{number}"}
        shift = factories.ShiftFactory.create(request=request)
        models.RequestChange.objects.create(
            request=request, shift=shift, lines=[line], is_important=True, made_by=cast.resident, made_at=NOW
        )
    return Target(kwargs={"code": request.code}, shows=tuple(f"見本の場所{number}" for number in range(n)))


def _templates(cast: Cast, n: int) -> Target:
    request = _organisation(cast)
    names = tuple(f"見本のひな形{number}" for number in range(n))
    for name in names:
        actions.save_template(request, name=name, by=cast.resident, now=NOW)
    return Target(shows=names)


def _template(cast: Cast, n: int) -> Target:
    made = actions.save_template(_organisation(cast), name="毎月", by=cast.resident, now=NOW)
    return Target(kwargs={"code": made.code})


def _copy(cast: Cast, n: int) -> Target:
    request = _organisation(cast)
    for number in range(n):
        factories.ShiftFactory.create(request=request, place=f"見本の場所{number}")
    return Target(kwargs={"code": request.code}, shows=tuple(f"見本の場所{number}" for number in range(n)))


def _shift(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.ShiftFactory.create(request=_organisation(cast)).code})


RESIDENT = Role.RESIDENT
ROWS = [
    Budget("api-volunteers:organised-requests", RESIDENT, _requests, queries=5),
    Budget("api-volunteers:request-reviews", Role.ADMINISTRATOR, _reviews, queries=5),
    Budget("api-volunteers:request-changes", RESIDENT, _changes, queries=4),
    Budget("api-volunteers:request-templates", RESIDENT, _templates, queries=4),
    Budget("api-volunteers:request-template", RESIDENT, _template, queries=3, flat=True),
    Budget("api-volunteers:request-copies", RESIDENT, _copy, queries=5),
    Budget("api-portal:shift-room", RESIDENT, _shift, queries=4, flat=True),
]
