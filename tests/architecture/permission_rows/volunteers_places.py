"""Who answers for a place of a waiting list, and who invites in waves."""

from tests.architecture.permission_rows import volunteers as common
from tests.architecture.tables import Cast, Row, Target
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import actions


def _offered(cast: Cast) -> Target:
    place = factories.offered(factories.ShiftFactory.create(capacity=1), cast.resident)
    return Target(kwargs={"code": place.code})


def _offered_page(cast: Cast) -> Target:
    return Target(kwargs=_offered(cast).kwargs, secret="空きが出ました。参加しますか")


def _waiting(cast: Cast) -> Target:
    shift = factories.ShiftFactory.create(capacity=1)
    factories.confirmed(shift)
    return Target(kwargs={"code": factories.waiting(shift, cast.resident).code}, data={"comes": "1"})


def _waiting_api(cast: Cast) -> Target:
    return Target(kwargs=_waiting(cast).kwargs, data={"short_notice": True})


def _to_invite(cast: Cast) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    factories.OfferFactory.create(fields=[shift.request.field])
    data = {"people": "1", "days": "3", "goes_on": "on"}
    return Target(kwargs={"code": shift.code}, data=data, secret=shift.request.title)


def _to_invite_by_api(cast: Cast) -> Target:
    return Target(kwargs=_to_invite(cast).kwargs, data={"people": 1})


def _waits(cast: Cast) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    factories.invited(shift)
    return Target(kwargs={"code": shift.code}, secret="invitation_due_at")


def _to_hear(cast: Cast) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    place = factories.confirmed(factories.ShiftFactory.create(request__organisation=organisation))
    data = {"said_by": "self", "reason": "熱が出た"}
    return Target(kwargs={"code": place.code}, data=data, secret=place.person.name)


def _heard(cast: Cast) -> Target:
    target = _to_hear(cast)
    return Target(kwargs=target.kwargs, data=target.data)


def _of_who_called(cast: Cast) -> Target:
    organisation = people.OrganisationFactory.create(manager=cast.resident)
    shift = factories.ShiftFactory.create(request__organisation=organisation, center_code=cast.center_code)
    place = factories.confirmed(shift)
    actions.hear_withdrawal(place, said_by="self", reason="熱が出た", by=cast.resident, now=factories.NOW)
    return Target(kwargs={"code": shift.code}, secret=place.person.name)


ROWS: list[Row] = [
    common.api_owners("api-volunteers:shift-heard-withdrawals", _of_who_called),
    common.organisers("volunteers:assignment-heard-withdrawal", _to_hear),
    common.organisers("volunteers:assignment-heard-withdrawal", _heard, "POST", 302),
    Row("api-volunteers:assignment-heard-withdrawal", _heard, 401, 204, 404, 404, 404, 404, "POST"),
    common.owners("volunteers:assignment-detail", _offered_page),
    common.owners("volunteers:assignment-acceptance", _offered, "POST", 302),
    common.owners("volunteers:assignment-refusal", _offered, "POST", 302),
    common.owners("volunteers:assignment-short-notice", _waiting, "POST", 302),
    common.organisers("volunteers:shift-invitation-wave", _to_invite),
    common.organisers("volunteers:shift-invitation-wave", _to_invite, "POST", 302),
    common.api_owners("api-volunteers:shift-invitation-wave", _waits),
    Row("api-volunteers:shift-invitation-wave", _to_invite_by_api, 401, 201, 404, 404, 404, 404, "POST"),
    common.api_owners("api-volunteers:assignment-acceptance", _offered, "POST"),
    common.api_owners("api-volunteers:assignment-refusal", _offered, "POST"),
    common.api_owners("api-volunteers:assignment-short-notice", _waiting_api, "POST"),
]
