"""The organiser's page at the venue in a real browser: cut off, killed, sent twice, and read by a camera."""

import io
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, BrowserType, Page, Route
from pytest_django.live_server_helper import LiveServer

from backend.accounts import models as accounts
from backend.common import clock
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from tests.support import browser as browsers
from volunteers import models, queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVENTS = re.compile(r"/api/v1/shifts/[^/]+/attendance-events/")
QUEUE = "[data-queue]"
SENT = "すべて送信済みです。"
ASK_FOR_A_PICTURE = """() => new Promise((resolve) => {
    const picture = new Image();
    picture.onload = picture.onerror = resolve;
    picture.src = document.querySelector("link[rel=icon]").href + "?again";
})"""


def shift_with(count: int) -> models.Shift:
    """A shift that began half an hour ago, with so many people."""
    starts = clock.now() - timedelta(minutes=30)
    shift = factories.ShiftFactory.create(starts_at=starts, capacity=max(count, 1))
    for number in range(count):
        factories.confirmed(
            shift, people.UserFactory.create(name=f"見本 {number + 1:02}", furigana=f"ミホン {number:02}")
        )
    return shift


def organiser_of(shift: models.Shift) -> accounts.User:
    manager = people.UserFactory.create(signs_in=True, name="見本 担当")
    people.OrganisationMemberFactory.create(organisation=shift.request.organisation, user=manager)
    return manager


def sign_in(screen: browsers.Screen, user: accounts.User) -> None:
    screen.open("/accounts/login/")
    screen.page.locator("#id_login").fill(str(user.email))
    screen.page.locator("#id_password").fill(people.PASSWORD)
    screen.page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    screen.page.wait_for_load_state("networkidle")


def open_reception(screen: browsers.Screen, shift: models.Shift) -> Page:
    """This function will open the page and wait until it would go on without a connection."""
    screen.open(f"/shifts/{shift.code}/reception/")
    screen.page.locator("[data-reception][data-ready=true]").wait_for()
    return screen.page


def cut_off(screen: browsers.Screen) -> None:
    screen.page.context.set_offline(True)


def reconnect(screen: browsers.Screen) -> None:
    screen.page.context.set_offline(False)
    forgive(screen)


def forgive(screen: browsers.Screen) -> None:
    """What the browser reported about the missing connection is as it should be."""
    screen.faults[:] = [fault for fault in screen.faults if "net::ERR" not in fault and "fetch" not in fault]


def check_in(page: Page, count: int, *, already: int = 0) -> None:
    """This function will press the button of so many who are still expected."""
    for number in range(already, already + count):
        row = page.locator("[data-place]").nth(number)
        row.locator("[data-form=check_in] button").click()
        page.locator(QUEUE, has_text=f"送信待ちが{number + 1}件").wait_for()


def wait_until_sent(page: Page) -> None:
    page.locator(QUEUE, has_text=SENT).wait_for()


def counted(shift: models.Shift) -> tuple[int, int, int, int]:
    """This function will count attendances, open stays, events that count and events in all."""
    events = models.AttendanceEvent.objects.filter(attendance__assignment__shift=shift)
    return (
        models.Attendance.objects.filter(assignment__shift=shift).count(),
        models.Stay.objects.filter(attendance__assignment__shift=shift, ends_at__isnull=True).count(),
        events.filter(counted=True).count(),
        events.count(),
    )


def kept_on_the_device(page: Page) -> int:
    found = page.evaluate("() => window.receptionStore.all().then((events) => events.length)")
    return int(found)


def test_thirty_check_ins_without_a_connection_are_each_counted_once(screen: browsers.Screen) -> None:
    shift = shift_with(30)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    screen.look("reception")
    cut_off(screen)
    check_in(page, 15)
    page.reload()  # the worker answers
    page.locator(QUEUE, has_text="送信待ちが15件").wait_for()
    check_in(page, 15, already=15)
    assert counted(shift) == (0, 0, 0, 0)
    reconnect(screen)
    wait_until_sent(page)
    assert (counted(shift), kept_on_the_device(page)) == ((30, 30, 30, 30), 0)
    assert page.locator("[data-total=here]").inner_text() == "30"
    reconnect(screen)
    screen.look("reception-sent")


def test_a_check_in_that_waits_tells_the_time_of_the_venue_whatever_the_devices_clock_is_set_to(
    chromium: Browser, live_server: LiveServer
) -> None:
    shift = shift_with(1)
    elsewhere = chromium.new_context(locale="ja-JP", timezone_id="America/Lima", reduced_motion="reduce")
    with browsers.watch(chromium, live_server.url) as screen:
        screen.page = elsewhere.new_page()
        sign_in(screen, organiser_of(shift))
        page = open_reception(screen, shift)
        cut_off(screen)
        check_in(page, 1)
        shown = page.locator("[data-place] [data-status]").inner_text()
        pressed = page.evaluate("() => window.receptionStore.all().then((events) => events[0].at)")
    elsewhere.close()
    at = datetime.fromisoformat(pressed).astimezone(clock.TOKYO)
    assert f"{at:%-H:%M}・送信待ち" in shown


def test_a_page_that_is_killed_and_answers_that_are_lost_count_once(screen: browsers.Screen) -> None:
    shift = shift_with(30)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    cut_off(screen)
    check_in(page, 30)
    page.close()
    screen.page = page.context.new_page()
    lost: list[str] = []

    def lose(route: Route) -> None:
        """The server counts, and its answer never arrives."""
        if route.request.method != "POST" or len(lost) == 2:
            route.continue_()
            return
        lost.append(route.request.url)  # before the server is asked: both tabs may be waiting for it at one time
        route.fetch()
        route.abort()

    screen.page.context.route(EVENTS, lose)
    screen.page.context.set_offline(False)
    tabs = [screen.page, screen.page.context.new_page()]
    for tab in tabs:
        tab.goto(f"{screen.address}/shifts/{shift.code}/reception/")
    for tab in tabs:
        tab.bring_to_front()
        tab.evaluate("() => window.dispatchEvent(new Event('online'))")
        wait_until_sent(tab)
    forgive(screen)
    assert (len(lost), counted(shift), kept_on_the_device(tabs[0])) == (2, (30, 30, 30, 30), 0)


def test_a_connection_that_comes_back_during_a_try_is_used_at_once(screen: browsers.Screen) -> None:
    shift = shift_with(1)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    page.clock.install()  # the clock of the page stands: no later try of its own comes to help
    page.reload()
    page.clock.pause_at(clock.now() + timedelta(minutes=1))
    tries: list[str] = []

    def fail_first(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) > 1:
            route.continue_()
            return
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
        route.abort()

    page.route(EVENTS, lambda route: fail_first(route) if route.request.method == "POST" else route.continue_())
    page.locator("[data-place]").first.locator("[data-form=check_in] button").click()
    page.locator("[data-place][data-known=here]").wait_for()
    forgive(screen)
    assert (len(tries), counted(shift)) == (2, (1, 1, 1, 1))


def test_two_devices_check_in_one_person_once_and_both_see_it(chromium: Browser, live_server: LiveServer) -> None:
    shift = shift_with(2)
    with (
        browsers.watch(chromium, live_server.url) as first,
        browsers.watch(chromium, live_server.url) as second,
    ):
        for screen in (first, second):
            sign_in(screen, organiser_of(shift))
            open_reception(screen, shift)
        for screen in (first, second):
            cut_off(screen)
            check_in(screen.page, 1)
        for screen in (first, second):
            reconnect(screen)
            wait_until_sent(screen.page)
            reconnect(screen)
    assert counted(shift) == (1, 1, 1, 2)


def test_a_refusal_stays_on_the_page_with_what_to_do(screen: browsers.Screen) -> None:
    shift = shift_with(1)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    cut_off(screen)
    page.get_by_text("受付カード・番号で記録する").click()
    page.get_by_label("受付カードの番号").fill("zzz zzz zzz")
    page.get_by_role("button", name="この番号で記録する").click()
    page.locator("[data-said]", has_text="この端末の名簿に見つからない番号です").wait_for()
    reconnect(screen)
    page.locator("[data-refused] li", has_text="この番号の方は、この回の名簿に見つかりません").wait_for()
    screen.look("reception-refused")
    page.get_by_role("button", name="この端末から消す").click()
    wait_until_sent(page)
    assert counted(shift) == (0, 0, 0, 0)


def test_what_was_pressed_by_mistake_goes_before_it_is_sent(screen: browsers.Screen) -> None:
    shift = shift_with(1)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    cut_off(screen)
    check_in(page, 1)
    page.get_by_role("button", name=re.compile("取り消す")).click()
    wait_until_sent(page)
    reconnect(screen)
    assert counted(shift) == (0, 0, 0, 0)


def test_signing_out_leaves_no_names_and_says_what_is_not_sent(screen: browsers.Screen) -> None:
    shift = shift_with(1)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    page.context.route(EVENTS, lambda route: route.abort())
    page.locator("[data-place]").first.locator("[data-form=check_in] button").click()
    page.locator(QUEUE, has_text="送信待ちが1件").wait_for()
    page.goto(f"{screen.address}/accounts/logout/")
    page.get_by_text("まだ送っていない受付が1件あります").wait_for()
    forgive(screen)
    screen.look("reception-sign-out")
    page.get_by_role("button", name="ログアウトする").click()
    page.wait_for_url(f"{screen.address}/")
    left = "async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]"
    assert page.evaluate(left) == [[], 0]


def test_names_go_when_the_day_is_over(screen: browsers.Screen) -> None:
    shift = shift_with(2)
    sign_in(screen, organiser_of(shift))
    page = open_reception(screen, shift)
    later = page.context.new_page()
    later.clock.install(time=clock.now() + timedelta(hours=9))
    later.goto(f"{screen.address}/shifts/{shift.code}/reception/")
    later.locator("[data-said]", has_text="この端末から名簿を消しました").wait_for()
    assert (later.locator("[data-place]").count(), later.evaluate("() => caches.keys()")) == (0, [])
    later.evaluate(ASK_FOR_A_PICTURE)
    assert later.evaluate("() => caches.keys()") == []


def test_the_names_of_another_time_stay_when_one_is_over(screen: browsers.Screen) -> None:
    first, second = shift_with(1), shift_with(1)
    organiser = organiser_of(first)
    people.OrganisationMemberFactory.create(organisation=second.request.organisation, user=organiser)
    sign_in(screen, organiser)
    open_reception(screen, first)
    page = open_reception(screen, second)
    other = page.context.new_page()
    other.goto(f"{screen.address}/shifts/{first.code}/reception/")
    other.get_by_role("button", name="名簿を消す").click()
    other.locator("[data-said]", has_text="この端末から名簿を消しました").wait_for()
    assert other.evaluate("() => caches.keys()") == [f"reception:/shifts/{second.code}/reception/"]
    cut_off(screen)
    page.reload()  # the worker answers
    assert page.locator("[data-place]").count() == 1
    reconnect(screen)


@pytest.fixture
def camera(live_server: LiveServer) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "camera.mjpeg"


def film(text: str, path: Path) -> None:
    """This function will write what a camera sees that is held before a code: the same picture, over and over."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=6, border=4)
    code = Image.open(drawn).convert("RGB")
    picture = Image.new("RGB", (640, 480), "white")
    picture.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    frame = io.BytesIO()
    picture.save(frame, "JPEG", quality=95)
    path.write_bytes(frame.getvalue() * 30)


def filming(kind: BrowserType, path: Path) -> Browser:
    """This function will start a browser whose camera shows a film."""
    eyes = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    arguments = [*browsers.ARGUMENTS, *eyes, f"--use-file-for-fake-video-capture={path}"]
    return kind.launch(executable_path=browsers.find_chromium(), args=arguments)


def test_a_card_is_read_by_the_camera_of_the_page(chromium: Browser, live_server: LiveServer, camera: Path) -> None:
    shift = shift_with(3)
    place = shift.assignments.order_by("person__furigana")[1]
    token = queries.check_ins.card_of(place.person, now=clock.now())
    film(f"{live_server.url}/cards/{token}/", camera)
    browser = filming(chromium.browser_type, camera)
    try:
        with browsers.watch(browser, live_server.url) as screen:
            sign_in(screen, organiser_of(shift))
            page = open_reception(screen, shift)
            page.get_by_text("受付カード・番号で記録する").click()
            page.get_by_role("button", name="カメラで読み取る").click()
            page.locator(f"[data-place={place.code}][data-known=here]").wait_for()
            page.get_by_role("button", name="カメラを止める").click()
    finally:
        browser.close()
    attendance = models.Attendance.objects.get()
    assert (attendance.assignment, attendance.method) == (place, "card")


def test_a_code_that_the_reader_misses_when_it_is_held_straight_is_read(
    chromium: Browser, live_server: LiveServer, camera: Path
) -> None:
    text = f"https://post.test/cards/{'0123456789ABCDEFGHJKMNPQRSTVWXYZ' * 3}139/"
    film(text, camera)
    shift = shift_with(1)
    browser = filming(chromium.browser_type, camera)
    try:
        with browsers.watch(browser, live_server.url) as screen:
            sign_in(screen, organiser_of(shift))
            page = open_reception(screen, shift)
            page.evaluate(
                "() => document.addEventListener('reception:read', event => { document.title = event.detail; })"
            )
            page.get_by_text("受付カード・番号で記録する").click()
            page.get_by_role("button", name="カメラで読み取る").click()
            page.wait_for_function("text => document.title === text", arg=text)
    finally:
        browser.close()
