"""What a story in the browser is told with: everybody at their own screen, pressing, following, filling in."""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date

from playwright.sync_api import Browser, Page

from backend.portal.management.commands._demo import people
from tests.support import browser as browsers
from tests.support import demo, tracing

Words = str | re.Pattern[str]


@tracing.unwatched
def load_demo() -> None:
    """This function will load the demo as `make serve` does; tests/portal/test_load_demo.py measures it."""
    demo.shelf.fetch()


@contextmanager
def signed_in(chromium: Browser, town: str, roles: Mapping[str, people.Person]) -> Iterator[dict[str, browsers.Screen]]:
    """This function will put everybody at a screen of their own, signed in."""
    with ExitStack() as stack:
        screens = {role: stack.enter_context(browsers.watch(chromium, town)) for role in roles}
        for role, person in roles.items():
            sign_in(screens[role], person)
        yield screens


def sign_in(screen: browsers.Screen, person: people.Person) -> None:
    """This function will sign a person of the demo in."""
    screen.open("/accounts/login/")
    screen.page.get_by_label("メールアドレス").fill(person.email)
    screen.page.get_by_label("パスワード", exact=False).first.fill(people.PASSWORD)
    press(screen, "ログイン")
    assert screen.page.url.endswith("/my/")


def press(screen: browsers.Screen, name: Words, *, within: str = "main") -> None:
    """This function will press a button of the page and wait for what comes of it."""
    screen.page.locator(within).get_by_role("button", name=name).first.click()
    settle(screen)


def follow(screen: browsers.Screen, name: Words, *, within: str = "main") -> None:
    """This function will follow a link of the page and wait for what comes of it."""
    screen.page.locator(within).get_by_role("link", name=name).first.click()
    settle(screen)


def settle(screen: browsers.Screen) -> None:
    """This function will wait until the page is at rest, and refuse what the browser complained about."""
    screen.page.wait_for_load_state("networkidle")
    screen.refuse()


def fill_date(page: Page, day: date, *, nth: int = 0) -> None:
    """This function will type a date into the nth date field that is seen on the page."""
    for part, value in (("year", day.year), ("month", day.month), ("day", day.day)):
        page.locator(f"main input[data-part={part}]:visible").nth(nth).fill(str(value))


def help_as_often_as_may_be(page: Page) -> None:
    """This function will empty the limits of an offer; in some months the demo's activities use them up."""
    for name in ("times_a_week", "times_a_month"):
        page.locator(f"main input[name={name}]").fill("")
