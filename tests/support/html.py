"""Looks at one page as a careful reader would, and names what is wrong with it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

from tests.support import tracing

SVG = "{http://www.w3.org/2000/svg}"
CONTROLS = {"input", "select", "textarea"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figure", "footer", "form"),
    *("header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul", *HEADINGS),
}
PHRASING = {"span", "strong", "em", "small", "label", "button", "time", "b", "i", *HEADINGS}
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}}
CONTAINERS = {"tr": "tbody", "td": "tr", "th": "tr", "option": "select"}
NAMED_ELSEWHERE = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list", "headers")
LEAKS = re.compile(r"\bNone\b|\{\{|\{%|&(?:lt|gt|amp|quot|#\d+);|<QuerySet|object at 0x")
ENGLISH = re.compile(
    r"This field|Enter a |Enter an |Select a valid|Ensure (?:this|that)|Please (?:correct|enter|select)|"
    r"already exists|not a valid|is required|CSRF verification|Not Found|Forbidden|Server Error|Sign (?:In|Out|Up)"
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code, and where."""

    code: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


@dataclass(frozen=True)
class Page:
    """A parsed page or fragment."""

    source: str
    whole: bool
    root: Element
    parse_faults: list[Fault]
    elements: list[Element] = field(default_factory=list)
    parents: dict[Element, Element] = field(default_factory=dict)

    @property
    def ids(self) -> set[str]:
        """This function will give every id on the page."""
        return {element.get("id", "") for element in self.elements} - {""}

    def find(self, *tags: str) -> list[Element]:
        """This function will give every element of these names, in the order of the page."""
        return [element for element in self.elements if element.tag in tags]

    def ancestors(self, element: Element) -> Iterator[Element]:
        """This function will give the elements around one, from the nearest outwards."""
        while (element := self.parents.get(element)) is not None:  # type: ignore[assignment]
            yield element


def is_whole(source: str) -> bool:
    """This function will tell a page from a fragment for htmx."""
    return bool(re.match(r"\s*<!doctype html", source, re.IGNORECASE))


@tracing.unwatched
def parse(source: str) -> Page:
    """This function will parse a page or fragment, keeping what the standard calls an error."""
    whole = is_whole(source)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(source) if whole else parser.parseFragment(source, container=_container(source))
    faults = [
        Fault("parse", f"line {line}: {PARSE_ERRORS.get(code, code) % data}") for (line, _), code, data in parser.errors
    ]
    elements = [element for element in root.iter() if isinstance(element.tag, str) and element is not root]
    parents = {child: parent for parent in root.iter() for child in parent}
    return Page(source, whole, root, faults, elements, parents)


def _container(source: str) -> str:
    first = re.match(r"\s*(?:<!--.*?-->\s*)*<(\w+)", source, re.DOTALL)
    return CONTAINERS.get(first.group(1), "div") if first else "div"


@tracing.unwatched
def faults(source: str) -> list[Fault]:
    """This function will give everything that is wrong with a page, or with a fragment as far as that can be seen."""
    page = parse(source)
    checks = (*EVERYWHERE, *ON_WHOLE_PAGES) if page.whole else EVERYWHERE
    return [*page.parse_faults, *(fault for check in checks for fault in check(page))]


def text(element: Element) -> str:
    """This function will give the words of an element, as one line."""
    return " ".join("".join(element.itertext()).split())


def show(element: Element) -> str:
    """This function will give the opening tag of an element, to be found again."""
    attributes = "".join(f" {name}={json.dumps(value, ensure_ascii=False)}" for name, value in element.attrib.items())
    return f"<{element.tag.removeprefix(SVG)}{attributes}>"


def name_of(page: Page, element: Element) -> str:
    """This function will give the name by which a screen reader calls an element."""
    if label := element.get("aria-label", "").strip():
        return label
    if pointed := element.get("aria-labelledby", "").split():
        return " ".join(text(found) for found in page.elements if found.get("id") in pointed)
    images = " ".join(image.get("alt", "") for image in element.iter("img"))
    titled = " ".join(child.get("aria-label", "") for child in element.iter() if child.get("role") == "img")
    return f"{text(element)} {images} {titled}".strip()


def _one_h1(page: Page) -> Iterator[Fault]:
    count = len(page.find("h1"))
    if count != 1:
        yield Fault("h1", f"{count} h1 elements; a page has one")


def _title(page: Page) -> Iterator[Fault]:
    title = " ".join(text(found) for found in page.find("title"))
    heading = " ".join(text(found) for found in page.find("h1")[:1])
    if not title.startswith(heading) or not heading:
        yield Fault("title", f"{title!r} does not begin with {heading!r}")


def _language(page: Page) -> Iterator[Fault]:
    if not page.root.get("lang"):
        yield Fault("lang", "the html element names no language")


def _labels(page: Page) -> Iterator[Fault]:
    labelled = {label.get("for") for label in page.find("label") if text(label)}
    for control in page.find(*CONTROLS):
        if control.get("type") in NAMED_ELSEWHERE or control.get("aria-label") or control.get("aria-labelledby"):
            continue
        around = any(above.tag == "label" and text(above) for above in page.ancestors(control))
        if not around and (not control.get("id") or control.get("id") not in labelled):
            yield Fault("label", show(control))


def _groups(page: Page) -> Iterator[Fault]:
    for group in page.find("fieldset"):
        first = next(iter(group), None)
        if first is None or first.tag != "legend" or not text(first):
            yield Fault("legend", show(group))


def _unique_ids(page: Page) -> Iterator[Fault]:
    counted = Counter(element.get("id") for element in page.elements if element.get("id") is not None)
    for found, count in counted.items():
        if count > 1:
            yield Fault("id", f"{found!r} stands {count} times")
        if not found or found.split() != [found]:
            yield Fault("id", f"{found!r} is no id")


def _references(page: Page) -> Iterator[Fault]:
    ids = page.ids
    for element in page.elements:
        for attribute in REFERENCES:
            missing = set((element.get(attribute) or "").split()) - ids
            if missing:
                yield Fault("reference", f"{attribute} of {show(element)} points to nothing")
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            yield Fault("reference", f"{show(element)} leads nowhere")


def _inline(page: Page) -> Iterator[Fault]:
    for element in page.elements:
        if element.tag == "style" or (element.tag == "script" and not _is_file_or_data(element)):
            yield Fault("inline", show(element))
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith(("on", "hx-on")) or _runs(value):
                yield Fault("inline", f"{attribute} of {show(element)}")


def _is_file_or_data(script: Element) -> bool:
    return bool(script.get("src")) or script.get("type") == "application/json"


def _runs(value: str) -> bool:
    return value.strip().lower().startswith("javascript:")


def _images(page: Page) -> Iterator[Fault]:
    for image in page.find("img"):
        if image.get("alt") is None:
            yield Fault("alt", show(image))
    for drawing in page.find(f"{SVG}svg"):
        hidden = [drawing, *page.ancestors(drawing)]
        silent = any(element.get("aria-hidden") == "true" or element.get("role") == "img" for element in hidden)
        if not silent:
            yield Fault("alt", f"{show(drawing)} is neither silent nor an image with a name")
    for element in page.elements:
        if element.get("role") == "img" and not name_of(page, element):
            yield Fault("alt", show(element))


def _buttons(page: Page) -> Iterator[Fault]:
    for button in page.find("button"):
        if button.get("type") not in {"submit", "button"}:
            yield Fault("button", f"{show(button)} has no type")
        if not name_of(page, button):
            yield Fault("button", f"{show(button)} has no words")


def _links(page: Page) -> Iterator[Fault]:
    for link in page.find("a"):
        if not name_of(page, link):
            yield Fault("link", f"{show(link)} has no words")
        if (link.get("href") or "#") == "#":
            yield Fault("link", f"{show(link)} leads nowhere")


def _headings(page: Page) -> Iterator[Fault]:
    before = None if not page.whole else 0
    for heading in page.find(*HEADINGS):
        level = int(str(heading.tag)[1])
        if before is not None and level > before + 1 and not (before == 0 and level <= 2):
            yield Fault("heading", f"{show(heading)} {text(heading)!r} comes after level {before}")
        if not text(heading):
            yield Fault("heading", f"{show(heading)} has no words")
        before = level


def _tables(page: Page) -> Iterator[Fault]:
    for table in page.find("table"):
        heads = list(table.iter("th"))
        if not heads:
            yield Fault("table", f"{show(table)} has no th")
        for head in heads:
            if head.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield Fault("table", f"{show(head)} {text(head)!r} has no scope")


def _leaks(page: Page) -> Iterator[Fault]:
    japanese = not page.whole or page.root.get("lang") == "ja"
    for place, words in _words(page):
        if (found := LEAKS.search(words)) or (japanese and (found := ENGLISH.search(words))):
            yield Fault("leak", f"{found.group()!r} in {place}: {words.strip()[:80]!r}")


def _words(page: Page) -> Iterator[tuple[str, str]]:
    for element in page.elements:
        shown = element.tag not in {"script", "textarea", "pre", "code", "samp", "kbd"}
        if element.text and shown:
            yield show(element), element.text
        parent = page.parents.get(element)
        if element.tail and (parent is None or parent.tag not in {"pre", "code"}):
            yield f"the text after {show(element)}", element.tail
        for attribute in ("value", "href", "action", "alt", "title", "aria-label", "placeholder", "content"):
            if element.tag != "textarea" and (value := element.get(attribute)):
                yield f"{attribute} of {show(element)}", value


def _tokens(page: Page) -> Iterator[Fault]:
    for form in page.find("form"):
        names = {control.get("name") for control in form.iter("input")}
        posts = (form.get("method") or "get").lower() == "post"
        if posts and "csrfmiddlewaretoken" not in names:
            yield Fault("csrf", show(form))
        if not posts and "csrfmiddlewaretoken" in names:
            yield Fault("csrf", f"{show(form)} would show its token in the address")


def _nesting(page: Page) -> Iterator[Fault]:
    for element in page.elements:
        allowed = CHILDREN.get(element.tag)
        for child in element:
            if isinstance(child.tag, str) and allowed and child.tag not in allowed:
                yield Fault("nesting", f"{show(child)} in {show(element)}")
        above = next((up for up in page.ancestors(element) if up.tag in PHRASING), None)
        if element.tag in BLOCKS and above is not None:
            yield Fault("nesting", f"{show(element)} in {show(above)}")
        if element.tag in {"a", "button", *CONTROLS} and (pressed := _pressed(page, element)) is not None:
            yield Fault("nesting", f"{show(element)} in {show(pressed)}")


def _pressed(page: Page, element: Element) -> Element | None:
    return next((up for up in page.ancestors(element) if up.tag in {"a", "button", "summary"}), None)


def _order(page: Page) -> Iterator[Fault]:
    for element in page.elements:
        if element.get("tabindex", "0") not in {"0", "-1"}:
            yield Fault("tabindex", show(element))


EVERYWHERE: tuple[Callable[[Page], Iterator[Fault]], ...] = (
    *(_labels, _groups, _unique_ids, _inline, _images, _buttons, _links, _headings, _tables, _leaks, _tokens),
    *(_nesting, _order),
)
ON_WHOLE_PAGES: tuple[Callable[[Page], Iterator[Fault]], ...] = (_one_h1, _title, _language, _references)
