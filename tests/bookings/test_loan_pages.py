"""Equipment on pages: found by anybody, borrowed by residents, with a room or without, handed out at the desk."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from backend.accounts import models as accounts
from bookings import actions, models
from tests.factories import bookings as make
from tests.factories.accounts import GroupFactory, UserFactory, staff_of
from tests.factories.bookings import DAY, NOW
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def _sheet(**fields: object) -> dict[str, object]:
    given = {"pieces": "1", "day": DAY.isoformat(), "starts_at": "10:00", "ends_at": "12:00", "purpose": "見本の映写会"}
    return given | fields


def _borrower(client: PageClient) -> accounts.User:
    person = UserFactory.create()
    client.force_login(person)
    return person


def _desk(client: PageClient, center: models.Center) -> accounts.User:
    desk = staff_of(center.code)
    client.force_login(desk)
    return desk


def test_anybody_finds_what_is_lent_and_how_many_are_free_at_a_time(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create(pieces=3, name="見本の刈払機", is_provisional=True)
    make.EquipmentFactory.create(name="見本の机")
    make.loan(equipment, pieces=2)
    path = reverse("bookings:equipment-list")
    assert "今、3台" in _text(client.get(path, {"words": "刈払"}))
    asked = {"words": "刈払", "day": DAY.isoformat(), "starts_at": "11:00", "ends_at": "13:00"}
    page = _text(client.get(path, asked))
    assert ("あと1台" in page, "仮データ" in page, "見本の机" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"day": DAY.isoformat()}, "始まりと終わりの時刻を、3つとも"),
        ({"day": DAY.isoformat(), "starts_at": "13:00", "ends_at": "11:00"}, "始まりより後に"),
    ],
)
def test_a_time_of_which_a_part_is_missing_is_asked_for(client: PageClient, asked: dict[str, str], told: str) -> None:
    response = client.get(reverse("bookings:equipment-list"), asked)
    assert (response.status_code, told in _text(response)) == (422, True)


def test_a_resident_borrows_and_finds_it_among_their_own(client: PageClient) -> None:
    person, equipment = _borrower(client), make.EquipmentFactory.create(note="延長コードが付いています。")
    path = reverse("bookings:loan-new", args=[equipment.code])
    assert "延長コードが付いています。" in _text(client.get(path, {"day": DAY.isoformat()}))
    client.post(path, _sheet(last_day=(DAY + timedelta(days=1)).isoformat(), ends_at="09:00"))
    loan = models.Loan.objects.get()
    assert (loan.booked_by, loan.ends_at - loan.starts_at) == (person, timedelta(hours=23))
    own = _text(client.get(reverse("bookings:loans")))
    assert (equipment.name in own, "5月13日（水）10:00" in own) == (True, True)
    assert "窓口で貸出番号を" in _text(client.get(reverse("bookings:loan", args=[loan.code])))


def test_a_group_borrows_by_whoever_books_for_it(client: PageClient) -> None:
    person = _borrower(client)
    group = GroupFactory.create(representative=person)
    client.post(reverse("bookings:loan-new", args=[make.EquipmentFactory.create().code]), _sheet(group=group.code))
    assert models.Loan.objects.get().group == group


def test_a_refusal_keeps_what_was_typed_and_leads_to_other_centers(client: PageClient) -> None:
    _borrower(client)
    equipment = make.EquipmentFactory.create(pieces=1, name="見本の刈払機")
    other = make.EquipmentFactory.create(name="見本の刈払機", center__municipality=equipment.center.municipality)
    make.loan(equipment)
    refused = client.post(reverse("bookings:loan-new", args=[equipment.code]), _sheet())
    page = _text(refused)
    assert (refused.status_code, 'value="見本の映写会"' in page, "あと0台" in page) == (409, True, True)
    link = re.search(rf'href="({reverse("bookings:loan-new", args=[other.code])}[^"]*)"', page)
    assert link
    assert 'value="見本の映写会"' in _text(client.get(link[1].replace("&amp;", "&")))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"pieces": "0"}, "1"),
        ({"day": "2026-02-30"}, "という日はありません"),
        ({"ends_at": "09:00"}, "始まりより後に"),
        ({"last_day": "2026-05-01"}, "借りる日以後"),
        ({"purpose": ""}, "使う目的"),
    ],
)
def test_what_cannot_be_read_is_named_beside_its_field(client: PageClient, fields: dict[str, str], told: str) -> None:
    _borrower(client)
    response = client.post(reverse("bookings:loan-new", args=[make.EquipmentFactory.create().code]), _sheet(**fields))
    assert (response.status_code, told in _text(response)) == (422, True)
    assert not models.Loan.objects.exists()


def test_what_is_lent_with_a_room_only_leads_to_the_rooms(client: PageClient) -> None:
    _borrower(client)
    equipment = make.EquipmentFactory.create(lending="with_room")
    page = _text(client.get(reverse("bookings:loan-new", args=[equipment.code])))
    assert (
        "部屋といっしょのときだけ" in page,
        reverse("bookings:center-week", args=[equipment.center.code]) in page,
    ) == (
        True,
        True,
    )


def test_equipment_is_added_to_a_booking_and_stands_on_its_page(client: PageClient) -> None:
    person = _borrower(client)
    booking = make.BookingFactory.create(by=person)
    equipment = make.EquipmentFactory.create(center=booking.center, pieces=2)
    make.EquipmentFactory.create(center=booking.center, name="見本の持ち出し用", lending="alone")
    path = reverse("bookings:booking-loan-new", args=[booking.code])
    offered = _text(client.get(path))
    assert ("あと2台" in offered, "見本の持ち出し用" in offered) == (True, False)
    refused = client.post(path, {"equipment": equipment.code, "pieces": "3"})
    assert (refused.status_code, "全部で2台" in _text(refused)) == (409, True)
    client.post(path, {"equipment": equipment.code, "pieces": "2"})
    loan = models.Loan.objects.get()
    assert (loan.booking, loan.starts_at, loan.ends_at) == (booking, booking.starts_at, booking.ends_at)
    assert f"{equipment.name}　2台" in _text(client.get(reverse("bookings:booking", args=[booking.code])))


def test_a_loan_is_called_off_by_its_person(client: PageClient) -> None:
    person = _borrower(client)
    loan = make.loan(make.EquipmentFactory.create(), by=person)
    path = reverse("bookings:loan-cancellation", args=[loan.code])
    assert "備品の予約を取り消しますか" in _text(client.get(path))
    client.post(path, {"reason": "雨のため"})
    loan.refresh_from_db()
    assert (loan.state, loan.end_note) == ("cancelled", "雨のため")


def test_the_desk_sees_what_goes_out_what_is_late_and_what_comes(
    client: PageClient, noon: time_machine.Traveller
) -> None:
    equipment = make.EquipmentFactory.create(pieces=4)
    desk = _desk(client, equipment.center)
    late, today = make.loan(equipment, hours=(8, 9)), make.loan(equipment, hours=(14, 16))
    make.loan(equipment, day=DAY + timedelta(days=2))
    actions.hand_out_loan(late, by=desk, now=late.starts_at)
    noon.move_to(late.starts_at + timedelta(hours=4))
    page = _text(client.get(reverse("bookings:center-loans", args=[equipment.center.code])))
    for words in ("返却が遅れている物　1件", "今日お渡しする物　1件", "貸出中の物　0件", "これから2週間の予約　1件"):
        assert words in page
    client.post(reverse("bookings:loan-hand-out", args=[today.code]))
    client.post(reverse("bookings:loan-return", args=[late.code]), {"note": "電池を替えました"})
    for one in (today, late):
        one.refresh_from_db()
    assert (today.state, late.state, late.end_note) == ("handed_out", "returned", "電池を替えました")


def test_the_desk_writes_down_who_phones(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create(center__booking_mode="desk_only")
    _desk(client, equipment.center)
    path = reverse("bookings:center-loan-new", args=[equipment.center.code])
    called = _sheet(equipment=equipment.code, contact_name="見本 次郎", contact_phone="0294-00-0000")
    refused = client.post(path, called | {"pieces": "9"})
    assert (refused.status_code, 'value="見本 次郎"' in _text(refused)) == (409, True)
    client.post(path, called)
    loan = models.Loan.objects.get()
    assert (loan.who, loan.contact_phone, loan.booked_by) == ("見本 次郎", "0294-00-0000", None)


def test_the_desk_registers_equipment_and_adds_to_it(client: PageClient) -> None:
    center = make.CenterFactory.create()
    _desk(client, center)
    path = reverse("bookings:center-equipment-new", args=[center.code])
    sheet = {"name": "見本のいす", "pieces": "3", "lending": "either", "most_days": "7", "is_active": "on"}
    client.post(path, sheet)
    again = client.post(path, sheet | {"note": "消えません"})
    assert (again.status_code, "同じ名前の備品" in _text(again), "消えません" in _text(again)) == (409, True, True)
    made = models.Equipment.objects.get()
    changes = reverse("bookings:equipment-changes", args=[made.code])
    fewer = client.post(changes, sheet | {"pieces": "2"})
    assert (fewer.status_code, "1台ずつ、理由を書いて" in _text(fewer)) == (422, True)
    client.post(changes, sheet | {"pieces": "5", "is_provisional": "on"})
    made.refresh_from_db()
    assert (made.pieces.count(), made.is_provisional) == (5, True)
    assert "5台" in _text(client.get(reverse("bookings:center-equipment", args=[center.code])))


def test_a_broken_piece_is_withdrawn_after_the_desk_saw_whom_it_concerns(client: PageClient) -> None:
    equipment = make.EquipmentFactory.create(pieces=1)
    _desk(client, equipment.center)
    loan = make.loan(equipment, by=UserFactory.create(name="見本 花子"))
    path = reverse("bookings:piece-withdrawal", args=[equipment.code, 1])
    assert "理由" in _text(client.post(path, {"reason": ""}))
    asked = client.post(path, {"reason": "故障"})
    assert (asked.status_code, "見本 花子" in _text(asked), 'value="故障"' in _text(asked)) == (409, True, True)
    client.post(path, {"reason": "故障", "cancels": "on"})
    loan.refresh_from_db()
    assert (loan.state, equipment.pieces.get().withdrawn_because) == ("cancelled", "故障")
    client.post(reverse("bookings:piece-return", args=[equipment.code, 1]))
    assert equipment.pieces.get().withdrawn_at is None
