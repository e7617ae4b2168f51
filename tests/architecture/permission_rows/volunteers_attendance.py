"""Who reaches what of the day itself. In rows of `organisers` and `keepers` the resident acts for the organisation."""

import uuid
from datetime import timedelta

from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, keepers, organisers, owners
from tests.architecture.tables import Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import volunteers as factories
from volunteers import models, queries

REASON = {"reason": "別の方とまちがえた"}


def _shift(cast: Cast, **fields: object) -> models.Shift:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    request = factories.RequestFactory.create(organisation=organisation)
    fields = {"starts_at": tables.NOW} | fields
    return factories.ShiftFactory.create(request=request, center_code=cast.center_code, **fields)


def _place(cast: Cast) -> models.Assignment:
    return factories.confirmed(_shift(cast))


def _came(cast: Cast) -> models.Attendance:
    return factories.AttendanceFactory.create(assignment=_place(cast))


def _of(place: models.Assignment, **data: str) -> Target:
    return Target(kwargs={"code": place.code}, data=data)


def _named(place: models.Assignment, **data: str) -> Target:
    return Target(kwargs={"code": place.code}, data=data, secret=place.person.name)


def _list(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, secret=place.person.name)


def _sheet(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, data={"reason": "紙", f"{place.code}-came": "on"})


def _number(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, data={"code": place.person.code})


def _to_check_out(cast: Cast) -> Target:
    return _of(_came(cast).assignment)


def _written(cast: Cast) -> Target:
    return _named(_came(cast).assignment)


def _of_who_came(cast: Cast) -> Target:
    return _of(_came(cast).assignment)


def _applied(cast: Cast) -> Target:
    return _of(factories.AssignmentFactory.create(shift=_shift(cast, starts_at=tables.NOW + timedelta(days=3))))


def _to_correct(cast: Cast) -> Target:
    return _of(_came(cast).assignment, came_1="12:00", break_minutes="0", reason="休憩")


def _to_void(cast: Cast) -> Target:
    return _named(_came(cast).assignment, **REASON)


def _voided(cast: Cast) -> Target:
    return _of(_came(cast).assignment, **REASON)


def _times(cast: Cast) -> Target:
    place = _came(cast).assignment
    stays = [{"starts_at": place.shift.starts_at.isoformat()}]
    return Target(kwargs={"code": place.code}, data={"stays": stays, "reason": "遅れて来たため"})


def _sheet_by_api(cast: Cast) -> Target:
    place = _place(cast)
    line = {"assignment_code": place.code, "stays": [{"starts_at": place.shift.starts_at.isoformat()}]}
    return Target(kwargs={"code": place.shift.code}, data={"lines": [line]})


def _missing(cast: Cast) -> Target:
    return _named(_place(cast))


def _missed(cast: Cast) -> Target:
    return _of(_place(cast))


def _party(cast: Cast) -> models.Assignment:
    place = _came(cast).assignment
    group = people.GroupFactory.create(representative=place.person)
    offers.party_of(place, group)
    return place


def _to_count(cast: Cast) -> Target:
    place = _party(cast)
    return Target(kwargs={"code": place.code}, data={"present": "3"}, secret=place.person.name)


def _counted(cast: Cast) -> Target:
    return Target(kwargs={"code": _party(cast).code}, data={"present": "3"})


def _absent(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, data={"assignments": [place.code]})


def _absent_by_api(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, data={"assignment_codes": [place.code]})


def _no_show(cast: Cast) -> models.Assignment:
    place = _place(cast)
    models.NoShow.objects.create(assignment=place, recorded_by=cast.staff, recorded_at=tables.NOW)
    return place


def _to_undo(cast: Cast) -> Target:
    return _named(_no_show(cast), **REASON)


def _undone(cast: Cast) -> Target:
    return _of(_no_show(cast), **REASON)


def _own_no_show(cast: Cast) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(days=0), cast.resident)
    models.NoShow.objects.create(assignment=place, recorded_by=cast.staff, recorded_at=tables.NOW)
    return _of(place, words="裏口から入りました", **REASON)


def _own_hours(cast: Cast) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(days=0), cast.resident)
    factories.AttendanceFactory.create(assignment=place)
    return _of(place, minutes="90", note="")


def _bulk(cast: Cast) -> Target:
    _came(cast)
    return Target()


def _card(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"token": queries.check_ins.card_of(place.person, now=tables.NOW)})


def _events(cast: Cast) -> Target:
    place = _place(cast)
    event = {"id": str(uuid.uuid4()), "kind": "check_in", "method": "name", "at": tables.NOW.isoformat()}
    return Target(kwargs={"code": place.shift.code}, data={"events": [{**event, "who": place.code}]})


def _states(cast: Cast) -> Target:
    place = _place(cast)
    return Target(kwargs={"code": place.shift.code}, secret=place.code)


def _walks_in(cast: Cast) -> Target:
    shift = _shift(cast)
    data = {"code": people.UserFactory.create().code, "agrees": "on", "adult": "on"}
    return Target(kwargs={"code": shift.code}, data=data, secret=shift.request.title)


def _admitted(cast: Cast) -> Target:
    target = _walks_in(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _admitted_by_api(cast: Cast) -> Target:
    data = {"who": people.UserFactory.create().code, "stated": ["adult"]}
    return Target(kwargs=_walks_in(cast).kwargs, data=data)


def _hours_of_shifts(cast: Cast) -> Target:
    return Target(data=_hours_by_api(cast).data)


def _hours_by_api(cast: Cast) -> Target:
    place = _came(cast).assignment
    return Target(kwargs={"code": place.shift.code}, data={"lines": [{"assignment_code": place.code}]})


def _approved(cast: Cast) -> Target:
    came = _came(cast)
    came.approved_minutes, came.approved_by, came.approved_at = 120, cast.resident, factories.NOW
    came.save()
    return _of(came.assignment, **REASON)


def _code_at_the_venue(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(starts_at=tables.NOW - timedelta(minutes=10))
    factories.AttendanceFactory.create(assignment=factories.confirmed(shift, cast.resident))
    return Target(data={"token": queries.check_ins.code_of(shift, now=tables.NOW)})


def api_organisers(name: str, build: tables.Builder, method: str, answer: int = 200) -> Row:
    """This function will give the row of an API resource that only those who run a request reach."""
    return Row(name, build, 401, answer, 404, 404, 404, 404, method)


def api_keepers(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of an API resource of the organisers and the desk of the shift's center."""
    return Row(name, build, 401, answer, 404, answer, 404, answer, method)


ROWS = [
    tables.public("volunteers:reception-worker"),
    tables.private("volunteers:reception-card"),
    tables.private("volunteers:hours", _bulk),
    tables.private("volunteers:hours", _bulk, method="POST"),
    tables.private("volunteers:card", _card),
    Row("volunteers:card", _card, tables.SIGN_IN, 302, 200, 302, 200, 302, "POST"),
    keepers("volunteers:shift-reception", _list),
    keepers("volunteers:shift-check-ins", _number, "POST", 302),
    organisers("volunteers:shift-walk-in", _walks_in),
    organisers("volunteers:shift-walk-in", _admitted, "POST", 302),
    api_organisers("api-volunteers:shift-walk-ins", _admitted_by_api, "POST", 201),
    keepers("volunteers:shift-sheet", _list),
    keepers("volunteers:shift-sheet", _sheet, "POST", 302),
    keepers("volunteers:assignment-check-out", _to_check_out, "POST", 302),
    keepers("volunteers:assignment-attendance", _written),
    keepers("volunteers:assignment-attendance", _to_correct, "POST", 302),
    keepers("volunteers:assignment-check-in-withdrawal", _to_void),
    keepers("volunteers:assignment-check-in-withdrawal", _voided, "POST", 302),
    api_keepers("api-volunteers:shift-roster", _list),
    api_keepers("api-volunteers:assignment-attendance", _of_who_came),
    api_keepers("api-volunteers:assignment-attendance", _times, "PUT"),
    api_keepers("api-volunteers:assignment-check-in-withdrawal", _voided, "POST", 204),
    api_organisers("api-volunteers:application-acceptance", _applied, "POST", 204),
    api_organisers("api-volunteers:application-refusal", _applied, "POST", 204),
    keepers("volunteers:assignment-no-show", _missing),
    keepers("volunteers:assignment-no-show", _missed, "POST", 302),
    keepers("volunteers:assignment-no-show-withdrawal", _to_undo),
    keepers("volunteers:assignment-no-show-withdrawal", _undone, "POST", 302),
    keepers("volunteers:shift-no-shows", _list),
    keepers("volunteers:assignment-headcount", _to_count),
    keepers("volunteers:assignment-headcount", _counted, "POST", 302),
    api_keepers("api-volunteers:assignment-headcount", _counted, "PUT"),
    keepers("volunteers:shift-no-shows", _absent, "POST", 302),
    owners("volunteers:assignment-objection", _own_no_show),
    owners("volunteers:assignment-objection", _own_no_show, "POST", 302),
    owners("volunteers:assignment-own-hours", _own_hours),
    owners("volunteers:assignment-own-hours", _own_hours, "POST", 302),
    Row("api-volunteers:check-outs", _code_at_the_venue, 401, 200, 403, 403, 403, 403, "POST"),
    api_keepers("api-volunteers:shift-attendance-events", _states),
    api_keepers("api-volunteers:shift-attendance-events", _events, "POST"),
    api_organisers("api-volunteers:shift-hours", _hours_by_api, "POST"),
    tables.api("api-volunteers:hours", _bulk),
    api_organisers("api-volunteers:hours", _hours_of_shifts, "POST"),
    api_keepers("api-volunteers:shift-sheet", _sheet_by_api, "POST"),
    api_organisers("api-volunteers:assignment-hours-withdrawal", _approved, "POST"),
    api_owners("api-volunteers:assignment-own-hours", _own_hours, "PUT"),
    api_keepers("api-volunteers:shift-no-shows", _absent_by_api, "POST"),
    api_keepers("api-volunteers:assignment-no-show", _missed, "POST", 204),
    api_keepers("api-volunteers:assignment-no-show-withdrawal", _undone, "POST", 204),
    Row("api-volunteers:assignment-objection", _own_no_show, 401, 204, 404, 404, 404, 404, "POST"),
]
