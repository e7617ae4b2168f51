"""How many queries the pages of the day itself take, with one row and with three."""

from tests.architecture import tables
from tests.architecture.tables import Budget, Cast, Role, Target
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import volunteers as factories
from volunteers import actions, models, queries


def _shift(cast: Cast) -> models.Shift:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    request = factories.RequestFactory.create(organisation=organisation)
    return factories.ShiftFactory.create(request=request, days=0, capacity=6)


def _came(shift: models.Shift) -> models.Assignment:
    place = factories.confirmed(shift)
    factories.AttendanceFactory.create(assignment=place)
    return place


def _list(cast: Cast, n: int) -> Target:
    shift = _shift(cast)
    places = [_came(shift) for _ in range(n)]
    for place in [factories.confirmed(shift) for _ in range(n)][:1]:
        models.NoShow.objects.create(assignment=place, recorded_by=cast.staff, recorded_at=factories.NOW)
    return Target(kwargs={"code": shift.code}, shows=tuple(place.person.name for place in places))


def _states(cast: Cast, n: int) -> Target:
    shift = _shift(cast)
    return Target(kwargs={"code": shift.code}, shows=tuple(_came(shift).code for _ in range(n)))


def _history(cast: Cast, n: int) -> Target:
    place = models.Assignment.objects.detailed().get(pk=_came(_shift(cast)).pk)
    for number in range(n):
        actions.correct_attendance(
            place,
            stays=[(place.shift.starts_at, None)],
            break_minutes=number + 5,
            reason=f"休憩を直した{number}",
            by=cast.resident,
            now=factories.NOW,
        )
    return Target(kwargs={"code": place.code}, shows=tuple(f"休憩を直した{number}" for number in range(n)))


def _one(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _came(_shift(cast)).code})


def _missing(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": factories.confirmed(_shift(cast)).code})


def _expected(cast: Cast, n: int) -> Target:
    shift = _shift(cast)
    places = [factories.confirmed(shift) for _ in range(n)]
    return Target(kwargs={"code": shift.code}, shows=tuple(place.person.name for place in places))


def _party(cast: Cast, n: int) -> Target:
    place = _came(_shift(cast))
    offers.party_of(place, people.GroupFactory.create())
    return Target(kwargs={"code": place.code})


def _own(cast: Cast, n: int) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(days=0), cast.resident)
    factories.AttendanceFactory.create(assignment=place)
    return Target(kwargs={"code": place.code})


def _bulk(cast: Cast, n: int) -> Target:
    shift = _shift(cast)
    return Target(shows=tuple(_came(shift).person.name for _ in range(n)))


def _card(cast: Cast, n: int) -> Target:
    place = factories.confirmed(_shift(cast))
    return Target(kwargs={"token": queries.check_ins.card_of(place.person, now=tables.NOW)})


def _walks_in(cast: Cast, n: int) -> Target:
    return Target(kwargs={"code": _shift(cast).code})


RESIDENT, ANONYMOUS = Role.RESIDENT, Role.ANONYMOUS
ROWS = [
    Budget("volunteers:reception-worker", ANONYMOUS, tables.flat, queries=0, flat=True),
    Budget("volunteers:reception-card", RESIDENT, tables.flat, queries=3, flat=True),
    Budget("volunteers:hours", RESIDENT, _bulk, queries=5),
    Budget("api-volunteers:hours", RESIDENT, _bulk, queries=4),
    Budget("volunteers:card", RESIDENT, _card, queries=6, flat=True),
    Budget("volunteers:shift-reception", RESIDENT, _list, queries=10),
    Budget("volunteers:shift-walk-in", RESIDENT, _walks_in, queries=5, flat=True),
    Budget("volunteers:shift-sheet", RESIDENT, _list, queries=9),
    Budget("volunteers:assignment-attendance", RESIDENT, _history, queries=10),
    Budget("volunteers:assignment-check-in-withdrawal", RESIDENT, _one, queries=5, flat=True),
    Budget("volunteers:assignment-no-show", RESIDENT, _missing, queries=5, flat=True),
    Budget("volunteers:assignment-no-show-withdrawal", RESIDENT, _missing, queries=6, flat=True),
    Budget("volunteers:shift-no-shows", RESIDENT, _expected, queries=8),
    Budget("volunteers:assignment-headcount", RESIDENT, _party, queries=5, flat=True),
    Budget("volunteers:assignment-objection", RESIDENT, _own, queries=4, flat=True),
    Budget("volunteers:assignment-own-hours", RESIDENT, _own, queries=4, flat=True),
    Budget("api-volunteers:shift-roster", RESIDENT, _list, queries=6),
    Budget("api-volunteers:assignment-attendance", RESIDENT, _history, queries=7),
    Budget("api-volunteers:shift-attendance-events", RESIDENT, _states, queries=5),
]
