"""A request's whole life in a real browser, on the demo that `make serve` loads, everybody at their own screen.

An organisation whose first post is looked at asks for help in a room that it reserves with it, and repeats it after a
dry run. One joins and leaves, the next in line is asked; somebody under 18 keeps a place until the guardian says yes by
a signed link. They write to each other without addresses, check in by code and by list, have their hours approved,
thank each other; a story quotes who said yes to it. A repeat is called off by one button, and everybody hears of it.
"""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from backend.accounts import models as accounts
from backend.common import clock
from backend.notices import models as notices
from backend.portal.management.commands._demo import people
from bookings import models as rooms
from bookings.queries import availability
from bookings.queries import centers as center_queries
from points import queries as points
from tests.support import browser as browsers
from tests.support import qr
from tests.support.story import fill_date, follow, help_as_often_as_may_be, load_demo, press, settle, signed_in
from volunteers import models, tasks

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TITLE = "紙芝居の会を手伝ってください"
ROOM = "kuji-kaigi"
BEGINS, ENDS = time(10), time(12)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
WIDTHS = (browsers.NARROWEST, browsers.PHONE, browsers.DESK)
Cast = dict[str, browsers.Screen]


@pytest.fixture
def town(live_server: LiveServer, settings: object) -> str:
    """The demo, loaded as `make serve` loads it; the address of the live service."""
    settings.SITE_URL = live_server.url  # type: ignore[attr-defined]
    load_demo()
    return str(live_server.url)


@pytest.fixture
def cast(chromium: Browser, town: str) -> Iterator[Cast]:
    """Everybody at a screen of their own, signed in; the guardian has no account."""
    roles = {
        "organiser": people.NPO,
        "city": people.ADMINISTRATOR,
        "first": people.NEIGHBOUR,
        "second": people.LEADER,
        "child": people.CHILD,
    }
    with signed_in(chromium, town, roles) as screens, browsers.watch(chromium, town) as guardian:
        yield {**screens, "guardian": guardian}


def look(screen: browsers.Screen, name: str) -> None:
    screen.look(f"volunteers-{name}", widths=WIDTHS)


def free_day() -> date:
    """A Wednesday on which the room is free; what the demo's people do stands on other days of the week."""
    room, now = center_queries.room(ROOM), clock.now()
    days = (clock.date_of(now) + timedelta(days=number) for number in range(8, 28))
    return next(
        day
        for day in days
        if day.isoweekday() == 3
        and any(
            slot.code == "morning" and slot.is_free for slot in availability.room_day(room, date=day, now=now).slots
        )
    )


def of(known: people.Person, shift: models.Shift) -> models.Assignment:
    return models.Assignment.objects.filter(shift=shift, person__email=known.email).latest("pk")


def usable_points(known: people.Person) -> int:
    return points.balance(accounts.User.objects.get(email=known.email).code, now=clock.now()).usable


def test_from_the_first_post_to_the_story(cast: Cast) -> None:
    day = free_day()
    shift = the_organiser_asks_in_a_room(cast["organiser"], day)
    the_city_looks_at_the_first_post(cast["city"], shift.request)
    repeats = the_organiser_repeats_it_after_a_dry_run(cast["organiser"], shift)
    somebody_offers_and_is_suggested_it(cast["first"], day)
    somebody_joins(cast["first"], shift)
    a_minor_has_a_place_held(cast["child"], shift)
    the_next_waits_in_line(cast["second"], shift)
    the_first_leaves_and_the_second_is_asked(cast["first"], cast["second"], shift)
    the_guardian_consents(cast["child"], cast["guardian"], shift)
    they_write_without_addresses(cast["second"], cast["organiser"], shift)
    a_repeat_is_called_off(cast, repeats[0])
    with time_machine.travel(clock.at(day, BEGINS) - timedelta(minutes=10)):
        they_check_in(cast, shift)
    with time_machine.travel(clock.at(day, ENDS) + timedelta(minutes=20)):
        hours_are_approved_and_points_arrive(cast["organiser"], cast["second"], shift)
        they_thank_each_other(cast["organiser"], cast["second"], shift)
        a_story_is_told_with_consent(cast, shift)
    call_command("verify_points")


def the_organiser_asks_in_a_room(screen: browsers.Screen, day: date) -> models.Shift:
    page = screen.page
    screen.open("/requests/with-room/")
    page.get_by_label("募集の名前").fill(TITLE)
    page.get_by_label("活動分野").select_option(label="子ども・子育て")
    page.get_by_label("してほしいこと").fill("紙芝居を読み、子どもたちを席に案内します。")
    page.get_by_label("集合場所").fill("久慈交流センター 玄関")
    page.get_by_label("当日の連絡先").fill("見本NPO 0294-00-0000")
    page.get_by_label("天候が悪いとき").fill("大雨のときは中止")
    fill_date(page, day)
    page.locator("[name=shifts-0-starts_at]").fill(f"{BEGINS:%H:%M}")
    page.locator("[name=shifts-0-ends_at]").fill(f"{ENDS:%H:%M}")
    page.locator("[name=shifts-0-room]").select_option(value=ROOM)
    page.locator("[name=shifts-0-headcount]").fill("8")
    page.locator("[name=shifts-0-capacity]").fill("2")
    press(screen, "空きを確かめる")
    assert page.get_by_text("予約できます").is_visible()
    look(screen, "01-request-with-room")
    press(screen, "予約して、募集を出す")
    look(screen, "02-in-review")
    shift = models.Shift.objects.get(request__title=TITLE)
    assert (shift.request.status, shift.taken, shift.capacity) == ("in_review", 0, 2)
    assert rooms.Booking.objects.filter(room__code=ROOM, date=day, booked_by__email=people.NPO.email).count() == 1
    return shift


def the_city_looks_at_the_first_post(screen: browsers.Screen, request: models.Request) -> None:
    screen.open("/request-reviews/")
    screen.open(f"/requests/{request.code}/review/")
    screen.page.locator("main input[name=verdict]").first.check()
    look(screen, "04-review")
    press(screen, "決定する")
    request.refresh_from_db()
    assert request.status == "published"


def the_organiser_repeats_it_after_a_dry_run(screen: browsers.Screen, shift: models.Shift) -> list[models.Shift]:
    screen.open(f"/requests/{shift.request.code}/")
    follow(screen, "くり返しの回を作る")
    screen.page.locator("main input[name=frequency]").first.check()
    screen.page.get_by_label("水").first.check()
    fill_date(screen.page, shift.day + timedelta(weeks=1))
    fill_date(screen.page, shift.day + timedelta(weeks=2), nth=1)
    press(screen, "日付の一覧を確かめる")
    look(screen, "05-dry-run")
    assert models.Shift.objects.filter(request=shift.request).count() == 1
    press(screen, "選んだ回を作る")
    made = list(models.Shift.objects.filter(request=shift.request).exclude(pk=shift.pk).order_by("starts_at"))
    assert [one.day - shift.day for one in made] == [timedelta(weeks=1), timedelta(weeks=2)]
    return made


def somebody_offers_and_is_suggested_it(screen: browsers.Screen, day: date) -> None:
    page = screen.page
    screen.open("/offers/")
    page.get_by_label("子ども・子育て").check()
    page.locator("main input[name=times][value^='3/09:00']").check()
    page.get_by_label("行ける地区を選ぶ", exact=True).check()
    page.get_by_text("行ける地区を1つずつ選ぶ", exact=True).click()
    page.get_by_label("久慈", exact=True).check()
    rows = page.locator("main [role=group][aria-label^='行けない日']")
    if not rows.last.is_visible():
        page.get_by_text("ほかの時間、行けない日、この日も行ける").click()
    away = day + timedelta(weeks=2)
    for part, value in (("year", away.year), ("month", away.month), ("day", away.day)):
        rows.last.locator(f"input[data-part={part}]").first.fill(str(value))
    help_as_often_as_may_be(page)
    look(screen, "06-offer")
    press(screen, "保存する")
    screen.open("/suggestions/")
    suggested = page.locator("main article", has_text=TITLE)
    assert suggested.first.locator(".reasons li").count() >= 2
    look(screen, "07-suggestions")


def apply_to(screen: browsers.Screen, shift: models.Shift, button: str = "応募する") -> None:
    screen.open(f"/shifts/{shift.code}/applications/")
    press(screen, button)


def somebody_joins(screen: browsers.Screen, shift: models.Shift) -> None:
    screen.open(f"/shifts/{shift.code}/applications/")
    look(screen, "08-apply")
    press(screen, "応募する")
    look(screen, "08-joined")
    assert of(people.NEIGHBOUR, shift).state == "confirmed"


def a_minor_has_a_place_held(screen: browsers.Screen, shift: models.Shift) -> None:
    apply_to(screen, shift)
    look(screen, "09-held")
    assert screen.page.get_by_text("保護者の方の同意を待っています").is_visible()
    shift.refresh_from_db()
    assert (of(people.CHILD, shift).state, shift.taken) == ("held", 2)


def the_next_waits_in_line(screen: browsers.Screen, shift: models.Shift) -> None:
    apply_to(screen, shift, "空き待ちに並ぶ")
    look(screen, "10-waiting")
    assert screen.page.get_by_text("空き待ちの1番目です").is_visible()


def the_first_leaves_and_the_second_is_asked(
    first: browsers.Screen, second: browsers.Screen, shift: models.Shift
) -> None:
    first.open(f"/assignments/{of(people.NEIGHBOUR, shift).code}/withdrawal/")
    press(first, "辞退する")
    place = of(people.LEADER, shift)
    assert place.state == "offered"
    second.open(f"/assignments/{place.code}/")
    look(second, "12-asked")
    press(second, "参加する")
    place.refresh_from_db()
    assert place.state == "confirmed"


def the_guardian_consents(child: browsers.Screen, guardian: browsers.Screen, shift: models.Shift) -> None:
    place = of(people.CHILD, shift)
    child.open(f"/assignments/{place.code}/consent-requests/")
    child.page.get_by_label("保護者の方のメールアドレス").fill("hogosha@example.com")
    look(child, "14-ask-guardian")
    press(child, "お願いする")
    tasks.mail_guardians()
    (sent,) = [one for one in mail.outbox if one.to == ["hogosha@example.com"]]
    (link,) = re.findall(r"/consents/[^/\s]+/", str(sent.body))
    guardian.open(link)
    place.refresh_from_db()
    assert place.state == "held"
    guardian.page.get_by_label("保護者の方のお名前").fill("見本 保護者")
    guardian.page.locator("main input[name=relation]").first.check()
    guardian.page.get_by_label("同意します", exact=True).check()
    guardian.page.get_by_label("わたしは、この方の保護者です").check()
    look(guardian, "15-guardian")
    press(guardian, "この内容で答える")
    look(guardian, "16-consented")
    place.refresh_from_db()
    assert place.state == "confirmed"


def they_write_without_addresses(second: browsers.Screen, organiser: browsers.Screen, shift: models.Shift) -> None:
    second.open(f"/assignments/{of(people.LEADER, shift).code}/messages/")
    second.page.get_by_label("メッセージ", exact=False).last.fill(f"上ばきは要りますか。{people.LEADER.email}")
    press(second, "送る")
    look(second, "17-thread")
    thread = models.Thread.objects.get(request=shift.request)
    organiser.open(f"/threads/{thread.code}/")
    organiser.page.get_by_label("メッセージ", exact=False).last.fill("要りません。電話は090-0000-0000です。")
    press(organiser, "送る")
    second.open(f"/threads/{thread.code}/")
    for screen, theirs in ((second, people.NPO.email), (organiser, people.LEADER.email)):
        page = screen.page.content()
        assert (theirs in page, "090-0000-0000" in page) == (False, False)
    told = notices.Notice.objects.filter(template="volunteers/message", url__endswith=f"/threads/{thread.code}/")
    assert (told.count(), [one.body for one in told if EMAIL.search(one.body)]) == (2, [])


def a_repeat_is_called_off(cast: Cast, shift: models.Shift) -> None:
    apply_to(cast["first"], shift)
    apply_to(cast["child"], shift)
    apply_to(cast["second"], shift, "空き待ちに並ぶ")
    organiser = cast["organiser"]
    organiser.open(f"/shifts/{shift.code}/call-off/")
    organiser.page.locator("main textarea, main input[type=text]").first.fill("大雨の予報のため")
    look(organiser, "22-call-off")
    press(organiser, "中止にして、全員に知らせる")
    assert set(shift.assignments.values_list("state", flat=True)) == {"called_off"}
    told = notices.Notice.objects.filter(template="volunteers/called_off", body__contains="大雨の予報のため")
    everybody = sorted(one.email for one in (people.NEIGHBOUR, people.CHILD, people.LEADER))
    assert list(told.order_by("user__email").values_list("user__email", flat=True)) == everybody
    for role in ("first", "child", "second"):
        cast[role].open("/notices/")
        assert cast[role].page.get_by_text(f"【中止】{TITLE}").first.is_visible()


def they_check_in(cast: Cast, shift: models.Shift) -> None:
    organiser, second = cast["organiser"], cast["second"]
    organiser.open(f"/shifts/{shift.code}/check-in-code/")
    look(organiser, "23-check-in-code")
    second.open(scanned(organiser.page).removeprefix(organiser.address))
    look(second, "24-check-in")
    press(second, "受付する")
    organiser.open(f"/shifts/{shift.code}/reception/")
    row = organiser.page.locator(f"[data-place={of(people.CHILD, shift).code}]")
    row.locator("[data-form=check_in] button").click()
    organiser.page.locator(f"[data-place={of(people.CHILD, shift).code}][data-known=here]").wait_for()
    look(organiser, "26-reception")
    methods = models.Attendance.objects.filter(assignment__shift=shift).order_by("method")
    assert list(methods.values_list("method", flat=True)) == ["name", "qr"]


def scanned(page: Page) -> str:
    """What a phone's camera reads from the screen."""
    picture = page.locator("main svg.qr").screenshot(scale="css")
    return qr.read_shot(picture)


def hours_are_approved_and_points_arrive(
    organiser: browsers.Screen, second: browsers.Screen, shift: models.Shift
) -> None:
    before = [usable_points(one) for one in (people.LEADER, people.CHILD)]
    organiser.open("/hours/")
    look(organiser, "27-hours")
    press(organiser, "印を付けた方の活動時間を認定する")
    approved = models.Attendance.objects.filter(assignment__shift=shift, approved_at__isnull=False)
    assert list(approved.values_list("approved_minutes", flat=True)) == [120, 120]
    earned = [usable_points(one) - had for one, had in zip((people.LEADER, people.CHILD), before, strict=True)]
    assert min(earned) > 0
    second.open("/points/")
    look(second, "28-points")
    assert f"+{earned[0]}" in second.page.locator("main").inner_text().replace(" ", "").replace("＋", "+")


def they_thank_each_other(organiser: browsers.Screen, second: browsers.Screen, shift: models.Shift) -> None:
    organiser.open(f"/shifts/{shift.code}/thanks/")
    organiser.page.get_by_label("みなさんへのお礼").fill("子どもたちが喜びました。")
    look(organiser, "29-thanks")
    press(organiser, "お礼を送る")
    second.open(f"/assignments/{of(people.LEADER, shift).code}/feedback/")
    assert second.page.get_by_text("子どもたちが喜びました。").is_visible()
    second.page.locator("main input[name=impressions]").first.check()
    second.page.get_by_label("感想・お礼のことば").fill("また読みに来たいです。")
    look(second, "30-feedback")
    press(second, "感想を届ける")
    organiser.open(f"/shifts/{shift.code}/thanks/")
    assert organiser.page.get_by_text("また読みに来たいです。").is_visible()


def a_story_is_told_with_consent(cast: Cast, shift: models.Shift) -> None:
    organiser, second, city, anybody = (cast[role] for role in ("organiser", "second", "city", "guardian"))
    follow(organiser, re.compile("この活動を事例"))
    organiser.page.get_by_label("どんな活動でしたか").fill("紙芝居を3つ読みました。")
    look(organiser, "32-story-new")
    press(organiser, "下書きを保存する")
    story = models.Story.objects.get(request=shift.request)
    follow(organiser, "感想の引用をお願いする")
    follow(organiser, re.compile("引用をお願いする"))
    organiser.page.get_by_label("引用することば").fill("また読みに来たいです。")
    look(organiser, "33-quote-new")
    press(organiser, "ご本人にお願いする")
    quote = models.Quote.objects.get(story=story)
    second.open(f"/quotes/{quote.code}/")
    look(second, "34-quote")
    press(second, "この文のまま、載せてよい")
    organiser.open(f"/stories/{story.code}/")
    press(organiser, "公開する")
    city.open(f"/stories/{story.code}/review/")
    city.page.locator("main input[name=verdict]").first.check()
    look(city, "36-story-review")
    press(city, "決定する")
    anybody.open(f"/stories/{story.code}/")
    look(anybody, "37-story")
    told = anybody.page.locator("main").inner_text()
    assert ("また読みに来たいです。" in told, "見本 代表" in told) == (True, False)
    settle(anybody)
