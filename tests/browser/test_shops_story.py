"""Points at shops and as gifts, in a real browser on the demo that `make serve` loads, each at their screen.

A shop's phone reads a resident's code, a neighbour pays by the shop's printed one, and both screens say the same words
in the same colour; what was noted on paper becomes a case that the city decides; the month is closed. A neighbour shows
a code, gets points with a note and answers.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from backend.common import clock
from backend.portal.management.commands._demo import people
from tests.support import browser as browsers
from tests.support import qr
from tests.support.story import follow, load_demo, press, settle, sign_in, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROLES = {
    "resident": people.RESIDENT,
    "neighbour": people.NEIGHBOUR,
    "shop": people.SHOP,
    "city": people.ADMINISTRATOR,
}
Cast = dict[str, browsers.Screen]
# Nobody was given this one: its letters are of those that codes are written in.
UNKNOWN_CODE = "ZZZZ-ZZZZ"


@pytest.fixture
def morning(live_server: LiveServer, settings: object) -> Iterator[datetime]:
    """The demo, loaded as `make serve` loads it, and ten in the morning of the next day in Tokyo."""
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    load_demo()
    at = clock.at(clock.today() + timedelta(days=1), time(10))
    with time_machine.travel(at):
        yield at


@pytest.fixture
def cast(chromium: Browser, live_server: LiveServer, morning: datetime) -> Iterator[Cast]:
    """Everybody at a screen of their own, signed in."""
    with signed_in(chromium, str(live_server.url), ROLES) as screens:
        yield screens


def test_points_are_taken_by_a_shop_and_settled(cast: Cast, morning: datetime) -> None:
    the_shop_scans_the_residents_code(cast["resident"], cast["shop"])
    the_neighbour_pays_by_the_printed_code(cast["neighbour"], cast["shop"])
    the_shop_gives_some_back(cast["shop"], cast["neighbour"])
    the_city_decides_what_was_noted_on_paper(cast["shop"], cast["city"], morning)
    the_month_is_closed(cast["shop"], cast["city"], morning)
    call_command("verify_points", stdout=io.StringIO())


def test_points_are_given_by_a_code_and_answered(cast: Cast) -> None:
    address = the_neighbour_shows_a_code(cast["neighbour"])
    the_resident_gives(cast["resident"], address)
    the_neighbour_answers(cast["neighbour"])
    the_resident_reads_the_answer(cast["resident"])
    the_neighbour_takes_nothing_more(cast["neighbour"])
    nothing_arrives(cast["resident"], address)
    call_command("verify_points", stdout=io.StringIO())


def _path(screen: browsers.Screen, address: str) -> str:
    return address.removeprefix(screen.address)


def _shown_code(page: Page) -> str:
    return qr.read_shot(page.locator("main svg:has(.qr-modules)").first.screenshot())


def _sign(page: Page) -> tuple[str, str, str]:
    """The number, the words and the colour that a payment shows."""
    sign = page.locator("section.sign")
    colour = sign.get_attribute("data-colour") or ""
    return sign.locator(".sign__number").inner_text(), sign.locator(".sign__words").inner_text(), colour


def _main(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


# Paying ---------------------------------------------------------------------------------------------------------------


def the_shop_scans_the_residents_code(resident: browsers.Screen, shop: browsers.Screen) -> None:
    resident.open("/payment-codes/")
    resident.look("shops-01-pay")
    press(resident, "支払いコードを出す")
    scan = _path(resident, _shown_code(resident.page))
    resident.look("shops-02-code")
    shop.open(scan)
    shop.look("shops-03-scan")
    shop.page.locator("[name=amount]").fill("１２")  # as a Japanese keyboard types it
    press(shop, "受け取る")
    assert "12ポイント" in _main(shop.page)
    shop.look("shops-04-taken")
    # The resident's screen asks by itself and leads to the same words.
    resident.page.get_by_role("link", name="支払いの画面を見せる").click()
    settle(resident)
    resident.look("shops-05-paid")
    assert _sign(resident.page) == _sign(shop.page)
    the_code_counts_once(shop, scan)


def the_code_counts_once(shop: browsers.Screen, scan: str) -> None:
    shop.open(scan)
    shop.expected = 409
    shop.page.locator("[name=amount]").fill("12")
    press(shop, "受け取る")
    assert "二度は使えません" in _main(shop.page)
    assert shop.page.locator("[name=amount]").input_value() == "12"
    shop.expected = 200


def the_neighbour_pays_by_the_printed_code(neighbour: browsers.Screen, shop: browsers.Screen) -> None:
    shop.open("/shops/")
    follow(shop, people.STORE)
    follow(shop, "お店のQRコードと今日の受付表")
    shop.look("shops-06-sheet")
    neighbour.open(_path(neighbour, _shown_code(shop.page)))
    neighbour.look("shops-07-till")
    neighbour.page.locator("[name=amount]").fill("20")
    press(neighbour, "次へ（確かめる）")
    neighbour.look("shops-08-preview")
    press(neighbour, "この数で支払う")
    number, words, _ = _sign(neighbour.page)
    shop.page.go_back()
    settle(shop)
    shop.page.reload()
    settle(shop)
    shop.look("shops-09-day")
    row = shop.page.get_by_role("row", name=number)
    assert words in row.inner_text()


def the_shop_gives_some_back(shop: browsers.Screen, neighbour: browsers.Screen) -> None:
    number, _, _ = _sign(neighbour.page)
    follow(shop, number)
    shop.page.locator("[name=amount]").fill("5")
    shop.page.locator("[name=reason]").fill("数をまちがえたため")
    press(shop, "ポイントを返す")
    assert "5ポイントを返しました" in shop.page.locator("body").inner_text()
    neighbour.page.reload()
    settle(neighbour)
    assert "返したポイント 5ポイント" in _main(neighbour.page)
    neighbour.look("shops-10-refunded")


# Paper and the month --------------------------------------------------------------------------------------------------


def the_city_decides_what_was_noted_on_paper(shop: browsers.Screen, city: browsers.Screen, morning: datetime) -> None:
    shop.open("/shops/")
    follow(shop, people.STORE)
    follow(shop, "紙の伝票を送る")
    shop.page.locator("[name=code]").fill(UNKNOWN_CODE)
    shop.page.locator("[name=amount]").fill("8")
    shop.page.locator("[name=at]").fill(f"{morning - timedelta(minutes=90):%H:%M}")
    press(shop, "伝票を送る")
    shop.look("shops-11-slips")
    assert "市が確認します" in shop.page.locator("body").inner_text()
    city.open("/desk/points/slip-cases/")
    city.look("shops-12-cases")
    follow(city, "8ポイント")
    city.look("shops-13-case")
    city.page.locator("[name=decision][value=pay]").check()
    city.page.locator("[name=note]").fill("紙の控えを確かめたため")
    press(city, "決める")
    assert "決めました" in city.page.locator("body").inner_text()


def the_month_is_closed(shop: browsers.Screen, city: browsers.Screen, morning: datetime) -> None:
    month = f"{morning.astimezone(clock.TOKYO):%Y-%m}"
    _open_statement(shop)
    shop.look("shops-14-statement")
    lines = _table(shop, f"?month={month}&format=csv")
    assert len(lines) == shop.page.locator("tbody tr").count()
    with time_machine.travel(morning + timedelta(days=40)):
        for screen, person in ((shop, people.SHOP), (city, people.ADMINISTRATOR)):
            screen.page.context.clear_cookies()
            sign_in(screen, person)
        city.open(f"/desk/points/settlements/?month={month}")
        press(city, re.compile("分を締める"))
        city.look("shops-15-settlements")
        _open_statement(shop)
        follow(shop, re.compile(f"{int(month[-2:])}月分"))
        shop.look("shops-16-settlement")
        settled = [int(row["ポイント"]) for row in _table(shop, "?format=csv")]
    assert [points for points in (12, 20, -5, 8) if points not in settled] == []


def _open_statement(shop: browsers.Screen) -> None:
    shop.open("/shops/")
    follow(shop, people.STORE)
    follow(shop, "明細と精算")


def _table(screen: browsers.Screen, query: str) -> list[dict[str, str]]:
    answer = screen.page.request.get(screen.page.url.partition("?")[0] + query)
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


# Giving ---------------------------------------------------------------------------------------------------------------


def the_neighbour_shows_a_code(screen: browsers.Screen) -> str:
    screen.open("/points/gift-address/")
    press(screen, "この名前を見せて、番号を作る")
    screen.look("gifts-01-address")
    return _shown_code(screen.page)


def the_resident_gives(screen: browsers.Screen, address: str) -> None:
    screen.open(_path(screen, address))
    screen.look("gifts-02-new")
    screen.page.locator("[name=amount]").fill("3")
    screen.page.locator("[name=note]").fill("先日は花だんの水やりをありがとうございました。")
    press(screen, "次へ（内容を確かめる）")
    screen.look("gifts-03-preview")
    press(screen, "この内容で贈る")
    screen.look("gifts-04-given")


def the_neighbour_answers(screen: browsers.Screen) -> None:
    screen.open("/points/gifts/")
    screen.look("gifts-05-list")
    screen.page.locator("main tbody a").first.click()
    settle(screen)
    assert "花だんの水やり" in _main(screen.page)
    screen.page.locator("[name=text]").fill("こちらこそ、うれしかったです。")
    press(screen, "お返事を送る")
    screen.look("gifts-06-answered")


def the_resident_reads_the_answer(screen: browsers.Screen) -> None:
    screen.page.reload()
    settle(screen)
    assert "こちらこそ、うれしかったです。" in _main(screen.page)


def the_neighbour_takes_nothing_more(screen: browsers.Screen) -> None:
    follow(screen, "ポイントを返す")
    screen.look("gifts-07-return")
    press(screen, "3ポイントを返す")
    assert "返されました" in _main(screen.page)
    press(screen, "この方からはもう受け取らない")
    screen.look("gifts-08-blocked")


def nothing_arrives(screen: browsers.Screen, address: str) -> None:
    """Whoever is not wanted learns no more than who mistypes a code."""
    screen.open(_path(screen, address), status=404)
    screen.look("gifts-09-unknown")
