import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.support import browser as browsers
from tests.support import demo


def pytest_itemcollected(item: pytest.Item) -> None:
    """They walk the whole service, which each part measures itself: here coverage only slows it down."""
    item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def _no_copy_of_the_demo_is_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ANN401
    """The copies that tests/support/demo.py keeps go before the test's database does."""
    yield
    with django_db_blocker.unblock():
        demo.shelf.clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    browsers.find_chromium()
    # Playwright's synchronous side runs a loop in this thread; Django would take the ORM beside it for a mistake.
    # It also keeps its connections apart from those of a thread with a loop: one that was open before would be out of
    # sight here, and in use again in a process that is forked, which has no loop.
    connections.close_all()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = browsers.start(playwright)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
        if before is not None:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def screen(chromium: Browser, live_server: LiveServer) -> Iterator[browsers.Screen]:
    """A page of the live service on a phone, as a newcomer sees it."""
    with browsers.watch(chromium, live_server.url) as found:
        yield found
