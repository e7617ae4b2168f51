"""A desk's day in a real browser: by keyboard alone, at both widths, and on paper."""

import io
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

import pypdf
import pytest
import time_machine
from playwright.sync_api import Page

from backend.accounts import models as accounts
from backend.common import clock
from bookings import actions, enums, models
from tests.factories import accounts as people
from tests.factories import bookings as make
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Noon of today in Tokyo, for the live server too; the browser's own clock does not matter."""
    now = clock.start_of(clock.today()) + timedelta(hours=12)
    with time_machine.travel(now, tick=True):
        yield now


@pytest.fixture
def desk(screen: browsers.Screen, noon: datetime) -> accounts.User:
    staff = people.UserFactory.create(signs_in=True, name="見本 窓口")
    people.StaffRoleFactory.create(user=staff)
    center = make.CenterFactory.create(code="kuji", name="見本交流センター")
    rooms = [make.RoomFactory.create(center=center, name=f"和室{letter}") for letter in "ABC"]
    whole = make.joined_room(rooms[0], rooms[1], name="和室A+B")
    _fill(staff, [*rooms, whole], noon)
    screen.open("/accounts/login/")
    screen.page.locator("#id_login").fill(str(staff.email))
    screen.page.locator("#id_password").fill(people.PASSWORD)
    screen.page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    screen.page.wait_for_load_state("networkidle")
    return staff


def _fill(staff: accounts.User, rooms: list[models.Room], now: datetime) -> None:
    today = clock.date_of(now)
    called = _call(rooms[0], staff, now, periods=["afternoon"], contact_name="見本 電話", contact_kana="ミホン デンワ")
    actions.write_desk_note(called, by=staff, text="鍵は正面の窓口でわたす", now=now)
    group = people.GroupFactory.create(name="見本書道会")
    permitted = _call(rooms[2], staff, now, periods=["afternoon", "night"], for_group=group, contact_name="見本 係")
    actions.approve_booking(permitted, by=staff, now=now)
    actions.take_walk_in(
        rooms[0], periods=["night"], by=staff, headcount=3, purpose="練習", contact_name="見本 来客", now=now
    )
    _call(rooms[3], staff, now, date=today + timedelta(days=3), periods=["morning"], contact_name="見本 あさって")


def _call(room: models.Room, staff: accounts.User, now: datetime, **more: object) -> models.Booking:
    call = {"date": clock.date_of(now), "headcount": 8, "purpose": "役員会", "contact_phone": "0294-00-0001"}
    return actions.reserve_by_proxy(room, by=staff, now=now, **(call | more))  # type: ignore[arg-type]


def test_every_page_of_the_desk_is_open_to_everybody(screen: browsers.Screen, desk: accounts.User) -> None:
    today = clock.today()
    booking = models.Booking.objects.get(contact_name="見本 電話")
    pages = {
        "day": "/desk/centers/kuji/",
        "search": "/desk/centers/kuji/search/?q=みほん",
        "sheet": f"/desk/centers/kuji/days/{today}/",
        "wall": f"/desk/centers/kuji/weeks/{today}/",
        "call": "/desk/centers/kuji/proxy-bookings/new/",
        "call-form": f"/desk/centers/kuji/proxy-bookings/new/?room={booking.room.code}&date={today}",
        "walk-in": "/desk/centers/kuji/walk-ins/new/",
        "notes": f"/bookings/{booking.code}/desk-notes/",
        "booking": f"/bookings/{booking.code}/",
        "claim": "/booking-claims/",
    }
    for name, path in pages.items():
        screen.open(path)
        screen.look(f"desk-{name}")


def test_a_refused_call_a_slip_and_its_claim_are_open_to_everybody(
    screen: browsers.Screen, desk: accounts.User
) -> None:
    booking = models.Booking.objects.get(contact_name="見本 電話")
    page = screen.page
    path = f"/desk/centers/kuji/proxy-bookings/new/?room={booking.room.code}&date={booking.date}&period=afternoon"
    screen.open(path)
    for field, typed in {"contact_name": "見本 次", "contact_phone": "0294000002", "headcount": "4"}.items():
        page.locator(f"main #id_{field}").fill(typed)
    page.locator("main #id_purpose").fill("役員会")
    screen.expected = 409
    page.get_by_role("button", name="予約を入れる", exact=True).click()
    page.wait_for_load_state("networkidle")
    screen.look("desk-call-refused")
    screen.open(f"/bookings/{booking.code}/")
    page.get_by_role("button", name="受取票を印刷する").click()
    page.wait_for_load_state("networkidle")
    screen.look("desk-slip")
    code = page.locator(".qr-card__text").inner_text()
    screen.open(f"/booking-claims/?code={code}")
    page.get_by_role("button", name="予約を確かめる").click()
    page.wait_for_load_state("networkidle")
    screen.look("desk-claim-found")


def _focus(page: Page) -> str:
    """What the focused element is, in words."""
    return str(page.evaluate("() => (document.activeElement.innerText || document.activeElement.name || '').trim()"))


def _tab_to(page: Page, words: str, *, most: int = 80) -> int:
    """Press Tab until the focus is on something with these words; how often."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if words in _focus(page):
            return presses
    raise AssertionError(f"{words} was not reached by {most} presses of Tab")


def _enter(screen: browsers.Screen) -> None:
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")
    screen.page.wait_for_load_state("networkidle")
    screen.refuse()


def test_the_desk_works_its_day_by_keyboard_alone(screen: browsers.Screen, desk: accounts.User) -> None:
    page = screen.page
    page.set_viewport_size({"width": browsers.DESK, "height": browsers.HEIGHT})
    screen.open("/desk/centers/kuji/")
    page.keyboard.press("Tab")
    assert _focus(page) == "本文へ移動"
    page.keyboard.press("Enter")
    order = [_tab_to(page, words) for words in ("部屋の表", "許可を待っている", "申請書", "報告書")]
    assert order[1:] == [1, 1, 1]
    _tab_to(page, "q")
    page.keyboard.type("デンワ")
    _enter(screen)
    assert page.locator("h1").inner_text() == "予約や利用者をさがす"
    _tab_to(page, "和室A")
    _enter(screen)
    assert page.locator("h1").inner_text() == "予約の内容"


def test_a_booking_is_permitted_from_the_list_by_keyboard(screen: browsers.Screen, desk: accounts.User) -> None:
    page = screen.page
    page.set_viewport_size({"width": browsers.DESK, "height": browsers.HEIGHT})
    screen.open("/desk/centers/kuji/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    _tab_to(page, "許可を待っている")
    page.keyboard.press("Enter")
    waiting = models.Booking.objects.get(contact_name="見本 電話")
    _tab_to(page, f"許可する：{waiting.code}".partition("：")[0])
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    _enter(screen)
    waiting.refresh_from_db()
    assert waiting.state == enums.State.APPROVED
    assert page.url.endswith("/desk/centers/kuji/")


def test_a_guest_has_a_room_by_keyboard_alone(screen: browsers.Screen, desk: accounts.User) -> None:
    page = screen.page
    page.set_viewport_size({"width": browsers.DESK, "height": browsers.HEIGHT})
    screen.open("/desk/centers/kuji/walk-ins/new/")
    _tab_to(page, "slots")
    page.keyboard.press("Space")
    for field, typed in (("contact_name", "見本 通りがかり"), ("headcount", "2")):
        _tab_to(page, field)
        page.keyboard.type(typed)
    _enter(screen)
    made = models.Booking.objects.get(contact_name="見本 通りがかり")
    assert (made.state, made.headcount) == (enums.State.USED, 2)


def _paper(page: Page) -> list[str]:
    """The words of each sheet that comes out of the printer."""
    page.emulate_media(media="print")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sizes = {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in printed.pages}
    assert sizes == {(842, 595)}
    # The font writes some characters as their radicals, which look alike.
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in printed.pages]


def test_the_sheets_for_paper_are_a4_on_its_side_without_what_belongs_to_a_screen(
    screen: browsers.Screen, desk: accounts.User
) -> None:
    today = clock.today()
    screen.open(f"/desk/centers/kuji/days/{today}/")
    words = "".join("".join(_paper(screen.page)).split())
    assert "見本電話" in words
    assert "鍵は正面の窓口でわたす" in words
    assert "印刷する" not in words
    screen.open(f"/desk/centers/kuji/weeks/{today}/")
    (wall,) = _paper(screen.page)
    assert "見本書道会" in wall
    assert "電話" not in wall.replace("窓口・電話", "")
