"""The main job from end to end, in a real browser, on the demo that `make serve` loads, everybody at their own screen.

A resident finds and reserves 久慈's 和室; the desk approves. A community asks for help on that day; a volunteer sees
why it was suggested, applies, and checks in by the QR code on the organiser's screen; the hours are approved and points
arrive; a coupon is bought and used on a booking; the ledger verifies. Every page on the way passes axe at both widths.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import enums as booking_enums
from bookings import models as booking_models
from bookings.queries import availability
from bookings.queries import centers as center_queries
from points import queries as points
from tests.support import browser as browsers
from tests.support import qr
from tests.support.story import fill_date, follow, help_as_often_as_may_be, load_demo, press, settle, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TITLE = "和室のまわりの草取りを手伝ってください"
BEGINS, ENDS = time(10), time(12)


@pytest.fixture
def town(live_server: LiveServer, settings: object) -> str:
    """The demo, loaded as `make serve` loads it; the address of the live service."""
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    load_demo()
    return str(live_server.url)


@pytest.fixture
def cast(chromium: Browser, town: str) -> Iterator[dict[str, browsers.Screen]]:
    """Everybody at a screen of their own, signed in."""
    roles = {
        "resident": people.RESIDENT,
        "desk": people.DESK,
        "community": people.ORGANISER,
        "volunteer": people.NEIGHBOUR,
    }
    with signed_in(chromium, town, roles) as screens:
        yield screens


def free_day(room_code: str, known: people.Person) -> date:
    """The room is free, and the person has nothing else at the center in that week; the demo fills other days."""
    room, now = center_queries.room(room_code), clock.now()
    mine = {week_of(day) for day in person(known).bookings.filter(center=room.center).values_list("date", flat=True)}
    days = (clock.date_of(now) + timedelta(days=number) for number in range(9, 28))
    return next(day for day in days if week_of(day) not in mine and _is_free(room, day, now))


def week_of(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _is_free(room: booking_models.Room, day: date, now: datetime) -> bool:
    slots = availability.room_day(room, date=day, now=now).slots
    return any(slot.code == "morning" and slot.is_free for slot in slots)


def person(known: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=known.email)


def usable_points(known: people.Person) -> int:
    return points.balance(person(known).code, now=clock.now()).usable


def test_from_a_reservation_to_points_spent(cast: dict[str, browsers.Screen]) -> None:
    day = free_day("kuji-washitsu-a", people.RESIDENT)
    code = the_resident_reserves(cast["resident"], day)
    the_desk_approves(cast["desk"], code)
    the_community_asks(cast["community"], day)
    the_volunteer_applies(cast["volunteer"], day)
    with time_machine.travel(clock.at(day, BEGINS) - timedelta(minutes=20)):
        the_volunteer_checks_in(cast["community"], cast["volunteer"], day)
    with time_machine.travel(clock.at(day, ENDS) + timedelta(minutes=20)):
        before = usable_points(people.NEIGHBOUR)
        the_hours_are_approved(cast["community"])
        earned = usable_points(people.NEIGHBOUR) - before
        the_points_arrive(cast["volunteer"], earned)
        price = a_coupon_is_bought(cast["volunteer"])
        assert usable_points(people.NEIGHBOUR) == before + earned - price
        the_coupon_is_used(cast["volunteer"])
    call_command("verify_points")


def the_resident_reserves(screen: browsers.Screen, day: date) -> str:
    screen.open("/")
    screen.look("story-01-home")
    follow(screen, re.compile("部屋を"), within="header")
    fill_date(screen.page, day)
    screen.page.get_by_label("時間").select_option(label="午前")
    screen.page.get_by_label("人数").fill("８")
    screen.page.get_by_label("地区").select_option(label="久慈")
    press(screen, "空きをさがす")
    screen.look("story-02-rooms")
    screen.page.locator("main a[href*='kuji-washitsu-a/bookings/new']").first.click()
    settle(screen)
    screen.page.get_by_label("人数").fill("8")
    screen.page.get_by_label("活動の種類").select_option(label="書道・絵画・手芸")
    screen.page.get_by_label("利用の目的").fill("書道の練習")
    screen.page.get_by_label("「利用のきまり」を読みました").check()
    screen.look("story-03-reserve")
    press(screen, "この内容で申し込む")
    screen.look("story-04-reserved")
    booking = booking_models.Booking.objects.get(
        booked_by__email=people.RESIDENT.email, date=day, room__code="kuji-washitsu-a"
    )
    assert screen.page.url.endswith(f"/bookings/{booking.code}/")
    return booking.code


def the_desk_approves(screen: browsers.Screen, code: str) -> None:
    screen.open("/desk/")
    screen.look("story-05-desk")
    follow(screen, "久慈交流センター")
    screen.look("story-06-center-desk")
    screen.page.locator(f"form[action='/bookings/{code}/approval/'] button").first.click()
    settle(screen)
    assert booking_models.Booking.objects.get(code=code).state == booking_enums.State.APPROVED


def the_community_asks(screen: browsers.Screen, day: date) -> None:
    page = screen.page
    screen.open("/requests/new/")
    screen.look("story-07-request-new")
    page.get_by_label("募集の名前").fill(TITLE)
    page.get_by_label("活動分野").select_option(index=1)
    page.get_by_label("してほしいこと").fill("庭の草を取って袋に入れます。座ってできる作業もあります。")
    page.locator("main select[name$=district]").first.select_option(label="久慈")
    page.get_by_label("集合場所").fill("久慈交流センター 玄関")
    page.get_by_label("当日の連絡先").fill("見本コミュニティ推進会 0294-00-0000")
    fill_date(page, day)
    page.locator("main input[name$=starts_at]").first.fill(f"{BEGINS:%H:%M}")
    page.locator("main input[name$=ends_at]").first.fill(f"{ENDS:%H:%M}")
    page.locator("main input[name$=place]").first.fill("久慈交流センターの庭")
    page.locator("main input[name$=capacity]").first.fill("5")
    press(screen, "募集を出す")
    screen.look("story-08-request-posted")


def the_volunteer_applies(screen: browsers.Screen, day: date) -> None:
    page = screen.page
    screen.open("/offers/")
    page.locator("main input[name=activities]").first.check()
    wanted = f"main input[name=times][value^='{day.isoweekday()}']"
    page.locator(wanted).first.check()
    page.get_by_label("行ける地区を選ぶ", exact=True).check()
    page.get_by_text("行ける地区を1つずつ選ぶ", exact=True).click()
    page.get_by_label("久慈", exact=True).check()
    help_as_often_as_may_be(page)
    screen.look("story-09-offer")
    press(screen, "保存する")
    screen.open("/suggestions/")
    suggested = page.locator("main article", has_text=TITLE)
    assert suggested.locator(".reasons li").count() >= 2
    screen.look("story-10-suggestions")
    suggested.get_by_role("link", name=TITLE).click()
    settle(screen)
    screen.look("story-11-request")
    follow(screen, re.compile("応募する"))
    screen.look("story-12-apply")
    press(screen, "応募する")
    screen.look("story-13-confirmed")
    assert page.get_by_text("参加が決まりました").first.is_visible()


def the_volunteer_checks_in(organiser: browsers.Screen, volunteer: browsers.Screen, day: date) -> None:
    organiser.open("/requests/organised/")
    organiser.look("story-14-organised")
    card = organiser.page.locator("main article, main section, main li", has_text=TITLE).first
    card.get_by_role("link", name=re.compile("受付コード")).first.click()
    settle(organiser)
    organiser.look("story-15-check-in-code")
    address = scanned(organiser.page)
    assert address.startswith(organiser.address)
    volunteer.open(address.removeprefix(volunteer.address))
    volunteer.look("story-16-check-in")
    press(volunteer, "受付する")
    volunteer.look("story-17-checked-in")


def scanned(page: Page) -> str:
    """What a phone's camera reads from the screen."""
    picture = page.locator("main svg.qr").screenshot(scale="css")
    return qr.read_shot(picture)


def the_hours_are_approved(screen: browsers.Screen) -> None:
    follow(screen, re.compile("名簿"))
    screen.page.reload()
    settle(screen)
    screen.look("story-18-roster")
    press(screen, "チェックした方の活動時間を認定する")
    assert screen.page.get_by_text("認定 120分").first.is_visible()


def the_points_arrive(screen: browsers.Screen, earned: int) -> None:
    assert earned > 0
    screen.open("/points/")
    screen.look("story-19-points")
    assert f"+{earned}" in screen.page.locator("main").inner_text().replace(" ", "").replace("＋", "+")


def a_coupon_is_bought(screen: browsers.Screen) -> int:
    before = usable_points(people.NEIGHBOUR)
    screen.open("/perks/")
    screen.look("story-20-perks")
    follow(screen, re.compile("施設優待券"))
    screen.look("story-21-perk")
    follow(screen, "申込みへ進む")
    press(screen, re.compile("ポイントで申し込む"))
    screen.look("story-22-voucher")
    return before - usable_points(people.NEIGHBOUR)


def the_coupon_is_used(screen: browsers.Screen) -> None:
    day = free_day("kuji-kaigi", people.NEIGHBOUR)
    screen.open(f"/rooms/kuji-kaigi/bookings/new/?date={day:%Y-%m-%d}&period=morning")
    screen.page.get_by_label("人数").fill("6")
    screen.page.get_by_label("活動の種類").select_option(label="会議・打ち合わせ")
    screen.page.get_by_label("利用の目的").fill("打ち合わせ")
    screen.page.locator("main input[name=coupon]:not([value=''])").first.check()
    screen.page.get_by_label("「利用のきまり」を読みました").check()
    screen.look("story-23-coupon")
    press(screen, "この内容で申し込む")
    screen.look("story-24-discounted")
    booking = booking_models.Booking.objects.get(
        booked_by__email=people.NEIGHBOUR.email, date=day, room__code="kuji-kaigi"
    )
    assert 0 < booking.discount_yen <= (booking.fee_yen or 0)
    assert booking.coupon_code
