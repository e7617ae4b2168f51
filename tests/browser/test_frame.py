"""The frame of every page in a real browser, and proof that the watch over it can fail."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

import backend.config.urls
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(head: str, body: str) -> Callable[[HttpRequest], HttpResponse]:
    main = f"<main><h1>見本</h1>{body}</main>"
    # Without an icon the browser asks for one, once, and the test that comes first hears that there is none.
    head = f'<title>見本</title><link rel="icon" href="/static/img/favicon.svg">{head}'
    page = f'<!doctype html><html lang="ja"><head>{head}</head><body>{main}</body></html>'

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page)

    return view


ROW = f"<tr>{'<td>部屋</td>' * 200}</tr>"
FRAMED = (
    '<link rel="stylesheet" href="/static/css/components/table.css">'
    '<div class="table-scroll" tabindex="0" role="region" aria-label="部屋の表">'
    f'<table class="table"><caption>見本</caption><tbody>{ROW}</tbody></table></div>'
)
LINE = f'<p class="nowrap">{"部屋" * 200}</p>'  # what sticks out is the words alone, not their box
urlpatterns = [
    *backend.config.urls.urlpatterns,
    path("inline-style/", _page("<style>h1 { color: red }</style>", "")),
    path("inline-script/", _page("", "<script>document.title = 'x'</script>")),
    path("lost-file/", _page('<link rel="stylesheet" href="/static/css/nowhere.css">', "")),
    path("unlabelled/", _page("", "<input>")),
    path("framed/", _page("", FRAMED)),
    path("framed-and-wide/", _page("", f'{FRAMED}<p><b id="words">{"ab" * 200}</b></p>')),
    path("long-line/", _page('<link rel="stylesheet" href="/static/css/layout.css">', LINE)),
    path("too-wide/", _page("", f"<table><tbody><tr>{'<td>部屋</td>' * 200}</tr></tbody></table>")),
]


def test_the_components_are_usable_at_every_width(screen: browsers.Screen) -> None:
    screen.open("/about/components/")
    screen.look("catalogue")


def test_the_reader_begins_at_what_is_to_be_mended(screen: browsers.Screen) -> None:
    screen.open("/about/components/")
    assert screen.page.evaluate("document.activeElement.className") == "error-summary"
    screen.page.get_by_role("link", name="利用する日").click()
    assert screen.page.evaluate("document.activeElement.id") == "id_day_0"


def test_the_calendar_and_the_three_numbers_keep_in_step(screen: browsers.Screen) -> None:
    screen.open("/about/components/")
    calendar = screen.page.get_by_label("カレンダーから選ぶ")
    calendar.fill("2026-03-20")
    assert [screen.page.locator(f"#id_day_{part}").input_value() for part in range(3)] == ["2026", "3", "20"]
    screen.page.locator("#id_day_2").fill("２１")
    screen.page.locator("#id_day_2").blur()
    assert calendar.input_value() == "2026-03-21"


def test_the_keyboard_reaches_the_words_of_the_page_first(screen: browsers.Screen) -> None:
    screen.open("/accounts/login/")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate("document.activeElement.textContent") == "本文へ移動"
    screen.page.keyboard.press("Enter")
    assert screen.page.evaluate("document.activeElement.id") == "main"


def test_a_page_that_is_not_there_says_what_to_do(screen: browsers.Screen) -> None:
    screen.open("/nowhere/", status=404)
    screen.look("missing")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/inline-style/", "Content Security Policy"),
        ("/inline-script/", "Content Security Policy"),
        ("/lost-file/", "nowhere.css answered 404"),
        ("/nowhere/", "answered 404, not 200"),
    ],
)
def test_a_page_that_breaks_in_the_browser_is_refused(screen: browsers.Screen, address: str, words: str) -> None:
    with pytest.raises(browsers.ScreenFaultsError, match=words):
        screen.open(address)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unlabelled", "label"),
        ("too-wide", "too-wide is wider than 320 px"),
        ("long-line", r"long-line is wider than 320 px: \d+\.?\d* px: <p class=.nowrap.>"),
    ],
)
def test_a_page_that_shuts_somebody_out_is_refused(screen: browsers.Screen, name: str, words: str) -> None:
    screen.open(f"/{name}/")
    with pytest.raises(browsers.ScreenFaultsError, match=words):
        screen.look(name)


@pytest.mark.urls(__name__)
def test_a_table_that_is_moved_in_its_own_frame_makes_no_page_too_wide(screen: browsers.Screen) -> None:
    screen.open("/framed/")
    screen.look("framed")


@pytest.mark.urls(__name__)
def test_what_makes_a_page_too_wide_is_named_and_nothing_else(screen: browsers.Screen) -> None:
    screen.open("/framed-and-wide/")
    with pytest.raises(browsers.ScreenFaultsError) as refusal:
        screen.look("both")
    told = [line for line in str(refusal.value).splitlines() if "is wider than 320 px" in line]
    assert re.fullmatch(r"  both is wider than 320 px: \d{4} px in a window of 320 px", told[0])
    assert [re.findall("<.*?>", line) for line in told[1:]] == [['<b id="words">']]


@pytest.mark.urls(__name__)
def test_a_page_is_measured_when_it_has_followed_its_width(screen: browsers.Screen) -> None:
    screen.open("/framed/")
    screen.page.evaluate("""() => {
        const follow = () => { document.querySelector("h1").style.width = `${innerWidth - 40}px`; };
        addEventListener("resize", () => requestAnimationFrame(follow));
    }""")
    screen.look("follows")
