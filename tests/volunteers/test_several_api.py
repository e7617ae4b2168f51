"""What organisers do for several people in one call: waves of invitations, hours, paper; resting parties."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import offers
from tests.factories import volunteers as factories
from tests.factories.volunteers import NOW
from volunteers import models

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organisation() -> accounts.Organisation:
    """One that has posted before."""
    found: accounts.Organisation = factories.RequestFactory.create().organisation
    return found


@pytest.fixture
def api(organisation: accounts.Organisation) -> APIClient:
    return _as(people.OrganisationMemberFactory.create(organisation=organisation).user)


def _as(user: accounts.User) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def _send(api: APIClient, name: str, codes: list[str], data: dict[str, Any], key: str = "") -> Any:  # noqa: ANN401
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(reverse(f"api-volunteers:{name}", args=codes), data, format="json", headers=headers)


def _came(organisation: accounts.Organisation, hours_ago: int) -> models.Attendance:
    starts = NOW - timedelta(hours=hours_ago)
    shift = factories.ShiftFactory.create(request__organisation=organisation, starts_at=starts)
    return factories.AttendanceFactory.create(assignment=factories.confirmed(shift))


# Waves ----------------------------------------------------------------------------------------------------------------


def test_a_wave_invites_the_best_at_once_and_names_nobody(api: APIClient, organisation: accounts.Organisation) -> None:
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    wanted = [factories.OfferFactory.create(fields=[shift.request.field]) for _ in range(3)]
    first, again = (_send(api, "shift-invitation-wave", [shift.code], {"people": 2, "days": 3}, "k") for _ in range(2))
    asked = models.Assignment.objects.filter(shift=shift, state="invited")
    assert (first.status_code, len(first.json()), asked.count(), again.json()) == (201, 2, 2, first.json())
    listed = api.get(reverse("api-volunteers:shift-invitation-wave", args=[shift.code]))
    assert [set(row) for row in listed.json()] == [{"invited_at", "invitation_due_at", "invites_next"}] * 2
    assert [one.person.name for one in wanted if one.person.name in listed.content.decode()] == []


@pytest.mark.parametrize("wrong", [{}, {"people": 0}, {"people": 21}, {"people": 1, "days": 15}])
def test_a_wave_that_cannot_be_is_refused(
    api: APIClient, organisation: accounts.Organisation, wrong: dict[str, int]
) -> None:
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    assert _send(api, "shift-invitation-wave", [shift.code], wrong).status_code == 400


def test_where_nobody_fits_or_somebody_else_asks_nobody_is_invited(
    api: APIClient, organisation: accounts.Organisation
) -> None:
    shift = factories.ShiftFactory.create(request__organisation=organisation)
    nobody = _send(api, "shift-invitation-wave", [shift.code], {"people": 2})
    assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_to_invite")
    stranger = _as(people.UserFactory.create())
    assert _send(stranger, "shift-invitation-wave", [shift.code], {"people": 2}).status_code == 404


# Hours ----------------------------------------------------------------------------------------------------------------


def test_hours_of_several_shifts_are_listed_and_approved_in_one_call(
    api: APIClient, organisation: accounts.Organisation
) -> None:
    early, late = _came(organisation, 30), _came(organisation, 5)
    path = reverse("api-volunteers:hours")
    rows = api.get(path).json()["results"]
    assert [row["code"] for row in rows] == [early.assignment.code, late.assignment.code]
    sent = {
        "lines": [
            {"assignment_code": early.assignment.code},
            {"assignment_code": late.assignment.code, "minutes": 45, "reason": "早く帰ったため"},
        ]
    }
    first, again = (_send(api, "hours", [], sent, "k") for _ in range(2))
    assert [row["approved_minutes"] for row in first.json()] == [early.proposed_minutes, 45]
    assert (again.json(), api.get(path).json()["results"]) == (first.json(), [])
    done = _send(api, "hours", [], sent)
    assert (done.status_code, done.json()["code"]) == (409, "hours_already_approved")
    other = _send(api, "hours", [], {"lines": sent["lines"][:1]}, "k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_with_a_line_of_somebody_elses_shift_no_hours_are_approved(
    api: APIClient, organisation: accounts.Organisation
) -> None:
    own, foreign = _came(organisation, 5), _came(factories.RequestFactory.create().organisation, 5)
    sent = {"lines": [{"assignment_code": one.assignment.code} for one in (own, foreign)]}
    assert _send(api, "hours", [], sent).status_code == 404
    assert models.Attendance.objects.filter(approved_at__isnull=False).count() == 0


@pytest.mark.parametrize("wrong", [{}, {"lines": []}, {"lines": [{"assignment_code": "a", "minutes": 0}]}])
def test_hours_that_cannot_be_read_are_refused(api: APIClient, wrong: dict[str, Any]) -> None:
    assert _send(api, "hours", [], wrong).status_code == 400


# Paper ----------------------------------------------------------------------------------------------------------------


def _line(place: models.Assignment, minutes: int = 0) -> dict[str, Any]:
    start = place.shift.starts_at + timedelta(minutes=minutes)
    return {"assignment_code": place.code, "stays": [{"starts_at": start.isoformat()}]}


def test_a_list_on_paper_is_entered_once(api: APIClient, organisation: accounts.Organisation) -> None:
    shift = factories.ShiftFactory.create(request__organisation=organisation, starts_at=NOW - timedelta(hours=5))
    places = [factories.confirmed(shift) for _ in range(3)]
    sent = {"lines": [_line(one) for one in places[:2]]}
    first, again = (_send(api, "shift-sheet", [shift.code], sent, "k") for _ in range(2))
    assert (first.status_code, first.json(), again.json()) == (200, {"entered": 2}, {"entered": 2})
    assert _send(api, "shift-sheet", [shift.code], sent).json() == {"entered": 0}
    came = models.Attendance.objects.filter(assignment__shift=shift)
    assert set(came.values_list("assignment__code", flat=True)) == {one.code for one in places[:2]}


def test_other_times_than_written_need_a_reason_and_nothing_is_entered_by_halves(
    api: APIClient, organisation: accounts.Organisation
) -> None:
    came = _came(organisation, 5).assignment
    new = factories.confirmed(came.shift)
    sent = {"lines": [_line(new), _line(came, minutes=20)]}
    refused = _send(api, "shift-sheet", [came.shift.code], sent)
    assert (refused.json()["code"], models.Attendance.objects.filter(assignment=new).count()) == (
        "change_needs_reason",
        0,
    )
    entered = _send(api, "shift-sheet", [came.shift.code], sent | {"reason": "遅れて来たため"})
    assert (entered.json(), models.AttendanceChange.objects.get().reason) == ({"entered": 2}, "遅れて来たため")


def test_somebody_who_is_not_on_the_list_refuses_all_of_it(api: APIClient, organisation: accounts.Organisation) -> None:
    shift = factories.ShiftFactory.create(request__organisation=organisation, starts_at=NOW - timedelta(hours=5))
    place = factories.confirmed(shift)
    lines = [_line(place), _line(place) | {"assignment_code": "a-NOBODY"}]
    refused = _send(api, "shift-sheet", [shift.code], {"lines": lines})
    assert (refused.json()["code"], models.Attendance.objects.count()) == ("not_confirmed", 0)
    twice = _send(api, "shift-sheet", [shift.code], {"lines": [_line(place)] * 2})
    assert (twice.status_code, models.Attendance.objects.count()) == (400, 0)
    stranger = _as(people.UserFactory.create())
    assert _send(stranger, "shift-sheet", [shift.code], {"lines": lines[:1]}).status_code == 404


# Parties --------------------------------------------------------------------------------------------------------------


def test_a_party_lets_its_offer_rest_and_takes_it_up_again() -> None:
    offer = offers.party_offer()
    assert offer.group is not None
    api = _as(offer.person)
    rested = _send(api, "party-offer-rest", [offer.group.code], {})
    assert (rested.status_code, rested.json()["is_active"]) == (200, False)
    resumed = _send(api, "party-offer-resumption", [offer.group.code], {})
    assert (resumed.status_code, resumed.json()["is_active"]) == (200, True)


@pytest.mark.parametrize("step", ["party-offer-rest", "party-offer-resumption"])
def test_nobody_turns_an_offer_that_is_not_their_partys_or_not_there(step: str) -> None:
    offer, caller = offers.party_offer(), people.UserFactory.create()
    assert offer.group is not None
    bare = people.GroupFactory.create(representative=caller)
    for code in (offer.group.code, bare.code):
        assert _send(_as(caller), step, [code], {}).status_code == 404
    assert models.Offer.objects.get().is_active
