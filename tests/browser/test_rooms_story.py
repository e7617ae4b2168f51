"""A room's whole life in a real browser, on the demo that `make serve` loads, everybody at their own screen.

A group gives a period back; the first in line is asked, says yes, writes the form; the desk permits, reads the permit's
code and checks in; the report and the room check end it. Somebody displaced by public use chooses among what is held.
A group applies for a term after a dry run, and the desk permits all of it at once.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import models
from tests.support import browser as browsers
from tests.support import pdf
from tests.support.story import fill_date, follow, load_demo, press, settle, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(live_server: LiveServer, settings: object) -> str:
    """The demo, loaded as `make serve` loads it; the address of the live service."""
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    load_demo()
    return str(live_server.url)


@pytest.fixture
def cast(chromium: Browser, town: str) -> Iterator[dict[str, browsers.Screen]]:
    """Everybody at a screen of their own, signed in."""
    roles = {"resident": people.RESIDENT, "group": people.LEADER, "desk": people.ADMINISTRATOR}
    with signed_in(chromium, town, roles) as screens:
        yield screens


def test_from_the_line_to_the_report(cast: dict[str, browsers.Screen]) -> None:
    entry = models.WaitingEntry.objects.get(person__email=people.RESIDENT.email, state="waiting")
    the_group_gives_it_back(cast["group"], entry)
    booking = the_first_in_line_says_yes(cast["resident"], entry)
    the_form_is_written(cast["resident"], booking)
    the_desk_permits(cast["desk"], booking)
    address = what_the_permit_says(cast["resident"], booking)
    with time_machine.travel(booking.starts_at - timedelta(minutes=10)):
        the_desk_checks_in(cast["desk"], address)
    with time_machine.travel(booking.ends_at + timedelta(minutes=5)):
        the_report_is_given(cast["resident"], cast["desk"], booking)
    booking.refresh_from_db()
    assert booking.state == "reported"


def the_group_gives_it_back(screen: browsers.Screen, entry: models.WaitingEntry) -> None:
    taken = models.Booking.objects.get(room=entry.room, date=entry.date, state="tentative")
    screen.open(f"/bookings/{taken.code}/cancellation/")
    screen.look("rooms-01-cancellation")
    press(screen, "予約を取り消す")


def the_first_in_line_says_yes(screen: browsers.Screen, entry: models.WaitingEntry) -> models.Booking:
    entry.refresh_from_db()
    assert entry.state == "offered"
    assert entry.offer is not None
    screen.open("/bookings/")
    screen.look("rooms-02-offers")
    screen.open(f"/bookings/{entry.offer.code}/offer/")
    screen.look("rooms-03-offer")
    press(screen, "予約する")
    screen.look("rooms-04-accepted")
    return models.Booking.objects.get(pk=entry.offer.pk, state="tentative")


def the_form_is_written(screen: browsers.Screen, booking: models.Booking) -> None:
    screen.open(f"/bookings/{booking.code}/")
    follow(screen, "申請書を書く")
    assert screen.page.get_by_label("申請する方のお名前").input_value() == "見本 花子"
    screen.page.get_by_label("電話番号").fill("0294-00-0003")
    screen.look("rooms-05-application")
    press(screen, "申請書を出す")
    booking.refresh_from_db()
    assert booking.state == "applied"


def the_desk_permits(screen: browsers.Screen, booking: models.Booking) -> None:
    screen.open(f"/desk/centers/{booking.center.code}/?date={booking.date:%Y-%m-%d}")
    screen.look("rooms-06-desk")
    screen.page.locator(f"form[action='/bookings/{booking.code}/approval/'] button").first.click()
    settle(screen)
    booking.refresh_from_db()
    assert booking.state == "approved"


def what_the_permit_says(screen: browsers.Screen, booking: models.Booking) -> str:
    """The PDF as an independent reader draws it, and the code in it as a scanner reads it."""
    screen.open(f"/bookings/{booking.code}/")
    screen.look("rooms-07-permitted")
    answer = screen.page.request.get(f"{screen.address}/bookings/{booking.code}/permit/")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    page = pypdfium2.PdfDocument(answer.body())[0]
    assert booking.code in page.get_textpage().get_text_range()
    return pdf.qr_code(answer.body())


def the_desk_checks_in(screen: browsers.Screen, address: str) -> None:
    screen.open(address.removeprefix(screen.address))
    screen.look("rooms-08-check-in")
    press(screen, "来たので受け付ける")
    screen.look("rooms-09-checked-in")


def the_report_is_given(resident: browsers.Screen, desk: browsers.Screen, booking: models.Booking) -> None:
    resident.open(f"/bookings/{booking.code}/report/")
    for box in resident.page.locator("main input[type=checkbox]").all():
        box.check()
    resident.look("rooms-10-report")
    press(resident, "報告する")
    desk.open(f"/bookings/{booking.code}/room-check/")
    desk.look("rooms-11-room-check")
    press(desk, "点検したことを記録する")


def test_the_displaced_choose_among_what_is_held(cast: dict[str, browsers.Screen]) -> None:
    screen = cast["resident"]
    lost = models.Booking.objects.get(state="displaced", booked_by__email=people.RESIDENT.email)
    held = list(lost.replacements.filter(state="offered"))
    assert len(held) == 3
    screen.open(f"/bookings/{lost.code}/alternatives/")
    screen.look("rooms-12-alternatives")
    press(screen, re.compile("これを予約する"))
    screen.look("rooms-13-chosen")
    states = sorted(lost.replacements.values_list("state", flat=True))
    assert states == ["cancelled", "cancelled", "tentative"]


def test_a_term_is_tried_taken_and_permitted(cast: dict[str, browsers.Screen]) -> None:
    screen = cast["group"]
    page = screen.page
    the_group_gives_its_old_term_back(screen)
    first = clock.today() + timedelta(days=12)
    screen.open("/rooms/kuji-kaigi/series/new/")
    page.get_by_label("曜日").select_option(label="火曜日")
    fill_date(page, first)
    fill_date(page, first + timedelta(weeks=7), nth=1)
    page.locator("main input[name=periods]").first.check()
    page.get_by_label("人数").fill("8")
    page.get_by_label("利用の目的").fill("書道の練習")
    page.get_by_label("活動の種類").select_option(label="書道・絵画・手芸")
    screen.look("rooms-14-series")
    press(screen, "日ごとの空きを確かめる")
    screen.look("rooms-15-series-plan")
    press(screen, "印をつけた日を申し込む")
    screen.look("rooms-16-series-made")
    made = models.Series.objects.latest("pk")
    taken = made.bookings.filter(state="tentative").count()
    assert taken >= 1
    desk = cast["desk"]
    desk.open(f"/series/{made.code}/")
    press(desk, re.compile("まとめて許可する"))
    assert made.bookings.filter(state="approved").count() == taken


def the_group_gives_its_old_term_back(screen: browsers.Screen) -> None:
    """On some days of the year the demo's term fills the group's months as far ahead as anybody may reserve."""
    old = models.Series.objects.get()
    screen.open(f"/series/{old.code}/cancellation/")
    press(screen, "次へ（日を確かめる）")
    screen.look("rooms-17-term-given-back")
    press(screen, "この内容で取り消す")
    assert not old.bookings.filter(state="tentative").exists()
