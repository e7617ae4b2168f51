"""Who writes, revises, copies and reviews requests by the API, also with rooms. The resident is the organiser."""

from http import HTTPStatus

from tests.architecture.tables import Cast, Row, Target, api
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import volunteers as factories
from volunteers import actions, models

UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
SECRET = "見本の秘密の下書き"


def _organisers(name: str, build: object, method: str = "GET", answer: int = 200) -> Row:
    return Row(name, build, UNAUTHORIZED, answer, 404, 404, 404, 404, method=method)  # type: ignore[arg-type]


def _request(cast: Cast, **fields: object) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    factories.RequestFactory.create(organisation=organisation)
    return factories.RequestFactory.create(organisation=organisation, title=SECRET, **fields)


def _shift() -> dict[str, object]:
    return {
        "starts_at": "2026-05-13T10:00:00+09:00",
        "ends_at": "2026-05-13T12:00:00+09:00",
        "place": "見本の広場",
        "capacity": 5,
    }


def _words(request: models.Request) -> dict[str, object]:
    return {"title": "見本", "field": request.field.code, "tasks": "見本", "meeting_point": "見本"}


def _new(cast: Cast) -> Target:
    request = _request(cast)
    return Target(data={**_words(request), "organisation": request.organisation.code, "shifts": [_shift()]})


def _draft(cast: Cast) -> Target:
    request = _request(cast, draft=True)
    return Target(kwargs={"code": request.code}, data={**_words(request), "draft": True})


def _own(cast: Cast) -> Target:
    return Target(kwargs={"code": _request(cast).code})


def _copied(cast: Cast) -> Target:
    return Target(kwargs={"code": _request(cast).code}, data={"shifts": [_shift()]}, secret=SECRET)


def _template(cast: Cast) -> models.RequestTemplate:
    return actions.save_template(_request(cast), name="毎月", by=cast.resident, now=factories.NOW)


def _of_template(cast: Cast) -> Target:
    return Target(kwargs={"code": _template(cast).code}, data={"shifts": [_shift()]}, secret=SECRET)


def _written_from_a_copy(cast: Cast) -> Target:
    target = _copied(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _written_from_a_template(cast: Cast) -> Target:
    target = _of_template(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _discarded(cast: Cast) -> Target:
    return Target(kwargs={"code": _template(cast).code})


def _kept(cast: Cast) -> Target:
    return Target(data={"request": _request(cast).code, "name": "毎月"})


def _in_review(cast: Cast) -> Target:
    request = factories.RequestFactory.create(in_review=True, title=SECRET)
    return Target(kwargs={"code": request.code}, data={"verdict": "approve"}, secret=SECRET)


def _reviews(cast: Cast) -> Target:
    factories.RequestFactory.create(in_review=True, title=SECRET)
    return Target(secret=SECRET)


def _standing(cast: Cast) -> Target:
    room = rooms.RoomFactory.create()
    wish = {"room": room.code}
    shift = factories.ShiftFactory.create(request=_request(cast), days=5)
    return Target(kwargs={"code": shift.code}, data=wish)


def _called_off(cast: Cast) -> Target:
    booking = rooms.BookingFactory.create(by=cast.resident)
    shift = factories.ShiftFactory.create(
        request=_request(cast), booking_code=booking.code, called_off_at=factories.NOW, call_off_reason="雨のため"
    )
    return Target(kwargs={"code": shift.code})


def _rule(cast: Cast) -> Target:
    rule = {"frequency": "weekly", "weekdays": [6], "first": "2026-06-01", "last": "2026-06-30"}
    each = {"starts_at": "09:00", "ends_at": "11:00", "place": "見本", "capacity": 5}
    made = {"days": ["2026-06-06"], "key": "mine"}
    return Target(kwargs={"code": _request(cast).code}, data={**rule, **each, **made})


ROWS = [
    _organisers("api-volunteers:requests", _new, "POST", 201),
    _organisers("api-volunteers:request", _draft, "PUT"),
    api("api-volunteers:organised-requests"),
    _organisers("api-volunteers:request-changes", _own),
    _organisers("api-volunteers:request-closure", _own, "POST"),
    _organisers("api-volunteers:request-copies", _copied),
    _organisers("api-volunteers:request-copies", _written_from_a_copy, "POST", 201),
    api("api-volunteers:request-templates"),
    _organisers("api-volunteers:request-templates", _kept, "POST", 201),
    _organisers("api-volunteers:request-template", _of_template),
    _organisers("api-volunteers:request-template", _discarded, "DELETE", 204),
    _organisers("api-volunteers:template-requests", _written_from_a_template, "POST", 201),
    Row("api-volunteers:request-reviews", _reviews, UNAUTHORIZED, 404, 404, 404, 404, 200),
    Row("api-volunteers:request-review", _in_review, UNAUTHORIZED, 404, 404, 404, 404, 200, method="POST"),
    _organisers("api-portal:request-with-room", _new, "POST", 201),
    _organisers("api-portal:shift-room", _standing),
    _organisers("api-portal:shift-room", _standing, "POST", 201),
    _organisers("api-portal:shift-room-cancellation", _called_off, "POST"),
    _organisers("api-portal:recurrence-plan", _rule, "POST"),
    _organisers("api-portal:recurrences", _rule, "POST", 201),
]
