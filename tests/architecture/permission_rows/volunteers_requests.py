"""Who reaches call-offs, windows, changes, templates and recurring shifts. The resident acts for the organisation."""

from datetime import timedelta

from tests.architecture import tables
from tests.architecture.permission_rows.volunteers import api_owners, organisers, owners
from tests.architecture.tables import Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import bookings as rooms
from tests.factories import volunteers as factories
from volunteers import actions, models

REASON = {"reason": "雨のため"}


def _request(cast: Cast, **fields: object) -> models.Request:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation, **fields)


def _shift(cast: Cast) -> Target:
    return Target(kwargs={"code": factories.ShiftFactory.create(request=_request(cast)).code}, data=REASON)


def _published(cast: Cast) -> Target:
    return Target(kwargs={"code": _request(cast).code}, data=REASON)


def _window(cast: Cast) -> Target:
    window = factories.WindowFactory.create()
    saturday = window.first + timedelta(days=1)
    times = {"day": str(saturday), "starts_at": "09:00", "ends_at": "10:00", "message": ""}
    return Target(kwargs={"code": window.code}, data=times, secret=window.place)


def _window_only(cast: Cast) -> Target:
    target = _window(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _window_by_api(cast: Cast) -> Target:
    starts = factories.morning(1)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    return Target(kwargs=_window(cast).kwargs, data=times)


def _own(cast: Cast) -> Target:
    request = _request(cast)
    return Target(kwargs={"code": request.code}, data={"name": "見本"}, secret=request.title)


def _template(cast: Cast) -> models.RequestTemplate:
    return actions.save_template(_request(cast), name="毎月の見本", by=cast.resident, now=factories.NOW)


def _template_code(cast: Cast) -> Target:
    return Target(kwargs={"code": _template(cast).code})


def _recurrence(cast: Cast) -> Target:
    target = _own(cast)
    rule = {"frequency": "weekly", "weekdays": "6", "first": "2026-06-01", "last": "2026-06-30"}
    each = {"starts_at": "09:00", "ends_at": "11:00", "place": "見本", "capacity": "5", "key": "page"}
    return Target(kwargs=target.kwargs, data={**rule, **each, "make": "1", "days": "2026-06-06"})


def _changed(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create()
    place = factories.confirmed(shift, cast.resident)
    change = models.RequestChange.objects.create(
        request=shift.request, shift=shift, lines=[], is_important=True, made_by=cast.staff, made_at=factories.NOW
    )
    models.ChangeAnswer.objects.create(change=change, assignment=place)
    return Target(kwargs={"code": place.code})


def _with_room(cast: Cast) -> Target:
    people.OrganisationFactory.create(manager=cast.resident)
    return Target()


def _shift_with_room(cast: Cast) -> Target:
    booking = rooms.BookingFactory.create(by=cast.resident)
    shift = factories.ShiftFactory.create(
        request=_request(cast), booking_code=booking.code, called_off_at=factories.NOW, call_off_reason="雨のため"
    )
    return Target(kwargs={"code": shift.code}, secret=booking.code)


def _room_to_cancel(cast: Cast) -> Target:
    return Target(kwargs=_shift_with_room(cast).kwargs, data={"cancel-room": "1"})


ROWS = [
    tables.private("portal:request-with-room", _with_room),
    tables.private("portal:request-with-room", _with_room, method="POST"),
    organisers("portal:shift-room", _shift_with_room),
    organisers("portal:shift-room", _room_to_cancel, "POST", 302),
    owners("volunteers:change-acceptance", _changed, "POST", 302),
    owners("volunteers:change-departure", _changed, "POST", 302),
    api_owners("api-volunteers:change-acceptance", _changed, "POST"),
    api_owners("api-volunteers:change-departure", _changed, "POST"),
    organisers("portal:request-recurrence", _own),
    organisers("portal:request-recurrence", _recurrence, "POST", 302),
    organisers("volunteers:request-template-new", _own),
    organisers("volunteers:request-template-new", _own, "POST", 302),
    organisers("volunteers:request-template-removal", _template_code, "POST", 302),
    tables.private("volunteers:request-templates"),
    organisers("volunteers:shift-call-off", _shift),
    organisers("volunteers:shift-call-off", _shift, "POST", 302),
    organisers("volunteers:request-call-off", _published),
    organisers("volunteers:request-call-off", _published, "POST", 302),
    tables.private("volunteers:window-applications", _window),
    tables.private("volunteers:window-applications", _window_only, method="POST", answer=302),
    Row("api-volunteers:shift-call-off", _shift, 401, 200, 404, 404, 404, 404, "POST"),
    Row("api-volunteers:request-call-off", _published, 401, 200, 404, 404, 404, 404, "POST"),
    tables.api("api-volunteers:window-applications", _window_by_api, method="POST", answer=201),
]
