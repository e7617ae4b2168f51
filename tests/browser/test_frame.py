"""The frame of every page in a real browser, and proof that the watch over it can fail."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

import backend.config.urls
from tests.support import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _page(head: str, body: str) -> Callable[[HttpRequest], HttpResponse]:
    main = f"<main><h1>見本</h1>{body}</main>"
    page = f'<!doctype html><html lang="ja"><head><title>見本</title>{head}</head><body>{main}</body></html>'

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page)

    return view


urlpatterns = [
    *backend.config.urls.urlpatterns,
    path("inline-style/", _page("<style>h1 { color: red }</style>", "")),
    path("inline-script/", _page("", "<script>document.title = 'x'</script>")),
    path("lost-file/", _page('<link rel="stylesheet" href="/static/css/nowhere.css">', "")),
    path("unlabelled/", _page("", "<input>")),
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
@pytest.mark.parametrize(("name", "words"), [("unlabelled", "label"), ("too-wide", "too-wide is wider than 320 px")])
def test_a_page_that_shuts_somebody_out_is_refused(screen: browsers.Screen, name: str, words: str) -> None:
    screen.open(f"/{name}/")
    with pytest.raises(browsers.ScreenFaultsError, match=words):
        screen.look(name)
