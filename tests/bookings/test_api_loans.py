"""Equipment and loans under /api/v1/."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory, staff_of
from tests.factories.bookings import NOW
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db
TEN, NOON = "2026-05-13T10:00:00+09:00", "2026-05-13T12:00:00+09:00"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _post(client: PageClient, name: str, body: dict[str, Any], *args: str, key: str = "") -> Any:  # noqa: ANN401
    path = reverse(f"api-bookings:{name}", args=args)
    return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key} if key else {})


def _wish(equipment: models.Equipment, **fields: object) -> dict[str, object]:
    return {"equipment": equipment.code, "pieces": 1, "starts_at": TEN, "ends_at": NOON, "purpose": "見本"} | fields


def test_anybody_reads_what_is_free_at_a_time(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create(pieces=3)
    make.loan(equipment, pieces=2)
    path = reverse("api-bookings:equipment-list")
    (now,) = client.get(path).json()["results"]
    (then,) = client.get(path, {"starts_at": TEN, "ends_at": NOON}).json()["results"]
    assert (now["free"], then["free"], then["total"], then["code"]) == (3, 1, 3, equipment.code)
    assert client.get(path, {"starts_at": TEN}).status_code == 400


def test_a_loan_is_made_once_however_often_it_is_sent(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create()
    client.force_login(UserFactory.create())
    made = _post(client, "loans", _wish(equipment), key="one")
    again = _post(client, "loans", _wish(equipment), key="one")
    assert (made.status_code, made.json(), models.Loan.objects.count()) == (201, again.json(), 1)
    (listed,) = client.get(reverse("api-bookings:loans")).json()["results"]
    assert listed == client.get(reverse("api-bookings:loan", args=[made.json()["code"]])).json()


def test_a_shortage_is_a_problem_with_alternatives(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create(pieces=1, name="見本の机")
    other = make.EquipmentFactory.create(name="見本の机", center__municipality=equipment.center.municipality)
    make.loan(equipment)
    client.force_login(UserFactory.create())
    problem = _post(client, "loans", _wish(equipment)).json()
    assert (problem["code"], problem["data"]["free"]) == ("equipment_short", 0)
    assert [one["equipment"] for one in problem["data"]["alternatives"]] == [other.code]


def test_with_a_booking_the_time_is_its_own(client: PageClient) -> None:
    person = UserFactory.create()
    booking = make.BookingFactory.create(by=person)
    equipment = make.EquipmentFactory.create(center=booking.center)
    client.force_login(person)
    body = {"equipment": equipment.code, "pieces": 1, "purpose": "見本", "booking": booking.code}
    made = _post(client, "loans", body).json()
    assert (made["booking"], made["starts_at"]) == (booking.code, "2026-05-13T09:00:00+09:00")
    client.force_login(UserFactory.create())
    assert _post(client, "loans", body).status_code == 404
    assert _post(client, "loans", _wish(equipment, starts_at=None)).status_code == 400


def test_a_loan_is_called_off(client: PageClient) -> None:
    person = UserFactory.create()
    loan = make.loan(make.EquipmentFactory.create(), by=person)
    client.force_login(person)
    done = _post(client, "loan-cancellation", {"reason": "雨のため"}, loan.code).json()
    assert (done["state"], done["end_note"]) == ("cancelled", "雨のため")
    assert _post(client, "loan-cancellation", {}, loan.code).status_code == 409


def test_the_desk_hands_out_takes_back_and_reads_its_list(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create()
    loan, late = make.loan(equipment), make.loan(equipment)
    desk = staff_of(equipment.center.code)
    actions.hand_out_loan(late, by=desk, now=NOW)
    client.force_login(desk)
    listed = client.get(reverse("api-bookings:center-loans", args=[equipment.center.code])).json()
    assert [len(listed[name]) for name in ("late", "to_hand_out", "out", "coming")] == [0, 0, 1, 1]
    with time_machine.travel(loan.starts_at, tick=False):
        out = _post(client, "loan-hand-out", {}, loan.code).json()
        back = _post(client, "loan-return", {"note": "きれいです"}, loan.code).json()
    assert (out["state"], len(out["numbers"]), back["state"], back["end_note"]) == (
        "handed_out",
        1,
        "returned",
        "きれいです",
    )
