"""How points are earned, limited and kept, in a real browser on the demo that `make serve` loads, each at their screen.

The city drafts a rule, tries it and publishes it; a resident reads the printed code of a site and earns up to the
limit, reports what the desk approves; an organiser splits a clean-up; the desk awards by hand, and somebody else looks.
In the end the statement says it all in words and bars, and a decree carries points over.
"""

import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people
from points import actions, models, queries
from tests.support import browser as browsers
from tests.support import qr
from tests.support.story import fill_date, follow, load_demo, press, settle, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROLES = {
    "city": people.ADMINISTRATOR,
    "resident": people.RESIDENT,
    "organiser": people.ORGANISER,
    "desk": people.DESK,
}
Cast = dict[str, browsers.Screen]


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


def _member(one: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=one.email)


def _says(screen: browsers.Screen, *sentences: str) -> None:
    text = " ".join(screen.page.locator("main").inner_text().split())
    assert [one for one in sentences if one not in text] == []


def test_ways_to_earn_limits_and_expiry(cast: Cast, morning: datetime) -> None:
    the_city_drafts_tries_and_publishes(cast["city"])
    address = the_city_opens_a_site(cast["city"])
    the_resident_reads_its_code(cast["resident"], address)
    the_limit_is_said_before_and_after(cast["resident"], morning)
    the_report_is_approved(cast["resident"], cast["desk"])
    the_clean_up_is_split(cast["organiser"])
    four_eyes_look_at_the_desks_award(cast["desk"], cast["city"])
    the_city_carries_points_over(cast["city"])
    the_statement_says_it_all(cast["resident"])
    call_command("verify_points", stdout=io.StringIO())


def the_city_drafts_tries_and_publishes(screen: browsers.Screen) -> None:
    page = screen.page
    screen.open("/desk/")
    follow(screen, "ポイントの決まり")
    screen.look("points-01-rules")
    follow(screen, "新しい決まりを作る")
    page.locator("[name=code]").fill("asa-taiso")
    page.locator("[name=name]").fill("朝の体操")
    page.locator("[name=way]").select_option("site")
    page.locator("[name=per_time]").fill("5")
    page.locator("[name=cap_person_day]").fill("8")
    page.locator("[name=expiry_kind]").select_option("fiscal_year_end")
    page.locator("[name=expiry_amount]").fill("1")
    screen.look("points-02-draft")
    press(screen, "下書きにする")
    year = fiscal_year.of(clock.today())
    _says(screen, "下書き", f"{fiscal_year.ends_on(year):%Y年%-m月%-d日}まで使えます")
    press(screen, "試す")
    _says(
        screen,
        "「朝の体操」は1日に8ポイントまでのため、5ポイントのうち、残りの3ポイントになります。",
        "おひとり1日に8ポイントまで",
        "1日に8ポイントまでです",
    )
    screen.look("points-03-tried")
    assert not models.Posting.objects.filter(rule_code="asa-taiso").exists()
    press(screen, "この内容で公開する")
    _says(screen, "公開済み")


def the_city_opens_a_site(screen: browsers.Screen) -> str:
    """The address in the code of the printed sheet, as a scanner reads it from the page."""
    page = screen.page
    screen.open("/desk/points/sites/new/")
    page.locator("[name=name]").fill("見本浜の広場")
    page.locator("[name=rule]").select_option("asa-taiso")
    fill_date(page, clock.today())
    fill_date(page, clock.today() + timedelta(days=30), nth=1)
    page.locator("[name=opens_at]").fill("9:30")
    page.locator("[name=closes_at]").fill("11:30")
    screen.look("points-04-site-new")
    press(screen, "会場を作る")
    follow(screen, "QRコードを印刷する")
    screen.look("points-05-sheet")
    picture = page.locator("main svg:has(.qr-modules)").first.screenshot()
    return qr.read_shot(picture)


def the_resident_reads_its_code(screen: browsers.Screen, address: str) -> None:
    screen.open(address.removeprefix(screen.address))
    _says(screen, "付くポイント 5", "あと8ポイント（上限8）")
    screen.look("points-06-visit")
    press(screen, "受け付けてポイントをもらう")
    _says(screen, "受け付けました", "付いたポイント 5", "あと3ポイント（上限8）")
    screen.open(address.removeprefix(screen.address))
    _says(screen, "この会場の今回の受付は済んでいます。")


def the_limit_is_said_before_and_after(screen: browsers.Screen, morning: datetime) -> None:
    """Half an hour later at a second place, and once more at a third."""
    for number, (before, after) in enumerate(
        [
            ("8ポイントまでのため、5ポイントのうち、残りの3ポイントになります。", "付いたポイント 3"),
            ("ポイントは付きません", "おひとり・1日の上限（8ポイント）に達しています。"),
        ],
        1,
    ):
        place = actions.SitePlan(name=f"見本の丘{number}", rule_code="asa-taiso")
        window = actions.WindowPlan(
            starts_on=clock.date_of(morning),
            ends_on=clock.date_of(morning),
            weekdays=tuple(range(7)),
            opens_at=time(9),
            closes_at=time(12),
        )
        site = actions.open_site(place, window=window, by=None, now=clock.now())
        with time_machine.travel(morning + number * timedelta(minutes=30)):
            screen.open(f"/points/sites/{site.code}/visits/")
            _says(screen, before)
            screen.page.locator("main form button").first.click()
            settle(screen)
            _says(screen, after)
    screen.look("points-07-limit-reached")


def the_report_is_approved(resident: browsers.Screen, desk: browsers.Screen) -> None:
    resident.open("/points/reports/new/?rule=eco-action")
    resident.page.locator("[name=words]").fill("電気をこまめに消しました。")
    resident.look("points-08-report")
    press(resident, "次へ（付くポイントを確かめる）")
    _says(resident, "付くポイント 10", "職員が確認して、承認すると付きます")
    press(resident, "この内容で報告する")
    made = models.Report.objects.latest("pk")
    desk.open("/desk/")
    follow(desk, "取り組みの報告の確認")
    desk.look("points-09-reviews")
    desk.open(f"/desk/points/reports/{made.code}/")
    press(desk, "承認する")
    resident.open(f"/points/reports/{made.code}/")
    _says(resident, "付いたポイント 10ポイント")


def the_clean_up_is_split(screen: browsers.Screen) -> None:
    page = screen.page
    screen.open("/points/clean-ups/")
    follow(screen, "「地域の清掃」を記録する")
    page.locator("[name=name]").fill("見本川の清掃")
    page.locator("[name=kg_can]").fill("３")
    numbers = [_member(one).code for one in (people.RESIDENT, people.NEIGHBOUR)]
    page.locator("[name=people]").fill(f"{numbers[0]} 2\n{numbers[1]}")
    screen.look("points-10-clean-up")
    press(screen, "次へ")
    _says(screen, "60ポイント")
    screen.look("points-11-clean-up-preview")
    press(screen, "この内容で記録する")
    sheet = models.CleanUp.objects.latest("pk")
    assert queries.paid_by_person("clean_up", sheet.code) == {numbers[0]: 40, numbers[1]: 20}


def four_eyes_look_at_the_desks_award(desk: browsers.Screen, other: browsers.Screen) -> None:
    page = desk.page
    desk.open("/desk/points/manual-awards/new/")
    page.locator("[name=number]").fill(_member(people.RESIDENT).code)
    page.locator("[name=points]").fill("120")
    page.locator("[name=reason]").fill("夏まつりの片付けを手伝ってくださったため")
    press(desk, "次へ（確かめる）")
    _says(desk, "ほかの職員が確認した後に付きます")
    press(desk, "ほかの職員に確認を頼む")
    made = models.ManualAward.objects.latest("pk")
    assert not queries.awards_of("manual", made.code).exists()
    other.open(f"/desk/points/manual-awards/{made.code}/")
    other.look("points-12-four-eyes")
    press(other, "確認して付ける")
    assert queries.awards_of("manual", made.code).get().amount == 120


def the_city_carries_points_over(screen: browsers.Screen) -> None:
    page, year = screen.page, fiscal_year.of(clock.today())
    screen.open("/points/carry-overs/new/")
    page.locator("[name=document]").fill("見本告示第9号")
    page.locator("[name=reason]").fill("見本の災害のため")
    for nth, ends in enumerate((year + 1, year + 1, year + 2)):
        fill_date(page, fiscal_year.ends_on(ends), nth=nth)
    press(screen, "次へ")
    screen.look("points-13-carry-over")
    press(screen, "この内容で決める")
    actions.carry_over(now=clock.now())
    screen.open(page.url.removeprefix(screen.address))
    _says(screen, "すべて終わっています")


def the_statement_says_it_all(screen: browsers.Screen) -> None:
    year = fiscal_year.of(clock.today())
    screen.open("/points/")
    _says(
        screen,
        "会場で受け付け：朝の体操",
        "取り組みの報告：エコアクション",
        "清掃に参加：地域の清掃",
        "職員からの付与：職員による付与",
        f"{fiscal_year.ends_on(year + 2):%Y年%-m月%-d日}まで使えるようになりました（見本告示第9号）",
    )
    known = _member(people.RESIDENT)
    usable = queries.balance(known.code, now=clock.now()).usable
    _says(screen, f"使えるポイント {usable:,}")
    screen.look("points-14-statement")
    screen.open("/points/rules/")
    _says(screen, "上限に達しました（上限8）")
    screen.look("points-15-earning-rules")
