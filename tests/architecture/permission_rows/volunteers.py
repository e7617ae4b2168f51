"""Who reaches what of volunteering. In rows of `organisers` and `keepers` the resident acts for the organisation."""

from tests.architecture import tables
from tests.architecture.tables import SIGN_IN, Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import enums, models, queries

SHEET = {"shifts-TOTAL_FORMS": "1", "shifts-INITIAL_FORMS": "0"}


def _request(cast: Cast, **fields: object) -> models.Request:
    """This function will make a request that the resident runs."""
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    return factories.RequestFactory.create(organisation=organisation, **fields)


def _shift(cast: Cast, **fields: object) -> models.Shift:
    """This function will make a shift of such a request, at the center where `staff` works."""
    return factories.ShiftFactory.create(request=_request(cast), center_code=cast.center_code, **fields)


def _named(row: models.Request | models.Shift | models.Assignment, secret: str = "") -> Target:
    return Target(kwargs={"code": row.code}, secret=secret)


def _published(cast: Cast) -> Target:
    found = _request(cast)
    return _named(found, found.title)


def _draft(cast: Cast) -> Target:
    found = _request(cast, draft=True)
    return _named(found, found.title)


def _council(cast: Cast) -> None:
    """This function will let `other` be a coordinator of the welfare council."""
    council = people.OrganisationFactory.create(kind="welfare_council")
    people.OrganisationMemberFactory.create(organisation=council, user=cast.other)


def _draft_beside_a_council(cast: Cast) -> Target:
    _council(cast)
    return _draft(cast)


def _sent_to_a_council(cast: Cast) -> Target:
    _council(cast)
    return _in_review(cast)


def _shift_beside_a_council(cast: Cast) -> Target:
    _council(cast)
    shift = factories.ShiftFactory.create(request=_request(cast, draft=True), place="見本の内緒の場所")
    return _named(shift, shift.place)


def _window_beside_a_council(cast: Cast) -> Target:
    _council(cast)
    request = _request(cast, draft=True, kind=enums.RequestKind.FLEXIBLE)
    window = factories.WindowFactory.create(request=request, place="見本の内緒の場所")
    return Target(kwargs={"code": window.code}, secret=window.place)


def _rewritten(cast: Cast) -> Target:
    return Target(kwargs=_draft(cast).kwargs, data=SHEET)


def _in_review(cast: Cast) -> Target:
    found = _request(cast, in_review=True)
    return _named(found, found.title)


def _review_list(cast: Cast) -> Target:
    return Target(secret=_in_review(cast).secret)


def _verdict(cast: Cast) -> Target:
    target = _in_review(cast)
    return Target(kwargs=target.kwargs, data={"verdict": enums.Verdict.APPROVE, "note": ""})


def _open_shift(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create()
    return _named(shift, shift.place)


def _open_shift_only(cast: Cast) -> Target:
    return Target(kwargs=_open_shift(cast).kwargs)


def _code_page(cast: Cast) -> Target:
    return Target(kwargs=_roster(cast).kwargs)


def _roster(cast: Cast) -> Target:
    shift = _shift(cast)
    place = factories.confirmed(shift)
    return _named(shift, place.person.name)


def _came(cast: Cast) -> models.Attendance:
    return factories.AttendanceFactory.create(assignment=factories.confirmed(_shift(cast, days=0)))


def _hours(cast: Cast) -> Target:
    came = _came(cast)
    return Target(kwargs={"code": came.assignment.shift.code}, data={"assignments": [came.assignment.code]})


def _one_persons_hours(cast: Cast) -> Target:
    came = _came(cast)
    return Target(kwargs={"code": came.assignment.code}, data={"minutes": "120"}, secret=came.assignment.person.name)


def _approved(cast: Cast) -> Target:
    came = _came(cast)
    came.approved_minutes, came.approved_by, came.approved_at = 120, cast.resident, factories.NOW
    came.save()
    return Target(kwargs={"code": came.assignment.code}, data={"reason": "時間を直します"})


def _to_check_in(cast: Cast) -> Target:
    return _named(factories.confirmed(_shift(cast, starts_at=tables.NOW)))


def _applied(cast: Cast) -> Target:
    return _named(factories.AssignmentFactory.create(shift=_shift(cast)))


def _own_place(cast: Cast) -> Target:
    place = factories.confirmed(factories.ShiftFactory.create(), cast.resident)
    return _named(place, place.code)


def _own_place_page(cast: Cast) -> Target:
    return Target(kwargs=_own_place(cast).kwargs)


def _asked(cast: Cast) -> Target:
    return _named(factories.invited(factories.ShiftFactory.create(), cast.resident))


def _suggested(cast: Cast) -> Target:
    shift = _shift(cast)
    offer = factories.OfferFactory.create(fields=[shift.request.field])
    return Target(kwargs={"code": shift.code}, data={"handle": queries.matching.handle_of(shift, offer)})


def _code_at_the_venue(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(starts_at=tables.NOW)
    factories.confirmed(shift, cast.resident)
    token = queries.check_ins.code_of(shift, now=tables.NOW)
    return Target(kwargs={"token": token})


def _token(cast: Cast) -> Target:
    return Target(data=_code_at_the_venue(cast).kwargs)


def _sheet(cast: Cast) -> Target:
    return Target(data=SHEET)


def organisers(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what only those who run a request reach."""
    return Row(name, build, SIGN_IN, answer, 404, 404, 404, 404, method)


def keepers(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what the organisers and the desk of the shift's center reach."""
    return Row(name, build, SIGN_IN, answer, 404, answer, 404, answer, method)


def owners(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what is one volunteer's own."""
    return Row(name, build, SIGN_IN, answer, 404, 404, 404, 404, method)


def api_owners(name: str, build: tables.Builder, method: str = "GET") -> Row:
    """This function will give the row of an API resource that is one volunteer's own."""
    return Row(name, build, 401, 200, 404, 404, 404, 404, method)


def reviewers(name: str, build: tables.Builder, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of what a reviewer reaches; an organisation's manager is none of its own."""
    return Row(name, build, SIGN_IN, 404, 404, 404, 404, answer, method)


ROWS = [
    tables.public("volunteers:requests"),
    tables.public("volunteers:request-detail", _published),
    Row("volunteers:request-detail", _draft, 404, 200, 404, 404, 404, 200),
    Row("volunteers:request-detail", _draft_beside_a_council, 404, 200, 404, 404, 404, 200),
    Row("volunteers:request-detail", _sent_to_a_council, 404, 200, 200, 404, 404, 200, "GET", 404, 404),
    Row("volunteers:shift-applications", _shift_beside_a_council, SIGN_IN, 200, 404, 404, 404, 200),
    Row("volunteers:window-applications", _window_beside_a_council, SIGN_IN, 200, 404, 404, 404, 200),
    Row("api-volunteers:request", _draft_beside_a_council, 404, 200, 404, 404, 404, 200),
    tables.private("volunteers:request-new"),
    tables.private("volunteers:request-new", _sheet, method="POST"),
    tables.private("volunteers:organised-requests"),
    organisers("volunteers:request-changes", _draft),
    organisers("volunteers:request-changes", _rewritten, "POST"),
    organisers("volunteers:request-closure", _published),
    organisers("volunteers:request-closure", _published, "POST", 302),
    reviewers("volunteers:request-reviews", _review_list),
    reviewers("volunteers:request-review", _in_review),
    reviewers("volunteers:request-review", _verdict, "POST", 302),
    tables.private("volunteers:shift-applications", _open_shift),
    tables.private("volunteers:shift-applications", _open_shift_only, method="POST", answer=302),
    organisers("volunteers:shift-invitations", _suggested, "POST", 302),
    keepers("volunteers:shift-roster", _roster),
    organisers("volunteers:shift-hours", _hours, "POST", 302),
    keepers("volunteers:shift-check-in-code", _code_page),
    organisers("volunteers:assignment-hours", _one_persons_hours),
    organisers("volunteers:assignment-hours", _one_persons_hours, "POST", 302),
    organisers("volunteers:assignment-hours-withdrawal", _approved),
    organisers("volunteers:assignment-hours-withdrawal", _approved, "POST", 302),
    keepers("volunteers:assignment-check-in", _to_check_in, "POST", 302),
    organisers("volunteers:application-acceptance", _applied, "POST", 302),
    organisers("volunteers:application-refusal", _applied),
    organisers("volunteers:application-refusal", _applied, "POST", 302),
    tables.private("volunteers:check-in", _code_at_the_venue),
    Row("volunteers:check-in", _code_at_the_venue, SIGN_IN, 302, 403, 403, 403, 403, "POST"),
    tables.private("volunteers:assignments"),
    owners("volunteers:assignment-detail", _own_place),
    owners("volunteers:assignment-withdrawal", _own_place_page),
    owners("volunteers:assignment-withdrawal", _own_place_page, "POST", 302),
    owners("volunteers:assignment-acceptance", _asked, "POST", 302),
    owners("volunteers:assignment-refusal", _asked, "POST", 302),
    tables.private("volunteers:suggestions"),
    tables.public("api-volunteers:requests"),
    tables.public("api-volunteers:request", _published),
    tables.api("api-volunteers:shift-applications", _open_shift_only, method="POST", answer=201),
    tables.api("api-volunteers:shift-points", _open_shift_only),
    tables.api("api-volunteers:assignments"),
    api_owners("api-volunteers:assignment", _own_place),
    api_owners("api-volunteers:assignment-withdrawal", _own_place_page, "POST"),
    api_owners("api-volunteers:assignment-acceptance", _asked, "POST"),
    api_owners("api-volunteers:assignment-refusal", _asked, "POST"),
    Row("api-volunteers:check-ins", _token, 401, 201, 403, 403, 403, 403, "POST"),
    tables.api("api-volunteers:suggestions"),
]
