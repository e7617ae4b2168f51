"""A real browser on the live server, which refuses what a person with a phone, a keyboard or a reader would meet.

Chromium is the one that the machine has; what has none skips, aloud. Every page is watched: an error of a script, a
line of the console that reports one, and above all anything that the Content-Security-Policy blocked is a fault. (axe
is content with a page whose styles were blocked, so that alone would prove nothing.)
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=ja"),
]
PHONE, DESK = 390, 1280
# A page of 1280 px at 400 %, and of 640 px at 200 %.
NARROWEST = 320
HEIGHT = 900
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": STANDARD, "resultTypes": ["violations"]}
# What a page asks for when its width changes, a new layout or a script's own, is there in the frame after the next.
AT_REST = """width => new Promise((done, fail) => {
    const latest = performance.now() + 60000;
    const look = () => {
        if (innerWidth === width) requestAnimationFrame(() => requestAnimationFrame(done));
        else if (performance.now() < latest) requestAnimationFrame(look);
        else fail(new Error(`the window is ${innerWidth} px wide and did not become ${width}`));
    };
    look();
})"""
# How far the page can be moved sideways is the measure; what sticks out is named, save what some box around it cuts
# off at its own edge, such as the rows of a wide table that is moved in its own frame. A box cuts off what is placed
# absolutely only when it is placed itself.
TOO_WIDE = """() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const cut = (element, placed = getComputedStyle(element).position) => {
        const box = element.parentElement;
        if (placed === "fixed" || !box || box === document.body) return false;
        const { position, overflowX } = getComputedStyle(box);
        if (placed === "absolute" && position === "static") return cut(box, placed);
        return overflowX !== "visible" || cut(box, position);
    };
    const written = text => {
        const range = document.createRange();
        range.selectNode(text);
        return range;
    };
    const texts = element => [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(written);
    const right = element => Math.max(...[element, ...texts(element)].map(one => one.getBoundingClientRect().right));
    const named = element => `${right(element)} px: ${element.outerHTML.slice(0, 120)}`;
    const sticksOut = element => right(element) > clientWidth && !cut(element);
    const found = () => [...document.querySelectorAll("body *")].filter(sticksOut).map(named);
    return scrollWidth <= clientWidth ? [] : [`${scrollWidth} px in a window of ${clientWidth} px`, ...found()];
}"""


class ScreenFaultsError(AssertionError):
    """What the browser showed has faults; each is named."""


def find_chromium() -> str:
    """This function will give the path of the machine's Chromium, or skip the test when it has none."""
    found = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *NAMES])), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


def start(playwright: Playwright) -> Browser:
    """This function will start the machine's Chromium."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)


@dataclass
class Screen:
    """A page in the browser, under watch."""

    page: Page
    address: str
    shots: Path
    faults: list[str] = field(default_factory=list)
    expected: int = 200

    def open(self, path: str, *, status: int = 200) -> None:
        """This function will go to a page of the service and wait until it is at rest."""
        self.expected = status
        response = self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        if response is None or response.status != status:
            self.faults.append(f"{path} answered {response and response.status}, not {status}")
        self.refuse()

    def look(self, name: str, *, widths: Sequence[int] = (PHONE, DESK), pictured: bool = True) -> None:
        """This function will take the page's picture at these widths, and refuse it unless axe finds nothing."""
        for width in widths:
            self.resize(width)
            if pictured:
                self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
            self.faults += [f"{name} at {width} px: {found}" for found in self._barriers()]
        for width in (NARROWEST, PHONE):
            self.resize(width)
            self.faults += [f"{name} is wider than {width} px: {found}" for found in self.page.evaluate(TOO_WIDE)]
        self.refuse()

    def resize(self, width: int) -> None:
        """This function will give the window another width, and wait until the page is laid out for it."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.evaluate(AT_REST, width)

    def _barriers(self) -> Iterator[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        for violation in self.page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)["violations"]:
            for node in violation["nodes"]:
                yield f"{violation['id']}: {violation['help']}: {node['html'][:160]}"

    def refuse(self) -> None:
        """This function will raise ScreenFaultsError when anything was wrong so far."""
        found, self.faults = self.faults, []
        if found:
            raise ScreenFaultsError("\n".join([self.page.url, *(f"  {fault}" for fault in found)]))

    def heard(self, message: ConsoleMessage) -> None:
        """This function will keep an error of the console, save the one that only repeats an expected status."""
        repeated = f"the server responded with a status of {self.expected} "
        if message.type == "error" and not (self.expected >= 400 and repeated in message.text):
            self.faults.append(f"console: {message.text}")

    def missed(self, response: Response) -> None:
        """This function will keep a file that the page asked for and did not get."""
        if response.request.resource_type != "document" and response.status >= 400:
            self.faults.append(f"{response.url} answered {response.status}")


@contextmanager
def watch(browser: Browser, address: str) -> Iterator[Screen]:
    """This function will open a fresh page, without cookies, and see at the end that nothing went wrong unseen."""
    shots = Path(settings.VAR_DIR) / "screenshots"
    shots.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        locale="ja-JP", timezone_id="Asia/Tokyo", reduced_motion="reduce", viewport={"width": PHONE, "height": HEIGHT}
    )
    screen = Screen(context.new_page(), address, shots)
    screen.page.on("console", screen.heard)
    screen.page.on("pageerror", lambda error: screen.faults.append(f"script: {error}"))
    screen.page.on("response", screen.missed)
    try:
        yield screen
        screen.refuse()
    finally:
        context.close()
